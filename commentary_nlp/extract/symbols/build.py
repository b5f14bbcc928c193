"""Build `us.tsv.gz` from the public lists: `python -m commentary_nlp.extract.symbols.build EQUITIES ETFS TEXTS WORDS`.

EQUITIES: SEC company_tickers_exchange as CSV (ticker, name, exchange, cik), largest first; public domain.
ETFS: FinanceDatabase's funds as CSV (symbol, name, category_group, category, family, exchange); MIT.
TEXTS: a file of finance text whose lower-case words tell which tickers are words, and whose cashtags tell which
are spoken of (TFNS, MIT).
WORDS: a list of English words, one a line (Webster's Second International of 1934, public domain).
Only the flags that follow from TEXTS and WORDS are kept, none of their words.
"""

from __future__ import annotations

import csv
import gzip
import re
import sys
import tomllib
from collections import Counter
from pathlib import Path

_WORDS = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
LEGAL = frozenset(_WORDS["legal"])
GENERIC = frozenset(_WORDS["generic"])
COMMON_FIRST = frozenset(_WORDS["common_first"])

PEOPLE_AND_PLACES = frozenset(_WORDS["people_and_places"])
PLACE_FIRST = frozenset(_WORDS["place_first"])


def clean(name: str) -> str:
    """A company's name without its legal form, place and class, in its own case unless all capitals."""
    name = re.sub(
        r"[/\\](?:[A-Z]{2,4}|new|cayman)[/\\]?(?=\s|$)|/ADR|/ADS|\(.*?\)|,? (?:class|series|cl) [A-Z]\b",
        " ",
        name,
        flags=re.I,
    )
    name = re.sub(r"/(?:DE|MD|NV|CAN|NEW|OH|PA|TX|FI|ON|MN|IN|MA)\b/?", " ", name, flags=re.I)
    words = name.replace(",", " ").split()
    while len(words) > 1 and words[-1].lower().strip(".,") in LEGAL:
        words.pop()
    if len(words) > 1 and words[0].lower() == "the":
        words = words[1:]
    joined = " ".join(words)
    return joined.title() if joined.isupper() and len(joined) > 4 else joined


def key(words: str) -> str:
    """A name as it is looked up: lower case, apostrophes straight, no full stops or commas."""
    words = words.lower().replace("’", "'")
    words = re.sub(r"\.com\b", ".com", words)
    return re.sub(r"\s+", " ", re.sub(r"(?<!\s)[.](?!com\b)|[,!?()]", "", words)).strip()


def aliases(symbol: str, name: str, rank: int, tagged: bool, words: frozenset[str], common: Counter[str]) -> list[str]:
    """How a company is called. One that begins with `?` is a word of the language too."""
    full = key(name)
    forms = [full]
    short = full.split()
    while len(short) > 1 and short[-1].strip("&") in GENERIC | LEGAL | {"&", "and", ""}:
        short = short[:-1]
        if len(short) == 2 and short[0] in PLACE_FIRST:
            continue  # a place
        if len(short) > 1 or (rank < 4000 and short[0] not in COMMON_FIRST):
            forms.append(" ".join(short))
    out: list[str] = []
    for form in dict.fromkeys(forms):
        parts = form.split()
        if len(form) < 3 or form.isdigit():
            continue
        if all(p in COMMON_FIRST | GENERIC | LEGAL for p in parts) and (len(parts) == 1 or rank > 1500):
            continue
        if len(parts) == 1:
            if len(form) < 4 and rank > 1500:
                continue
            doubtful = form in words or common[form] > 0 or form.rstrip("s") in words or form in PEOPLE_AND_PLACES
            if form == symbol.lower() and len(form) < 5:
                continue  # the ticker's business
            if doubtful and form != full and rank > 300 and not tagged:
                continue  # a word of the language that is only part of a small company's name
            out.append(("?" if doubtful else "") + form)
        else:
            doubtful = all(p in words or common[p] > 0 for p in parts) and rank > 3000
            out.append(("?" if doubtful else "") + form)
    return out


def build(equities: Path, etfs: Path, texts: Path, words_file: Path) -> list[str]:
    """The lines of the table."""
    tagged = frozenset(re.findall(r"\$([A-Z]{1,5})\b", texts.read_text("utf-8")))
    common = Counter(
        w for w in re.findall(r"(?<![\w$])[a-z]+(?![\w])", re.sub(r"https?://\S+", "", texts.read_text("utf-8")))
    )
    words = frozenset(w for w in words_file.read_text("utf-8").split("\n") if w.islower())
    with etfs.open(encoding="utf-8") as file:
        funds = {row["symbol"]: row for row in csv.DictReader(file)}
    rows: list[tuple[str, str, str, list[str]]] = []
    seen: set[str] = set()
    with equities.open(encoding="utf-8") as file:
        shares = list(csv.DictReader(file))
    companies: set[str] = set()
    for rank, row in enumerate(shares):
        symbol = re.sub(r"-([A-C])$", r".\1", row["ticker"])
        if symbol in seen:
            continue
        seen.add(symbol)
        fund = funds.get(symbol)
        is_fund = fund is not None or bool(re.search(r"\b(?:ETF|ETN)\b", row["name"]))
        flags = "f" if is_fund else "e"
        flags += "o" if row["exchange"] in ("OTC", "") else ""
        flags += "w" if common[symbol.lower()] > 1 else ""
        flags += "k" if symbol in tagged else ""
        special = bool(re.search(r"-(?:P[A-Z]?|UN|WT|RI|U)$", symbol)) or (
            row["cik"] in companies and len(symbol) == 5 and symbol[-1] in "UWRPLMNOZ"
        )
        flags += "s" if special else ""
        name = clean(fund["name"] if fund else row["name"])
        repeated = row["cik"] in companies
        companies.add(row["cik"])
        named = not (repeated or special or "o" in flags or re.search(r"Acquisition|\bSPAC\b", row["name"], re.I))
        if is_fund:
            names = [key(name)] if named and len(name.split()) > 2 else []
        else:
            names = (
                []
                if symbol == "NDAQ"
                else aliases(symbol, name, rank, symbol in tagged, words, common)
                if named
                else []
            )
        rows.append((symbol, flags, name, names))
    for symbol, row in funds.items():
        if symbol in seen or not re.fullmatch(r"[A-Z]{1,5}", symbol):
            continue
        flags = "f" + ("w" if common[symbol.lower()] > 1 else "") + ("k" if symbol in tagged else "")
        name = clean(row["name"])
        rows.append((symbol, flags, name, [key(name)] if len(name.split()) > 2 else []))
    taken: set[str] = set()
    lines = []
    for symbol, flags, name, names in rows:
        own = [n for n in names if n.removeprefix("?") not in taken]
        taken.update(n.removeprefix("?") for n in own)
        lines.append("\t".join((symbol, flags, name.replace("\t", " "), "|".join(own))))
    return lines


def main() -> None:
    equities, etfs, texts, words = map(Path, sys.argv[1:5])
    data = "\n".join(build(equities, etfs, texts, words)).encode("utf-8")
    # A fixed time keeps the same input giving the same bytes.
    Path(__file__).with_name("us.tsv.gz").write_bytes(gzip.compress(data, 9, mtime=0))


if __name__ == "__main__":
    main()
