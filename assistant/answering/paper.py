"""Questions about a paper itself: its number, its day, who issued it, what it goes by. The paper says so at its edges.

Answered is only what stands in the text, and only when the question plainly speaks of a paper: 补贴什么时候发 does not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.answering.citing import cite
from assistant.answering.named import NUMBER, bearing, read_names
from assistant.answering.numerals import fold
from assistant.ingest.sentences import Span, clause_sentences
from assistant.retrieval.choices import Choice, documents_of
from assistant.retrieval.tokens import normalise
from assistant.retrieval.wording import officially
from assistant.schema import Citation, Clause, Document, Evidence

KIND = r"(?:方案|文件|通知|办法|意见|规定|细则|条例|公告|通告|决定|规划|纲要|指引|要点|函|公文)"
ISSUE = r"(?:印发|发布|下发|颁布|公布|出台|发出|制定|发|出|定|印)(?:出来|下来)?"
THIS = rf"[这那该此本][份个一]*{KIND}"
PAPER = rf"(?:{THIS}|{KIND})"
WHEN = r"(?:哪一?天|哪年|什么时候|啥时候|啥时|何时|几月几号|几号|什么日子|多会儿)"
WHO = r"(?:谁|哪[个些]?(?:单位|部门|机关|机构|政府|局|办|家|级|一级|几家)|什么(?:单位|机关|部门))"
ISSUED = rf"{ISSUE}(?:的|来着)"  # it is out already: 什么时候发 asks for what comes
FORMAL = r"(?:印发|发布|下发|颁布|公布|出台|制定)(?![\u4e00-\u9fff])"  # 该方案何时印发
BETWEEN = r"(?:是|到底|当时|在|于|从|由)*"
BY = r"(?:根据|依据|照着|按照|照|按|参照)(?:的是?|了)?(?:谁|国务院|上级|上头|上面|国家|自治区|省里?|哪)*"
WHICH = rf"(?:(?:哪一?[份个条]|什么|啥)(?:{KIND}|法律?|政策|精神)?)"
# Asked of a paper that is named by its number: 甲政发〔2024〕7号讲什么.
ABOUT = (
    rf"{THIS}(?:主要)?(?:(?:讲|说|规定|关于)的?(?:是)?(?:什么|啥|哪方面)的?(?:内容|事情?)?|是(?:哪[个份]|什么|啥)(?:{KIND})?"
    r"|(?:的?(?:名称|标题|题目|全称)是?|叫)(?:什么|啥)?)"
)
# What may be left of a question about a paper when what it asks and what the paper is called are taken out.
FILLING = re.compile(
    rf"{PAPER}|实施|暂行|试行|请问|请教|问一下|想知道|知道|告诉我|查一下|的时候|时候|当时|当初|到底|究竟|来着|来的|下来|{ISSUE}|[这那该此本份个的了呢吗啊呀是有它在里旗县市我们咱，。？?、 《》“”]"
)
# Without one of these words 按什么标准定的 asks for no paper.
OF_PAPERS = re.compile(rf"{KIND}|文号|号文|政办?[发字函](?:几|多少)号|制定依据|发文|成文|印发")
TITLE = 12  # characters by which a title is found that goes over several lines
NAMED = 0.8  # share of the rest that must stand in the paper's title

Spans = Iterator[tuple[int, int]]


def _number(document: Document) -> Spans:
    at = document.text.find(document.doc_number) if document.doc_number else -1
    if at >= 0:
        yield at, at + len(document.doc_number or "")


def _day(document: Document) -> Spans:
    if document.issued_on:
        day = date.fromisoformat(document.issued_on)
        found = [*re.finditer(rf"{day.year}\s*年\s*0?{day.month}\s*月\s*0?{day.day}\s*日", document.text)]
        yield from (match.span() for match in found[-1:])


def _issuer(document: Document) -> Spans:
    """The title that begins with the issuer, else its signature; not where a sentence speaks of it."""
    if document.issuer:
        name = rf"(?:^|(?<=[\n：:\s]))({re.escape(document.issuer)})"
        for pattern in (
            rf"{name}(?=\s*(?:关于|令|公告|印发|转发))[^\n。]*",
            rf"{name}(?=[ \u3000]*(?:\n|$))",
        ):
            yield from (match.span() for match in re.finditer(pattern, document.text))


def _basis(document: Document) -> Spans:
    titles = [reference.title for reference in document.based_on if reference.title]
    places = [document.text.find(title) for title in titles]
    yield from ((at, at + 1) for at in places[:1] if at >= 0)


def _entitled(document: Document) -> Spans:
    """The title where the text has it, to the end of the line."""
    for title in (document.notice_title, document.title):
        at = document.text.find(title[:TITLE]) if title else -1
        if at >= 0:
            end = document.text.find("\n", at)
            yield at - document.text.startswith("《", at - 1), end if end >= 0 else len(document.text)


@dataclass(frozen=True, slots=True)
class Matter:
    """Something a paper says of itself: how it is asked, where it stands, and whether the sentence is quoted whole."""

    asked: re.Pattern[str]
    spans: Callable[[Document], Spans]
    whole: bool = False


MATTERS = (
    Matter(
        re.compile(
            r"第?(?:几|多少)个?号文(?!件柜|化|艺|体|旅|书|物|明|苑)件?|政办?[发字函](?:几|多少)号"
            r"|(?:发文字号|文号|文件编?号)(?:是|叫|多少|几)?(?:多少|几号?|什么|啥)?"
        ),
        _number,
    ),
    Matter(
        re.compile(
            rf"{PAPER}{BETWEEN}{WHEN}{ISSUED}|{THIS}{BETWEEN}{WHEN}{FORMAL}|{WHEN}{ISSUE}的{PAPER}|{WHEN}{ISSUE}{THIS}"
            rf"|^{WHEN}(?:印发|下发|颁布|公布|发布)的"
            rf"|(?:发文|成文|印发)(?:日期|时间|日子)是?(?:{WHEN}|多少|什么|啥|[呢？?]?$)"
        ),
        _day,
    ),
    Matter(
        re.compile(
            rf"{PAPER}{BETWEEN}{WHO}{ISSUED}|{THIS}{BETWEEN}{WHO}{FORMAL}|{WHO}{ISSUE}的{PAPER}|{WHO}{ISSUE}{THIS}"
            rf"|(?:发文|印发)(?:单位|机关|部门|机构)(?:是|叫)?(?:哪[个家]|{WHO}|什么|啥)"
        ),
        _issuer,
    ),
    Matter(re.compile(ABOUT), _entitled),
    Matter(
        re.compile(
            rf"{PAPER}{BETWEEN}{BY}{WHICH}(?:制定的?|出台的?|(?:来|定|发|搞|弄|写)的)?(?![\u4e00-\u9fff])"
            rf"|{BY}{WHICH}(?:制定|(?:定|出台)的)|(?:根据|依据)的是(?:国务院|上级|上头|上面|国家|自治区|省里?)*{WHICH}"
            rf"|制定依据(?:是什么|是啥)?|{PAPER}的?依据的?(?:是什么|是啥)"
        ),
        _basis,
        True,
    ),
)


def told_by_paper(
    question: str,
    choices: Sequence[Choice],
    library: int,
    clauses_of: Callable[[str], list[Clause]],
    day: date,
) -> tuple[str, tuple[Citation, ...]] | None:
    """Return text and citation of what a paper says of itself; None when nothing of the kind is asked or said.

    Meant is a paper of what was found that the question names, by its title or its number; in a library of one document
    这份方案 names it.
    """
    papers = documents_of(choices)
    numbers = read_names(question)
    if numbers:
        papers = {name: papers[name] for name in bearing(papers.values(), numbers)}
        library = len(papers)  # that are spoken of
        question = NUMBER.sub("这份文件", fold(question))
    for matter in MATTERS:
        asked = matter.asked.search(question)
        if asked and OF_PAPERS.search(question):
            rest = FILLING.sub("", question.replace(asked[0], ""))
            kinds = set() if re.search(THIS, question) else {*re.findall(KIND, question)} - {"文件"}
            named = [
                paper for paper in papers.values() if is_meant(paper, rest, library) and _is_a(paper, kinds)
            ]
            if not named or (matter.spans is _day and _published_later(named[0], asked[0])):
                return None
            return _quote(named[0], matter, clauses_of(named[0].id), day)
    return None


def _published_later(paper: Document, asked: str) -> bool:
    """Tell whether the day of publishing is asked for and is another than the day of signing, which the text has."""
    return bool(re.search("发布|公布", asked)) and paper.published_on not in (None, paper.issued_on)


def _is_a(paper: Document, kinds: set[str]) -> bool:
    """Tell whether a kind the question speaks of without 这份 is one that the paper's title bears."""
    return not kinds or any(kind in paper.title + (paper.notice_title or "") for kind in kinds)


