"""GET /docs: the API's description as a plain Chinese page, since Swagger's own loads from a CDN."""

from __future__ import annotations

import json
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>接口说明 · {title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="ui/docs.css"></head>
<body><main><h1>{title} · 接口说明</h1>
<p>机器可读的说明：<a href="openapi.json">openapi.json</a>（OpenAPI {version}）。
出错时返回 <code>application/problem+json</code>（RFC 9457）。</p>{operations}</main></body></html>
"""
OPERATION = """<section><h2><span class="method">{method}</span> <code>{path}</code> {summary}</h2>
<p lang="en">{description}</p>{fields}{example}</section>
"""
FIELDS = "<table><thead><tr><th>字段</th><th>必填</th><th>说明</th></tr></thead><tbody>{rows}</tbody></table>"
ROW = "<tr><td><code>{name}</code></td><td>{required}</td><td>{description}</td></tr>"


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Return the page."""
    schema = request.app.openapi()
    operations = "".join(
        _operation(schema, path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    )
    title = escape(schema["info"]["title"])
    return HTMLResponse(PAGE.format(title=title, version=schema["openapi"], operations=operations))


def _operation(schema: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> str:
    body = _body(schema, operation)
    parameters = operation.get("parameters", [])
    properties = {item["name"]: item | {"needed": item["required"]} for item in parameters}
    needed = body.get("required", [])
    fields = body.get("properties", {})
    properties |= {name: item | {"needed": name in needed} for name, item in fields.items()}
    examples = {name: item["examples"][0] for name, item in properties.items() if "examples" in item}
    return OPERATION.format(
        method=method.upper(), path=escape(path), summary=escape(operation.get("summary", "")),
        description=escape(operation.get("description", "")), fields=_fields(properties),
        example=f"<pre>{escape(json.dumps(examples, ensure_ascii=False))}</pre>" if examples else "",
    )  # fmt: skip


def _body(schema: dict[str, Any], operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    found: dict[str, Any] = schema["components"]["schemas"].get(reference.rsplit("/", 1)[-1], {})
    return found


def _fields(properties: dict[str, dict[str, Any]]) -> str:
    rows = "".join(
        ROW.format(
            name=escape(name),
            required="是" if item["needed"] else "",
            description=escape(item.get("description", "")),
        )
        for name, item in properties.items()
    )
    return FIELDS.format(rows=rows) if rows else ""
