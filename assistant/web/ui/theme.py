"""A calm government look: deep blue on white, system fonts only."""

from __future__ import annotations

import gradio as gr

FONTS = ("PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
MONO = ("Noto Sans Mono CJK SC", "monospace")


def government_theme() -> gr.themes.Base:
    """Return the theme; plain Font objects, since a bare name makes Gradio look for a font file."""
    theme = gr.themes.Base(
        primary_hue=gr.themes.colors.blue,
        neutral_hue=gr.themes.colors.slate,
        font=[gr.themes.Font(name) for name in FONTS],
        font_mono=[gr.themes.Font(name) for name in MONO],
    )
    return theme.set(body_background_fill="#f5f7fa", body_background_fill_dark="#0f172a")
