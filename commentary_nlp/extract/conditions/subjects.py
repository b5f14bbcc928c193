"""What a clause is about: the measure, of which thing, by which words."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from commentary_nlp.extract.annotations import ThemeMention
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.tagging import (
    Head,
    Piece,
)
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.vocabulary import (
    MeasureWord,
    measures,
    move_nouns,
    plain_table,
    signals,
    words,
)
from commentary_nlp.records import Duration, Measure


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a clause stands: the trade it is about, the words before it (`said`: those of the recommendation's
    own regions), and what it is for (if that is known)."""

    text: str
    context: TradeContext
    before: Sequence[Token] = ()
    said: Sequence[Token] = ()
    themes: Sequence[ThemeMention] = ()
    role: str | None = None
    watched: Duration | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    measure: Measure
    unit: str | None
    better: str | None
    words: str | None
    symbols: tuple[str, ...]
    own: bool
    tenor: Token | None = None


PRONOUNS = words("conditions_words", "pronouns", "words")


_OWN_NOUNS = words("conditions_words", "own_nouns", "words")


_EMPTY = words("conditions_words", "empty", "words")


_RELEASES = words("conditions_words", "releases", "words")


def subjects_of(
    before: Sequence[Token], piece: Piece, scope: Scope, last: Subject | None, nominal: bool
) -> list[Subject]:
    """The things a piece measures: one, or several joined by "and" before one change."""
    if any(t.low in ("both", "either", "neither") for t in piece.words[:4]) and not content_of(
        [t for t in before if t.low not in ("both", "either")]
    ):
        named = _named_before(scope)
        if named:
            return named
    found = measured(before, scope)
    if (
        not found
        and piece.after
        and piece.head is not None
        and piece.head.level is None
        and piece.after[0].low not in ("on", "after", "in")
    ):
        # a transitive verb: "Nike raises its outlook"; the measure is its object
        behind = measured(list(piece.after[:6]), scope)
        behind = [s for s in behind if s.measure in ("earnings", "earnings_revisions", "policy")]
        if behind and not acts(before):
            names = tuple(t.symbol for t in before if t.symbol)
            return [replace(behind[0], symbols=names or behind[0].symbols)]
    if found and not (acts(before) and found[0].measure in ("price", "currency", "macro_release", "spread", "other")):
        return found
    return [_bare_subject(before, piece, scope, last, nominal)]


def _named_before(scope: Scope) -> list[Subject]:
    """What "both" and "either" stand for: the two measures named last before."""
    found = measured(scope.said, scope, every=True)
    if len({s.measure for s in found}) < 2:
        found = measured(scope.before, scope, every=True)
    seen: dict[str, Subject] = {}
    for subject in found:
        seen[subject.measure] = subject
    named = [subject for subject in seen.values() if subject.measure not in ("price", "leadership", "other")]
    return named[-2:] if len(named) >= 2 else []


def measured(tokens: Sequence[Token], scope: Scope, *, every: bool = False) -> list[Subject]:
    """The measures that a noun phrase names, in order; a price-like noun only where no other measure is."""
    found: list[tuple[int, int, MeasureWord]] = []
    place = 0
    while place < len(tokens):
        matched = measures().match(tokens, place) if tokens[place].kind in ("word", "name") else None
        if tokens[place].kind == "name" and tokens[place].symbol in signals():
            symbol = tokens[place].symbol
            assert symbol is not None
            name = signals()[symbol]
            found.append(
                (
                    place,
                    place + 1,
                    MeasureWord(
                        name, "points" if name != "yield" else "percent", "falls" if name == "implied_vol" else None
                    ),
                )
            )
            place += 1
            continue
        if matched:
            found.append((place, place + matched[0], matched[1]))
            place += matched[0]
        else:
            place += 1
    specific = [entry for entry in found if entry[2].name != "price"]
    chosen = specific or found
    if len(chosen) > 1 and not every:
        joined = [chosen[0]]
        for before, after in itertools.pairwise(chosen):
            between = {t.low for t in tokens[before[1] : after[0]]}
            if between & {"and", "or", "&", ","} and not between & {"of", "in"}:
                joined.append(after)
        chosen = joined
    if scope.context.has_options and not scope.context.is_spread:
        chosen = [_structure_price(tokens, entry) for entry in chosen]
    alone = len(chosen) == 1 and not every
    return [_subject_of(tokens, start, end, word, scope, alone=alone) for start, end, word in chosen]


