"""Files into the store: resumable, idempotent, and at no cost to the rest where one is bad."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from commentary_nlp import __version__
from commentary_nlp.errors import CommentaryError
from commentary_nlp.pipeline.extracting import Workers, read_any, split_input
from commentary_nlp.pipeline.places import Places, Progress, silent
from commentary_nlp.read import CallColumns, Failure, Fill, Reading, read_calls
from commentary_nlp.records import Article, Extraction
from commentary_nlp.settings import Settings

if TYPE_CHECKING:
    from commentary_nlp.track import Store

# Files of one transaction: what a killed run reads again, at most.
_FILES = 32


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did, in articles; `skipped` counts files read before, unchanged.

    `undated` are articles without a publication date: stored, but not tracked until they have one. `unsure` counts
    the recommendations left out because their confidence was below the one asked for.
    """

    files: int = 0
    skipped: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    ideas: int = 0
    unsure: int = 0
    undated: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()


@dataclass(slots=True)
class _File:
    path: Path
    digest: str | None
    size: int | None
    readings: int
    extractions: list[Extraction]
    failures: list[Failure]


def ingest(
    paths: Sequence[str | Path],
    places: Places | None = None,
    *,
    facts: Fill | None = None,
    extractor: str = "default",
    sentiment: str | None = None,
    jobs: int = 1,
    min_confidence: float = 0.0,
    settings: Settings | None = None,
    progress: Progress = silent,
) -> IngestReport:
    """Reads, extracts and stores files, folders and globs ("-" is standard input).

    A file that was read before with the same bytes, facts, extractor, `sentiment` and `min_confidence` is skipped;
    the same article in two files is one. Recommendations with a confidence below `min_confidence` are counted and not
    stored; those without one are. `progress` counts files.

    Raises:
        StoreError: the store cannot be opened or written.
    """
    from commentary_nlp.track import Store

    settings, places = settings or Settings(), places or Places.of()
    files, missing = split_input(paths)
    report = IngestReport(failures=tuple(missing))
    reader = f"{extractor} {__version__}" + (f" {sentiment}" if sentiment else "")
    reader += f" from {min_confidence:g}" if min_confidence > 0 else ""
    with Store.open(_made(places.db)) as store, Workers(extractor, jobs, sentiment) as workers:
        run = store.start_run("ingest", {"paths": [str(p) for p in paths][:50], "extractor": reader})
        try:
            progress(0, len(files))
            for start in range(0, len(files), _FILES):
                batch = files[start : start + _FILES]
                report = _ingest_batch(store, batch, report, facts, reader, workers, min_confidence, settings)
                progress(min(start + _FILES, len(files)), len(files))
        except BaseException as error:
            store.end_run(run, "interrupted" if isinstance(error, KeyboardInterrupt) else "failed", _detail(report))
            raise
        store.end_run(run, "done", _detail(report))
    return report


def ingest_calls(
    path: str | Path,
    places: Places | None = None,
    *,
    columns: CallColumns | None = None,
    settings: Settings | None = None,
) -> IngestReport:
    """Stores a CSV history of plain calls, one idea a row.

    Raises:
        StoreError: the store cannot be opened or written.
    """
    from commentary_nlp.track import Store

    settings, places = settings or Settings(), places or Places.of()
    readings = list(read_calls(Path(path), columns, settings.read))
    good = [r for r in readings if isinstance(r, Extraction)]
    failures = tuple(r for r in readings if isinstance(r, Failure))
    with Store.open(_made(places.db)) as store:
        added = store.add(good)
    return IngestReport(1, 0, added.added, added.updated, added.unchanged, added.ideas, failures=failures)


def _made(db: Path) -> Path:
    try:
        db.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommentaryError(
            f"The folder {db.parent} cannot be made: {error.strerror or error}.", "Name another store with --db."
        ) from None
    return db


def _ingest_batch(
    store: Store,
    paths: Sequence[Path],
    report: IngestReport,
    facts: Fill | None,
    reader: str,
    workers: Workers,
    min_confidence: float,
    settings: Settings,
) -> IngestReport:
    read: list[_File] = []
    readings: list[Reading] = []
    skipped = 0
    for path in paths:
        data, digest = _bytes(path, facts, settings)
        if digest is not None and store.seen(path, digest, extractor=reader):
            skipped += 1
            continue
        some = read_any(path, facts, settings, data)
        readings += some
        read.append(_File(path, digest, len(data) if data is not None else None, len(some), [], []))
    found = iter(workers(readings))
    unsure = 0
    for file in read:
        for item in islice(found, file.readings):
            if isinstance(item, Extraction):
                kept = item.surer_than(min_confidence)
                unsure += len(item.recommendations) - len(kept.recommendations)
                file.extractions.append(kept)
            else:
                file.failures.append(item)
    with store.transaction():
        added = store.add(e for file in read for e in file.extractions)
        for file in read:
            if file.digest is None:
                continue
            store.record_file(
                file.path,
                digest=file.digest,
                size=file.size,
                status="failed" if file.failures else "done",
                error="; ".join(str(f) for f in file.failures)[:2000] or None,
                articles=len(file.extractions),
                extractor=reader,
            )
    failures = [f for file in read for f in file.failures]
    refused = {r.article_id for r in added.refused}
    failures += [Failure(r.path or r.article_id, r.reason) for r in added.refused]
    undated = [
        _name(article)
        for article in (e.article for file in read for e in file.extractions)
        if article.published_at is None
        and article.id not in refused
        and store.article(article.id).published_at is None  # it may be known, and dated, from before
    ]
    return replace(
        report,
        files=report.files + len(paths),
        skipped=report.skipped + skipped,
        added=report.added + added.added,
        updated=report.updated + added.updated,
        unchanged=report.unchanged + added.unchanged,
        ideas=report.ideas + added.ideas,
        unsure=report.unsure + unsure,
        undated=report.undated + tuple(undated),
        failures=report.failures + tuple(failures),
    )


def _bytes(path: Path, facts: Fill | None, settings: Settings) -> tuple[bytes | None, str | None]:
    """The file's bytes and the digest of all that decides its result; None where reading will say what is wrong."""
    if str(path) == "-":
        return None, None
    try:
        large = path.suffix.lower() not in (".jsonl", ".ndjson") and path.stat().st_size > settings.read.max_bytes
        data = None if large else path.read_bytes()
    except OSError:
        return None, None
    if data is None:
        return None, None
    return data, hashlib.sha256(data + repr(facts).encode()).hexdigest()


def _name(article: Article) -> str:
    """The path where it is the article's alone, with the title where a file may hold several."""
    path = article.path or article.id
    return f"{path} ({article.title})" if article.title and path.endswith((".jsonl", ".ndjson", ".json")) else path


def _detail(report: IngestReport) -> dict[str, int]:
    return {"files": report.files, "added": report.added, "unsure": report.unsure, "failures": len(report.failures)}
