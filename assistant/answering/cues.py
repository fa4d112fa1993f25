"""The modal and negative words of a text, each with its class."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.comparators import NOT_QUANTITY

MUST, STRONG, MAY, BAN, NOT, FREE, SOFT, URGE, TRY = (
    "must",
    "strong",
    "may",
    "ban",
    "not",
    "free",
    "soft",
    "urge",
    "try",
)
# class → words; earlier rows win, and words of class "" hold a modal character without being modal
_TABLE: tuple[tuple[str, str], ...] = (
    ("", rf"(?:{NOT_QUANTITY})(?:少于|低于|小于|短于|超过|多于|高于|大于|长于|晚于|迟于|超出)|不[足到](?=\d|[一二三四五六七八九十百])|^不过(?!\d|[一二两三四五六七八九十百千万半])|未经|没经过?|没有经过?|不满(?=\d|[一二三四五六七八九十])|未满|不下(?=\d)"),
    ("", r"[功智职性效技节势动热产潜电]能|能(?:源|力|否|耗|效|量|级|人)|(?<![尽还])可能(?![会要被])|能(?=[^，。；]{0,6}(?:哪些|什么|多少|怎么))|许可证?|(?<!确)认可|可(?:靠|行(?![使驶政])|持续|复制|推广|信|视|溯|追|再生|支配|研|观|及|量化|抗力)|不可抗力|小可|可读性|可操作|有可能"),
    ("", r"(?:或者?|还是)不予?(?=[^，。；、]{0,8}(?:决定|意见|结论|答复))|不(?:断|同|仅|但|动产|良|特定|定期|论|管|见面|忘初心|锈|孕|久|等不靠|等|时|至于|妨|过(?=[，,要应须需可得])|如|只)|没(?:关系|事(?=的|就))|说不定|不一定|不见得(?=都)|无(?:论|线|害|障碍|纸化|接触|感|人(?:机|驾驶|航空|车|船|值守|售货|超市)|形|偿|烟|缝|事不扰|抗体|量寿)|非(?:常|遗|企业|公|法|营利|税|涉密|洲|机动车|住宅|居住|全日制|银行)|未(?:来|成年|央)|[未没](?!赶|能|有?在)(?=[^，。；]{1,10}(?:之前|以前|前))|没收|没落|否则|是否|(?<![该应当能可])(?P<asked>[一-鿿])[不没](?P=asked)|有没有|是不是|该不该|应不应该?|可以不可以|同不同意|符不符合|(?:保证|确保|使|让|方便|以便)[^，。]{0,6}能|能不能|可不可以|要不要|毫不|莫不"),
    ("", r"应(?:急|退|补税|用(?!于)|对|变|届|诉|税|纳税|收|付|知应会|邀|征|聘|缴|尽|答|有的)|[响相适供反效对感]应|只要|应(?=领未|公开尽|办尽|查尽|享尽|保尽|提供尽)|必(?:要|备|修|然|经之)|要(?:求|素|点|件|约|闻|领|害|紧|情)|[重主纲摘简需首概必纪提]要|需(?:求|方|量)|[供所急按刚内军]需(?!要)|[取获所心赢难值博觉显]得(?!不)|(?<![也还都就])得(?:到|出|分|以|知|力|当|失|体|票)|要么"),
    ("", r"一般(?:公共|纳税|项目|程序|缴款|处罚|事故|资料|性|工商|区)|一般(?=行政|违法|工伤|隐患|群众)|基本原则|全一般|支持(?:力度|系统|体系|政策|服务|作用|资金)|引导作用|禁毒|[解防]禁|许可|大?不同|批准|准(?:确|备|时|则|入)"),
    (SOFT, r"原则上|一般(?:情况下|来说|来讲|而言)?|通常|大多数情况下"),
    (BAN, r"不得不(?=)|不得|禁止|严禁|不准|不许|不允许|不可以|不可|不能够|不能|不应当|不应该|不应|不要|不宜|不该|杜绝|无权|切勿|请勿|勿|禁(?=用|烟|种|入|售|捕|采|放)|别(?=[再去让把给想])|不让|没有?资格"),
    (MAY, r"(?<!尽)可能[会要被]|(?<=还)可能"),
    (FREE, r"豁免|免[征收缴交]|无需|无须|不需要|不需|不用|不必|用不着"),
    (NOT, r"(?:没|未)能|暂缓|难以|免于|免予|没有|没|未|不予|不再|不会|不是|不|无法(?!人|定|律)|无|非(?=[一-鿿])|拒不|拒绝|除外|免除|(?<![可予])以免|避免|防止|停止|取消|并非|而非|谢绝"),
    (STRONG, r"必须|务必|务须|必得|一定要|一律|绝对|只能"),
    (MUST, r"应当|应该|应|须|需要|需|负有|有义务|有责任|得(?=[在把先向去按由有到跟找拿赶给马上\d])|(?<=[也还都就])得|要(?!$)|必"),
    (MAY, r"才(?:可以|能|可)|可以|允许|准许|能够|有权|有资格|自愿|随意|自行决定|(?<!尽)可(?=[^以])|可$|(?<!尽可)能(?=[^够])|能$|准(?=其|许)|即可|想"),
    (URGE, r"鼓励|提倡|倡导|推荐|号召|支持(?=[一-鿿])|引导|欢迎|最好|(?<!的)建议(?=[各由企个采使])"),
    (TRY, r"力争|争取(?!意见)|力求|努力|尽量|尽可能|尽力|探索|试点|尝试|酌情|视情况?|适当|视需要"),
)  # fmt: skip
_CUES = tuple((kind, re.compile(words)) for kind, words in _TABLE)


@dataclass(frozen=True, slots=True)
class Cue:
    """A modal or negative word: its class, itself and its place in the stretch."""

    kind: str
    word: str
    start: int
    end: int


@lru_cache(maxsize=4096)
def read_cues(text: str) -> tuple[Cue, ...]:
    """Return the modal and negative words of a stretch of text.

    >>> [(cue.kind, cue.word) for cue in read_cues("原则上不得收费，可以办理许可，功能不少于2项")]
    [('soft', '原则上'), ('ban', '不得'), ('may', '可以')]
    """
    taken = [False] * len(text)
    found = []
    for kind, pattern in _CUES:
        for match in pattern.finditer(text):
            if match.start() == match.end() or any(taken[match.start() : match.end()]):
                continue
            taken[match.start() : match.end()] = [True] * (match.end() - match.start())
            if kind:
                found.append(Cue(kind, match[0], match.start(), match.end()))
    return tuple(sorted(found, key=lambda cue: cue.start))
