"""One cell of a table of trades, under a heading whose role is known."""

from __future__ import annotations

import re

from commentary_nlp.extract.annotations import Annotations, within
from commentary_nlp.extract.conditions.levels import level_test
from commentary_nlp.extract.conditions.position import TradeContext
from commentary_nlp.extract.conditions.subjects import Scope, own_subject
from commentary_nlp.extract.conditions.tokens import tokenize
from commentary_nlp.extract.conditions.understanding import understand
from commentary_nlp.extract.conditions.vocabulary import words
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.numbers import find_numbers
from commentary_nlp.records import AllOf, Condition, Expression, Predicate, Role

# What is printed in a cell that states no level.
_NOTHING = words("conditions_words", "no_level_cells", "words")


def read_cell(
    role: Role, text: str, start: int, end: int, context: TradeContext, notes: Annotations
) -> Condition | None:
    """See `level_condition`."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    words = text[start:end]
    if words.lower() in _NOTHING:
        return None
    if not within(notes.numbers, start, end):
        notes = Annotations(
            instruments=notes.instruments, durations=notes.durations, numbers=tuple(_shifted(text, start, end))
        )
    tokens = tokenize(text, start, end, notes)
    scope = Scope(text, context, role=role)
    test: Expression | None = None
    numbers = [token for token in tokens if token.kind == "number"]
    if any(t.low in ("debit", "credit") for t in tokens):
        return None
    if numbers and len(tokens) - len(numbers) <= 1 and not any(t.kind == "word" for t in tokens):
        first = numbers[0]
        assert first.value is not None
        if role == "trigger":
            if first.high is None:
                return None  # a plain entry price is the trade's price, no condition
            own = own_subject(context, None)
            low = Predicate(measure=own.measure, symbols=own.symbols, change="above", value=first.value, unit="price")
            test = AllOf(all=(low, low.model_copy(update={"change": "below", "value": first.high})))
        else:
            read, _ = level_test(role, first, tokens, context, scope, None)
            test = read.test if read is not None else None
    else:
        read = understand(tokens, scope)
        test = read.test if read is not None else None
        if read is not None and all(p.change == "occurs" for p in read.predicates):
            test = None
    return Condition(role=role, text=words, start=start, end=end, test=test)


# Cells stand apart by a bar, a tab or two spaces and more.
_GAP = re.compile(r"[ \t]*\|[ \t]*|\t+| {2,}")


def read_row(
    text: str, row: tuple[int, int], header: tuple[int, int], context: TradeContext, notes: Annotations
) -> list[Condition]:
    """See `row_conditions`."""
    found: list[Condition] = []
    titles = _cells(text, header)
    cells = _cells(text, row)
    for number, title in enumerate(titles):
        role = _role(text[title[0] : title[1]])
        if role is None:
            continue
        cell = cells[number] if len(cells) == len(titles) else _below(text, title, cells, row, header)
        if cell is None:
            continue
        condition = read_cell(role, text, *cell, context, notes)
        if condition is not None:
            found.append(condition)
    return found


def _cells(text: str, line: tuple[int, int]) -> list[tuple[int, int]]:
    """The cells of a line in order, without outer space; a table set in bars keeps its empty ones."""
    start, end = line
    while start < end and text[start] in " \t|":
        start += 1
    found: list[tuple[int, int]] = []
    place = start
    for match in _GAP.finditer(text, start, end):
        found.append((place, match.start()))
        place = match.end()
    if place < end:
        found.append((place, end))
    return found


def _below(
    text: str, title: tuple[int, int], cells: list[tuple[int, int]], row: tuple[int, int], header: tuple[int, int]
) -> tuple[int, int] | None:
    """The cell that stands under a title by its columns, where a row leaves cells out."""
    top, line = text.rfind("\n", 0, header[0]) + 1, text.rfind("\n", 0, row[0]) + 1
    first, last = title[0] - top, title[1] - top
    return next((cell for cell in cells if cell[0] - line < last and first < cell[1] - line), None)


def _role(title: str) -> Role | None:
    words_said = title.strip().lower().rstrip(".:")
    headings: dict[str, list[str]] = load("conditions_words")["headings"]
    for role in ("stop", "target", "trigger", "exit"):
        if words_said in headings[role]:
            return role
    return None


def _shifted(text: str, start: int, end: int) -> list:  # type: ignore[type-arg]
    from dataclasses import replace

    return [replace(n, start=n.start + start, end=n.end + start) for n in find_numbers(text[start:end])]
