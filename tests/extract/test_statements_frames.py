"""Varied ways of saying a trade, and look-alikes that say none: one sentence each, in words of our own."""

from __future__ import annotations

import pytest

from commentary_nlp.extract.extractor import extract
from commentary_nlp.extract.statements.frames import lead_of, mask, trailer_of
from commentary_nlp.records import Article, article_id

# What each sentence calls for: action, side and symbol of its first leg.
CALLS = [
    ("open long AMAT", "Applied Materials (AMAT) has our vote under 200."),
    ("open long TMO", "My largest purchase this week was Thermo Fisher (TMO)."),
    ("open long LIN", "If Linde gives back the post-earnings jump, it will find us bidding."),
    ("open long DE", "Deere I would rather own than rent."),
    ("open short COIN", "For those so inclined, Coinbase (COIN) is a fade above 260."),
    ("open long NEM", "We think you should be accumulating Newmont on weakness."),
    ("open long BIL", "Sweep idle balances into BIL."),
    ("open long GLD", "A 3% weight in GLD is our recommendation."),
    ("open long XLE", "A starter position in XLE makes sense below 86."),
    ("open long DIS", "We would be comfortable owning Disney up to $112."),
    ("open long PFE", "Pfizer joins the portfolio this month at a 2% weight."),
    ("open long IEF", "We have moved some of our cash into IEF."),
    ("open long SPY", "The trade is to pay 3.10 for the April SPY 515/525 call spread."),
    ("open long ADBE", "Adobe looks like a buy to us below $540."),
    ("open short NZDUSD", "Rallies in NZDUSD towards 0.6200 are to be faded."),
    ("open short ZN", "We turn sellers of the ten-year future (ZN) at 111-16."),
    ("open short IBM", "The place to be short is IBM."),
    ("open short XRT", "XRT makes the better short."),
    ("open short SMH", "Selling the May 240 calls on SMH for 4.00 is our way to get paid."),
    ("close long BA", "Time to let Boeing go."),
    ("close short GBPUSD", "The sterling short (GBPUSD) gets covered today."),
    ("close long PYPL", "What we still hold of PayPal goes at the open."),
    ("close long F", "I am done with Ford and will be out by Friday."),
    ("close long BIDU", "Baidu: out."),
    ("close long T", "Our patience with AT&T has run out and we are selling the lot."),
    ("reduce long META", "We are shaving the Meta position by a quarter."),
    ("reduce long NVDA", "Bank some of the profit in Nvidia."),
    ("reduce long GOOGL", "Some of the Alphabet should be let go above $150."),
    ("reduce long AVGO", "Broadcom has grown to 9% of the fund; we are bringing it back to 6%."),
    ("hold long KO", "We see no reason to part with Coca-Cola."),
    ("hold long XOM", "The Exxon holding stays put."),
    ("hold long COST", "Costco is still in the portfolio and will not be sold on valuation alone."),
    ("hold long AMZN", "We are in no hurry to sell Amazon."),
    ("hold long MCD", "McDonald's keeps its place."),
    ("avoid long AMC", "Give AMC a miss."),
    ("avoid long TLT", "Now is not the time to be in TLT."),
    ("avoid long BABA", "I have no wish to own Alibaba here."),
    ("avoid long DJT", "We cannot recommend DJT at any price."),
    ("avoid long RIVN", "There is no case for owning Rivian before it makes a gross profit."),
    ("avoid short VIX", "Shorting VIX at 13 is a mistake we do not intend to make."),
    ("hedge long SPY", "Anyone fully invested should spend 1% on June 480 SPY puts."),
    ("hedge long IWM", "As insurance we hold the IWM April 190 puts."),
]
NONE = [
    "Hedge funds have been dumping Meta all week.",
    "Buying Boeing has been a losing game for three years.",
    "Ford will cut 3,000 jobs and exit India.",
    "Salesforce stays on track to reach its margin goal.",
    "Tesla is down 20% this year and remains the most shorted large cap.",
    "If I were running a pension fund I would own TLT.",
    "Our gold trade from February is closed with a gain of 4%.",
    "Citadel disclosed a long position in Visa.",
    "The company intends to sell its stake in Rivian.",
    "Nvidia remains the largest position in most growth funds.",
    "Investors who sold Meta at 90 regret it.",
    "Boeing must go back to making safe planes.",
    "Walmart will hold its investor meeting in April.",
    "We expect Costco to raise fees and keep its margins.",
    "We thought about buying Snap in the autumn.",
    "The short base in IWM is the largest since 2020.",
    "Oracle cut its outlook and the shares sold off.",
    "We were short Carvana (CVNA) in 2022, and it was a fine trade.",
    "American Express keeps its full-year guidance.",
    "A buyer of Tesla at the peak has lost half.",
    "We let the Intel calendar go on Tuesday for a small loss.",
    "Nor did we chase Ford after the report.",
]


