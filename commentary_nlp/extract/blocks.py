"""A page's pieces from its canonical text alone: title, headings, bullets, paragraphs, table rows, furniture.

Works on lines: each is classed by its own form, then lines that belong together (a wrapped paragraph, a
bullet and what hangs under it, an order and its levels) are joined. Linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from commentary_nlp.extract.annotations import Block, BlockKind
from commentary_nlp.extract.lexicon import patterns
from commentary_nlp.extract.sentences import split_sentences

_MARK = re.compile(
    r"""(?P<mark>
        [•▪◦‣∙●○■□▸►→➤➔✓✔★☆◆◇·]\uFE0F?            # a drawn bullet
      | [*+](?=\s)
      | [–—-](?=\s)                                    # a dash, with space after it
      | \(?(?:\d{1,2}|[a-hA-H]|[ivx]{1,4})\)           # (a)  7)
      | \d{1,2}\.(?=\s)                                # 3.
      | \d{1,2}[:.h]\d{2}(?:\s?[ap]\.?m\.?)?(?=\s)     # 09:41
      | [\U0001F300-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF]\uFE0F?(?=\s)   # a picture
    )[ \t]*""",
    re.VERBOSE,
)
_SPEAKER = re.compile(r"(?:\[\d{1,2}:\d{2}(?::\d{2})?\]\s*)?(?P<name>[A-Z][A-Z.’'-]+(?: [A-Z][A-Z.’'-]+)?):\s")
_LEVEL_LINE = re.compile(
    r"\s*(?:SL|TP\s?\d*|STOP(?: LOSS)?|TARGETS?|ENTRY|T\d|TAKE PROFIT|RISK|PT)\b\s*[:@=]?\s*[\d$€£¥-]", re.IGNORECASE
)
_PERIOD_LINE = re.compile(
    r"\W*(?:(?:time|trade|expected) )?(?:horizon|time ?frame|hold|holding period|duration|timing)\s*[:=]\s*\S",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"\$[A-Z]{1,5}\b|\b(?:BTO|STO|STC|(?:BUY|SELL|LONG|SHORT) [A-Z]{2,}|"
    r"(?i:stop|SL|TP\d?|target|limit|entry)\b[^\d\n]{0,12}\d)"
)
# A line of a list without marks: "Sold: Acme, 2%", "Acme (ACM) – new position".
_ENTRY = re.compile(
    r"(?:(?i:sell|sold|sale|exit(?:ed)?|buy|bought|add(?:ed)?|trim(?:med)?|reduced?|cut|hold|held|kept?|new|out|in|"
    r"increased?|initiated?|closed?|opened?|removed?)"
    r"\s*(?:[:–—]|-\s)|[A-Z][\w&.’' ]{1,40}(?: \([A-Z.]{1,6}\)) ?[:–—-]\s|"
    r"[A-Z][\w&.’']+(?: [A-Z][\w&.’']+){0,3} [–—] [a-z])"
)
_NUMBERED_ROW = re.compile(r"\d{1,2}\.?\s{2,}(?=\S)")
_END_MARK = re.compile(r"[.!?;,…]['\"”’)]*$")
_COLUMNS = re.compile(r"\S(?: {2,}|\t+)(?=\S)")
_WORD = re.compile(r"[^\W\d_][\w'’&.-]*")
_EMAIL_LINE = re.compile(r"(?:from|to|sent|date|subject|subj|re|cc)\s*:", re.IGNORECASE)
# What a line begins with that is an order or its report, and how a message says whose words it quotes.
_ORDER_WORD = re.compile(
    r"(?:buy|sell|long|short|bought|sold|roll(?:ed)?|hold|keep|close[d]?|cover(?:ed)?|trim(?:med)?|add(?:ed)?|exit(?:ed)?|"
    r"reduced?|take|stay|avoid|leave|cancel(?:led)?|pay|receive|enter|lighten|switch)\b",
    re.IGNORECASE,
)
_WRITES = re.compile(r"\b(?:wrote|writes|asked|forwarded)\b.{0,30}:\s*$|^(?:from|sent|to|subject)\s*:", re.IGNORECASE)
_QUOTED = re.compile(r">\s?")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int  # both without outer space
    indent: int
    text: str
    kind: BlockKind = "paragraph"
    content: int = 0  # where the words begin, after the bullet's mark


def find_blocks(text: str, title: str | None = None) -> tuple[Block, ...]:
    """The blocks of ``text`` in order, free of overlap.

    Args:
        text: an article's canonical text.
        title: the title, where it is known; it is looked for among the first lines.
    """
    groups = _groups(text)
    orders = _marks_orders(groups)
    known = " ".join((title or "").split()).lower()
    blocks: list[Block] = []
    section: str | None = None
    titled = False
    for place, group in enumerate(groups):
        lines = [_classify(line, group, i, place, len(groups), orders) for i, line in enumerate(group)]
        for form, first, last in _joined(text, lines, place, len(groups)):
            kind = form
            start, end = lines[first].content, lines[last].end
            if start >= end:
                continue
            words = " ".join(text[start:end].split())
            if (known and not titled and kind != "bullet" and words.lower() == known) or (
                kind == "heading" and not titled and not known and place < 8
            ):
                kind = "title"
            if kind == "title":
                titled = True
            if kind == "heading":
                section = words.strip(" :*#=-–—")
            sentences = split_sentences(text, start, end) if kind in {"paragraph", "bullet", "row"} else ((start, end),)
            blocks.append(Block(kind, start, end, section if kind not in {"title", "heading"} else None, sentences))
    return tuple(_tail(text, blocks))


def quoted_line(text: str, block: Block) -> bool:
    """Whether a block is another's words quoted in a message: they call nothing, but say what is answered."""
    return text[block.start : block.start + 1] == ">"


