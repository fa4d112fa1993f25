"""The command line: parse, call, print. Heavy imports wait until a command needs them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.config import Settings, load_settings
from assistant.errors import BadInput, BadSettings, PolicyError
from assistant.options import build_parser

if TYPE_CHECKING:
    from assistant.assistant import PolicyAssistant


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0, or 1 after a PolicyError told in one line on stderr."""
    options = build_parser().parse_args(arguments)
    try:
        settings = load_settings(options.config, index=options.index)
        COMMANDS[options.command](options, settings)
    except PolicyError as error:
        _tell(f"错误：{error}")
        return 1
    except KeyboardInterrupt:
        _tell("已停止")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    return 0


# -- commands ---------------------------------------------------------------------------------


def _outline(options: argparse.Namespace, settings: Settings) -> None:
    from assistant.ingest.corpus import read_document

    document, clauses = read_document(options.file)
    if options.json:
        _print_json(
            {
                "document": document.facts() | {"text": document.text},
                "clauses": [c.as_json() for c in clauses],
            }
        )
        return
    facts = (document.doc_number or "（无发文字号）", document.issuer, document.issued_on)
    _say(f"《{document.title}》 {' '.join(fact for fact in facts if fact)}")
    for clause in clauses:
        depth = clause.path.count("/")
        _say(f"{'  ' * depth}{clause.label}  {(clause.heading or clause.text)[:50]}".replace("\n", " "))


def _index(options: argparse.Namespace, settings: Settings) -> None:
    from assistant.index_commands import index

    _report(options, *index(options, settings))


def _migrate(options: argparse.Namespace, settings: Settings) -> None:
    from assistant.index_commands import migrate

    _report(options, *migrate(options, settings))


def _search(options: argparse.Namespace, settings: Settings) -> None:
    found = _assistant(settings).search(options.query, options.top_k)
    if options.json:
        _print_json({"evidence": [item.as_json() for item in found]})
        return
    for place, item in enumerate(found, 1):
        _say(
            f"{place}. 《{item.document.title}》{item.clause.label}  {item.score:.3f}\n   {item.clause.text[:120]}"
        )


def _ask(options: argparse.Namespace, settings: Settings) -> None:
    answer = _assistant(settings).ask(options.question, options.history, options.as_of, options.llm)
    if options.json:
        _print_json(answer.as_json())
        return
    _say(answer.text)
    for citation in answer.citations:
        _say(f"[{citation.number}] 《{citation.title}》{citation.doc_number or ''} {citation.label}")
    for citation in answer.related:
        _say(f"可能相关（不是答案）：《{citation.title}》{citation.label} {citation.quote}")
    if answer.whom:
        _say(f"《{answer.whom.title}》{answer.whom.label}写明的联系方式：{answer.whom.quote}")


def _checklist(options: argparse.Namespace, settings: Settings) -> None:
    from assistant.export.formats import write_checklist

    if options.reword and not settings.has_llm:
        raise BadSettings("--reword 要用语言模型: 请先设置 llm_base_url 和 llm_model")
    if Path(options.document).is_file():
        from assistant.ingest.corpus import read_document
        from assistant.tasks.checklist import build_checklist
        from assistant.tasks.names import load_names
        from assistant.tasks.views import narrowed

        document, clauses = read_document(Path(options.document))
        made = build_checklist(document, clauses, options.start)
        names = load_names(settings.owner_names)
        made = narrowed(made, options.owner, options.month, options.strength, names)
        if options.reword and settings.has_llm:
            from assistant.answering.rewording import reword

            made = reword(made, settings)
    else:
        assistant = _assistant(settings)
        document = assistant.document(options.document)
        made = assistant.checklist(
            options.document, options.owner, options.start, options.month, options.strength, options.reword
        )
    kind = options.format or (
        options.output.suffix[1:] if options.output else "json" if options.json else "md"
    )
    content = write_checklist(kind, made, document)
    if options.output:
        _write(options.output, content)
        if options.json:
            _print_json({"file": str(options.output), "tasks": len(made.tasks)})
        else:
            _say(
                f"已写入 {options.output}：任务 {len(made.tasks)} 项，未列入的语句 {len(made.coverage.not_tasks)} 句"
            )
    elif options.json:
        _print_json(made.as_json())
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _verify(options: argparse.Namespace, settings: Settings) -> None:
    from assistant.answering.problems import KIND_NAMES
    from assistant.ingest.readers.text import decode

    text = options.text if options.file is None else decode(_read_bytes(options.file), options.file)
    if options.source is not None:
        from assistant.answering.verify import verify

        sentences = verify(text, options.source)
    else:
        sentences = _assistant(settings).verify(text, options.document)
    if options.json:
        _print_json({"sentences": sentences})
        return
    words = {
        "supported": "有依据",
        "contradicted": "与原文不符",
        "unsupported": "无依据",
        "not_checkable": "无需核对",
    }
    for sentence in sentences:
        _say(f"[{words[sentence['verdict']]}] {sentence['text']}")
        for problem in sentence["problems"]:
            _say(f"    {KIND_NAMES[problem['kind']]}：{problem['found']} ← 原文：{problem['source']}")


