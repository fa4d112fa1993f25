"""Repairs of what printing and copying do to Chinese text; done before the text is stored, so that quotes agree.

Full- and half-width variants stay as they are written; search normalises them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assistant.ingest.lines import Page, tidy

# Radicals that look like letters of words (U+2E80 to U+2EFF); NFKC knows only two of them.
SUPPLEMENT = {
    "⺀": "冫", "⺁": "厂", "⺂": "乛", "⺃": "乚", "⺄": "乙", "⺅": "亻", "⺆": "冂", "⺇": "几", "⺈": "刀",
    "⺉": "刂", "⺊": "卜", "⺋": "㔾", "⺌": "小", "⺍": "小", "⺎": "兀", "⺏": "尣", "⺐": "尢", "⺑": "尢",
    "⺒": "巳", "⺓": "幺", "⺔": "彑", "⺕": "彐", "⺖": "忄", "⺗": "㣺", "⺘": "扌", "⺙": "攵", "⺛": "旡",
    "⺜": "日", "⺝": "月", "⺞": "歺", "⺟": "母", "⺠": "民", "⺡": "氵", "⺢": "氺", "⺣": "灬", "⺤": "爫",
    "⺥": "爫", "⺦": "丬", "⺧": "牛", "⺨": "犭", "⺩": "王", "⺪": "疋", "⺫": "目", "⺬": "示", "⺭": "礻",
    "⺮": "竹", "⺯": "糹", "⺰": "纟", "⺱": "罓", "⺲": "罒", "⺳": "网", "⺴": "网", "⺵": "网", "⺶": "羊",
    "⺷": "羊", "⺸": "羊", "⺹": "耂", "⺺": "肀", "⺻": "聿", "⺼": "月", "⺽": "臼", "⺾": "艹", "⺿": "艹",
    "⻀": "艹", "⻁": "虎", "⻂": "衤", "⻃": "覀", "⻄": "西", "⻅": "见", "⻆": "角", "⻇": "角", "⻈": "讠",
    "⻉": "贝", "⻊": "足", "⻋": "车", "⻌": "辶", "⻍": "辶", "⻎": "辶", "⻏": "阝", "⻐": "钅", "⻑": "長",
    "⻒": "镸", "⻓": "长", "⻔": "门", "⻕": "阜", "⻖": "阝", "⻗": "雨", "⻘": "青", "⻙": "韦", "⻚": "页",
    "⻛": "风", "⻜": "飞", "⻝": "食", "⻞": "食", "⻟": "飠", "⻠": "饣", "⻡": "首", "⻢": "马", "⻣": "骨",
    "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾", "⻫": "斉", "⻬": "齐",
    "⻭": "歯", "⻮": "齿", "⻯": "竜", "⻰": "龙", "⻱": "龜", "⻲": "亀", "⻳": "龟",
}  # fmt: skip
LOOK_ALIKES = {
    ord(char): unicodedata.normalize("NFKC", char)
    for char in map(chr, (*range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF)))
} | {ord(char): same for char, same in SUPPLEMENT.items()}
INVISIBLE = dict.fromkeys(
    (*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2065), 0xAD, 0xFEFF, 0xFFFE)
)

HAN = "\u4e00-\u9fff"
CELL = f"[{HAN}〇0-9（）()《》〔〕、]"
DOUBLED_SPACED = re.compile(rf"({CELL}(?: {CELL})+) ?\1")
DOUBLED_ARTICLE = re.compile(r"^(第[零〇一二三四五六七八九十百千\d]{1,8}[编章节条款])\s*\1")
DOUBLED_LETTERS = re.compile(rf"(?:([{HAN}《》（），。、〇\d])\1){{5,}}")
SPACED_LINE = re.compile(rf"^(?:{CELL}|[：:]) (?:\S ){{1,}}\S$")
SPACED_RUN = re.compile(rf"(?<![^\s》（）。，：]){CELL}(?: {CELL}){{3,}}(?![^\s《（）。，：])")
SPACED_PAIR = re.compile(rf"^([{HAN}]) ([{HAN}])(?=$|[：:])")
SPACED_DATE = re.compile(r"(\d{4}) ?年 ?(\d{1,2}) ?月 ?(\d{1,2}) ?日")

# Columns at which text is broken by hand or by a program (a Chinese character takes two), and what a row may lack.
NARROWEST, WIDEST, SLACK = 30, 120, 3
FEW, MANY = 6, 12  # lines that show such a width
ENDS = re.compile(r"[。；：！？:;!?…][”’」』）)]?$")
STOPS = re.compile(r"[，。；：！？]")
ENDED = re.compile(r"[。；](?=.)")  # a sentence that ends before its line does
STARTS = re.compile(
    r"^(?:第[零〇一二三四五六七八九十百千\d]{1,8}[编章节条]|[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}(?:[、.．]|\s)|[①-⑳]|附\s?件|附\s?表|[—-]{2}|.{1,8}[：:]|\d{4}年\d{1,2}月\d{1,2}日)"
)


def repair(text: str) -> str:
    """Put right one line: look-alike radicals, doubled bold text, letters spaced apart.

    >>> repair("居⺠⼈数"), repair("第 一 条第 一 条 为了规范"), repair("关 于 放 假 的 通 知"), repair("目 录")
    ('居民人数', '第一条 为了规范', '关于放假的通知', '目录')
    """
    text = text.translate(LOOK_ALIKES).translate(INVISIBLE)
    text = DOUBLED_SPACED.sub(lambda found: found[1].replace(" ", ""), text)
    text = DOUBLED_ARTICLE.sub(r"\1", text)
    text = DOUBLED_LETTERS.sub(lambda found: found[0][::2], text)
    half, odd = divmod(len(text), 2)
    if half >= 8 and not odd and text[:half] == text[half:]:
        text = text[:half]
    if SPACED_LINE.match(text) and len(re.findall(rf"[{HAN}]", text)) >= 3:
        return text.replace(" ", "")
    text = SPACED_DATE.sub(r"\1年\2月\3日", text)
    text = SPACED_RUN.sub(lambda found: found[0].replace(" ", ""), text)
    return SPACED_PAIR.sub(r"\1\2", text)


def repair_page(page: Page) -> Page:
    """Repair every line of a page and its title; lines that come to nothing are dropped."""
    lines = (replace(line, text=tidy(repair(line.text))) for line in page.lines)
    facts = {key: repair(value) if key == "title" else value for key, value in page.facts.items()}
    marks = (tidy(repair(mark)) for mark in page.marks)
    return Page(tuple(line for line in lines if line.text), facts, tuple(mark for mark in marks if mark))


def goes_on(text: str, following: str) -> bool:
    """True when a line that was broken by hand goes on in the next: inside a sentence, before no new item.

    >>> goes_on("某市人民政府关于印发", "某方案的通知"), goes_on("某局", "2025年1月1日"), goes_on("完。", "又")
    (True, False, False)
    """
    return bool(text and following) and not ENDS.search(text) and not STARTS.match(following)


def join_breaks(parts: Sequence[str]) -> list[str]:
    """Join the parts of a paragraph that soft line breaks cut inside a sentence; empty parts are dropped."""
    joined: list[str] = []
    for part in filter(None, parts):
        if joined and goes_on(joined[-1], part):
            joined[-1] = glue(joined[-1], part)
        else:
            joined.append(part)
    return joined


def glue(text: str, following: str) -> str:
    """Join two pieces of a line, with a space only between Latin words.

    >>> glue("关于", "通知"), glue("open", "data")
    ('关于通知', 'open data')
    """
    latin = re.search(r"[A-Za-z,.]$", text) and re.match(r"[A-Za-z]", following)
    return f"{text} {following}" if latin else text + following


def unwrap(lines: Sequence[str]) -> list[str]:
    """Join the lines of text that was broken at a fixed width; other lines stay as they are.

    Text counts as broken when half of its lines are as wide as the widest; or when many, and a quarter of those that are
    no wider, are of one width, most of them end inside a sentence, and sentences end inside a tenth of them: then what is
    wider, as of a letter before a copied attachment, is whole.
    """
    measured = [(_width(line), line) for line in lines if line.strip()]
    most = _usual_width([width for width, _ in measured])
    own = [line for width, line in measured if width <= most]
    full = [line for width, line in measured if most - SLACK <= width <= most]
    cut = sum(not ENDS.search(line.rstrip()) for line in full)
    ended = sum(bool(ENDED.search(line)) for line in full)
    whole_text = len(own) == len(measured) >= FEW and len(full) * 2 >= len(own)
    attached = len(full) >= MANY and len(full) * 4 >= len(own)
    if not (whole_text or (attached and cut * 2 >= len(full) and ended * 10 >= len(full))):
        return list(lines)
    joined: list[str] = []
    going = False
    for line in lines:
        width = _width(line)
        indented = re.match(r"[\s\u3000]", line) or STARTS.match(line)
        if going and line.strip() and width <= most and not indented and not _signs(joined[-1], line, most):
            joined[-1] = glue(joined[-1], line)
        else:
            joined.append(line)
        going = most - SLACK <= width <= most
    return joined


def _usual_width(widths: Sequence[int]) -> int:
    """Return the width within whose slack most lines lie, of those at which text is broken; 0 when there is none."""
    counts = Counter(width for width in widths if NARROWEST <= width <= WIDEST)
    return max(
        counts, key=lambda most: (sum(counts[most - less] for less in range(SLACK + 1)), most), default=0
    )


def _signs(text: str, following: str, most: int) -> bool:
    """Tell whether a short line without a stop, under a sentence that ended, signs the paper or heads what comes."""
    return bool(ENDS.search(text.rstrip())) and 2 * _width(following) < most and not STOPS.search(following)


def _width(line: str) -> int:
    return sum(2 if ord(char) > 0x2E7F else 1 for char in line.rstrip())