def is_meant(paper: Document, name: str, library: int) -> bool:
    """Tell whether a paper is named; where nothing is, it is the only one of the library.

    It is when the words are, nearly all of them, from its title, as they stand or in official wording.
    """
    if not name:
        return library == 1
    title = normalise(paper.title + (paper.notice_title or ""))
    return any(_stand_in(normalise(words), title) for words in dict.fromkeys((name, officially(name))))


def _stand_in(words: str, title: str) -> bool:
    pairs = {words[at : at + 2] for at in range(max(1, len(words) - 1))}
    return sum(pair in title for pair in pairs) >= NAMED * len(pairs)


def _quote(
    paper: Document, matter: Matter, clauses: Sequence[Clause], day: date
) -> tuple[str, tuple[Citation, ...]] | None:
    for start, end in matter.spans(paper):
        holding = [clause for clause in clauses if clause.start <= start and end <= clause.end]
        if holding:
            clause = min(holding, key=lambda c: c.end - c.start)
            span = Span(start, end)
            if matter.whole:
                told = clause_sentences(paper, clause)
                span = next((s for s in told if s.start <= start and end <= s.end), span)
            citation = cite(Evidence(paper, clause, 1.0), span.start, span.end, 1, day)
            return f"{citation.quote}[1]", (citation,)
    return None
