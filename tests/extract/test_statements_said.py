"""How ordinary sentences say a call, and how their near misses say none: each pair in words of our own."""

from __future__ import annotations

import pytest

from commentary_nlp.extract.extractor import extract
from commentary_nlp.records import Article, article_id

# The actions that each text calls for, in order.
CALLS = [
    # what leads to the adjective
    ("open", "Our plan is to be long Chevron into the dividend."),
    ("open", "Any bounce in copper is a chance to be short."),
    ("avoid", "This is no time to be long Tesla."),
    # two denials
    ("open", "There is no good reason not to own Microsoft at these prices."),
    ("open", "Savers could do worse than own Coca-Cola for a decade."),
    ("reduce", "There is nothing wrong with owning a little less Nvidia."),
    ("avoid", "There is little to gain from owning Intel today."),
    ("avoid", "Pfizer is not worth owning here."),
    # degrees between the parts of a verb
    ("hold", "We remain modestly short Caterpillar."),
    ("open", "I have gone outright long Deere."),
    ("close", "Take full profits in FXI after this run."),
    ("reduce", "Take partial profits in Eli Lilly at $900."),
    # money put somewhere
    ("open", "Put 2% of the portfolio in Alcoa."),
    ("open", "Put a 1% position in Lululemon on now."),
    # orders that look ahead
    ("open", "Look to accumulate Apple between 160 and 165."),
    ("open", "Long-term investors could use the weakness to add to Nike."),
    ("open", "Buy Target at 140, out at 150."),
    # nothing done, things left as they are
    ("watch", "In IWM there is nothing to do yet."),
    ("watch", "We do nothing in TLT until the jobs report."),
    ("hold", "Leave the Nvidia position alone."),
    ("hold", "We leave our Deere shares where they are."),
    ("avoid", "Don't be a hero in Tesla."),
    ("avoid", "We would not go after Garmin up here."),
    ("hold", "Chevron is a hold."),
    # fronted names, headings of positions
    ("close", "Netflix we would be out of today."),
    ("open", "Two new longs: Merck and Pfizer."),
    ("open", "Merck is our newest holding, bought in May at 98."),
    ("open", "We see the pullback in Chevron as a buying opportunity."),
    # protection by name
    ("hedge", "Our insurance is a December 5,400/5,000 put spread on the S&P 500."),
    ("hedge", "Funds with bank exposure may consider KRE puts as protection."),
    # what is said to holders
    ("hold", "If you own Nike, keep it."),
    ("close", "If you own Nike, sell it."),
    ("close", "Holders of Nike should sell."),
    ("hold", "We advise holders of Deere against selling."),
    # a part of it sold does not end it
    ("open", "I bought Deere on Tuesday at 380. Half of it was sold at 400; I still like the cycle."),
]
NONE = [
    "The price of gold was right long before the mood was.",
    "Software has sold off although tariffs do not touch Microsoft's revenue.",
    "Customers of Ford will not buy at those prices.",
    "Implied volatility in EURUSD sits at 5.4%.",
    "If the Fed were to sit tight until autumn, Ford would suffer.",
    "We wrote that PayPal was cheap two years ago.",
    "My cousin, who works in payments, thinks Visa is everywhere.",
    "Most crowded longs: Nvidia, Microsoft and Meta.",
    "Signal 43 (long copper) closed on March 27 at +4.1%.",
    "We'd be delighted to own Boeing again one day.",
    # how it ended is told behind it
    "On May 2 I sold ten strangles in IWM.\n\nIWM fell hard that week. I bought the strangles back at a loss.",
    "We bought Zoom on the dip. Two weeks later it was stopped out.",
]


def _actions(text: str) -> str:
    article = Article(id=article_id(text), text=text, published_at="2024-06-03")
    (extraction,) = extract([article])
    return " ".join(r.action for r in extraction.recommendations)


@pytest.mark.parametrize(("actions", "text"), CALLS)
def test_calls(actions: str, text: str) -> None:
    assert _actions(text) == actions


@pytest.mark.parametrize("text", NONE)
def test_no_calls(text: str) -> None:
    assert _actions(text) == ""
