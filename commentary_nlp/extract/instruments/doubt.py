"""Names that are words of the language too, and goods that are things to eat too: what the sentence makes of them."""

from __future__ import annotations

import re

from commentary_nlp.extract.calendar_words import month_pattern
from commentary_nlp.extract.instruments.context import (
    company_after,
    context,
    is_rated_house,
    traded_after,
    traded_before,
)
from commentary_nlp.extract.instruments.delivery import ends_phrase, is_delivered
from commentary_nlp.extract.instruments.lookup import Entry
from commentary_nlp.extract.instruments.page import Line, Page, vocabulary

_MONTH = re.compile(month_pattern())


class Doubt:
    """Decides for one name at a time."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text, self.table = page.text, page.table
        self.words = vocabulary()

    def is_company(self, start: int, end: int, entry: Entry, line: Line) -> bool:
        """A word that is a name too: known already here, or treated as a company by what stands around."""
        text = self.text
        if entry.thing.symbol in self.page.named:
            return not line.shouted and not line.title
        if line.shouted:
            return False
        if self._graded(start, end, line):
            return True
        initial = start == line.start or bool(
            re.search(r"[.!?:;\"“]\s+$", text[max(line.start, start - 4) : start])
            or (start - line.start < 12 and re.fullmatch(r"[\s•\-*–—◦▪→▸>\d.)]*", text[line.start : start]))
        )
        adjective = text[start:end].lower().removesuffix("'s").removesuffix("’s") in self.words.adjectives
        stock = not adjective and re.match(
            r"(?:['’]s)?\s+(?:shares|stock|calls|puts|CEO|Inc|Corp|plc|PLC|earnings|results|management|board|guidance)\b",
            text[end : end + 20],
        )
        if stock and text[start - 1 : start] != "-":
            return True
        if line.title:
            return False
        if not initial and not adjective and (self._isolated(start, end) or self.beside_another(start, end)):
            return True
        if traded_before(text, start) and not initial:
            follows = re.match(r"\s+([a-z]+)", text[end : end + 20])
            return not follows or bool(
                follows[1] in ("on", "in", "as", "here", "ahead", "rather")
                or context().closed.match(text, end)
                or company_after(text, end)
                or traded_after(text, end)
            )
        if adjective and re.match(r"\s+(?:shares|stocks?|equit\w+|investors|companies)\b", text[end : end + 14]):
            return False  # "American shares" are those of a country
        if initial and not adjective and self._before_another(end):
            return True
        if initial:
            # at a sentence's start a capital says nothing: only what a company alone does
            return bool(context().agency.match(text, end))
        return company_after(text, end)

    def is_graded(self, start: int, end: int) -> bool:
        """Whether a house rates the name here."""
        return self._graded(start, end, self.page.line(start))

    def is_rated_house(self, start: int, end: int) -> bool:
        """Whether a house's name is what another house rates."""
        return is_rated_house(self.text, start, end, self.page.line(start).end)

    def _graded(self, start: int, end: int, line: Line) -> bool:
        """What a house rates: a name at a colon, or between words of rating, in a line that holds a rating."""
        text = self.text
        if text[start - 1 : start] in {"-", "/"} or re.match(r"(?:['’]s)?[ -][A-Z][a-z]", text[end : end + 5]):
            return False
        ahead, behind = text[max(line.start, start - 40) : start], text[end : min(line.end, end + 40)]
        opens = not ahead.strip(" •-–*") or ahead.rstrip().endswith((".", ":", ";"))
        shown = bool(context().graded_after.match(behind)) or bool(context().graded_before.search(ahead))
        if not shown and not (opens and re.match(r"(?: \([A-Z.]+\))? ?[:–—]\s", behind)):
            return False
        return bool(context().graded.search(text, max(line.start, start - 160), min(line.end, end + 240)))

    def beside_another(self, start: int, end: int) -> bool:
        """Joined to a name found just before: "United Airlines, Delta and Southwest"."""
        last = self.page.last_end(start)
        joined = (
            last >= 0
            and start - last < 12
            and re.fullmatch(r"(?:['’]s)?\s*(?:,|/|and|or|&|,\s+and|versus|vs\.?|over)\s*", self.text[last:start])
        )
        return bool(joined) and not re.match(r"(?:['’]s)?\s[A-Z]", self.text[end : end + 4])

    def _before_another(self, end: int) -> bool:
        """Joined to a sure name that follows: "Target and Walmart needed a week"."""
        follows = re.match(r"(?:['’]s)?\s+(?:and|or)\s+([A-Z][\w'’]+)(?!\s[A-Z])", self.text[end : end + 40])
        if follows is None:
            return False
        entries = self.table.names.get(follows[1].lower(), ())
        return any(not entry.rest and not entry.doubtful and entry.capitals for entry in entries)

    def _isolated(self, start: int, end: int) -> bool:
        """A capital within a sentence, with none beside it: a name of some kind, and of this company most likely."""
        text = self.text
        left = re.search(r"([A-Za-z0-9&’']+)[,;]?\s$", text[max(0, start - 20) : start])
        right = re.match(r"(?:['’]s)?\s([A-Za-z])|(?:['’]s)?[,.;)]|\s[<(]", text[end : end + 4])
        if not left or not right or text[start - 1] in "-/":
            return False
        return left[1][0].islower() and not (right[1] and right[1].isupper())

    def in_longer_name(self, start: int, end: int, entry: Entry, at: int, words: list[re.Match[str]]) -> bool:
        """A single word inside a longer proper name: "Karen Holt", "Hudson Bay", "Apple Hospitality"."""
        if entry.rest:
            return False
        text = self.text
        known = entry.thing.symbol in self.page.named
        if re.search(r"\b(?:Mr|Ms|Mrs|Dr|Sir|Prof)\.?\s$", text[max(0, start - 6) : start]):
            return True
        listing = self.table.listings.get(entry.thing.symbol)
        curated = listing is None or listing.rank < 600 or entry.thing.symbol in self.table.curated
        if known or curated:
            return False
        left = re.search(r"([A-Z][a-z]+)\s$", text[max(0, start - 20) : start])
        right = re.match(
            r"\s(?!Inc\b|Corp\b|Co\b|Ltd\b|Plc\b|PLC\b|Holdings?\b|Group\b)([A-Z][a-z]+)", text[end : end + 20]
        )
        left = None if left and _MONTH.fullmatch(left[1]) else left  # "December Brent"
        right = None if right and _MONTH.fullmatch(right[1]) else right
        return bool((left and left[1].lower() not in self.words.common and not self.page.line(start).title) or right)

    def any_case(self, start: int, end: int, entry: Entry) -> bool:
        text, symbol = self.text, entry.thing.symbol
        if entry.delivered:
            bought = symbol in self.words.goods or entry.thing.asset_class == "fx"
            traded = bought and traded_before(text, start) and ends_phrase(text, end)
            return is_delivered(text, start, end) or traded
        if entry.thing.asset_class == "fx" and not re.match(r"the\b", text[start:end], re.IGNORECASE):
            # "cable" is a wire too.
            if self.page.pairs and not re.search(r"\b(?:a|an)\s+$", text[max(0, start - 4) : start]):
                return True
            return not re.match(
                r"\s+(?:news|company|companies|tv|television|network|networks|operator|operators|car|box|subscribers)\b",
                text[end : end + 16],
                re.IGNORECASE,
            ) and not re.search(r"\b(?:a|an|the|and|by|legacy)\s+$", text[max(0, start - 8) : start])
        if entry.headed and re.match(
            r"\s+(?:closes|settles|trades|falls|drops|rises|breaks|holds|gets)\s+(?:back\s+)?(?:above|below|under|over|through)\s+\$?\d",
            text[end : end + 40],
        ):
            return True  # "if oil closes below 65"
        if symbol in self.words.goods or entry.headed:
            return self._grain(start, end, symbol)
        return not re.match(r"-[a-z]+ed\b", text[end : end + 12])

    def _grain(self, start: int, end: int, symbol: str) -> bool:
        """Farm goods are things to eat unless the text talks of markets in them."""
        opens = re.search(r"(?:^|[\n.•\-*–]\s*)$", self.text[max(0, start - 3) : start])
        closes = re.match(r"[.:]", self.text[end : end + 1])
        if is_delivered(self.text, start, end):
            return True
        if traded_before(self.text, start) and ends_phrase(self.text, end):
            return True  # "short corn at 4.80"
        headed = self.text[start:end].lower() in ("gas", "oil")
        return bool((self.page.farm_markets and not headed) or (opens and closes))