def _subject_of(
    tokens: Sequence[Token], start: int, end: int, word: MeasureWord, scope: Scope, *, alone: bool
) -> Subject:
    span = trimmed(tokens if alone else tokens[max(0, start - 4) : end])
    names = tuple(dict.fromkeys(t.symbol for t in span if t.symbol))
    themes = theme_symbols(span, scope) if not names else ()
    symbols = names or themes
    measure: Measure = word.name
    tenor = next((t for t in span if t.kind == "length"), None)
    own_pronoun = any(t.low in PRONOUNS for t in span)
    context = scope.context
    if measure == "price" and len(names) == 1 and _is_foreign_currency(span, context):
        measure = "currency"
    if measure == "premium" and context.legs and not context.has_options:
        measure = "other"  # over the value of assets, or of one thing over another
    own_like = measure in ("price", "rsi", "volume", "moving_average", "premium", "spread", "relative_strength", "pnl")
    implied_own = (own_pronoun or measure in ("rsi", "moving_average", "volume", "premium")) and measure not in (
        "breadth",
    )
    if not symbols and (implied_own or (own_like and measure in ("price", "spread"))):
        symbols = context.symbols
    if measure == "spread" and len(context.symbols) > 1 and len(symbols) < 2 and not names:
        symbols = context.symbols
    own = own_like and (not names or set(names) <= set(context.symbols) or measure in ("pnl", "premium"))
    if measure == "spread" and not context.is_spread and not names:
        own = own and (context.structure == "pair" or _mentions_own(span))
    if measure == "spread" and (names == () and context.is_spread and _foreign_spread(span)):
        own = False
    if measure in ("rsi", "volume"):
        own = False
    if measure == "price" and not names and not themes:
        foreign = [t for t in content_of(span) if t.low not in _OWN_NOUNS]
        if foreign:
            own, symbols = False, ()
            if not any(t.low in ("of", "for") for t in span):
                measure = "other"
    text = words_of(span, scope.text) if span else None
    unit = word.unit
    if measure == "price":
        unit = "price"
    elif measure == "spread":
        unit = "ratio" if any(t.low == "ratio" for t in span) else word.unit
    return Subject(measure, unit, word.better, text, symbols if measure != "pnl" else (), own, tenor)


def _structure_price(tokens: Sequence[Token], entry: tuple[int, int, MeasureWord]) -> tuple[int, int, MeasureWord]:
    """ "The spread trades at 4.00" beside an option spread: the price of the structure."""
    start, end, word = entry
    if word.name == "spread" and tokens[end - 1].low == "spread" and end - start == 1 and word.unit is None:
        before = tokens[start - 1].low if start else "the"
        if before in ("the", "this", "that", "my", "our", "put", "call", "whole"):
            return start, end, MeasureWord("premium", "price", None)
    return entry


