"""Which words of a clause are its sentences."""

from __future__ import annotations

from pathlib import Path

from assistant.ingest.sentences import clause_sentences
from tests.eval.fakes import read_texts

TEXT = """甲旗医疗保障局关于异地就医有关事项的通知
甲医保发〔2025〕3号

各苏木乡镇人民政府：
现将有关事项通知如下。

一、提高认识，加强领导。各单位要落实责任，压实任务。
二、备案人员在异地普通门诊无须选点就医。参保人员凭社会保障卡直接结算。
三、工作要求

甲旗医疗保障局
2025年3月1日
"""


def test_a_heading_that_rules_something_is_a_sentence_and_one_that_only_calls_is_none(tmp_path: Path):
    [(document, clauses)] = read_texts(tmp_path, 异地就医=TEXT)
    told = {
        clause.path: [span.of(document) for span in clause_sentences(document, clause)]
        for clause in clauses
        if clause.path in ("一", "二", "三")
    }
    assert told == {
        "一": ["各单位要落实责任，压实任务。"],
        "二": ["二、备案人员在异地普通门诊无须选点就医。", "参保人员凭社会保障卡直接结算。"],
        "三": ["三、工作要求"],
    }
