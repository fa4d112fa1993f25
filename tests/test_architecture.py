"""The shape of the code: imports point one way, and serving stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEVELS = {
    "schema": 0,
    "errors": 0,
    "config": 0,
    "question_file": 1,
    "prompts": 1,
    "assistant": 3,
    "doctor": 3,
    "tuning": 4,
    "index_commands": 4,
    "model_commands": 4,
    "question_commands": 4,
    "options": 4,
    "cli": 4,
    "web": 4,
}
DEFAULT = 2  # ingest, embedding, retrieval, answering, tasks, export
FRAMEWORKS = {
    "llama_index": {"retrieval/llama.py", "retrieval/llama_filters.py", "answering/generative.py"},
    "faiss": {"retrieval/dense.py", "retrieval/vector_files.py"},
    "pymilvus": {"retrieval/vectors_milvus.py"},
}


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return names | {
        node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module
    }


def level(module: str) -> int:
    parts = module.split(".")
    return LEVELS.get(parts[1], DEFAULT) if len(parts) > 1 else 0


def test_imports_point_one_way():
    wrong = []
    for path in sorted((ROOT / "assistant").rglob("*.py")):
        mine = level(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for name in imports_of(path):
            if name.startswith(("eval", "tests")) or (name.startswith("assistant.") and level(name) > mine):
                wrong.append((path.name, name))
    assert wrong == []


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_framework_is_met_in_one_place(framework: str):
    found = {
        path.relative_to(ROOT / "assistant").as_posix()
        for path in (ROOT / "assistant").rglob("*.py")
        if any(name.split(".")[0] == framework for name in imports_of(path))
    }
    assert found == FRAMEWORKS[framework]


ASK = """
import sys
from assistant.assistant import PolicyAssistant
from assistant.config import Settings
answer = PolicyAssistant.open(Settings(index=sys.argv[1], model_cache=sys.argv[2])).ask("项目管家多久要到现场办公一次？")
assert answer.status == "answered", answer
print(sorted({"torch", "transformers", "sentence_transformers", "llama_index"} & set(sys.modules)))
"""


def test_answering_imports_no_torch(settings):
    command = [sys.executable, "-c", ASK, settings.index, settings.model_cache]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_help_imports_nothing_heavy():
    heavy = "{'numpy', 'faiss', 'onnxruntime', 'gradio', 'fastapi', 'pydantic', 'openpyxl', 'torch', 'llama_index'}"
    code = (
        "import sys, contextlib\nfrom assistant.cli import main\n"
        f"with contextlib.suppress(SystemExit):\n    main(['--help'])\nprint(sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip().endswith("[]")
