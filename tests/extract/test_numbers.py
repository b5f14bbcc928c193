"""Numbers as written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commentary_nlp.extract.numbers import find_numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("at $1,234.5 now", [("$1,234.5", 1234.5, None, "price")]),
        ("4,180 and 1.0850", [("4,180", 4180, None, None), ("1.0850", 1.085, None, None)]),
        ("50bp, 15 basis points", [("50bp", 50, None, "bp"), ("15 basis points", 15, None, "bp")]),
        ("2.5% or five percent", [("2.5%", 2.5, None, "percent"), ("five percent", 5, None, "percent")]),
        ("118 to 122", [("118 to 122", 118, 122, None)]),
        ("between €735 and €745", [("€735 and €745", 735, 745, "price")]),
        ("down 5-7% from 38 to 110", [("5-7%", 5, 7, "percent"), ("38", 38, None, None), ("110", 110, None, None)]),
        (
            "2:1, 2.9:1; two to one, 3.8-to-1",
            [
                ("2:1", 2, None, "ratio"),
                ("2.9:1", 2.9, None, "ratio"),
                ("two to one", 2, None, "ratio"),
                ("3.8-to-1", 3.8, None, "ratio"),
            ],
        ),
        (
            "38k, $1.2bn, 2mm shs",
            [("38k", 38_000, None, None), ("$1.2bn", 1.2e9, None, "price"), ("2mm shs", 2e6, None, "shares")],
        ),
        ("$2-3 billion", [("$2-3 billion", 2e9, 3e9, "price")]),
        ("430/400", [("430", 430, None, None), ("400", 400, None, None)]),
        ("190C at -20 bp", [("190", 190, None, None), ("-20 bp", -20, None, "bp")]),
        ("a 25-delta put, three sigma", [("25-delta", 25, None, "delta"), ("three sigma", 3, None, "sigma")]),
        (
            "half a percent, fifty-one cents",
            [("half a percent", 0.5, None, "percent"), ("fifty-one cents", 0.51, None, "price")],
        ),
        (
            "one hundred and fifty; a dozen; twenty-nine hundred",
            [
                ("one hundred and fifty", 150, None, None),
                ("a dozen", 12, None, None),
                ("twenty-nine hundred", 2900, None, None),
            ],
        ),
        ("at 09:41 on 2024-05-03, the 23rd, its 10-K, Q3", []),
    ],
)
def test_numbers(text: str, expected: list[tuple[str, float, float | None, str | None]]) -> None:
    got = [(text[n.start : n.end], n.value, n.high, n.unit) for n in find_numbers(text)]
    assert got == expected


@given(st.text(max_size=200) | st.text(alphabet="0123456789.,-:/$% tok", max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text(text: str) -> None:
    last = 0
    for number in find_numbers(text):
        assert last <= number.start < number.end <= len(text)
        assert number.high is None or number.high > number.value
        last = number.end


@given(st.integers(-(10**9), 10**9))
@settings(deadline=None)
def test_written_integers_come_back(value: int) -> None:
    (number,) = find_numbers(f"to {value:,} here")
    assert number.value == value
