"""What a page says of itself: the moment, the author, the publisher, the headline, the printed figures."""

from __future__ import annotations

import pytest

from commentary_nlp.read.dates import find_stamp
from commentary_nlp.read.masthead import read_head


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Oct 3, 2023 · 9:12 AM ET", "2023-10-03T09:12:00-04:00"),
        ("Jan 3, 2023 · 9:12 a.m. ET", "2023-01-03T09:12:00-05:00"),
        ("Monday, 23 October 2023, 17:40 EDT", "2023-10-23T17:40:00-04:00"),
        ("Sent: Thu 11 Apr 2024 07:42 BST", "2024-04-11T07:42:00+01:00"),
        ("Mon, 22 Jun 2020 08:14:03 -0400", "2020-06-22T08:14:03-04:00"),
        ("STAMP: 2025-04-17T13:30:00-04:00", "2025-04-17T13:30:00-04:00"),
        ("05-Jun-2024", "2024-06-05"),
        ("Thu 29-Aug-24 07:05 ET", "2024-08-29T07:05:00-04:00"),
        ("12 December 2024, 16:10", "2024-12-12"),  # a time without a zone is no moment
        ("10 February 2025, 8:20 am HKT", "2025-02-10T08:20:00+08:00"),
        ("25/12/2024", "2024-12-25"),
        ("2024-02-29", "2024-02-29"),
    ],
)
def test_stamps(line: str, said: str) -> None:
    stamp = find_stamp(line)
    assert stamp is not None
    assert stamp.said == said


@pytest.mark.parametrize(
    "line", ["05/06/2024", "2023-02-30", "in June 2024", "May 2025 at the latest", "31 April 2024"]
)
def test_what_can_be_read_two_ways_is_no_date(line: str) -> None:
    assert find_stamp(line) is None


DESK_NOTE = """MERIDIAN QUAY SECURITIES
Rates Strategy
14 March 2024
Ines Okafor, CFA

The belly is where the money sleeps

Five-year yields have gone nowhere for six weeks, which is calm. It pays for itself until it does not.
"""


def test_desk_note() -> None:
    head = read_head(DESK_NOTE)
    assert head.author == "Ines Okafor"
    assert head.source == "MERIDIAN QUAY SECURITIES"
    assert head.title == "The belly is where the money sleeps"
    assert head.published_at == "2024-03-14"


TERMINAL_PAGE = """Back to News
Market Impact: 0.31

Copper Runs Out of Patience

Metals & MiningGlobal TradeMarket Technicals & Flows

Inventories fell for a ninth week while speculators added to length. The page looks at who is left to buy.

Market Sentiment

Overall Sentiment

slightly negative

Sentiment Score

-0.22

Oremind AI Terminal
"""


def test_terminal_page_prints_its_own_reading() -> None:
    head = read_head(TERMINAL_PAGE)
    assert (head.stated.sentiment_label, head.stated.sentiment_score) == ("slightly negative", -0.22)
    assert head.stated.market_impact == 0.31
    assert head.topics == ("Metals & Mining", "Global Trade", "Market Technicals & Flows")
    assert head.source == "Oremind AI Terminal"
    assert head.title == "Copper Runs Out of Patience"
    assert head.published_at is None


def test_figures_of_a_sentence_are_no_printed_figures() -> None:
    text = (
        "Our sentiment score of 0.4 in March was wrong, and the market impact: 0.9 of a point, was larger than "
        "anybody at the desk had thought it could be.\n"
    )
    assert read_head(text).stated.sentiment_score is None
    assert read_head(text).stated.market_impact is None


def test_signature_after_a_closing() -> None:
    text = (
        "Dear all,\n\n"
        + "We own copper and wait for it to be worth more than it is today. " * 4
        + "\n\nWith best regards,\nTobias Renn\n"
    )
    assert read_head(text).author == "Tobias Renn"


def test_a_text_without_a_head_says_nothing() -> None:
    head = read_head("we bought copper today because it was cheap. it may get cheaper. that is all.\n")
    assert (head.author, head.source, head.published_at, head.topics) == (None, None, None, ())


def test_a_menu_is_no_list_of_topics() -> None:
    text = (
        "Home | Briefs | Watchlist\n\nCopper Runs\n3 May 2024\nTopics: Metals, Rates\n\n"
        + "Copper is dear. " * 20
        + "\n"
    )
    assert read_head(text).topics == ("Metals", "Rates")