def _serve(options: argparse.Namespace, settings: Settings) -> None:
    from dataclasses import replace

    from assistant.web.server import serve

    chosen = {
        name: value for name, value in (("host", options.host), ("port", options.port)) if value is not None
    }
    serve(replace(settings, **chosen), ui=not options.no_ui)


def _doctor(options: argparse.Namespace, settings: Settings) -> None:
    from assistant.doctor import examine

    findings = examine(settings)
    if options.json:
        _print_json({"sound": all(f["sound"] for f in findings), "checks": findings})
    else:
        for finding in findings:
            _say(f"{'正常' if finding['sound'] else '异常'}  {finding['check']}：{finding['detail']}")
    if not all(finding["sound"] for finding in findings):
        raise PolicyError("检查未通过: 请按上面各项的提示处理")


def _questions(options: argparse.Namespace, settings: Settings) -> None:
    from assistant.question_commands import questions

    _report(options, *questions(options, _assistant(settings)))


def _models(options: argparse.Namespace, settings: Settings) -> None:
    from assistant.model_commands import models

    result = models(options, settings, _tell)
    if options.json:
        _print_json(result)
        return
    for row in result if isinstance(result, list) else [result]:
        _say("  ".join(f"{key}={value}" for key, value in row.items()))


def _serve_llm(options: argparse.Namespace, settings: Settings) -> None:
    import threading

    from assistant.llm.server import Choice, settings_for, start
    from assistant.llm.trial import assemble

    file = options.file or assemble(Path(settings.model_cache) / "llm", _tell)
    where = {"host": options.host, "port": options.port, "key": settings.llm_api_key}
    choice = Choice(file, threads=options.threads, context=options.context, **where)
    _tell(f"正在装入 {file.name}……")
    server = start(choice)
    told = settings_for(choice)
    if options.json:
        _print_json({"address": server.listening_address, "file": str(file), "settings": told})
    else:
        _say(f"语言模型已在 {server.listening_address} 启动，按 Ctrl+C 停止。另开一个终端，这样使用它：")
        _say(" ".join(f"{name}={value}" for name, value in told.items()) + " make serve")
    sys.stdout.flush()
    threading.Event().wait()


COMMANDS: dict[str, Callable[[argparse.Namespace, Settings], None]] = {
    "outline": _outline,
    "index": _index,
    "migrate": _migrate,
    "search": _search,
    "ask": _ask,
    "checklist": _checklist,
    "verify": _verify,
    "serve": _serve,
    "doctor": _doctor,
    "models": _models,
    "questions": _questions,
    "serve-llm": _serve_llm,
}


# -- helpers ----------------------------------------------------------------------------------


def _assistant(settings: Settings) -> PolicyAssistant:
    from assistant.assistant import PolicyAssistant

    return PolicyAssistant.open(settings)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path}: 无法读取（{error.strerror}）: 请核对路径和权限") from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(f"{path}: 无法写入（{error.strerror}）: 请换一个位置") from error


def _report(options: argparse.Namespace, result: Any, lines: Sequence[str]) -> None:
    if options.json:
        _print_json(result)
    else:
        _say("\n".join(lines))


def _print_json(value: Any) -> None:
    _say(json.dumps(value, ensure_ascii=False, indent=2))


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _tell(text: str) -> None:
    sys.stderr.write(text.replace("\n", " ") + "\n")


if __name__ == "__main__":
    sys.exit(main())
