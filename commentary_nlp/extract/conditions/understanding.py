"""From the words of a clause to a test: its pieces joined, a gain or loss of the position, or an event."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.conditions.causatives import moved_object
from commentary_nlp.extract.conditions.clauses import (
    heads_of,
)
from commentary_nlp.extract.conditions.gains import credit_multiple, gain_or_loss
from commentary_nlp.extract.conditions.given_levels import level_gives, short_strike
from commentary_nlp.extract.conditions.pieces import pieces_of
from commentary_nlp.extract.conditions.predicates import predicates_of, unit_of
from commentary_nlp.extract.conditions.subjects import (
    PRONOUNS,
    Scope,
    Subject,
    acts,
    content_of,
    measured,
    object_of,
    release_before,
    subjects_of,
    trimmed,
    words_of,
)
from commentary_nlp.extract.conditions.tagging import (
    Head,
    Level,
    Piece,
    Reading,
    tag,
)
from commentary_nlp.extract.conditions.tokens import Token
from commentary_nlp.extract.conditions.understood import Understood
from commentary_nlp.extract.conditions.vocabulary import measures, words
from commentary_nlp.records import AllOf, AnyOf, Expression, Measure, Not, Predicate

_ME = frozenset({"me", "us"})
# Between a thing and what it is set against: the rest says what is not meant.
_CONTRASTS = (("rather", "than"), ("instead", "of"))


def understand(tokens: Sequence[Token], scope: Scope) -> Understood | None:
    """The test that a clause makes, or None where nothing of it is understood."""
    tokens = _without_contrast(tokens)
    tokens = moved_object(tokens, scope) or tokens
    tokens = _without_passing(tokens)
    content = [token for token in tokens if token.kind != "punct"]
    if not content:
        return None
    if (joined := _event_and_test(tokens, scope)) is not None:
        return joined
    if scope.context.has_options and (multiple := credit_multiple(tokens, scope)) is not None:
        return multiple
    if (gain := gain_or_loss(tokens, scope)) is not None:
        return gain
    if (given := level_gives(tokens, scope) or short_strike(tokens, scope)) is not None:
        return given
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


def _without_passing(tokens: Sequence[Token]) -> Sequence[Token]:
    """ "The meeting is behind us": it has come, and lags nothing."""
    for place in range(1, len(tokens) - 1):
        if tokens[place].low == "behind" and tokens[place + 1].low in ("us", "me", "it", "them"):
            return [*tokens[: place - 1], tokens[place]._replace(text="out", low="out")]
    return tokens


def _without_contrast(tokens: Sequence[Token]) -> Sequence[Token]:
    for place in range(1, len(tokens) - 1):
        if (tokens[place].low, tokens[place + 1].low) in _CONTRASTS:
            return tokens[:place]
    return tokens


def _event_and_test(tokens: Sequence[Token], scope: Scope) -> Understood | None:
    """ "The provider confirms exclusion and the shares fail to rally": an event joined to a test."""
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


def _piece(piece: Piece, scope: Scope, last: Subject | None) -> tuple[Expression, list[Predicate], Subject] | None:
    head = piece.head
    assert head is not None
    before, after = piece.subject, piece.after
    _take_amount(before, head)
    causes = piece.words[len(before)].low in words("conditions_words", "moves_objects", "words")
    if causes and (moved := _moves_object(before, head, after, scope)) is not None:
        before, after = list(moved), []
    if _happens(before, head, after, scope):
        return _occurrence(piece, scope)
    nominal = (not content_of(before) and not any(t.low in PRONOUNS for t in before)) or _is_noun(piece)
    if nominal and after and (head.level is None or after[0].low in ("in", "of")) and not head.named_level:
        after_subject = object_of(after)
        if after_subject:
            before = after_subject
    subjects = subjects_of(before, piece, scope, last, nominal)
    predicates: list[Predicate] = []
    expressions: list[Expression] = []
    for subject in subjects:
        made = predicates_of(head, subject, piece, scope)
        if made is None:
            continue
        predicates.extend(made)
        expression: Expression
        if len(made) == 1:
            expression = made[0]
        else:
            expression = AnyOf(any=tuple(made)) if head.comparison == "outside" else AllOf(all=tuple(made))
        if head.negated and not head.ended:
            if len(made) == 1 and subject.own and made[0].change == "holds" and made[0].value is not None:
                # "cannot hold 183": the price is on the side that hurts
                lost = made[0].model_copy(update={"change": "above" if scope.context.bias < 0 else "below"})
                predicates[-1] = expression = lost
            else:
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


def _is_noun(piece: Piece) -> bool:
    """ "A quick stabilization in rates", "a sharp drop in volume": the change is a noun, its subject follows."""
    head = piece.head
    if head is None or not piece.subject or not piece.after or piece.after[0].low not in ("in", "of"):
        return False
    surface = piece.words[len(piece.subject)].low
    return (
        piece.subject[0].low in ("a", "an", "any", "another", "further")
        and len(piece.subject) <= 3
        and not surface.endswith(("s", "ed"))
    )


def _take_amount(before: Sequence[Token], head: Head) -> None:
    """ "A 3% pullback": the amount stands before the noun of the move."""
    if head.level is not None or head.change is None or head.change.name not in ("rises", "falls") or not before:
        return
    last = before[-1]
    if last.kind == "number" and last.unit in ("percent", "bp") and last.value is not None:
        head.level, head.comparison = Level(last.value, last.unit), "by"


def _happens(before: Sequence[Token], head: Head, after: Sequence[Token], scope: Scope) -> bool:
    """ "The Fed delivers its first cut", "Microsoft drops its appeal": an act, not a move of what stands before it."""
    occurs = words("conditions_changes", "occurs", "words")
    if acts(before) and head.level is not None and head.comparison is None and head.level.unit is None:
        return True  # "the FAA lifts the 737 production cap"
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
    """ "Microsoft drops its appeal": a verb of movement with an object that no measure names."""
    if (
        head.change is None
        or head.change.name not in ("rises", "falls", "above", "below")
        or not content_of(before)
        or len(after) < 2
    ):
        return False
    if (
        after[0].low not in ("its", "his", "her", "their", "the", "a", "an")
        or measured(after[:6], scope)
        or acts(before)
        or measured(before, scope)
    ):
        return False
    return after[1].kind == "word" and after[1].low not in (
        "most",
        "least",
        "same",
        "first",
        "day",
        "week",
        "month",
        "close",
        "open",
        "end",
    )


def _moves_object(before: Sequence[Token], head: Head, after: Sequence[Token], scope: Scope) -> Sequence[Token] | None:
    """ "Microsoft cuts its capital spending", "management trims the dividend": what an act lowers or raises, where no
    measure and no actor of policy is named."""
    change = head.change
    if change is None or change.name not in ("rises", "falls") or head.level is not None or not content_of(before):
        return None
    if acts(before) or measured(before, scope) or not after:
        return None
    if after[0].low not in ("its", "his", "her", "their", "the", "a", "an") or measured(after[:6], scope):
        return None
    return object_of(after) or None


def _occurrence(piece: Piece, scope: Scope) -> tuple[Expression, list[Predicate], Subject] | None:
    read = _event(tag(piece.words), scope)
    if read is None:
        return None
    only = read.predicates[0]
    return read.test, read.predicates, Subject(only.measure, None, None, only.subject, only.symbols, False)


def _counts(tokens: Sequence[Token], number: Token) -> bool:
    """Whether a number stands before its noun."""
    behind = next((t for t in tokens if t.start >= number.end), None)
    return behind is not None and behind.kind in ("word", "name")


def _to_report(tokens: Sequence[Token], reports: set[str]) -> Sequence[Token]:
    """ "Tonight's report has put a number on China": who reports stands before the report, what it tells behind."""
    place = next((k for k, t in enumerate(tokens) if t.low in reports), len(tokens))
    return tokens[:place]


def _event(reading: Reading, scope: Scope) -> Understood | None:
    """A clause without a change: a level said of a measure, or something that happens."""
    tokens = reading.tokens
    content = content_of(tokens) or [t for t in tokens if t.low in ("print", "prints")]
    if not content or any(t.low in _ME for t in tokens):
        return None
    named = measured(tokens, scope)
    first = next(
        (k for k, t in enumerate(tokens) if t.kind == "length" or t.symbol or measures().match(tokens, k)), len(tokens)
    )
    number = next((t for t in tokens[first:] if t.kind == "number" and t.unit != "ratio"), None)
    if number is not None and number.unit is None and acts(tokens) and _counts(tokens, number):
        number = None  # "the FAA lifts the 737 production cap"
    if number is not None and number.value is not None:
        subject = named[0] if named and named[0].measure != "price" else None
        if subject is None and any(t.kind == "length" and t.unit == "year" for t in tokens):
            subject = Subject(
                "yield",
                "percent",
                None,
                words_of(trimmed([t for t in tokens if t.start < number.start]), scope.text),
                (),
                False,
            )
        if subject is not None:
            level = Level(number.value, number.unit, number.high)
            predicate = Predicate(measure=subject.measure, subject=subject.words, symbols=subject.symbols,
                                  change="above", value=number.value, unit=unit_of(level, subject))  # fmt: skip
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
        "numbers",
    }
    lows = {t.low for t in tokens}
    measure: Measure = "other"
    specific = [s for s in named if s.measure not in ("price", "spread", "volume", "premium", "currency")]
    if specific:
        measure = specific[0].measure
    elif acts(tokens) and not (lows & reports and not acts(_to_report(tokens, reports))):
        measure = "policy"
    elif lows & reports:
        measure = "earnings"
        if not names and len(content) == 1 and (release := release_before(scope)) is not None:
            measure = release.measure  # "before the print" of a figure named before
    if acts(_to_report(tokens, reports) if measure == "earnings" else tokens) and measure in ("macro_release", "yield"):
        measure = "policy"
    subject_words = words_of(trimmed(tokens), scope.text)
    symbols = names or (scope.context.symbols if measure == "earnings" and len(scope.context.symbols) == 1 else ())
    predicate = Predicate(measure=measure, subject=subject_words, symbols=symbols, change="occurs", window=window)
    return Understood(predicate, [predicate], False, measure != "other")
