"""问答库 over HTTP and in a real Chromium: what staff confirm, see and delete, and that nobody else does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.assistant import PolicyAssistant
from assistant.config import Settings
from assistant.retrieval.indexing import update_index
from assistant.retrieval.store import PolicyStore
from assistant.schema import Answer, Status
from assistant.storage.confirmed import Confirmed, Quote
from tests.retrieval.fakes import HashEncoder

from .fake import HOSTILE_TITLE, QUOTE, FakeAssistant, citation, document
from .page import ask, opened, tab
from .test_documents_api import NEW, OLD
from .test_keyboard import go

QUESTION = "水质多久公示一次？"
WORDS = "供水单位应当按照第二号标准每月检测水质并向社会公示结果。"
OUTSIDE = {"x-forwarded-for": "203.0.113.7"}
OTHER = "坚持服务。"
ELSEWHERE = "其他另行通知。"


def body(question: str = QUESTION, document: str = "old", quote: str = WORDS) -> dict[str, Any]:
    return {"question": question, "answers": [{"document": document, "quote": quote}]}


@pytest.fixture
def api(serve: Any, client: Callable[[str], httpx.Client], tmp_path: Path) -> httpx.Client:
    """A library of one real document, with a book of its own."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "old.txt").write_text(OLD, encoding="utf-8")
    store = PolicyStore(tmp_path / "index", HashEncoder())
    update_index(store, corpus)
    settings = Settings(
        corpus=str(corpus), index=str(tmp_path / "index"), confirmed=str(tmp_path / "confirmed.db")
    )
    api = client(serve(PolicyAssistant(store, settings)))
    api.base_url = httpx.URL(f"{api.base_url}/api/v1/")
    return api


def listed(api: httpx.Client) -> list[dict[str, Any]]:
    """Return what the book holds, without the time."""
    rows = api.get("confirmed").json()["questions"]
    assert all(row.pop("confirmed_at") for row in rows)
    return rows  # type: ignore[no-any-return]


def used(api: httpx.Client) -> list[tuple[int, bool, str]]:
    """Return the numbers of what the book holds, whether each is used, and why not."""
    return [(row["id"], row["held"], row["why"]) for row in listed(api)]


def test_a_confirmed_question_is_answered_with_those_words_until_it_is_deleted(api: httpx.Client):
    def told() -> tuple[str, list[str]]:
        answer = api.post("ask", json={"question": QUESTION}).json()
        return answer["composer"], [cited["quote"] for cited in answer["citations"]]

    before = told()
    assert before[0] == "extractive"
    made = api.post("confirmed", json=body())
    assert (made.status_code, made.json()) == (201, {"id": 1})
    assert told() == ("confirmed", [WORDS])
    answers = [{"document": "old", "title": "某县饮水办法", "quote": WORDS, "clause": "第二条"}]
    assert listed(api) == [{"id": 1, "question": QUESTION, "answers": answers, "held": True, "why": ""}]
    deleted = api.delete("confirmed/1")
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert (listed(api), told()) == ([], before)


def test_without_words_the_documents_do_not_say(api: httpx.Client):
    assert api.post("confirmed", json={"question": QUESTION, "answers": []}).json() == {"id": 1}
    answer = api.post("ask", json={"question": QUESTION}).json()
    assert (answer["composer"], answer["status"], answer["citations"]) == ("confirmed", "no_evidence", [])
    assert listed(api) == [{"id": 1, "question": QUESTION, "answers": [], "held": True, "why": ""}]


def test_words_may_be_copied_with_the_number_of_their_clause(api: httpx.Client):
    assert api.post("confirmed", json=body(quote=f"第二条 {WORDS}")).json() == {"id": 1}
    assert [(each["quote"], each["clause"]) for each in listed(api)[0]["answers"]] == [(WORDS, "第二条")]


def test_the_clause_in_which_the_words_are_meant_goes_with_them(serve: Any, client: Any):
    assistant = FakeAssistant()
    api = client(serve(assistant))
    sent = body(document="测试/一", quote=QUOTE)
    sent["answers"] += [{"document": "测试/一", "quote": OTHER, "clause": "一"}]
    assert api.post("/api/v1/confirmed", json=sent).status_code == 201
    assert assistant.book[0][0].answers == (Quote("测试/一", QUOTE, ""), Quote("测试/一", OTHER, "一"))
    told = api.get("/api/v1/confirmed").json()["questions"][0]["answers"]
    assert [(each["quote"], each["clause"]) for each in told] == [(QUOTE, ""), (OTHER, "一")]


