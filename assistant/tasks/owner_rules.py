"""How plans name who does what, as tables of patterns."""
# ruff: noqa: E501 (a pattern is read on one line)

from __future__ import annotations

import re

# What surrounds a name in a list of owners and is no part of it.
STRIP_BEFORE = re.compile(
    r"^(?:[\s，,、；;：:。]|由|请|并|和(?![平田静县硕顺龙林布政])|与|及|以及|其中|会同|联合|同(?![级江心仁德安])|分别由|具体由)+"
)
STRIP_AFTER = re.compile(
    r"(?:[\s，,、；;：:。]|分别|共同|具体|统筹|联合|密切|积极|各自|一并|根据|(?:等(?:相关|有关|市级|区级|各|其他)*(?:部门|单位|机构|企业|方面|地区)?(?:[和及与、](?:单位|企业|部门|各区|机构))?)"
    r"|(?:依|按|按照|依照|依据|根据)(?:法定|各自|部门)?(?:职责|职能|分工|权限)(?:分工)?|(?:依|按照?)职)+$"
)
ROLES = (
    (re.compile(r"(?:负责)?(?:牵头|主办|总牵头)(?:负责|落实|实施|办理|组织|推进|抓好|抓总|开展|制定|建立|统筹)*(?:落实|实施|推进)?|(?:作?为|是)(?:牵头|主办|主责)(?:单位|部门)"), "lead"),
    (re.compile(r"(?:协助|配合|协办|参与|协同|参加|支持)(?:落实|实施|做好|推进|负责)*|(?:作?为|是)(?:配合|协办|参与)(?:单位|部门)"), "support"),
    (re.compile(r"(?:负责|落实|承办|实施|承担|组织实施|推进)(?:落实|实施|推进|办理|组织)*|(?:作?为|是)(?:责任|承办|实施)(?:单位|部门)"), "owner"),
)  # fmt: skip
# What a label says of the part (牵头) and of the kind (单位); a leader is a person, who leads no list of units.
_PARTS = {
    "lead": "牵头|主办|总牵头|牵头责任|主责|主要责任",
    "support": "配合|协办|参与|参加|协同|协作|协助|联办",
    "owner": "责任|承办|落实|实施|负责|完成",
}
_KINDS = ("单位", "部门", "科室", "处室", "股室")
LABELS = {part + kind: role for role, parts in _PARTS.items() for part in parts.split("|") for kind in _KINDS} | {
    "责任主体": "owner", "责任人": "owner", "责任领导": "owner", "牵头领导": "owner", "牵头": "lead", "配合": "support",
}  # fmt: skip
TIME_LABEL = re.compile(
    r"(?:完成|办理|整改|工作|落实|推进|实施|任务)?(?:时限|时间|期限|时间节点|时间要求|年限)(?:要求)?[：:为]"
)
_LABEL = "|".join(sorted(LABELS, key=len, reverse=True))
LABELLED = re.compile(rf"(?P<label>{_LABEL})(?:及责任人|和责任人)?[：:]\s*")
# A bracket behind a name that says the unit's part or its person, and is no part of the name.
NOTE = re.compile(
    rf"[（(](?:(?:依|按照?|依照|依据|根据)(?:法定|各自|部门)?(?:职责|职能|分工)+)?(?P<verb>{'|'.join(verb.pattern for verb, _ in ROLES)})?(?:单位|部门)?[）)]$"
    rf"|[（(](?:{LABELLED.pattern}(?P<named>[^（）()]+)|(?:{TIME_LABEL.pattern})[^（）()]*)[）)]$"
)
IN_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
FIRST_LEADS = re.compile(
    r"[（(]?(?:责任单位中?)?(?:排|列)(?:名|在)?(?:首位|第一位|第一|首|最前)的?(?:单位|部门)?(?:均)?(?:为|是)(?:总)?(?:牵头|主办|主要责任)(?:单位|部门)?(?:[，,]?(?:以)?下同)?"
)
PERSON = re.compile(r"(?:负责人|负责同志|领导|同志|成员|责任人|干部|代表|委员)$")
ORGANISATION = re.compile(
    r"(?:政府|[局委办厅部院署会室]|部门|单位|机关|中心|管委会|街道|乡镇|各区|各市|各县|各地|各地区|法院|检察院|银行|公司|集团|学校|高校|企业|机构|专班|领导小组|苏木乡镇场?|工委|妇联|残联|团委|总工会|工商联|学会|协会|办事处|军区|分行|支行|支队|大队|总队|站|所|旗县市区|旗县|区县|县区|县市区|区市|市区|团省委|团市委|残联|科协|侨联|文联|社科院|党校|社区|嘎查村|幼儿园|供销社|联社|科室|妇联组织)(?:[（(][^（）()]*[）)])?$"
)
MAX_NAME = 60
MAX_LABELLED = 300  # after 责任单位： a long name is still a name


ROLE_NAME = re.compile(
    r"(?:受理|审核|登记|发证|配合|承办|主办|实施|管理|组织|监管|服务|参与|协办|监督|审批|督查|督办|落实|执行|建设)(?:单位|部门|机构|人员|主体)"
)
HELPERS = re.compile(
    r"^(?:不定期|定期|要|应|须|可|及时)*会同(?P<names>[^，,。；;]{2,60}?(?:等(?:有关|相关)?(?:部门|单位|方面)|(?=等)|(?=对|按|依|根据|负责|制定|开展|研究|组织|统筹|做好|建立|加强|拟订|编制|抓紧|[，,；;。]|$)))"
)
# The first word of an organisation inside a longer phrase: 有关部门抓紧 → 有关部门.
ACTOR_END = re.compile(r"部门|单位|政府|[厅局署](?!面)|委(?!员|托)|办公室|机构|企业|协会|银行|主体|方面")
NO_NAME = re.compile(r"[的了是]|确定|作为|一名|实际|按月|以及$")
# A unit that stands before a colon shows that it is one: by its ending or by the level that it belongs to.
LEADING_UNIT = re.compile(r".{1,20}局$|.{0,10}[省市区县旗盟州镇乡村].+|国家.+")
LEVELS = ("国家", "省", "市", "区", "县", "旗", "镇", "乡", "部", "盟", "州")
# Kinds that name nobody alone: after 和 they belong to what stands before it.
BARE_KINDS = ("单位", "部门", "企业", "机构", "政府")
TOWN_KINDS = ("乡镇", "街道", "苏木乡镇", "苏木乡镇场", "地区", "社区")
