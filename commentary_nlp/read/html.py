"""HTML pages through trafilatura, with date and author where the page itself says them."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from commentary_nlp.errors import ReadError
from commentary_nlp.read.dates import find_stamp
from commentary_nlp.read.markup import plain_text
from commentary_nlp.records import parse_published

# Where pages state the moment of publication, the most specific first (schema.org, Open Graph, plain HTML).
_DATE_PATHS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='date' or @name='pubdate' or @name='publish-date' or @name='DC.date.issued']/@content",
    "//time[@pubdate or contains(@class, 'publish')]/@datetime",
    "(//article//time/@datetime)[1]",
    "(//main//time/@datetime)[1]",
    "(//body//time/@datetime)[1]",
)
_LD_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
# Where pages print their date for people, beside the author's name.
_BYLINE = (
    "//*[contains(@class, 'byline') or contains(@class, 'dateline') or contains(@class, 'published') "
    "or contains(@class, 'post-meta') or contains(@class, 'article-meta')]"
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page gives: its main text and what its head says."""

    text: str
    title: str | None = None
    author: str | None = None
    source: str | None = None
    url: str | None = None
    published_at: str | None = None
    topics: tuple[str, ...] = field(default=())


def read_html(html: str) -> Page:
    """The main text of a page; lists and tables survive, navigation and footers do not.

    Raises:
        ReadError: the page holds no text of its own (a frame, a script, a login page).
    """
    import logging

    import trafilatura
    from lxml import html as lxml_html

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it warns of pages that are refused here anyway
    try:
        parser = lxml_html.HTMLParser(encoding="utf-8")
        tree = lxml_html.document_fromstring(html.encode("utf-8", "replace"), parser=parser)
    except Exception as error:  # lxml raises several unrelated types for hopeless input
        raise ReadError("The page is no HTML that can be parsed.", "Save the page again.") from error
    head = trafilatura.extract_metadata(tree)
    published = _published(tree)
    _drop_furniture(tree)
    markdown = trafilatura.extract(
        lxml_html.tostring(tree, encoding="unicode"),
        output_format="markdown",
        include_tables=True,
        include_links=False,
        include_comments=False,
        favor_recall=True,
    )
    text = plain_text(markdown) if markdown else ""
    if not text.strip() or _lost_structure(tree, text):
        text = plain_text(_walk(tree))
    if not text.strip():
        raise ReadError(
            "The page holds no text: it may be filled in by a script, or ask for a login.",
            "Save the page as shown by the browser, or paste its text into a .txt file.",
        )
    return Page(
        text=text,
        title=_clean(head.title) or _clean(tree.findtext(".//title")),
        author=_clean(head.author),
        source=_clean(head.sitename),
        url=_clean(head.url),
        published_at=published,
        topics=tuple(t for t in (head.tags or ()) if t) if isinstance(head.tags, list) else (),
    )


def _clean(value: str | None) -> str | None:
    words = " ".join(value.split()) if value else ""
    return words or None


def _published(tree: Any) -> str | None:
    """The stated moment, or date. A modification date is none; nothing is inferred from the URL."""
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        for value in _LD_DATE.findall(str(script)):
            if said := _moment(value):
                return said
    for path in _DATE_PATHS:
        for value in tree.xpath(path):
            if said := _moment(str(value)):
                return said
    for element in tree.xpath(_BYLINE):
        words = " ".join(element.text_content().split())
        if len(words) < 160 and (stamp := find_stamp(words)):
            return stamp.said
    return None


def _moment(stamp: str) -> str | None:
    with contextlib.suppress(ValueError):
        moment = datetime.fromisoformat(stamp.strip())
        said = moment.isoformat() if moment.tzinfo else moment.date().isoformat()
        parse_published(said)
        return said
    return None


# What holds no commentary even where the main-text finder gives up.
_OUTSIDE = ("script", "style", "nav", "footer", "aside", "form", "noscript", "template", "svg", "iframe", "button")


def _drop_furniture(tree: Any) -> None:
    for element in tree.xpath("//" + "|//".join(_OUTSIDE) + "|//header[not(.//h1)]"):
        if element.getparent() is not None:
            element.drop_tree()


def _items(tree: Any) -> list[str]:
    """The words of list items that are no navigation: an item that is mostly a link leads elsewhere."""
    kept = []
    for element in tree.iter("li"):
        words = " ".join(element.text_content().split())
        links = " ".join(" ".join(a.text_content().split()) for a in element.iter("a"))
        if len(words) > 20 and len(links) < len(words) / 2:
            kept.append(words)
    return kept


def _lost_structure(tree: Any, text: str) -> bool:
    """Whether list items or table rows of the body are missing from the text, or are bullets and rows no more.

    The main-text finder drops both from pages that are short or made of lists.
    """
    lines = ["".join(line.split()) for line in text.splitlines()]
    bullets = [line for line in lines if line[:1] == "•" or line[:1].isdigit()]
    lost_item = any(not any("".join(item.split())[:30] in line for line in bullets) for item in _items(tree))
    return lost_item or (len(list(tree.iter("tr"))) > 1 and not any("|" in line for line in lines))


def _walk(tree: Any) -> str:
    """A plain rendering of the body as Markdown, for pages whose lists the main-text finder drops."""
    out: list[str] = []
    body = tree.find("body")
    if body is None:
        return ""
    _render(body, out)
    return "\n".join(out)


def _render(element: Any, out: list[str]) -> None:
    tag = element.tag
    if not isinstance(tag, str):
        return
    words = " ".join(element.text_content().split())
    if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        out += ["", "#" * int(tag[1]) + " " + words, ""]
    elif tag == "li":
        out.append("- " + words)
    elif tag == "tr":
        cells = [" ".join(cell.text_content().split()) for cell in element.iter("td", "th")]
        out += ["", " | ".join(cells), ""]
    elif tag in ("p", "pre", "blockquote") or not any(
        isinstance(c.tag, str) and c.tag in _BLOCKS for c in element.iter() if c is not element
    ):
        if words:
            out += ["", words, ""]
    else:
        lead = " ".join((element.text or "").split())
        if lead:
            out += ["", lead, ""]
        for child in element:
            _render(child, out)
            tail = " ".join((child.tail or "").split())
            if tail:
                out += ["", tail, ""]


_BLOCKS = frozenset({"p", "div", "ul", "ol", "li", "table", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "section",
                     "article", "main", "blockquote", "pre"})  # fmt: skip
