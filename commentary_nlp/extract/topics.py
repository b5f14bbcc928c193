"""What a call without a name speaks of: "it", "the stock", "the calls", a label, the subject of the paragraph."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from commentary_nlp.extract.anaphors import said_by_name
from commentary_nlp.extract.annotations import Annotations, Block, InstrumentMention, beginning, within
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.places import block_before, block_from
from commentary_nlp.extract.references import Earlier
from commentary_nlp.extract.statements import Statement
from commentary_nlp.extract.trades import find_trades
from commentary_nlp.records import Alternative, Leg

# An order of one word and, right behind it, capitals that look like a ticker.
_STRANGER = re.compile(r"\W*[A-Za-z]+ \$?(?P<symbol>[A-Z]{3,5})\b")
# ... or a name: "Sell Quillon at 4".
_STRANGE_NAME = re.compile(
    r"\W*(?i:buy|sell|short|add|own|trim|cover|hold|avoid) (?P<name>[A-Z][a-z]{2,})"
    r"(?=[,.;]|$| (?:at|on|into|below|above|under|here|for|with|now|and|before|after)\b)"
)
_SAME_POSITION = re.compile(
    r"\b(?:second|another|third) lot\b|\b(?:the )?other (?:\d+|half|third|one)\b|\bthe rest\b"
    r"(?! of (?:the|this|next) (?:day|week|month|quarter|half|year|decade|session|summer|autumn|winter|spring))",
    re.IGNORECASE,
)
_OPTIONS = re.compile(r"\b(?:calls?|puts?|straddles?|strangles?|condors?|spreads?|\d+s)\b", re.IGNORECASE)
_THOSE = re.compile(r"\b(?:it|them|those|these|that one|both)\b", re.IGNORECASE)
_HELD = re.compile(
    r"\b(?:it|them|those|these|that one|both|they|the rest|(?:the|this|that|those|these|their|your) (?:\w+ )?"
    r"(?:positions?|longs?|shorts?|trade|holding|exposure))\b",
    re.IGNORECASE,
)
_LONG_OR_SHORT = re.compile(r"\b(?:long|short)\b(?=(?: of| the| in)?(?: \w+)? [A-Z$])")
_ANAPHOR = re.compile(
    r"\b(?:it|them|those|these|both|either|there|here)\b|\b(?:the|this|that|its|my|our) (?:\w+ )?"
    r"(?:stocks?|shares?|names?|index|pair|position|fund|calls?|puts?|"
    r"spread|longs?|shorts?|coin|metal|currency|contract|trade|rest|move|straddle|strangle)\b|^\W*(?:short|long|sell|buy|add|trim|hold|keep)\b",
    re.IGNORECASE,
)
_BOTH = re.compile(r"\bboth\b", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:the pair(?= (?:are|were|look|have|trade)\b)|"
    r"both(?! (?:sides|ways|directions|legs|halves|cases|in|to|as|of which)\b)|"
    r"neither(?! here)|"
    r"(?:all|the) (?P<number>two|three|four|five)"
    r"(?= (?:\w+ )?(?:names?|stocks?|shares|companies|holdings|positions|of them|together)\b|"
    r"[.,;:]|"
    r" (?:are|is|we|i|at|on|in|into|over|before|after|ahead|below|above|here|for|until|should)\b))\b",
    re.IGNORECASE,
)
_HOW_MANY = {"two": 2, "three": 3, "four": 4, "five": 5}
# A clause of condition: what is named in it is not what is dealt in.
_CONDITION = re.compile(r"\b(?:if|until|till|unless|once|when|should|as long as|while)\b[^,;.]*", re.IGNORECASE)
# A sentence about somebody or something of the thing spoken of before, and a name that it only compares or places.
_OF_BEFORE = re.compile(r"\W*(?:the|its|their|his|her|he|she|it|they)\b", re.IGNORECASE)
_PLACED = re.compile(
    r"\b(?:at|from|than|like|unlike|versus|against|as|behind|over|by|away from)\s+(?:the |its )?$", re.IGNORECASE
)
_CLAUSE = re.compile(r"[,;:.](?=\s)|[—–]|\b(?:and|but|while)\b")
# The share of all mentions from which one instrument is what an article is about.
_DOMINANT = 0.4


def same_position(text: str, statement: Statement, earlier: Sequence[Earlier]) -> tuple[Alternative, ...]:
    """The trade of "the other half" or "a second lot": that of the call before it in the same paragraph."""
    words = text[statement.region[0] : statement.region[1]]
    if statement.rating or not _SAME_POSITION.search(words):
        return ()
    near = [e for e in earlier if statement.paragraph <= e.start <= statement.start and e.legs]
    return near[-1].alternatives if near else ()


def names_own(text: str, notes: Annotations, statement: Statement) -> bool:
    """Whether the clause of the words of action names a thing, or the terms of one, itself."""
    start, end = statement.region
    cuts = [m.start() for m in _CLAUSE.finditer(text, start, end)]
    first = max((c for c in cuts if c < statement.cue[0]), default=start)
    last = min((c for c in cuts if c >= statement.cue[1]), default=end)
    if bool(said_by_name(notes, first, last)):
        return True
    return bool(beginning(notes.expiries, first, last)) and bool(_OPTIONS.search(text, first, last))


def antecedent_of(
    text: str, notes: Annotations, statement: Statement, earlier: Sequence[Earlier]
) -> tuple[Leg, ...] | tuple[str, ...]:
    """Legs or symbols that a statement which names nothing itself may stand for; empty where it names something.

    The nearest wins: the same unit's trade, the unit's label, the paragraph's last subject, the section's heading,
    what the article is about, the mention before.
    """
    start, end = statement.region
    inside = within(notes.instruments, start, end)
    if inside and statement.object != "pronoun" and not only_in_condition(text, notes, statement):
        return ()
    if _names_a_stranger(text, notes, start, end):
        return ()
    # ideas are in text order: those of one statement are the last
    same = [e for e in takewhile(lambda e: e.start >= statement.start, reversed(earlier)) if e.start == statement.start]
    same = [e for e in reversed(same) if e.legs]
    if same:
        return (
            same[-1].alternatives[0].legs if not inside else tuple(dict.fromkeys(leg.symbol for leg in same[-1].legs))
        )
    unit = within(notes.instruments, statement.start, start)
    if unit:
        return (unit[-1].symbol,)
    spoken = _spoken_before(text, notes, statement)
    if spoken:
        return spoken
    several = _several(text, notes, statement)
    if several:
        return several
    before = within(notes.instruments, statement.paragraph, statement.start)
    if before:
        return (_subject(text, notes, before, statement),)
    after = within(notes.instruments, end, statement.end)
    if after:
        return (after[0].symbol,)
    heading = heading_topic(notes, statement)
    if not heading and not _ANAPHOR.search(text, start, end) and not beginning(notes.expiries, start, end):
        return ()
    topic = heading or article_topic(notes)
    if topic and not _BOTH.search(text, start, end):
        return (topic,)
    return _before(text, notes, statement)


def _names_a_stranger(text: str, notes: Annotations, start: int, end: int) -> bool:
    """Whether the order's object is a ticker or a name that no table knows ("Short ZZZZ", "Sell Quillon at 4"): it
    stands for nothing else."""
    strangers = load("assembly")["strangers"]
    named = _STRANGE_NAME.match(text, start, end)
    if named is not None and not within(notes.expiries, named.start("name"), end):
        return named["name"].lower() not in strangers["no_names"]
    match = _STRANGER.match(text, start, end)
    words = text[start:end]
    return match is not None and match["symbol"] not in strangers["no_tickers"] and not words.isupper()


def _spoken_before(text: str, notes: Annotations, statement: Statement) -> tuple[Leg, ...]:
    """The options or the holding that a sentence before speaks of, where this one says "them", "the position"."""
    kept = statement.action in {"close", "reduce", "hold"}
    if not (_THOSE if not kept else _HELD).search(text, statement.region[0], statement.region[1]):
        return ()
    block = _block(notes, statement)
    before = bisect_right(block.sentences, statement.start, key=lambda span: span[1]) if block else 0
    for start, end in reversed(block.sentences[max(0, before - 2) : before] if block else ()):
        if kept and (held := _held_before(text, notes, start, end)):
            return held
        if not _OPTIONS.search(text, start, end):
            continue
        named = within(notes.instruments, start, end)
        earlier = beginning(notes.instruments, block.start, start) if block is not None else ()
        hint: tuple[str, ...] = () if named else tuple(m.symbol for m in earlier[-1:])
        if not hint and not named:
            topic = article_topic(notes)
            hint = (topic,) if topic else ()
        found = find_trades(text, notes, (start, end), "hold", antecedent=hint)
        legs = next(
            (t.alternatives[0].legs for t in found if any(g.kind == "option" for g in t.alternatives[0].legs)), ()
        )
        if len(legs) == 1 and statement.side is not None:
            return (legs[0].model_copy(update={"side": statement.side}),)
        if legs:
            return legs
    return ()


def _several(text: str, notes: Annotations, statement: Statement) -> tuple[str, ...]:
    """The things of "both" or "all three": those named last before, where they are just so many."""
    counted = _COUNTED.search(text, *statement.region)
    block = _block(notes, statement)
    if counted is None or block is None:
        return ()
    wanted = _HOW_MANY.get((counted["number"] or "both").lower(), 2)
    for since in reversed([s for s, _ in block.sentences if s < statement.start]):
        named = said_by_name(notes, since, statement.start)
        symbols = tuple(dict.fromkeys(m.symbol for m in named))
        if len(symbols) >= wanted:
            return symbols if len(symbols) == wanted else ()
    return ()


def _held_before(text: str, notes: Annotations, start: int, end: int) -> tuple[Leg, ...]:
    """ "Readers who are long June ZINC from 80 ...": the one position that a sentence says to be held."""
    for match in _LONG_OR_SHORT.finditer(text, start, end):
        found = find_trades(text, notes, (match.start(), end), "hold")
        legs = found[0].alternatives[0].legs if len(found) == 1 else ()
        near = within(notes.instruments, match.end(), min(end, match.end() + 40))
        if len(legs) == 1 and near and legs[0].symbol == near[0].symbol:
            return legs
    return ()


def _block(notes: Annotations, statement: Statement) -> Block | None:
    return block_from(notes, statement.paragraph)


def only_in_condition(text: str, notes: Annotations, statement: Statement) -> bool:
    """Whether what is dealt in is a word for something said before, and all names stand in a clause of condition:
    "it is no share to own until crude is above 80"."""
    start, end = statement.region
    clauses = [m.span() for m in _CONDITION.finditer(text, start, end)]
    inside = within(notes.instruments, start, end)
    if not inside or not all(any(s <= m.start < e for s, e in clauses) for m in inside):
        return False
    words = [m.start() for pattern in (_THOSE, _COUNTED, _HELD) for m in pattern.finditer(text, start, end)]
    return any(not any(s <= place < e for s, e in clauses) for place in words)


def _subject(text: str, notes: Annotations, before: Sequence[InstrumentMention], statement: Statement) -> str:
    """The subject of the nearest sentence that names something: what it names first. A sentence that speaks of
    something of what was named before ("The new chief did his best work at Ford") has not turned to another."""
    block = _block(notes, statement)
    aside: str | None = None
    for start, end in reversed(block.sentences if block else ()):
        if start >= statement.start:
            continue
        named = [m for m in before if start <= m.start < end]
        if not named:
            continue
        if _OF_BEFORE.match(text, start, named[0].start) and _PLACED.search(text, start, named[0].start):
            aside = aside or named[0].symbol
            continue
        return named[0].symbol
    return aside or before[-1].symbol


def heading_topic(notes: Annotations, statement: Statement) -> str | None:
    """An instrument in the nearest heading above."""
    heading = block_before(notes, statement.start, "heading", "title")
    if heading is None:
        return None
    named = {m.symbol for m in within(notes.instruments, heading.start, heading.end)}
    return next(iter(named)) if len(named) == 1 else None


def article_topic(notes: Annotations) -> str | None:
    """What the article is about: the one instrument of its title, else one that has most of the mentions."""
    title = next((b for b in notes.blocks if b.kind == "title"), None)
    if title is not None:
        named = {m.symbol for m in within(notes.instruments, title.start, title.end)}
        if len(named) == 1:
            return next(iter(named))
    counts = Counter(m.symbol for m in notes.instruments)
    if not counts:
        return None
    symbol, count = counts.most_common(1)[0]
    return symbol if count >= _DOMINANT * counts.total() and count >= 2 else None


def _before(text: str, notes: Annotations, statement: Statement) -> tuple[str, ...]:
    """The last thing named before a paragraph or line that names none; the last two for "both"."""
    last = beginning(notes.instruments, 0, statement.start)
    if not last:
        return ()
    if _BOTH.search(text, statement.region[0], statement.region[1]):
        block = block_before(notes, last[-1].start + 1)
        near = [m.symbol for m in beginning(last, block.start, statement.start)] if block is not None else []
        return tuple(dict.fromkeys(near))[-2:]
    return (last[-1].symbol,)
