"""Every error this package raises on purpose: one base, one per stage.

A message says what is wrong and, in `remedy`, what the reader of it can do.
"""

from __future__ import annotations


class CommentaryError(Exception):
    """Base of all. `str()` gives the message with its remedy.

    Args:
        message: what is wrong, in one line.
        remedy: what to do about it, in one line; empty only where nothing can be done.
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class ReadError(CommentaryError):
    """A file is no article: empty, binary, too large, truncated, undecodable."""


class ExtractError(CommentaryError):
    """An extractor is missing or broke the contract."""


class GroundingError(ExtractError):
    """A span does not stand in the article's text."""


class MarketError(CommentaryError):
    """Prices are missing, malformed or cannot be fetched."""


class ValidateError(CommentaryError):
    """A condition cannot be put to the market as asked."""


class StoreError(CommentaryError):
    """The store is locked, read-only, of a newer schema, or is no store."""


class OlderStoreError(StoreError):
    """A store of an older schema was opened for reading only; opened for writing it is brought up to date."""


class AuditError(CommentaryError):
    """A figure was asked for that the records cannot give."""
