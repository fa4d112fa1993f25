"""Example questions come of the loaded documents, and only those that are answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.schema import Answer, Status
from assistant.web.examples import MOST_EXAMPLES, question_of

from .fake import FakeAssistant, citation, clauses, document
from .page import opened


class Office(FakeAssistant):
    """Six papers of two headings each; those on 补贴 have no answer, those on 住房 are answered by another paper."""

    about = ("妇女就业", "创业补贴", "养老服务", "住房租赁", "幼儿入园", "残疾人康复")

    def documents(self) -> Any:
        return [replace(document(title), id=title) for title in self.about]

    def clauses(self, document_id: str) -> Any:
        first, second = clauses()[1:]
        return [
            replace(first, document_id=document_id, heading="一、总体要求"),
            replace(second, document_id=document_id, heading=f"二、{document_id}申请条件"),
        ]

    def ask(self, question: str, *args: Any, **kwargs: Any) -> Answer:
        self.histories.append([question])
        status = Status.NO_EVIDENCE if "补贴" in question else Status.ANSWERED
        about = "别的" if "住房" in question else question.removesuffix("申请条件是什么？")
        return Answer(question, status, "", (replace(citation(), document_id=about),))


ANSWERED = [f"{about}申请条件是什么？" for about in ("妇女就业", "养老服务", "幼儿入园", "残疾人康复")]


def test_only_what_the_paper_itself_answers_is_offered_and_asked_once(serve: Any, client: Any) -> None:
    assistant = Office()
    api = client(serve(assistant))
    assert len(ANSWERED) == MOST_EXAMPLES
    assert api.get("/api/v1/examples").json() == {"questions": ANSWERED}
    asked = len(assistant.histories)
    assert api.get("/api/v1/examples").json() == {"questions": ANSWERED}
    assert len(assistant.histories) == asked
    assistant.generation, assistant.about = 2, ("养老服务",)
    assert api.get("/api/v1/examples").json() == {"questions": ["养老服务申请条件是什么？"]}


def test_they_are_found_anew_when_staff_have_confirmed(serve: Any, client: Any) -> None:
    assistant = Office()
    api = client(serve(assistant))
    assert api.get("/api/v1/examples").json() == {"questions": ANSWERED}
    assistant.about = ("养老服务",)
    assert api.get("/api/v1/examples").json() == {"questions": ANSWERED}
    assistant.confirm("甲？", [])
    assert api.get("/api/v1/examples").json() == {"questions": ["养老服务申请条件是什么？"]}


@pytest.mark.parametrize(
    ("heading", "question"),
    [
        ("（三）补贴标准", "补贴标准是什么？"),
        ("第二章 农村危房改造", "农村危房改造有什么规定？"),
        ("关于许可证照续展", "许可证照续展有什么规定？"),
        ("三、加强组织领导", None),
        ("附件", None),
        ("1.", None),
        ("", None),
    ],
)
def test_a_heading_becomes_a_question_unless_every_paper_has_it(heading: str, question: str | None) -> None:
    assert question_of(heading) == question


@pytest.mark.browser
def test_the_page_offers_them_and_a_tap_asks(browser: Any, serve: Any) -> None:
    with opened(browser, serve(Office(), ui=True)) as page:
        page.wait_for_selector(f".pa-example >> nth={MOST_EXAMPLES - 1}")
        assert page.locator(".pa-example").all_inner_texts() == ANSWERED
        page.wait_for_function(
            "document.querySelector('#pa-question').placeholder.startsWith('例如：妇女就业')"
        )
        page.click(".pa-example >> nth=1")
        page.wait_for_selector("[data-status=answered]")
        assert page.inner_text(".pa-question").endswith("养老服务申请条件是什么？")