def test_the_newest_stands_first_and_words_that_are_gone_are_told(api: httpx.Client):
    api.post("confirmed", json=body())
    api.post("confirmed", json=body("另一问？"))
    assert used(api) == [(2, True, ""), (1, True, "")]
    assert api.put("documents/old", params={"name": "old.txt"}, content=NEW.encode()).status_code == 200
    assert used(api) == [(2, False, "原文已改，请重新确认"), (1, False, "原文已改，请重新确认")]
    assert listed(api)[0]["answers"][0]["title"] == "某县供水规定"
    assert api.delete("documents/old").status_code == 204
    assert [(row["answers"][0]["title"], row["held"]) for row in listed(api)] == [("old", False)] * 2


def test_a_document_that_has_ended_is_told(api: httpx.Client):
    api.post("confirmed", json=body())
    assert api.post("documents", params={"name": "new.txt"}, content=NEW.encode()).status_code == 201
    assert used(api) == [(1, False, "所在文件已失效")]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (body(quote="每天检测"), "old: 原文中没有“每天检测”: 请从文件中照抄作为答案的句子"),
        (body(quote=" "), "old: 原文中没有“ ”: 请从文件中照抄作为答案的句子"),
        (body(document="没有"), "没有: 文库中没有这份文件: 请用文件编号"),
        (body(question="13800138000能办吗？"), "问题里有电话、证件号码或邮箱: 请去掉后再确认"),
        (body(question=" "), "问题是空的: 请输入要咨询的内容"),
        ({"question": QUESTION}, "请求中的字段缺失或不正确。"),
        ({"question": "长" * 2001, "answers": []}, "请求中的字段缺失或不正确。"),
        ({"question": QUESTION, "answers": body()["answers"] * 21}, "请求中的字段缺失或不正确。"),
        (body(quote="长" * 5001), "请求中的字段缺失或不正确。"),
        (
            {"question": QUESTION, "answers": [body()["answers"][0] | {"clause": "长" * 301}]},
            "请求中的字段缺失或不正确。",
        ),
    ],
)
def test_what_cannot_be_confirmed_is_refused_in_plain_words(
    api: httpx.Client, sent: dict[str, Any], said: str
):
    refused = api.post("confirmed", json=sent)
    assert refused.headers["content-type"] == "application/problem+json"
    assert (refused.status_code, refused.json()["detail"]) == (422, said)
    assert listed(api) == []


def test_an_unknown_number_is_told(api: httpx.Client):
    unknown = api.delete("confirmed/7")
    assert (unknown.status_code, unknown.json()["detail"]) == (404, "问答库中没有这一问，或已经删除。")
    assert api.delete(f"confirmed/{2**70}").status_code == 422


def test_without_a_book_the_setting_is_named(serve: Any, client: Any, tmp_path: Path):
    store = PolicyStore(tmp_path / "index", HashEncoder())
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/old.txt").write_text(OLD, encoding="utf-8")
    update_index(store, tmp_path / "corpus")
    api = client(serve(PolicyAssistant(store, Settings(index=str(tmp_path / "index"), confirmed=""))))
    assert api.get("/api/v1/confirmed").json() == {"questions": []}
    refused = api.post("/api/v1/confirmed", json=body())
    said = "没有设置问答库: 请在设置文件中写 confirmed（文件路径）"
    assert (refused.status_code, refused.json()["detail"]) == (500, said)
    assert api.delete("/api/v1/confirmed/1").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("GET", ""), ("POST", ""), ("DELETE", "/1")])
def test_only_staff_confirm_see_and_delete(serve: Any, client: Any, method: str, path: str):
    assistant = FakeAssistant()
    assistant.confirm(QUESTION, [])
    sent = None if method != "POST" else {"question": "问", "answers": []}
    refused = client(serve(assistant)).request(method, f"/api/v1/confirmed{path}", json=sent, headers=OUTSIDE)
    assert (refused.status_code, refused.json()["title"]) == (403, "仅限工作人员")
    assert [row.question for row, _ in assistant.book] == [QUESTION]


