"""Errors as RFC 9457 problem documents, in Chinese; what an error of ours means to a reader is a table."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from assistant import errors

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong (`title`), why and what to do (`detail`), as the reader is told."""

    status: int
    name: str
    title: str
    detail: str

    def as_json(self, **more: Any) -> dict[str, Any]:
        """Return the members of RFC 9457, and `more`."""
        return {"type": f"urn:policy-assistant:problem:{self.name}", "title": self.title,
                "status": self.status, "detail": self.detail, **more}  # fmt: skip


# The first class that fits wins: subclasses stand before their bases.
PROBLEMS: dict[type[Exception], Problem] = {
    errors.BadQuestion: Problem(
        422, "bad-question", "问题无法受理", "问题不能为空，也不能过长，请修改后再问。"
    ),
    errors.UnknownDocument: Problem(
        404, "unknown-document", "没有这个文件", "文库中没有这个文件，请核对名称。"
    ),
    errors.UnknownTask: Problem(
        404, "unknown-task", "没有这项任务", "台账中没有这项任务，请刷新后重试。"
    ),
    errors.Conflict: Problem(
        409, "conflict", "已被他人修改", "这项任务刚被他人改过，您的修改没有保存，请看过新内容后再改。"
    ),
    errors.EmptyDocument: Problem(
        422, "empty-document", "文件没有内容", "文件中没有可以读取的文字。"
    ),
    errors.UnreadableFile: Problem(
        422, "unreadable-file", "文件无法读取", "文件格式或编码无法识别。"
    ),
    errors.BadInput: Problem(
        422, "bad-input", "输入无法使用", "请核对输入内容后重试。"
    ),
    errors.IndexLocked: Problem(
        503, "index-locked", "索引正在更新", "文件索引正在更新，请稍后重试。"
    ),
    errors.NoIndex: Problem(
        503, "no-index", "索引尚未建立", "请管理员运行 policy-assistant index 建立索引。"
    ),
    errors.IndexError_: Problem(
        503, "index", "索引无法使用", "请管理员运行 policy-assistant index --rebuild。"
    ),
    errors.ModelError: Problem(
        503, "model", "检索模型无法使用", "请管理员运行 policy-assistant doctor 检查。"
    ),
    errors.PolicyError: Problem(
        500, "policy", "暂时无法处理", "服务暂时无法处理这个请求，请联系管理员。"
    ),
}  # fmt: skip
UNEXPECTED = Problem(500, "unexpected", "服务出错", "服务出现意外错误，请稍后重试或联系管理员。")
MALFORMED = Problem(400, "malformed-json", "请求格式错误", "请求内容不是正确的 JSON。")
INVALID = Problem(422, "invalid-fields", "请求内容有误", "请求中的字段缺失或不正确。")
TOO_LARGE = Problem(413, "too-large", "请求内容过大", "请求内容超过了允许的大小。")
STAFF_ONLY = Problem(403, "staff-only", "仅限工作人员", "请先以工作人员身份登录。")
UNKNOWN_HANDOFF = Problem(404, "unknown-handoff", "没有这个留言", "没有这条留言，或已经办结。")
UNKNOWN_CONFIRMED = Problem(404, "unknown-confirmed", "没有这一问", "问答库中没有这一问，或已经删除。")
NAME_TAKEN = Problem(409, "name-taken", "同名文件已存在", "文库中已有同名文件，请改名，或用“替换”。")
NO_METHOD = Problem(405, "method-not-allowed", "请求方式不对", "这个接口不能这样调用，接口说明见 /docs。")
NO_PAGE = Problem(404, "not-found", "没有这个页面", "请核对地址，或从首页进入。")
NOT_FOUND = Problem(404, "not-found", "没有这个地址", "没有这个接口，接口说明见 /docs。")

MISSING = f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{NO_PAGE.title}</title></head>
<body><main><h1>{NO_PAGE.title}</h1><p>{NO_PAGE.detail}</p></main></body></html>
"""

FIELD_WORDS: Mapping[str, str] = {
    "missing": "缺少这个字段",
    "extra_forbidden": "没有这个字段",
    "string_type": "应为文字",
    "string_too_long": "文字过长",
    "string_too_short": "不能为空",
    "too_long": "项目过多",
    "too_short": "不能为空",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "greater_than_equal": "数字过小",
    "less_than_equal": "数字过大",
    "bool_type": "应为 true 或 false",
    "bool_parsing": "应为 true 或 false",
    "list_type": "应为列表",
    "literal_error": "不在可选范围内",
    "enum": "不在可选范围内",
    "date_from_datetime_parsing": "应为日期，例如 2025-05-06",
    "date_parsing": "应为日期，例如 2025-05-06",
    "date_type": "应为日期，例如 2025-05-06",
}


def problem_of(error: Exception) -> Problem:
    """Return what a reader is told of `error`."""
    return next((problem for kind, problem in PROBLEMS.items() if isinstance(error, kind)), UNEXPECTED)


def respond(problem: Problem, **more: Any) -> JSONResponse:
    """Return the problem as an HTTP response."""
    return JSONResponse(problem.as_json(**more), problem.status, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Make `app` answer every error with a problem document."""
    app.add_exception_handler(errors.PolicyError, _on_policy_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_unexpected)


def _on_policy_error(request: Request, error: Exception) -> JSONResponse:
    problem = problem_of(error)
    if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("%s: %s", request.url.path, error)
    return respond(problem)


def _on_invalid(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise TypeError(error)
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return respond(MALFORMED)
    fields = [{"pointer": _pointer(item["loc"]), "detail": _field_words(item)} for item in found]
    return respond(INVALID, errors=fields)


def _field_words(item: Mapping[str, Any]) -> str:
    """Return what is wrong with a field; what is too long, with the most that is allowed.

    >>> _field_words({"type": "too_long", "input": "一二三", "ctx": {"max_length": 2}})
    '文字过长，最多 2 字'
    """
    kind, most = item["type"], item.get("ctx", {}).get("max_length")
    # A text is checked after a function of ours has seen it; pydantic then counts it like a list.
    text = isinstance(item.get("input"), str)
    words = FIELD_WORDS.get("string_too_long" if kind == "too_long" and text else kind, "内容不正确")
    return f"{words}，最多 {most} {'字' if text else '项'}" if most else words


def _pointer(location: tuple[Any, ...]) -> str:
    """Return where a field stands, as a JSON pointer fragment.

    >>> _pointer(("body", "history", 0))
    '#/history/0'
    """
    return "#/" + "/".join(str(part) for part in location[1:])


def _on_http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise TypeError(error)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return respond(NOT_FOUND)
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return respond(NO_METHOD)
    if error.status_code == HTTPStatus.FORBIDDEN:
        return respond(STAFF_ONLY)
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return respond(MALFORMED)
    return respond(Problem(error.status_code, "http", "请求无法处理", f"状态码 {error.status_code}。"))


def on_missing_page(request: Request, error: Exception) -> Response:
    """Answer for an address that the page does not have: in HTML when a browser asks."""
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(MISSING, NO_PAGE.status)
    return respond(NO_PAGE)


def _on_unexpected(request: Request, error: Exception) -> JSONResponse:
    # Starlette raises the error again after this response, so the server's log holds the traceback.
    return respond(UNEXPECTED)
