"""What the page says by itself, and the questions it offers, as tables."""

from __future__ import annotations

from collections.abc import Mapping

NOTICE = "本服务由人工智能提供，内容请以文件原文为准"

TABS: Mapping[str, str] = {
    "ask": "政策咨询",
    "tasks": "任务清单",
    "library": "文库",
    "verify": "核对",
    "use": "运行状况",
}

# Questions offered when the document they are about is all there is: by its title.
EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "奈曼旗政府效能提升行动方案": (
        "项目管家多久要到现场办公一次？",
        "包联责任人多长时间要到企业服务一次？",
        "文件印发后多少天内要形成具体措施？",
        "旗政府领导每年要形成几项调研成果？",
        "部门之间意见不一致时怎么办？",
        "重大行政决策出台后多久评估一次？",
    ),
}
MOST_EXAMPLES = 6


def examples_for(titles: list[str]) -> list[str]:
    """Return the questions to offer when these titles, and no others, are loaded; else the page asks for examples."""
    if any(title not in EXAMPLES for title in titles):
        return []
    found = [question for title in titles for question in EXAMPLES.get(title, ())]
    return found[:MOST_EXAMPLES]
