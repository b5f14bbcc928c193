"""The same article twice is one article; a better reading keeps what is still true."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from commentary_nlp.errors import StoreError
from commentary_nlp.records import Duration, Extraction, Idea, Outcome, Stated, Verdict, ideas_of
from commentary_nlp.track import IdeaQuery, Store

BUY = ("Buy Nvidia on the dip.", "long", "NVDA")
SHORT = ("Short Tesla into strength.", "short", "TSLA")
WATCH = ("Watch the banks.", "", "")


def lived(idea: Idea) -> Idea:
    return idea.model_copy(
        update={
            "status": "closed",
            "reason": "target",
            "verdicts": (Verdict(role="target", text="at 120", date=date(2024, 5, 9), value=True),),
            "outcome": Outcome(entry_date=date(2024, 5, 6), exit_date=date(2024, 5, 9), net_return=0.04),
        }
    )


def with_metadata(extraction: Extraction, **metadata: object) -> Extraction:
    return extraction.model_copy(update={"article": extraction.article.model_copy(update=metadata)})


def changed(extraction: Extraction, place: int, **fields: object) -> Extraction:
    recs = list(extraction.recommendations)
    recs[place] = recs[place].model_copy(update=fields)
    return extraction.model_copy(update={"recommendations": tuple(recs)})


def statuses(store: Store) -> list[str]:
    return [idea.status for idea in store.ideas(IdeaQuery(descending=False))]


def test_adding_twice_is_adding_once(store: Store, make) -> None:
    one, other = make(BUY, SHORT), make(WATCH)
    first = store.add([one, other, one])
    assert (first.added, first.updated, first.unchanged, first.ideas) == (2, 0, 1, 3)
    again = store.add([other, one])
    assert (again.added, again.updated, again.unchanged, again.ideas) == (0, 0, 2, 0)
    assert store.counts().articles == 2
    assert store.counts().ideas == 3


def test_missing_metadata_is_filled_in_and_never_overridden(store: Store, make) -> None:
    store.add([make(BUY, published_at=None, author="Ada Bell", path="a.txt")])
    late = make(
        BUY, published_at="2024-05-03T16:30:00-04:00", author="Someone Else", source="Desk", title="Chips",
        url="https://example.org/1", topics=("Equities",), path="b.txt",
        stated=Stated(sentiment_label="neutral"),
    )  # fmt: skip
    assert store.add([late]).updated == 1
    kept = store.article(late.article.id)
    assert kept == late.article.model_copy(update={"author": "Ada Bell", "path": "a.txt"})
    later = with_metadata(
        late, published_at="2020-01-01", source="Other", topics=("X",),
        stated=Stated(sentiment_label="positive", sentiment_score=0.5),
    )  # fmt: skip
    assert store.add([later]).updated == 1
    assert store.article(late.article.id) == kept.model_copy(
        update={"stated": Stated(sentiment_label="neutral", sentiment_score=0.5)}
    )
    (idea,) = store.ideas()
    assert (idea.article.author, idea.article.source, idea.article.published_at) == (
        "Ada Bell", "Desk", "2024-05-03T16:30:00-04:00",
    )  # fmt: skip


def test_metadata_within_one_batch_is_filled_in_too(store: Store, make) -> None:
    bare = make(BUY, published_at=None)
    report = store.add([bare, with_metadata(bare, author="Ada Bell"), with_metadata(bare, author="Other")])
    assert (report.added, report.updated, report.unchanged) == (1, 1, 1)
    assert store.article(bare.article.id).author == "Ada Bell"


def test_filling_in_the_date_reopens_tracking(store: Store, make) -> None:
    bare = make(BUY, published_at=None)
    store.add([bare])
    (idea,) = store.ideas()
    store.save([idea.model_copy(update={"status": "not_settled", "reason": "the article has no date"})])
    store.add([make(BUY, published_at=None, author="Ada Bell")])
    assert statuses(store) == ["not_settled"]
    store.add([make(BUY, published_at="2024-05-03")])
    (again,) = store.ideas()
    assert (again.id, again.status, again.reason) == (idea.id, "pending", None)


def test_a_better_reading_keeps_what_became_of_unchanged_ideas(store: Store, make) -> None:
    old = make(BUY, SHORT, WATCH)
    store.add([old])
    buy, short, _ = ideas_of(old)
    store.save([lived(buy), lived(short)])
    better = changed(old, 1, horizon=Duration(text="Short", start=23, end=28, min=1, max=2, unit="week"))
    better = better.model_copy(update={"recommendations": better.recommendations[:2]})
    assert store.add([better]).updated == 1
    assert store.idea(buy.id) == lived(buy)
    assert store.idea(short.id) == ideas_of(better)[1]
    assert store.counts().ideas == 2
    assert store.counts().verdicts == 1
    assert store.counts().outcomes == 1
    assert store.extraction(old.article.id) == better


def test_an_idea_that_moves_in_the_article_keeps_its_life(store: Store, make) -> None:
    whole = make(BUY, SHORT)
    second_only = whole.model_copy(update={"recommendations": whole.recommendations[1:]})
    store.add([second_only])
    (short,) = store.ideas()
    store.save([lived(short)])
    store.add([whole])
    moved = store.idea(short.id)
    assert moved.place == 1
    assert moved == lived(short).model_copy(update={"place": 1})


def test_an_idea_that_a_later_word_acts_on_is_tracked_again(store: Store, make) -> None:
    old = make(BUY, SHORT)
    store.add([old])
    store.save(lived(idea) for idea in store.ideas())
    store.add([make(BUY, SHORT, refers_to={1: (0,)})])
    assert statuses(store) == ["pending", "pending"]


def test_another_text_under_a_known_id_is_refused_and_the_rest_goes_on(store: Store, make) -> None:
    one, other = make(BUY), make(SHORT)
    store.add([one])
    report = store.add([with_metadata(other, id=one.article.id, path="x.jsonl"), other])
    assert report.added == 1
    (refusal,) = report.refused
    assert refusal.article_id == one.article.id
    assert refusal.path == "x.jsonl"
    assert "another text" in refusal.reason
    assert store.extraction(one.article.id) == one


@pytest.mark.parametrize("where", ["text", "title"])
def test_half_a_surrogate_pair_is_refused_and_the_rest_goes_on(store: Store, make, where: str) -> None:
    broken = with_metadata(make(BUY), **{where: "broken \ud83d emoji"})
    report = store.add([broken, make(SHORT)])
    assert report.added == 1
    assert "surrogate" in report.refused[0].reason
    assert store.counts().articles == 1


def test_half_a_surrogate_pair_in_a_verdict_is_an_error_that_costs_nothing(store: Store, make) -> None:
    store.add([make(BUY)])
    (idea,) = store.ideas()
    bad = idea.model_copy(update={"status": "not_settled", "reason": "no prices of \ud83d"})
    with pytest.raises(StoreError, match="surrogate"):
        store.save([bad])
    assert statuses(store) == ["pending"]


def test_recommendations_that_claim_the_same_words_are_refused(store: Store, make) -> None:
    twice = make(BUY)
    rec = twice.recommendations[0]
    twice = twice.model_copy(update={"recommendations": (rec, rec.model_copy(update={"end": rec.end + 1}))})
    report = store.add([twice, make(SHORT)])
    assert (report.added, len(report.refused)) == (1, 1)


def test_what_came_before_an_error_is_stored(store: Store, make) -> None:
    def breaking() -> Iterator[Extraction]:
        yield make(BUY)
        yield make(SHORT)
        yield make(WATCH)
        raise OSError("the disk went away")

    with pytest.raises(OSError, match="went away"):
        store.add(breaking(), batch=2)
    assert store.counts().articles == 3


def test_a_transaction_is_there_whole_or_not_at_all(store: Store, make) -> None:
    def adding_in_vain() -> None:
        with store.transaction():
            store.add([make(BUY)])
            store.record_file("a.txt", digest="1", articles=1)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        adding_in_vain()
    assert store.counts().articles == 0
    assert not store.seen("a.txt", "1")
    with store.transaction():
        store.add([make(BUY)])
        store.record_file("a.txt", digest="1", articles=1)
    assert store.counts().articles == 1
    assert store.seen("a.txt", "1")


def test_removing_an_article_removes_all_of_it(store: Store, make) -> None:
    store.add([make(BUY), make(SHORT)])
    store.save(lived(idea) for idea in store.ideas())
    store.remove(make(BUY).article.id)
    counts = store.counts()
    assert (counts.articles, counts.ideas, counts.verdicts, counts.outcomes) == (1, 1, 1, 1)
    assert list(store.ideas(IdeaQuery(text="Nvidia"))) == []
    with pytest.raises(StoreError, match="No article"):
        store.remove(make(BUY).article.id)
