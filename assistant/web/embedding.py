"""Which other sites may show the assistant in a frame: the setting `embed_origins`, read strictly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.errors import BadSettings

ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::\d{1,5})?")


def origins_of(setting: str) -> tuple[str, ...]:
    """Return the origins of a setting, which stand apart by blanks or commas; raises BadSettings.

    >>> origins_of("https://www.example.gov.cn http://localhost:8080")
    ('https://www.example.gov.cn', 'http://localhost:8080')
    """
    found = tuple(each.rstrip("/").lower() for each in re.split(r"[\s,，]+", setting) if each)
    for origin in found:
        if not ORIGIN.fullmatch(origin):
            raise BadSettings(
                f"embed_origins: “{origin}”不是网站来源: 请写协议和主机名，如 https://www.example.gov.cn"
            )
    return found


def frame_ancestors(origins: Sequence[str]) -> str:
    """Return the sources of the policy's frame-ancestors."""
    return " ".join(("'self'", *origins))
