"""What must hold of the trade grammar for any text at all, and of its lexicon."""

from __future__ import annotations

import time
from datetime import date
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract.annotations import Annotations, InstrumentMention
from commentary_nlp.extract.durations import find_durations
from commentary_nlp.extract.expiries import find_expiries
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.numbers import find_numbers
from commentary_nlp.extract.trades import find_trades
from commentary_nlp.extract.trades.structures import Terms, write_out
from commentary_nlp.extract.trades.words import Shape, match, phrases, split
from commentary_nlp.records import Action, Strike

ACTIONS = get_args(Action)
TICKERS = ("SPY", "XME", "DIA", "EURUSD", "CL")
WORDS = sorted({" ".join(form) for entries in phrases().values() for form, _ in entries})
PIECES = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(TICKERS),
    st.sampled_from(["45", "100/105", "30-45 DTE", "5%", "1x2", "-2", "+1", "190C", "$3.10", "140s"]),
    st.sampled_from(["@", "June", "7/21"]),
    st.sampled_from([",", ".", ":", ";", "/", "|", "\n", "–", "-", "(", ")", "\u0000", "’", "½", "٣"]),
)


def annotate(text: str) -> Annotations:
    mentions: list[InstrumentMention] = []
    at = 0
    for word in text.split(" "):
        if word in TICKERS:
            mentions.append(InstrumentMention(at, at + len(word), word, None, "equity", "ticker"))
        at += len(word) + 1
    day = date(2024, 3, 6)
    return Annotations(
        instruments=tuple(mentions),
        durations=find_durations(text, day),
        expiries=find_expiries(text, day),
        numbers=find_numbers(text),
    )


def check(text: str, notes: Annotations, region: tuple[int, int], action: Action) -> None:
    named = {mention.symbol for mention in notes.instruments} | {"GLD"}
    for trade in find_trades(text, notes, region, action, antecedent=("GLD",)):
        assert region[0] <= trade.start < trade.end <= region[1]
        assert trade.alternatives
        for alternative in trade.alternatives:
            assert alternative.legs
            for leg in alternative.legs:
                assert leg.symbol in named
                assert (leg.right is None) or leg.kind == "option"
                assert leg.strike is None or leg.kind == "option"
                assert leg.ratio > 0
            ranks = [leg.strike_rank for leg in alternative.legs if leg.strike_rank]
            assert not ranks or max(ranks) <= len(alternative.legs)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join), st.sampled_from(ACTIONS))
def test_any_words_of_the_grammar_are_read_without_error(text: str, action: Action) -> None:
    check(text, annotate(text), (0, len(text)), action)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80), st.sampled_from(ACTIONS))
def test_any_text_is_read_without_error(text: str, action: Action) -> None:
    check(text, annotate(text), (0, len(text)), action)


@settings(max_examples=100, deadline=None)
@given(st.lists(PIECES, min_size=2, max_size=20).map(" ".join), st.data())
def test_nothing_outside_the_region_is_named(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    notes = annotate(text)
    inside = {m.symbol for m in notes.instruments if start <= m.start and m.end <= end}
    for trade in find_trades(text, notes, (start, end), "open"):
        assert {leg.symbol for a in trade.alternatives for leg in a.legs} <= inside


@pytest.mark.parametrize("unit", ["buy it, trim it and ", "long 5 SPY or ", "if SPY, buy DIA; ", "XME 1/2/3 put "])
def test_time_grows_with_the_length(unit: str) -> None:
    took = []
    for times in (200, 1600):
        text = unit * times
        notes = annotate(text)
        begun = time.perf_counter()
        find_trades(text, notes, (0, len(text)), "open", antecedent=("GLD",))
        took.append(time.perf_counter() - begun)
    assert took[1] < 40 * took[0] + 0.5  # eight times the text; a quadratic pass takes 64 times


def test_every_phrase_is_found_where_it_stands() -> None:
    for phrase in WORDS:
        words = list(split(phrase))
        found = match(words, 0)
        assert found is not None
        assert found[0] == len(words), phrase


def test_hyphens_count_as_spaces() -> None:
    assert match(["at", "-", "the", "-", "money"], 0) == (5, match(["at", "the", "money"], 0)[1])  # type: ignore[index]


def test_the_structures_say_only_what_the_contract_knows() -> None:
    for row in load("structures")["structure"]:
        assert row["shape"] in get_args(Shape)


@given(st.lists(st.integers(1, 500), min_size=2, max_size=4, unique=True))
def test_buying_and_selling_a_structure_are_mirror_images(strikes: list[int]) -> None:
    for entries in phrases().values():
        for _, entry in entries:
            name = entry.name
            if name is None or name.shape in ("buy_write", "jade_lizard"):
                continue
            said = tuple(Strike(value=k, unit="price") for k in strikes)
            bought = write_out(name, Terms("SPY", "long", "call", said))
            sold = write_out(name, Terms("SPY", "short", "call", said))
            assert [leg.side for leg in bought] != [leg.side for leg in sold]
            assert [(leg.right, leg.strike, leg.ratio) for leg in bought] == [
                (leg.right, leg.strike, leg.ratio) for leg in sold
            ]
