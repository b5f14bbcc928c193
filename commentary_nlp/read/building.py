"""An article from its canonical text and what its container says of it."""

from __future__ import annotations

from typing import Any

from commentary_nlp.errors import ReadError
from commentary_nlp.read.dates import find_stamp
from commentary_nlp.read.masthead import read_head
from commentary_nlp.records import Article, article_id, parse_published
from commentary_nlp.settings import ReadSettings


def build_article(text: str, path: str | None, settings: ReadSettings | None = None, **said: Any) -> Article:
    """An article of canonical text: what the container says (`said`) first, then what its head says."""
    most = ReadSettings().max_characters if settings is None else settings.max_characters
    if len(text) > most:
        raise ReadError(
            f"The article has {len(text):,} characters; the limit is {most:,}.",
            "Split it into one file an article, or one article a line as .jsonl.",
        )
    if not any(c.isalnum() for c in text):
        raise ReadError("There are no words in it.", "Check that it was saved or downloaded whole.")
    head = read_head(text)
    facts = {name: said.get(name) or getattr(head, name) for name in ("title", "source", "author", "published_at")}
    return Article(
        id=article_id(text),
        text=text,
        path=path,
        url=said.get("url"),
        topics=tuple(said.get("topics") or head.topics),
        stated=said.get("stated") or head.stated,
        **facts,
    )


def iso_date(value: Any) -> str | None:
    """A stated date as the contract writes it, or None where it is not said or cannot be told."""
    if value is None:
        return None
    said = str(value).strip()
    try:
        parse_published(said)
        return said
    except ValueError:
        stamp = find_stamp(said)
        return stamp.said if stamp else None
