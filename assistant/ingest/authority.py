"""How high an issuer stands, by its name."""

from __future__ import annotations

import re

# Who issues what: part of the issuer's name → level, 0 the highest. The first row that fits decides, and the
# last place in a name is the one that counts (内蒙古自治区通辽市奈曼旗).
LEVELS: tuple[tuple[str, int], ...] = (
    (r"全国人民代表大会", 0),
    (r"国务院", 1),
    (r"^(?:国家|中国|中央)|^[一-鿿]{2,8}(?:部|总局|总署)(?:办公厅)?$", 2),
    (r"[镇乡]|苏木|街道", 6),
    (r"(?<!自治)[区县旗]", 5),
    (r"^(?:北京|上海|天津|重庆)市", 3),
    (r"[市盟州]", 4),
    (r"自治区|省", 3),
)


def level(issuer: str) -> int:
    """Return how high an issuer stands, 0 the highest; 7 when its name does not tell.

    >>> [level(name) for name in ("国务院办公厅", "内蒙古自治区人民政府", "通辽市人民政府", "奈曼旗人民政府办公室")]
    [1, 3, 4, 5]
    """
    return next((number for pattern, number in LEVELS if re.search(pattern, issuer)), 7)
