"""Reading and extracting without a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

from commentary_nlp.pipeline.places import Progress, silent
from commentary_nlp.read import Failure, Fill, Reading, fill, find_files, read_bytes, read_path
from commentary_nlp.records import Article, Explanation, Extraction
from commentary_nlp.settings import Settings

# Articles handed to the extractor at a time: enough to keep a worker busy, few enough to show progress.
BATCH = 16


def extract(
    paths: Sequence[str | Path],
    *,
    facts: Fill | None = None,
    extractor: str = "default",
    sentiment: str | None = None,
    jobs: int = 1,
    settings: Settings | None = None,
    progress: Progress = silent,
) -> Iterator[Extraction | Failure]:
    """Extractions of files, folders and globs ("-" is standard input), in order; failures in their places.

    `facts` fill what a text does not say. `sentiment` names what scores sentiment ("default", "lexicon" or
    "hf:NAME_OR_PATH"; None is the extractor's own choice). `jobs` processes share the work; the result is the same.

    Raises:
        ExtractError: no extractor or scorer has that name, or the scorer's model is missing or altered.
    """
    settings = settings or Settings()
    files, failures = split_input(paths)
    yield from failures
    readings = (reading for path in files for reading in read_any(path, facts, settings))
    done = 0
    with Workers(extractor, jobs, sentiment) as workers:
        for some in batches(readings, BATCH * max(1, jobs)):
            yield from workers(some)
            done += len(some)
            progress(done, None)


def explain(
    paths: Sequence[str | Path], *, facts: Fill | None = None, settings: Settings | None = None
) -> Iterator[Explanation | Failure]:
    """What each extraction by the built-in rules rests on, in order; failures in their places."""
    from commentary_nlp.extract import explain as explain_one

    settings = settings or Settings()
    files, failures = split_input(paths)
    yield from failures
    for path in files:
        for reading in read_any(path, facts, settings):
            yield explain_one(reading) if isinstance(reading, Article) else reading


def split_input(paths: Sequence[str | Path]) -> tuple[list[Path], list[Failure]]:
    """Files to read, "-" among them as it stands, and what is not there."""
    named = [p for p in paths if str(p) != "-"]
    files, failures = find_files(named)
    return ([Path("-")] if len(named) < len(paths) else []) + files, failures


def read_any(path: Path, facts: Fill | None, settings: Settings, data: bytes | None = None) -> list[Reading]:
    """All readings of one file or of standard input, with missing metadata filled in."""
    if str(path) == "-" and data is None:
        import sys

        data = sys.stdin.buffer.read()
    readings = list(read_bytes(data, str(path), settings.read)) if data is not None else read_path(path, settings.read)
    return [fill(reading, facts) for reading in readings] if facts else readings


class Workers:
    """Extraction by one process or several; use it in a ``with`` block. The result is the same.

    Raises:
        ExtractError: no extractor or scorer has that name, or the scorer's model is missing or altered.
    """

    def __init__(self, extractor: str, jobs: int = 1, sentiment: str | None = None) -> None:
        from commentary_nlp.extract import check_scorer, load_extractor

        load_extractor(extractor, sentiment)
        if extractor == "default" or sentiment:
            check_scorer(sentiment or "default")
        self._extractor = extractor, sentiment
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Workers:
        if self._jobs > 1:
            self._pool = ProcessPoolExecutor(max_workers=self._jobs, initializer=_leave_with_parent)
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def __call__(self, readings: Sequence[Reading]) -> list[Extraction | Failure]:
        """Articles become extractions; ready extractions and failures pass. An article on which the extractor
        breaks is a failure and costs the others nothing."""
        articles = [r for r in readings if isinstance(r, Article)]
        if self._pool is not None and len(articles) > 1:
            size = -(-len(articles) // self._jobs)
            shares = [articles[n : n + size] for n in range(0, len(articles), size)]
            done = self._pool.map(_extract, shares, [self._extractor] * len(shares))
            found = iter([extraction for share in done for extraction in share])
        else:
            found = iter(_extract(articles, self._extractor))
        return [next(found) if isinstance(reading, Article) else reading for reading in readings]


def _leave_with_parent() -> None:
    """Ends this worker soon after its parent was killed, which tells nobody."""
    import os
    import threading
    import time

    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _extract(articles: Sequence[Article], extractor: tuple[str, str | None]) -> list[Extraction | Failure]:
    from commentary_nlp.extract import load_extractor

    if not articles:
        return []
    chosen = load_extractor(*extractor)
    try:
        return list(chosen(articles))
    except Exception:  # a batch fails as one: find the article that is to blame
        return [_extract_one(article, extractor) for article in articles]


def _extract_one(article: Article, extractor: tuple[str, str | None]) -> Extraction | Failure:
    from commentary_nlp.extract import load_extractor

    try:
        return load_extractor(*extractor)([article])[0]
    except Exception as error:
        return Failure(
            article.path or article.id,
            f"The extractor {extractor[0]!r} broke on it: {type(error).__name__}: {error}.",
            "Leave the article out, and report it with its text.",
        )


def batches(items: Iterable[Reading], size: int) -> Iterator[list[Reading]]:
    """Lists of at most `size`."""
    source = iter(items)
    while some := list(islice(source, size)):
        yield some
