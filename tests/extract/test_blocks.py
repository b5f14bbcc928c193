"""Pages cut into blocks, and text into sentences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commentary_nlp.extract.blocks import find_blocks
from commentary_nlp.extract.sentences import split_sentences

PAGE = """Back to News
Market Impact: 0.31

Dear Money and the Small Miller

Materials | Flows
By Jo Tran, Inkwell Terminal
4 March 2024

Flour mills borrowed short and lend long. That bill is due.

Overall Sentiment

slightly negative

Sentiment Score

-0.2

Key Decisions for Investors

  • Sell XLB above 90; stop 92.
  → Own XLP into the June meeting.
  1. Trim DE by a third.
  (b) Watch HG.
10:15  BTO 4 XLB 88P 6/21 @ 1.10. Crowded.

Past performance is no guide to the future. Not investment advice.
"""


def kinds(text: str, title: str | None = None) -> list[tuple[str, str]]:
    return [(b.kind, text[b.start : b.end]) for b in find_blocks(text, title)]


def test_a_page_falls_into_its_pieces() -> None:
    found = kinds(PAGE)
    assert ("title", "Dear Money and the Small Miller") in found
    assert ("paragraph", "Flour mills borrowed short and lend long. That bill is due.") in found
    bullets = [words for kind, words in found if kind == "bullet"]
    assert bullets == [
        "Sell XLB above 90; stop 92.",
        "Own XLP into the June meeting.",
        "Trim DE by a third.",
        "Watch HG.",
        "BTO 4 XLB 88P 6/21 @ 1.10. Crowded.",
    ]
    furniture = [words for kind, words in found if kind == "furniture"]
    for words in ("Back to News", "Market Impact: 0.31", "slightly negative", "-0.2", "By Jo Tran, Inkwell Terminal"):
        assert words in furniture
    assert found[-1][0] == "furniture"


def test_a_block_knows_its_heading() -> None:
    bullet = next(b for b in find_blocks(PAGE) if b.kind == "bullet")
    assert bullet.section == "Key Decisions for Investors"


def test_a_known_title_is_found() -> None:
    text = "WEEKLY\n\nwhat the tide said\n\nIt went out. We sold XLE."
    assert ("title", "what the tide said") in kinds(text, "What the tide said")


def test_an_order_keeps_its_levels() -> None:
    text = "Board\n\nSELL EURJPY 161.20\nSL 161.90\nTP1 160.40\nTP2 159.80\n\nQuiet otherwise, folks."
    assert ("bullet", "SELL EURJPY 161.20\nSL 161.90\nTP1 160.40\nTP2 159.80") in kinds(text)


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "The mills that borrowed short have found that the bill falls due\n"
        "in a quarter when nobody has any money, and so we would rather\n"
        "be short the sector than long of it for the next six weeks or so,\n"
        "with a stop above the spring high.\n"
    )
    assert [kind for kind, _ in kinds(text)] == ["paragraph"]


@pytest.mark.parametrize(
    "line",
    [
        "WMT (61) | Sell the Dec 60 put | Quiet into the print",
        "Long EURUSD      1.0850     1.0790     1.1020    3 weeks",
    ],
)
def test_rows_of_tables(line: str) -> None:
    assert ("row", line) in kinds(f"Name  Idea  Note\n{line}\n")


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It fell on Dec. 12 and rose since. We wait.", 2),
        ("The U.S. data were soft. Sell.", 2),
        ("Acme Inc. The quarter was poor.", 2),
        ("Acme Inc. said so vs. a year ago, in No. 3 of the series.", 1),
        ("Buy at 1.0850. Stop 1.0790.", 2),
        ("Is it late? No. Buy.", 3),
        ("out at 112.80, no heroics. i'd wait.", 2),
        ('"Buy it." He meant it.', 2),
        ("E.g. oil, i.e. crude. Fine.", 2),
    ],
)
def test_sentences(text: str, count: int) -> None:
    found = split_sentences(text, 0, len(text))
    assert len(found) == count, [text[s:e] for s, e in found]


@given(st.text(max_size=600))
def test_blocks_never_overlap_and_stay_inside(text: str) -> None:
    last = 0
    for block in find_blocks(text):
        assert last <= block.start < block.end <= len(text)
        for start, end in block.sentences:
            assert block.start <= start < end <= block.end
        last = block.end


@pytest.mark.parametrize("unit", ["a. ", "- x\n", "\n", "| ", "1. ", "( ", "“", "A" * 50 + "\n", "Buy, "])
def test_time_is_linear(unit: str) -> None:
    begin = time.perf_counter()
    find_blocks(unit * (200_000 // len(unit)))
    assert time.perf_counter() - begin < 8
