"""Names of the table, of the curated words and of the text itself, word by word."""

from __future__ import annotations

import re
from itertools import pairwise

from commentary_nlp.extract.instruments.context import before, rates, traded_before
from commentary_nlp.extract.instruments.delivery import has_month_before
from commentary_nlp.extract.instruments.doubt import Doubt
from commentary_nlp.extract.instruments.explicit import Found
from commentary_nlp.extract.instruments.lookup import JOINTS, Entry, Thing, split
from commentary_nlp.extract.instruments.page import Page, vocabulary
from commentary_nlp.extract.lexicon import load


def forms(word: str) -> tuple[str, str | None]:
    """A word in lower case, and without its possessive where it has one."""
    plain = word.lower().replace("’", "'")
    genitive = plain[:-2] if plain.endswith("'s") else plain[:-1] if plain.endswith("'") else None
    return plain, genitive


class Names:
    """The longest name at each word that the sentence treats as one."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text, self.table = page.text, page.table
        self.words = vocabulary()
        self.doubt = Doubt(page)

    def read(self, words: list[re.Match[str]]) -> None:
        at, count = 0, len(words)
        names, blocked, local = self.table.names, self.words.blocked, self.page.local
        while at < count:
            plain, genitive = forms(words[at][0])
            # most words begin no name at all
            if not (
                plain in names
                or plain in blocked
                or (local and words[at][0][0].isupper())
                or (genitive is not None and (genitive in names or plain.replace("'", "") in names))
            ):
                at += 1
                continue
            at += self._name_at(words, at) or 1
        self.page.named |= {found.thing.symbol for found in self.page.found}

    def _name_at(self, words: list[re.Match[str]], at: int) -> int:
        """How many words from `at` are a name; 0 for none."""
        first = words[at]
        plain, genitive = forms(first[0])
        local = self._local_at(words, at)
        if local:
            return local
        if blocked := self._blocked_at(words, at):
            return blocked
        keys = (plain, genitive, plain.replace("'", "")) if genitive else (plain,)
        for key in keys:
            for entry in self.table.names.get(key, ()):
                count = 1 + len(entry.rest)
                if at + count > len(words) or (count > 1 and key == genitive):
                    continue
                end = self._matches(words, at, entry)
                if end is None:
                    continue
                start = first.start()
                rates_others = split(self.text[start:end]) in self.words.raters and rates(self.text, start, end)
                if rates_others and not self.doubt.is_rated_house(start, end):
                    return count
                if entry.thing.asset_class == "index" and self._in_fund_name(end):
                    return count  # the fund's name, not the index
                if self._is_name(start, end, entry, at, words):
                    thing = self._as_meant(entry.thing, start, end)
                    if thing is not None:
                        self.page.note(Found(start, end, thing, entry.how, 1))
                    return count
        return 0

    def _blocked_at(self, words: list[re.Match[str]], at: int) -> int:
        """How many words from `at` name something else that begins like a traded thing ("S&P Global Ratings")."""
        for phrase in self.words.blocked.get(forms(words[at][0])[0], ()):
            chunk = words[at : at + len(phrase)]
            if len(chunk) == len(phrase) and all(
                forms(w[0])[0] == p for w, p in zip(chunk[1:], phrase[1:], strict=True)
            ):
                return len(phrase)
        return 0

    def _local_at(self, words: list[re.Match[str]], at: int) -> int:
        """A name that this text has bound to a symbol itself."""
        if not self.page.local or not words[at][0][0].isupper():
            return 0
        for length in (4, 3, 2, 1):
            chunk = words[at : at + length]
            if len(chunk) < length:
                continue
            written = [forms(word[0])[0] for word in chunk]
            bare = forms(chunk[-1][0])[1]
            for last in filter(None, (written[-1], bare)):
                thing = self.page.local.get((*written[:-1], last))
                if thing and self._joined(chunk):
                    end = chunk[-1].end() - (len(written[-1]) - len(last))
                    self.page.note(Found(chunk[0].start(), end, thing, "short_name", 1))
                    return length
        return 0

    def _joined(self, chunk: list[re.Match[str]]) -> bool:
        """Whether only spaces, or "& " and hyphens of a name, stand between the words."""
        return all(
            re.fullmatch(r"\s?[ &\-–.]{0,3}\s?", self.text[one.end() : two.start()]) for one, two in pairwise(chunk)
        )

    def _matches(self, words: list[re.Match[str]], at: int, entry: Entry) -> int | None:
        """The end of the entry's words at `at`, or None."""
        chunk = words[at : at + 1 + len(entry.rest)]
        for word, wanted in zip(chunk[1:], entry.rest, strict=True):
            plain, genitive = forms(word[0])
            if wanted not in (plain, plain.replace("'", "")) and not (word is chunk[-1] and wanted == genitive):
                return None
        if len(chunk) > 1 and not self._joined(chunk):
            return None
        if entry.capitals:
            written = [word[0].replace("’", "'") for word in chunk]
            if entry.exact:
                last = written[-1]
                if last != entry.exact[-1] and last.removesuffix("'s") == entry.exact[-1]:
                    written[-1] = entry.exact[-1]
                shouted = self.page.line(chunk[0].start()).shouted and len(entry.exact) > 1
                capital = written == [entry.exact[0].upper()] and self._shouted_name(chunk[0], entry)
                if tuple(written) != entry.exact and not shouted and not capital:
                    return None
            elif not all(
                w[0].isupper() or w[0].isdigit() or w in JOINTS or w in (entry.spelled or ()) for w in written
            ):
                return None
            elif written[0][0].isdigit() and entry.spelled and written[0].upper() == entry.spelled[0] != written[0]:
                return None  # "3m" is a tenor
            elif (
                len(written) == 1
                and written[0].isupper()
                and len(written[0]) > 1
                and entry.thing.name != written[0]
                and entry.spelled != (written[0],)
                and not self._shouted_name(chunk[0], entry)
            ):
                # All capitals are a ticker's business, unless the name is so written.
                return None
        end = chunk[-1].end()
        plain = forms(chunk[-1][0])[0]
        wanted = entry.rest[-1] if entry.rest else forms(chunk[0][0])[0]
        if entry.rest and wanted not in (plain, plain.replace("'", "")):
            end -= len(plain) - len(wanted)
        elif not entry.rest and plain.endswith(("'s", "'")) and not self._with_apostrophe(plain, entry):
            end -= 2 if plain.endswith("'s") else 1
        return end

    def _with_apostrophe(self, plain: str, entry: Entry) -> bool:
        """Whether the 's belongs to the name itself: "Macy's", "Lowe's"."""
        if entry.spelled:
            return entry.spelled[0].lower() == plain
        return split(entry.thing.name or " ")[:1] in ((plain,), (plain.replace("'", ""),))

    def _shouted_name(self, word: re.Match[str], entry: Entry) -> bool:
        line = self.page.line(word.start())
        return len(word[0]) > 3 and not entry.doubtful and (line.shouted or word[0] not in self.table.tickers)

    def _as_meant(self, thing: Thing, start: int, end: int) -> Thing | None:
        """The listing that the text itself uses; the future for a metal where the text talks of futures."""
        words = split(self.text[start:end])
        if words in self.page.local:
            return self.page.local[words]
        metal = load("instruments")["metal"].get(thing.symbol)
        if metal is None:
            return thing
        following = re.match(r"[\s/-]*([A-Za-z]+)", self.text[end : end + 20])
        if following and following[1].lower() in metal["not_before"]:
            return None
        if thing.symbol in self.page.pairs:
            return thing
        if re.match(r"spot\b", self.text[start:end], re.IGNORECASE) or re.search(
            r"\bspot\s+$", before(self.text, start), re.IGNORECASE
        ):
            return thing
        future = has_month_before(self.text, start, end) or self._metal_is_future(metal["future"], start)
        return self.table.futures[metal["future"]] if future else thing

    def _metal_is_future(self, root: str, start: int) -> bool:
        """Its root stands in the text beside the other's, or contracts of it are spoken of on its line."""
        return (root in self.page.bare and not self.page.spot_metals) or self.page.line(start).futures

    def _is_name(self, start: int, end: int, entry: Entry, at: int, words: list[re.Match[str]]) -> bool:
        text, line = self.text, self.page.line(start)
        if self.page.orders and text[start:end] == "BTC":
            return False
        if not entry.capitals:
            return self.doubt.any_case(start, end, entry)
        ours = self.words
        if (
            forms(text[start:end])[0] in ours.platforms
            and not self.doubt.is_graded(start, end)
            and (ours.platform_before.search(before(text, start)) or ours.platform_after.match(text, end))
        ):
            return False
        if entry.thing.asset_class == "index" or entry.how == "pair":
            return not re.match(r"[\s-](?:futures|Futures|E-mini)\b", text[end : end + 10])
        if text[end : end + 1] == "-" and text[end + 1 : end + 2].isalpha() and not entry.rest:
            # "Meta-analysis", "Ford-made": part of another word.
            return False
        if (
            re.search(r"(?:[A-Z][\w'’]+\s|\b[A-Z]\.\s?)$", text[max(0, start - 14) : start])
            and not entry.rest
            and entry.doubtful
            and not traded_before(text, start)
            and not self.doubt.beside_another(start, end)
        ):
            return False
        if entry.doubtful:
            return self.doubt.is_company(start, end, entry, line)
        return not self.doubt.in_longer_name(start, end, entry, at, words)

    def _in_fund_name(self, end: int) -> bool:
        return bool(re.match(r"\s+(?:ETF|ETN|Index Fund|Trust|Fund)\b", self.text[end : end + 14]))
