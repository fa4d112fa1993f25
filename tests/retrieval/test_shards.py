"""Workers that each embed a share: together they leave nothing to embed, and each goes on where it was."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from assistant.cli import main
from assistant.options import build_parser
from assistant.retrieval.indexing import update_index
from assistant.retrieval.shards import Shard, embed_share
from assistant.retrieval.store import PolicyStore
from tests.retrieval.fakes import HashEncoder

COUNT = 3


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(8):
        text = f"某局第{number}号通知\n一、每月检查第{number}处水源。检查要记录。\n二、要公示第{number}处结果。\n"
        (folder / f"文件{number}.txt").write_text(text, encoding="utf-8")
    return folder


def test_all_shares_together_leave_nothing_to_embed(corpus: Path, tmp_path: Path):
    index = tmp_path / "index"
    shares = []
    for number in range(1, COUNT + 1):
        machine = tmp_path / f"machine-{number}"
        shares.append(embed_share(machine, HashEncoder(), corpus, Shard(number, COUNT)))
        shutil.copytree(machine / "embedded", index / "embedded", dirs_exist_ok=True)
    assert sum(share["files"] for share in shares) == 8
    assert max(share["files"] for share in shares) < 8
    encoder = HashEncoder()
    store = PolicyStore(index, encoder)
    assert update_index(store, corpus)["documents"] == 8
    assert encoder.encoded == 0
    plain = HashEncoder()
    other = PolicyStore(tmp_path / "other", plain)
    update_index(other, corpus)
    assert plain.encoded == sum(share["embedded"] for share in shares)
    assert store.current.dense.vectors(store.current.dense.ids).tolist() == (
        other.current.dense.vectors(other.current.dense.ids).tolist()
    )


def test_a_share_embeds_only_what_neither_it_nor_the_index_has(corpus: Path, tmp_path: Path):
    index = tmp_path / "index"
    update_index(PolicyStore(index, HashEncoder()), corpus)
    assert embed_share(index, HashEncoder(), corpus, Shard(1, 1))["files"] == 0
    path = corpus / "文件3.txt"
    path.write_text(path.read_text(encoding="utf-8") + "三、新的一条。\n", encoding="utf-8")
    share = embed_share(index, HashEncoder(), corpus, Shard(1, 1))
    assert (share["files"], share["texts"], share["embedded"]) == (1, 2, 2)
    again = embed_share(index, HashEncoder(), corpus, Shard(1, 1))
    assert (again["texts"], again["embedded"]) == (2, 0)
    encoder = HashEncoder()
    update_index(PolicyStore(index, encoder), corpus)
    assert encoder.encoded == 0


def test_a_share_works_while_the_index_is_being_written_and_by_another_model(corpus: Path, tmp_path: Path):
    store = PolicyStore(tmp_path / "index", HashEncoder())
    update_index(store, corpus)
    with store.update():
        other = embed_share(store.folder, HashEncoder("f2"), corpus, Shard(1, 1))
    assert (other["files"], other["embedded"] > 0) == (8, True)


def test_a_file_that_cannot_be_read_is_told(corpus: Path, tmp_path: Path):
    (corpus / "空.txt").write_bytes(b"")
    share = embed_share(tmp_path / "index", HashEncoder(), corpus, Shard(1, 1))
    assert [row["source"] for row in share["failed"]] == ["空.txt"]


@pytest.mark.parametrize("text", ["0/3", "4/3", "a/b", "3", "1/", "-1/3"])
def test_a_wrong_share_is_told_in_chinese(text: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        build_parser().parse_args(["index", f"--shard={text}"])
    assert ended.value.code == 2
    assert "应为 I/N 的形式，如 1/3" in capsys.readouterr().err


def test_the_command_says_what_comes_next(
    corpus: Path, tmp_path: Path, settings, capsys: pytest.CaptureFixture[str]
):
    config = tmp_path / "settings.toml"
    config.write_text(f'model_cache = "{settings.model_cache}"\n', encoding="utf-8")
    common = ["--index", str(tmp_path / "index"), "--config", str(config), "--corpus", str(corpus)]
    assert main(["index", "--shard", "1/1", *common]) == 0
    said = capsys.readouterr().out
    assert "第 1/1 份：文件 8 份，文字" in said
    assert "再运行 policy-assistant index" in said
    assert main(["index", *common]) == 0
    assert "新增 8" in capsys.readouterr().out
