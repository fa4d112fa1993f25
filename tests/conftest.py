"""Fixtures that every test may use: the prepared model and an index of the shipped corpus, each made once."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.embedding.encoder import Encoder, load_encoder
from assistant.embedding.prepare import prepare_model
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore

ROOT = Path(__file__).resolve().parent.parent
# What staff confirmed in this folder must not answer in tests, nor in the commands that tests run.
os.environ["POLICY_ASSISTANT_CONFIRMED"] = ""
PLAN = ROOT / "corpus/documents/奈曼旗政府效能提升行动方案.txt"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Only one test process at a time does what is inside."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all test processes of this run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def encoder(shared: Path) -> Encoder:
    """The bundled model, prepared into the project's own cache."""
    with _alone(shared / "model.lock"):
        prepare_model("bundled", ROOT / "models", lambda line: None)
    return load_encoder("bundled", ROOT / "models")


@pytest.fixture(scope="session")
def settings(shared: Path, encoder: Encoder) -> Settings:
    """Settings that point at an index of the shipped corpus."""
    with _alone(shared / "index.lock"):
        update_index(PolicyStore(shared / "index", encoder), ROOT / "corpus")
    return Settings(
        index=str(shared / "index"),
        corpus=str(ROOT / "corpus"),
        model_cache=str(ROOT / "models"),
        confirmed="",
    )


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> PolicyAssistant:
    """The product over the shipped corpus."""
    return PolicyAssistant.open(settings)
