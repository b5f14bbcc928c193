"""The extractor as a whole: pure, grounded, picklable, never failing; and others found by entry point."""

from __future__ import annotations

import pickle
import time
from importlib.metadata import EntryPoint

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commentary_nlp.errors import ExtractError, GroundingError
from commentary_nlp.extract import Extractor, build_pipeline, check_grounding, extract, load_extractor
from commentary_nlp.extract import extractor as module
from commentary_nlp.records import Article, Extraction, Instrument, Span, article_id

PAGE = """Grain, and the people who wait for it

Ferry Lane Research
5 March 2024

Wheat has done nothing for a month and its owners have noticed. We see 600 by summer, which is a forecast.

Decisions

- Buy DE on a dip to 360, stop 348 on a closing basis, targets 384 and 395, within six weeks, a payoff of 2:1.
- Short XLB against long XLI for 1-2 months; stop if the ratio retraces its February high.
- Sell the NUE April 190/200 call spread for a 3.10 credit, 4 contracts, only if NUE closes below 185.
- Hedgers can own SPY puts 5% out of the money, 30-45 DTE.
- Watch breadth over the next 3 sessions; if it worsens, cover the tactical shorts.
"""


def made(text: str, **fields: object) -> Article:
    return Article(id=article_id(text), text=text, **fields)  # type: ignore[arg-type]


def read(text: str, published_at: str | None = "2024-03-05") -> Extraction:
    return extract([made(text, published_at=published_at)])[0]


def test_a_page_end_to_end() -> None:
    found = read(PAGE)
    assert [r.action for r in found.recommendations] == ["open", "open", "open", "hedge", "close"]
    buy, pair, spread, hedge, cover = found.recommendations
    assert buy.text.startswith("Buy DE on a dip to 360")
    assert buy.text.endswith("a payoff of 2:1.")
    assert [(c.role, c.test.value) for c in buy.conditions if hasattr(c.test, "value")] == [  # type: ignore[union-attr]
        ("trigger", 360), ("stop", 348), ("target", 384), ("target", 395),
    ]  # fmt: skip
    assert buy.payoff_ratio == 2.0
    assert buy.horizon is not None
    assert (buy.horizon.min, buy.horizon.max, buy.horizon.unit) == (None, 6, "week")
    assert [(leg.side, leg.symbol) for leg in pair.alternatives[0].legs] == [("short", "XLB"), ("long", "XLI")]
    assert pair.alternatives[0].structure == "pair"
    assert spread.alternatives[0].structure == "call_spread"
    assert spread.alternatives[0].price is not None
    assert (spread.alternatives[0].price.value, spread.alternatives[0].price.kind) == (3.1, "credit")
    assert spread.size is not None
    assert (spread.size.value, spread.size.unit) == (4, "contracts")
    assert hedge.alternatives[0].legs[0].right == "put"
    assert hedge.horizon is None
    assert cover.alternatives == ()
    assert cover.refers_to == (1, 2)
    check_grounding(found)


def test_the_same_article_reads_the_same() -> None:
    article = made(PAGE, published_at="2024-03-05")
    assert extract([article]) == extract([article])
    assert extract([article, article])[1] == extract([article])[0]


def test_no_articles() -> None:
    assert extract([]) == []


def test_it_can_be_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(extract)) is extract
    article = made(PAGE)
    assert pickle.loads(pickle.dumps(extract([article]))) == extract([article])


@pytest.mark.parametrize(
    "text",
    ["", " ", "\n\n\n", "\x00\x01", "•", "- ", "a" * 20_000, "(" * 5_000, "Buy " * 3_000, "SPY " * 3_000, "“" * 3_000,
     "1:1 " * 2_000, "if " * 3_000, "Buy SPY or QQQ or " * 800, "\U0001f600 Buy SPY \ud800",
     "; ".join(["Buy SPY at 1"] * 400),
     "| a " * 3_000, "Goldman Sachs upgraded " * 500, "not " * 4_000, "A. " * 4_000],
)  # fmt: skip
def test_no_text_fails_or_hangs(text: str) -> None:
    begin = time.perf_counter()
    found = read(text)
    assert time.perf_counter() - begin < 15
    assert found.ungrounded() == []


