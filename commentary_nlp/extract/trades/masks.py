"""Third reading of the items: which clauses say no trade.

A clause that begins with a word of condition, reason or level is masked until a full stop or until a new order
begins ("if X, buy Y").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commentary_nlp.extract.trades.items import Item, masked
from commentary_nlp.extract.trades.words import words_of

# A position stated or an order given ends a masked clause; history ("bought") and liking do not.
_ORDERING = frozenset({"enter", "sell", "write", "exit", "keep", "swap", "prefer", "hedge", "roll", "state"})


def settle_masks(items: Sequence[Item]) -> list[Item]:
    """Mask the clauses that say no trade."""
    items = [_told_of_last(items, place) for place in range(len(items))]
    flags = [False] * len(items)
    mode = ""
    at_level = aside = choice = numbered = bounded = False
    for place, item in enumerate(items):
        if item.sort == "break" and item.word != "dash":
            mode = ""
            continue
        if item.sort == "break" and mode:
            mode = ""
            continue
        following = items[place + 1].text.lower() if place + 1 < len(items) else ""
        if mode == "reason" and item.sort == "comma" and following in words_of("joints", "conclusions"):
            mode = ""
        if mode and choice and item.sort == "comma":
            mode = ""  # "buy A or, if that is too dear, B"
        if mode == "reason" and aside and item.sort == "comma" and _goes_on(items, place):
            mode = ""
        if mode and (_resumes(items, place, mode) or (item.sort == "comma" and _terms_follow(items, place, aside))):
            mode = ""
        if mode == "comparison" and item.sort == "comma":
            mode = ""
        if at_level and mode == "level" and (_ends_level(item) or (bounded and numbered and _after_level(item))):
            mode = ""
        numbered = numbered or item.sort == "number"
        if (
            mode == "relative"
            and item.text.lower() in words_of("joints", "modals")
            and flags[place - 2 : place]
            == [
                True,
                True,
            ]
        ):
            mode = ""  # "holders who need income can sell calls"
        if item.sort == "clause" and item.text.lower() == "should" and not _conditional(items, place):
            flags[place] = bool(mode)
            continue
        if not mode and _tells_how_held(items, place):
            mode, aside, at_level = "comparison", False, False  # up to the next comma
            flags[place] = True
            continue
        if not mode and _is_of_merit(items, place):
            mode, aside, at_level = "reason", False, False
            flags[place] = True
            continue
        if item.sort == "clause" and _places_only(items, place):
            flags[place] = bool(mode)
            continue
        if not mode and _inverts(items, place):
            mode, aside, at_level = "condition", False, False
            flags[place] = True
            continue
        if item.sort == "clause" and not (mode in ("condition", "reason", "relative") and item.word == "level"):
            aside = place > 0 and items[place - 1].sort == "comma"
            choice = aside and place > 1 and items[place - 2].word == "or"
            mode = item.word
            at_level = mode == "level"
            # "above 200" ends with its number; "stop 141 and target 178" does not.
            numbered = False
            bounded = item.text.lower() in words_of("joints", "bounds")
            flags[place] = True
            continue
        flags[place] = bool(mode)
    return masked(items, flags)


def _tells_how_held(items: Sequence[Item], place: int) -> bool:
    """ "Against the shares I bought at nine", "the stock we own": how what a call is sold against came about."""
    if not place or items[place - 1].sort not in ("covered", "shares") or place + 1 >= len(items):
        return False
    verb = items[place + 1].verb
    held = verb is not None and verb.side == "long" and verb.group in ("past", "enter", "keep")
    return held and items[place].text.lower() in words_of("joints", "speakers")


def _goes_on(items: Sequence[Item], place: int) -> bool:
    """Whether the sentence goes on after the comma that ends an aside."""
    following = items[place + 1] if place + 1 < len(items) else None
    return following is not None and following.text.lower() in words_of("joints", "predicates")


def _is_of_merit(items: Sequence[Item], place: int) -> bool:
    """ "Buy SMH for its Nvidia weight": the reason is something that the thing has."""
    following = items[place + 1].text.lower() if place + 1 < len(items) else ""
    return items[place].text.lower() == "for" and following in words_of("joints", "owners")


def _inverts(items: Sequence[Item], place: int) -> bool:
    """ "were XME to fall": a condition without "if"."""
    if items[place].word != "were":
        return False
    named = False
    for item in items[place + 1 : place + 8]:
        if item.sort in ("comma", "break", "clause"):
            return False
        if item.sort == "link" and item.word == "to":
            return named
        named = named or item.sort in ("instrument", "word", "pronoun")
    return False


def _terms_follow(items: Sequence[Item], place: int, aside: bool) -> bool:
    """After an aside ("or, if liquidity matters, DIA May 380 puts") or before "with" the terms of an option
    follow."""
    if not aside and not (place + 1 < len(items) and items[place + 1].text.lower() in ("with", "via", "through")):
        return False
    sorts = []
    for item in items[place + 1 : place + 8]:
        if item.sort in ("comma", "break", "verb", "clause", "word"):
            break
        sorts.append(item.sort)
    return ("right" in sorts or "name" in sorts) and "word" not in sorts


def _begins(items: Sequence[Item], place: int) -> bool:
    """Whether a clause begins here: "should X happen", not "holders should"."""
    return place == 0 or items[place - 1].sort in ("comma", "break") or items[place - 1].sort == "link"


def _told_of_last(items: Sequence[Item], place: int) -> Item:
    """ "XME, which we own, against KRE, which we are short": the position is said of the thing before."""
    item = items[place]
    if _tells_held(items, place):
        return replace(item, sort="fill", word="")
    if item.verb is None or item.verb.side is None or item.verb.group not in ("enter", "state", "keep"):
        return item
    for back in range(place - 1, max(-1, place - 5), -1):
        if _tells_held(items, back):
            return replace(item, verb=replace(item.verb, late=True, group="state"))
        if items[back].sort not in ("word", "fill"):
            return item
    return item


def _tells_held(items: Sequence[Item], place: int) -> bool:
    """Whether "which" stands after a thing and before the author and the side held, and nothing more."""
    if items[place].text.lower() not in ("which", "that") or items[place].sort not in ("clause", "fill"):
        return False
    before = [item.sort for item in items[max(0, place - 2) : place] if item.sort != "comma"][-1:]
    if before not in (["instrument"], ["shares"]):
        return False
    said = False
    for item in items[place + 1 : place + 6]:
        if item.text.lower() in words_of("joints", "speakers"):
            said = True
        elif item.sort == "verb" and item.verb is not None:
            return said and item.verb.side is not None and item.verb.group in ("enter", "state", "keep")
        elif item.sort not in ("word", "fill"):
            return False
    return False


def _conditional(items: Sequence[Item], place: int) -> bool:
    """ "Should X happen" at a clause's start, and "sold should XME fall" before a thing."""
    following = items[place + 1 : place + 3]
    thing = [item.sort for item in following if item.text.lower() != "the"][:1] == ["instrument"]
    return thing or _begins(items, place)


