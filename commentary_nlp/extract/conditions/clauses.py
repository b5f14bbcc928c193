"""From the words of one clause to an expression: subject, change, level, window.

A clause is cut where a coordinator joins two of its changes ("closes above 30 while breadth improves"); each
piece gives a predicate. What is not found in a piece (its subject, its measure) is taken from the one before.
"""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.conditions.tagging import Head, Level, Reading
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.vocabulary import (
    listed,
    words,
)

_PRONOUN_LEVELS = frozenset({"it", "that", "them", "there", "this"})
_FILLERS = words("conditions_words", "fillers", "words")


def heads_of(reading: Reading) -> list[Head]:
    """The changes and comparisons of a clause, in order, each with the level that belongs to it."""
    tokens = reading.tokens
    found: list[Head] = []
    place = 0
    ends = words("conditions_changes", "negations", "ends")
    while place < len(tokens):
        head: Head | None = None
        if place in reading.change:
            length, change = reading.change[place]
            head = Head(place, place + length, change)
            if place and tokens[place - 1].low in ends:
                head.ended = True
            _attach(reading, head)
        elif place in reading.compare and reading.compare[place][1] in ("above", "below", "through"):
            length, comparison = reading.compare[place]
            head = Head(place, place + length, None, comparison)
            head.named_level = comparison != "through" and _named_level(reading, place + length)
            _attach(reading, head)
            if head.level is None and not head.named_level:
                head = None
        elif tokens[place].low == "between" and _number_at(tokens, place + 1) is not None:
            head = Head(place, place + 2, level=_number_at(tokens, place + 1), comparison="between")
        if (multiple := _multiple(reading, place)) is not None:
            head = multiple
        if head is None or head.level is None or head.level.high is not None:
            head = _range_head(tokens, place) or head
        if head is None:
            place += 1
            continue
        negated_before = any(k in reading.negation for k in range(max(0, head.start - 3), head.start))
        head.negated = negated_before or _no_further(tokens, head.end)
        if _says_something(head):
            found.append(head)
        place = max(head.end, place + 1)
    return _drop_carriers(found, tokens)


_MULTIPLES = {"twice": 2.0, "double": 2.0, "triple": 3.0}


def _multiple(reading: Reading, place: int) -> Head | None:
    """ "Volume of twice the 20-day average", "volume at least 1.5 times normal"."""
    tokens = reading.tokens
    k = place + 1 if place in reading.compare and reading.compare[place][1] == "above" else place
    k = place + reading.compare[place][0] if k > place else k
    if k >= len(tokens):
        return None
    value = tokens[k].value if tokens[k].unit == "times" else _MULTIPLES.get(tokens[k].low)
    if value is None or not any(
        t.low.startswith("volume") or t.low == "turnover" for t in tokens[max(0, k - 6) : k + 7]
    ):
        return None
    end = k + 1
    while (
        end < len(tokens) and end - k < 6 and (tokens[end].low in _USUAL or tokens[end].kind in ("length", "duration"))
    ):
        end += 1
    return Head(place, end, None, "above", Level(value, "times")) if end > k + 1 else None


_USUAL = words("conditions_words", "usual", "words")


def _no_further(tokens: Sequence[Token], place: int) -> bool:
    """ "Fall no further": the negation stands behind its verb."""
    if place + 1 >= len(tokens) or tokens[place].low != "no":
        return False
    return tokens[place + 1].low in ("further", "more", "longer", "lower", "higher")


def _range_head(tokens: Sequence[Token], place: int) -> Head | None:
    """ "Outside 330 to 380", "leaves the 330-380 range", "inside 330-380"."""
    for kind, key in (("outside", "words"), ("between", "inside")):
        matched = listed("outside", key).match(tokens, place) if tokens[place].kind == "word" else None
        if matched and (level := _number_at(tokens, place + matched[0])) is not None and level.high is not None:
            end = place + matched[0] + 1
            if end < len(tokens) and tokens[end].low in ("range", "band", "box", "zone", "area"):
                end += 1
            return Head(place, end, level=level, comparison=kind)
    return None