def _marks_orders(groups: list[list[_Line]]) -> bool:
    """Whether ">" marks a list's lines and no quoted message: each begins with an order, nobody writes."""
    lines = [line.text for group in groups for line in group]
    marked = [words[_quote.end() :] for words in lines if (_quote := _QUOTED.match(words))]
    if not marked or any(_WRITES.search(words) for words in lines):
        return False
    return all(_ORDER_WORD.match(words) and not words.rstrip().endswith("?") for words in marked)


def _groups(text: str) -> list[list[_Line]]:
    """Lines between empty lines."""
    groups: list[list[_Line]] = [[]]
    position = 0
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            indent = len(raw) - len(raw.lstrip())
            start = position + indent
            line = _Line(start, start + len(stripped), indent, stripped, "paragraph", start)
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
        position += len(raw)
    return [group for group in groups if group]


def _classify(line: _Line, group: list[_Line], index: int, place: int, total: int, orders: bool = False) -> _Line:
    words = line.text
    quoted = _QUOTED.match(words)
    if quoted and len(words) > quoted.end():
        if orders:
            return replace(line, kind="bullet", content=line.start + quoted.end())
        return replace(line, kind="furniture")
    if _furniture(words, place, total):
        return replace(line, kind="furniture")
    speaker = _SPEAKER.match(words)
    if speaker and len(words) > speaker.end() + 12 and not words.isupper():
        return replace(line, kind="paragraph")
    number = _NUMBERED_ROW.match(words)
    bars = words.count("|")
    table = bars >= 2 and sum(other.text.count("|") == bars for other in group) > 1
    if table or (bars >= 2 and len(words) > 30):
        return replace(line, kind="row", content=line.start + (number.end() if number else 0))
    mark = _MARK.match(words)
    if mark and len(words) > mark.end() and not _is_dateline(words):
        return replace(line, kind="bullet", content=line.start + mark.end())
    if len(_COLUMNS.findall(words)) >= 2 and len(words) > 25 and not _END_MARK.search(words):
        return replace(line, kind="row", content=line.start + (number.end() if number else 0))
    if _ENTRY.match(words) and sum(_ENTRY.match(other.text) is not None for other in group) > 1:
        return replace(line, kind="bullet", content=line.start)
    goes_on = index + 1 < len(group) and group[index + 1].text[:1].islower()
    if not goes_on and _heading(words, len(group) == 1 or index == 0, place):
        return replace(line, kind="heading")
    return line


