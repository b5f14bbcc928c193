"""One file of any known kind to its readings, chosen by suffix and, where that says nothing, by content."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from commentary_nlp.errors import CommentaryError, ReadError
from commentary_nlp.read.building import build_article, iso_date
from commentary_nlp.read.decoding import check_size, decode
from commentary_nlp.read.lines import from_object
from commentary_nlp.read.markup import front_matter, plain_text
from commentary_nlp.read.reading import Failure, Reading
from commentary_nlp.records import Article
from commentary_nlp.settings import ReadSettings

_KINDS = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".eml": "mail",
    ".jsonl": "lines", ".ndjson": "lines", ".json": "json",
}  # fmt: skip


def read_path(path: Path, settings: ReadSettings | None = None) -> list[Reading]:
    """All readings of one file. A file that cannot be opened or read gives one `Failure`; never raises."""
    settings = settings or ReadSettings()
    try:
        large = path.suffix.lower() in (".jsonl", ".ndjson")
        if not large:  # a file of many articles may be large; each of its lines may not
            check_size(path.stat().st_size, settings)
        data = path.read_bytes()
    except CommentaryError as error:
        return [Failure(str(path), error.message, error.remedy)]
    except OSError as error:
        return [Failure(str(path), f"The file cannot be read: {error.strerror or error}.", "Check its permissions.")]
    return list(read_bytes(data, str(path), settings))


def read_bytes(data: bytes, path: str, settings: ReadSettings | None = None) -> Iterator[Reading]:
    """Readings of a file's bytes; `path` is its name, or "-" for standard input. Never raises."""
    settings = settings or ReadSettings()
    kind = _KINDS.get(Path(path).suffix.lower()) or _sniff(data)
    try:
        if kind == "lines":
            yield from _read_lines(data, path, settings)
        elif kind == "json":
            yield from _read_json(data, path, settings)
        else:
            yield _READERS[kind](data, path, settings)
    except CommentaryError as error:
        yield Failure(path, error.message, error.remedy)


def _sniff(data: bytes) -> str:
    head = data[:512].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        return "html"
    first_line = data.split(b"\n", 1)[0].strip()
    if first_line.startswith(b"{") and first_line.endswith(b"}"):
        return "lines"
    if first_line.startswith(b"{"):
        return "json"
    return "text"


def _text(data: bytes, path: str, settings: ReadSettings) -> Article:
    return build_article(decode(data, settings), path, settings)


def _markdown(data: bytes, path: str, settings: ReadSettings) -> Article:
    facts, body = front_matter(decode(data, settings))
    said: dict[str, Any] = {
        "title": facts.get("title"),
        "author": facts.get("author") or facts.get("by"),
        "source": facts.get("source") or facts.get("publisher") or facts.get("publication"),
        "url": facts.get("url") or facts.get("link"),
        "published_at": iso_date(facts.get("published_at") or facts.get("date") or facts.get("published")),
        "topics": _listed(facts.get("topics") or facts.get("tags")),
    }
    return build_article(plain_text(body), path, settings, **said)


def _html(data: bytes, path: str, settings: ReadSettings) -> Article:
    from commentary_nlp.read.html import read_html

    page = read_html(decode(data, settings))
    return build_article(
        page.text, path, settings, title=page.title, author=page.author, source=page.source, url=page.url,
        published_at=page.published_at, topics=page.topics,
    )  # fmt: skip


def _mail(data: bytes, path: str, settings: ReadSettings) -> Article:
    check_size(len(data), settings)
    message = email.message_from_bytes(data, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None or not message.keys():
        raise ReadError("The e-mail has no text part.", "Save it from the mail program as .eml, with its body.")
    try:
        content = body.get_content()
    except (LookupError, UnicodeDecodeError, KeyError):
        raw = body.get_payload(decode=True)
        content = decode(raw if isinstance(raw, bytes) else b"", settings)
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    if not content.strip():
        raise ReadError("The e-mail's body is empty.", "Save it from the mail program as .eml, with its body.")
    if body.get_content_type() == "text/html":
        from commentary_nlp.read.html import read_html

        content = read_html(content).text
    return build_article(content, path, settings, **_mail_facts(message))


def _mail_facts(message: Any) -> dict[str, str | None]:
    from commentary_nlp.read.names import is_organisation, person

    facts: dict[str, str | None] = {"title": None, "published_at": None, "author": None, "source": None}
    try:
        facts["title"] = str(message["subject"]).strip() or None if message["subject"] else None
        if message["date"] is not None and message["date"].datetime is not None:
            moment = message["date"].datetime
            facts["published_at"] = moment.isoformat() if moment.tzinfo else moment.date().isoformat()
        sender = message["from"].addresses[0].display_name if message["from"] and message["from"].addresses else ""
    except (ValueError, TypeError, IndexError, AttributeError):  # damaged headers say nothing
        return facts
    for part in (p.strip() for p in sender.split(",")):
        if person(part):
            facts["author"] = facts["author"] or part
        elif is_organisation(part):
            facts["source"] = part
    return facts


_READERS = {"text": _text, "markdown": _markdown, "html": _html, "mail": _mail}


def _read_json(data: bytes, path: str, settings: ReadSettings) -> Iterator[Reading]:
    text = decode(data, settings)
    try:
        content = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        yield from _read_lines(data, path, settings)
        return
    for number, item in enumerate(content if isinstance(content, list) else [content], 1):
        yield _object(item, path, number if isinstance(content, list) else None)


def _read_lines(data: bytes, path: str, settings: ReadSettings) -> Iterator[Reading]:
    from dataclasses import replace

    lines = data.split(b"\n")
    some = False
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        some = True
        try:
            text = decode(raw, settings)
            item = json.loads(text)
        except CommentaryError as error:
            yield Failure(path, error.message, error.remedy, number)
        except (json.JSONDecodeError, RecursionError) as error:
            last = number == len(lines)
            what = "The last line breaks off: the file is truncated." if last else "The line is no JSON object."
            where = f" ({error.msg} at column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
            yield Failure(path, what + where, "Export the file again; the other lines were read.", number)
        else:
            reading = _object(item, path, number)
            yield replace(reading, line=number) if isinstance(reading, Failure) else reading
    if not some:
        yield Failure(path, "The file is empty.", "Check that it was saved or downloaded whole.")


def _object(item: Any, path: str, line: int | None) -> Reading:
    try:
        return from_object(item, path)
    except CommentaryError as error:
        return Failure(path, error.message, error.remedy, line)


def _listed(value: str | None) -> list[str]:
    return [t.strip(" '\"") for t in (value or "").strip("[] ").split(",") if t.strip(" '\"")]
