"""Settings of the page, from a file and from the environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.config import load_settings
from assistant.errors import BadSettings


def test_the_settings_of_the_page_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('embed_origins = "https://www.example.gov.cn"\nrecord_days = 30\n', encoding="utf-8")
    found = load_settings(file, {})
    assert (found.embed_origins, found.record_days) == ("https://www.example.gov.cn", 30)


@pytest.mark.parametrize("name", ["llm_api_key", "staff_token"])
def test_secrets_come_from_the_environment_only(tmp_path: Path, name: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(f'{name} = "x"\n', encoding="utf-8")
    with pytest.raises(BadSettings, match=f"POLICY_ASSISTANT_{name.upper()}"):
        load_settings(file, {})
    file.write_text("", encoding="utf-8")
    assert getattr(load_settings(file, {f"POLICY_ASSISTANT_{name.upper()}": "x"}), name) == "x"
