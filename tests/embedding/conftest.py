from __future__ import annotations

from pathlib import Path

import pytest

from assistant.embedding.encoder import OnnxEncoder, load_encoder

CACHE = Path(__file__).resolve().parents[2] / "models"


@pytest.fixture(scope="session")
def model_cache() -> Path:
    """The default cache with the bundled model in it; `prepare_model` locks out other workers."""
    from assistant.embedding.prepare import prepare_model

    prepare_model("bundled", CACHE, lambda line: None)
    return CACHE


@pytest.fixture(scope="session")
def encoder(model_cache: Path) -> OnnxEncoder:
    return load_encoder("bundled", model_cache)
