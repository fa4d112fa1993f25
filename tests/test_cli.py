"""The command line as a user runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.config import Settings
from tests.conftest import PLAN, ROOT


def run(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    if arguments and not arguments[0].startswith("-"):
        command[4:4] = ["--index", settings.index]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


def test_outline_prints_one_json_document(settings: Settings):
    done = run(settings, "outline", str(PLAN), "--json")
    outline = json.loads(done.stdout)
    assert done.returncode == 0
    assert outline["document"]["doc_number"] == "奈政字〔2025〕43号"
    assert [c["clause"] for c in outline["clauses"]][-1] == "三/(四)"
    assert set(outline["clauses"][0]) >= {"clause", "label", "headings", "text", "start", "end"}


def test_ask_and_search_print_json(settings: Settings):
    answer = json.loads(run(settings, "ask", "项目管家多久要到现场办公一次？", "--json").stdout)
    assert answer["status"] == "answered"
    assert answer["citations"][0]["clause"] == "二/(一)/3"
    found = json.loads(run(settings, "search", "项目管家", "--top-k", "2", "--json").stdout)
    assert [len(found["evidence"]), found["evidence"][0]["clause"]] == [2, "二/(一)/3"]


def test_checklist_writes_a_workbook(settings: Settings, tmp_path: Path):
    out = tmp_path / "清单.xlsx"
    done = run(settings, "checklist", str(PLAN), "-o", str(out))
    assert done.returncode == 0, done.stderr
    assert out.read_bytes()[:2] == b"PK"


def test_verify_tells_a_changed_number(settings: Settings):
    done = run(
        settings,
        "verify",
        "--text",
        "项目管家每月至少开展两次现场办公。",
        "--source",
        "项目管家每月至少开展一次现场办公。",
        "--json",
    )
    sentence = json.loads(done.stdout)["sentences"][0]
    assert sentence["verdict"] == "contradicted"


def test_index_reports_and_doctor_is_content(settings: Settings, tmp_path: Path):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "好.txt").write_text("某局通知\n一、每月检查一次。", encoding="utf-8")
    (corpus / "空.txt").write_bytes(b"")
    (corpus / "图.png").write_bytes(b"\x89PNG")
    mine = Settings(index=str(tmp_path / "index"))
    first = json.loads(run(mine, "index", "--corpus", str(corpus), "--json").stdout)
    assert (first["added"], first["generation"]) == (1, 1)
    assert sorted(row["source"] for row in first["failed"]) == ["图.png", "空.txt"]
    again = json.loads(run(mine, "index", "--corpus", str(corpus), "--json").stdout)
    assert (again["added"], again["unchanged"], again["generation"]) == (0, 1, 1)
    checks = json.loads(run(mine, "doctor", "--json").stdout)
    assert checks["sound"] is True


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("index", "--corpus", "nowhere"), "资料文件夹不存在"),
        (("outline", "nowhere.txt"), "无法读取"),
        (("checklist", "没有这份文件"), "没有这份文件"),
        (("ask", " "), "问题是空的"),
        (("ask", "甲", "--config", "nowhere.toml"), "no such settings file"),
        (("ask", "甲", "--index", "nowhere"), "尚未建立索引"),
    ],
)
def test_errors_are_one_line_and_exit_1(settings: Settings, arguments: tuple[str, ...], says: str):
    done = run(settings, *arguments)
    assert done.returncode == 1
    assert says in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""


@pytest.mark.parametrize(
    "arguments", [("ask",), ("search", "甲", "--top-k", "0"), ("ask", "甲", "--as-of", "2025-02-30")]
)
def test_wrong_usage_exits_2(settings: Settings, arguments: tuple[str, ...]):
    assert run(settings, *arguments).returncode == 2