WORDS = st.sampled_from(
    [
        "Buy",
        "sell",
        "short",
        "long",
        "SPY",
        "QQQ",
        "IWM",
        "NVDA",
        "Nvidia",
        "puts",
        "calls",
        "call",
        "spread",
        "30-45",
        "DTE",
        "if",
        "unless",
        "until",
        "only",
        "the",
        "a",
        "at",
        "above",
        "below",
        "450",
        "1.0850",
        "EURUSD",
        "stop",
        "target",
        "2:1",
        "for",
        "1-3",
        "weeks",
        ":",
        ";",
        ",",
        ".",
        "-",
        "•",
        "\n",
        "or",
        "vs",
        "against",
        "roll",
        "into",
        "we",
        "I",
        "would",
        "not",
        "don't",
        "close",
        "cover",
        "hedge",
        "trim",
        "half",
        "of",
        "it",
        "them",
        "Goldman",
        "Sachs",
        "upgraded",
        "to",
        "Buy",
        "Hold",
        "from",
        "(",
        ")",
        '"',
        "“",
        "”",
        "%",
        "$",
        "@",
        "BTO",
        "STC",
        "7/21",
        "Dec.",
        "12",
        "U.S.",
        "50-day",
        "RSI",
        "VIX",
    ]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=120).map(" ".join))
def test_any_words_are_grounded(text: str) -> None:
    found = read(text)
    check_grounding(found)
    for place, rec in enumerate(found.recommendations):
        assert all(0 <= k < place for k in rec.refers_to)
        assert Extraction.model_validate(found.to_dict()) == found


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_grounded(text: str) -> None:
    check_grounding(read(text, None))


def test_the_pipeline_is_spacys() -> None:
    nlp = build_pipeline()
    assert all(name.startswith("commentary_") for name in nlp.pipe_names)
    docs = list(nlp.pipe([PAGE, "Nothing to say."]))
    assert len(docs[0]._.recommendations) == 5
    assert docs[0]._.annotations.instruments
    assert docs[1]._.extraction.recommendations == ()


def test_default_extractor() -> None:
    assert load_extractor() is extract
    assert isinstance(extract, Extractor)


def test_an_unknown_extractor_names_those_known() -> None:
    with pytest.raises(ExtractError, match="default"):
        load_extractor("oracle")


def installed(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    point = EntryPoint("other", value, module.ENTRY_POINT_GROUP)
    monkeypatch.setattr(module, "entry_points", lambda group: (point,) if group == module.ENTRY_POINT_GROUP else ())


def honest(articles: list[Article]) -> list[Extraction]:
    return [Extraction(article=a) for a in articles]


def liar(articles: list[Article]) -> list[Extraction]:
    lie = Instrument(symbol="SPY", mentions=(Span(text="SPY", start=0, end=3),))
    return [Extraction(article=a, instruments=(lie,)) for a in articles]


def forgetful(articles: list[Article]) -> list[Extraction]:
    return []


def editor(articles: list[Article]) -> list[Extraction]:
    return [Extraction(article=made(a.text + "!")) for a in articles]


def test_another_extractor_is_found_and_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    article = made("QQQ is dull.")
    installed(monkeypatch, f"{__name__}:honest")
    monkeypatch.setattr(EntryPoint, "load", lambda self: globals()[self.value.split(":")[1]])
    assert load_extractor("other")([article])[0].article == article
    for name, error in (("liar", GroundingError), ("forgetful", ExtractError), ("editor", GroundingError)):
        installed(monkeypatch, f"{__name__}:{name}")
        with pytest.raises(error):
            load_extractor("other")([article])


def test_an_extractor_that_cannot_be_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, "no_such_package_here:extract")
    with pytest.raises(ExtractError, match="cannot be loaded"):
        load_extractor("other")


@pytest.mark.parametrize("alike", ["i\u0130", "i\u0131", "s\u017f", "k\u212a"])
def test_letters_that_match_others_when_case_is_ignored(alike: str) -> None:
    text = (
        PAGE + "\nBy the end of this week, in six weeks, within two sessions; inflation at six percent by "
        "this Friday; the six-month calls, risking a third; SELL sterling-dollar."
    ).replace(*alike)
    assert not read(text).ungrounded()
