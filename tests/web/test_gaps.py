"""Unanswered questions that mean the same meet; others do not. The threshold is held to the bundled model."""

from __future__ import annotations

from assistant.embedding.encoder import Encoder
from assistant.web.gaps import Gap, group

from .fake import FakeEncoder

# Everyday wordings of ten wishes: the bundled model puts wordings of one at .912 and more, of two at .889 and less.
WISHES = (
    ("创业补贴最高能领多少钱？", "创业补助能拿多少", "大学生创业补贴标准是多少？"),
    ("公积金怎么提取？", "住房公积金提取需要什么材料", "我想取公积金"),
    ("身份证丢了怎么补办？", "补办身份证要多久", "身份证补领流程"),
    ("社保断缴有什么影响？", "社保断交了怎么办"),
    ("幼儿园报名什么时候开始？", "孩子上幼儿园几月报名"),
    ("低保怎么申请？", "申请低保需要什么条件"),
    ("驾驶证到期换证去哪里？", "驾照期满换证"),
    ("医保异地就医怎么备案？", "异地就医备案流程"),
    ("窗口上班时间是几点？", "政务大厅几点上班"),
    ("项目管家的电话是多少？", "项目管家联系方式"),
)


def test_wordings_of_one_wish_meet_and_wishes_stay_apart(encoder: Encoder) -> None:
    asked = [wording for wish in WISHES for wording in wish]
    groups = group(asked, encoder.encode_queries)
    assert {frozenset(gap.wordings) for gap in groups} == {frozenset(wish) for wish in WISHES}


def test_the_wording_asked_most_leads_and_large_groups_come_first() -> None:
    asked = ["补贴多少", "窗口几点", "补贴标准", "补贴标准", "窗口在哪", "窗口几点", "窗口几点"]
    assert group(asked, FakeEncoder().encode_queries) == [
        Gap("窗口几点", 4, ("窗口几点", "窗口在哪")),
        Gap("补贴标准", 3, ("补贴标准", "补贴多少")),
    ]


def test_no_questions_make_no_groups() -> None:
    assert group([], FakeEncoder().encode_queries) == []