def test_what_was_suggested_is_asked_again_when_staff_have_confirmed(serve: Any, client: Any):
    assistant = FakeAssistant(status=Status.NO_EVIDENCE)
    api = client(serve(assistant))
    for _ in range(2):
        assert api.post("/api/v1/suggestions", json={"questions": ["甲？"]}).json() == {"questions": []}
    assert len(assistant.histories) == 1
    api.post("/api/v1/confirmed", json={"question": "甲？", "answers": []})
    assistant.status = Status.ANSWERED
    assert api.post("/api/v1/suggestions", json={"questions": ["甲？"]}).json() == {"questions": ["甲？"]}


# -- the page --------------------------------------------------------------------------------------


@dataclass
class Office(FakeAssistant):
    """Answers with one citation, and shows other words beside it."""

    beside: tuple[str, ...] = (OTHER,)

    def ask(self, *args: Any, **kwargs: Any) -> Answer:
        answer = super().ask(*args, **kwargs)
        related = tuple(replace(citation(), clause="一", label="一", quote=words) for words in self.beside)
        return replace(answer, related=related)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def page(browser: Any, serve: Any, office: Office) -> Iterator[Any]:
    with opened(browser, serve(office, ui=True)) as page:
        page.wait_for_selector("body.pa-staff")
        yield page


def boxes(page: Any) -> list[tuple[str, bool]]:
    """Return the choices of the form, and whether they are ticked."""
    return [
        (choice.inner_text(), choice.locator("input").is_checked())
        for choice in page.locator(".pa-choice").all()
    ]


@pytest.mark.browser
def test_staff_confirm_which_words_answer_a_question(page: Any, office: Office):
    ask(page, "那乡镇呢？")
    page.click("text=确认依据")
    assert page.input_value("label:text-is('问题') + textarea") == "那乡镇呢？"
    assert page.inner_text(".pa-confirm legend") == "哪些原文是答案"
    assert boxes(page) == [
        (f"《{HOSTILE_TITLE}》二：“{QUOTE}”", True),
        (f"《{HOSTILE_TITLE}》一：“{OTHER}”", False),
    ]
    line = page.locator(".pa-confirm details + [role=status]")
    assert line.inner_text() == "提交后，这一问按所选原文答复。"
    page.uncheck(".pa-choice >> nth=0")
    assert line.inner_text() == "提交后，这一问按“文件没有规定”答复。"
    page.check(".pa-choice >> nth=1")
    assert line.inner_text() == "提交后，这一问按所选原文答复。"
    page.fill(".pa-confirm textarea", " 乡镇多久到场一次？ ")
    page.click(".pa-confirm [type=submit]")
    page.wait_for_selector(".pa-confirm [role=status]:has-text('已记入')")
    assert page.inner_text(".pa-confirm [role=status]") == (
        "已记入问答库，编号 1。同样的问题今后按此答复，相近的问题也更容易找到这一条。"
    )
    kept = Confirmed(1, "乡镇多久到场一次？", (Quote("测试/一", OTHER, "一"),), "2025-05-06T08:00:00+00:00")
    assert office.book == [(kept, "")]
    assert page.evaluate("window.hacked") is None


@pytest.mark.browser
def test_a_refusal_is_told_in_the_form_and_what_was_typed_stays(page: Any, office: Office):
    ask(page, "多久一次？")
    office.confirm = lambda question, answers: FakeAssistant.confirm(
        office, question, [Quote("测试/一", "没有")]
    )
    page.click("text=确认依据")
    page.fill(".pa-confirm textarea", "管家多久一次？")
    page.click(".pa-confirm [type=submit]")
    page.wait_for_selector(".pa-confirm [role=alert]:has-text('原文中没有“没有”')")
    assert page.input_value(".pa-confirm textarea") == "管家多久一次？"
    assert office.book == []
    page.click(".pa-confirm >> text=取消")
    assert page.locator(".pa-confirm").count() == 0


