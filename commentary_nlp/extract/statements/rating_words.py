"""The words of a sentence that are a rating which holds now, told from old ones and from plain verbs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.lexicon import load
from commentary_nlp.records import Action, Side

# What may stand behind a rating that is a verb too; "Buy the shares" is an order.
_VERBS = frozenset({"buy", "sell", "hold", "add", "reduce", "accumulate", "perform"})
_MOODS = frozenset({"positive", "negative"})
_ROLES: tuple[tuple[str, Action, Side], ...] = (
    ("open_long", "open", "long"),
    ("hold", "hold", "long"),
    ("open_short", "open", "short"),
)


def is_rating(name: str) -> bool:
    """Whether a capitalised name is nothing but a rating."""
    return _rating().fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class RatingWord:
    """A rating at `start`..`end` of the article; `led` where the words before or behind it alone say that it is one."""

    start: int
    end: int
    action: Action
    side: Side
    led: bool


@cache
def meanings() -> dict[str, tuple[Action, Side]]:
    """What each rating means by contract, by its words in lower case with single spaces."""
    table = load("attribution")["ratings"]
    return {_plain(word): (action, side) for key, action, side in _ROLES for word in table[key]}


def _plain(word: str) -> str:
    return " ".join(fold(word).replace("-", " ").split())


@cache
def _rating() -> re.Pattern[str]:
    found = "|".join(re.escape(w).replace(r"\ ", r"[- ]") for w in sorted(meanings(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{found})(?![\w’'-](?!rated|[\s.,;:)]))", re.IGNORECASE)


@cache
def _rules() -> dict[str, re.Pattern[str]]:
    return {name: re.compile(p, re.IGNORECASE) for name, p in load("attribution")["rating_words"].items()}


@cache
def _lead() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lead = load("attribution")["lead"]
    return re.compile(lead["before"] + r"['‘\"“]?$", re.IGNORECASE), re.compile(
        r"['’\"”]?" + lead["after"], re.IGNORECASE
    )


def rating_words(text: str, start: int, end: int) -> list[RatingWord]:
    """The ratings of one sentence that hold now, in text order."""
    rules = _rules()
    found: list[RatingWord] = []
    places = [m.span() for m in _rating().finditer(text, start, end)]
    if not places:
        return []
    graded = bool(rules["graded"].search(text, start, end))
    for place, stop in places:
        word = _plain(text[place:stop])
        before, after = text[max(start, place - 60) : place], text[stop : min(end, stop + 60)]
        if rules["old_before"].search(before) or _goes_on_to_new(after):
            continue
        if rules["reviewed"].match(after) or (word.endswith(("list", "pick")) and rules["off_list"].search(before)):
            continue
        if not _is_rating(word, text[place:stop], before, after, at_start=place == start, graded=graded):
            continue
        action, side = meanings()[word]
        led = bool(_lead()[0].search(before) or _lead()[1].match(after) or rules["bracketed"].search(before))
        found.append(RatingWord(place, stop, action, side, led))
    return found


def _goes_on_to_new(after: str) -> bool:
    """ "Hold → Sell", "from Hold to Sell": the new rating stands right behind the old one."""
    arrow = _rules()["turns_into"].match(after)
    return arrow is not None and _rating().match(after, arrow.end()) is not None


def _is_rating(word: str, written: str, before: str, after: str, *, at_start: bool, graded: bool) -> bool:
    rules = _rules()
    if rules["noun_after"].match(after):
        return True
    quoted = before[-1:] in "'‘\"“" and before != "" and after[:1] in "'’\"”"
    if quoted:
        return True
    stands = bool(rules["ends"].match(after))
    if not stands and written.islower() and not word.endswith(("list", "pick")):
        return False  # "clients are overweight Ford": what is held
    if not stands and (word in _VERBS or word in _MOODS or word.startswith("in ")):
        return False
    if word in {"top pick", "conviction list", "best ideas list"}:
        return True
    if written[0].isupper():
        if at_start or rules["clause_start"].search(before):
            return bool(rules["heads"].match(after)) or (not at_start and word not in _VERBS | _MOODS)
        return True
    if word in _VERBS:
        # "rates Nike a buy", "cut to sell from hold", "repeats its buy", "(buy, 875p)"
        return bool(rules["verb_before"].search(before)) and stands
    bracketed = before.endswith("(") and after[:1] in ",;/"
    return bracketed or (graded and stands and bool(rules["plain_before"].search(before)))
