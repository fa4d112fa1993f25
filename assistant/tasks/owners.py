"""Who does it: names that stand in the text, with their roles and the way they were found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

from assistant.schema import Owner
from assistant.tasks import grammar
from assistant.tasks.name_lists import is_general, split_names
from assistant.tasks.numerals import fold
from assistant.tasks.owner_rules import (
    ACTOR_END,
    FIRST_LEADS,
    HELPERS,
    IN_BRACKETS,
    LABELLED,
    LABELS,
    LEADING_UNIT,
    MAX_LABELLED,
    NOTE,
    ORGANISATION,
    PERSON,
    ROLE_NAME,
    ROLES,
    STRIP_BEFORE,
    TIME_LABEL,
)  # fmt: skip

SUBJECTS = (
    grammar.MIXED_SUBJECT,
    grammar.STRONG_SUBJECT,
    grammar.WEAK_SUBJECT,
    grammar.LEVELS_SUBJECT,
)


def read_owner_words(text: str, first_leads: bool = False, found: str = "bracket") -> tuple[Owner, ...]:
    """Return the owners that the words of a bracket, a label line or a table cell name.

    >>> [(o.name, o.role) for o in read_owner_words("市商务局牵头，市财政局配合")]
    [('市商务局', 'lead'), ('市财政局', 'support')]
    >>> [(o.name, o.role) for o in read_owner_words("市发展改革委会同市政府相关部门负责落实")]
    [('市发展改革委', 'owner'), ('市政府相关部门', 'support')]
    >>> [(o.name, o.role) for o in read_owner_words("县发改局（牵头），县财政局")]
    [('县发改局', 'lead'), ('县财政局', 'owner')]
    >>> [(o.name, o.role) for o in read_owner_words("县发改局牵头，县财政局、县审计局，年底前完成")]
    [('县发改局', 'lead'), ('县财政局', 'owner'), ('县审计局', 'owner')]
    """
    words = FIRST_LEADS.sub("", text)
    owners = list(_labelled(words) if LABELLED.search(_masked(words)) else _by_verb(words))
    unique = {name: role for name, role in reversed(owners)}
    ordered = [(name, unique[name]) for name in dict.fromkeys(name for name, _ in owners)]
    if first_leads and ordered and not any(role == "lead" for _, role in ordered):
        ordered[0] = (ordered[0][0], "lead")
    return tuple(Owner(name, role, found) for name, role in ordered)


def _masked(words: str) -> str:
    """Blank out what stands in brackets: its verbs and labels speak of one unit, not of the list."""
    return IN_BRACKETS.sub(lambda match: "（" + "＿" * (len(match.group()) - 2) + "）", words)


def _noted(names: Iterable[str], role: str) -> Iterator[tuple[str, str]]:
    """Give each name its role; a bracket such as （牵头） or （责任人：王五） is read and taken off."""
    for name in names:
        note = NOTE.search(name)
        if note is None:
            yield name, role
            continue
        own = next((r for verb, r in ROLES if note["verb"] and verb.fullmatch(note["verb"])), role)
        if note.start():
            yield name[: note.start()], own
        if note["named"]:
            yield from ((person, LABELS[note["label"]]) for person in split_names(note["named"]))


def _labelled(words: str) -> Iterator[tuple[str, str]]:
    marks = list(LABELLED.finditer(_masked(words)))
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        listed = words[mark.end() : following.start() if following else len(words)]
        yield from _noted(split_names(_before_time(listed), MAX_LABELLED), LABELS[mark["label"]])


def _before_time(text: str) -> str:
    match = TIME_LABEL.search(_masked(text))
    return text[: match.start()] if match else text


def _by_verb(words: str) -> Iterator[tuple[str, str]]:
    """Read 甲、乙牵头，丙配合: names up to each verb take its role; a list without a verb after it takes `owner`."""
    start = 0
    for end, after, role in _role_marks(words):
        yield from _with_helpers(words[start:end], role)
        start = after
    rest = _before_time(words[start:])
    if start == 0:
        yield from _with_helpers(rest, "owner")
    else:  # 甲局牵头，乙局
        role = "support" if rest.lstrip("，,、；; ").startswith(("会同", "联合")) else "owner"
        yield from _noted(takewhile(opens_as_unit, split_names(rest)), role)


def _role_marks(words: str) -> Iterator[tuple[int, int, str]]:
    words, position = _masked(words), 0
    while position < len(words):
        marks = [
            (m.start(), -m.end(), m.end(), role)
            for verb, role in ROLES
            if (m := _ending(verb, words, position))
        ]
        if not marks:
            return
        start, _, end, role = min(marks)
        yield start, end, role
        position = end


def _ending(verb: re.Pattern[str], words: str, position: int) -> re.Match[str] | None:
    """Find a role verb that closes its list, so that 实施 inside a name is left alone."""
    closing = re.compile(rf"(?:{verb.pattern})(?=[，,；;、。）)\s]|会同|$)")
    return closing.search(words, position)


def _with_helpers(listed: str, role: str) -> Iterator[tuple[str, str]]:
    """Give the units after 会同 the role of support."""
    main, _, helpers = listed.partition("会同")
    yield from _noted(split_names(main), role)
    yield from _noted(split_names(helpers), "support")


def subject_of(segment: str) -> tuple[Owner, ...]:
    """Return the actors that open a segment of a sentence, or nothing.

    >>> [(o.name, o.role) for o in subject_of("各苏木乡镇场（街道）、工业园区管委会、各行政部门根据实际建立")]
    [('各苏木乡镇场（街道）', 'owner'), ('工业园区管委会', 'owner'), ('各行政部门', 'owner')]
    >>> [o.name for o in subject_of("县气象局：")]
    ['县气象局']
    >>> subject_of("加强部门联动")
    ()
    """
    found = _subject_match(segment)
    if not found:
        return _lead(segment)
    name, rest = found[0], found[1].removeprefix("等")
    names = _whole_names(name)
    helper = _helpers(rest)
    role = "lead" if re.match(r"(?:分别|共同|总|负责)?牵头", rest) else "owner"
    return (*(Owner(n, role) for n in names), *(Owner(n, "support") for n in helper if n not in names))


def end_of_actor(segment: str) -> int:
    """Return where the actors that open a segment end in it; 0 without one."""
    owners = subject_of(segment)
    return segment.find(owners[-1].name) + len(owners[-1].name) if owners else 0


def _lead(segment: str) -> tuple[Owner, ...]:
    """Return the units that stand alone before a colon (县气象局：负责预警发布), and not a label (责任单位：)."""
    words = segment.strip().rstrip("：:")
    if words == segment.strip() or not _may_be_name(words):
        return ()
    names = split_names(words)
    return tuple(Owner(name, "owner") for name in names) if all(map(_is_unit, names)) else ()


def _is_unit(name: str) -> bool:
    known = is_general(name) or LEADING_UNIT.match(name) and not name.endswith(("单位", "部门"))
    return bool(known and ORGANISATION.search(name))


def opens_as_unit(name: str) -> bool:
    """Tell whether words are a unit's name and not a phrase that begins like one."""
    return _is_unit(name) and _may_be_name(name) and not name.startswith(("报", "上报"))  # 并报市政府


