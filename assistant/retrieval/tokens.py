"""Chinese text as search tokens: character bigrams, numbers and Latin words, after normalisation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

BLANK = re.compile(r"[\s\u200b\ufeff]+")
RUNS = re.compile(r"[\u3400-\u9fff]+|[a-z]+|\d+(?:\.\d+)?|[\u0400-\u04ff]+")


def normalise(text: str) -> str:
    """Fold full- and half-width forms and case, so that （一） finds (一) and ＡＩ finds ai.

    >>> normalise("ＡＩ（一）")
    'ai(一)'
    """
    return unicodedata.normalize("NFKC", text).lower()


def squeeze(text: str) -> str:
    """Take out all blanks, as quotes are compared with the text that they were taken from."""
    return BLANK.sub("", text)


def tokens(text: str) -> list[str]:
    """Return the search tokens of a text, in order, repeats kept.

    >>> tokens("每月至少1次AI培训")
    ['每月', '月至', '至少', '1', '次', 'ai', '培训']
    """
    return [token for run in RUNS.findall(normalise(text)) for token in _of_run(run)]


def _of_run(run: str) -> Iterator[str]:
    if len(run) == 1 or not "\u3400" <= run[0] <= "\u9fff":
        yield run
        return
    for at in range(len(run) - 1):
        yield run[at : at + 2]