def _places_only(items: Sequence[Item], place: int) -> bool:
    """ "The 60 put under it and the 75 call over it": under a pronoun is no level."""
    following = items[place + 1] if place + 1 < len(items) else None
    return items[place].word == "level" and following is not None and following.sort == "pronoun"


def _resumes(items: Sequence[Item], place: int, mode: str) -> bool:
    """Whether a new order begins at `place`, after a comma, a link or a pronoun."""
    item = items[place]
    comma = item.sort == "comma" or (item.sort == "link" and item.word in ("and", "or")) or item.word == "then"
    pronoun = mode != "reason" and item.word in words_of("joints", "speakers")
    if mode != "reason" and item.sort == "verb" and item.word in words_of("joints", "speakers"):
        return True  # "we like" is one phrase
    if mode == "level" and item.sort == "verb" and item.verb is not None and item.verb.group in _ORDERING:
        return True
    if not comma and not pronoun:
        return False
    following = items[place + 1] if place + 1 < len(items) else None
    if following is not None and following.sort == "link" and following.text.lower() == "and into":
        return True
    if comma and _passive_order(items, place):
        return True
    for after in items[place + 1 : place + 6]:
        if after.sort == "verb" and after.verb is not None:
            return after.verb.group in _ORDERING and not (after.verb.group == "state" and not comma)
        if after.sort == "link" and after.word in ("and", "or", "into"):
            continue
        if after.sort in ("comma",) or (after.sort == "word" and after.word in words_of("joints", "before_order")):
            continue
        return False
    return False


def _passive_order(items: Sequence[Item], place: int) -> bool:
    """ "and the DIA shares are to be sold": a thing, and a late verb of leaving or entering."""
    named = False
    for item in items[place + 1 : place + 12]:
        if item.sort in ("comma", "break") or (item.sort == "clause" and item.text.lower() != "should"):
            return False
        named = named or item.sort == "instrument"
        if named and item.sort == "verb" and item.verb is not None and item.verb.late:
            return item.verb.group in ("sell", "enter", "exit")
    return False


def _after_level(item: Item) -> bool:
    """What follows the number of "above 200" or "between 60 and 62" is outside the level."""
    return not (item.sort in ("number", "percent") or (item.sort == "link" and item.word in ("and", "to")))


def _ends_level(item: Item) -> bool:
    """A level's words end at the next comma, at the other side of a pair, or at a thing traded."""
    return item.sort in ("comma", "instrument", "verb", "right", "name") or (
        item.sort == "link" and item.word in ("against", "over", "than")
    )
