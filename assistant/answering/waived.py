"""What a sentence waves aside or makes up: 甲也不例外, 哪怕没有甲, 不管甲还是乙, 逾期的视为同意."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.aligning import canonical, content
from assistant.answering.numerals import fold
from assistant.answering.problems import Problem

_NO_EXCEPTION = re.compile(
    "([^，。；]*?)(?:自己|本身)?(?:也|都|同样|一样)?(?:不例外|不能例外|没有例外|包括在内|算在内)"
)
_EVEN = re.compile("(?:哪怕|即使|即便|就算|就是)([^，。；]{2,40}?)(?=[，。；]|也|都|$)")
_EVEN_SO = re.compile("即使|即便|哪怕|仍|也|均|都|不论|无论|不得|一律|同样|照常|继续|不影响")
_EITHER = re.compile(
    "(?:不管|无论|不论)(?:是|属于)?([^，。；]{2,16}?)(?:还是|或者?|、)(?:是)?([^，。；]{2,16}?)(?=[，。；]|，?都|均|也|一律|$)"
)
_WHETHER = re.compile(
    "(?:不管|无论|不论)([^，。；]*?)(?:(?P<verb>[一-鿿])[不没](?P=verb)|是否|有没有|有无)([^，。；]*)"
)
_HAVING = re.compile("(?:^|[，。；])[^，。；]*?(?:有没有|是不是)[^，。；]*，[^。；]*?(?:都|也|均)")
_IRRESPECTIVE = re.compile("不管|不论|无论|是否|与否|(?<!平)均|任何|一律")
_ALL_THE_SAME = re.compile("照样|照旧|照(?:全额)?[发付交收罚缴给算]|仍旧")
_NOT_ANY_MORE = re.compile(
    r"不[作予对再算计]|停止|停发|暂停|暂缓|免[除征收缴予]|减半|作废|无效|撤销|取消|\d%"
)
_NOT_INCLUDED = re.compile("(?:不包括|不含|不包含|不适用于)([一-鿿]{2,12})")
_EXCEPT = re.compile(
    "除([^，。；]{2,60}?)(?:之外|以外|外)|但([^，。；]{2,60}?)(?:的)?除外|([^，。；]{2,40})除外"
)
# (a consequence or a lapse that the sentence tells, words of which the source must hold one)
_MADE_UP = (
    (re.compile("视为|视同|当作|看作|算作|默认"), re.compile("视为|视同|视作|等同|认定为|算|作为|推定|按.{0,12}(?:处理|对待)|即为|认为")),
    (re.compile("逾期|过期|超期|超时"), re.compile("逾期|过期|超期|超时|超过|期满|届满|期限|到期|未.{0,16}的|[日月年时]内|之前|[日月年]前|失效")),
)  # fmt: skip
_TOLD = 0.5  # share of the pairs of an exception's words from which it is the one meant


def check_waived(sentence: str, source: str) -> list[Problem]:
    """Return the exceptions and conditions of the source that a sentence denies, and the consequences it makes up.

    >>> source = "除居住证明外，不得要求社区出具其他证明。"
    >>> [p.found for p in check_waived("不得要求社区出具任何证明，居住证明也不例外", source)]
    ['居住证明也不例外']
    """
    return [
        *_denied_exceptions(sentence, source),
        *_even_so(sentence, source),
        *_whether_or_not(sentence, source),
        *_either(sentence, source),
        *_made_up(sentence, source),
        *_left_out(sentence, source),
    ]


def _denied_exceptions(sentence: str, source: str) -> Iterator[Problem]:
    """居住证明也不例外, where the source excepts 居住证明."""
    excepted = ["".join(filter(None, match.groups())) for match in _EXCEPT.finditer(source)]
    for match in (*_NO_EXCEPTION.finditer(sentence), *_EVEN.finditer(sentence)):
        for words in excepted:
            if max(_share(match[1], words), _share(words, match[1])) >= _TOLD:
                yield Problem("condition", match[0], words)


def _even_so(sentence: str, source: str) -> Iterator[Problem]:
    """哪怕去过也可以, where the source says nothing that holds in spite of something."""
    for match in _EVEN.finditer(sentence):
        goes_on = re.search("[也都]", sentence[match.end() - 2 :])  # 就算放弃了 alone is 视为
        if not _EVEN_SO.search(source) and (goes_on or not match[0].startswith("就")):
            yield Problem("condition", match[0], "")


def _whether_or_not(sentence: str, source: str) -> Iterator[Problem]:
    """不管符不符合条件, where the source asks for the condition."""
    for match in (*_WHETHER.finditer(sentence), *_HAVING.finditer(sentence)):
        if not _IRRESPECTIVE.search(source):
            yield Problem("condition", match[0], "")


def _either(sentence: str, source: str) -> Iterator[Problem]:
    """不管是全国性的还是地方性的, where the source speaks of one of both."""
    for match in _EITHER.finditer(sentence):
        for side in match.groups():
            if _share(side, source) == 0 and not _IRRESPECTIVE.search(source):
                yield Problem("scope", match[0], "")
                break


def _made_up(sentence: str, source: str) -> Iterator[Problem]:
    for told, needed in _MADE_UP:
        match = told.search(sentence)
        if match and not needed.search(source):
            yield Problem("other", match[0], "")
    same, stopped = _ALL_THE_SAME.search(sentence), _NOT_ANY_MORE.search(fold(source))
    if same and stopped and not re.search("照常|照样|仍|继续|不得?停", source):
        yield Problem("negation", same[0], stopped[0])


def _left_out(sentence: str, source: str) -> Iterator[Problem]:
    """现金 told as included, where the source says 不包括现金."""
    for match in _NOT_INCLUDED.finditer(source):
        word = match[1]
        apart = rf"(?:不含|不包括|不算|除了?|没有|不是|不能?){word}|{word}[^，。；]{{0,6}}(?:除外|例外|不|另)"
        if word in sentence and source.count(word) == 1 and not re.search(apart, sentence):
            yield Problem("scope", match[1], match[0])


def _share(words: str, other: str) -> float:
    """Return the share (0–1) of the pairs of content characters of `words` that stand in `other`."""
    pairs = content(words)[1]
    if not pairs:
        return float(bool(words) and canonical(words) in canonical(other))
    return len(pairs & content(other)[1]) / len(pairs)
