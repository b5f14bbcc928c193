"""Whether an article goes on to tell how what it says was bought or sold came to its end: then it is no call."""

from __future__ import annotations

import re

from commentary_nlp.extract.annotations import Annotations, within
from commentary_nlp.extract.lexicon import patterns
from commentary_nlp.extract.statements.resolve import Statement

_PAST = re.compile(
    r"(?:bought|sold|went|took|put on|bid|written|wrote|\w{2,}ed)\b|(?:have|had|has|['’]ve)\b", re.IGNORECASE
)


def is_ended(text: str, notes: Annotations, statement: Statement) -> bool:
    """Whether ``statement``, an opening told in the past, is told to have been left by what follows it.

    Read are the sentences of prose behind it that name what it names, or nothing else since; a part that was sold, a
    plan and a condition end nothing.
    """
    if statement.action != "open" or statement.listed or statement.attributed_to or statement.verbless:
        return False
    if not _PAST.match(text, statement.cue[0], statement.cue[1]):
        return False
    own = {m.symbol for m in within(notes.instruments, statement.start, statement.end)}
    if not own:
        return False
    about_it = True
    for block in notes.blocks:
        if block.end <= statement.start or block.kind not in {"paragraph", "bullet"}:
            continue
        for start, end in block.sentences:
            if start < statement.end:
                continue
            named = {m.symbol for m in within(notes.instruments, start, end)}
            about_it = bool(named & own) if named else about_it
            words = text[start:end]
            if about_it and patterns("endings", "told").search(words) and not patterns("endings", "open").search(words):
                return True
    return False
