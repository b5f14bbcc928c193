"""JSON objects: an article with its metadata, or an extraction in contract form from another extractor."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from commentary_nlp.errors import ReadError
from commentary_nlp.read.building import build_article, iso_date
from commentary_nlp.records import Article, Extraction, Stated, article_id

# Names that exports use for the contract's fields.
_NAMES = {
    "title": ("title", "headline", "subject"),
    "source": ("source", "publisher", "publication", "desk"),
    "author": ("author", "by", "byline", "analyst"),
    "url": ("url", "link"),
    "published_at": ("published_at", "published", "date", "datetime", "timestamp", "created_at"),
}


def from_object(item: Any, path: str | None) -> Article | Extraction:
    """The article or the extraction that one JSON object holds.

    Raises:
        ReadError: it is no object, has no text, or breaks the contract.
    """
    if not isinstance(item, dict):
        raise ReadError("It is no JSON object.", 'Each must be an object with at least "text".')
    if isinstance(item.get("article"), dict) and ("recommendations" in item or "schema_version" in item):
        return _extraction(item, path)
    text = item.get("text") or item.get("body") or item.get("content")
    if not isinstance(text, str) or not text.strip():
        raise ReadError('The object has no "text".', 'Each must be an object with at least "text".')
    topics = item.get("topics") or item.get("tags") or ()
    said: dict[str, Any] = {name: _said(item, names) for name, names in _NAMES.items()}
    said["published_at"] = _date(said["published_at"])
    said["topics"] = [str(t) for t in topics] if isinstance(topics, list) else ()
    if isinstance(item.get("stated"), dict):
        said["stated"] = _checked(Stated, item["stated"])
    return build_article(text.replace("\r\n", "\n").replace("\r", "\n"), path, **said)


def _said(item: dict[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = item.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, (str, int, float)) and str(value).strip():
            return str(value).strip()
    return None


def _date(value: str | None) -> str | None:
    said = iso_date(value)
    if value is not None and said is None:
        raise ReadError(
            f"The date {value[:40]!r} cannot be told.", "Write it as 2024-05-03 or 2024-05-03T09:30:00-04:00."
        )
    return said


def _checked(kind: Any, value: Any) -> Any:
    try:
        return kind.model_validate(value)
    except ValidationError as error:
        raise ReadError(_first(error), "See `commentary schema` for the contract.") from None


def _first(error: ValidationError) -> str:
    problem = error.errors()[0]
    place = ".".join(str(p) for p in problem["loc"]) or "object"
    return f"The contract is broken at {place}: {problem['msg']}."


def _extraction(item: dict[str, Any], path: str | None) -> Extraction:
    """An extraction, its spans found in the text where only their words are given.

    Where no article text is given, the words of the spans are all that is known of it: they become the
    text, one a line, so that every span is still grounded.
    """
    article = dict(item["article"])
    spans = list(_spans(item))
    for span in spans:
        if not isinstance(span.get("text"), str):
            raise ReadError("A recommendation, condition or duration has no text.", "Every span needs its words.")
    if not isinstance(article.get("text"), str) or not article["text"]:
        article["text"] = "\n".join(dict.fromkeys(span["text"] for span in spans)) or str(article.get("title") or "")
        for span in spans:
            span.pop("start", None), span.pop("end", None)
    if not article["text"].strip():
        raise ReadError("The extraction has neither the article's text nor a recommendation.", "Give `article.text`.")
    article.setdefault("id", article_id(article["text"]))
    article["published_at"] = _date(article.get("published_at"))
    article["stated"] = article.get("stated") or {}
    article["topics"] = article.get("topics") or []
    article["path"] = path
    _ground(item, article["text"])
    instruments = [_instrument(i, article["text"]) for i in item.get("instruments") or []]
    sentiment = item.get("sentiment")
    if isinstance(sentiment, dict) and sentiment.get("score") is None:
        sentiment = (
            dict(sentiment, score=0.0, model=sentiment.get("model") or "label only") if sentiment.get("label") else None
        )
    checked: Extraction = _checked(
        Extraction,
        {
            **{k: v for k, v in item.items() if v is not None},
            "article": article,
            "instruments": instruments,
            "sentiment": sentiment,
        },
    )
    for rec_number, rec in enumerate(checked.recommendations):
        if any(not 0 <= place < rec_number for place in rec.refers_to):
            raise ReadError(
                f"Recommendation {rec_number} refers to places {list(rec.refers_to)}, which are not earlier ones.",
                "`refers_to` holds 0-based places of earlier recommendations.",
            )
    wrong = checked.ungrounded()
    if wrong:
        raise ReadError(
            f"{len(wrong)} spans do not stand where they say; the first is {wrong[0].text[:60]!r} at {wrong[0].start}.",
            "Offsets count code points of article.text, the end exclusive; leave them out to have them found.",
        )
    return checked


def _instrument(item: Any, text: str) -> Any:
    """An instrument with offsets for mentions that have none; those that do not stand in the text are left out."""
    if isinstance(item, str):
        return {"symbol": item}
    if not isinstance(item, dict) or not isinstance(item.get("mentions"), list):
        return item
    mentions = []
    for mention in item["mentions"]:
        words = mention.get("text") if isinstance(mention, dict) else mention
        if isinstance(mention, dict) and "start" in mention and text[mention["start"] : mention.get("end")] == words:
            mentions.append(mention)
        elif isinstance(words, str) and (found := text.find(words)) >= 0:
            mentions.append({"text": words, "start": found, "end": found + len(words)})
    return {**item, "mentions": mentions}


def _spans(item: dict[str, Any]) -> Any:
    """Every mutable span of the raw object: recommendations, conditions, horizons, windows, rationales."""
    yield from item.get("horizons") or []
    yield from _conditions(item.get("conditions"))
    for rec in item.get("recommendations") or []:
        if not isinstance(rec, dict):
            raise ReadError("A recommendation is no object.", "See `commentary schema` for the contract.")
        yield rec
        if isinstance(rec.get("horizon"), dict):
            yield rec["horizon"]
        if isinstance(rec.get("rationale"), str):
            rec["rationale"] = {"text": rec["rationale"]}
        if isinstance(rec.get("rationale"), dict):
            yield rec["rationale"]
        yield from _conditions(rec.get("conditions"))


def _conditions(conditions: Any) -> Any:
    for condition in conditions or []:
        if isinstance(condition, dict):
            yield condition
            yield from _windows(condition.get("test"))


def _windows(test: Any) -> Any:
    if not isinstance(test, dict):
        return
    for part in [*(test.get("all") or []), *(test.get("any") or []), test.get("not")]:
        yield from _windows(part)
    if isinstance(test.get("window"), dict):
        yield test["window"]


def _ground(item: dict[str, Any], text: str) -> None:
    """Give offsets to spans that have none: inside their recommendation first, else where they first stand."""
    cursor = 0
    for rec in item.get("recommendations") or []:
        if "start" not in rec:
            found = text.find(rec["text"], cursor)
            found = found if found >= 0 else text.find(rec["text"])
            _place(rec, text, found)
        cursor = rec["start"] if isinstance(rec["start"], int) else cursor
        inner = [rec.get("horizon"), rec.get("rationale"), *_conditions(rec.get("conditions"))]
        for span in inner:
            if isinstance(span, dict) and "start" not in span:
                within = text.find(span["text"], rec["start"], rec.get("end", len(text)))
                _place(span, text, within if within >= 0 else text.find(span["text"]))
    for span in [*(item.get("horizons") or []), *_conditions(item.get("conditions"))]:
        if "start" not in span:
            _place(span, text, text.find(span["text"]))


def _place(span: dict[str, Any], text: str, found: int) -> None:
    if found < 0:
        raise ReadError(
            f"The words {span['text'][:60]!r} do not stand in article.text.", "Every span must be grounded."
        )
    span["start"], span["end"] = found, found + len(span["text"])
