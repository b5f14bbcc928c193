"""The main job, as the README runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from commentary_nlp.pipeline import DemoResult, Places, demo, embedded, validate
from commentary_nlp.records import Extraction, parse_published


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> DemoResult:
    folder = tmp_path_factory.mktemp("demo")
    return demo(folder / "page.html", keep=Places(folder / "demo.db", folder / "prices"))


def test_articles_by_several_authors_over_years(done: DemoResult) -> None:
    assert not done.ingested.failures
    assert not done.ingested.undated
    assert done.ingested.added >= 12
    callers = {idea.article.author or idea.article.source for idea in done.ideas}
    assert len(callers) >= 4
    years = {parse_published(idea.article.published_at or "").year for idea in done.ideas}
    assert years >= {2022, 2023, 2024, 2025}
    suffixes = {path.suffix for path in embedded("demo").iterdir()}
    assert suffixes >= {".txt", ".md", ".html", ".eml", ".jsonl"}


def test_every_life_is_told(done: DemoResult) -> None:
    statuses = {idea.status for idea in done.ideas}
    assert statuses >= {"closed", "never_triggered", "call"}
    assert "pending" not in statuses  # the prices reach beyond every horizon
    reasons = {idea.reason for idea in done.ideas if idea.status == "closed"}
    assert reasons >= {"target", "stop", "horizon"}
    for idea in done.ideas:
        if idea.status == "closed":
            assert idea.outcome is not None
            assert idea.outcome.net_return is not None
            assert idea.outcome.prices
            assert idea.outcome.entry_date.isoformat() > (idea.article.published_at or "")[:10]
        if idea.status in ("not_settled", "never_triggered"):
            assert idea.reason


def test_some_right_and_some_wrong(done: DemoResult) -> None:
    hits = sum(row.hits for row in done.rows)
    settled = sum(row.settled for row in done.rows)
    assert settled >= 30
    assert 0.25 < hits / settled < 0.85


def test_page_stands_alone(done: DemoResult) -> None:
    page = done.report.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert all(row.group.split()[0] in page for row in done.rows)


def test_conditions_are_judged_on_embedded_prices(done: DemoResult) -> None:
    folder = done.report.parent
    rows = validate(None, Places(folder / "demo.db", folder / "prices"))
    assert {True, False} <= {row.verdict.value for row in rows}
    assert all(row.verdict.evidence for row in rows if row.verdict.value is not None)


def test_twice_the_same(done: DemoResult, tmp_path: Path) -> None:
    again = demo(tmp_path / "page.html")
    assert [i.to_dict() for i in again.ideas] == [i.to_dict() for i in done.ideas]


def test_annotated_articles_are_grounded() -> None:
    from commentary_nlp.pipeline import extract

    for item in extract([embedded("demo")]):
        assert isinstance(item, Extraction), item
        assert not item.ungrounded()
