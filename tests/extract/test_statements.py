"""Which words make a call, what they ask for and whose they are. Every sentence is written for these tests."""

from __future__ import annotations

import re

import pytest

from commentary_nlp.extract.annotations import Annotations, InstrumentMention
from commentary_nlp.extract.blocks import find_blocks
from commentary_nlp.extract.expiries import find_expiries
from commentary_nlp.extract.statements import Statement, find_statements

NAMES = {"Acme": "ACM", "Borealis": "BOR", "Cobalt Mines": "CBM"}
NOT_TICKERS = {"BTO", "STO", "STC", "PT", "I", "A", "CPI", "ECB", "SL", "TP", "Q", "FOMC", "ALL"}


def annotate(text: str) -> Annotations:
    """Invented tickers in capitals, and three invented names."""
    mentions = [
        InstrumentMention(m.start(), m.end(), m.group(), None, "equity", "ticker")
        for m in re.finditer(r"\b[A-Z]{3,5}\b", text)
        if m.group() not in NOT_TICKERS
    ]
    for name, symbol in NAMES.items():
        for m in re.finditer(name, text):
            mentions.append(InstrumentMention(m.start(), m.end(), symbol, name, "equity", "name"))
    return Annotations(
        blocks=find_blocks(text),
        instruments=tuple(sorted(mentions, key=lambda m: m.start)),
        expiries=tuple(find_expiries(text, None)),
    )


def prose(sentence: str) -> tuple[Statement, ...]:
    text = f"A quiet week for the mills\n\nThe tape was dull and nobody minded. {sentence}\n"
    return find_statements(text, annotate(text))


def listed(line: str) -> tuple[Statement, ...]:
    text = f"A quiet week for the mills\n\nThe tape was dull.\n\nDecisions\n\n- {line}\n"
    return find_statements(text, annotate(text))


CALLS = [
    ("Buy ACM on a dip to 40.", ["open"]),
    ("We are selling ACM at 41.50 this morning.", ["open"]),
    ("I would rather own ACM than BOR.", ["open"]),
    ("We prefer ACM to BOR for three months.", ["open"]),
    ("If the curve steepens, we would add to ACM.", ["open"]),
    ("On a print above 56 sell ACM.", ["open"]),
    ("Hence our liking for ACM June 40/45 call spreads.", ["open"]),
    ("I have gone short ACM against BOR.", ["open"]),
    ("On Tuesday I bought ACM June 40 calls and I have them still.", ["open"]),
    ("Cobalt Mines is to be accumulated below 12.", ["open"]),
    ("ACM is a buy above 44.", ["open"]),
    ("Rallies in ACM to 50 are for shorting.", ["open"]),
    ("We would use any strength to lighten up on ACM.", ["reduce"]),
    ("We rotate out of ACM and into BOR.", ["open"]),
    ("Holders can write the June 50 calls against their ACM.", ["open"]),
    ("Trim ACM into strength.", ["reduce"]),
    ("Half of the ACM comes off at today's close.", ["reduce"]),
    ("Stay long ACM, but lighten by a third above 60.", ["hold", "reduce"]),
    ("ACM stays at 4% of the fund.", ["hold"]),
    ("The short in ACM stays on until the data turn.", ["hold"]),
    ("We remain short ACM.", ["hold"]),
    ("Exit ACM; the reason has gone.", ["close"]),
    ("The ACM bought on Monday should be sold.", ["close"]),
    ("Do not chase ACM here.", ["avoid"]),
    ("Nor would we short ACM before the print.", ["avoid"]),
    ("Leave ACM alone until it closes above 30.", ["avoid"]),
    ("We would resist buying ACM.", ["avoid"]),
    ("Hands off ACM until it has reported.", ["avoid"]),
    ("As for ACM, we simply wait for orders to turn.", ["watch"]),
    ("Watch ACM until its average turns up.", ["watch"]),
    ("Books with large gains can be protected with ACM June 40 puts.", ["hedge"]),
    ("Anyone long the sector should hedge with ACM June 40/35 put spreads.", ["hedge"]),
    ("I am rolling my June 40 ACM calls into the July 45s.", ["close", "open"]),
]

NONE = [
    "We see ACM at 50 by year end.",
    "Hedge funds have been selling ACM for five weeks.",
    "Analysts as a group rate ACM a buy.",
    "We closed the ACM short last week at a gain.",
    "Had you bought ACM in March you would be ahead.",
    "One might buy ACM, if orders came; they have not.",
    "Should we be selling ACM?",
    "Short sellers of ACM were forced to cover.",
    "A desk nobody would name is said to be buying ACM.",
    '"Buy ACM," somebody shouted across the floor.',
    "If margins fall, ACM could reach 20.",
    "Our ACM position was stopped out in May for a loss.",
    "I own none of ACM and have no view.",
    "ACM closed above 40 for the first time.",
    "Several houses recommend ACM calls; we understand the appeal.",
    "Suppose that Maria owns ACM and sells a call.",
    "Clients were advised to buy ACM in the spring.",
]


@pytest.mark.parametrize(("sentence", "actions"), CALLS)
def test_calls_in_prose(sentence: str, actions: list[str]) -> None:
    found = prose(sentence)
    assert [s.action for s in found] == actions


