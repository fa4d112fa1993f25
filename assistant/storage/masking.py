"""Numbers and addresses that may identify a person, kept out of what is stored."""

from __future__ import annotations

import re

# Telephone, identity and bank card numbers, and addresses of mail.
_PERSONAL = re.compile(
    r"\d{7,}[Xx]?|\d{4}(?:[ -]\d{4}){3}(?:[ -]\d{1,3}(?!\d))?|\d{3,4}[ -]\d{4}[ -]\d{4}|\d{3,4}-\d{7,8}"
    r"|[\w.+-]+@[\w-]+\.[\w.-]+"
)


def mask(text: str) -> str:
    """Return `text` without numbers and addresses that may identify a person.

    >>> mask("我的电话13800138000，张三，2025年能办吗")
    '我的电话＊＊＊，张三，2025年能办吗'
    """
    return _PERSONAL.sub("＊＊＊", text)
