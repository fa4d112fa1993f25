"""Many documents at once: in order, each within its budget, and none takes the others with it."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest

from assistant.errors import Classified, PolicyError, UnreadableFile
from assistant.ingest.corpus import read_document
from assistant.ingest.reading import Budget, Job, read_all


def paper(folder: Path, name: str, text: str) -> Job:
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    return Job(name, path, {"issuer": "某某局"})


def test_two_processes_read_what_one_reads_and_in_order(tmp_path: Path):
    jobs = [paper(tmp_path, f"n{i}", f"第{i}号通知\n一、任务\n（一）做第{i}件事。\n") for i in range(7)]
    found = list(read_all(jobs))
    assert [job for job, _ in found] == jobs
    assert [outcome for _, outcome in found] == [read_document(job.path, job.entry) for job in jobs]


def test_a_bad_file_is_an_outcome_among_others(tmp_path: Path):
    jobs = [
        paper(tmp_path, "good", "通知\n一、做事。\n"),
        paper(tmp_path, "secret", "机密★5年\n关于某事的通知\n一、做事。\n"),
        Job("gone", tmp_path / "gone.txt"),
        paper(tmp_path, "last", "通知\n一、收尾。\n"),
    ]
    outcomes = [outcome for _, outcome in read_all(jobs)]
    assert [type(each) for each in outcomes] == [tuple, Classified, UnreadableFile, tuple]


@pytest.mark.parametrize(
    ("budget", "words"),
    [(Budget(seconds=0.0), "读取超时，已停止"), (Budget(memory=30_000_000), "内存")],
    ids=["time", "memory"],
)
def test_a_document_over_its_budget_is_stopped_and_told(tmp_path: Path, budget: Budget, words: str):
    job = paper(tmp_path, "long", "通知\n" + "一、做事。\n" * 60_000)
    [(_, outcome)] = read_all([job], budget)
    assert isinstance(outcome, PolicyError)
    assert str(outcome).startswith("long.txt: ")
    assert words in str(outcome)


def test_nothing_to_read_starts_nothing():
    assert list(read_all([])) == []


def test_reading_that_is_broken_off_leaves_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    started: list[subprocess.Popen[str]] = []
    start, before = subprocess.Popen, set(threading.enumerate())  # servers of other tests may have threads
    monkeypatch.setattr(
        subprocess, "Popen", lambda *args, **kw: started.append(start(*args, **kw)) or started[-1]
    )
    reading = read_all([paper(tmp_path, f"n{i}", f"第{i}号通知\n一、做事。\n") for i in range(40)])
    next(reading)
    reading.close()
    assert [child.poll() is None for child in started] == [False, False]
    left = set(threading.enumerate()) - before
    assert [thread for thread in left if thread.name.startswith("ThreadPoolExecutor")] == []
