"""Topics as publishers print them: side by side, glued together by a lost separator, or one below another."""

from __future__ import annotations

import re

from commentary_nlp.read.names import is_strong

_GLUED = re.compile(r"(?<=[a-z)])(?=[A-Z])")
_MARKS = (" | ", " / ", " · ", " • ", " // ", "; ")


def listed_topics(line: str) -> list[str]:
    """The topics of one line, or none where it is anything else. No topic ends like a sentence."""
    if line.endswith((".", "?", "!")):
        return []
    glued = _glued(line)
    if glued:
        return glued
    for mark in _MARKS:
        parts = [p.strip() for p in line.split(mark)]
        if len(parts) >= 3 or (len(parts) == 2 and mark in (" // ", " / ")):
            plain = all(p and p[0].isupper() and len(p.split()) <= 5 and not re.search(r"\d{2}|\(", p) for p in parts)
            if plain and not any(is_strong(p) or ":" in p for p in parts):
                return parts
    return []


def _glued(line: str) -> list[str]:
    parts = _GLUED.split(line)
    joints = len(parts) - 1
    # A single joint may be a name in camel case ("SoftBank"); a list has several joints, or phrases.
    listed = joints >= 2 or (joints == 1 and all(len(p.split()) >= 2 for p in parts))
    headline = any(w.islower() and w not in ("and", "of") for w in line.split()) or re.search(r"[\d'’,]", line)
    return [p.strip() for p in parts] if listed and not headline and all(len(p) > 3 for p in parts) else []


def stacked_topics(pieces: list[tuple[int, str]]) -> list[str]:
    """Three or more short Title Case lines directly below one another, given as (line, words)."""
    run: list[tuple[int, str]] = []
    for line, words in [*pieces, (10**9, "")]:
        short = 1 <= len(words.split()) <= 4 and words[:1].isupper() and not words.isupper()
        if short and (not run or line == run[-1][0] + 1):
            run.append((line, words))
            continue
        if len(run) >= 3:
            return [w for _, w in run]
        run = [(line, words)] if short else []
    return []