def _bare_subject(before: Sequence[Token], piece: Piece, scope: Scope, last: Subject | None, nominal: bool) -> Subject:
    """A subject that names no measure: a tenor, an instrument, a pronoun, nothing, or a thing of its own."""
    context = scope.context
    span = trimmed(before)
    content = content_of(before)
    names = [t for t in before if t.symbol]
    tenor = next((t for t in before if t.kind == "length"), None)
    text = words_of(span, scope.text) if content else None
    if acts(before) or (nominal and not names and acts(piece.words[:4])):
        return Subject("policy", None, None, text, (), False)
    if tenor is not None and not names:
        if tenor.unit == "year":
            return Subject("yield", "percent", None, text, (), False)
        if tenor.unit in ("day", "week"):
            return Subject("moving_average", "session", None, text, context.symbols, True, tenor)
    if len(names) >= 2 and any(t.low == "/" for t in before):
        return Subject(
            "spread",
            "ratio",
            None,
            text,
            tuple(dict.fromkeys(t.symbol for t in names if t.symbol)),
            {t.symbol for t in names} <= set(context.symbols),
        )
    if names:
        return _named_subject(names[0], names, text, context)
    if tenor is not None and tenor.unit == "day":
        return Subject("moving_average", "session", None, text, context.symbols, True, tenor)
    if last is not None and not content:
        return last
    if not content:
        pronoun = any(t.low in ("it", "they", "this", "that", "he", "she") for t in before)
        if pronoun and _acts_as_named(piece, scope):
            return Subject("policy", None, None, None, (), False)
        if pronoun and not context.symbols:
            referent = next((t for t in reversed(scope.before) if t.symbol), None)
            if referent is not None:
                return _named_subject(referent, [referent], None, context)
        if pronoun and context.symbols:
            referent = next((t for t in reversed(scope.before) if t.symbol), None)
            if (
                referent is not None
                and referent.symbol not in context.symbols
                and context.action in ("close", "reduce", "watch")
            ):
                return _named_subject(referent, [referent], None, context)
        if context.is_spread and (named := _spread_before(scope, piece.head)) is not None:
            return named
        if (
            piece.head is not None
            and piece.head.level is not None
            and any(t.low in _RELEASES for t in piece.words[:6])
            and (release := release_before(scope))
        ):
            return release
        if piece.head is not None and (rate := _rate_before(piece, piece.head, scope)) is not None:
            return rate
        return own_subject(context, None)
    lows = {t.low for t in content}
    change = piece.head.change.name if piece.head is not None and piece.head.change is not None else None
    if content[-1].low in ("gap", "basis") and change in ("widens", "narrows"):
        return Subject("spread", None, None, text, (), False)
    if lows <= words("conditions_words", "commodities", "words"):
        return Subject("price", "price", None, text, (), False)
    moves = move_nouns() | words("conditions_words", "move_modifiers", "words")
    if lows & {"future", "futures", "contract"}:
        lows -= words("conditions_words", "times", "words")  # "the July future"
    unnamed = lows <= _OWN_NOUNS or (lows <= moves and not theme_symbols(before, scope))
    if unnamed or (piece.head is not None and piece.head.comparison == "between"):
        return own_subject(context, text)
    themes = theme_symbols(before, scope) if _heads_theme(content, scope) else ()
    if themes:
        head = piece.head
        relative = head is not None and head.change is not None and head.change.name in ("outperforms", "underperforms")
        return Subject("relative_strength" if relative else "price", "price", None, text, themes, False)
    return Subject("other", None, None, text, (), False)


def _named_subject(name: Token, names: Sequence[Token], text: str | None, context: TradeContext) -> Subject:
    symbols = tuple(dict.fromkeys(t.symbol for t in names if t.symbol))
    measure: Measure = signals().get(name.symbol or "", "price")
    own = bool(symbols) and set(symbols) <= set(context.symbols)
    if (
        measure == "price"
        and name.asset_class == "fx"
        and not own
        and context.action in ("close", "reduce", "open", "hold", "hedge", "avoid")
    ):
        measure = "currency"
    unit = "price"
    if measure == "implied_vol" or (measure == "currency" and name.symbol in signals()):
        unit = "points"
    elif measure == "yield":
        unit = "percent"
    elif measure == "price" and name.asset_class == "index" and not own and context.legs:
        unit = "points"
    better = "falls" if measure == "implied_vol" else None
    return Subject(measure, unit, better, text, symbols, own)


def own_subject(context: TradeContext, text: str | None) -> Subject:
    if context.is_spread:
        return Subject("spread", None, None, text, context.symbols, True)
    if len(context.symbols) == 1 and context.symbols[0] in signals():
        quoted = signals()[context.symbols[0]]
        return Subject(quoted, "percent" if quoted == "yield" else "points", None, text, context.symbols, True)
    return Subject("price", "price", None, text, context.symbols, True)


def _spread_before(scope: Scope, head: Head | None) -> Subject | None:
    """The spread or ratio of the trade as it was named last before."""
    found = [s for s in measured(scope.said, scope, every=True) if s.measure == "spread"]
    if head is not None and head.level is not None and head.level.unit == "price":
        found = [s for s in found if s.unit != "bp"]
    if not found:
        return None
    last = found[-1]
    return replace(last, symbols=last.symbols or scope.context.symbols, own=True)


def _acts_as_named(piece: Piece, scope: Scope) -> bool:
    """ "The Fed is the swing factor. Should it cut, ...": the pronoun of an actor of policy named shortly before."""
    head = piece.head
    if head is None or head.level is not None or not piece.words:
        return False
    verb = {t.low for t in piece.words} & words("conditions_words", "policy_verbs", "words")
    return bool(verb) and acts(scope.before[-30:])


