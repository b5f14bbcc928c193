""" "Name (TICKER)": a symbol that the text gives for a name, and by which name it goes on to call it."""

from __future__ import annotations

import re

from commentary_nlp.extract.instruments.context import context
from commentary_nlp.extract.instruments.explicit import BRACKETED, Found
from commentary_nlp.extract.instruments.lookup import JOINTS, Thing, split
from commentary_nlp.extract.instruments.page import Page, vocabulary
from commentary_nlp.extract.lexicon import load


class Brackets:
    """What stands in brackets after a name."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.text, self.table = page.text, page.table
        self.words = vocabulary()

    def read(self) -> None:
        for match in BRACKETED.finditer(self.text):
            symbol = match["symbol"].lstrip("$")
            abroad = match["country"]
            thing = self._terminal_thing(symbol, abroad) if abroad else self._bracket_thing(symbol, match["name"])
            if thing is None:
                continue
            end = match.end("country") if abroad else match.end("symbol")
            self.page.note(Found(match.start("symbol"), end, thing, "listing" if abroad else "ticker", 0))
            name = self._own_name(match["name"], thing, match.start())
            if len(name) > 1:
                start = match.start("name") + match["name"].rfind(name)
                words = split(name)
                self.page.note(Found(start, start + len(name), thing, "name", 0))
                self.page.local[words] = thing
                if len(words) > 1 and self._telling(name.split()[0], words[0]):
                    self.page.local[words[:1]] = thing
        self.page.named |= {found.thing.symbol for found in self.page.found}

    def _terminal_thing(self, symbol: str, country: str) -> Thing | None:
        """What a terminal's code names: "SHEL LN" is London's SHEL, "AAPL US" the American AAPL."""
        suffix = load("instruments")["listing"]["countries"].get(country)
        if suffix is None:
            return None
        if not suffix:
            return self.table.tickers.get(symbol) or Thing(symbol, None, "equity")
        return Thing(f"{symbol}.{suffix}", None, "equity")

    def _telling(self, written: str, word: str) -> bool:
        """Whether the first word of a name may stand for it later: capitalised, and no common first word."""
        entries = self.table.names.get(word, ())
        common = len({entry.thing.symbol for entry in entries}) > 3
        return len(word) > 3 and written[0].isupper() and not common and written.lower() not in self.words.common

    def _bracket_thing(self, symbol: str, name: str) -> Thing | None:
        if symbol.isdigit() or (len(symbol) == 1 and symbol.isdigit()):
            return None
        if marked := self.page.abroad.get(symbol):
            return marked
        if symbol in self.table.futures and self.page.future_cue(symbol, 0, len(self.text)):
            return self.table.futures[symbol]
        thing = self.table.tickers.get(symbol.replace("-", "."))
        initials = "".join(word[0] for word in re.findall(r"[A-Za-z]\w*", name)).upper()
        abbreviation = len(symbol) > 1 and symbol in initials and len(name.split()) > 1
        if thing and (not abbreviation or self._same_company(name, thing)):
            if symbol in self.words.abbreviations and not self._same_company(name, thing):
                return None
            return thing
        if abbreviation or symbol in self.words.abbreviations or not re.fullmatch(r"[A-Z]{2,5}", symbol):
            return None
        return Thing(symbol, name, "equity") if not self.page.line(0).shouted else None

    def _same_company(self, name: str, thing: Thing) -> bool:
        ours = {word for word in split(thing.name or "") if len(word) > 2}
        known = {entry.thing.symbol for entry in self.table.names.get(split(name)[-1], ())} if split(name) else set()
        return bool(ours & set(split(name))) or thing.symbol in known

    def _own_name(self, name: str, thing: Thing, start: int) -> str:
        """The part of the capitalised words before a bracket that names the company."""
        parts = name.split()
        for at in range(len(parts)):
            words = split(" ".join(parts[at:]))
            for entry in self.table.names.get(words[0], ()) if words else ():
                if words[1:] == entry.rest:
                    return " ".join(parts[at:])
        known = self.table.tickers.get(thing.symbol)
        ours = set(split(known.name or "")) - JOINTS if known else set()
        for at in range(len(parts)):
            if ours & set(split(parts[at])) and split(parts[at])[0] not in self.words.company_forms:
                return " ".join(parts[at:])
        if known or (self.page.line(start).title and len(parts) > 3):
            return ""
        # An unknown name: what stands on the same line without a verb of rating or trading before it.
        while parts and (parts[0].lower() in self.words.common or context().before.search(" " + parts[0] + " ")):
            parts = parts[1:]
        return " ".join(parts) if parts and len(parts) <= 3 else ""
