"""Whose call a verb of action is: the author's, an order, advice to readers, a named other's, or nobody's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from commentary_nlp.extract.statements.mood import Mood, read_mood
from commentary_nlp.extract.statements.senses import follows_condition, has_subject, is_wished, told_not
from commentary_nlp.extract.statements.sentence import Cue, Sentence
from commentary_nlp.extract.statements.tokens import Found, words
from commentary_nlp.extract.statements.turns import OTHERS_BEFORE, caller_at

_TOLD = re.compile(
    r"\b(?:told|tells|telling|advis\w+|urg\w+|wants?|encourag\w+|suggest\w*|recommend\w*)\b[^.;:]{0,80}\bto\s*$",
    re.IGNORECASE,
)
_PASSIVE = re.compile(r"\b(?:bought|sold|held|kept|trimmed|owned|covered|added|\w{3,}ed)$", re.IGNORECASE)
_BY_OTHERS = re.compile(
    r"\W*by (?:\w+ ){0,3}(?:funds?|investors?|traders?|analysts?|people|dealers?|holders?|clients?)\b", re.IGNORECASE
)


def led_speaker(sentence: Sentence, item: Found, mood: Mood) -> tuple[str | None, str | None]:
    """Who speaks where a frame has settled that the words are meant: the author, or whom the sentence names."""
    if mood.speaker == "author" or sentence.unit.speaker:
        return "author", sentence.unit.speaker
    start = sentence.tokens[item.first].start
    if OTHERS_BEFORE.search(sentence.text[sentence.start : start]):
        return None, None
    name = caller_at(sentence, start, mood)
    return (None, None) if name == "" else ("named" if name else "author", name)


def speaker_of(sentence: Sentence, item: Found, mood: Mood, before: Sequence[Cue]) -> tuple[str | None, str | None]:
    """Who makes the call and under whose name; (None, None) where it is nobody's call."""
    tokens = sentence.tokens
    start = tokens[item.first].start
    who: str | None = sentence.unit.speaker
    speaker: str = mood.speaker
    base = "base" in item.forms
    if speaker == "unclear" and mood.coordinated:
        earlier = [c for c in before if c.start < start and not c.phrase] or [c for c in before if c.start < start]
        joint = tokens[mood.subject].low if mood.subject is not None else ""
        ordered = base and (mood.subject == 0 or item.first == 0 or joint in {"so", "then"} or told_not(tokens, item))
        if ordered and not mood.infinitive:
            speaker = "order"
        elif earlier:
            speaker = earlier[-1].speaker
            who = earlier[-1].attributed_to or who
        elif any(t.low in words("author") - {"us"} for t in tokens[: item.first]):
            speaker = "author"
    if (
        speaker == "unclear"
        and "part" in item.forms
        and before
        and _PASSIVE.search(sentence.text, before[-1].start, before[-1].end)
    ):
        # "Acme is to be bought, Globex held"
        speaker = "passive"
    if speaker == "unclear" and base and not mood.infinitive and follows_condition(sentence, item):
        speaker = "order"
    if mood.infinitive and speaker == "order" and _ordered_to(sentence, item, mood):
        # "Look to buy Acme on dips"
        return "order", who
    if mood.infinitive and speaker == "unclear":
        # "Investors could use the weakness to add", "we would treat the dip as a chance to buy"
        governing = _governing(sentence, item)
        if governing is not None and governing.speaker in {"reader", "author"} and not governing.past:
            return governing.speaker, who
    if mood.infinitive and speaker in {"order", "unclear", "other"} and not mood.modal:
        told = bool(_TOLD.search(sentence.text[sentence.start : start]))
        if not told and not is_wished(tokens, item) and speaker != "other":
            return None, None
        speaker = "unclear" if told else speaker
        if told and re.search(
            r"\b(?:i|we) (?:\w+ly )?(?:told|advised|urged|encouraged|suggested)\b", sentence.words, re.I
        ):
            return None, None
        if speaker == "unclear" and any(t.low in words("author") for t in tokens[: item.first]):
            speaker = "author"
        if speaker == "unclear" and tokens[0].low in words("orders_to"):
            # "Use the bounce to sell"
            return "order", who
        if speaker == "order" and item.first > 2 and tokens[item.first - 1].low == "to":
            return None, None
    if speaker == "reader" and who is None:
        # "Harrow Bank thinks holders should sell": the advice is the bank's
        who = caller_at(sentence, start, mood) or None
    if speaker in {"other", "unclear"}:
        name = caller_at(sentence, start, mood)
        if not name or (mood.past and "ing" not in item.forms and not mood.infinitive):
            return None, None
        if item.forms <= {"past", "part"} and not mood.infinitive:
            return None, None
        return "named", name
    if speaker == "passive":
        end = tokens[item.last].end
        if mood.past or "part" not in item.forms or _BY_OTHERS.match(sentence.text[end : end + 40]):
            return None, None
        if not has_subject(sentence, item):
            return None, None
        before_it = {t.low for t in tokens[max(0, item.first - 3) : item.first]}
        if item.verb.action == "open" and "been" in before_it and before_it & {"has", "have", "had"}:
            # "every dip since has been bought": nobody says by whom
            return None, None
    return speaker, who


def _ordered_to(sentence: Sentence, item: Found, mood: Mood) -> bool:
    """ "Look to buy Acme on dips": the clause begins with a word whose action stands behind "to"."""
    first = 0 if mood.subject is None else mood.subject + 1
    tokens = sentence.tokens
    return first + 1 < item.first and tokens[first].low in words("orders_to") and tokens[item.first - 1].low == "to"


def _governing(sentence: Sentence, item: Found) -> Mood | None:
    """The mood of the word on whose behalf an infinitive stands: "use" in "we use the dip to buy"."""
    tokens = sentence.tokens
    for k in range(item.first - 2, max(-1, item.first - 14), -1):
        if tokens[k].text in {".", ";", ":", ","}:
            return None
        if tokens[k].low in {"use", "using", "take", "treat", "regard", "see"}:
            return read_mood(tokens, Found(k, k, item.verb, frozenset({"base"})))
    return None