def _rate_before(piece: Piece, head: Head, scope: Scope) -> Subject | None:
    """ "My only worry is the ten-year: a move above 5.5%": what is quoted in percent and was named last, since a price
    is not at a percentage; "rises by 5%" is a price's."""
    if head.level is None or head.level.unit != "percent" or head.comparison not in ("above", "below"):
        return None
    if scope.context.has_options or any(t.low in ("entry", "cost") for t in scope.before[-3:]):
        return None
    behind = next((t for t in piece.after if t.kind == "length" and t.unit == "year"), None)
    if behind is not None:  # "a close above 5.25% on the ten-year"
        return Subject("yield", "percent", None, words_of([behind], scope.text), (), False)
    named = [s for s in measured(scope.before, scope, every=True) if s.unit == "percent" and s.measure != "pnl"]
    if named:
        return replace(named[-1], own=False)
    tenor = next(
        (a for a, b in itertools.pairwise(scope.before)
         if a.kind == "length" and a.unit == "year"
         and (b.kind == "punct" or b.low in ("is", "yield", "has", "yields"))),
        None,
    )  # fmt: skip
    return Subject("yield", "percent", None, words_of([tenor], scope.text), (), False) if tenor is not None else None


def release_before(scope: Scope) -> Subject | None:
    """What "a print above 56" is of: the release named last before."""
    found = [s for s in measured(scope.before, scope, every=True) if s.measure == "macro_release"]
    return found[-1] if found else None


def object_of(after: Sequence[Token]) -> list[Token]:
    """The noun that a nominal change is of: "a jump in churn", "falling deposit costs"."""
    found: list[Token] = []
    for token in after:
        if token.kind in ("punct", "duration", "number") and found:
            break
        if token.low in ("quickly", "further", "again", "over", "within", "this", "from", "that", "there", "here"):
            if found:
                break
            continue
        found.append(token)
        if len(found) > 8:
            break
    return found if content_of(found) else []


def content_of(tokens: Sequence[Token]) -> list[Token]:
    return [t for t in tokens if t.kind in ("word", "name", "length") and t.low not in _EMPTY]


def _mentions_own(span: Sequence[Token]) -> bool:
    return any(t.low in PRONOUNS or t.low in ("premium",) for t in span)


def _foreign_spread(span: Sequence[Token]) -> bool:
    """ "the OAT-Bund spread" beside a pair of banks: a compound that names other things."""
    return any("-" in t.low and t.kind == "word" for t in span)


def _is_foreign_currency(span: Sequence[Token], context: TradeContext) -> bool:
    return any(t.asset_class == "fx" and t.symbol not in context.symbols for t in span)


def acts(tokens: Sequence[Token]) -> bool:
    """Whether an actor of policy is the subject."""
    actors = plain_table("conditions_measures", "policy", "actors")
    return any(actors.match(tokens, place) for place in range(len(tokens)) if tokens[place].kind in ("word", "name"))


def _heads_theme(content: Sequence[Token], scope: Scope) -> bool:
    """Whether the noun itself is the theme ("small caps", not "order growth")."""
    last = content[-1]
    return any(
        theme.start <= last.start and last.end <= theme.end and theme.start <= content[0].start
        for theme in scope.themes
    )


def theme_symbols(tokens: Sequence[Token], scope: Scope) -> tuple[str, ...]:
    """The proxies of the themes that stand in these words."""
    if not tokens:
        return ()
    start, end = tokens[0].start, tokens[-1].end
    found: dict[str, None] = {}
    for theme in scope.themes:
        if start <= theme.start and theme.end <= end:
            found.update(dict.fromkeys(theme.symbols))
    return tuple(found)


def trimmed(tokens: Sequence[Token]) -> list[Token]:
    """Without auxiliaries and marks at the ends; articles stay."""
    drop = words("conditions_words", "subject_edges", "words")
    start, end = 0, len(tokens)
    while start < end and (tokens[start].low in drop or tokens[start].kind in ("punct", "duration")):
        start += 1
    while end > start and (tokens[end - 1].low in drop or tokens[end - 1].kind in ("punct", "duration")):
        end -= 1
    return list(tokens[start:end])


def words_of(tokens: Sequence[Token], text: str) -> str | None:
    return text[tokens[0].start : tokens[-1].end] if tokens else None
