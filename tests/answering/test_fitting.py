"""Ages and years that a question names decide between rules that read alike."""

from __future__ import annotations

import pytest

from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.embedding.encoder import Encoder
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from tests.conftest import ROOT

TEXT = """某市老年人优待办法

第一条 为保障老年人的合法权益，制定本办法。

第二条 年满60周岁不满65周岁的老年人乘坐公共汽车，享受半价优惠。

第三条 65周岁以上老年人乘坐公共汽车，免费。
"""
RATES = """某市护理补贴发放标准

一、2025年发放情况

2025年护理补贴每人每月280元。

二、2026年发放标准

护理补贴提高至每人每月290元。
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> PolicyAssistant:
    folder = tmp_path_factory.mktemp("fitting")
    (folder / "corpus").mkdir()
    (folder / "corpus/a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "corpus/b.txt").write_text(RATES, encoding="utf-8")
    update_index(PolicyStore(folder / "index", encoder), folder / "corpus")
    paths = {"index": str(folder / "index"), "corpus": str(folder / "corpus")}
    return PolicyAssistant.open(Settings(**paths, model_cache=str(ROOT / "models")))


@pytest.mark.parametrize(
    ("question", "says", "silent"),
    [
        ("老爷子刚满65岁，坐公共汽车多少钱", "免费", "半价"),
        ("62岁的老人坐公共汽车多少钱", "半价", "免费"),
        ("26年护理补贴一个月多少钱", "290元", "280元"),
        ("2025年护理补贴一个月多少钱", "280元", "290元"),
    ],
)
def test_the_rule_for_another_age_or_year_is_not_quoted(
    assistant: PolicyAssistant, question: str, says: str, silent: str
) -> None:
    text = assistant.ask(question).text
    assert says in text
    assert silent not in text
