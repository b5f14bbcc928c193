"""Wordings that part a verb from its thing, tell the position beside it, or name the means first."""

from __future__ import annotations

import pytest

from commentary_nlp.extract.size import find_size
from commentary_nlp.records import Action, Alternative, Leg
from tests.extract.test_trades import read

APART: list[tuple[Action, str, list[str]]] = [
    ("close", "If deposits hold steady, take the KRE side off and keep XLF.", ["outright: +KRE"]),
    ("open", "It sets XLE, which we own, against XOP, which we are short in the same amount.", ["pair: +XLE, -XOP"]),
    ("open", "We took money out of TLT and put it into SHY.", ["pair: +SHY, -TLT"]),
    ("close", "XLE covered call. Buy in the 15 March 95s at 0.35, write the 19 April 99s at 1.10.",
     ["outright limit 0.35: -XLE call 95 [2024-03-15]"]),
    ("open", "My own lot was bought back in the 80s, and I'm writing covered calls on XLE, the June 99s.",
     ["covered_call: -XLE call 99 [2024-06]"]),
    ("open", "XLE has gone nowhere since winter, so the June 90/95/100 call butterfly is how we would own it.",
     ["butterfly: +XLE call 100 r3 [2024-06], +XLE call 90 r1 [2024-06], -2*XLE call 95 r2 [2024-06]"]),
    ("hold", "The XLE collar, with the June 85 put under it and the 99 call over it, stays where it is.",
     ["collar: +XLE put 85 r1 [2024-06], -XLE call 99 r2 [2024-06]"]),
    ("hedge", "Owners of IWM who have to stay invested can buy the July 180 puts.",
     ["outright: +IWM put 180 [2024-07]"]),
    ("hold", "Our clients do have 5% in GLD and will go on having 5% in GLD.", ["outright: +GLD"]),
]  # fmt: skip


@pytest.mark.parametrize(("action", "text", "wanted"), APART, ids=lambda value: str(value)[:40])
def test_a_wording_that_parts_what_belongs_together(action: Action, text: str, wanted: list[str]) -> None:
    assert read(text, action) == wanted


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("EEM | Emerging | 8.0% | +2.0 | 10.0% | Add", 2.0, "percent"),
        ("EEM | Emerging | 8.0% | −1.5 | 6.5% | Trim", 1.5, "percent"),
        ("they have 4% in EEM", 4.0, "percent"),
        ("a position of 3% put on last week", 3.0, "percent"),
    ],
)
def test_a_size(text: str, value: float, unit: str) -> None:
    shares = (Alternative(structure="outright", legs=(Leg(side="long", symbol="EEM", kind="share"),)),)
    found = find_size(text, (0, len(text)), shares, False)
    assert found is not None
    assert (found.value, found.unit) == (value, unit)


def test_a_return_is_no_size() -> None:
    shares = (Alternative(structure="outright", legs=(Leg(side="long", symbol="EEM", kind="share"),)),)
    assert find_size("EEM is up 4% in May, as 8% in March", (0, 35), shares, False) is None
