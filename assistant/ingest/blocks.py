"""Blocks of a document that are known by their words: attachments, 版记, 附注, contents, downloads, page feet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.lines import Line

ATTACHMENT = re.compile(
    r"^附\s?(?:件|表|录)\s?(?P<n>(?:\d{1,2}(?!\d)|[一二三四五六七八九十]{1,3})(?!年(?!度)))?(?P<sub>[-—－]\d+)?\s*(?P<colon>[:：]?)\s*(?P<rest>.*)$"
)
FILE_NAME = re.compile(r"\.(?:docx?|wps|et|xlsx?|pdf|ofd|zip|rar|7z|jpe?g|png)$", re.IGNORECASE)
DOWNLOADS = re.compile(
    r"^(?:文档附件|相关附件|附件下载|相关文件下载|(?:公告|通知|文件)?正文下载(?:链接)?|下载链接|相关链接)\s*[:：]?"
    r"|^(?:点击|扫码)下载"
)
IMPRINT = re.compile(r"^(?:抄送|分送|抄报|主送|主题词)\s*[:：]|^.{2,30}\d{4}年\d{1,2}月\d{1,2}日印发$")
DISCLOSURE = re.compile(
    r"^[（(]?(?:此件|此文|本文|信息公开|公开(?:方式|属性|选项|形式|类型|类别)|主动公开|依申请公开|联系(?:人|单位|科室|电话|方式)|注[:：]).{0,120}$"
)
OPENNESS = re.compile(r"^[（(]?公开(?:方式|属性|选项|形式|类型|类别)\s*[:：].{1,20}$")
TOC = re.compile(r"^目\s*[录次]$")

# What a web page says below a document of its owner, never of the document. Strong marks prove a foot of the
# page; weak ones only belong to it when a strong one stands there too.
FOOT_STRONG = re.compile(
    r"ICP备|公网安备|版权所有|网站标识码|网站地图|【?返回顶部】?|关闭窗口|政府网站找错|网站纠错|站点地图|^联系我们$|^关于我们$"
)
FOOT_WEAK = re.compile(
    r"^(?:主办|承办|主办单位|承办单位|技术支持|联系电话|网站电话|邮政编码|邮编|地址|电话|传真|电子邮箱|邮箱)\s*[:：]?.{0,60}$"
    r"|^[·•・\-+×↺↻|｜/]|^.{1,12}$|政府网|门户网站|【.{2,6}】|解读】"
)


def is_listed_file(text: str) -> bool:
    """True for a line of a web page that names a file to download.

    >>> is_listed_file("附件2 2026年招生计划.xls"), is_listed_file("附件2 2026年招生计划")
    (True, False)
    """
    return len(text) <= 120 and bool(FILE_NAME.search(text))


def block_of(text: str) -> str | None:
    """Return the name of the block that a line of these words opens, or None.

    >>> [block_of(t) for t in ("抄送：市委办公室。", "文档附件：", "目 录", "一、总则")]
    ['imprint', 'downloads', 'toc', None]
    """
    if len(text) < 400 and IMPRINT.search(text):
        return "imprint"
    if OPENNESS.match(text):
        return "note"
    if len(text) < 100 and DOWNLOADS.search(text):
        return "downloads"
    return "toc" if TOC.match(text) else None


def without_foot(lines: Sequence[Line], last: int) -> Sequence[Line]:
    """Drop the foot of a web page (owner, telephone, record number) from the lines after `last`.

    Contacts that the notice itself gives stand before its signature, or below it without such marks: they stay.
    """
    strong = [at for at in range(last + 1, len(lines)) if FOOT_STRONG.search(lines[at].text)]
    if not strong:
        return lines
    first = strong[0]
    while first - 1 > last and FOOT_WEAK.search(lines[first - 1].text):
        first -= 1
    rest = [line.text for line in lines[first:]]
    weak = sum(bool(FOOT_STRONG.search(text) or FOOT_WEAK.search(text)) for text in rest)
    return lines[:first] if weak * 5 >= len(rest) * 3 else lines
