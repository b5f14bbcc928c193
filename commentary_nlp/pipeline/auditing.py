"""Who was right; what followed sentiment; the report; agreement with annotations."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from commentary_nlp.errors import AuditError
from commentary_nlp.pipeline.extracting import Workers
from commentary_nlp.pipeline.places import Places
from commentary_nlp.pipeline.prices import market_view
from commentary_nlp.pipeline.querying import reading
from commentary_nlp.read import Failure, Fill, fill, read_path
from commentary_nlp.records import Article, Extraction, article_id
from commentary_nlp.settings import Settings

if TYPE_CHECKING:
    from commentary_nlp.audit.annotation import Agreement
    from commentary_nlp.audit.forward import ForwardRow
    from commentary_nlp.audit.scorecard import AuditRow


def audit(places: Places | None = None, *, by: str = "author", settings: Settings | None = None) -> list[AuditRow]:
    """The record of each group, from the outcomes that `track` stored.

    Raises:
        StoreError: there is no store.
        AuditError: `by` is no known group.
    """
    from commentary_nlp.audit.scorecard import audit as score

    with reading(places) as store:
        topics = {e.article.id: e.article.topics for e in store.extractions()} if by == "topic" else None
        return score(store.ideas(), by, topics=topics, settings=(settings or Settings()).audit)


def forward(
    places: Places | None = None, *, as_of: date | None = None, settings: Settings | None = None
) -> list[ForwardRow]:
    """Sentiment, ours and the publishers', against forward returns.

    Raises:
        StoreError: there is no store.
        MarketError: there are no prices.
    """
    from commentary_nlp.audit.forward import forward_returns
    from commentary_nlp.market.symbols import calendar_for

    settings = settings or Settings()
    view = market_view(places, as_of, settings)
    with reading(places) as store:
        return forward_returns(
            store.extractions(), view, calendar_for, benchmark=settings.track.benchmark, settings=settings.audit
        )


def report(
    out: str | Path,
    places: Places | None = None,
    *,
    by: str = "author",
    as_of: date | None = None,
    title: str = "Commentary audit",
    settings: Settings | None = None,
) -> Path:
    """Writes the self-contained HTML page and gives its path.

    Raises:
        AuditError: the file cannot be written.
        StoreError, MarketError: there is no store, there are no prices.
    """
    from commentary_nlp.audit.forward import forward_returns
    from commentary_nlp.audit.report import render_report
    from commentary_nlp.audit.scorecard import audit as score
    from commentary_nlp.market.symbols import calendar_for

    settings = settings or Settings()
    view = market_view(places, as_of, settings)
    with reading(places) as store:
        ideas = list(store.ideas())
        extractions = list(store.extractions())
    articles = {e.article.id: e.article for e in extractions}
    topics = {key: article.topics for key, article in articles.items()}
    rows = score(ideas, by, topics=topics, settings=settings.audit)
    followed = forward_returns(
        extractions, view, calendar_for, benchmark=settings.track.benchmark, settings=settings.audit
    )
    page = render_report(ideas, rows, followed, articles, as_of=view.as_of, by=by, title=title)
    path = Path(out)
    try:
        path.write_text(page, "utf-8", "replace")
    except OSError as error:
        raise AuditError(f"{path} cannot be written: {error.strerror or error}.", "Name another file.") from None
    return path


def evaluate(gold: str | Path, *, extractor: str = "default") -> Agreement:
    """Extracts every ``NAME.txt`` of a folder and compares it with ``NAME.gold.json`` beside it; or the ``text`` of
    each line of a ``.jsonl`` file of passages with its ``recommendations``.

    The text is read as any file is; a publication date that the annotation gives fills in a missing one, for
    years of expiries follow from it.

    Raises:
        AuditError: there is no annotation, or one that is no JSON.
    """
    import json

    from commentary_nlp.audit.annotation import agreement_of_files

    folder = Path(gold)
    if folder.suffix == ".jsonl":
        return _evaluate_passages(folder, extractor)
    workers = Workers(extractor)
    found = {}
    for path in sorted(folder.glob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        dated = (json.loads(path.read_text("utf-8")).get("article") or {}).get("published_at")
        readings = [fill(r, Fill(published_at=dated)) for r in read_path(folder / f"{name}.txt")]
        for extraction in workers(readings):
            if isinstance(extraction, Failure):
                raise AuditError(f"{extraction}", "Mend the text or leave it out.")
            if isinstance(extraction, Extraction):
                found[name] = extraction.to_dict()
    return agreement_of_files(folder, found)


def _evaluate_passages(path: Path, extractor: str) -> Agreement:
    import json

    from commentary_nlp.audit.annotation import agreement

    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        articles = [
            Article(id=article_id(row["text"]), text=row["text"], published_at=row.get("published_at")) for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AuditError(f"{path} holds no passages: {error}.", "Give lines of text and recommendations.") from None
    pairs = []
    with Workers(extractor) as workers:
        for place, (row, found) in enumerate(zip(rows, workers(articles), strict=True), 1):
            if not isinstance(found, Extraction):
                raise AuditError(f"{path}, line {place}: {found}", "Mend the text or leave it out.")
            pairs.append((str(row.get("id", place)), row, found.to_dict()))
    return agreement(pairs)
