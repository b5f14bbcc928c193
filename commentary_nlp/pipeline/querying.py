"""Asking the store for ideas; the contract's schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from commentary_nlp.errors import OlderStoreError
from commentary_nlp.pipeline.places import Places
from commentary_nlp.records import Article, Extraction, Idea
from commentary_nlp.settings import Settings

if TYPE_CHECKING:
    from commentary_nlp.track import IdeaQuery, Store
    from commentary_nlp.validate import Definition


@contextmanager
def reading(places: Places | None) -> Iterator[Store]:
    """The store, open for reading; one of an older release is brought up to date first, where it can be written.

    Raises:
        StoreError: there is none yet, or it cannot be read.
    """
    from commentary_nlp.track import Store

    db = (places or Places.of()).db
    try:
        opened = Store.open(db, create=False, read_only=True)
    except OlderStoreError:
        Store.open(db, create=False).close()
        opened = Store.open(db, create=False, read_only=True)
    with opened as store:
        yield store


def ideas(query: IdeaQuery | None = None, places: Places | None = None) -> list[Idea]:
    """The ideas asked for, newest first unless the query says otherwise.

    Raises:
        StoreError: there is no store, or it cannot be read.
    """
    with reading(places) as store:
        return list(store.ideas(query))


def get_idea(id_or_prefix: str, places: Places | None = None) -> tuple[Idea, Article]:
    """One idea by the beginning of its id, with the article it stands in.

    Raises:
        StoreError: no idea, or several, begin so.
    """
    with reading(places) as store:
        idea = store.idea(id_or_prefix)
        return idea, store.article(idea.article.id)


def schema() -> dict[str, Any]:
    """JSON Schemas of what the commands print: "extraction" (the contract) and "idea"."""
    return {"extraction": Extraction.model_json_schema(), "idea": Idea.model_json_schema()}


def store_tables() -> dict[str, Any]:
    """What the store's tables and columns hold, as metadata that Datasette shows beside them."""
    from commentary_nlp.track import datasette_metadata

    return datasette_metadata()


def definitions(settings: Settings | None = None) -> list[Definition]:
    """What each measure and each change of a condition means, with the thresholds in force."""
    from commentary_nlp.validate import definitions as defined

    return defined((settings or Settings()).validate_)