def _is_dateline(words: str) -> bool:
    return bool(re.match(r"\d{1,2}\.? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)", words, re.IGNORECASE))


def _furniture(words: str, place: int, total: int) -> bool:
    if len(words) > 400:
        return False
    if any(p.fullmatch(words) for p in patterns("blocks", "furniture_line").candidates(words)):
        return True
    late = place >= total - max(2, total // 5)
    limit = 400 if late else 160
    return len(words) <= limit and patterns("blocks", "disclaimer").search(words) and (late or place < 4)


def _heading(words: str, leads: bool, place: int) -> bool:
    bare = words.strip(" *#=_")
    if _PERIOD_LINE.match(words) or (place > 1 and patterns("blocks", "rated_line").search(words)):
        return False
    if not bare or len(bare) > 110 or _ORDER.search(words):
        return words.strip("#*=_- ") == "" or bool(re.match(r"#{1,6}\s", words))
    if re.match(r"#{1,6}\s", words) or (words.startswith("**") and words.endswith("**") and len(words) < 90):
        return True
    tokens = _WORD.findall(bare)
    if not tokens:
        return True
    if bare[0].islower() and (len(tokens) >= 4 or any(c.isdigit() for c in bare)) and not bare.endswith(":"):
        return False  # a line of chat
    if _END_MARK.search(bare) and not bare.endswith("?"):
        return False
    if bare.endswith(":"):
        return len(tokens) <= 8
    if len(tokens) > 14 or not leads:
        return bare.isupper() and len(tokens) <= 8
    capital = sum(t[0].isupper() or len(t) <= 3 for t in tokens)
    if bare.isupper() or capital >= 0.75 * len(tokens):
        return True
    return (place < 6 and len(tokens) <= 14) or (len(tokens) <= 6 and not re.search(r"\d", bare))


def _joined(text: str, lines: list[_Line], place: int, total: int) -> list[tuple[BlockKind, int, int]]:
    """(kind, first line, last line) of each block of a group."""
    out: list[tuple[BlockKind, int, int]] = []
    wrapped = _is_wrapped(lines)
    for i, line in enumerate(lines):
        if out and i:
            kind, first, last = out[-1]
            previous = lines[last]
            order = bool(_LEVEL_LINE.match(line.text)) and kind in {"paragraph", "bullet", "heading"}
            if order and line.kind in {"paragraph", "heading"}:
                out[-1] = ("bullet", first, i)
                continue
            hangs = line.kind == "paragraph" and kind == "bullet" and line.indent > lines[first].indent
            flows = line.kind == "paragraph" and kind in {"paragraph", "bullet"} and wrapped
            if (hangs or flows) and not (_END_MARK.search(previous.text) and len(previous.text) < 45):
                out[-1] = (kind, first, i)
                continue
        out.append((line.kind, i, i))
    return out


def _is_wrapped(lines: list[_Line]) -> bool:
    """Whether lines were broken at a width: all but the last are long, none very long, few end a sentence."""
    plain = [line for line in lines if line.kind in {"paragraph", "bullet"}]
    if len(plain) < 2:
        return False
    body = plain[:-1]
    longest = max(len(line.text) for line in plain)
    ends = sum(bool(re.search(r"[.!?:]['\"”’)]*$", line.text)) for line in body)
    return longest <= 130 and min(len(line.text) for line in body) >= 0.5 * longest and ends <= 0.5 * len(body)


def _tail(text: str, blocks: list[Block]) -> list[Block]:
    """The last paragraphs that only limit liability, and what a signature leaves, are furniture."""
    out = list(blocks)
    for i in range(len(out) - 1, max(-1, len(out) - 6), -1):
        block = out[i]
        words = text[block.start : block.end]
        if (
            block.kind in {"paragraph", "heading"}
            and len(words) < 600
            and patterns("blocks", "disclaimer").search(words)
        ):
            out[i] = replace(block, kind="furniture")
    return out
