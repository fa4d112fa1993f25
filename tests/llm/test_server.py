"""What stands in the way of a local model is told in one line each; a real one answers (slow)."""

import os
import socket
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.errors import BadInput, BadSettings, ModelError, PortInUse
from assistant.llm.server import Choice, is_healthy, settings_for, start
from assistant.llm.trial import TRIAL

MODEL = Path(os.environ.get("POLICY_TEST_GGUF", f"models/llm/{TRIAL.file}"))


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture
def hollow(tmp_path):
    path = tmp_path / "hollow.gguf"
    path.write_bytes(b"GGUF" + bytes(64))
    return path


def test_no_file(tmp_path):
    with pytest.raises(BadInput, match=r"none\.gguf: 无法读取模型文件"):
        start(Choice(tmp_path / "none.gguf"))


def test_a_folder_is_no_model(tmp_path):
    with pytest.raises(BadInput, match="无法读取模型文件"):
        start(Choice(tmp_path))


def test_a_file_of_another_kind(tmp_path):
    path = tmp_path / "plan.txt"
    path.write_text("示例行动方案", encoding="utf-8")
    with pytest.raises(BadInput, match=r"不是 GGUF 模型文件"):
        start(Choice(path))


def test_a_port_that_is_taken(hollow):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PortInUse, match="端口已被占用"):
            start(Choice(hollow, port=taken.getsockname()[1]))


@pytest.mark.parametrize("port", [-1, 70000])
def test_a_port_that_cannot_be(hollow, port):
    with pytest.raises(BadSettings, match="无法在这个地址上监听"):
        start(Choice(hollow, port=port))


def test_a_model_without_a_key_is_not_offered_to_other_machines(hollow):
    with pytest.raises(BadSettings, match="没有设密钥"):
        start(Choice(hollow, host="0.0.0.0"))


def test_a_missing_package_names_the_extra(hollow, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "xllamacpp", None)
    with pytest.raises(ModelError, match="local-llm"):
        start(Choice(hollow, port=free_port()))


def test_a_file_that_only_begins_like_one(hollow):
    pytest.importorskip("xllamacpp", reason="the extra local-llm is not installed")
    with pytest.raises(ModelError, match="装不上这个模型"):
        start(Choice(hollow, port=free_port()))


def test_the_command_tells_it_in_one_line(tmp_path, capsys):
    assert main(["serve-llm", str(tmp_path / "none.gguf")]) == 1
    told = capsys.readouterr().err.strip().splitlines()
    assert told[-1].startswith("错误：")
    assert "请核对路径" in told[-1]


def test_a_dead_address_is_not_healthy():
    assert not is_healthy(f"http://127.0.0.1:{free_port()}", timeout=1.0)


def test_what_is_printed_are_settings_that_the_assistant_knows():
    from assistant.config import load_settings

    settings = load_settings(environ=settings_for(Choice(Path("m.gguf"), port=9000)))
    assert (settings.llm_base_url, settings.has_llm) == ("http://127.0.0.1:9000/v1", True)


@pytest.mark.slow
def test_a_real_model_answers_and_streams():
    pytest.importorskip("xllamacpp", reason="the extra local-llm is not installed")
    if not MODEL.exists():
        pytest.skip(f"{MODEL}: no model here: run make serve-llm once, or set POLICY_TEST_GGUF")
    from assistant.answering.generative import compose, stream
    from assistant.config import Settings
    from tests.answering.plan import evidence

    choice = Choice(MODEL, port=free_port(), context=2048)
    server = start(choice)
    assert is_healthy(server.listening_address)
    settings = Settings(
        llm_base_url=f"http://127.0.0.1:{choice.port}/v1", llm_model="local", llm_timeout=600.0
    )
    question = "项目管家多久到现场办公一次？"
    assert "每月" in compose(question, evidence(), settings)
    assert len(list(stream(question, evidence(), settings))) > 3
