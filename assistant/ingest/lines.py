"""What a reader hands over: lines with their kind, and what the page around them said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

BLANKS = re.compile(r"[\s\u3000\xa0]+")
NOTHING = re.compile(r"[\u200b-\u200d\u2060\ufeff]")  # of no width: a word that holds one is whole


@dataclass(frozen=True, slots=True)
class Line:
    """One paragraph; `kind` is text, caption (of a table) or row (a table row that explains itself)."""

    text: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a file and what its page furniture or metadata said (title, published_on, source).

    `marks` are the words of page headers, footers and text boxes: they stand around the text, not in it.
    Facts that readers add: `caption` is the title of a workbook's first table, `ocr` names the pages whose
    words were recognised from pictures, `warnings` what could not be read, `attachments` the files inside the
    file.
    """

    lines: tuple[Line, ...]
    facts: dict[str, str] = field(default_factory=dict)
    marks: tuple[str, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know of how the file was read, in words for users."""
        said = {
            "ocr": "{}的文字由图片识别，可能有错字，请对照原件",
            "warnings": "{}",
            "attachments": "文件内另存有附件，没有读取：{}",
        }
        return tuple(words.format(self.facts[key]) for key, words in said.items() if self.facts.get(key))


def tidy(text: str) -> str:
    """Trim a line and shrink each run of blanks to one ordinary space.

    >>> tidy("\u3000\u3000一、\xa0总体要求 ")
    '一、 总体要求'
    """
    return BLANKS.sub(" ", NOTHING.sub("", text)).strip()
