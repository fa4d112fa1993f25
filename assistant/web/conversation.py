"""A conversation as a Word file to keep: questions, answers, their sources, the notice."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from docx import Document as new_document
from docx.oxml.ns import qn

from assistant.web.ui.words import NOTICE

FONT = "宋体"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML cannot hold them


@dataclass(frozen=True, slots=True)
class Turn:
    """One question, its answer, and a line for each source."""

    question: str
    answer: str
    sources: tuple[str, ...]


def write_conversation(title: str, turns: Sequence[Turn]) -> bytes:
    """Return the turns as .docx, the notice at the top and in the file's properties."""
    file = new_document()
    style = file.styles["Normal"]
    style.font.name = FONT
    style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    file.add_paragraph().add_run(f"{title} 咨询记录").bold = True
    file.add_paragraph(NOTICE)
    for number, turn in enumerate(turns, 1):
        file.add_paragraph().add_run(_clean(f"{number}. 问：{turn.question}")).bold = True
        file.add_paragraph(_clean(f"答：{turn.answer}"))
        for source in turn.sources:
            file.add_paragraph(_clean(source))
    file.core_properties.comments = NOTICE
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