@pytest.mark.browser
def test_while_it_is_sent_it_cannot_be_sent_again(page: Any, office: Office):
    ask(page, "多久一次？")
    page.click("text=确认依据")
    held: list[Any] = []
    page.route("**/api/v1/confirmed", lambda route: held.append(route))
    with page.expect_request("**/api/v1/confirmed"):
        page.click(".pa-confirm [type=submit]")
    assert page.is_disabled(".pa-confirm [type=submit]")
    held[0].abort()
    page.wait_for_selector(".pa-confirm [role=alert]:has-text('无法连接服务，请检查网络后重试。')")
    page.unroute("**/api/v1/confirmed")
    assert page.is_enabled(".pa-confirm [type=submit]")
    assert page.evaluate("document.activeElement.innerText") == "提交"
    page.keyboard.press("Enter")
    page.wait_for_selector(".pa-confirm [role=status]:has-text('已记入')")
    assert [row.question for row, _ in office.book] == ["多久一次？"]


@pytest.mark.browser
def test_the_same_words_are_one_choice_in_one_clause_and_two_in_two(page: Any, office: Office):
    office.beside = (QUOTE, QUOTE)
    ask(page, "多久一次？")
    page.click("text=确认依据")
    assert boxes(page) == [
        (f"《{HOSTILE_TITLE}》二：“{QUOTE}”", True),
        (f"《{HOSTILE_TITLE}》一：“{QUOTE}”", False),
    ]
    page.check(".pa-choice >> nth=1")
    page.click(".pa-confirm [type=submit]")
    page.wait_for_selector(".pa-confirm [role=status]:has-text('已记入')")
    assert office.book[0][0].answers == (Quote("测试/一", QUOTE, "二"), Quote("测试/一", QUOTE, "一"))


@dataclass
class Composing(Office):
    """Shows the documents' own words until a model's are ready."""

    ready: threading.Event = field(default_factory=threading.Event)

    def ask_stream(self, question: str, *args: Any, **kwargs: Any) -> Iterator[tuple[str, Any]]:
        yield "composing", self.ask(question)
        self.ready.wait(60)
        yield "done", self.ask(question)


@pytest.mark.browser
def test_an_answer_that_is_still_being_composed_is_not_confirmed(browser: Any, serve: Any):
    office = Composing()
    with opened(browser, serve(office, ui=True)) as page:
        page.wait_for_selector("body.pa-staff")
        page.fill("#pa-question", "多久一次？")
        page.keyboard.press("Enter")
        page.wait_for_selector(".waiting .pa-note")
        assert page.is_visible(".waiting .pa-leave")
        assert page.is_hidden(".waiting .pa-basis")
        office.ready.set()
        page.wait_for_selector(".waiting", state="detached")
        assert page.is_visible(".pa-answer .pa-basis")


@pytest.mark.browser
def test_documents_of_one_title_are_told_apart(page: Any, office: Office):
    office.loaded += [
        replace(document("办法"), id="二"),
        replace(document("办法"), id="三", doc_number=None),
        replace(document("规定"), id="四"),
        replace(document("规定"), id="五"),
        replace(document("细则"), id="六"),
    ]
    ask(page, "多久一次？")
    page.click("text=确认依据")
    page.click("text=从文件中抄录答案")
    page.wait_for_selector(".pa-confirm option >> nth=6", state="attached")
    names = ["办法（测字〔2025〕1号）", "办法（三）", "规定（四）", "规定（五）", "细则"]
    assert page.locator(".pa-confirm option").all_inner_texts() == ["请选择", HOSTILE_TITLE, *names]
    tab(page, "任务清单", ".pa-table")
    options = page.locator("[data-view=tasks] select >> nth=0").locator("option")
    assert options.all_inner_texts() == [HOSTILE_TITLE, *names]


