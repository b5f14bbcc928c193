"""A call said by yes or no: "Is Acme a buy? Below 40, yes." "Do we sell? Not yet."."""

from __future__ import annotations

import re

from commentary_nlp.extract.places import ahead_of
from commentary_nlp.extract.statements.sentence import Cue
from commentary_nlp.extract.statements.tokens import Verb, find_verbs, tokenize
from commentary_nlp.extract.statements.units import Unit
from commentary_nlp.records import Side

_WE = r"(?:we|i)"
_YES = re.compile(
    rf"\W*(?:yes|yep|absolutely|certainly|of course|gladly|happily|only (?:at|below|above|under|over|on|if)|"
    rf"{_WE} (?:do|are|would|will|think so|have|am)(?! (?:not|n))\b|it is(?! not)\b)|.{{0,40}}, yes\b",
    re.IGNORECASE,
)
_NO = re.compile(
    rf"\W*(?:no(?!t only)\b|nope|not (?:yet|now|here|us|me|at|for|today|a chance|on)\b|never\b|hardly\b|"
    rf"{_WE} (?:think not|(?:would|will|do|are|am|should) not|(?:would|do|are|should)n[’']t|won[’']t)\b)|"
    r".{0,40}, no\b",
    re.IGNORECASE,
)
_NOUN = re.compile(r"\ban? (?:\w+ )?(buy|purchase|sell|sale|short|hold)\b", re.IGNORECASE)
_NOUNS: dict[str, tuple[str, Side]] = {
    "buy": ("open", "long"),
    "purchase": ("open", "long"),
    "sell": ("close", "long"),
    "sale": ("close", "long"),
    "short": ("open", "short"),
    "hold": ("hold", "long"),
}
# Whoever asks "would they buy" is answered for them.
_ASKED = re.compile(r"\b(?:we|i|you|one|readers|investors|holders|it|this|(?:is|are|time to|worth|a) )", re.IGNORECASE)
_DENIED = {"open": "avoid", "close": "hold", "reduce": "hold", "hold": "close"}


def read_answer(text: str, unit: Unit) -> Cue | None:
    """The cue of a prose sentence that answers the question before it in its paragraph, or None."""
    before = None if unit.listed else ahead_of(unit.block.sentences, unit.start)
    if before is None:
        return None
    start, end = before
    question = text[start:end]
    answer = text[unit.start : unit.end]
    yes, no = _YES.match(answer), _NO.match(answer)
    if not question.rstrip("\"'”’) ").endswith("?") or not (yes or no) or not _ASKED.search(question):
        return None
    asked = _asked(text, start, end)
    if asked is None:
        return None
    action, side = asked
    said = no or yes
    assert said is not None
    place = unit.start + said.end()
    if no:
        denied = _DENIED.get(action)
        return Cue(unit.start, place, denied, side or "long", "author", phrase=True) if denied else None
    return Cue(unit.start, place, action, side, "author", phrase=True)


def _asked(text: str, start: int, end: int) -> tuple[str, Side | None] | None:
    noun = _NOUN.search(text, start, end)
    if noun is not None:
        return _NOUNS[noun[1].lower()]
    found = [f.verb for f in find_verbs(tokenize(text, start, end)) if "base" in f.forms or "ing" in f.forms]
    return _of_verb(found[0]) if found else None


def _of_verb(verb: Verb) -> tuple[str, Side | None]:
    # "do we sell?" is asked of what is held
    return ("close", "long") if verb.forms[0] == ("sell",) else (verb.action, verb.side)