def _says_something(head: Head) -> bool:
    change = head.change
    if change is None or head.comparison in ("above", "below", "through", "between", "outside"):
        return True
    if head.comparison is not None and change.name not in ("reaches", "breaks"):
        return True
    if change.name in ("reaches", "breaks") or change.level:
        return head.level is not None or head.named_level
    return True


def _drop_carriers(heads: list[Head], tokens: Sequence[Token]) -> list[Head]:
    """ "Keeps improving", "starts to trade above 60": the first verb carries the second and says nothing."""
    kept: list[Head] = []
    for place, head in enumerate(heads):
        steady = kept[-1] if kept else None
        if (
            steady is not None
            and steady.change is not None
            and steady.change.name == "holds"
            and steady.level is None
            and head.start - steady.end == 1
            and head.level is None
        ) and tokens[steady.end].low in ("its", "the", "their", "his"):
            continue  # "holds its gain": a noun
        following = heads[place + 1] if place + 1 < len(heads) else None
        carries = head.change is not None and head.change.name == "holds" and head.level is None
        if following is not None and head.end < len(tokens) and tokens[head.end].low in ("its", "the", "their", "his"):
            carries = False
        if carries and following is not None and following.start - head.end <= 1 and following.change is not None:
            continue
        kept.append(head)
    return kept


def _number_at(tokens: Sequence[Token], place: int) -> Level | None:
    if place + 1 < len(tokens) and tokens[place + 1].low == "dte":
        return None  # days to expiry
    if place < len(tokens) and tokens[place].kind == "number" and tokens[place].unit != "ratio":
        token = tokens[place]
        assert token.value is not None
        return Level(token.value, token.unit, token.high)
    return None


def _attach(reading: Reading, head: Head) -> None:
    """Give a head its comparison and level: the next ones, over words that change nothing."""
    tokens = reading.tokens
    place = head.end
    skipped = 0
    amounts = {"half": 50.0, "third": 100 / 3, "quarter": 25.0}
    while place < len(tokens) and skipped < 5:
        token = tokens[place]
        if token.kind == "number":
            level = _number_at(tokens, place)
            if level is None:
                return
            head.level = level
            head.end = place + 1
            _or_more(reading, head)
            return
        if token.kind == "length" and token.unit in ("year", "quarter", "month"):
            head.named_level = head.comparison in ("above", "below", "through")
            head.end = place if head.named_level else head.end
            return
        if token.kind == "length":
            moves = head.change is not None and head.change.name in ("rises", "falls")
            if (
                head.comparison in ("above", "below", "through")
                or (head.comparison == "to" and moves and token.unit in ("day", "week", "session", "period"))
                or (head.change and head.change.name in ("breaks", "reaches", "crosses", "holds"))
                or (head.change and head.change.level)
            ):
                head.level = average_level(tokens, place)
                head.end = place + 1
                return
            place, skipped = place + 1, skipped + 1
            continue
        if (
            place == head.end
            and head.change is not None
            and head.change.level
            and (side := _support(tokens, place)) is not None
        ):
            head.named_level, head.comparison = True, side
            return
        if place == head.end and head.change is not None and head.change.level and token.low in ("it", "that"):
            head.named_level = True
            return
        if token.kind in ("duration", "punct") and token.low not in ("=", "$"):
            return
        if place in reading.compare:
            length, comparison = reading.compare[place]
            if token.low == "of" and place + 1 < len(tokens) and tokens[place + 1].unit == "percent":
                comparison = "by"  # "a pullback of 5%"
            if head.comparison in ("above", "below", "through") and comparison in ("above", "below"):
                return
            if head.comparison == "by" and comparison in ("above", "below"):
                place += length  # "grows by at least 1%"
                continue
            if comparison in ("above", "below", "through") or (head.comparison is None and comparison in ("to", "by")):
                head.comparison = comparison if not (head.change is None and comparison == "to") else head.comparison
            if comparison in ("above", "below", "through") and _named_level(reading, place + length):
                head.named_level = True
                head.end = place + length
            place += length
            continue
        if place in reading.close:
            place += 1
            continue
        if (
            token.low in amounts
            and head.change is None
            and head.comparison in ("above", "below")
            and place + 1 < len(tokens)
            and tokens[place + 1].low in ("of", "the", "its", "all")
        ):
            head.level = Level(amounts[token.low], "percent")  # "more than half of the members"
            head.end = place + 1
            head.named_level = False
            return
        if (
            token.low in amounts
            and (place == head.end or tokens[place - 1].low in ("by", "back", "about", "a"))
            and head.change is not None
            and head.change.name in ("retraces", "falls", "rises", "below")
        ):
            head.level = Level(amounts[token.low], "percent")
            head.end = place + 1
            return
        if place in reading.change and place + 1 < len(tokens) and tokens[place + 1].low in (
            "level", "point", "line", "area", "zone", "shelf", "pivot",
        ):  # fmt: skip
            place += 2  # "a retest of the breakout level at 185"
            continue
        if place in reading.change and token.low.endswith("ing") and _is_length(tokens, place + 1):
            place += 1  # "toward the falling 200-day"
            continue
        if place in reading.change:
            length, change = reading.change[place]
            adjacent = place == head.end or (place == head.end + 1 and tokens[head.end].low in ("back", "to"))
            if (
                head.change is not None
                and head.change.name in ("holds", "reaches")
                and head.comparison is None
                and adjacent
            ):
                head.change, head.end = change, place + length
                place += length
                continue
            return
        if place in reading.joiner and token.low not in ("as", "with"):
            return
        if (token.kind == "name" or place in reading.measure) and _possessive(tokens, place):
            place += 2
            continue
        if token.kind == "name" or place in reading.measure:
            # "a dip in the stock to 27", "rallies in TLT to 164": over one noun after "in"
            if head.change is None or not any(tokens[k].low in ("in", "of") for k in range(head.end, place)):
                relative = head.change is not None and head.change.name in ("outperforms", "underperforms")
                if head.comparison is None and head.change is not None and not relative:
                    return
                if head.change is None:
                    return
        elif token.low not in _FILLERS and token.low != "in" and not token.low.endswith("ly"):
            skipped += 1
        if head.named_level and token.low not in _FILLERS:
            return
        place += 1


