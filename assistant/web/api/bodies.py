"""What clients may send: pydantic models that refuse unknown fields and text that is no text."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.schema import Status

MAX_HISTORY = 20
MAX_TURN_CHARS = 2000
MAX_NAME_CHARS = 300
MAX_CHECKED_CHARS = 5000
MAX_ANSWERS = 20
MAX_SOURCE_CHARS = 100_000
MAX_NUMBER = 2**63 - 1  # as far as SQLite counts


def _well_formed(text: str) -> str:
    """Return `text`, or raise ValueError: half of a surrogate pair is valid JSON but cannot be written."""
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("lone surrogate") from error
    return text


Text = Annotated[str, AfterValidator(_well_formed)]
Turn = Annotated[Text, Field(max_length=MAX_TURN_CHARS)]
Name = Annotated[Text, Field(max_length=MAX_NAME_CHARS)]
Number = Annotated[int, Path(ge=1, le=MAX_NUMBER)]  # of a record, in an address
Format = Literal["json", "md", "xlsx", "docx", "ics", "csv"]


class Body(BaseModel):
    """A JSON body; a field nobody knows is an error, not a silence."""

    model_config = ConfigDict(extra="forbid")


class AskBody(Body):
    """A question (问题), with the questions asked before it, oldest first."""

    question: Text = Field(description="问题", examples=["项目管家多久要到现场办公一次？"])
    history: list[Turn] = Field(default=[], max_length=MAX_HISTORY, description="此前问过的问题")
    as_of: date | None = Field(default=None, description="以哪一天的效力为准")
    use_llm: bool | None = Field(default=None, description="是否使用语言模型；缺省按设置")
    stream: bool = Field(default=False, description="以事件流（SSE）返回")


class SuggestionsBody(Body):
    """Questions that might be offered."""

    questions: list[Turn] = Field(max_length=5, description="拟推荐的问题")


class VerifyBody(Body):
    """A text to check (核对), against a passage, one document, or the whole library."""

    text: Annotated[Text, Field(min_length=1, max_length=MAX_CHECKED_CHARS)] = Field(
        description="要核对的文字", examples=["项目管家每季度至少开展一次现场办公。"]
    )
    source: Annotated[Text, Field(max_length=MAX_SOURCE_CHARS)] | None = Field(
        default=None, description="以这段原文为准"
    )
    document: Name | None = Field(default=None, description="以这份文件为准（编号或名称）")


class SearchBody(Body):
    """A query (检索式)."""

    query: Text = Field(description="检索词", examples=["现场办公"])
    top_k: int = Field(default=8, ge=1, le=50, description="返回几条依据")


class ChecklistBody(Body):
    """Which document's duties are wanted, and in what form."""

    document: Name = Field(min_length=1, description="文件编号或名称")
    owner: Name | None = Field(default=None, description="只看某个责任单位")
    start: date | None = Field(default=None, description="起算日期；缺省为成文日期")
    format: Format = Field(default="json", description="格式")


class TurnBody(Body):
    """One question and its answer."""

    question: Text = Field(description="问题")
    answer: Text = Field(description="回答")
    sources: list[Text] = Field(default=[], max_length=50, description="依据")


class ConversationBody(Body):
    """A conversation to keep."""

    turns: list[TurnBody] = Field(min_length=1, max_length=100, description="一问一答")


class FeedbackBody(Body):
    """What a reader thought of an answer."""

    question: Turn = Field(min_length=1, description="问题")
    status: Status = Field(description="回答的状态")
    helpful: bool = Field(description="有帮助为 true")
    reason: Annotated[Text, Field(max_length=1000)] = Field(default="", description="原因")
    clauses: list[Name] = Field(default=[], max_length=50, description="回答引用的条款")
    index_generation: int = Field(default=0, ge=0, le=MAX_NUMBER, description="索引版本")


class HandoffBody(Body):
    """A question left for staff (转人工)."""

    question: Turn = Field(min_length=1, description="问题")
    note: Annotated[Text, Field(max_length=1000)] = Field(default="", description="补充说明")
    contact: Annotated[Text, Field(max_length=100)] = Field(default="", description="联系方式，可不填")


class ConfirmedAnswer(Body):
    """Words of a document that answer a question."""

    document: Name = Field(min_length=1, description="文件编号")
    quote: Annotated[Text, Field(min_length=1, max_length=MAX_CHECKED_CHARS)] = Field(
        description="从文件中照抄的原文"
    )
    clause: Name = Field(default="", description="原文所在条款的路径；缺省为文件中任何一处")


class ConfirmBody(Body):
    """A question and what answers it (问答库)."""

    question: Turn = Field(description="问题", examples=["项目管家多久要到现场办公一次？"])
    answers: list[ConfirmedAnswer] = Field(
        max_length=MAX_ANSWERS,
        description="作为答案的原文；空为文件没有规定",
        examples=[[{"document": "文件编号", "quote": "项目管家每月至少开展一次现场办公"}]],
    )
