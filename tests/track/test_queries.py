"""Asking for ideas: every filter narrows, any string may be asked for, and indexes do the work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from commentary_nlp.errors import StoreError
from commentary_nlp.records import (
    Alternative,
    Article,
    Condition,
    Duration,
    Extraction,
    Leg,
    Outcome,
    Predicate,
    Recommendation,
    article_id,
)
from commentary_nlp.settings import StoreSettings
from commentary_nlp.track import IdeaQuery, Store
from commentary_nlp.track.queries import idea_sql
from commentary_nlp.track.rows import horizon_sessions


def article(text: str, *recs: Recommendation, **metadata: object) -> Extraction:
    return Extraction(article=Article(id=article_id(text), text=text, **metadata), recommendations=recs)


def leg(side: str, symbol: str) -> Leg:
    return Leg(side=side, symbol=symbol, kind="share")


WEEKS = Duration(text="weeks", start=0, end=5, min=1, max=3, unit="week")
DAYS = Duration(text="days", start=0, end=4, max=5, unit="session")
PAIR = Recommendation(
    text="Short Acme against long Borealis for weeks.", start=0, end=43, action="open", horizon=WEEKS,
    alternatives=(Alternative(structure="pair", legs=(leg("short", "ACME"), leg("long", "brk.b"))),),
)  # fmt: skip
CHOICE = Recommendation(
    text="Hedge with Acme puts or sell Corvid for days.", start=44, end=89, action="hedge", horizon=DAYS,
    alternatives=(
        Alternative(structure="outright", legs=(leg("long", "ACME"),)),
        Alternative(structure="outright", legs=(leg("short", "CRVD"),)),
    ),
)  # fmt: skip
WATCHED = Recommendation(
    text="Watch the café chains until Corvid clears 40.", start=0, end=45, action="watch",
    conditions=(
        Condition(
            text="Corvid clears 40", start=28, end=44, role="trigger",
            test=Predicate(measure="price", symbols=("CRVD",), change="above", value=40, unit="price"),
        ),
    ),
)  # fmt: skip
UNDATED = Recommendation(
    text="Avoid the rest.", start=0, end=15, action="avoid",
    alternatives=(Alternative(structure="outright", legs=(leg("long", "REST"),)),),
)  # fmt: skip


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("held") / "held.db") as store:
        store.add(
            [
                article("one", PAIR, CHOICE, author="Zoë  Bell", source="Harbour Desk", title="Rotation",
                        published_at="2024-05-03T20:30:00-04:00"),
                article("two", WATCHED, author="Cy Young", source="harbour desk", title="Coffee",
                        published_at="2024-05-04"),
                article("three", UNDATED, author=None),
            ]
        )  # fmt: skip
        (pair,) = store.ideas(IdeaQuery(structure="pair"))
        outcome = Outcome(entry_date=date(2024, 5, 6), net_return=0.02)
        store.save([pair.model_copy(update={"status": "closed", "reason": "target", "outcome": outcome})])
        yield store


def asked(store: Store, **query: object) -> list[str]:
    """The first word of each idea found, with its alternative where it is not the first."""
    query.setdefault("descending", False)
    return [
        idea.recommendation.text.split()[0] + ("" if not idea.alternative else f" {idea.alternative}")
        for idea in store.ideas(IdeaQuery(**query))
    ]


ALL = ["Watch", "Short", "Hedge", "Hedge 1", "Avoid"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ALL),
        ({"symbol": "acme"}, ["Short", "Hedge"]),
        ({"symbol": " BRK.B "}, ["Short"]),
        ({"symbol": "CRVD"}, ["Watch", "Hedge 1"]),
        ({"symbol": "CRVD", "side": "short"}, ["Hedge 1"]),
        ({"symbol": ["ACME", "CRVD"], "side": "long"}, ["Hedge"]),
        ({"symbol": "NONE"}, []),
        ({"side": "short"}, ["Short", "Hedge 1"]),
        ({"side": ["long", "short"]}, ["Short", "Hedge", "Hedge 1", "Avoid"]),
        ({"author": "zoë bell"}, ["Short", "Hedge", "Hedge 1"]),
        ({"author": ["ZOË BELL", "cy young"]}, ALL[:4]),
        ({"author": "Zoë"}, []),
        ({"source": "Harbour desk"}, ALL[:4]),
        ({"action": "hedge"}, ["Hedge", "Hedge 1"]),
        ({"action": ("watch", "avoid")}, ["Watch", "Avoid"]),
        ({"structure": "pair"}, ["Short"]),
        ({"status": "closed"}, ["Short"]),
        ({"status": ["pending", "open"]}, ["Hedge", "Hedge 1"]),
        ({"horizon": 15}, ["Short", "Hedge", "Hedge 1"]),
        ({"horizon": 14}, ["Hedge", "Hedge 1"]),
        ({"first": date(2024, 5, 4)}, ["Watch"]),
        ({"last": date(2024, 5, 3)}, ["Short", "Hedge", "Hedge 1"]),
        ({"first": date(2024, 5, 3), "last": date(2024, 5, 4)}, ALL[:4]),
        ({"first": date(2024, 5, 5)}, []),
        ({"text": "puts"}, ["Hedge", "Hedge 1"]),
        ({"text": "put hedging"}, ["Hedge", "Hedge 1"]),
        ({"text": '"hedge with"'}, ["Hedge", "Hedge 1"]),
        ({"text": '"with hedge"'}, []),
        ({"text": "cafe"}, ["Watch"]),
        ({"text": "bell rotation"}, ["Short", "Hedge", "Hedge 1"]),
        ({"text": "acme corvid"}, ["Hedge", "Hedge 1"]),
        ({"text": "  "}, ALL),
        ({"text": "acme", "author": "cy young"}, []),
        ({"article_id": article_id("two")}, ["Watch"]),
        ({"article_id": article_id("two")[7:17].upper()}, ["Watch"]),
        ({"article_id": "sha256:"}, ALL),
        ({"limit": 2}, ALL[:2]),
        ({"limit": 2, "offset": 2}, ALL[2:4]),
        ({"offset": 4}, ALL[4:]),
        ({"limit": 0}, []),
        ({"descending": True}, ["Short", "Hedge", "Hedge 1", "Watch", "Avoid"]),
        ({"sort": "return"}, ["Short", *[name for name in ALL if name != "Short"]]),
        ({"sort": "return", "symbol": "ACME", "descending": True}, ["Short", "Hedge"]),
        ({"sort": "horizon", "side": ["long", "short"]}, ["Hedge", "Hedge 1", "Short", "Avoid"]),
        ({"sort": "horizon", "side": ["long", "short"], "descending": True}, ["Short", "Hedge", "Hedge 1", "Avoid"]),
        ({"sort": "author"}, ["Watch", "Short", "Hedge", "Hedge 1", "Avoid"]),
        ({"sort": "symbol"}, ["Hedge", "Short", "Hedge 1", "Avoid", "Watch"]),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_found(held: Store, query: dict[str, object], found: list[str]) -> None:
    # Ideas that are equal in the order asked for stand by article, in an order of no meaning.
    if query.get("sort") == "return" and "symbol" not in query:
        assert asked(held, **query)[0] == found[0]
        assert sorted(asked(held, **query)) == sorted(found)
    else:
        # In UTC the evening of the 3rd in New York lies after the date of the 4th alone.
        assert asked(held, **query) == found


def test_the_count_is_that_of_the_ideas(held: Store) -> None:
    assert held.count() == 5
    assert held.count(IdeaQuery(symbol="ACME", limit=1)) == 1


@pytest.mark.parametrize("sort", ["published", "author", "source", "title", "action", "structure", "symbol",
                                  "status", "horizon", "return"])  # fmt: skip
@pytest.mark.parametrize("descending", [True, False])
def test_every_order_gives_every_idea_once(held: Store, sort: str, descending: bool) -> None:
    assert sorted(asked(held, sort=sort, descending=descending)) == sorted(ALL)


def test_one_idea_by_the_beginning_of_its_id(held: Store) -> None:
    (idea,) = held.ideas(IdeaQuery(structure="pair"))
    assert held.idea(idea.id) == held.idea(idea.id[:12]) == held.idea(f" {idea.id.upper()} ") == idea
    assert [found.id for found in held.ideas(IdeaQuery(id=idea.id[:12]))] == [idea.id]
    for nothing in ("zz", "", "%", "_", "\ud800", "\0"):
        with pytest.raises(StoreError, match="No idea") as caught:
            held.idea(nothing)
        assert "commentary ideas" in caught.value.remedy


def test_an_ambiguous_beginning_lists_what_it_may_be(store: Store, make) -> None:
    store.add(make((f"Buy share number {n}.", "long", "X")) for n in range(40))
    ids = sorted(idea.id for idea in store.ideas())
    letter = max("0123456789abcdef", key=lambda start: sum(key.startswith(start) for key in ids))
    with pytest.raises(StoreError, match="Several ideas") as caught:
        store.idea(letter)
    begun = [key for key in ids if key.startswith(letter)]
    assert all(key in caught.value.message for key in begun[:10])
    with pytest.raises(StoreError, match=r"Several articles .*\.\.\."):
        store.article("sha256:")


def test_an_article_by_the_beginning_of_its_id(held: Store) -> None:
    key = article_id("two")
    for asked_for in (key, key[:20], key[7:], key[7:20].upper()):
        assert held.article(asked_for).title == "Coffee"
        assert held.extraction(asked_for).recommendations == (WATCHED,)
    for nothing in ("zz", "", "sha256:zz"):
        with pytest.raises(StoreError, match="No article"):
            held.article(nothing)


def test_all_extractions_come_in_the_order_of_adding(store: Store, make) -> None:
    given = [make((f"Buy share number {n}.", "long", "X")) for n in range(7)]
    for one in given:
        store.add([one])
    assert list(store.extractions()) == given


def test_what_cannot_be_asked_is_refused() -> None:
    for query in (
        {"action": "buy"},
        {"sort": "id; drop table ideas"},
        {"limit": -1},
        {"mood": "good"},
        {"offset": 2**63},
    ):
        with pytest.raises(ValidationError):
            IdeaQuery(**query)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(max_size=30) | st.text(st.sampled_from("\"'*():^-+ \n\0{}aANDORT,.\\"), max_size=30))
@example('"')
@example('a"b')
@example('"a\nAND"')
@example("NOT")
@example("NEAR(acme")
@example("title: acme")
@example("acme*")
@example("\0acme")
@example("'; drop table ideas; --")
@example("\ud800")
@example('"" ""')
@example("-acme")
@example("^acme")
def test_any_string_may_be_asked_for(held: Store, text: str) -> None:
    for query in (
        IdeaQuery(text=text), IdeaQuery(author=text), IdeaQuery(symbol=text), IdeaQuery(source=(text, text)),
        IdeaQuery(article_id=text), IdeaQuery(id=text),
    ):  # fmt: skip
        assert held.count(query) <= 5


@pytest.mark.parametrize("text", ["acme*", "(acme", "ACME.", "^acme", "-acme", '"acme', "acme AND puts", "text:acme"])
def test_signs_mean_nothing_and_words_are_words(held: Store, text: str) -> None:
    plain = asked(held, text=text)
    # `AND` and `text` are words like others, and stand in no idea.
    assert plain == ([] if "AND" in text or ":" in text else ["Short", "Hedge", "Hedge 1"])


def test_the_search_follows_what_is_stored(store: Store, make) -> None:
    old = make(("Buy Nvidia.", "long", "NVDA"), author=None)
    store.add([old])
    assert store.count(IdeaQuery(text="bell")) == 0
    store.add([make(("Buy Nvidia.", "long", "NVDA"), author="Zoë Bell")])
    assert store.count(IdeaQuery(text="bell nvidia")) == 1
    store.add([store.extraction(old.article.id).model_copy(update={"recommendations": ()})])
    assert store.count(IdeaQuery(text="nvidia")) == 0
    store._db.execute("insert into ideas_fts(ideas_fts, rank) values ('integrity-check', 1)")


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({}, "idx_ideas_published_utc"),
        ({"symbol": "ACME"}, "idx_idea_symbols_symbol_side_idea_id"),
        ({"symbol": "ACME", "side": "long"}, "idx_idea_symbols_symbol_side_idea_id"),
        ({"author": "cy young"}, "idx_ideas_author_published_utc"),
        ({"source": "harbour desk"}, "idx_ideas_source_published_utc"),
        ({"status": "open"}, "idx_ideas_status_published_utc"),
        ({"action": "hedge"}, "idx_ideas_action_published_utc"),
        ({"structure": "pair"}, "idx_ideas_structure_published_utc"),
        ({"horizon": 5, "sort": "horizon"}, "idx_ideas_horizon_sessions"),
        ({"first": date(2024, 5, 3), "last": date(2024, 5, 3)}, "idx_ideas_published_on"),
        ({"text": "acme"}, "VIRTUAL TABLE INDEX"),
        ({"article_id": article_id("one")}, "idx_ideas_article_id_place_alternative"),
        ({"id": "ab"}, "idx_ideas_id"),
        ({"sort": "return", "limit": 10}, "outcomes"),
    ],
)  # fmt: skip
def test_queries_use_their_indexes(held: Store, query: dict[str, object], index: str) -> None:
    sql, values = idea_sql(held._db, IdeaQuery(**query))
    plan = [row[3] for row in held._db.conn.execute("explain query plan " + sql, values)]
    assert any(index in step for step in plan), plan
    assert "SCAN ideas" not in plan or query.get("sort") == "return", plan


def test_horizons_are_counted_in_sessions() -> None:
    per = StoreSettings().sessions_per
    friday = date(2024, 5, 3)

    def sessions(published: date | None = friday, **said: object) -> float | None:
        return horizon_sessions(Duration(text="", start=0, end=0, **said), published, per)

    assert horizon_sessions(None, friday, per) is None
    assert sessions(min=1, max=3, unit="week") == 15
    assert sessions(max=10, unit="session") == 10
    assert sessions(max=14, unit="day") == 10
    assert sessions(max=1, unit="year") == 252
    assert sessions(min=1, unit="month") is None
    assert sessions() is None
    assert sessions(until="the June meeting") is None
    assert sessions(until="2024-05-06") == 1
    assert sessions(until="2024-05-17") == 10
    assert sessions(until="2024-05-01") is None
    assert sessions(published=None, until="2024-05-17") is None


@given(start=st.dates(date(2000, 1, 1), date(2030, 1, 1)), length=st.integers(0, 900))
def test_weekdays_until_a_date_are_counted_one_by_one(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    until = Duration(text="", start=0, end=0, until=end.isoformat())
    slowly = sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, length + 1))
    assert horizon_sessions(until, start, StoreSettings().sessions_per) == slowly


def test_the_store_survives_being_compacted(path: Path, make) -> None:
    with Store.open(path) as store:
        store.add(make((f"Buy share number {n}.", "long", f"S{n}")) for n in range(30))
        store.remove(make(("Buy share number 3.", "long", "S3")).article.id)
        store._db.vacuum()
        assert [idea.recommendation.text for idea in store.ideas(IdeaQuery(text="17"))] == ["Buy share number 17."]
