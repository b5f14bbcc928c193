"""The page is whole, self-contained, and shows an article's words as words."""

from __future__ import annotations

import re
from datetime import date

from making import extraction

from commentary_nlp.audit import audit, render_report
from commentary_nlp.audit.report import describe
from commentary_nlp.records import Alternative, Expiry, Leg, Outcome, Strike, ideas_of

HOSTILE = 'Buy XYZ <script>alert(1)</script><img src=x onerror=alert(2)> {{ 7*7 }} & "more".'


def test_page() -> None:
    read = extraction(HOSTILE, author="<b>Ana</b>")
    outcome = Outcome(entry_date=date(2024, 5, 6), exit_date=date(2024, 5, 10), net_return=0.1, assumptions=("a < b",))
    ideas = [i.model_copy(update={"status": "closed", "outcome": outcome}) for i in ideas_of(read)]
    page = render_report(ideas, audit(ideas), [], {read.article.id: read.article}, as_of=date(2024, 6, 3))
    assert "<script" not in page
    assert "<img" not in page
    assert "<b>Ana" not in page
    assert (
        "49" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL).split("Ideas</h2>")[1].split("</mark>")[0]
    )
    assert "<mark>Buy XYZ &lt;script&gt;" in page
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page)
    assert "+10.0%" in page
    assert "2024-06-03" in page


def test_page_without_ideas() -> None:
    assert "0 ideas" in render_report([], [], [], {}, as_of=date(2024, 6, 3))


def test_a_trade_in_one_line() -> None:
    idea = ideas_of(extraction())[0]
    spread = Alternative(
        structure="put_spread",
        legs=(
            Leg(side="long", symbol="SPY", kind="option", right="put", strike=Strike(value=450, unit="price"),
                expiry=Expiry(text="June", month="2024-06")),
            Leg(side="short", symbol="SPY", kind="option", right="put", strike=Strike(value=25, unit="delta"), ratio=2),
        ),
    )  # fmt: skip
    rec = idea.recommendation.model_copy(update={"alternatives": (spread,)})
    assert (
        describe(idea.model_copy(update={"recommendation": rec}))
        == "long SPY 2024-06 450 put, short 2x SPY 25 delta put"
    )
