"""Files of questions with the words that answer them, one JSON object a line: question, doc, quotes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import BadInput

T = TypeVar("T")


def read_text(path: Path, wrong: type[BadInput]) -> str:
    """Return the text of a file of questions; raises `wrong` when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise wrong(f"{path}: 读不了（{error}）: 请检查路径，并存为 UTF-8") from error


def read_rows(
    path: Path, lines: Iterable[tuple[int, str]], read: Callable[[Any], T], wrong: type[BadInput]
) -> Iterator[T]:
    """Yield what `read` makes of the object in each numbered line; raises `wrong` naming the line that it cannot read."""
    for number, line in lines:
        try:
            row = read(json.loads(line))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise wrong(
                f'{path} 第 {number} 行: 不是 {{"question", "doc", "quotes"}} 形式的一行 JSON（{error}）: 请改正'
            ) from error
        yield row
