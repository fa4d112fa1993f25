"""Canned words: every sentence that the assistant says of itself, in Chinese, in one place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.schema import Citation, Contact, Validity

AI_NOTICE = "本服务由人工智能提供，内容请以文件原文为准。"
VALIDITY_WORDS = {
    Validity.IN_FORCE: "现行有效",
    Validity.NOT_YET: "尚未施行",
    Validity.EXPIRED: "已过有效期",
    Validity.REPEALED: "已废止",
    Validity.SUPERSEDED: "已被新文件替代",
    Validity.UNKNOWN: "效力待核",
}


def refusal(contact: Contact, documents: int, kind_missing: str | None = None) -> str:
    """Say that the documents do not answer, what was searched, and whom to ask."""
    what = f"没有查到写明{kind_missing}的规定" if kind_missing else "没有查到能够回答这个问题的规定"
    return f"已检索文库中的 {documents} 份文件，{what}，因此不作回答。请咨询{contact.office}，电话 {contact.phone}。"


NOT_AT_ALL = "不客气。还有要问的，请写明是什么事。"
HOW_TO_ASK = (
    "这里可以咨询文库中的政策文件。请用一句话写明想问的事，比如谁来办、要什么材料、几天办完。"
    "回答只引用文件原文，文件没有写的会直说。"
)
NO_SUCH_ARTICLE = "这一条内容"
HURRIED = "现在提问的人较多，这次查得比平时快；可以稍后再问一次。"


def read_as(typed: str, meant: str, word_at: Callable[[str, int], slice]) -> str:
    """Say how the words were read that were typed wrong; both texts are of one length.

    `word_at` tells where in a text the word around a place stands.

    >>> read_as("街诉即办考评看什么", "接诉即办考评看什么", lambda text, at: slice(0, 4))
    '“街诉即办”已按“接诉即办”查找。'
    """
    wrong = [at for at, (one, other) in enumerate(zip(typed, meant, strict=True)) if one != other]
    words = {(word.start, word.stop) for word in (word_at(meant, at) for at in wrong)}
    notes = [f"“{typed[start:stop]}”已按“{meant[start:stop]}”查找" for start, stop in sorted(words)]
    return "，".join(notes) + "。"


def unsaid(day: str) -> str:
    """Say that staff have looked through the documents of a day (ISO) for it.

    >>> unsaid("2026-11-28T22:26:15+00:00")
    '工作人员2026年11月28日核对过：当时文库中的文件没有规定这一问。'
    """
    year, month, number = map(int, day[:10].split("-"))
    return f"工作人员{year}年{month}月{number}日核对过：当时文库中的文件没有规定这一问。"


def not_in_force(citations: Sequence[Citation]) -> str:
    """Warn of cited documents that are not in force; empty when all are."""
    notes = dict.fromkeys(
        f"《{c.title}》{VALIDITY_WORDS[c.validity]}"
        for c in citations
        if c.validity not in (Validity.IN_FORCE, Validity.UNKNOWN)
    )
    return f"请注意：{'；'.join(notes)}。" if notes else ""


BY_STAFF = "这一问的依据已由工作人员确认。"
DISAGREEMENT = "请注意：以上两份文件的规定不一致，制定机关层级较高、发布较新的列在前面，请向有关单位核实。"
LONG_LIST = "清单较长，以上只列出前面的部分，其余请看原文。"


def partial(missing: str, contact: Contact) -> str:
    """Say what of a question was not found in the documents, and whom to ask: a search can miss what they say."""
    return f"没有查到这一问的规定：{missing}。请咨询{contact.office}，电话 {contact.phone}。"


KIND_WORDS = {
    "phone": "电话号码",
    "frequency": "次数或频率",
    "date": "具体时间",
    "duration": "办理时限或期限",
    "amount": "金额或标准",
    "percent": "比例",
    "number": "具体数量",
    "who": "由哪个单位负责",
    "address": "街道门牌",
    "where": "办理地点或渠道",
}
