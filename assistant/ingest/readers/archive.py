"""A zip of XML (docx, xlsx, ofd), opened with limits on names, sizes and entities."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from pathlib import Path
from typing import Any

from lxml import etree

from assistant.errors import UnreadableFile

MAX_ENTRIES = 10_000
MAX_UNPACKED = 400_000_000
MAX_PART = 150_000_000
DAMAGED = "文件已损坏或不完整: 请重新获取原始文件"


class Archive:
    """The parts of a zip file by name; letters of either case mean the same part, as offices write them."""

    def __init__(self, raw: bytes, path: Path) -> None:
        self.path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OverflowError) as error:
            raise UnreadableFile(f"{path}: {DAMAGED}") from error
        self._check()
        self._parts = {_name(info.filename): info for info in self._zip.infolist()}

    def _check(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES or sum(info.file_size for info in entries) > MAX_UNPACKED:
            raise UnreadableFile(f"{self.path}: 压缩内容过大（疑似压缩炸弹）: 请核对文件来源")
        if any(info.flag_bits & 1 for info in entries):
            raise UnreadableFile(f"{self.path}: 文件已加密: 请解除密码后重试")
        if any(".." in Path(info.filename.replace("\\", "/")).parts for info in entries):
            raise UnreadableFile(f"{self.path}: 压缩包内含越界路径: 请核对文件来源")

    def names(self) -> list[str]:
        """Return the names of the parts, in lower case and in the order of the file."""
        return list(self._parts)

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a part, None when there is none of that name."""
        info = self._parts.get(_name(name))
        if info is None or info.is_dir():
            return None
        if info.file_size > MAX_PART:
            raise UnreadableFile(f"{self.path}: 压缩内容过大（疑似压缩炸弹）: 请核对文件来源")
        try:
            return self._zip.read(info)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
            raise UnreadableFile(f"{self.path}: {DAMAGED}") from error
        except (NotImplementedError, RuntimeError) as error:  # a method or cipher that Python does not know
            raise UnreadableFile(f"{self.path}: 无法解压（压缩方式不支持）: 请另存后重试") from error

    def xml(self, name: str) -> Any | None:
        """Return the root element of an XML part, None when there is no such part."""
        raw = self.read(name)
        return None if raw is None else parse_xml(raw, self.path)


def _name(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def parse_xml(raw: bytes, path: Path) -> Any:
    """Parse XML that nobody vouches for: no entities, no network, no documents of unusual depth."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(f"{path}: {DAMAGED}") from error
    if root.getroottree().docinfo.doctype:
        raise UnreadableFile(f"{path}: 文件内含文档类型声明（可能用于攻击）: 请核对文件来源")
    return root


def local(element: Any) -> str:
    """Return the name of an element without its namespace, which producers write in several ways.

    >>> local(etree.fromstring('<o:Page xmlns:o="http://www.ofdspec.org"/>'))
    'Page'
    """
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Any | None, *names: str) -> Any | None:
    """Return the first child of the first name, of that its first child of the second, and so on."""
    for name in names:
        if element is None:
            return None
        element = next((node for node in element if local(node) == name), None)
    return element


def attribute(element: Any | None, name: str) -> str | None:
    """Return an attribute by its name without namespace, None when it or the element is not there."""
    if element is None:
        return None
    plain = element.get(name)
    if plain is not None:
        return str(plain)
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), None)
