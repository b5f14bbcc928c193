"""Symbols that the text marks as such: $cashtags, (NASDAQ: X), Name (X), listings, pairs, futures' codes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from commentary_nlp.extract.alternation import one_of
from commentary_nlp.extract.folding import fold
from commentary_nlp.extract.instruments.context import any_of
from commentary_nlp.extract.instruments.lookup import Thing, lookup
from commentary_nlp.extract.lexicon import load

_US_EXCHANGES = (
    "NASDAQ|Nasdaq|NASDAQGS|NasdaqGS|NASDAQGM|NasdaqGM|NasdaqCM|NYSE|AMEX|NYSEARCA|NYSE Arca|NYSEAMERICAN|"
    "NYSE American|NYSEMKT|OTC|OTCMKTS|OTCPK|BATS|CBOE|Cboe|ARCA"
)
_MONTHS = "FGHJKMNQUVXZ"
# Which currency of two the market quotes first.
_QUOTED_FIRST = ("EUR", "GBP", "AUD", "NZD", "USD", "CAD", "CHF", "NOK", "SEK", "CNH", "MXN", "ZAR", "JPY")


@dataclass(frozen=True, slots=True)
class Found:
    """A mention before overlaps are settled. `rank` orders those that begin together: less is surer."""

    start: int
    end: int
    thing: Thing
    how: str
    rank: int


@cache
def _pattern() -> re.Pattern[str]:
    words = load("instruments")
    suffixes = any_of(words["listing"]["suffixes"])
    codes = "|".join(words["fx"]["codes"])
    roots = any_of([root for root in words["future"] if not root[0].isdigit()]) + "|6[EJBAC]"
    names = one_of(sorted({word for group in words["fx"]["spoken"].values() for word in group}))
    pattern = rf"""
        (?P<ric><\.?(?P<ric_s>[A-Z]{{1,6}}(?:[a-z])?)\.(?:N|O|OQ|K|A|P|PK)>)
        |(?P<index_ric><\.(?P<index_ric_s>[A-Z]{{2,6}})>)
        |(?P<listing>(?<![\w.$])(?P<listing_root>[A-Z0-9]{{1,10}}(?:-[A-Z])?)\.(?:{suffixes})(?![\w]|\.\w))
        |(?P<cashtag>(?<![\w$])[$#](?P<cashtag_s>[A-Za-z]{{1,6}}(?:[.-][A-Za-z])?)(?![\w]))
        |(?P<exchange>\b(?:{_US_EXCHANGES})\s?:\s?(?P<exchange_s>[A-Z]{{1,5}}(?:[.-][A-Z])?)(?![\w]))
        |(?P<foreign>\b(?P<foreign_x>{"|".join(words["listing"]["exchanges"])})\s?:\s?(?P<foreign_s>[A-Z0-9]{{1,10}}(?:-[A-Z])?)(?![\w]|\.\w))
        |(?P<pair>(?<![\w/.])(?P<pair_a>{codes})(?:\s?[/-]\s?)?(?P<pair_b>{codes})(?![\w]))
        |(?P<spoken>(?<![\w/-])(?P<spoken_a>(?i:{names}))(?:[-/–])(?P<spoken_b>(?i:{names}))(?![\w-]))
        |(?P<currency_option>(?<![\w-])(?P<option_a>(?i:{names}))\s(?:call|put)s?(?:\s?/\s?|\s(?:against|versus|vs\.?)\s(?:the\s)?|\s)(?P<option_b>(?i:{names}))(?:\s(?:call|put)s?)?(?![\w-]))
        |(?P<versus>(?<![\w-])(?P<versus_a>(?i:{names}))\s(?:against|versus|vs\.?)\s(?:the\s)?(?P<versus_b>(?i:{names}))(?![\w-]))
        |(?P<opposed>(?<![\w-])(?i:long|short)\s+(?:the\s+)?(?P<opposed_a>(?i:{names}))(?:,\s|\s?/\s?|\s)(?:and\s+)?(?:long|short)\s+(?:the\s+)?(?P<opposed_b>(?i:{names}))(?![\w-]))
        |(?P<yen>(?<![\w-])(?i:the\s+dollar)(?=(?:\s+[\w-]+){{0,5}}\s+¥\d))
        |(?P<crypto>(?<![\w/.])(?P<crypto_a>BTC|ETH|SOL|XRP|DOGE|LTC|ADA)(?:/|-)?(?:USDT|USDC|USD)(?![\w]))
        |(?P<future>(?<![\w/.$])/?(?P<future_s>{roots})(?P<future_m>[{_MONTHS}])(?:20)?\d{{1,2}}(?![\w]))
        |(?P<slash_root>(?<![\w/.$)])/(?P<slash_root_s>{roots})(?![\w/]))
        |(?P<class_share>(?<![\w.])(?P<class_share_s>(?:BRK|BF|MOG|LEN|HEI|GEF|RUSHA|UHAL)[./-][AB])(?![\w]))
    """
    # no kind begins within a word: most places of a text are left at once
    spoken = {word[0] for group in words["fx"]["spoken"].values() for word in group}
    initials = re.escape("".join(sorted({*spoken, "l", "s", "t"})))
    begins = rf"(?=[<$#/\dA-Z{initials}])(?!(?<=\w)\w)"
    return re.compile(f"{begins}(?:{''.join(line.strip() for line in pattern.splitlines())})")


def find_explicit(text: str) -> list[Found]:
    """Every marked symbol, in text order."""
    found: list[Found] = []
    for match in _pattern().finditer(text):
        if (one := _READ[match.lastgroup or ""](match)) is not None:
            found.append(one)
    return found


def _listing(match: re.Match[str]) -> Found | None:
    symbol, root = match["listing"], match["listing_root"]
    if symbol.split(".")[-1] in ("A", "B") or (
        root.isdigit() and not symbol.endswith((".HK", ".T", ".KS", ".KQ", ".TW", ".TWO", ".SS", ".SZ", ".SR", ".KL"))
    ):
        return None
    if len(symbol) == 3 and root.isalpha():
        return None  # initials: "T.F."
    if symbol in ("U.S", "E.U", "U.T", "E.T"):
        return None  # abbreviations
    return Found(*match.span(), Thing(symbol, None, "equity"), "listing", 0)


def _ric(match: re.Match[str]) -> Found | None:
    """A newswire's code of a US share: <AAPL.O>."""
    thing = _us(re.sub(r"([A-Z])([a-z])$", lambda m: f"{m[1]}.{m[2]}", match["ric_s"]))
    return Found(*match.span("ric_s"), thing or Thing(match["ric_s"].upper(), None, "equity"), "ticker", 0)


def _index_ric(match: re.Match[str]) -> Found | None:
    thing = _named_symbol(
        {"NDX": "NDX", "IXIC": "IXIC", "GSPC": "SPX", "N225": "NKY"}.get(match["index_ric_s"], match["index_ric_s"])
    )
    return Found(*match.span("index_ric_s"), thing, "ticker", 0) if thing else None


def _us(symbol: str) -> Thing | None:
    symbol = symbol.replace("-", ".").replace("/", ".").upper()
    return lookup().tickers.get(symbol)


def _cashtag(match: re.Match[str]) -> Found | None:
    written = match["cashtag_s"]
    symbol = written.upper()
    special = _named_symbol(symbol)
    if match["cashtag"][0] == "#" and not (written.isupper() and (special or symbol in lookup().tickers)):
        return None
    if special:
        return Found(*match.span(), special, "cashtag", 0)
    if not written.isupper() and not (len(written) > 2 and _us(symbol)):
        return None
    return Found(*match.span(), _us(symbol) or Thing(symbol, None, "equity"), "cashtag", 0)


def _named_symbol(symbol: str) -> Thing | None:
    """An index, a coin or a future by its symbol."""
    words = load("instruments")
    if symbol in words["index"]["names"]:
        return Thing(symbol, words["index"]["names"][symbol][0], "index")
    if symbol in words["crypto"]["names"]:
        return Thing(symbol, words["crypto"]["names"][symbol][0], "crypto")
    return None


def _exchange(match: re.Match[str]) -> Found | None:
    symbol = match["exchange_s"]
    return Found(*match.span("exchange_s"), _us(symbol) or Thing(symbol.replace("-", "."), None, "equity"), "ticker", 0)


def _foreign(match: re.Match[str]) -> Found | None:
    """ "LON: BP", "ETR:SAP": the listing with that exchange's suffix."""
    suffix = load("instruments")["listing"]["exchanges"][match["foreign_x"]]
    return Found(*match.span("foreign_s"), Thing(f"{match['foreign_s']}.{suffix}", None, "equity"), "listing", 0)


def _pair(match: re.Match[str]) -> Found | None:
    first, second = match["pair_a"], match["pair_b"]
    if first == second:
        return None
    metal = load("instruments")["metal"].get(first + second)
    thing = Thing(first + second, metal["name"], "commodity") if metal else Thing(first + second, None, "fx")
    return Found(*match.span(), thing, "pair", 0)


def currency_of(word: str) -> str | None:
    """The code of a currency by one of its names ("sterling")."""
    return _currencies().get(word.lower())


@cache
def _currencies() -> dict[str, str]:
    return {word: code for code, names in load("instruments")["fx"]["spoken"].items() for word in names}


def _spoken(match: re.Match[str]) -> Found | None:
    first, second = _currencies()[fold(match["spoken_a"])], _currencies()[fold(match["spoken_b"])]
    return None if first == second else Found(*match.span(), Thing(first + second, None, "fx"), "pair", 0)


def _opposed(match: re.Match[str]) -> Found | None:
    """ "Long euro, short sterling", in the order in which the pair is quoted."""
    return _quoted_pair(match, match["opposed_a"], match["opposed_b"])


def _currency_option(match: re.Match[str]) -> Found | None:
    """ "EUR call/USD put", "sterling puts against the dollar"."""
    return _quoted_pair(match, match["option_a"], match["option_b"])


def _versus(match: re.Match[str]) -> Found | None:
    """ "The euro against the yen"."""
    return _quoted_pair(match, match["versus_a"], match["versus_b"])


def _quoted_pair(match: re.Match[str], one: str, other: str) -> Found | None:
    both = {_currencies()[fold(one)], _currencies()[fold(other)]}
    first, *rest = [code for code in _QUOTED_FIRST if code in both] or [""]
    return Found(*match.span(), Thing(first + rest[0], None, "fx"), "pair", 0) if rest else None


def _yen(match: re.Match[str]) -> Found | None:
    """ "The dollar slid below ¥142"."""
    return Found(*match.span(), Thing("USDJPY", None, "fx"), "pair", 0)


def _crypto(match: re.Match[str]) -> Found | None:
    thing = _named_symbol(match["crypto_a"]) or Thing(match["crypto_a"], None, "crypto")
    return Found(*match.span(), thing, "pair", 0)


def _future(match: re.Match[str]) -> Found | None:
    root = match["future_s"]
    return Found(*match.span(), lookup().futures.get(root) or Thing(root, None, "future"), "future", 0)


def _slash_root(match: re.Match[str]) -> Found | None:
    root = match["slash_root_s"]
    return Found(*match.span(), lookup().futures.get(root) or Thing(root, None, "future"), "future", 0)


def _class_share(match: re.Match[str]) -> Found | None:
    symbol = re.sub(r"[/-]", ".", match["class_share_s"])
    return Found(*match.span(), _us(symbol) or Thing(symbol, None, "equity"), "ticker", 0)


_READ = {
    "ric": _ric,
    "index_ric": _index_ric,
    "listing": _listing,
    "cashtag": _cashtag,
    "exchange": _exchange,
    "foreign": _foreign,
    "pair": _pair,
    "spoken": _spoken,
    "currency_option": _currency_option,
    "versus": _versus,
    "opposed": _opposed,
    "yen": _yen,
    "crypto": _crypto,
    "future": _future,
    "slash_root": _slash_root,
    "class_share": _class_share,
}

# "Name (TICKER)" and "Name (TICKER.SUFFIX)": what stands before is that company's name in this text.
BRACKETED = re.compile(
    r"(?<![\w&'’.\-])(?P<name>[A-ZÀ-Ö0-9][\w&'’.\-À-ÿ]{0,30}"
    r"(?:\s+(?:of\s+|and\s+|&\s+|the\s+)?[A-ZÀ-Ö0-9&][\w&'’.\-À-ÿ]{0,30}){0,5}"
    r"(?:,\s+(?:Inc|Corp|Ltd|LLC|L\.P|plc|PLC|Co|N\.V|S\.A)\.?)?)\s*"
    r"\((?P<symbol>[$]?[A-Z0-9]{1,10}(?:-[A-Z])?(?:[.-][A-Z]{1,3})?)(?: (?P<country>[A-Z]{2})(?: Equity)?)?\)"
)
