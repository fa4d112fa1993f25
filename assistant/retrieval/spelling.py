"""Characters typed for others that sound the same: 街诉即办 for 接诉即办, 优代证 for 优待证."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from assistant.retrieval.tokens import normalise
from assistant.retrieval.wording import colloquial, misspelt

# What input methods and dialects do not tell apart: shen and sheng, zi and zhi.
BLURRED = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"(?<=[aei])ng$"), "n"))
HAN = re.compile(r"[\u3400-\u9fff]+")
# Length of the words that are known: of titles every run of four characters, of official words those of three and four.
TITLE_LENGTH, LENGTHS = 4, (4, 3)
# Characters of everyday grammar, which are hardly ever typed for another one, and numerals, which must stay.
PLAIN = frozenset(
    "的地得了着过是不没有在去来到还也都就再又只可能会要想给把被让和跟与或这那哪谁几多少怎咋啥吗么呢吧个我你他她它们人家市里做"
    "〇零一二三四五六七八九十百千万两半"
)
PLACE = re.compile(r"^.{0,2}[省市县区州旗镇乡村街]")  # 苏州市 sounds like 宿州市
# A run of a title need not be a word. One that differs at its edge counts only where the question begins or ends, and
# when this share of what stands beside the character in the documents stands beside it as there.
ONLY_SO = 0.5
Frequency = Callable[[str], int]  # in how many pieces of the documents two neighbouring characters stand


class Spelling:
    """Puts right what sounds like a word of the documents and is written as none."""

    def __init__(self, titles: Iterable[str]) -> None:
        self._official = {word for _, official in colloquial() for word in official if len(word) in LENGTHS}
        grams = {gram for title in titles for gram in _grams(title, TITLE_LENGTH)}
        self._by_sound: dict[tuple[str, ...], str] = {}
        for word in (*sorted(self._official), *sorted(grams)):
            self._by_sound.setdefault(_sound(word), word)

    def corrected(self, question: str, frequency: Frequency) -> str:
        """Return a question with its misspelt words as they are meant; other text is left as it is.

        >>> Spelling(["接诉即办工作条例"]).corrected("街诉即办看什么", {"街诉": 0, "诉即": 9, "接诉": 9}.__getitem__)
        '接诉即办看什么'
        """
        return HAN.sub(lambda run: self._run(run[0], frequency), question)

    def word_at(self, text: str, at: int) -> slice:
        """Return where the longest word that is known here stands in a corrected text around a place, else two letters.

        >>> Spelling(["接诉即办工作条例"]).word_at("问接诉即办", 1)
        slice(1, 5, None)
        """
        for length in sorted(LENGTHS, reverse=True):
            for start in range(max(0, at - length + 1), at + 1):
                word = text[start : start + length]
                if len(word) == length and (
                    word in self._official or self._by_sound.get(_sound(word)) == word
                ):
                    return slice(start, start + length)
        return slice(max(0, at - 1), max(2, at + 1))

    def _run(self, run: str, frequency: Frequency) -> str:
        for typed, meant in misspelt():
            at = run.find(typed)
            if at >= 0 and _slip(run, at, meant, frequency, known=len(typed) in LENGTHS) is not None:
                run = run[:at] + meant + run[at + len(meant) :]
        for length in LENGTHS:
            for at in range(len(run) - length + 1):
                typed = run[at : at + length]
                meant = self._by_sound.get(_sound(typed), typed)
                if meant != typed and typed not in self._official and self._means(run, at, meant, frequency):
                    run = run[:at] + meant + run[at + length :]
        return run

    def _means(self, run: str, at: int, meant: str, frequency: Frequency) -> bool:
        """Tell whether a word of the question is a slip for one that sounds like it."""
        place = _slip(run, at, meant, frequency)
        if place is None or meant in self._official or 0 < place < len(meant) - 1:
            return place is not None
        first = place == 0
        if at + place != (0 if first else len(run) - 1):
            return False
        own, next_to_it = (meant[:2], meant[1:3]) if first else (meant[-2:], meant[-3:-1])
        return frequency(own) >= max(1, ONLY_SO * frequency(next_to_it))


def _slip(run: str, at: int, meant: str, frequency: Frequency, known: bool = False) -> int | None:
    """Return where in `meant` the one character stands that was typed wrong, else None.

    A character is not wrong that the documents write beside one of its neighbours, nor a numeral or part of a place's
    name. In a word that is `known` to be typed so, only neighbours outside count: 失业精准 is no 失业金准.
    """
    wrong = [place for place, char in enumerate(meant) if run[at + place] != char]
    if len(wrong) != 1:
        return None
    there = at + wrong[0]
    if run[there] in PLAIN or meant[wrong[0]] in PLAIN or PLACE.match(run[there + 1 :]):
        return None
    pairs = [place for place in (there - 1, there) if 0 <= place < len(run) - 1]
    if known:
        pairs = [place for place in pairs if place < at or place + 1 >= at + len(meant)]
    beside = [run[place : place + 2] for place in pairs]
    return None if any(map(frequency, beside)) else wrong[0]


def _grams(text: str, length: int) -> Iterator[str]:
    for run in HAN.findall(normalise(text)):
        for at in range(len(run) - length + 1):
            yield run[at : at + length]


def _sound(word: str) -> tuple[str, ...]:
    return tuple(map(_syllable, word))


@cache
def _syllable(character: str) -> str:
    """Return how a character is usually read, without its tone and what is commonly blurred."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # its table of words takes 45 MB and is not used
    from pypinyin import Style, lazy_pinyin

    sound = lazy_pinyin(character, style=Style.NORMAL)[0]
    for pattern, plain in BLURRED:
        sound = pattern.sub(plain, sound)
    return sound
