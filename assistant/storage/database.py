"""The database: SQLite by default, safe under several writers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from assistant.errors import BadSettings
from assistant.storage.models import Base

WAIT_SECONDS = 10.0  # for another writer


class Database:
    """Sessions for reading and for writing; the file and its tables are made when they are not there.

    A writing session takes SQLite's write lock when it begins, so that what it reads is what it changes.
    Raises BadSettings when the address cannot be opened.
    """

    def __init__(self, address: str) -> None:
        url = address if "://" in address else f"sqlite:///{address}"
        try:
            engine = _engine(url)
            Base.metadata.create_all(engine)
        except (SQLAlchemyError, OSError, ImportError) as error:
            reason = str(error).splitlines()[0]
            raise BadSettings(f"{address}: 无法打开数据库（{reason}）: 请核对设置项 database") from error
        self.reading: sessionmaker[Session] = sessionmaker(engine, expire_on_commit=False)
        writer = engine.execution_options(writes=True)
        self.writing: sessionmaker[Session] = sessionmaker(writer, expire_on_commit=False)


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite:"):
        return create_engine(url)
    path = url.removeprefix("sqlite:///")
    if path not in ("", ":memory:"):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": WAIT_SECONDS})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: Any) -> None:
    # SQLAlchemy begins transactions itself: the driver would begin them late, after the first read.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", "synchronous=NORMAL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
