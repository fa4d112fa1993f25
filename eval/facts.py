"""Metrics of one answer: does it hold the facts, how much else does it say, and does it add anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from eval.text import covered, normalise, without_marks

Span = tuple[int, int]

_NO = re.compile(r"^(?:不|否|没|无需|未|别)")
# Not 行政机关, 对符合条件的, 有关部门, 会同: a clause that is quoted may begin with the same character.
_YES = re.compile(
    r"^(?:(?:是的?|对的?|行|会的?|有的?|能)(?:[，,。；;！!]|$)|可以|能(?!力|源)|会(?!同|议|计)|是|需要|应当)"
)
_NUMBER = re.compile(r"\d+(?:\.\d+)*%?")
_COUNTED = "个|天|日|年|月|万|亿|元|次|项|倍|小时|分钟|周|季度|级|类|种|名|人|成|倍"
_HAN_NUMBER = re.compile(rf"[一二三四五六七八九十百千两]+(?={_COUNTED})")
_DOC_NUMBER = re.compile(r"[一-鿿]{1,8}[〔\[(]\d{4}[〕\])]第?\d+号")
_ORGANISATION = re.compile(
    r"[一-鿿]{2,}?(?:管委会|委员会|人民政府|办公室|办事处|法院|检察院|局|厅|银行|公司)"
)
_LIST_MARK = re.compile(r"(?m)^\s*[（(]?\d{1,2}[.、．)）](?!\d)\s*")


def holds(must: Sequence[Sequence[str]], answer: str) -> bool:
    """Return whether every group of `must` has one of its strings in the answer.

    >>> holds([["15天", "15日"], ["书面"]], "１５日内 书面报告"), holds([["3000"]], "每月 3,000 元")
    (True, True)
    """
    text = normalise(without_marks(answer))
    return all(any(normalise(form) in text for form in group) for group in must)


def side(answer: str) -> str:
    """Return on which side an answer begins: yes, no or open.

    >>> side("不可以[1]。"), side("可以，见第三条"), side("“非许可类经营活动”"), side("行政机关选其一")
    ('no', 'yes', 'open', 'open')
    """
    text = normalise(without_marks(answer)).lstrip("“\"'「《")
    return "no" if _NO.match(text) else "yes" if _YES.match(text) else "open"


def is_right(must: Sequence[Sequence[str]], answer: str, ideal: str, yes_no: bool) -> bool:
    """Return whether the facts are there; a yes/no answer must not begin on the wrong side."""
    if not holds(must, answer):
        return False
    return not yes_no or side(answer) in ("open", side(ideal)) or side(ideal) == "open"


def answer_length(answer: str) -> int:
    """Return the characters of an answer beyond its citation marks and white space."""
    return len(re.sub(r"\s", "", without_marks(answer)))


def gold_share(quoted: Iterable[tuple[str, Span]], gold: dict[str, list[Span]]) -> tuple[int, int]:
    """Return (gold characters, characters) of the quoted spans, by document."""
    good = total = 0
    for document, span in quoted:
        total += span[1] - span[0]
        good += covered(span, gold.get(document, []))
    return good, total


def gold_share_by_text(passages: Sequence[str], quotes: Sequence[str]) -> tuple[int, int]:
    """Return (gold characters, characters) of passages that carry no offsets."""
    texts = [normalise(passage) for passage in passages]
    wanted = [normalise(quote) for quote in quotes]
    good = sum(len(quote) for text in texts for quote in wanted if quote in text)
    return good, sum(map(len, texts))


def figures(text: str) -> set[str]:
    """Return the numbers, dates, document numbers and organisations of an answer, normalised.

    >>> sorted(figures("旗财政局每年拨付3,000元，分两次"))
    ['3000', '两', '旗财政局']
    """
    plain = normalise(_LIST_MARK.sub("", without_marks(text)))
    found = {match.group() for pattern in (_NUMBER, _HAN_NUMBER) for match in pattern.finditer(plain)}
    return found | set(_DOC_NUMBER.findall(plain)) | set(_ORGANISATION.findall(plain))


def unsupported_figures(answer: str, sources: Sequence[str]) -> set[str]:
    """Return the figures of an answer that stand in none of the sources (clauses, headings, titles).

    Of an organisation the last four characters decide, since nothing marks where its name begins.
    """
    text = normalise("；".join(sources))
    return {figure for figure in figures(answer) if not _stands(figure, text)}


def _stands(figure: str, text: str) -> bool:
    if figure[0].isdigit():
        return re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", text) is not None
    if _ORGANISATION.fullmatch(figure):
        return figure[-4:] in text
    return figure in text
