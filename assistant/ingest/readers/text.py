"""Plain text, in the encodings that Chinese offices use."""

from __future__ import annotations

import codecs
import html
import re
from pathlib import Path

from assistant.errors import UnreadableFile
from assistant.ingest.lines import Line, Page, tidy
from assistant.ingest.repair import unwrap

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
# A few common words in GBK are valid UTF-8 too (一 is Cyrillic Һ): bytes that all are common letters of GB 2312.
GBK_PAIRS = re.compile(rb"(?:[\x00-\x7f]|[\xb0-\xd7][\xa1-\xfe])*")
HAN = re.compile(r"[\u2e80-\uffff]")
# Text copied out of a page's source; a ";" must follow, so that no "&" of a name is lost.
ENTITY = re.compile(r"&(?:nbsp|ensp|emsp|[lr][ds]quo|mdash|middot|hellip|quot|amp|lt|gt|times|#\d{1,6});")


def decode(raw: bytes, path: Path) -> str:
    """Decode bytes as UTF-8, UTF-16 (with BOM) or GB18030; never guess into mojibake.

    Raises UnreadableFile when none fits or the result holds control characters.
    """
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            return _decoded(raw, encoding, path)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(raw, "gb18030", path)
    if GBK_PAIRS.fullmatch(raw) and not raw.isascii() and not HAN.search(text):
        text = _decoded(raw, "gb18030", path)
    return _checked(text, path)


def _decoded(raw: bytes, encoding: str, path: Path) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableFile(f"{path}: 无法识别文字编码: 请另存为 UTF-8 文本") from error


def _checked(text: str, path: Path) -> str:
    if CONTROL.search(text):
        raise UnreadableFile(f"{path}: 不是文本文件（含控制字符）: 请导入原始文件或另存为 UTF-8 文本")
    odd = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" for char in text)
    if odd * 20 > len(text):
        raise UnreadableFile(f"{path}: 文字编码有误（乱码）: 请另存为 UTF-8 文本")
    return text


def plain(text: str) -> str:
    """Put the signs back that stand as entities.

    >>> plain("&ldquo;一网通办&rdquo;，A&B公司")
    '“一网通办”，A&B公司'
    """
    return ENTITY.sub(lambda found: html.unescape(found[0]), text)


def read_text(raw: bytes, path: Path) -> Page:
    """Read plain text, rows of a fixed width made whole."""
    lines = unwrap(decode(raw, path).splitlines())
    return Page(tuple(Line(text) for text in map(tidy, map(plain, lines)) if text))