@pytest.mark.browser
def test_words_that_are_not_shown_are_named_with_their_document(page: Any, office: Office):
    office.loaded.append(replace(document("办法"), id="二"))
    ask(page, "多久一次？")
    page.click("text=确认依据")
    name, quote = page.locator(".pa-confirm details select"), page.locator(".pa-confirm details textarea")
    line, error = page.locator(".pa-confirm details + [role=status]"), page.locator("details ~ [role=alert]")
    assert (quote.is_hidden(), name.locator("option").all_text_contents()) == (True, ["请选择"])
    with page.expect_response("**/api/v1/documents"):
        page.click("text=从文件中抄录答案")
    page.wait_for_selector(".pa-confirm option >> nth=2", state="attached")
    assert name.locator("option").all_inner_texts() == ["请选择", HOSTILE_TITLE, "办法"]
    page.uncheck(".pa-choice >> nth=0")
    page.get_by_label("原文（从文件中照抄）").fill(" \n")
    assert line.inner_text() == "提交后，这一问按“文件没有规定”答复。"
    quote.fill(f" {ELSEWHERE}\n")
    assert line.inner_text() == "提交后，这一问按所选原文答复。"
    page.click("text=从文件中抄录答案")
    assert quote.is_hidden()
    page.click(".pa-confirm [type=submit]")
    assert error.inner_text() == "请选择这段原文所在的文件。"
    assert name.evaluate("each => each === document.activeElement")
    assert (office.book, [url for url in page.requested if url.endswith("/confirmed")]) == ([], [])
    page.check(".pa-choice >> nth=1")
    page.get_by_label("文件", exact=True).select_option("办法")
    with page.expect_request("**/api/v1/confirmed") as sent:
        page.click(".pa-confirm [type=submit]")
    assert sent.value.post_data_json == {
        "question": "多久一次？",
        "answers": [
            {"document": "测试/一", "quote": OTHER, "clause": "一"},
            {"document": "二", "quote": ELSEWHERE},
        ],
    }
    page.wait_for_selector(".pa-confirm [role=status]:has-text('已记入')")
    assert [row.answers for row, _ in office.book] == [
        (Quote("测试/一", OTHER, "一"), Quote("二", ELSEWHERE))
    ]
    assert page.evaluate("window.hacked") is None


