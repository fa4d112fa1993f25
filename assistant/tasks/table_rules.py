"""What the columns of a responsibility table (分工表) are called, as a table of synonyms."""

from __future__ import annotations

import re

# The first pattern that fits a column's bare name says what it holds; brackets and blanks are taken off before.
COLUMNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("number", re.compile(r"序号|编号|号|项次|NO\.?|No\.?|条目")),
    ("note", re.compile(r".*(?:备注|说明|依据|来源|完成情况|进展|联系(?:人|电话|方式)).*")),
    ("deadline", re.compile(
        r"(?:(?:计划|预计|拟|要求|应)?(?:完成|办理|办结|整改|落实|推进|实施|工作|任务|开展|责任)?)"
        r"(?:时限|时间|期限|节点|时间节点|时间安排|时间要求|时限要求|时间进度|进度安排|进度要求|完成日期|年限|日期)(?:要求|安排)?"
    )),
    ("leader", re.compile(r"(?:牵头|分管|包联|包抓|挂帅|联系)领导")),
    ("lead", re.compile(
        r"(?:总|市级|省级|区级|旗级|县级)?(?:牵头|主办|主责|主要责任|第一责任)(?:责任|负责)?(?:单位|部门|领导|科室|处室|机构|人)?"
    )),
    ("support", re.compile(
        r"(?:责任)?(?:配合|协办|协同|参与|参加|协助|协作|联办)(?:责任)?(?:单位|部门|科室|处室|机构|人)?"
    )),
    ("owner", re.compile(
        r"(?:责任|承办|落实|实施|负责|完成|执行|办理|承担|主管|包联|推进|任务|整改)(?:单位|部门|主体|科室|处室|股室|机构|人|领导|分工)"
        r"(?:和|及|与|、)?(?:责任人|人员|负责人)?|分工|责任|单位|部门|区县|地区"
    )),
    ("goal", re.compile(
        r"(?:工作|任务|预期|主要|总体|阶段|年度|考核|量化|具体|绩效)?(?:目标|指标|成效|成果|目标要求|成果形式|预期成效)(?:值|要求)?"
    )),
    ("group", re.compile(r".*(?:类别|类型|领域|板块|分类|方面|维度|一级.*|环节)")),
    ("task", re.compile(
        r"(?:年度|重点|主要|具体|目标|改革|整改|创建|工作|建设|实施|重点工作|主要工作|推进)*"
        r"(?:任务|举措|措施|要点|任务内容|任务分解|任务清单|任务名称|任务事项|工作|工作内容|工作事项|目标任务|内容及要求)(?:内容|名称|要求|和要求|及要求|安排)?"
    )),
    ("matter", re.compile(r"(?:.*)(?:事项|项目|内容|要求|问题|活动|名称)(?:名称|内容)?")),
)  # fmt: skip
ROLE_OF = {"lead": "lead", "support": "support", "owner": "owner", "leader": "owner"}
ROW = re.compile(r"^(?P<table>.*表\d+)/行\d+$")
CAPTION = re.compile(r"^(?P<table>.*表\d+)/表题$")
_BARE = re.compile(r"[（(【\[][^）)】\]]*[）)】\]]|[\s　*＊:：]")
NOTE_LINE = re.compile(r"^(?:[^：；]{1,8}：)?(?:备注|注|说明)[：:]\s*")
EMPTY_CELL = re.compile(r"^[\s/／—\-–－无、。]*$")


def column_kind(name: str) -> str | None:
    """Return what a column holds, by its name.

    >>> [column_kind(n) for n in ("序 号", "重点任务", "牵头单位", "责任单位（部门）", "完成时限", "补贴标准")]
    ['number', 'task', 'lead', 'owner', 'deadline', None]
    """
    bare = _BARE.sub("", name.split("-")[-1])
    return next((kind for kind, pattern in COLUMNS if pattern.fullmatch(bare)), None)
