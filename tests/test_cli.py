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
        (("ask", "甲", "--config", "nowhere.toml"), "没有这个设置文件"),
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


def test_questions_are_added_listed_and_removed(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("POLICY_ASSISTANT_CONFIRMED", str(tmp_path / "confirmed.db"))
    file = tmp_path / "questions.jsonl"
    rows = [
        {
            "question": "材料缺一样收不收",
            "doc": "奈曼旗政府效能提升行动方案",
            "quotes": ["推行容缺受理服务"],
        },
        {"question": "几点下班\u2028几点上班"},
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    assert run(settings, "questions", "list").stdout == "问答库是空的\n"
    assert run(settings, "questions", "add", str(file)).stdout == "已记入问答库 2 个问题\n"
    listed = json.loads(run(settings, "questions", "list", "--json").stdout)["questions"]
    assert [(row["id"], row["question"], row["held"]) for row in listed] == [
        (1, "材料缺一样收不收", True),
        (2, "几点下班\u2028几点上班", True),
    ]
    assert listed[0]["answers"][0]["clause"] == "二/(三)/1"
    assert run(settings, "ask", "材料缺一样收不收？").stdout.count("已由工作人员确认") == 1
    assert run(settings, "questions", "remove", "2").stdout == "已从问答库删除 2\n"
    gone = run(settings, "questions", "remove", "2")
    assert (gone.returncode, gone.stderr) == (
        1,
        "错误：2: 问答库中没有这个编号: 请先用 questions list 查看\n",
    )
    assert run(settings, "questions", "remove", "9" * 30).returncode == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"question": "几点下班", "doc": "甲"}', "第 1 行"),
        ('{"question": 1}', "第 1 行"),
        ('{"question": "\\ud800"}', "第 1 行"),
        ("[]", "第 1 行"),
        ('{"question": "几点", "doc": "没有这份", "quotes": ["甲"]}', "没有这份文件"),
    ],
)
def test_a_wrong_file_of_questions_is_refused_whole(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, said: str
):
    monkeypatch.setenv("POLICY_ASSISTANT_CONFIRMED", str(tmp_path / "confirmed.db"))
    file = tmp_path / "questions.jsonl"
    file.write_text(line + '\n{"question": "几点下班"}\n', encoding="utf-8")
    done = run(settings, "questions", "add", str(file))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert said in done.stderr
    assert run(settings, "questions", "list").stdout == "问答库是空的\n"
