"""Is it a person, a firm, a rubric? Told from words alone, in doubt from none."""

from __future__ import annotations

import re

from commentary_nlp.read.lexicon import masthead, word_sets

_PARTICLES = "de|van|von|der|la|du|di|da"
_PERSON = re.compile(rf"^[A-Z][\w'’\-]*\.?(?: (?:[A-Z][\w'’\-]*\.?|{_PARTICLES})){{1,3}}$")


def is_organisation(words: str) -> bool:
    """Whether a word of the phrase belongs to publishers, desks and firms."""
    known = word_sets()["organisation"]
    plain = [w.lower() for w in words.split()]
    return any(w in known or w.strip(".,'’") in known for w in plain) or words.startswith("r/")


def is_strong(words: str) -> bool:
    """Whether the phrase is a firm's name even beside a headline: it ends in (or holds) a firm's word."""
    lowered = words.lower().strip(" .,")
    return any(
        lowered.endswith(f" {w}") or lowered.endswith(f" {w.strip('.')}") for w in masthead()["organisation"]["strong"]
    )


def is_trade(words: str) -> bool:
    """Whether a line is an order and no name or headline: it begins with a verb of trading (or with "stop",
    "target") and names a level or a ticker."""
    first = re.match(r"\W*([A-Za-z]+)", words)
    if first is None or first[1].lower() not in word_sets()["trade_verbs"]:
        return False
    rest = words[first.end() :]
    return bool(re.search(r"\d|\$[A-Z]|\b(?:stop|target|puts?|calls?)\b", rest)) or bool(
        re.search(r"\b[A-Z]{2,5}\b", rest) and not words.isupper()
    )


def person(words: str) -> str | None:
    """The name in "Daniel Aronson, CFA" or "Priya Raman, Head of Oil"; None for anything else."""
    name, comma, rest = words.partition(",")
    name = name.strip()
    if not _PERSON.match(name) or (name.isupper() and "." not in name):
        return None
    if name.split()[0].lower() in word_sets()["trade_verbs"]:
        return None
    if any(w.lower().strip(".'’") in word_sets()["not_names"] for w in name.split()):
        return None
    rest = rest.strip()
    honoured = any(rest.lower().startswith(h) for h in masthead()["person"]["honours"])
    return name if not comma or honoured or is_organisation(rest) else None
