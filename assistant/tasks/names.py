"""Short and full names of the same unit (旗政府办 = 旗政府办公室), from tables."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from assistant.errors import BadSettings

SHIPPED = Path(__file__).with_name("owner_names.toml")
_BRACKETS = re.compile(r"[（(]([^（）()]*)[）)]")
# Whom a general name speaks of; a unit of another kind is not meant by it.
_TOWNS = re.compile(r"苏木|乡镇|街道|各镇|各乡|社区|嘎查|村")
_AREAS = re.compile(r"各(?:省|市|区|县|旗|盟|州|旗县|区县|县区|市区|省级|市级|区级|县级)")
_ANYONE = re.compile(r"部门|单位|各地|各级|机构|委办局|机关|全体|成员")
_IS_TOWN = re.compile(r"(?:苏木|镇|乡|街道|街道办事处|社区)(?:人民政府|政府)?$")
_IS_AREA = re.compile(r"(?:省|市|区|县|旗|盟|州)(?:人民政府|政府)?$")


@dataclass(frozen=True, slots=True)
class Names:
    """Endings that mean the same for every level, and whole names of one's own."""

    endings: Mapping[str, str] = field(default_factory=dict)
    whole: Mapping[str, str] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return the name under which all writings of a unit meet.

        >>> names = load_names()
        >>> names.one("旗政府办"), names.one("市发改委") == names.one("市发展和改革委员会")
        ('旗政府办公室', True)
        """
        bare = re.sub(r"\s", "", name)
        bare = self.whole.get(bare, bare)
        for ending in sorted(self.endings, key=len, reverse=True):
            if bare.endswith(ending):
                bare = bare.removesuffix(ending) + self.endings[ending]
                break
        return self.whole.get(bare, bare)

    def same(self, asked: str, name: str) -> bool:
        """Tell whether a name in a text, or a part of it before or in brackets, is the unit asked for."""
        parts = [name, _BRACKETS.sub("", name), *_BRACKETS.findall(name)]
        return self.one(asked) in {self.one(part) for part in parts if part}


@cache
def load_names(path: str = "") -> Names:
    """Return the shipped table and, with `path`, an office's own: TOML lines 统一名称 = ["其他叫法", …].

    Raises BadSettings when the file cannot be read or a line is no list of names.
    """
    endings = _turned(_read(SHIPPED)["endings"], SHIPPED)
    return Names(endings, _turned(_read(Path(path)), Path(path)) if path else {})


def _read(path: Path) -> dict[str, dict[str, list[str]]]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{path}: owner_names 不是可以读取的 TOML 文件（{error}）: 请核对设置") from error


def _turned(table: Mapping[str, object], path: Path) -> dict[str, str]:
    turned: dict[str, str] = {}
    for name, others in table.items():
        if not isinstance(others, list) or not all(isinstance(other, str) for other in others):
            raise BadSettings(f'{path}: {name} 应写成 ["其他叫法", …]: 请修改')
        turned |= dict.fromkeys(others, name)
    return turned


def speaks_of(general: str, unit: str) -> bool:
    """Tell whether a general name means a unit too: 各部门 means 旗财政局, 各苏木乡镇 does not.

    >>> speaks_of("各部门", "旗财政局"), speaks_of("各苏木乡镇", "旗财政局"), speaks_of("各乡镇", "大沁他拉镇")
    (True, False, True)
    """
    if _ANYONE.search(general):
        return True
    if _TOWNS.search(general):
        return bool(_IS_TOWN.search(unit))
    return bool(_IS_AREA.search(unit)) if _AREAS.match(general) else True