@pytest.mark.browser
def test_a_refusal_with_nothing_to_tick_is_answered_by_keyboard_alone(page: Any, office: Office):
    office.status, office.beside = Status.NO_EVIDENCE, ()
    ask(page, "补贴多少？")
    go(page, ".pa-basis", "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.matches('.pa-confirm textarea')")
    assert boxes(page) == []
    assert page.inner_text("details + [role=status]") == "提交后，这一问按“文件没有规定”答复。"
    go(page, ".pa-confirm summary")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pa-confirm option >> nth=1", state="attached")
    go(page, ".pa-confirm select")
    page.keyboard.press("ArrowDown")
    go(page, ".pa-confirm details textarea")
    page.keyboard.type("没有这句")
    assert page.inner_text("details + [role=status]") == "提交后，这一问按所选原文答复。"
    go(page, ".pa-confirm button[type=submit]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pa-confirm [role=alert]:has-text('原文中没有“没有这句”')")
    go(page, ".pa-confirm details textarea", "Shift+Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type(OTHER)
    go(page, ".pa-confirm button[type=submit]")
    with page.expect_request("**/api/v1/confirmed") as sent:
        page.keyboard.press("Enter")
    answers = [{"document": "测试/一", "quote": OTHER}]
    assert sent.value.post_data_json == {"question": "补贴多少？", "answers": answers}
    page.wait_for_selector(".pa-confirm [role=status]:has-text('已记入')")


@pytest.mark.browser
def test_documents_that_cannot_be_listed_are_told_and_listed_when_opened_again(page: Any):
    ask(page, "多久一次？")
    page.click("text=确认依据")
    page.route("**/api/v1/documents", lambda route: route.abort())
    page.click("text=从文件中抄录答案")
    page.wait_for_selector("details [role=alert]:has-text('无法连接服务，请检查网络后重试。')")
    page.unroute("**/api/v1/documents")
    page.click("text=从文件中抄录答案")
    page.click("text=从文件中抄录答案")
    page.wait_for_selector(".pa-confirm option >> nth=1", state="attached")
    assert page.inner_text("details [role=alert]") == ""


@pytest.mark.browser
def test_it_is_done_by_keyboard_alone_and_again_when_it_was_wrong(page: Any, office: Office):
    ask(page, "多久一次？")
    for _ in range(2):
        go(page, ".pa-basis", "Shift+Tab")
        page.keyboard.press("Enter")
        page.wait_for_function("document.activeElement.matches('.pa-confirm textarea')")
        go(page, ".pa-choice input")
        page.keyboard.press("Space")
        go(page, ".pa-confirm button[type=submit]")
        page.keyboard.press("Enter")
        page.wait_for_selector(".pa-confirm [role=status]:has-text('已记入')")
        assert page.evaluate("document.activeElement.className") == "pa-basis"
        page.keyboard.press("Tab")
    assert [(row.question, row.answers) for row, _ in office.book] == [("多久一次？", ())] * 2


@pytest.mark.browser
def test_what_was_confirmed_is_listed_and_deleted_after_a_question(page: Any, office: Office):
    office.confirm("多久一次？", [Quote("测试/一", QUOTE), Quote("没有了", OTHER)])
    office.confirm("<b>补贴</b>多少？", [])
    office.book[0] = (office.book[0][0], "所在文件已失效")
    tab(page, "运行状况", ".pa-confirmed ol")
    assert [
        list(filter(None, item.split("\n"))) for item in page.locator(".pa-confirmed li").all_inner_texts()
    ] == [
        ["<b>补贴</b>多少？", "文件没有规定", "编号 2　2025年5月6日", "删除"],
        [
            "多久一次？所在文件已失效",
            f"《{HOSTILE_TITLE}》：“{QUOTE}”",
            f"《没有了》：“{OTHER}”",
            "编号 1　2025年5月6日",
            "删除",
        ],
    ]
    page.click("button[aria-label='删除“多久一次？”']")
    page.click("dialog >> text=取消")
    assert len(office.book) == 2
    page.click("button[aria-label='删除“多久一次？”']")
    page.click("dialog .pa-danger")
    page.wait_for_selector(".pa-confirmed [role=status]:has-text('已删除“多久一次？”。')")
    page.wait_for_selector(".pa-confirmed li >> nth=1", state="detached")
    assert [row.question for row, _ in office.book] == ["<b>补贴</b>多少？"]
    page.wait_for_function("document.activeElement.innerText === '问答库'")
    office.unconfirm(2)  # by somebody else
    page.click(".pa-confirmed button")
    page.click("dialog .pa-danger")
    page.wait_for_selector("dialog [role=alert]:has-text('问答库中没有这一问，或已经删除。')")


@pytest.mark.browser
def test_of_many_the_newest_are_listed(page: Any, office: Office):
    for number in range(1, 202):
        office.confirm(f"问{number}", [])
    tab(page, "运行状况", ".pa-confirmed ol")
    shown = page.locator(".pa-confirmed li strong")
    assert shown.all_inner_texts() == [f"问{number}" for number in range(201, 1, -1)]
    line = page.locator(".pa-confirmed p:has-text('问，')")
    assert line.all_inner_texts() == ["共 201 问，这里列出最近的 200 问"]
    page.click("button[aria-label='删除“问201”']")
    page.click("dialog .pa-danger")
    page.wait_for_selector(".pa-confirmed li strong:text-is('问1')")
    assert (shown.count(), line.count()) == (200, 0)


@pytest.mark.browser
def test_it_fits_a_phone_in_large_type(browser: Any, serve: Any, office: Office):
    office.loaded.append(replace(document("关于进一步做好有关工作的通知" * 8), id="二"))
    with opened(browser, serve(office, ui=True), width=375, height=720) as page:
        page.wait_for_selector("body.pa-staff")
        page.click("text=长辈模式")
        ask(page, "多久一次？")
        page.click("text=确认依据")
        page.click("text=从文件中抄录答案")
        page.select_option("label:text-is('文件') + select", "二")
        page.fill("label:has-text('照抄') + textarea", ELSEWHERE)
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        page.click(".pa-confirm [type=submit]")
        page.wait_for_selector(".pa-confirm [role=status]:has-text('已记入')")
        assert [row.answers for row, _ in office.book] == [
            (Quote("测试/一", QUOTE, "二"), Quote("二", ELSEWHERE))
        ]


@pytest.mark.browser
def test_others_are_not_offered_it(browser: Any, serve: Any):
    with opened(browser, serve(Office(), ui=True)) as page:
        page.route("**/api/v1/staff", lambda route: route.fulfill(json={"staff": False}))
        page.reload()
        page.wait_for_selector("[data-view=ask][data-mounted]")
        ask(page, "多久一次？")
        for _ in range(2):
            assert page.is_visible("text=转人工")
            assert page.is_hidden("text=确认依据")
            page.click("text=长辈模式")
