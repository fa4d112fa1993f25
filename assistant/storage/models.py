"""The board's tables: what a document says stands apart from what people say of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """Base of all tables."""


class BoardRow(Base):
    """A checklist that was saved: one for each document."""

    __tablename__ = "boards"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(String(400), unique=True)
    title: Mapped[str] = mapped_column(Text)
    doc_number: Mapped[str | None] = mapped_column(String(100))
    sha256: Mapped[str] = mapped_column(String(64))
    start: Mapped[str | None] = mapped_column(String(10))
    saved_at: Mapped[str] = mapped_column(String(32))
    saved_by: Mapped[str] = mapped_column(String(60))
    tasks: Mapped[list[TaskRow]] = relationship(order_by="TaskRow.position", back_populates="board")


class TaskRow(Base):
    """A task on the board: `facts` as extracted, never edited; beside them what people set."""

    __tablename__ = "board_tasks"
    __table_args__ = (UniqueConstraint("board_id", "task_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    board_id: Mapped[int] = mapped_column(ForeignKey("boards.id"), index=True)
    task_id: Mapped[str] = mapped_column(String(32))
    position: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    dropped: Mapped[bool] = mapped_column(default=False)  # the document no longer holds it
    status: Mapped[str] = mapped_column(String(16), default="not_started")
    note: Mapped[str] = mapped_column(Text, default="")
    owner_set: Mapped[str | None] = mapped_column(Text)
    due_set: Mapped[str | None] = mapped_column(String(10))
    closed_by: Mapped[str | None] = mapped_column(String(60))
    closed_at: Mapped[str | None] = mapped_column(String(32))
    updated_by: Mapped[str | None] = mapped_column(String(60))
    updated_at: Mapped[str | None] = mapped_column(String(32))
    version: Mapped[int] = mapped_column(default=1)
    board: Mapped[BoardRow] = relationship(back_populates="tasks")
    changes: Mapped[list[ChangeRow]] = relationship(order_by="ChangeRow.id")
    evidence: Mapped[list[EvidenceRow]] = relationship(order_by="EvidenceRow.id")

    # A second line behind the check of the version: an update that finds no row of its version fails.
    __mapper_args__ = {"version_id_col": version, "version_id_generator": False}  # noqa: RUF012


class ChangeRow(Base):
    """One change of one field: who, when, from what to what. Rows are only ever added."""

    __tablename__ = "changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[int] = mapped_column(ForeignKey("board_tasks.id"), index=True)
    at: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(60))
    field: Mapped[str] = mapped_column(String(16))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)


class EvidenceRow(Base):
    """A file that proves a task done; its bytes lie in a folder under their own hash."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(primary_key=True)
    task: Mapped[int] = mapped_column(ForeignKey("board_tasks.id"), index=True)
    name: Mapped[str] = mapped_column(String(160))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[str] = mapped_column(String(32))
    added_by: Mapped[str] = mapped_column(String(60))
