from __future__ import annotations

import pytest

from assistant.retrieval.asked import asked_kind, holds_kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("政务服务局电话是多少", "phone"),
        ("投诉打哪个热线", "phone"),
        ("学校在哪条路上", "address"),
        ("办公室在哪条街几号", "address"),
        ("投诉的地址在哪", "where"),
        ("公积金热线是多少", "phone"),
        ("热线派单照着的那本目录是谁定的", "who"),
        ("打电话咨询过的还要再跑一趟吗", "whether"),
        ("项目管家多久要到现场办公一次？", "frequency"),
        ("创业补贴最高能领多少钱？", "amount"),
    ],
)
def test_a_question_that_names_a_telephone_does_not_always_ask_for_its_number(question: str, kind: str):
    assert asked_kind(question) == kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("广州居民看病那个保险的钱到底是哪个部门在收", "who"),
        ("给孩子交医保，手机上从哪儿付钱", "where"),
        ("工钱要不回来，这钱咋办", "how"),
        ("这笔钱怎么算", "amount"),
        ("办这个要花多少钱，找谁", "amount"),
        ("这事要收钱", "amount"),
        ("停车场如何收费", "amount"),
        ("停车收费怎么规定的", "amount"),
        ("凭老年证逛公园收费多少", "amount"),
        ("去哪儿办，收费多少", "amount"),
        ("这笔钱\n谁出", "who"),
    ],
)
def test_money_that_is_only_spoken_of_is_not_asked_for(question: str, kind: str):
    assert asked_kind(question) == kind


def test_half_price_is_a_share_and_the_number_of_a_paper_no_date():
    assert holds_kind("percent", "享受半价优惠")
    assert holds_kind("percent", "免费乘坐")
    assert not holds_kind("percent", "持证乘坐")
    assert asked_kind("公租房管理办法是几号文") != "date"
