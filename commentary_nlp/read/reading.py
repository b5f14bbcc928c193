"""What reading gives: an article, a ready extraction, or a failure that costs nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from commentary_nlp.records import Article, Extraction


@dataclass(frozen=True, slots=True)
class Failure:
    """A file, or a line of one (`line` counts from 1; None: the whole file), that gave nothing.

    `remedy` says what its owner can do.
    """

    path: str
    message: str
    remedy: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.message} {self.remedy}".strip()


@dataclass(frozen=True, slots=True)
class Fill:
    """What the caller says of articles that do not say it themselves. Never overrides."""

    published_at: str | None = None
    source: str | None = None
    author: str | None = None


Reading = Article | Extraction | Failure


def fill(reading: Reading, facts: Fill) -> Reading:
    """The reading with its missing date, source and author filled in."""
    if isinstance(reading, Failure):
        return reading
    article = reading if isinstance(reading, Article) else reading.article
    update = {
        name: value
        for name in ("published_at", "source", "author")
        if (value := getattr(facts, name)) is not None and getattr(article, name) is None
    }
    if not update:
        return reading
    filled = article.model_copy(update=update)
    return filled if isinstance(reading, Article) else reading.model_copy(update={"article": filled})
