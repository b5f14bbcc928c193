"""The main job on what ships with the package: no network, no keys, nothing of the user's touched."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from commentary_nlp.pipeline.auditing import audit, report
from commentary_nlp.pipeline.ingesting import IngestReport, ingest
from commentary_nlp.pipeline.places import Places, Progress, embedded, silent
from commentary_nlp.pipeline.prices import import_market
from commentary_nlp.pipeline.querying import ideas
from commentary_nlp.pipeline.tracking import TrackReport, track
from commentary_nlp.records import Idea

if TYPE_CHECKING:
    from commentary_nlp.audit.scorecard import AuditRow


@dataclass(frozen=True, slots=True)
class DemoResult:
    """All that the demo shows; `report` is where the HTML page was written."""

    ingested: IngestReport
    tracked: TrackReport
    ideas: list[Idea]
    rows: list[AuditRow]
    report: Path


def demo(
    out: str | Path = "commentary-demo.html", *, keep: Places | None = None, progress: Progress = silent
) -> DemoResult:
    """Ingests the embedded articles, tracks their ideas on the embedded prices, audits and reports.

    Everything is kept in a temporary folder and dropped, unless `keep` names a place for it.

    Raises:
        CommentaryError: the installation lacks its articles or prices, or `out` cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix="commentary-") as folder:
        places = keep or Places(Path(folder) / "demo.db", Path(folder) / "prices")
        import_market(embedded("prices"), places)
        ingested = ingest([embedded("demo")], places, progress=progress)
        tracked = track(places)
        page = report(out, places, title="Commentary audit: the demo")
        return DemoResult(ingested, tracked, ideas(None, places), audit(places), page)