def _is_length(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].kind == "length"


def _support(tokens: Sequence[Token], place: int) -> str | None:
    """ "Breaks its September low", "clears resistance": the side of a level that a word names."""
    for token in tokens[place : place + 5]:
        if token.kind in ("punct", "number", "length"):
            return None
        if token.low in ("low", "lows", "support", "floor", "neckline"):
            return "below"
        if token.low in ("high", "highs", "resistance", "ceiling"):
            return "above"
    return None


def _possessive(tokens: Sequence[Token], place: int) -> bool:
    """ "The fund's 50-day": whose the level is."""
    return place + 1 < len(tokens) and tokens[place + 1].low in ("'s", "'")


def _or_more(reading: Reading, head: Head) -> None:
    """ "0.2% or less" turns a plain level into a comparison."""
    if head.end in reading.compare and reading.compare[head.end][1] in ("or_more", "or_less"):
        length, kind = reading.compare[head.end]
        if head.end + length < len(reading.tokens) and reading.tokens[head.end + length].kind in ("number", "length"):
            return  # "above 78 or below 74": a level of its own
        head.comparison = "above" if kind == "or_more" else "below"
        head.end += length


def average_level(tokens: Sequence[Token], place: int) -> Level:
    """The length of an average in sessions; a week's is five."""
    token = tokens[place]
    assert token.value is not None
    return Level(token.value * (5 if token.unit == "week" else 1), "session", average=True)


def _named_level(reading: Reading, place: int) -> bool:
    """After "above": "it", "that level", "the October high": a level that is no number here."""
    tokens = reading.tokens
    if place >= len(tokens) or tokens[place].low in ("him", "her", "me", "us", "you"):
        return False
    if tokens[place].low in ("it", "them", "there") or (
        tokens[place].low in ("that", "this")
        and place + 1 < len(tokens)
        and tokens[place + 1].low in ("level", "mark", "line", "price")
    ):
        return True
    for k in range(place, min(place + 7, len(tokens))):
        if tokens[k].kind in ("number", "length"):
            return False
        if tokens[k].kind == "punct":
            return k > place
    return tokens[place].kind in ("word", "name")
