"""baisitong, the closest rival on PyPI, in a virtual environment of its own and driven over HTTP."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from eval.baselines import BaselineMissing
from eval.corpora import Library
from eval.sets import ROOT, Case
from eval.systems import Passage, Reply

HOME = ROOT / "var" / "baselines"
MAX_CHARACTERS = 200_000  # its limit on an upload


def install() -> Path:
    """Return its program, installing it into its own environment first. Raises BaselineMissing."""
    program = HOME / "baisitong" / "bin" / "baisitong"
    if program.exists():
        return program
    commands = (
        [sys.executable, "-m", "venv", str(HOME / "baisitong")],
        [str(program.with_name("pip")), "install", "-q", "baisitong"],
    )
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise BaselineMissing(f"cannot be installed: {done.stderr.strip().splitlines()[-1][:200]}")
    return program


def free_port() -> int:
    """Return a loopback port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running(library: Library, corpus: str, build: bool) -> Iterator[Baisitong]:
    """Start its server over a kept database, load the corpus if need be, and stop it afterwards."""
    database = HOME / f"baisitong_{corpus}.db"
    loaded = database.with_suffix(".loaded")
    if not loaded.exists() and not build:
        raise BaselineMissing("loading its knowledge base takes minutes: make eval-full loads and keeps it")
    program, port = install(), free_port()
    command = [str(program), "--host", "127.0.0.1", "--port", str(port), "--db", f"sqlite:///{database}"]
    with open(HOME / "baisitong.log", "w", encoding="utf-8") as log:
        server = subprocess.Popen(command, cwd=HOME, stdout=log, stderr=log)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            _wait(client, server)
            if not loaded.exists():
                _load(client, library)
                loaded.touch()
            yield Baisitong(client)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(client: httpx.Client, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if server.poll() is not None:
            raise BaselineMissing("its server stopped while starting: see var/baselines/baisitong.log")
        try:
            client.get("/api/knowledge/documents")
        except httpx.TransportError:
            time.sleep(0.2)
        else:
            return
    raise BaselineMissing("its server did not answer within two minutes")


def _load(client: httpx.Client, library: Library) -> None:
    for row in client.get("/api/knowledge/documents").json()["data"]:
        client.delete(f"/api/knowledge/documents/{row['id']}").raise_for_status()
    for document in library.ids:
        found = library.get(document)
        text = found[0].text[:MAX_CHARACTERS] if found else ""
        upload = {"file": ("document.txt", text.encode(), "text/plain")}
        client.post("/api/knowledge/upload", data={"title": document}, files=upload).raise_for_status()


@dataclass(slots=True)
class Baisitong:
    """Its HTTP interface with its local engine (no language model)."""

    client: httpx.Client
    name: str = "baisitong"
    _chunks: dict[int, str] = field(default_factory=dict)

    def search(self, question: str, top_k: int) -> list[Passage]:
        """Return its chunks, ten at most: it gives no more."""
        params: dict[str, str | int] = {"q": question, "top_k": min(top_k, 10)}
        hits = self.client.get("/api/knowledge/search", params=params).json()["data"]["results"]
        return [Passage(h["doc_title"], self._chunk(h["chunk_id"]), None, "", h["final_score"]) for h in hits]

    def _chunk(self, number: int) -> str:
        if number not in self._chunks:
            data = self.client.get(f"/api/knowledge/chunks/{number}").json()["data"]
            self._chunks[number] = str(data["content"])
        return self._chunks[number]

    def ask(self, case: Case) -> Reply:
        """Ask over its stream; earlier questions of a conversation are asked first."""
        session = uuid.uuid4().hex
        for earlier in case.history:
            self._chat(session, earlier)
        began = time.perf_counter()
        text, sources = self._chat(session, case.question)
        spent = 1000 * (time.perf_counter() - began)
        score = max((float(s["score"]) for s in sources), default=0.0)
        passages = tuple(f"{s['doc_title']}\n{self._chunk(s['chunk_id'])}" for s in sources)
        return Reply(text, refused=not sources, score=score, passages=passages, milliseconds=spent)

    def _chat(self, session: str, message: str) -> tuple[str, list[dict[str, Any]]]:
        reply = self.client.post("/api/chat", json={"session_id": session, "message": message[:500]})
        pieces: list[str] = []
        sources: list[dict[str, Any]] = []
        for line in reply.text.splitlines():
            if not line.startswith("data: {"):
                continue
            event = json.loads(line[6:])
            data = event.get("data", event)
            pieces.append(str(data.get("content", "")))
            sources = data.get("sources", sources)
        return "".join(pieces), sources
