"""Follow-up questions, read after the ones before them."""

from __future__ import annotations

import pytest

from assistant.answering.followup import asks_itself, goes_on, points_back, readings, resolved
from assistant.assistant import PolicyAssistant
from assistant.schema import Status


@pytest.mark.parametrize(
    ("history", "question", "read"),
    [
        # It asks for nothing by itself: what was asked before is asked again.
        (["管家多久到场一次？"], "那镇上的干部呢", "管家多久到场一次？ 那镇上的干部呢"),
        # It asks for something itself: of the earlier question only the topic stays.
        (["失业金在手机上怎么申请"], "批了以后几号到账", "失业金在手机上申请 批了以后几号到账"),
        (["交了六年最长领几个月"], "到期了能不能再领", "交了六年最长领 到期了能不能再领"),
        # A short earlier question is itself read after its predecessor.
        (
            ["诊所能看登记以外的病吗", "看了罚多少"],
            "特别严重的呢",
            "诊所能看登记以外的病 看了罚多少 特别严重的呢",
        ),
        # Another year.
        (["2026年护理补贴一个月多少"], "那前一年呢", "2025年护理补贴一个月多少"),
        (["2026年护理补贴一个月多少"], "后一年呢？", "2027年护理补贴一个月多少"),
        (["护理补贴一个月多少"], "那前一年呢", "护理补贴一个月多少 那前一年呢"),
        ([], "那前一年呢", "那前一年呢"),
    ],
)
def test_a_follow_up_is_read_with_what_it_goes_on_from(history: list[str], question: str, read: str) -> None:
    assert resolved(question, history) == read


def test_a_long_conversation_of_short_questions_is_walked_once() -> None:
    read = resolved("几天办完", ["怎么申请", *["要多少钱"] * 60])  # twice at each would be for ever
    assert read == "申请 " + "要 " * 60 + "几天办完"


EARLIER = ["管家多久到场一次？"]


def test_a_follow_up_is_read_with_the_one_before_only() -> None:
    assert readings("那逾期了呢", EARLIER, 0.6) == ["管家多久到场一次？ 那逾期了呢"]


def test_a_question_of_its_own_is_read_by_itself() -> None:
    question = "公积金账户里的钱能不能拿来还房贷"
    assert readings(question, EARLIER, 0.45) == [question]


def test_a_short_one_that_says_what_it_is_about_is_read_both_ways() -> None:
    assert readings("公租房怎么申请", EARLIER, 0.5) == ["公租房怎么申请", "管家到场一次 公租房怎么申请"]


def test_another_subject_that_is_announced_is_read_by_itself() -> None:
    assert readings("对了，公租房怎么申请", EARLIER, 0.9) == ["对了，公租房怎么申请"]


def test_the_nearer_the_likelier_it_goes_on_and_repeated_words_make_it_whole() -> None:
    assert goes_on("得带什么材料", EARLIER[0], 0.6) > goes_on("得带什么材料", EARLIER[0], 0.5)
    assert goes_on("管家到场几次", EARLIER[0], 0.6) < goes_on("得带什么材料", EARLIER[0], 0.6)


def test_a_first_question_has_one_reading() -> None:
    assert readings("那镇上的干部呢", [], 0.0) == ["那镇上的干部呢"]


@pytest.mark.parametrize(
    ("question", "back"),
    [("它归谁管", True), ("那逾期了呢", True), ("申请公租房要满足哪些条件和要求", False)],
)
def test_what_points_back(question: str, back: bool) -> None:
    assert points_back(question) is back


@pytest.mark.parametrize("question", ["周六开门吗", "窗口几点关门", "几点下班", "那乡镇呢？"])
def test_the_earlier_question_is_not_answered_again(assistant: PolicyAssistant, question: str) -> None:
    answer = assistant.ask(question, history=["项目管家多久要到现场办公一次？"])
    assert (answer.status, answer.answerability) == (Status.NO_EVIDENCE, 0.0)


def test_a_follow_up_is_answered_from_what_it_goes_on_from(assistant: PolicyAssistant) -> None:
    answer = assistant.ask("那各部门的一把手呢", history=["旗政府领导一年要出几项调研成果"])
    assert "各地各部门主要负责同志形成调研成果不少于1项" in answer.text


def test_what_it_asks_about_instead_is_answered_though_another_sentence_was_better(
    assistant: PolicyAssistant,
) -> None:
    answer = assistant.ask("那包联责任人呢？", history=["项目管家多久去一次现场"])
    assert "包联责任人每季度至少到包联企业开展1次以上服务" in answer.text


def test_another_question_is_answered_as_if_it_were_the_first(assistant: PolicyAssistant) -> None:
    question = "重点项目的项目管家多久要到现场办公一次"
    answer = assistant.ask(question, history=["旗政府领导一年要出几项调研成果"])
    assert answer.text == assistant.ask(question).text


@pytest.mark.parametrize(
    ("question", "itself"),
    [
        ("那初中的呢", False),
        ("食堂几点开饭", True),
        ("停车场在几楼", True),
        ("那得带什么", True),
    ],
)
def test_what_asks_for_something_itself(question: str, itself: bool) -> None:
    assert asks_itself(question) is itself
