"""A stance on a thing named, where no verb or frame of trading explains the sentence: read from its words alone.

The open end of the language: "Not one cent of ours goes into Acme", "patience with Acme", "at 40 Acme is ours". A
clause is weighed that names something traded, has the author in it or is only a few words long, and tells nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.statements.refuse import refusal
from commentary_nlp.extract.statements.senses import in_quotes
from commentary_nlp.extract.statements.sentence import Cue, Sentence
from commentary_nlp.extract.statements.tokens import Token, find_verbs
from commentary_nlp.records import Side

_STANCES = ("enter", "leave", "keep", "avoid", "reduce", "watch")
_ACTION = {"enter": "open", "leave": "close", "keep": "hold", "avoid": "avoid", "reduce": "reduce", "watch": "watch"}
_DENIED = {"enter": "avoid", "leave": "keep", "reduce": "keep", "keep": "leave"}
_STRONG, _WEAK = 2, 1
# Words of a clause with no author in it that may still be a call; of any clause that is weighed; its least weight.
_FRAGMENT, _LONGEST, _LEAST = 7, 32, 3
_ACTS = 2
_BREAKS = frozenset(";:—!?")


@dataclass(frozen=True, slots=True)
class _Words:
    strong: dict[str, str]
    weak: dict[str, tuple[str, ...]]
    rules: dict[str, frozenset[str]]


@cache
def _words() -> _Words:
    table = load("stances")
    strong = {word: stance for stance in _STANCES for word in table[stance]["strong"].split()}
    weak: dict[str, tuple[str, ...]] = {}
    for stance in _STANCES:
        for word in table[stance]["weak"].split():
            weak[word] = (*weak.get(word, ()), stance)
    return _Words(strong, weak, {name: frozenset(said.split()) for name, said in table["rules"].items()})


def read_loose(sentence: Sentence, pronouns: bool = False) -> Cue | None:
    """The cue of a sentence in which nothing else was found, or None.

    With `pronouns`, what it acts on may be named before and only stood for here ("ours goes").
    """
    if not (sentence.mentions or (pronouns and sentence.about_something())):
        return None
    if refusal(sentence.text, sentence.start, sentence.end):
        return None
    best: tuple[int, Cue] | None = None
    for clause in _clauses(sentence.tokens):
        found = _weigh(sentence, clause, pronouns)
        if found is not None and (best is None or found[0] > best[0]):
            best = found
    return best[1] if best else None


def _clauses(tokens: list[Token]) -> list[list[Token]]:
    out: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in _BREAKS or token.low in {"but", "whereas", "while", "although", "though", "because"}:
            out.append([])
        else:
            out[-1].append(token)
    return [clause for clause in out if clause]


def _weigh(sentence: Sentence, clause: list[Token], pronouns: bool) -> tuple[int, Cue] | None:
    """(weight, cue) of a clause, or None where it takes no stance."""
    words = _words()
    rules = words.rules
    named = [any(m.start <= t.start < m.end for m in sentence.mentions) for t in clause]
    plain = [t.low for t, is_named in zip(clause, named, strict=True) if not is_named and t.text[:1].isalpha()]
    stood_for = pronouns and any(t.low in rules["things"] for t in clause)
    if not (any(named) or stood_for) or len(clause) > _LONGEST or in_quotes(sentence, clause[0].start):
        return None
    author = _author_acts(clause, named, rules)
    if (
        author is None
        or (stood_for and not any(named) and not author)
        or set(plain) & rules["described"]
        or set(plain) & rules["past"]
    ):
        return None
    if any(sentence.text[m.end : m.end + 2] in {"'s", "’s"} for m in sentence.mentions if clause[0].start <= m.start):
        return None
    if not author and (len(plain) > _FRAGMENT or _tells(plain)):
        return None
    # what the verbs of trading say has been judged before
    judged = {t.start for v in find_verbs(sentence.tokens) for t in sentence.tokens[v.first : v.last + 1]}
    weight, stance, place = _stance([t for t in clause if t.start not in judged], sentence)
    weight += author == _ACTS
    if weight < _LEAST or stance is None or place is None:
        return None
    side: Side | None = "long" if stance != "watch" else None
    return weight, Cue(place.start, place.end, _ACTION[stance], side, "author", phrase=True)


def _author_acts(clause: list[Token], named: list[bool], rules: dict[str, frozenset[str]]) -> int | None:
    """`_ACTS` where the author is a subject in the clause, 1 where what is the author's stands in it, 0 where neither,
    None where the author only thinks or tells."""
    inside = 0
    for place, token in enumerate(clause):
        if token.low in rules["author"]:
            after = [t.low for t in clause[place + 1 : place + 5]]
            if set(after[:3]) & rules["told"]:
                return None
            before = clause[place - 1] if place else None
            if (
                before is not None
                and before.text.isalpha()
                and not named[place - 1]
                and before.low not in rules["leads"]
            ):
                # "every chart I own": the author is in a clause beside
                continue
            if re.fullmatch(r"\w{2,}ed", after[0] if after else "") and not set(after) & {"today", "this"}:
                return None
            inside = _ACTS
        elif (token.low in rules["owned"] and token.text != "US") or (
            token.low in rules["books"] and place and clause[place - 1].low in {"the", "this", "model"}
        ):
            inside = max(inside, 1)
    return inside


def _tells(plain: list[str]) -> bool:
    return any(re.fullmatch(r"(?:is|are|has|have|will|would|could|may|might|can|said|\w+ed)", word) for word in plain)


def _stance(clause: list[Token], sentence: Sentence) -> tuple[int, str | None, Token | None]:
    """The weight and name of the stance that a clause's words take, and the word that says it best."""
    words = _words()
    weights: dict[str, int] = dict.fromkeys(_STANCES, 0)
    places: dict[str, Token] = {}
    denied = any(t.low in words.rules["negations"] or t.low.endswith("n't") for t in clause)
    for token in clause:
        if any(m.start <= token.start < m.end for m in sentence.mentions):
            continue
        stance = words.strong.get(token.low)
        if stance is not None:
            weights[stance] += _STRONG
            places[stance] = token
            continue
        for stance in words.weak.get(token.low, ()):
            weights[stance] = min(weights[stance] + _WEAK, max(weights[stance], 2 * _WEAK))
            places.setdefault(stance, token)
    stance = max(_STANCES, key=lambda name: weights[name])
    if not weights[stance]:
        return 0, None, None
    place = places[stance]
    return weights[stance], _DENIED.get(stance, stance) if denied else stance, place
