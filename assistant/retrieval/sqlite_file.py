"""A SQLite file whose failures have names of ours: damaged, full, not to be written."""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import DamagedIndex, IndexNotWritten, PolicyError

REBUILD = "请运行 policy-assistant index --rebuild"
WAIT_SECONDS = 60.0  # for a moment only: readers do not wait for writers in a write-ahead log
NOT_WRITTEN = {
    sqlite3.SQLITE_FULL: "磁盘空间不足",
    sqlite3.SQLITE_READONLY: "文件夹不可写",
    sqlite3.SQLITE_IOERR: "磁盘读写出错",
    sqlite3.SQLITE_CANTOPEN: "文件无法打开",
    sqlite3.SQLITE_BUSY: "文件被占用",
    sqlite3.SQLITE_PERM: "没有权限",
}


class SqliteFile:
    """One connection, shared by threads; every statement's error is translated."""

    def __init__(self, path: Path, uri: str) -> None:
        self.path = path
        self._db = self._try(
            lambda: sqlite3.connect(
                uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
        )
        self._close = weakref.finalize(self, self._db.close)

    @classmethod
    def for_reading(cls, path: Path) -> SqliteFile:
        """Open a file for reading beside a writer; on a disk that cannot be written it is taken as it stands."""
        if not path.is_file():
            raise DamagedIndex(f"{path}: 文件缺失: {REBUILD}")
        writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        file = cls(path, f"{path.resolve().as_uri()}?mode={'rw' if writable else 'ro&immutable=1'}")
        file.run("PRAGMA query_only = 1")
        file.check_size()
        return file

    def check_size(self) -> None:
        """Raise DamagedIndex when the file is shorter than it says; SQLite reads what is cut off as zeros."""
        log = self.path.with_name(f"{self.path.name}-wal")
        (page,), (pages,) = self.one("PRAGMA page_size") or (0,), self.one("PRAGMA page_count") or (0,)
        size = self.path.stat().st_size
        whole = log.exists() and log.stat().st_size > 0  # the last pages may stand in the log alone
        if size % page or (not whole and size < page * pages):
            raise DamagedIndex(f"{self.path}: 文件大小 {size} 与 {pages} 页不符: {REBUILD}")

    @classmethod
    def for_writing(cls, path: Path, new: bool = False) -> SqliteFile:
        """Open a file for the one writer; a new one is not journaled, for it is thrown away if it fails."""
        file = cls(path, f"{path.resolve().as_uri()}?mode={'rwc' if new else 'rw'}")
        for line in ("journal_mode = OFF", "synchronous = OFF") if new else ("synchronous = FULL",):
            file.run(f"PRAGMA {line}")
        return file

    def all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows."""
        rows: list[tuple[Any, ...]] = self._try(lambda: self._db.execute(sql, values).fetchall())
        return rows

    def one(self, sql: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row, or None."""
        row: tuple[Any, ...] | None = self._try(lambda: self._db.execute(sql, values).fetchone())
        return row

    def run(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Execute one statement; return the id of the row that it inserted."""
        return int(self._try(lambda: self._db.execute(sql, values).lastrowid) or 0)

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Execute one statement for each row."""
        self._try(lambda: self._db.executemany(sql, rows))

    def script(self, sql: str) -> None:
        """Execute several statements; those that hold a semicolon of their own have no place here."""
        for statement in filter(None, map(str.strip, sql.split(";"))):
            self.run(statement)

    def close(self) -> None:
        """Close the file; what was not committed is gone. A file that is dropped closes itself."""
        self._close()

    def _try(self, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except sqlite3.Error as error:
            raise translated(error, self.path) from error


def translated(error: sqlite3.Error, path: Path) -> PolicyError:
    """Return the error of ours that a SQLite error means."""
    code = getattr(error, "sqlite_errorcode", None)
    reason = NOT_WRITTEN.get((code or 0) & 0xFF)
    if reason:
        return IndexNotWritten(f"{path}: {reason}（{error}）: 原有索引不受影响，请清理磁盘或检查权限后重试")
    return DamagedIndex(f"{path}: 条款库损坏（{error}）: {REBUILD}")
