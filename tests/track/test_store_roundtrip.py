"""Whatever a record holds, the store gives it back the same."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commentary_nlp.records import (
    AllOf,
    Alternative,
    AnyOf,
    Article,
    Condition,
    Duration,
    EntryPrice,
    Evidence,
    Expiry,
    Extraction,
    Idea,
    Instrument,
    Leg,
    LegFill,
    Not,
    Outcome,
    Predicate,
    Prices,
    Recommendation,
    Sentiment,
    Size,
    Span,
    Stated,
    Strike,
    Verdict,
    article_id,
    ideas_of,
)
from commentary_nlp.track import Store, thinned

# Any text but halves of surrogate pairs: those the store refuses (see test_store_adding).
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
maybe_words = st.none() | words
numbers = st.floats(allow_nan=False)
maybe_numbers = st.none() | numbers
fractions = st.floats(-1, 1)
symbols = st.sampled_from(["SPY", "BRK.B", "sap.de", "Ω", "a b"])
places = itertools.count()


def of(record: type, name: str) -> st.SearchStrategy[object]:
    return st.from_type(record.model_fields[name].annotation)  # type: ignore[attr-defined]


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))

    def span_at(start: int, end: int) -> dict[str, object]:
        return {"text": text[start:end], "start": start, "end": end}

    def spans() -> st.SearchStrategy[dict[str, object]]:
        ends = st.lists(st.integers(0, len(text)), min_size=2, max_size=2).map(sorted)
        return ends.map(lambda pair: span_at(*pair))

    durations = st.builds(
        lambda span, low, high, unit, until: Duration(**span, min=low, max=high, unit=unit, until=until),
        spans(), maybe_numbers, maybe_numbers, of(Duration, "unit"),
        st.none() | words | st.dates().map(date.isoformat),
    )  # fmt: skip
    predicates = st.builds(
        Predicate, measure=of(Predicate, "measure"), subject=maybe_words,
        symbols=st.lists(symbols, max_size=2).map(tuple), change=of(Predicate, "change"),
        value=maybe_numbers, unit=of(Predicate, "unit"), basis=of(Predicate, "basis"),
        window=st.none() | durations,
    )  # fmt: skip
    expressions = st.recursive(
        predicates,
        lambda inner: (
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: AllOf(all=tuple(parts)))
            | st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(any=tuple(parts)))
            | inner.map(lambda part: Not(not_=part))
        ),
        max_leaves=5,
    )
    conditions = st.lists(
        st.builds(
            lambda span, role, test: Condition(**span, role=role, test=test),
            spans(), of(Condition, "role"), st.none() | expressions,
        ),
        max_size=2,
    ).map(tuple)  # fmt: skip
    whole = st.none() | st.integers() | st.integers(-(2**70), 2**70)
    legs = st.builds(
        Leg, side=of(Leg, "side"), symbol=symbols, kind=of(Leg, "kind"), right=of(Leg, "right"),
        strike=st.none() | st.builds(Strike, value=numbers, unit=of(Strike, "unit")),
        strike_rank=st.none() | st.integers(1, 2**70),
        expiry=st.none()
        | st.builds(Expiry, text=words, dte_min=whole, dte_max=whole, date=maybe_words, month=maybe_words),
        ratio=st.floats(min_value=0, exclude_min=True, allow_nan=False),
    )  # fmt: skip
    alternatives = st.builds(
        Alternative, structure=of(Alternative, "structure"), legs=st.lists(legs, max_size=3).map(tuple),
        price=st.none() | st.builds(EntryPrice, value=numbers, kind=of(EntryPrice, "kind")),
    )  # fmt: skip
    recommendations = st.builds(
        lambda span, rationale, **rest: Recommendation(
            **span, rationale=Span(**rationale) if rationale else None, **rest
        ),
        spans(), st.none() | spans(), action=of(Recommendation, "action"),
        alternatives=st.lists(alternatives, max_size=3).map(tuple),
        size=st.none() | st.builds(Size, value=numbers, unit=of(Size, "unit")),
        horizon=st.none() | durations, conditions=conditions, payoff_ratio=maybe_numbers,
        attributed_to=maybe_words, refers_to=st.lists(st.integers(0, 9), max_size=2).map(tuple),
        against_sentiment=st.lists(symbols, max_size=2).map(tuple),
    )  # fmt: skip
    scored = st.builds(
        Sentiment, label=st.sampled_from(["positive", "neutral", "negative"]), score=fractions, model=maybe_words,
        confidence=st.none() | st.floats(0, 1),
    )  # fmt: skip
    unscored = st.builds(
        Sentiment, label=st.none(), score=st.none(), model=maybe_words,
        status=st.sampled_from(["no_text", "unsupported_language"]),
    )  # fmt: skip
    sentiments = st.none() | scored | unscored
    moments = st.datetimes(timezones=st.timezones(), allow_imaginary=False).map(lambda moment: moment.isoformat())
    article = Article(
        id=article_id(f"{text}|{next(places)}"),  # each its own, so that none fills another in
        title=draw(maybe_words), source=draw(maybe_words), author=draw(maybe_words), url=draw(maybe_words),
        published_at=draw(st.none() | st.dates().map(date.isoformat) | moments.filter(_is_readable)),
        topics=draw(st.lists(words, max_size=2).map(tuple)),
        stated=draw(
            st.builds(
                Stated, sentiment_label=maybe_words, sentiment_score=st.none() | fractions,
                market_impact=st.none() | st.floats(0, 1),
            )
        ),
        text=text, path=draw(maybe_words),
    )  # fmt: skip
    instruments = st.builds(
        Instrument, symbol=symbols, name=maybe_words, asset_class=of(Instrument, "asset_class"),
        sentiment=sentiments,
        mentions=st.lists(spans().map(lambda span: Span(**span)), max_size=2).map(tuple),
    )  # fmt: skip
    return Extraction(
        article=article, sentiment=draw(sentiments),
        instruments=draw(st.lists(instruments, max_size=2).map(tuple)),
        horizons=draw(st.lists(durations, max_size=2).map(tuple)), conditions=draw(conditions),
        recommendations=draw(st.lists(recommendations, max_size=3).map(tuple)),
    )  # fmt: skip


def _is_readable(moment: str) -> bool:
    try:
        Article(id="x", text="x", published_at=moment)
    except ValueError:  # an offset with seconds, as of the years before time zones
        return False
    return True


evidence = st.builds(
    Evidence, measure=words, change=words, series=maybe_words, symbols=st.lists(symbols, max_size=2).map(tuple),
    first=st.none() | st.dates(), last=st.none() | st.dates(),
    values=st.dictionaries(words, numbers | words | st.none(), max_size=3), threshold=maybe_numbers,
    value=st.none() | st.booleans(), unknown=maybe_words,
)  # fmt: skip
verdicts = st.builds(
    Verdict, role=of(Verdict, "role"), text=st.sampled_from(["below 40", "above 50"]),
    date=st.dates(date(2024, 1, 1), date(2024, 1, 9)), value=st.none() | st.booleans(),
    evidence=st.lists(evidence, max_size=2).map(tuple),
)  # fmt: skip
outcomes = st.builds(
    Outcome, entry_date=st.dates(), entry_price=maybe_numbers, exit_date=st.none() | st.dates(),
    exit_price=maybe_numbers,
    legs=st.lists(
        st.builds(LegFill, symbol=symbols, side=of(LegFill, "side"), kind=of(LegFill, "kind"),
                  entry_price=maybe_numbers, exit_price=maybe_numbers), max_size=2).map(tuple),
    gross_return=maybe_numbers, net_return=maybe_numbers, benchmark=maybe_words,
    benchmark_return=maybe_numbers, excess_return=maybe_numbers, mae=maybe_numbers, mfe=maybe_numbers,
    sessions_held=st.none() | st.integers(0, 999), target_touched=st.none() | st.booleans(),
    return_basis=of(Outcome, "return_basis"), pricing=of(Outcome, "pricing"),
    prices=st.lists(
        st.builds(Prices, vendor=maybe_words, adjustment=maybe_words, hash=maybe_words), max_size=2
    ).map(tuple),
    assumptions=st.lists(words, max_size=2).map(tuple),
)  # fmt: skip

several = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def kept() -> Iterator[Store]:
    """One store for all examples: making one takes longer than an example."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "kept.db") as opened:
        yield opened


@several
@given(extraction=extractions())
def test_an_extraction_comes_back_the_same(kept: Store, extraction: Extraction) -> None:
    assert kept.add([extraction]).added == 1
    assert kept.extraction(extraction.article.id) == extraction
    assert kept.article(extraction.article.id) == extraction.article
    assert kept.add([extraction]).unchanged == 1
    from_store = [kept.idea(idea.id) for idea in ideas_of(extraction)]
    assert from_store == ideas_of(extraction)


@several
@given(extraction=extractions(), data=st.data())
def test_what_became_of_an_idea_comes_back_the_same(kept: Store, extraction: Extraction, data: st.DataObject) -> None:
    kept.add([extraction])
    lived: list[Idea] = []
    for idea in ideas_of(extraction):
        life = {
            "status": data.draw(of(Idea, "status")),
            "reason": data.draw(maybe_words),
            "verdicts": thinned(data.draw(st.lists(verdicts, max_size=6))),
            "outcome": data.draw(st.none() | outcomes),
        }
        lived.append(idea.model_copy(update=life))
    kept.save(lived)
    assert [kept.idea(idea.id) for idea in lived] == lived
    assert kept.save(lived).saved == 0