@pytest.mark.parametrize(("sentence", "actions"), CALLS)
def test_calls_in_lists(sentence: str, actions: list[str]) -> None:
    assert [s.action for s in listed(sentence)] == actions


@pytest.mark.parametrize("sentence", NONE)
def test_no_call(sentence: str) -> None:
    assert prose(sentence) == ()


@pytest.mark.parametrize(
    ("line", "actions"),
    [
        ("ACM: sell what is left of the March position.", ["close"]),
        ("ACM: hold, with the stop raised to 95.", ["hold"]),
        ("ACM iron condor at 30 DTE, 40/45/60/65; buy it back at half the credit.", ["open"]),
        ("ACM over BOR through March: one has orders.", ["open"]),
        ("20x ACM Nov 50c, stop at -50%", ["open"]),
        ("Cut ACM by a third; the proceeds go into BOR.", ["reduce", "open"]),
        ("Keep core ACM; sell the March 40 calls against half of it.", ["hold", "open"]),
        ("Buy ACM at 40; leave if it closes under 38.", ["open"]),
        ("Watch the next 2 sessions; if breadth fails, exit the ACM shorts.", ["close"]),
        ("STC 4 of the 8 ACM 300C 7/14 @ 11.20. Other 4 stay on.", ["reduce", "hold"]),
        ("Sold 3 ACM 6/21 20p for 0.45 each.", ["open"]),
        ("For late hedgers, an ACM Sep 50/45 put ratio costs little.", ["hedge"]),
        ("No new ACM until orders stabilize.", ["avoid"]),
    ],
)
def test_lines_of_lists(line: str, actions: list[str]) -> None:
    assert [s.action for s in listed(line)] == actions


@pytest.mark.parametrize(
    ("line", "house", "action", "side"),
    [
        ("Barclays upgraded ACM to Overweight from Equal Weight.", "Barclays", "open", "long"),
        ("Marlow & Finch lifts ACM to Buy; target $40.", "Marlow & Finch", "open", "long"),
        ("UBS cut ACM to Sell from Neutral.", "UBS", "open", "short"),
        ("Jefferies sticks with Hold on ACM and a $100 target.", "Jefferies", "hold", "long"),
        ("Still Neutral on ACM at Citi.", "Citi", "hold", "long"),
        ("An upgrade to 'add' from Peel Hunt sent ACM higher.", "Peel Hunt", "open", "long"),
        ("Mizuho starts ACM at Underperform with a $15 objective.", "Mizuho", "open", "short"),
        ("ACM becomes Nomura's Top Pick in machinery.", "Nomura", "open", "long"),
    ],
)
def test_ratings(line: str, house: str, action: str, side: str) -> None:
    found = listed(line)
    assert [(s.attributed_to, s.action, s.side) for s in found] == [(house, action, side)]
    assert found[0].rating is not None
    assert [m.symbol for m in found[0].rating.rated] == ["ACM"]


@pytest.mark.parametrize(
    "line",
    [
        "58 of the analysts rate ACM a buy.",
        "UBS's downgrade of ACM, made in March and withdrawn in May, was widely read.",
        "UBS raised its ACM forecast to 95.",
    ],
)
def test_no_rating(line: str) -> None:
    assert listed(line) == ()


def test_named_others_are_named() -> None:
    found = prose("Karen Oslo of Larch Capital said that she was adding to ACM below 82.")
    assert [(s.attributed_to, s.action) for s in found] == [("Larch Capital", "open")]
    found = prose("Tim Arden, who runs growth money at Birch Point, told holders of ACM to take profits.")
    assert [(s.attributed_to, s.action) for s in found] == [("Birch Point", "close")]


def test_a_surname_stands_for_its_house() -> None:
    text = (
        "Recap\n\nKaren Oslo of Larch Capital opened with the mills.\n\nFINAL TRADES\n\n"
        "- Oslo: ACM.\n- Oslo: short BOR when it breaks 20.\n"
    )
    found = find_statements(text, annotate(text))
    assert [(s.attributed_to, s.action) for s in found] == [("Larch Capital", "open")] * 2


def test_what_is_closed_calls_nothing() -> None:
    text = (
        "A week\n\nCLOSED\nACM short, taken off on Thursday. Sell ACM again one day.\n\nClosed in May: buy ACM (+3%).\n"
    )
    assert find_statements(text, annotate(text)) == ()


def test_taught_examples_call_nothing() -> None:
    text = "Lesson 2\n\nBuy ACM and sell the June 40 call.\n\nExamples are invented for teaching.\n"
    assert find_statements(text, annotate(text)) == ()


def test_terms_in_the_next_sentence_belong() -> None:
    text = "Mills\n\nWe would buy ACM here. The stop is 38 and the target 50. BOR has better margins.\n"
    (found,) = find_statements(text, annotate(text))
    assert [text[s:e] for s, e in found.following] == ["The stop is 38 and the target 50."]


def test_how_it_is_left_is_no_call_of_its_own() -> None:
    text = "Mills\n\nI am long ACM from 40. I take it off if it closes below 37.\n"
    assert [s.action for s in find_statements(text, annotate(text))] == ["open"]
