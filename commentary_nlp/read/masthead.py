"""Title, source, author, topics and date from the lines that stand above the commentary (and its signature).

A page's head is short lines: each is a label with its value, a date, a byline, a list of topics, the
publisher's name or the headline. What cannot be told apart stays None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from commentary_nlp.read.dates import find_stamp
from commentary_nlp.read.lexicon import masthead, word_sets
from commentary_nlp.read.names import is_organisation, is_strong, is_trade, person
from commentary_nlp.read.stated import find_stated
from commentary_nlp.read.topics import listed_topics, stacked_topics
from commentary_nlp.records import Stated

# A head is short: beyond this many lines with words, or at the first line of prose, it is over.
_HEAD_LINES = 16
_PROSE_LENGTH = 130
_BULLET = re.compile(r"^\s*(?:[•▪◦‣▸→\-*–—]|\d{1,2}[.)]|\(?[a-z]\))\s+\S|^\s*\[?\d\d:\d\d\]?\s")
_SEPARATOR = re.compile(r"\s+[|·•/—–]\s+|\s*\|\s*|\s*//\s*|\s+-\s+|\s*·\s*")
_FIRM_SEPARATOR = re.compile(r"[|·•]|//")
_CRUMB = re.compile(r"\s+[›>»]\s+")
_HANDLE = re.compile(r"\b(u/[\w-]+)")
_BY = re.compile(r"\bby (?P<name>[A-Z][\w.'’\-]*(?: [A-Z][\w.'’\-]*){1,2})\s*$")
_ISSUE = re.compile(r"^(?:issue|no\.?|vol\.?|episode|#)\s*\d+", re.IGNORECASE)
_ISSUE_TAIL = re.compile(r",?\s*(?:issue|no\.?|vol\.?|episode)\s*\d+.*$", re.IGNORECASE)
_PUBLISHER = re.compile(
    r"^(?:©|\(c\))?\s*(?P<name>[A-Z][\w&'’\-]*(?: (?:[A-Z&][\w&'’\-]*|L\.?L\.?[CP]\.?|of|and|the)){1,5})\s*"
    r"(?:$|[.|·,]\s|\s[—–-]\s)"
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?(?: (?:evening|morning|afternoon))?,?\s*$",
    re.IGNORECASE,
)
_TIMES = re.compile(r"\(?\b(?:all )?times? (?:in )?\w+\)?$|^(?:after the close|before the open|[A-Z]{2,4})$")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a page says; None and empty where it does not."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = None
    topics: tuple[str, ...] = ()
    stated: Stated = field(default_factory=Stated)


@dataclass(frozen=True, slots=True)
class _Piece:
    line: int
    text: str
    alone: bool  # the whole line, with an empty line (or an end) on both sides
    dated: bool  # its line held the date
    sentence: bool = False  # ends like prose: no headline


@dataclass(slots=True)
class _Found:
    title: str | None = None
    source: str | None = None
    author: str | None = None
    published_at: str | None = None
    topics: list[str] = field(default_factory=list)
    labelled: bool = False  # the topics stand behind their label
    pieces: list[_Piece] = field(default_factory=list)


def read_head(text: str) -> Head:
    """The head of a text. Linear in its first lines; the rest is looked at only for printed figures, for a
    line that names the terminal that printed it, and for a signature."""
    lines = text.split("\n")
    stated, printed = find_stated(lines)
    found = _Found()
    end = _head_end(lines)
    for n in range(end):
        line = lines[n].strip()
        if not line or (n in printed and len(line) < 80 and not find_stamp(line)):
            continue
        alone = (n == 0 or not lines[n - 1].strip()) and (n + 1 >= len(lines) or not lines[n + 1].strip())
        _read_line(line, n, alone, found)
    if found.published_at is None:
        found.published_at = _labelled_date([line for line in lines if line.strip()][:_HEAD_LINES])
    if found.source is None:
        found.source = _terminal(lines)
    _choose(found)
    return Head(
        title=found.title,
        source=found.source,
        author=found.author or _signature(lines, end),
        published_at=found.published_at,
        topics=tuple(dict.fromkeys(found.topics)),
        stated=stated,
    )


def _head_end(lines: list[str]) -> int:
    """The first line of the body."""
    seen = 0
    for n, raw in enumerate(lines):
        line = raw.strip()
        if not line:
            continue
        if seen >= _HEAD_LINES:
            return n
        prose = len(line) >= _PROSE_LENGTH or (
            len(line) > 70 and line.endswith((".", "!", "?")) and bool(re.search(r"[.!?] [A-Z]", line))
        )
        if prose and listed_topics(line):
            prose = False
        label = line.rstrip(":").lower()
        opens = label in word_sets()["sections"] or label.startswith(("dear ", "good morning", "morning all", "hello"))
        if prose or opens or is_trade(line) or (seen and _BULLET.match(line) and not line.startswith(("—", "–"))):
            return n
        seen += 1
    return len(lines)


def _read_line(line: str, n: int, alone: bool, found: _Found) -> None:
    label, value = _label(line)
    if label == "published" and (stamp := find_stamp(value)) and stamp.start < 25:
        found.published_at = found.published_at or stamp.said
        _add(value[: stamp.start] + "|" + value[stamp.end :], n, False, True, found)
    elif label == "title":
        found.title = found.title or value
    elif label == "topics":
        # What is labelled stands; lists that merely looked like topics were menus.
        found.topics = [t.strip(" #.") for t in re.split(r"[,;|·•/]\s+|\s+[|·•]\s+", value) if t.strip(" #.")]
        found.labelled = True
    elif label == "source":
        found.source = found.source or value
    elif label == "author":
        _byline(value, n, found)
    elif _navigation(line):
        _crumbs(line, n, found)
    elif line.startswith("#") and line.count("#") >= 2 and line[1:2].isalnum():
        found.topics += re.findall(r"#([\w&-]+)", line)
    elif stamp := find_stamp(line):
        found.published_at = found.published_at or stamp.said
        before, after = _WEEKDAY.sub("", line[: stamp.start]), line[stamp.end :]
        tags = re.search(r"\b(?:tags|topics):\s*(.+)$", after, re.IGNORECASE)
        if tags:
            found.topics += [t.strip(" #.") for t in re.split(r"[,;]\s+", tags.group(1))]
            after = after[: tags.start()]
        _add(before + "|" + after, n, False, True, found)
    elif topics := listed_topics(line):
        menu = any(t.lower() in masthead()["navigation"]["words"] for t in topics)
        if not menu and not found.labelled:
            found.topics += topics
    else:
        _add(line, n, alone, False, found)


def _label(line: str) -> tuple[str | None, str]:
    lowered = line.lower()
    for kind, names in masthead()["labels"].items():
        for name in names:
            if not lowered.startswith(name):
                continue
            rest = line[len(name) :]
            if rest[:1] in (":", "|") or rest[:2] in (" |", " :"):
                return kind, rest.lstrip(" :|").strip()
            bare = name in masthead()["bare_labels"]["words"] and rest[:1] == " "
            if bare and (kind != "author" or rest[1:2].isupper()):
                return kind, rest.strip()
    return None, line


def _byline(value: str, n: int, found: _Found) -> None:
    stamp = find_stamp(value)
    if stamp:
        found.published_at = found.published_at or stamp.said
        value = value[: stamp.start] + "|" + value[stamp.end :]
    value = re.sub(r"<[^>]*>|\([^)]*@[^)]*\)", "", value)
    for part in (p.strip() for whole in _SEPARATOR.split(value) for p in whole.split(",")):
        if found.author is None and (person(part) or _HANDLE.match(part) or part.lower().endswith(" staff")):
            found.author = part
        elif is_organisation(part):
            found.pieces.append(_Piece(n, part, False, True))


def _navigation(line: str) -> bool:
    lowered = line.lower()
    return line[0] in "←‹" or bool(_CRUMB.search(line)) or lowered in masthead()["navigation"]["words"]


def _crumbs(line: str, n: int, found: _Found) -> None:
    """ "Wire > Television > Stock Picks": the publisher, then topics."""
    crumbs = [c.strip() for c in _CRUMB.split(line)]
    if len(crumbs) >= 2 and "home" not in crumbs[0].lower() and not found.source:
        found.source = crumbs[0]
        if len(crumbs) > 2 and not found.labelled:
            found.topics += crumbs[1:]


def _add(line: str, n: int, alone: bool, dated: bool, found: _Found) -> None:
    handle = _HANDLE.search(line)
    if handle and found.author is None:
        found.author = handle.group(1)
    by = _BY.search(line)
    if by and found.author is None and person(by["name"]):
        found.author = by["name"]
        line = line[: by.start()]
    parts = [p for whole in _SEPARATOR.split(line) if (p := whole.strip(" ,;.|·•-–—[]"))]
    if not dated and not _FIRM_SEPARATOR.search(line) and not any(is_strong(p) or person(p) for p in parts):
        parts = [line.strip()]  # a headline may hold a dash
    sentence = len(line.split()) >= 5 and line.rstrip().endswith((".", "!"))
    for words in parts:
        part = words
        if _ISSUE.match(part) or _TIMES.search(part) or sum(c.isalpha() for c in part) < 3:
            continue
        if part.lower() in masthead()["navigation"]["words"] or re.match(r"^\d+ (?:min|pages)", part):
            continue
        if part.lower().endswith(" staff"):
            found.author = found.author or part
            part = part[: -len(" staff")]
        found.pieces.append(_Piece(n, part, alone and len(parts) == 1, dated, sentence))


def _labelled_date(lines: list[str]) -> str | None:
    """A date after a word of publication within a line ("Transcript. Released 3 May 2024. Host: ...")."""
    names = "|".join(masthead()["labels"]["published"])
    for line in lines:
        for match in re.finditer(rf"\b(?:{names})\b:?\s", line[:300], re.IGNORECASE):
            stamp = find_stamp(line[match.end() : match.end() + 60])
            if stamp and stamp.start <= 12:
                return stamp.said
    return None


def _terminal(lines: list[str]) -> str | None:
    """The product that printed the page, where a short line or a footer begins with its name."""
    tail = [line.strip() for line in lines if line.strip()][-8:]
    for words in [line.strip() for line in lines if len(line) <= 60] + tail:
        match = _PUBLISHER.match(words)
        if match and re.search(r"\b(?:Terminal|AI Markets)$", match["name"]):
            return match["name"]
    for words in tail:
        match = _PUBLISHER.match(words)
        if match and is_strong(match["name"]) and words.startswith(("©", "(c)")):
            return match["name"]
    return None


def _choose(found: _Found) -> None:
    """Which piece is the author, which the publisher, which the headline."""
    pieces = [p for p in found.pieces if p.text != found.source]
    if found.author is None and len(pieces) > 1:
        people = [p for p in pieces if person(p.text)]
        ranked = (
            [p for p in people if "," in p.text]
            + [p for p in people if p.dated or not p.alone]
            + [p for p in people if p.line]
        )
        if ranked:
            chosen = ranked[0]
            found.author = person(chosen.text)
            pieces.remove(chosen)
            rest = [r.strip() for r in chosen.text.split(",")[1:] if is_strong(r)]
            pieces += [replace(chosen, text=r, dated=True) for r in rest[-1:]]
    if found.source is None and pieces:
        source = _publisher(pieces, found.title is not None)
        if source is not None:
            pieces.remove(source)
            found.source = _ISSUE_TAIL.sub("", source.text)
    headlines = [p for p in pieces if not p.sentence or p.line == 0]
    if found.title is None and headlines:
        found.title = max(headlines, key=_headline_score).text
    if not found.topics:
        found.topics = stacked_topics([(p.line, p.text) for p in pieces if not p.dated and p.text != found.title])
    found.title = found.title or found.source


def _publisher(pieces: list[_Piece], titled: bool) -> _Piece | None:
    firms = [p for p in pieces if is_strong(p.text)]
    first = pieces[0]
    if first.line == 0 and not first.sentence and (len(pieces) > 1 or titled):
        # The first line is the publication's name, unless it is the headline itself: alone and worded as one.
        worded = len(first.text.split()) >= 6 or ":" in first.text
        headline = worded or (first.alone and not first.text.isupper() and not is_organisation(first.text))
        if not headline and (not firms or first.text.isupper() or first in firms or is_organisation(first.text)):
            return firms[0] if firms and not is_organisation(first.text) and not first.text.isupper() else first
    if firms:
        return firms[0]
    named = [p for p in pieces if p.dated and is_organisation(p.text)] or [
        p for p in pieces if titled and is_organisation(p.text)
    ]
    if named:
        return named[0]
    return first if first.line == 0 and len(pieces) > 1 and not first.alone and not first.sentence else None


def _headline_score(piece: _Piece) -> float:
    """Headlines stand alone, are worded, and follow the publisher; prose, names and rubrics are none."""
    words = piece.text.split()
    score = 2.0 * piece.alone + 0.4 * min(len(words), 8) + 0.1 * min(piece.line, 8)
    score += 0.5 * bool(re.search(r"[?:,]", piece.text))
    score -= 2.5 * piece.dated + 3.0 * piece.sentence + 2.0 * (len(words) > 14)
    score -= 1.0 * (piece.text.isupper() and len(words) < 4)
    score -= 1.5 * is_strong(piece.text) + 2.0 * (person(piece.text) is not None)
    return score


def _signature(lines: list[str], head_end: int) -> str | None:
    """A person's name on one of the last lines: after a closing or a dash, or alone."""
    tail = [lines[n].strip() for n in range(max(head_end, len(lines) - 16), len(lines)) if lines[n].strip()]
    closings = masthead()["person"]["closings"]
    for place, line in enumerate(tail):
        if line[0] in "-–—" and len(line) < 60 and (name := person(re.split(r"[|,·]", line.lstrip("-–— "))[0])):
            return name
        closing = len(line) < 60 and line.endswith((",", "!")) and any(w in line.lower() for w in closings)
        if closing and place + 1 < len(tail):
            after = re.split(r"[|,·]| and the team", tail[place + 1])[0]
            if name := person(after.strip(" .")):
                return name
    for line in tail[-5:]:
        contact = re.match(r"^(?P<name>[^,|]+)(?:[,|]\s*(?:\+?[\d\s()-]{7,}|\S+@\S+))?\.?$", line)
        if len(line) < 60 and contact and (name := person(contact["name"].strip(" ."))):
            return name
    return None
