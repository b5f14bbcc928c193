"""What a spelling means where it stands: a verb or another word, what it acts on, whether a condition leads it."""

from __future__ import annotations

import re
from functools import cache

from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.statements.mood import Mood
from commentary_nlp.extract.statements.sentence import ORDER_CODES, Sentence
from commentary_nlp.extract.statements.tokens import Found, Token, words

_STRIKE = re.compile(r"\d[\d.]*(?:s|c|p)")
_ENDS = frozenset(";:.!?|")
_SAYS = re.compile(
    r"[\"”]\s*,?\s*(?:\w+ ){0,2}?(?:said|says|wrote|writes|told|tells|added|adds|explained|explains|argued|argues)\b|"
    r"\b(?:said|says|wrote|writes|told|tells|added|adds|explained|argues|argued)\b[^\"“]{0,40}[:,]\s*[\"“]|"
    r"[\"”]\s+(?-i:[A-Z][\w.'’-]+ ){1,4}(?:of [^,.;]{3,40} )?(?:said|says|wrote|writes|told|tells|added|adds)\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\s*(?:(?:more|again|some|a little|back) )?(?:on|into|at|below|above|under|near|towards?|around|between|after|in) "
    r"(?:(?:any|the|an?|further|every|each|this|that) )?(?:[\w-]+ ){0,2}?(?:weakness|strength|dips?|pullbacks?|"
    r"rall(?:y|ies)|bounces?|spikes?|breaks?|breakouts?|close|approach|moves?|drops?|falls?|sell-?offs?|retests?|retreats?|corrections?|"
    r"setbacks?|test|print|report|open|gap|[$€£]?\d)|\s*(?:between |near |around |from )[$€£]?\d",
    re.IGNORECASE,
)
_CLAUSES = frozenset(["if", "when", "once", "unless", "until", "should", "because"])
# "Acme put on 16%": it rose.
_GAINED = re.compile(r" [\d.,]+ ?(?:%|per ?cent|points?|pence|cents)")
_POINTERS = frozenset(["that", "this", "its", "his", "their", "her", "to", "on", "me", "us"])
# What may follow the name of a thing that was bought: no word that makes a position of it ("a Ford put").
_BEHIND_THING = frozenset(
    ["and", "but", "that", "which", "in", "for", "from", "with", "since", "because", "or", "myself"]
)
_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "half",
        "some",
        "one",
        "two",
        "three",
        "our",
        "my",
        "your",
        "those",
        "these",
        "both",
        "either",
        "more",
        "no",
        "any",
    ]
)


def has_subject(sentence: Sentence, item: Found) -> bool:
    """Whether what a passive speaks of is traded: an instrument or a holding stands before it in its clause."""
    tokens = sentence.tokens
    if item.verb.action == "hedge":
        return True
    text = sentence.text
    begin = (
        max(
            (
                k
                for k in range(item.first)
                if tokens[k].text in ";:.!?" and text[tokens[k].end : tokens[k].end + 1] == " "
            ),
            default=-1,
        )
        + 1
    )
    if any(tokens[begin].start <= m.start < tokens[item.first].start for m in sentence.mentions):
        return True
    before = {t.low for t in tokens[begin : item.first]}
    return bool(before & ((words("positions") | words("pronouns") | words("levels")) - {"this", "that", "all", "part"}))


def object_of(sentence: Sentence, item: Found, mood: Mood) -> str | None:
    """What the verb acts on within its clause: "instrument", "position", "pronoun" or None."""
    tokens = sentence.tokens
    reach = 14 if item.verb.into or not item.verb.bare else 7
    for k in range(item.last + 1, min(len(tokens), item.last + 1 + reach)):
        token = tokens[k]
        if token.text in _ENDS or (token.low in _CLAUSES and k > item.last):
            break
        if any(m.start <= token.start < m.end for m in sentence.mentions):
            return "instrument"
        if token.low in words("pronouns") and k <= item.last + 2:
            return "pronoun"
        if token.low in words("positions") or _STRIKE.fullmatch(token.low):
            return "position"
    # "BABA: hold", "SCHD we keep", "the stock which we would add": what it acts on stands before
    subject = mood.subject if mood.subject is not None else -1
    if subject >= 1:
        label = tokens[subject].text == ":"
        fronted = mood.speaker == "author"
        behind = tokens[subject - 1]
        if fronted and behind.low in words("positions") and not item.verb.trade:
            return "instrument" if sentence.mentions else "position"
        if behind.low in {"that", "which", "one", ")"} and fronted:
            return "instrument" if sentence.mentions else None
        if (label or fronted) and any(
            m.start <= behind.start < m.end or m.end == behind.start for m in sentence.mentions
        ):
            return "instrument"
        before = sentence.text[sentence.start : tokens[subject].start]
        listed = mood.speaker == "order" and tokens[subject].text == "," and ":" in before
        if (label or listed) and sentence.mentions and sentence.mentions[0].end <= tokens[subject].start:
            return "instrument"
    return None


def at_level(sentence: Sentence, item: Found, speaker: str) -> bool:
    """ "We intend to add on weakness": at what level, of what was named before."""
    if (
        speaker not in {"author", "order", "named"}
        or item.verb.trade
        or item.verb.action not in {"open", "reduce", "close"}
    ):
        return False
    ahead = sentence.text[sentence.tokens[item.last].end : sentence.end]
    return bool(_LEVEL.match(ahead)) and sentence.about_something()