def _subject_match(segment: str) -> tuple[str, str] | None:
    offset = re.match(
        r"(?:[（(][一二三四五六七八九十\d]+[）)]|\d+[.．、])?(?:同时|此外|并|另外|其中|原则上|对此)?[，,]?(?:由|请)?",
        segment,
    )
    at, folded = offset.end() if offset else 0, fold(segment)
    matter = grammar.MATTER_BY.match(folded)
    at = matter.end() if matter else at
    led = segment[:at].endswith("由")
    for pattern in (*SUBJECTS, grammar.LED_SUBJECT) if led else SUBJECTS:
        match = pattern.match(folded, at)
        if match and _may_be_name(match["subject"]):
            return segment[match.start("subject") : match.end("subject")], segment[match.end() :]
    return None


def _may_be_name(text: str) -> bool:
    if grammar.TASK_BODY.match(text) and not re.search("[的是将把被使让了]", text):
        return True
    if grammar.NOT_IN_NAME.search(text):
        return False
    return bool(ROLE_NAME.match(text)) or not grammar.OPENS_WITH_VERB.match(text)


def _whole_names(text: str) -> list[str]:
    """Split a subject; 教育、供水等行业主管部门 is one name, for its first parts are none by themselves."""
    names: list[str] = []
    found = split_names(text)
    if not found or not _is_actor(found[-1]):
        return [STRIP_BEFORE.sub("", text)]
    for name in found:
        start = text.find(names[-1]) if names and not _is_actor(names[-1]) else -1
        if start >= 0:
            names[-1] = text[start : text.find(name) + len(name)]
        else:
            names.append(name)
    return names


def _is_actor(name: str) -> bool:
    return bool(
        ORGANISATION.search(name)
        or PERSON.search(name)
        or name.endswith(("管家", "人员", "人", "员", "者", "主体", "方面", "组织"))
    )


def _helpers(rest: str) -> list[str]:
    """Return whom an actor works with (会同…), each name ending where its organisation's word ends."""
    match = HELPERS.match(rest)
    if match is None:
        return []
    names = [_to_actor(name) for name in split_names(match["names"])]
    return names if names and (_is_actor(names[-1])) else [match["names"]]


def _to_actor(name: str) -> str:
    if _is_actor(name) and not grammar.NOT_IN_NAME.search(name):
        return name
    ending = ACTOR_END.search(name)
    return name[: ending.end()] if ending else name
