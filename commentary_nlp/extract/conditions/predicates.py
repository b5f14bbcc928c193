"""From the pieces of a clause to predicates: which measure, of what, and the level in its unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from commentary_nlp.extract.annotations import ThemeMention
from commentary_nlp.extract.conditions.clauses import Head, Level, Piece, Reading, heads_of, pieces_of, tag
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.vocabulary import (
    MeasureWord,
    measures,
    plain_table,
    signals,
    words,
)
from commentary_nlp.records import AllOf, AnyOf, Basis, Change, Duration, Expression, LevelUnit, Measure, Not, Predicate


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


@dataclass(slots=True)
class Understood:
    """A clause that was read. `own`: every part is about the traded thing itself."""

    test: Expression
    predicates: list[Predicate] = field(default_factory=list)
    own: bool = True
    stated: bool = False


_PRONOUNS = frozenset({"it", "they", "this", "that", "which", "them", "he", "she", "its", "these", "those", "one"})
_OWN_NOUNS = frozenset({"stock", "shares", "share", "fund", "price", "name", "spread", "pair", "trade", "position", "ratio", "index", "futures", "contract", "coin",
                        "basket", "etf", "spot", "cross", "rate", "either", "two", "both", "bunch", "future", "calls", "puts"})  # fmt: skip
_EMPTY = frozenset(
    "a an the of in on at to is are was be been has have had if when once until unless should were it its they this that "
    "and or both either only after before again still then there by for from with as not no any do does did will would "
    "can could may might us we i our my instead in further start starts begin begins continue continues continued "
    "daily weekly monthly another first well also even just ever get gets getting got back 's which them one all upon "
    "into these those more than so , finally actually ahead far early late nicely already out their close closes closed "
    "closing settlement fail fails failed cannot never settle settles settled finish finishes print prints reading trade trades day week intraday basis two three consecutive straight".split()
)
_ME = frozenset({"me", "us"})
# Between a thing and what it is set against: the rest says what is not meant.
_CONTRASTS = (("rather", "than"), ("instead", "of"))


def understand(tokens: Sequence[Token], scope: Scope) -> Understood | None:
    """The test that a clause makes, or None where nothing of it is understood."""
    tokens = _without_contrast(tokens)
    content = [token for token in tokens if token.kind != "punct"]
    if not content:
        return None
    if (joined := _event_and_test(tokens, scope)) is not None:
        return joined
    if (gain := _gain_or_loss(tokens, scope)) is not None:
        return gain
    reading = tag(tokens)
    pieces = pieces_of(reading)
    if len(pieces) == 1 and pieces[0].head is None:
        return _event(reading, scope)
    parts: list[tuple[Expression, list[Predicate], bool, str]] = []
    last: Subject | None = None
    stated = False
    for piece in pieces:
        read = _piece(piece, scope, last)
        if read is None:
            continue
        expression, predicates, subject = read
        last = subject
        stated = stated or subject.words is not None or subject.measure != "price"
        parts.append((expression, predicates, subject.own, piece.joined))
    if not parts:
        return _event(reading, scope)
    test = _join([(expression, joined) for expression, _, _, joined in parts])
    return Understood(test, [p for _, found, _, _ in parts for p in found], all(own for _, _, own, _ in parts), stated)


def _without_contrast(tokens: Sequence[Token]) -> Sequence[Token]:
    for place in range(1, len(tokens) - 1):
        if (tokens[place].low, tokens[place + 1].low) in _CONTRASTS:
            return tokens[:place]
    return tokens


def _event_and_test(tokens: Sequence[Token], scope: Scope) -> Understood | None:
    """"The provider confirms exclusion and the shares fail to rally": an event joined to a test."""
    occurs = words("conditions_changes", "occurs", "words")
    for place in range(3, len(tokens) - 2):
        if tokens[place].low not in ("and", "while", "or"):
            continue
        left = tokens[:place]
        if not any(t.low in occurs for t in left[1:]) or heads_of(tag(left)) or not heads_of(tag(tokens[place + 1 :])):
            return None
        first, second = understand(left, scope), understand(tokens[place + 1 :], scope)
        if first is None or second is None:
            return None
        both = (first.test, second.test)
        test: Expression = AnyOf(any=both) if tokens[place].low == "or" else AllOf(all=both)
        return Understood(test, [*first.predicates, *second.predicates], False, True)
    return None


def _join(parts: list[tuple[Expression, str]]) -> Expression:
    """`or` binds more loosely than `and`."""
    groups: list[list[Expression]] = [[parts[0][0]]]
    for expression, joined in parts[1:]:
        if joined == "any":
            groups.append([expression])
        else:
            groups[-1].append(expression)
    options = [group[0] if len(group) == 1 else AllOf(all=tuple(_flat(group))) for group in groups]
    return options[0] if len(options) == 1 else AnyOf(any=tuple(options))


def _flat(group: list[Expression]) -> list[Expression]:
    flat: list[Expression] = []
    for expression in group:
        flat.extend(expression.all if isinstance(expression, AllOf) else [expression])
    return flat


# --- one piece -------------------------------------------------------------------------------------------------


def _piece(piece: Piece, scope: Scope, last: Subject | None) -> tuple[Expression, list[Predicate], Subject] | None:
    head = piece.head
    assert head is not None
    before, after = piece.subject, piece.after
    _take_amount(before, head)
    if _happens(before, head, after, scope):
        return _occurrence(piece, scope)
    nominal = not _content(before) and not any(t.low in _PRONOUNS for t in before)
    if nominal and after and (head.level is None or after[0].low in ("in", "of")) and not head.named_level:
        after_subject = _object_of(after)
        if after_subject:
            before = after_subject
    subjects = _subjects(before, piece, scope, last, nominal)
    predicates: list[Predicate] = []
    expressions: list[Expression] = []
    for subject in subjects:
        made = _predicates(head, subject, piece, scope)
        if made is None:
            continue
        predicates.extend(made)
        expression: Expression = made[0] if len(made) == 1 else AllOf(all=tuple(made))
        if head.negated and not head.ended:
            expression = Not(not_=expression)
        expressions.append(expression)
    if not expressions:
        return None
    either = any(token.low in ("or", "either") for token in before)
    joined: Expression
    if len(expressions) == 1:
        joined = expressions[0]
    else:
        joined = AnyOf(any=tuple(expressions)) if either else AllOf(all=tuple(expressions))
    return joined, predicates, subjects[-1]


def _take_amount(before: Sequence[Token], head: Head) -> None:
    """"A 3% pullback": the amount stands before the noun of the move."""
    if head.level is not None or head.change is None or head.change.name not in ("rises", "falls") or not before:
        return
    last = before[-1]
    if last.kind == "number" and last.unit in ("percent", "bp") and last.value is not None:
        head.level, head.comparison = Level(last.value, last.unit), "by"


def _happens(before: Sequence[Token], head: Head, after: Sequence[Token], scope: Scope) -> bool:
    """"The Fed delivers its first cut", "Microsoft drops its appeal": an act, not a move of what stands before it."""
    occurs = words("conditions_changes", "occurs", "words")
    if head.level is not None or head.named_level:
        return False
    if _acts_on_object(before, head, after, scope):
        return True
    named: set[int] = set()
    for place in range(len(before)):
        if (measured := measures().match(before, place)) is not None:
            named.update(range(place, place + measured[0]))
    return any(t.low in occurs and t.kind == "word" and k not in named for k, t in enumerate(before) if k)


def _acts_on_object(before: Sequence[Token], head: Head, after: Sequence[Token], scope: Scope) -> bool:
    """"Microsoft drops its appeal": a verb of movement with an object that no measure names."""
    if head.change is None or head.change.name not in ("rises", "falls", "above", "below") or not _content(before) or len(after) < 2:
        return False
    if after[0].low not in ("its", "his", "her", "their", "the", "a", "an") or _measured(after[:6], scope) or _acts(before) or _measured(before, scope):
        return False
    return after[1].kind == "word" and after[1].low not in ("most", "least", "same", "first", "day", "week", "month", "close", "open", "end")


def _occurrence(piece: Piece, scope: Scope) -> tuple[Expression, list[Predicate], Subject] | None:
    read = _event(tag(piece.words), scope)
    if read is None:
        return None
    only = read.predicates[0]
    return read.test, read.predicates, Subject(only.measure, None, None, only.subject, only.symbols, False)


def _content(tokens: Sequence[Token]) -> list[Token]:
    return [t for t in tokens if t.kind in ("word", "name", "length") and t.low not in _EMPTY]


def _object_of(after: Sequence[Token]) -> list[Token]:
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
    return found if _content(found) else []


def _subjects(
    before: Sequence[Token], piece: Piece, scope: Scope, last: Subject | None, nominal: bool
) -> list[Subject]:
    """The things a piece measures: one, or several joined by "and" before one change."""
    if any(t.low in ("both", "either", "neither") for t in piece.words[:4]) and not _content(
        [t for t in before if t.low not in ("both", "either")]
    ):
        named = _named_before(scope)
        if named:
            return named
    found = _measured(before, scope)
    if not found and piece.after and piece.head is not None and piece.head.level is None and piece.after[0].low not in ("on", "after", "in"):
        # a transitive verb: "Nike raises its outlook"; the measure is its object
        behind = _measured([t for t in piece.after[:6]], scope)
        behind = [s for s in behind if s.measure in ("earnings", "earnings_revisions", "policy")]
        if behind and not _acts(before):
            names = tuple(t.symbol for t in before if t.symbol)
            return [replace(behind[0], symbols=names or behind[0].symbols)]
    if found and not (
        _acts(before) and found[0].measure in ("price", "currency", "macro_release", "spread", "other")
    ):
        return found
    return [_bare_subject(before, piece, scope, last, nominal)]


def _named_before(scope: Scope) -> list[Subject]:
    """What "both" and "either" stand for: the two measures named last before."""
    found = _measured(scope.said, scope, every=True)
    if len({s.measure for s in found}) < 2:
        found = _measured(scope.before, scope, every=True)
    seen: dict[str, Subject] = {}
    for subject in found:
        seen[subject.measure] = subject
    named = [subject for subject in seen.values() if subject.measure not in ("price", "leadership", "other")]
    return named[-2:] if len(named) >= 2 else []


def _measured(tokens: Sequence[Token], scope: Scope, *, every: bool = False) -> list[Subject]:
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
        for before, after in zip(chosen, chosen[1:], strict=False):
            between = {t.low for t in tokens[before[1] : after[0]]}
            if between & {"and", "or", "&", ","} and not between & {"of", "in"}:
                joined.append(after)
        chosen = joined
    alone = len(chosen) == 1 and not every
    return [_subject_of(tokens, start, end, word, scope, alone=alone) for start, end, word in chosen]


def _subject_of(
    tokens: Sequence[Token], start: int, end: int, word: MeasureWord, scope: Scope, *, alone: bool
) -> Subject:
    span = _trim(tokens if alone else tokens[max(0, start - 4) : end])
    names = tuple(dict.fromkeys(t.symbol for t in span if t.symbol))
    themes = _theme_symbols(span, scope) if not names else ()
    symbols = names or themes
    measure: Measure = word.name
    tenor = next((t for t in span if t.kind == "length"), None)
    own_pronoun = any(t.low in _PRONOUNS for t in span)
    context = scope.context
    if measure == "price" and len(names) == 1 and _is_foreign_currency(span, context):
        measure = "currency"
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
        foreign = [t for t in _content(span) if t.low not in _OWN_NOUNS]
        if foreign:
            own, symbols = False, ()
            if not any(t.low in ("of", "for") for t in span):
                measure = "other"
    text = _slice(span, scope.text) if span else None
    unit = word.unit
    if measure == "price":
        unit = "price"
    elif measure == "spread":
        unit = "ratio" if any(t.low == "ratio" for t in span) else word.unit
    return Subject(measure, unit, word.better, text, symbols if measure != "pnl" else (), own, tenor)


def _mentions_own(span: Sequence[Token]) -> bool:
    return any(t.low in _PRONOUNS or t.low in ("premium",) for t in span)


def _foreign_spread(span: Sequence[Token]) -> bool:
    """ "the OAT-Bund spread" beside a pair of banks: a compound that names other things."""
    return any("-" in t.low and t.kind == "word" for t in span)


def _is_foreign_currency(span: Sequence[Token], context: TradeContext) -> bool:
    return any(t.asset_class == "fx" and t.symbol not in context.symbols for t in span)


def _acts(tokens: Sequence[Token]) -> bool:
    """Whether an actor of policy is the subject."""
    actors = plain_table("conditions_measures", "policy", "actors")
    return any(actors.match(tokens, place) for place in range(len(tokens)) if tokens[place].kind in ("word", "name"))


def _bare_subject(before: Sequence[Token], piece: Piece, scope: Scope, last: Subject | None, nominal: bool) -> Subject:
    """A subject that names no measure: a tenor, an instrument, a pronoun, nothing, or a thing of its own."""
    context = scope.context
    span = _trim(before)
    content = _content(before)
    names = [t for t in before if t.symbol]
    tenor = next((t for t in before if t.kind == "length"), None)
    text = _slice(span, scope.text) if content else None
    if _acts(before) or (nominal and not names and _acts(piece.words[:4])):
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
            set(t.symbol for t in names) <= set(context.symbols),
        )
    if names:
        return _named_subject(names[0], names, text, context)
    if tenor is not None and tenor.unit == "day":
        return Subject("moving_average", "session", None, text, context.symbols, True, tenor)
    if last is not None and not content:
        return last
    if not content:
        pronoun = any(t.low in ("it", "they", "this", "that") for t in before)
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
        if piece.head is not None and piece.head.level is not None and any(t.low in _RELEASES for t in piece.words[:6]) and (release := _release_before(scope)):
            return release
        return _own(context, None)
    lows = {t.low for t in content}
    if lows <= _OWN_NOUNS or (piece.head is not None and piece.head.comparison == "between"):
        return _own(context, text)
    themes = _theme_symbols(before, scope) if _heads_theme(content, scope) else ()
    if themes:
        head = piece.head
        relative = head is not None and head.change is not None and head.change.name in ("outperforms", "underperforms")
        return Subject("relative_strength" if relative else "price", "price", None, text, themes, False)
    return Subject("other", None, None, text, (), False)


_RELEASES = frozenset({"print", "prints", "reading", "number", "figure", "release"})


def _release_before(scope: Scope) -> Subject | None:
    """What "a print above 56" is of: the release named last before."""
    found = [s for s in _measured(scope.before, scope, every=True) if s.measure == "macro_release"]
    return found[-1] if found else None


def _spread_before(scope: Scope, head: Head | None) -> Subject | None:
    """The spread or ratio of the trade as it was named last before."""
    found = [s for s in _measured(scope.said, scope, every=True) if s.measure == "spread"]
    if head is not None and head.level is not None and head.level.unit == "price":
        found = [s for s in found if s.unit != "bp"]
    if not found:
        return None
    last = found[-1]
    return replace(last, symbols=last.symbols or scope.context.symbols, own=True)


def _heads_theme(content: Sequence[Token], scope: Scope) -> bool:
    """Whether the noun itself is the theme ("small caps", not "order growth")."""
    last = content[-1]
    return any(theme.start <= last.start and last.end <= theme.end and theme.start <= content[0].start for theme in scope.themes)


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
    if measure == "implied_vol" or measure == "currency" and name.symbol in signals():
        unit = "points"
    elif measure == "yield":
        unit = "percent"
    elif measure == "price" and name.asset_class == "index" and not own and context.legs:
        unit = "points"
    better = "falls" if measure == "implied_vol" else None
    return Subject(measure, unit, better, text, symbols, own)


def _own(context: TradeContext, text: str | None) -> Subject:
    if context.is_spread:
        return Subject("spread", None, None, text, context.symbols, True)
    if len(context.symbols) == 1 and context.symbols[0] in signals():
        quoted = signals()[context.symbols[0]]
        return Subject(quoted, "percent" if quoted == "yield" else "points", None, text, context.symbols, True)
    return Subject("price", "price", None, text, context.symbols, True)


# --- head and level --------------------------------------------------------------------------------------------


def _predicates(head: Head, subject: Subject, piece: Piece, scope: Scope) -> list[Predicate] | None:
    level = head.level
    comparison = head.comparison
    change = head.change
    window = next((t.duration for t in [*piece.words] if t.kind == "duration" and t.duration), None) or scope.watched
    closes = plain_table("conditions_changes", "closes", "words")
    basis: Basis | None = None
    if any(closes.match(piece.words, k) for k in range(len(piece.words)) if piece.words[k].kind == "word"):
        basis = "close"
    if any(t.low in words("conditions_changes", "closes", "intraday") for t in piece.words):
        basis = "intraday"
    if level is None and head.named_level:
        level = _anaphoric(piece, head, scope)
    subject = _refine(subject, head, level, piece, scope)

    def make(name: str, value: float | None = None, unit: str | None = None) -> Predicate:
        return Predicate(measure=subject.measure, subject=subject.words, symbols=subject.symbols, change=name,  # type: ignore[arg-type]
                         value=value, unit=unit if value is not None else None, basis=basis, window=window)  # type: ignore[arg-type]  # fmt: skip

    if level is not None and level.high is not None and (comparison in (None, "between", "to") or change is None):
        unit = _unit(level, subject)
        return [make("above", level.value, unit), make("below", level.high, unit)]
    direction = comparison if comparison in ("above", "below") else None
    if change is None:
        direction = direction or _side(scope, subject, breaks=True)
        return [make(direction, level.value if level else None, _unit(level, subject) if level else None)]
    if head.ended and subject.measure == "policy":
        return [make("occurs")]
    if head.ended:
        return [make("stabilizes")]
    name = change.name
    if name == "reaches" and _buys_back(piece):
        subject = replace(subject, measure="premium", unit="price")
        side = "above" if scope.context.premium_bias < 0 else "below"
        return [make(direction or side, level.value if level else None, "price")]
    if name == "crosses":
        crossing = f"crosses_{direction or _side(scope, subject, breaks=True)}"
        return [make(crossing, level.value if level else None, _unit(level, subject) if level else None)]
    if direction is not None and not (comparison == "by"):
        if level is not None or name in (
            "reaches",
            "breaks",
            "holds",
            "rises",
            "falls",
            "above",
            "below",
            "widens",
            "narrows",
        ):
            return [make(direction, level.value if level else None, _unit(level, subject) if level else None)]
    if level is not None:
        return [_levelled(change, level, comparison, subject, scope, make)]
    if change.value is not None:
        return [make(name, change.value, change.unit)]
    return [make(_plain_change(name, subject))] if name not in ("reaches", "breaks", "above", "below") else None


def _levelled(change, level: Level, comparison: str | None, subject: Subject, scope: Scope, make):  # type: ignore[no-untyped-def]
    name, unit = change.name, _unit(level, subject)
    amount = comparison == "by" or (comparison is None and level.unit in ("percent", "bp", "points", "sigma", "times"))
    if name == "reaches" or name == "breaks":
        side = _side(scope, subject, breaks=name == "breaks" or comparison == "through")
        return make(side, level.value, unit)
    if name in ("above", "below"):
        if name == "below" and level.unit == "percent":
            return (
                make("below", -abs(level.value), unit) if subject.measure == "pnl" else make("falls", level.value, unit)
            )
        return make(name, level.value, unit)
    if name == "holds":
        return make("holds", level.value, unit)
    if subject.measure == "pnl" and name in ("falls", "rises"):
        return make("below", -abs(level.value), unit) if name == "falls" else make("above", level.value, unit)
    if name == "weakens":
        name = _plain_change(name, subject)
    if comparison in ("to", "through") or (not amount and comparison is None):
        if change.direction == "up":
            return make("above", level.value, unit)
        if change.direction == "down":
            return make("below", level.value, unit)
    return make(name, abs(level.value), level.unit if amount and level.unit else unit)


def _buys_back(piece: Piece) -> bool:
    """"It costs 3.00 to buy back": the price of the structure itself."""
    lows = [t.low for t in piece.after]
    return "back" in lows and bool({"buy", "close"} & set(lows))


def _plain_change(name: str, subject: Subject) -> str:
    if name == "weakens":
        return "falls" if subject.measure in ("price", "currency", "other", "volume", "yield", "spread") else "worsens"
    if name == "improves" and subject.better:
        return subject.better
    if name == "worsens" and subject.better:
        return {"falls": "rises", "narrows": "widens"}[subject.better]
    return name


def _side(scope: Scope, subject: Subject, *, breaks: bool) -> str:
    """The side of a level that is reached or broken where the words do not say: the trade implies it."""
    context = scope.context
    bias = context.bias
    if not subject.own or not bias:
        return "above"
    if subject.measure == "premium":
        bias = context.premium_bias or 1
    if scope.role == "stop":
        return "below" if bias > 0 else "above"
    if scope.role == "target":
        return "above" if bias > 0 else "below"
    if context.action in ("close", "reduce", "hold"):
        gains = not breaks
        return "above" if (bias > 0) == gains else "below"
    if context.action in ("open", "hedge", "watch", "avoid"):
        dips = not breaks
        return "below" if (bias > 0) == dips else "above"
    return "above"


def _refine(subject: Subject, head: Head, level: Level | None, piece: Piece, scope: Scope) -> Subject:
    """What the level and the change tell of the measure."""
    members = _members(piece)
    if members and (piece.members is not None or (level is not None and level.unit == "percent")):
        return replace(
            subject,
            measure="breadth",
            unit="percent",
            words=_slice(_trim(piece.words), scope.text) if subject.words is None else subject.words,
            own=False,
        )
    change = head.change.name if head.change else None
    if change in ("outperforms", "underperforms") and subject.measure in ("price", "spread", "moving_average"):
        others = tuple(t.symbol for t in piece.after if t.symbol)
        symbols = tuple(dict.fromkeys((*subject.symbols, *others)))
        return replace(subject, measure="relative_strength", unit="percent", symbols=symbols, own=subject.own)
    if change in ("rotates",) and subject.measure in ("other", "price"):
        return replace(subject, measure="leadership", unit=None, own=False)
    if change == "broadens" and subject.measure in ("drawdown", "other", "price"):
        into = _theme_symbols(piece.after, scope) or tuple(t.symbol for t in piece.after if t.symbol)
        return replace(subject, measure="drawdown", symbols=into or subject.symbols, own=False)
    if level is not None and level.average:
        return replace(subject, measure="moving_average", unit="session")
    if level is not None and level.unit == "times":
        return replace(subject, measure="other", unit="ratio", own=False)
    if subject.measure == "moving_average" and subject.tenor is None and level is not None and not level.average:
        return replace(subject, measure="price", unit="price")
    if (
        level is not None
        and subject.measure == "price"
        and subject.own
        and not subject.words
        and scope.context.is_premium(level.value)
        and level.unit in (None, "price")
    ):
        return replace(subject, measure="premium", unit="price")
    if (
        subject.measure == "price"
        and subject.own
        and level is not None
        and level.unit == "percent"
        and change in ("falls", "rises", "below", "above", None)
    ):
        from_high = any(t.low in ("high", "peak", "highs") for t in piece.after)
        if from_high:
            return replace(subject, measure="drawdown", unit="percent")
    says_amount = head.change is not None and head.change.value is not None
    if subject.measure == "price" and subject.own and not subject.words and scope.context.has_options and says_amount:
        return replace(subject, measure="premium", unit="price")
    return subject


def _members(piece: Piece) -> bool:
    nouns = words("conditions_measures", "members", "nouns")
    shares = words("conditions_measures", "members", "shares_of")
    lows = [t.low for t in piece.words]
    if any(low in nouns for low in lows) and (piece.members is not None or any(low in shares for low in lows)):
        return True
    return False


def _anaphoric(piece: Piece, head: Head, scope: Scope) -> Level | None:
    """ "a close below it", "regains that level": the bare number said last before."""
    following = piece.after[:2]
    if not following or following[0].low not in ("it", "that", "this", "there", "here", "them"):
        return None
    for token in reversed(scope.before):
        if token.kind == "number" and token.unit in (None, "price") and token.value is not None:
            return Level(token.value, token.unit)
    return None


def _unit(level: Level, subject: Subject) -> LevelUnit | None:
    if level.average:
        return "session"
    if level.unit in ("percent", "bp", "sigma"):
        return level.unit  # type: ignore[return-value]
    if subject.measure == "currency" and level.unit == "points":
        return "points"
    if subject.measure == "macro_release" and level.unit is None and abs(level.value) >= 100:
        return "points"  # a count of jobs or claims
    if subject.unit is not None and not (
        level.unit == "price" and subject.measure not in ("price", "premium", "spread")
    ):
        if level.unit == "points" and subject.measure not in ("price",):
            return "points"
        return subject.unit  # type: ignore[return-value]
    if level.unit == "points":
        return "points"
    if subject.measure == "spread":
        return "price"
    if level.unit == "times" or (subject.words and any(word in subject.words.lower() for word in ("beta", "multiple", "ratio"))):
        return "ratio"
    return "price" if level.unit == "price" else "points"


# --- pnl, events -----------------------------------------------------------------------------------------------

_LOSS = frozenset({"loss", "losses", "down", "drawdown", "underwater", "behind"})


def _gain_or_loss(tokens: Sequence[Token], scope: Scope) -> Understood | None:
    """ "a 9% loss", "20% ahead", "down 8% from entry", "half the credit", "50% of the maximum profit"."""
    if not scope.context.symbols and scope.context.action not in ("close", "reduce"):
        return None
    lows = [t.low for t in tokens]
    for place, token in enumerate(tokens):
        near = lows[max(0, place - 3) : place] + lows[place + 1 : place + 4]
        value: float | None = None
        if token.kind == "number" and token.unit == "percent" and token.value is not None:
            value = token.value
        elif token.low == "half" and place + 2 < len(tokens):
            value = 50.0
        if value is None:
            continue
        following = lows[place + 1 : place + 8]
        earned = (
            "credit" in following
            or "premium" in following
            or ("profit" in following and "maximum" in following)
            or ("profit" in following and "max" in following)
            or ("gain" in following and "max" in following)
        )
        if token.low == "half" and not (earned and following[0] in ("the", "of")):
            continue
        if earned and (token.low == "half" or "of" in following[:2]):
            return _pnl("above", value, None, scope)
        if token.kind != "number":
            continue
        if place and tokens[place - 1].low in ("by", "than"):
            continue
        named_other = any(t.symbol and t.symbol not in scope.context.symbols for t in tokens)
        measured = [
            m for m in _measured([t for t in tokens[:place]], scope) if m.measure not in ("price", "pnl", "spread")
        ]
        if measured or named_other:
            continue
        if "high" in following or "peak" in following:
            if set(near) & _LOSS:
                drawdown = Predicate(measure="drawdown", subject=_subject_words(tokens[:place], scope), change="above",
                                     value=abs(value), unit="percent")  # fmt: skip
                return Understood(drawdown, [drawdown], False, True)
            continue
        if set(near) & {"loss", "losses", "behind", "underwater"}:
            return _pnl("below", -abs(value), _subject_words(tokens[:place], scope), scope)
        if set(near) & {"gain", "profit", "ahead"}:
            return _pnl("above", abs(value), _subject_words(tokens[:place], scope), scope)
        if place and tokens[place - 1].low in ("down", "up") and (place < 2 or tokens[place - 2].low not in ("back",)):
            if tokens[place - 1].low == "down":
                return _pnl("below", -abs(value), _subject_words(tokens[: place - 1], scope), scope)
            return _pnl("above", abs(value), _subject_words(tokens[: place - 1], scope), scope)
        if place and tokens[place - 1].low in ("lose", "loses", "lost", "losing"):
            return None if len([t for t in tokens if t.symbol]) else _maybe_joined_loss(tokens, place, value, scope)
    return None


def _maybe_joined_loss(tokens: Sequence[Token], place: int, value: float, scope: Scope) -> Understood | None:
    if any(t.low in ("or", "and") for t in tokens[place + 1 :]):
        return None
    return _pnl("below", -abs(value), _subject_words(tokens[: place - 1], scope), scope)


def _pnl(change: Change, value: float, subject: str | None, scope: Scope) -> Understood:
    predicate = Predicate(measure="pnl", subject=subject, change=change, value=value, unit="percent")
    return Understood(predicate, [predicate], True, True)


def _subject_words(tokens: Sequence[Token], scope: Scope) -> str | None:
    content = _content(tokens)
    return _slice(_trim(tokens), scope.text) if content else None


def _event(reading: Reading, scope: Scope) -> Understood | None:
    """A clause without a change: a level said of a measure, or something that happens."""
    tokens = reading.tokens
    content = _content(tokens)
    if not content or any(t.low in _ME for t in tokens):
        return None
    measured = _measured(tokens, scope)
    first = next((k for k, t in enumerate(tokens) if t.kind == "length" or t.symbol or measures().match(tokens, k)), len(tokens))
    number = next((t for t in tokens[first:] if t.kind == "number" and t.unit != "ratio"), None)
    if number is not None and number.value is not None:
        subject = measured[0] if measured and measured[0].measure != "price" else None
        if subject is None and any(t.kind == "length" and t.unit == "year" for t in tokens):
            subject = Subject(
                "yield",
                "percent",
                None,
                _slice(_trim([t for t in tokens if t.start < number.start]), scope.text),
                (),
                False,
            )
        if subject is not None:
            level = Level(number.value, number.unit, number.high)
            predicate = Predicate(measure=subject.measure, subject=subject.words, symbols=subject.symbols,
                                  change="above", value=number.value, unit=_unit(level, subject))  # fmt: skip
            return Understood(predicate, [predicate], subject.own, True)
    names = tuple(dict.fromkeys(t.symbol for t in tokens if t.symbol))
    window = next((t.duration for t in tokens if t.kind == "duration"), None)
    reports = {
        "reported",
        "reports",
        "report",
        "print",
        "prints",
        "printed",
        "earnings",
        "guidance",
        "results",
        "guides",
        "guided",
    }
    lows = {t.low for t in tokens}
    measure: Measure = "other"
    specific = [s for s in measured if s.measure not in ("price", "spread", "volume", "premium", "currency")]
    if specific:
        measure = specific[0].measure
    elif _acts(tokens):
        measure = "policy"
    elif lows & reports:
        measure = "earnings"
    if _acts(tokens) and measure in ("macro_release", "yield"):
        measure = "policy"
    subject_words = _slice(_trim(tokens), scope.text)
    symbols = names or (scope.context.symbols if measure == "earnings" and len(scope.context.symbols) == 1 else ())
    predicate = Predicate(measure=measure, subject=subject_words, symbols=symbols, change="occurs", window=window)
    return Understood(predicate, [predicate], False, measure != "other")


# --- words -----------------------------------------------------------------------------------------------------


def _trim(tokens: Sequence[Token]) -> list[Token]:
    """Without auxiliaries and marks at the ends; articles stay."""
    drop = {"is", "are", "was", "has", "have", "had", "be", "been", "if", "when", "once", "until", "unless", "should", "were", "do", "does",
            "cannot", "not", "can", "also", "both", "still", "that", "only", "and", "or", "will", "continues", "continue", "to", "instead", "in", "of", "on", "start", "starts", "after", "ever", "provided", "with", "as", "then", "'s", "close", "closes", "closed"}  # fmt: skip
    start, end = 0, len(tokens)
    while start < end and (tokens[start].low in drop or tokens[start].kind in ("punct", "duration")):
        start += 1
    while end > start and (tokens[end - 1].low in drop or tokens[end - 1].kind in ("punct", "duration")):
        end -= 1
    return list(tokens[start:end])


def _slice(tokens: Sequence[Token], text: str) -> str | None:
    return text[tokens[0].start : tokens[-1].end] if tokens else None


def _theme_symbols(tokens: Sequence[Token], scope: Scope) -> tuple[str, ...]:
    """The proxies of the themes that stand in these words."""
    if not tokens:
        return ()
    start, end = tokens[0].start, tokens[-1].end
    found: dict[str, None] = {}
    for theme in scope.themes:
        if start <= theme.start and theme.end <= end:
            found.update(dict.fromkeys(theme.symbols))
    return tuple(found)