def ends_clause(sentence: Sentence, item: Found, mood: Mood) -> bool:
    """ "We favour Chevron and have been adding": nothing follows, and what it acts on was named before."""
    joined = mood.coordinated and mood.speaker == "unclear" and not mood.infinitive
    if not (mood.speaker == "author" or joined) or item.verb.trade or item.verb.action not in {"open", "reduce"}:
        return False
    after = sentence.tokens[item.last + 1].text if item.last + 1 < len(sentence.tokens) else "."
    before = sentence.tokens[item.first].start
    return after in {".", ";", ",", ")"} and any(m.end <= before for m in sentence.mentions)


def is_quoted(sentence: Sentence, place: int) -> bool:
    """Whether a place stands in quoted words of somebody whom the sentence does not name as their speaker."""
    return in_quotes(sentence, place) and quoted_speaker(sentence) is None


def in_quotes(sentence: Sentence, place: int) -> bool:
    """Whether a place stands inside double quotes opened in its block."""
    before = sentence.text[sentence.unit.since : place]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def quoted_speaker(sentence: Sentence) -> str | None:
    """Who says what a sentence quotes, where it names them outside the quotes: "We are adding," said Ada Moss of Tarn
    Capital. None where nobody is named, or where what is said of them is no word of saying."""
    if not _SAYS.search(sentence.words):
        return None
    named = [c for c in sentence.callers.within(sentence.start, sentence.end) if not in_quotes(sentence, c.start)]
    people = [c for c in named if c.kind == "person"]
    return (people or named)[0].name if named else None


def other_sense(sentence: Sentence, item: Found) -> bool:
    """Whether the spelling is another word here: "short sellers", "the close", "its own", "long/short"."""
    tokens = sentence.tokens
    token = tokens[item.first]
    text = sentence.text
    if token.text in ORDER_CODES and re.match(r" \d", text[token.end : token.end + 2]):
        return False
    if any(m.start <= token.start < m.end for m in sentence.mentions):
        return True
    if token.low in {"long", "short"} and (
        text[token.start - 1 : token.start] == "/" or text[token.end : token.end + 1] == "/"
    ):
        return True
    if _other_object(tokens, item) or (
        item.verb.forms[0] == ("put", "on") and _GAINED.match(text, tokens[item.last].end)
    ):
        return True
    entry = load("actions")["other_senses"].get(token.low) if item.first == item.last else None
    if not entry:
        return False
    after = tokens[item.last + 1].low if item.last + 1 < len(tokens) else ""
    before = tokens[item.first - 1].low if item.first else ""
    return after in entry.get("after", "").split() or before in entry.get("before", "").split()


def _other_object(tokens: list[Token], item: Found) -> bool:
    """Whether what the verb acts on is no trade: "hold that thought", "keep an open mind", "buy time"."""
    nouns = _other_objects().get("_".join(item.verb.forms[0]))
    if nouns is None:
        return False
    place = item.last + 1
    while place < len(tokens) and (tokens[place].low in _DETERMINERS or tokens[place].low in _POINTERS):
        place += 1
    return any(t.low in nouns for t in tokens[place : place + 2] if t.text[:1].isalpha())


@cache
def _other_objects() -> dict[str, frozenset[str]]:
    return {verb: frozenset(nouns.split()) for verb, nouns in load("actions")["other_objects"].items()}


def makes_thing(sentence: Sentence, item: Found) -> bool:
    """Whether a company's name stands for one of the things it makes: "I own a Ford", "he bought an Apple"."""
    tokens = sentence.tokens
    if item.verb.action not in {"open", "hold", "close"}:
        return False
    article = tokens[item.last + 1].low if item.last + 1 < len(tokens) else ""
    if article not in {"a", "an"}:
        return False
    start = tokens[item.last + 1].end + 1
    named = next((m for m in sentence.mentions if m.start == start), None)
    if named is None or named.asset_class != "equity":
        return False
    after = re.match(r"\s+([\w$]+)", sentence.text[named.end : named.end + 20])
    noun = after[1].lower() if after else ""
    return not after or (noun in _BEHIND_THING)


def is_wished(tokens: list[Token], item: Found) -> bool:
    """ "want to own", "looking to buy", "are to be bought": an infinitive that is still a call."""
    before = [t.low for t in tokens[max(0, item.first - 5) : item.first]]
    if set(before) & words("wishes"):
        return True
    # "we would use any spike through 2,400 to lighten up"
    clause = [t.low for t in tokens[max(0, item.first - 14) : item.first]]
    return bool({"use", "using"} & set(clause)) and bool(words("author") & set(clause))


def told_not(tokens: list[Token], item: Found) -> bool:
    return any(t.low in {"don't", "dont", "do", "never", "please"} for t in tokens[max(0, item.first - 3) : item.first])


def follows_condition(sentence: Sentence, item: Found) -> bool:
    """ "Above 70 sell ...": an order behind its condition with no comma; "GBPJPY buy limit 185.20"."""
    tokens = sentence.tokens
    before = tokens[item.first - 1] if item.first else None
    after = tokens[item.last + 1] if item.last + 1 < len(tokens) else None
    if before is None or after is None:
        return False
    named = any(m.start <= before.start < m.end for m in sentence.mentions)
    if named and (after.low in {"limit", "stop", "now", "@", "at", "from", "here"} or after.low[:1].isdigit()):
        return True
    follows = after.low in _DETERMINERS or after.low[:1].isdigit() or after.text[:1].isupper()
    if not follows and not any(m.start <= after.start < m.end for m in sentence.mentions):
        return False
    last_break = max((k for k in range(item.first) if tokens[k].text in _ENDS | {","}), default=-1)
    lows = [t.low for t in tokens[last_break + 1 : item.first]]
    barred = words("author") | {"they", "he", "she", "that", "who", "to", "investors", "funds", "traders"}
    if not lows or set(lows) & barred or before.low in {"the", "a", "an", "of"}:
        return False
    return lows[0] in words("openers")
