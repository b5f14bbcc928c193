"""Markdown to canonical text: headings, paragraphs, bullets and table rows stay apart; marks go.

HTML comes through here too, as the Markdown that trafilatura makes of it.
"""

from __future__ import annotations

import re
from typing import Any

_FRONT = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_FRONT_LINE = re.compile(r"^([A-Za-z][\w -]{0,30}):[ \t]*(.*)$")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The simple ``key: value`` lines between ``---`` marks at the top, and the rest of the text."""
    match = _FRONT.match(text)
    if not match:
        return {}, text
    facts = {}
    for line in match.group(1).splitlines():
        if found := _FRONT_LINE.match(line.strip()):
            value = found.group(2).strip()
            facts[found.group(1).strip().lower()] = value.strip("\"'") if not value.startswith("[") else value
    return facts, text[match.end() :]


def plain_text(markdown: str) -> str:
    """Markdown as plain text: blocks apart by an empty line, bullets as ``• ``, cells as ``a | b``."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough").parse(markdown)
    lines: list[str] = []
    marks: list[str] = []
    pending = ""
    cells: list[str] | None = None
    for token in tokens:
        kind = token.type
        if kind == "bullet_list_open":
            marks.append("•")
        elif kind == "ordered_list_open":
            marks.append(str(token.attrs.get("start", 1)))
        elif kind in ("bullet_list_close", "ordered_list_close"):
            marks.pop()
            if not marks:
                lines.append("")
        elif kind == "list_item_open":
            mark = marks[-1]
            if mark != "•":
                marks[-1] = str(int(mark) + 1)
                mark += "."
            pending = "  " * (len(marks) - 1) + mark + " "
        elif kind == "tr_open":
            cells = []
        elif kind == "tr_close" and cells is not None:
            lines.append(" | ".join(cells))
            cells = None
        elif kind == "table_close":
            lines.append("")
        elif kind == "inline":
            words = _inline(token)
            if cells is not None:
                cells.append(" ".join(words.split()))
                continue
            lines.append(pending + words)
            if not marks:
                lines.append("")
            pending = ""
        elif kind in ("fence", "code_block"):
            lines += [token.content.rstrip("\n"), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


def _inline(token: Any) -> str:
    out = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            out.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif child.type == "html_inline":
            out.append(child.content)
    return "".join(out)
