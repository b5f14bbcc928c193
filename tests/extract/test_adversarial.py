"""Texts made to be slow: time grows with their length, not with its square, for each recogniser and for the whole.

Times themselves are never asserted, only how they grow; what others do on the machine meanwhile is met by taking the
least of several runs.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from functools import cache

import pytest

from commentary_nlp.extract import extract
from commentary_nlp.extract.annotations import Annotations
from commentary_nlp.extract.attribution import find_callers
from commentary_nlp.extract.blocks import find_blocks
from commentary_nlp.extract.conditions.tokens import tokenize as condition_tokens
from commentary_nlp.extract.durations import find_durations, find_moments
from commentary_nlp.extract.expiries import find_expiries
from commentary_nlp.extract.instruments import find_instruments, find_themes
from commentary_nlp.extract.numbers import find_numbers
from commentary_nlp.extract.sentences import split_sentences
from commentary_nlp.extract.sentiment.document import sentences_of
from commentary_nlp.extract.sentiment.encoding import clean, find_target
from commentary_nlp.extract.sentiment.language import foreign_language
from commentary_nlp.extract.sentiment.lexicon import polarity
from commentary_nlp.extract.statements.tokens import tokenize as statement_tokens
from commentary_nlp.extract.trades.tokens import read_tokens
from commentary_nlp.records import Article, article_id

# What is written over and over. Runs of one mark, half of a pair, digits, words of every grammar.
PIECES = {
    "spaces": " ",
    "tabs": "\t",
    "lines": "\n",
    "hard spaces": "\xa0",
    "a": "a",
    "capitals": "A",
    "accents": "é",
    "digits": "7",
    "open brackets": "(",
    "closed brackets": ")",
    "dollars": "$",
    "dots": ".",
    "spaced dots": ". ",
    "quotes": '"',
    "apostrophes": "'",
    "dashes": "-",
    "spaced dashes": "- ",
    "commas": "1,",
    "points": "1.",
    "slashes": "1/",
    "ranges": "1-",
    "colons": "a:",
    "bars": "| ",
    "columns": "x   ",
    "letters": "a ",
    "names": "Alpha Beta ",
    "initials": "A.B-C&",
    "brackets": "[<{",
    "tags": "#a",
    "links": "https://a.b/",
    "quoted lines": "> x\n",
    "buy": "buy ",
    "if": "if ",
    "the": "the ",
    "of the": "of the ",
    "two to": "two to ",
    "weeks to": "weeks to ",
    "months": "May ",
    "days": "12 ",
    "quarters": "Q1 ",
    "percents": "5% of ",
    "calls": "5 call ",
    "tickers": "AAPL ",
    "bracketed tickers": "(AAPL) ",
    "names with tickers": "Ford (F) ",
    "labels": "Short X: ",
    "persons": "Mr Adam Smith of ",
    "pairs": "long AAPL and ",
    "ratings": "Goldman Sachs cut AAPL to Sell. ",
    "orders": "We buy AAPL. ",
    "bullets": "* buy AAPL at 5\n",
    "paragraphs": "We buy AAPL at 5 if it closes above 7.\n\n",
    "rows": "AAPL | buy | 5 | 7\n",
    "doubts": "perhaps, if, unless or until ",
}

RECOGNISERS: dict[str, Callable[[str], object]] = {
    "blocks": lambda text: find_blocks(text, None),
    "sentences": lambda text: split_sentences(text, 0, len(text)),
    "instruments": find_instruments,
    "themes": find_themes,
    "durations": lambda text: find_durations(text, None),
    "moments": lambda text: find_moments(text, None),
    "expiries": lambda text: find_expiries(text, None),
    "numbers": find_numbers,
    "callers": lambda text: find_callers(text, [(0, len(text))]),
    "polarity": polarity,
    "sentences of sentiment": sentences_of,
    "clean": clean,
    "target": lambda text: find_target(text, "Acme Holdings Inc"),
    "language": foreign_language,
    "tokens of statements": lambda text: statement_tokens(text, 0, len(text)),
    "tokens of conditions": lambda text: condition_tokens(text, 0, len(text), Annotations()),
    "tokens of trades": lambda text: read_tokens(text, (0, len(text))),
}

# Characters of the shorter text, and how many times longer the other is.
LENGTH, TIMES = 1800, 4
# What a linear reading may take for the longer, with room for a logarithm and a busy machine; a square takes 16 times.
MOST = 2.2 * TIMES
# Seconds below which a clock says nothing.
NOTHING = 0.03


def repeated(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


def spent(read: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


def grows_too_fast(read: Callable[[str], object], piece: str) -> str | None:
    short, long = repeated(piece, LENGTH), repeated(piece, LENGTH * TIMES)
    one, four = spent(read, short), spent(read, long)
    for _ in range(4):
        if four <= MOST * one + NOTHING:
            return None
        one, four = max(one, spent(read, short)), min(four, spent(read, long))
    return f"{one:.3f} s for {len(short)} characters, {four:.3f} s for {len(long)}"


def whole(text: str) -> object:
    return extract([Article(id=article_id(text), text=text, published_at="2024-05-03")])


@cache
def warm() -> None:
    """The lexicons are read and compiled before anything is timed."""
    text = "We would buy Ford (F) above $12 with a stop at 11 within two weeks.\n\n- Goldman Sachs rates it a Buy."
    whole(text)
    for read in RECOGNISERS.values():
        read(text)
    gc.collect()


@pytest.mark.parametrize("name", PIECES)
def test_time_is_linear(name: str) -> None:
    warm()
    slow = {part: found for part, read in RECOGNISERS.items() if (found := grows_too_fast(read, PIECES[name]))}
    if found := grows_too_fast(whole, PIECES[name]):
        slow["extract"] = found
    assert not slow


def test_many_ideas_of_one_article() -> None:
    """Each idea is set against those before it, and that costs little."""
    warm()
    line = "- We buy AAPL at {} with a stop at 5 and hold it for two weeks.\n"
    short, long = ("".join(line.format(k + 6) for k in range(count)) for count in (40, 200))
    one, five = min(spent(whole, short) for _ in range(2)), min(spent(whole, long) for _ in range(2))
    assert five <= 5 * 2.0 * one + NOTHING


@pytest.mark.parametrize("letters", [("i", "İ"), ("i", "ı"), ("s", "ſ"), ("k", "\u212a")])
def test_letters_that_pass_for_others_raise_nothing(letters: tuple[str, str]) -> None:
    """Where case is ignored "İ" matches "i": what is then looked up is found, or is nothing."""
    text = (
        "Marlow Brokers rates Ford in line, keeps Nike at outperform and cut Intel to sell. Buy uranium miners, "
        "sixty shares, if silver closes at six by Friday; six-week calls expiring in six weeks. Stocks risk a slide."
    )
    whole(text.replace(*letters))
    whole(text.title().replace(*letters))