def _said(sentence: str) -> list[str]:
    text = f"Notes from the desk\n\nBreadth was thin.\n\n{sentence}\n\nThe week ahead holds little data.\n"
    article = Article(id=article_id(text), text=text, published_at="2024-03-12")
    found = []
    for rec in extract([article])[0].recommendations:
        leg = rec.alternatives[0].legs[0]
        found.append(f"{rec.action} {leg.side} {leg.symbol}")
    return found


@pytest.mark.parametrize(("call", "sentence"), CALLS, ids=[c for c, _ in CALLS])
def test_a_trade_is_heard_however_it_is_said(call: str, sentence: str) -> None:
    assert _said(sentence) == [call]


@pytest.mark.parametrize("sentence", NONE)
def test_a_look_alike_makes_no_call(sentence: str) -> None:
    assert _said(sentence) == []


def test_an_action_alone_in_a_cell_is_the_call_of_its_row() -> None:
    table = "Fund | Weight | New weight | Change\nVEA | 12.0% | 15.0% | Add\nARKK | 2.0% | 0.0% | Sell all"
    assert _said(table) == ["open long VEA", "close long ARKK"]


def test_cells_under_their_titles_are_price_stop_and_target() -> None:
    table = "Contract | Side | Level | Stop | Objective\nMar wheat (ZW) | SELL | 612 | 631 | 575"
    text = f"Orders of the day\n\nBreadth was thin.\n\n{table}\n"
    rec = extract([Article(id=article_id(text), text=text, published_at="2024-01-12")])[0].recommendations[0]
    assert rec.alternatives[0].price is not None
    assert rec.alternatives[0].price.value == 612
    assert [(c.role, c.text) for c in rec.conditions] == [("stop", "631"), ("target", "575")]


def test_a_period_given_to_every_idea_is_the_horizon_of_each_open_one() -> None:
    body = "Every position here is given four to eight weeks.\n\nBuy KO above 62.\n\nAvoid AMC."
    text = f"Notes from the desk\n\nBreadth was thin.\n\n{body}\n"
    recs = extract([Article(id=article_id(text), text=text, published_at="2024-03-12")])[0].recommendations
    assert [(r.action, r.horizon.min if r.horizon else None) for r in recs] == [("open", 4), ("avoid", None)]


def test_arrows_before_orders_mark_a_list_and_before_a_message_a_quotation() -> None:
    orders = "> Sell NZDUSD 0.6150, s/l 0.6195.\n> Buy EURGBP 0.8530, s/l 0.8495."
    assert _said(orders) == ["open short NZDUSD", "open long EURGBP"]
    assert _said("Anna wrote:\n\n> Sell NZDUSD 0.6150, s/l 0.6195.") == []


def test_names_are_blotted_out_place_for_place() -> None:
    assert mask("Own it’s", 0, 8, []) == "Own it's"


def test_what_leads_to_a_verb_and_what_follows_a_gerund_tell_whose_it_is() -> None:
    assert lead_of("we are inclined to buy", 18) == "author"
    assert lead_of("there is no reason to buy", 21) == "negated"
    assert lead_of("they were told to buy", 17) is None
    assert trailer_of("Selling the calls makes sense", 7) == "author"
    assert trailer_of("Selling the calls is a mistake", 7) == "negated"
    assert trailer_of("Selling the calls has lost money", 7) == "described"
    assert trailer_of("Selling the calls at 4.00", 7) is None
