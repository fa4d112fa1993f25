"""What the command line accepts, command by command."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of `policy-assistant`; `options.command` names what was asked for."""
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--json", action="store_true", help="只在标准输出打印一份 JSON")
    common.add_argument("--config", type=Path, metavar="FILE", help="设置文件（TOML）")
    common.add_argument("--index", metavar="DIR", help="索引文件夹，默认 indexes/default")
    parser = argparse.ArgumentParser(
        prog="policy-assistant", description="公文政策助手：有依据的回答和任务清单"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text, parents=[common])

    outline = command("outline", "解析一份文件，列出条款")
    outline.add_argument("file", type=Path, metavar="FILE")
    index = command("index", "按资料文件夹更新索引")
    index.add_argument("--corpus", metavar="DIR", help="资料文件夹，默认 corpus")
    way = index.add_mutually_exclusive_group()
    way.add_argument("--rebuild", action="store_true", help="从头重建")
    way.add_argument(
        "--shard",
        type=_shard,
        metavar="I/N",
        help="只算 N 份中第 I 份的向量，存好备用，不改索引（可多机同时）",
    )
    migrate = command("migrate", "把索引的向量移到另一种存储，不重新计算")
    migrate.add_argument("--to", choices=("faiss", "milvus"), required=True, help="移到文件或 Milvus")
    migrate.add_argument("--uri", metavar="URI", help="Milvus 的地址，默认用设置中的 uri")
    search = command("search", "检索条款")
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--top-k", type=_positive, default=8, metavar="N")
    _ask_options(command("ask", "提问，回答附依据"))
    _checklist_options(command("checklist", "由方案生成任务清单"))
    _verify_options(command("verify", "核对一段文字与文件是否一致"))
    serve = command("serve", "启动网页和接口")
    serve.add_argument("--host", help="监听地址，默认 127.0.0.1")
    serve.add_argument("--port", type=int, help="端口，默认 7860")
    serve.add_argument("--no-ui", action="store_true", help="只提供接口")
    command("doctor", "检查索引、模型和设置")
    models = command("models", "列出、准备、核验向量模型")
    models.add_argument("action", choices=("list", "prepare", "verify", "tune"))
    models.add_argument("name", nargs="?", metavar="NAME_OR_PATH", help="bundled、模型名或本地文件夹")
    models.add_argument(
        "--questions",
        type=Path,
        metavar="FILE",
        help="tune：问题文件，每行一个 JSON（question、doc、quotes）",
    )
    models.add_argument(
        "--minutes", type=_positive, default=30, metavar="N", help="tune：最多训练几分钟，默认 30"
    )
    questions = command("questions", "问答库：列出、加入、删除已确认依据的问题")
    questions.add_argument("action", choices=("list", "add", "remove"))
    questions.add_argument(
        "target",
        nargs="?",
        metavar="FILE_OR_ID",
        help="add：问题文件，每行一个 JSON（question、doc、quotes；文件没有规定的不写 doc）；remove：编号",
    )
    _serve_llm_options(command("serve-llm", "在本机用 llama.cpp 启动语言模型"))
    return parser


def _serve_llm_options(llm: argparse.ArgumentParser) -> None:
    llm.add_argument(
        "file", nargs="?", type=Path, metavar="GGUF", help="模型文件；不写则用试用模型（约 1.1 GB）"
    )
    llm.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1")
    llm.add_argument("--port", type=int, default=8081, help="端口，默认 8081")
    llm.add_argument("--threads", type=int, default=0, metavar="N", help="线程数，默认按处理器核数")
    llm.add_argument("--context", type=int, default=4096, metavar="N", help="上下文长度，默认 4096")


def _ask_options(ask: argparse.ArgumentParser) -> None:
    ask.add_argument("question", metavar="QUESTION")
    ask.add_argument("--history", nargs="+", default=[], metavar="Q", help="此前的提问，旧的在前")
    ask.add_argument(
        "--llm", action=argparse.BooleanOptionalAction, default=None, help="是否用语言模型组织语言"
    )
    ask.add_argument("--as-of", type=_date, metavar="DATE", help="按哪一天判断文件效力")


def _checklist_options(checklist: argparse.ArgumentParser) -> None:
    checklist.add_argument("document", metavar="DOCUMENT", help="文件编号、标题，或一个文件")
    checklist.add_argument("--owner", metavar="ORG", help="只看一个单位的任务")
    checklist.add_argument("--month", type=_month, metavar="YYYY-MM", help="只看一个月到期的任务")
    checklist.add_argument("--strength", choices=("hard", "soft"), help="只看刚性或柔性的任务")
    checklist.add_argument("--start", type=_date, metavar="DATE", help="相对时限的起算日，默认成文日期")
    checklist.add_argument(
        "--reword", action="store_true", help="请语言模型缩短任务表述（逐项核对，要先设好语言模型）"
    )
    checklist.add_argument("--format", choices=("json", "md", "xlsx", "docx", "ics", "csv"), default=None)
    checklist.add_argument("-o", "--output", type=Path, metavar="FILE")


def _verify_options(verify: argparse.ArgumentParser) -> None:
    text = verify.add_mutually_exclusive_group(required=True)
    text.add_argument("--text", metavar="TEXT")
    text.add_argument("--file", type=Path, metavar="FILE")
    against = verify.add_mutually_exclusive_group()
    against.add_argument("--source", metavar="TEXT", help="依据的原文")
    against.add_argument("--document", metavar="DOC", help="依据的文件编号或标题")


def _month(text: str) -> str:
    _date(f"{text}-01")
    return text


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} 不是日期（应为 2025-05-06 的形式）") from error


def _positive(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} 应是 1 至 1000 的整数")
    return int(text)


def _shard(text: str) -> tuple[int, int]:
    number, _, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise argparse.ArgumentTypeError(f"{text!r} 应为 I/N 的形式，如 1/3：N 份中的第 I 份，I 从 1 到 N")
    return int(number), int(count)
