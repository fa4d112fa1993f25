"""What a document says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.ingest.corpus import read_document
from assistant.ingest.heading import read_heading
from assistant.ingest.lines import Line, Page
from assistant.ingest.validity import read_validity
from tests.conftest import PLAN


def test_the_header_of_the_plan():
    document, _ = read_document(PLAN)
    assert document.title == "奈曼旗政府效能提升行动方案"
    assert document.notice_title == "奈曼旗人民政府关于印发奈曼旗政府效能提升行动方案的通知"
    assert document.doc_number == "奈政字〔2025〕43号"
    assert document.issuer == "奈曼旗人民政府"
    assert (document.issued_on, document.published_on) == ("2025-05-06", "2025-05-20")
    assert document.addressees == (
        "各苏木乡镇人民政府,大沁他拉街道办事处,六号农场管委会,通辽奈曼工业园区管委会,旗政府各委办局"
    )


def test_a_title_broken_over_two_lines_and_repeated_is_read_once():
    lines = (
        "某部关于做好春耕工作的通知",
        "某部关于做好",
        "春耕工作的通知",
        "某发〔2020〕7号",
        "各省某厅：",
        "一、甲。",
        "某部",
        "2020年3月2日",
    )
    heading = read_heading(Page(tuple(Line(line) for line in lines)))
    assert heading.title == "某部关于做好春耕工作的通知"
    assert (heading.doc_number, heading.issued_on, heading.body) == ("某发〔2020〕7号", "2020-03-02", 5)


@pytest.mark.parametrize(
    ("lines", "title", "mark"),
    [
        (("安平县公共停车场收费公告", "根据规定，公告如下。"), "安平县公共停车场收费公告", None),
        (("安平县公共停车场收费公告", "广大车主：", "一、甲。"), "安平县公共停车场收费公告", None),
        (("安平县人民政府公告", "根据规定，公告如下。"), "a", "安平县人民政府公告"),
        (("首页 > 政务公开 > 法规", "安平县养犬管理条例", "第一条 甲。"), "安平县养犬管理条例", None),
        (("网站首页›法规", "安平县养犬管理条例", "第一条 甲。"), "安平县养犬管理条例", None),
    ],
)
def test_the_title_stands_where_a_mark_or_a_path_of_the_site_was_taken_for_it(
    tmp_path: Path, lines: tuple[str, ...], title: str, mark: str | None
):
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    document, _ = read_document(path)
    assert (document.title, document.organ_mark) == (title, mark)
    assert "首页" not in document.text


@pytest.mark.parametrize(
    ("text", "effective", "expires"),
    [
        ("本办法自2024年9月1日起施行，有效期5年。", "2024-09-01", "2029-08-31"),
        ("本通知自印发之日起施行。", "2024-05-06", None),
        ("本办法自2024年2月29日起施行，有效期一年。", "2024-02-29", "2025-02-27"),
        ("没有说。", None, None),
    ],
)
def test_dates_of_validity(text: str, effective: str | None, expires: str | None):
    assert read_validity(text, "2024-05-06") == {"effective_on": effective, "expires_on": expires}
