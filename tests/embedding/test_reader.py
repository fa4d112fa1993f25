"""The reader tells sentences that answer from sentences that do not, as it was trained to."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.embedding import manifest as manifests
from assistant.embedding.encoder import Encoder
from assistant.embedding.prepare import SAMPLES
from assistant.embedding.reader import Reader, load_reader
from assistant.embedding.reading import build_network, merge_trained, read_trained, trained_part
from assistant.embedding.unpack import unpack_bundled
from assistant.errors import ModelError
from tests.conftest import ROOT

QUESTION = "项目管家多久要到现场办公一次？"
PASSAGES = (
    "奈曼旗政府效能提升行动方案 项目管家每月至少开展一次现场办公,及时协调解决项目推进过程中存在的问题。",
    "奈曼旗政府效能提升行动方案 建立重大投资项目、紧急项目快速审批通道,提供优先服务和快速办理。",
    "奈曼旗政府效能提升行动方案 法治政府建设与效能政府建设有机融合共同推进。",
)


@pytest.fixture(scope="module")
def reader(encoder: Encoder) -> Reader:
    return load_reader(ROOT / "models")


def test_the_sentence_that_answers_scores_above_nought_and_highest(reader: Reader):
    scores = reader.scores(QUESTION, PASSAGES)
    assert scores.shape == (3,)
    assert int(scores.argmax()) == 0
    assert scores[0] > 0 > scores[2]


def test_a_score_does_not_depend_on_what_is_read_beside_it(reader: Reader):
    together = reader.scores(QUESTION, PASSAGES)
    alone = [float(reader.scores(QUESTION, [passage])[0]) for passage in PASSAGES]
    assert together.tolist() == alone
    assert reader.scores(QUESTION, []).shape == (0,)


def test_the_prepared_form_agrees_with_the_network_it_was_made_from(reader: Reader, tmp_path: Path):
    torch = pytest.importorskip("torch")
    unpack_bundled(tmp_path)
    network = build_network(tmp_path).eval()
    merge_trained(network, read_trained(manifests.TRAINED_READER))
    passages, expected = (*PASSAGES, *SAMPLES), []
    for passage in passages:
        ids = torch.tensor([reader.ids(QUESTION, passage)])
        expected.append(float(network(ids, torch.ones_like(ids)).detach()))
    apart = np.abs(reader.scores(QUESTION, passages) - expected)
    assert apart.max() < 0.6  # int8 against float32
    # 0.5 where int8 sums overflow, as they do on processors without VNNI unless told not to
    assert apart.mean() < 0.2


def test_without_a_reader_the_assistant_answers_too(settings: Settings):
    plain = PolicyAssistant.open(dataclasses.replace(settings, reader=False))
    assert plain.retriever.reader is None
    assert "每月至少开展一次现场办公" in plain.ask(QUESTION).text


def test_a_reader_that_is_not_prepared_is_named_with_its_remedy(tmp_path: Path):
    with pytest.raises(ModelError, match="models prepare bundled"):
        load_reader(tmp_path)


def test_a_damaged_training_file_is_named(tmp_path: Path):
    path = tmp_path / "reader.npz"
    path.write_bytes(b"PK\x03\x04 not an archive")
    with pytest.raises(ModelError, match="精读模型无法读取"):
        read_trained(path)


def test_what_training_changed_is_kept_small_and_put_back(tmp_path: Path):
    torch = pytest.importorskip("torch")
    torch.manual_seed(1)
    before = {"weight": np.ones((3, 8), np.float32), "bias": np.zeros(3, np.float32)}
    change = np.linspace(-0.07, 0.07, 24, dtype=np.float32).reshape(3, 8)
    after = {"weight": before["weight"] + change, "bias": np.full(3, 0.5, np.float32)}
    np.savez(tmp_path / "reader.npz", **trained_part(before, after))
    network = torch.nn.Linear(8, 3)
    with torch.no_grad():
        network.weight.fill_(1.0)
    merge_trained(network, read_trained(tmp_path / "reader.npz"))
    assert network.bias.tolist() == [0.5] * 3
    found = network.weight.detach().numpy() - before["weight"]
    assert np.abs(found - change).max() <= np.abs(change).max() / 14 + 1e-6  # half a step of the row's range
    assert np.abs(found).max() == pytest.approx(0.07, abs=1e-6)


@pytest.mark.parametrize("name", ["absent.weight:change", "weight:change", "absent"])
def test_what_was_trained_for_another_network_is_refused(name: str):
    torch = pytest.importorskip("torch")
    arrays = {name: np.zeros((2, 2), np.float32), name.replace("change", "step"): np.ones((2, 1), np.float32)}
    with pytest.raises(ModelError, match="不配套"):
        merge_trained(torch.nn.Linear(8, 3), arrays)


def test_the_reader_does_not_change_what_an_index_was_made_with(reader: Reader):
    folder = manifests.model_folder("bundled", ROOT / "models")
    manifest = manifests.read_manifest(folder, "bundled")
    others = {name: facts for name, facts in manifest.files.items() if name != manifests.READER}
    made = manifests.fingerprint(others, manifest.query_prefix, manifest.passage_prefix)
    assert manifests.READER in manifest.files
    assert made == manifest.fingerprint


@pytest.mark.parametrize("question", ["我想问问" * 125 + "管家多久来一次？", "ﷺ" * 500, "a " * 900])
def test_a_question_as_long_as_the_network_sees_leaves_room_for_the_passage(reader: Reader, question: str):
    assert len(reader.ids(question, PASSAGES[0])) == 144
    assert np.isfinite(reader.scores(question, PASSAGES)).all()
    assert reader.ids(question, PASSAGES[0]) != reader.ids(question, PASSAGES[2])
