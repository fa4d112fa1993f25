"""Characters typed for others that sound the same: 街诉即办 for 接诉即办, 失业精 for 失业金."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from pypinyin import Style, lazy_pinyin

from assistant.retrieval.tokens import normalise
from assistant.retrieval.wording import colloquial, misspelt

# What input methods and dialects do not tell apart: shen and sheng, zi and zhi.
BLURRED = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"(?<=[aei])ng$"), "n"))
HAN = re.compile(r"[\u3400-\u9fff]+")
# Length of the words that are known: of titles every run of four characters, of official words those of three and four.
TITLE_LENGTH, LENGTHS = 4, (4, 3)
# Characters of everyday grammar, which are hardly ever typed for another one.
PLAIN = "的地得了着过是不没有在去来到还也都就再又只可能会要想给把被让和跟与或这那哪谁几多少怎咋啥吗么呢吧个我你他她它们人家市里做"


class Spelling:
    """Puts right what sounds like a word of the documents and is written as none.

    `frequency` tells in how many pieces of the documents two neighbouring characters stand.
    """

    def __init__(self, titles: Iterable[str], frequency: Callable[[str], int]) -> None:
        self._frequency = frequency
        words = {gram for title in titles for gram in _grams(title, TITLE_LENGTH)}
        words |= {word for _, official in colloquial() for word in official if len(word) in LENGTHS}
        self._by_sound: dict[tuple[str, ...], str] = {}
        for word in sorted(words):
            self._by_sound.setdefault(_sound(word), word)

    def corrected(self, question: str) -> str:
        """Return a question with its misspelt words as the documents write them; other text is left as it is."""
        for wrong, right in misspelt():
            question = question.replace(wrong, right)
        return HAN.sub(lambda run: self._run(run[0]), question)

    def _run(self, run: str) -> str:
        for length in LENGTHS:
            for at in range(len(run) - length + 1):
                meant = self._by_sound.get(_sound(run[at : at + length]))
                if meant and self._is_slip(run, at, meant):
                    run = run[:at] + meant + run[at + length :]
        return run

    def _is_slip(self, run: str, at: int, meant: str) -> bool:
        """Tell whether one character differs, which the documents never write beside its neighbours."""
        wrong = [place for place, char in enumerate(meant, at) if run[place] != char]
        if len(wrong) != 1 or run[wrong[0]] in PLAIN:
            return False
        beside = [run[place : place + 2] for place in (wrong[0] - 1, wrong[0]) if 0 <= place < len(run) - 1]
        return not any(map(self._frequency, beside))


def _grams(text: str, length: int) -> Iterator[str]:
    for run in HAN.findall(normalise(text)):
        for at in range(len(run) - length + 1):
            yield run[at : at + length]


def _sound(word: str) -> tuple[str, ...]:
    return tuple(map(_syllable, word))


@cache
def _syllable(character: str) -> str:
    """Return how a character is usually read, without its tone and what is commonly blurred."""
    sound = lazy_pinyin(character, style=Style.NORMAL)[0]
    for pattern, plain in BLURRED:
        sound = pattern.sub(plain, sound)
    return sound
