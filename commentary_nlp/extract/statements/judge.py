"""The words of action of one sentence that make a call: each verb's mood, object and tense weighed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from commentary_nlp.extract import tracing
from commentary_nlp.extract.annotations import Annotations, within
from commentary_nlp.extract.attribution import Callers
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.pattern_lists import PatternList
from commentary_nlp.extract.statements.frames import lead_of, trailer_of
from commentary_nlp.extract.statements.loose import read_loose
from commentary_nlp.extract.statements.mood import Mood, read_mood
from commentary_nlp.extract.statements.refuse import refused_cue
from commentary_nlp.extract.statements.senses import (
    at_level,
    ends_clause,
    in_quotes,
    is_quoted,
    makes_thing,
    object_of,
    other_sense,
    quoted_speaker,
)
from commentary_nlp.extract.statements.sentence import Cue, Sentence
from commentary_nlp.extract.statements.settled import settled
from commentary_nlp.extract.statements.speaking import led_speaker, speaker_of
from commentary_nlp.extract.statements.tokens import Found, find_verbs, phrases_in, tokenize, words
from commentary_nlp.extract.statements.turns import read_turns
from commentary_nlp.extract.statements.units import Unit

_HELD_BEFORE = re.compile(
    r"\b(?:had|has|have|were|was|are)(?: \w+ly)?(?: been)? (?:net )?(?:long|short)\b", re.IGNORECASE
)
# "If you own Acme, sell it": what follows is said to whoever holds it.
_IF_HELD = re.compile(
    r"\b(?:if|those|anyone|anybody|everyone|readers|investors|clients|accounts|people)(?: of you)? "
    r"(?:(?:who|that|you|i|we) )?"
    r"(?:(?:still|already|also|now|do|are|is|happen to)(?: \w+ly)? )*$",
    re.IGNORECASE,
)
# A sentence that begins so names first what its own verb, further on, is done with.
_PREPOSITIONS = frozenset({"on", "against", "for", "with", "of", "to", "behind", "besides", "beside", "under", "over"})
# "We are waiting for 180 before we buy it": nothing is done yet.
_WAITED = re.compile(r"\bwait(?:ing)?\b[^.;]{1,60}\bbefore (?:(?:we|i|you) )?(?:\w+ )?$", re.IGNORECASE)
# "Put it into Acme", "put 2% of the book in Acme", "put a 2% position in Acme on".
_INTO = re.compile(
    r"(?:[^.;:]|[.]\d){1,60}?\binto\b|"
    r"(?:[^.;:]|[.]\d){0,30}?(?:%|\b(?:per ?cent|half|third|quarter|tenth|money|cash|capital|proceeds|position|stake|"
    r"it|them|rest|remainder|dollars?)\b)(?:[^.;:]|[.]\d){0,40}? (?:in|to work in|behind|on(?=[.,;]| now| today))\b",
    re.IGNORECASE,
)


def read_sentence(text: str, start: int, end: int, unit: Unit, notes: Annotations, callers: Callers) -> list[Cue]:
    """The accepted words of action of one sentence, in text order."""
    mentions = within(notes.instruments, start, end)
    sentence = Sentence(text, start, end, tokenize(text, start, end), mentions, unit, notes, callers)
    out, covered, negating, hedging = read_turns(sentence)
    found = find_verbs(sentence.tokens)
    masked = sentence.masked
    for place, item in enumerate(found):
        span = (sentence.tokens[item.first].start, sentence.tokens[item.last].end)
        if any(span[0] < e and span[1] > s for s, e in covered):
            continue
        if is_quoted(sentence, span[0]):
            tracing.refused("statements.judge", "quoted words", *span)
            continue
        led = lead_of(masked, span[0] - start)
        if other_sense(sentence, item) and led is None:
            continue
        refused = refused_cue(text, start, end, span)
        if refused == "over" and _is_order(sentence, item):
            refused = None
        # "nobody should be long" is the author's own refusal
        if refused and not (refused == "reported" and led == "negated"):
            tracing.refused("statements.refuse", refused, *span)
            continue
        cue = _judge(sentence, item, found[place + 1 :], out)
        if isinstance(cue, Cue) and cue.attributed_to is None and in_quotes(sentence, cue.start):
            cue = replace(cue, attributed_to=quoted_speaker(sentence))
        if isinstance(cue, str):
            tracing.refused("statements.judge", cue, *span)
            continue
        tracing.said("cue", "statements.judge", f"verb, said by {cue.speaker}", cue.start, cue.end)
        if any(n <= cue.start and cue.start - n < 40 for n in negating):
            cue = replace(cue, negated=True)
        out.append(cue)
    if not out and not negating:
        loose = read_loose(sentence)
        if loose is not None:
            tracing.said("cue", "statements.loose", "a stance in other words", loose.start, loose.end)
            out.append(loose)
    for n in negating:
        if mentions and not any(c.start >= n for c in out):
            out.append(Cue(n, n, "avoid", "long", "author"))
    out = [settled(sentence, c) for c in sorted(out, key=lambda c: c.start)]
    if hedging or _headed_hedge(sentence):
        out = [replace(c, action="hedge") if c.action == "open" or _is_held(text, c) else c for c in out]
    return out


def read_loosely(text: str, start: int, end: int, unit: Unit, notes: Annotations, callers: Callers) -> Cue | None:
    """The stance that a sentence takes on what was named before it, where its paragraph makes no other call."""
    mentions = within(notes.instruments, start, end)
    sentence = Sentence(text, start, end, tokenize(text, start, end), mentions, unit, notes, callers)
    cue = read_loose(sentence, pronouns=True)
    if cue is not None:
        tracing.said("cue", "statements.loose", "a stance in other words", cue.start, cue.end)
    return cue


def _is_order(sentence: Sentence, item: Found) -> bool:
    """Whether the sentence opens with a verb that can only be an order: "Sell the strangle, out at 21 DTE"."""
    return item.first == 0 and "base" in item.forms and not item.forms & {"past", "part"}


def _is_held(text: str, cue: Cue) -> bool:
    """ "As insurance we hold the puts": what is held protects, where it is not said to be kept on."""
    return cue.action == "hold" and text[cue.start : cue.end].lower() in {"hold", "have"} and not cue.negated


def _headed_hedge(sentence: Sentence) -> bool:
    """Whether the list line's own heading ("Futures overlay. ...") is about hedging."""
    unit = sentence.unit
    if not unit.listed or not unit.sentences or unit.sentences[0][0] == sentence.start:
        return False
    start, end = unit.sentences[0]
    head = sentence.text[start:end]
    return end - start < 40 and any(p.modifies and p.pattern.search(head) for p in phrases_in(head))


def _judge(sentence: Sentence, item: Found, later: Sequence[Found], before: Sequence[Cue]) -> Cue | str:
    """The cue of one verb, or why it makes no call."""
    verb, tokens = item.verb, sentence.tokens
    mood = read_mood(tokens, item)
    start, end = tokens[item.first].start, tokens[item.last].end
    inner = any(t.low in {"it", "them"} for t in tokens[item.first : item.last + 1])
    thing = "pronoun" if inner else object_of(sentence, item, mood)
    stance = _stance(sentence, item, mood)
    if stance == "described":
        return "only described"
    if stance == "affirmed":
        mood = replace(mood, negated=False)
    elif stance is not None:
        mood = replace(mood, negated=(stance == "negated") != (stance != "negated" and mood.negated))
    if re.match(r"\s*(?:none|nothing|neither|nobody)\b", sentence.text[end : end + 12]):
        return "nothing is acted on"
    speaker, who = led_speaker(sentence, item, mood) if stance else speaker_of(sentence, item, mood, before)
    if speaker is None:
        return "neither the author nor anybody named says to do it"
    if speaker == "passive" and thing is None and _subject_named(sentence, item):
        thing = "instrument"
    if _is_relative(sentence, item, mood):
        return "said of what is held already"
    if _held_by_others(sentence, item):
        return "others hold it"
    if not _tense_holds(sentence, item, mood, speaker):
        return "over, or only described"
    if verb.needs_negation and not mood.negated:
        return "no call unless denied"
    if stance is None and _only_state(sentence, item, mood):
        return "a state and nothing done"
    if _WAITED.search(sentence.text, sentence.start, start):
        return "only after what is waited for"
    if (
        verb.forms[0] == ("keep",)
        and item.last + 1 < len(tokens)
        and re.fullmatch(r"\w{3,}ing", tokens[item.last + 1].low)
    ):
        # "I keep buying": the next verb says the action
        return "another verb says the action"
    if makes_thing(sentence, item):
        return "a thing that the company makes"
    missing = _missing(sentence, item, mood, speaker, thing, later)
    if missing is not None:
        return missing
    if thing is None and not sentence.about_something():
        return "nothing traded is spoken of"
    return Cue(start, end, verb.action, verb.side, speaker, mood.negated, who, False, thing)


def _subject_named(sentence: Sentence, item: Found) -> bool:
    """Whether the passive at ``item`` is said of an instrument right before it: "Acme is kept", "Acme, too, held"."""
    before = sentence.text[sentence.start : sentence.tokens[item.first].start]
    last = max((m.end for m in sentence.mentions if m.end <= sentence.tokens[item.first].start), default=None)
    return last is not None and len(before) - (last - sentence.start) < 25


def _is_relative(sentence: Sentence, item: Found, mood: Mood) -> bool:
    """ "On the Acme shares we already hold, sell calls": a relative clause that only says which shares."""
    if _IF_HELD.search(sentence.text, sentence.start, sentence.tokens[item.first].start) and (
        item.verb.forms[0] in {("own",), ("hold",)} or sentence.tokens[item.first].low in {"long", "short"}
    ):
        return True
    held = item.verb.forms[0] in {("own",), ("hold",), ("have",)}
    if not held or mood.modal or mood.negated or mood.subject is None or mood.subject < 2:
        return False
    tokens = sentence.tokens
    return tokens[0].low in _PREPOSITIONS and not any(t.text in {",", ";", ":"} for t in tokens[: mood.subject])


def _held_by_others(sentence: Sentence, item: Found) -> bool:
    """ "Funds had been short the bond and long the future": the second side of what somebody else holds."""
    if sentence.tokens[item.first].low not in {"long", "short"}:
        return False
    before = sentence.text[sentence.start : sentence.tokens[item.first].start]
    held = _HELD_BEFORE.search(before)
    return bool(held) and not any(t.low in words("author") for t in sentence.tokens[: item.first])


def _missing(
    sentence: Sentence, item: Found, mood: Mood, speaker: str, thing: str | None, later: Sequence[Found]
) -> str | None:
    """What a verb that says an action only beside certain words lacks here, or None."""
    verb, tokens = item.verb, sentence.tokens
    end = tokens[item.last].end
    if verb.trade:
        if any(f.verb.action in {"open", "hedge"} and f.first - item.last < 4 for f in later):
            return "another verb says the action"
        if verb.forms[0] == ("use",) and any(
            tokens[f.first - 1].low == "to" for f in later if f.first - item.last < 10
        ):
            return "another verb says the action"
        told = sentence.says_trade(end, sentence.end)
        lot = thing == "position" and bool(re.search(r"\b(?:lot|position|stake)\b", sentence.text[end : end + 30]))
        if not (told or lot or (speaker == "passive" and sentence.mentions)):
            return "no trade is said"
    if verb.switches and not re.search(
        r"\bfrom\b.+\b(?:in)?to\b|\bout of\b.+\binto\b", sentence.text[end : sentence.end]
    ):
        return "it is not said from what into what"
    if verb.into and not _INTO.match(sentence.text, end):
        return "it is not said into what"
    if (
        verb.bare
        and thing is None
        and not (speaker == "reader" and any(m.end <= tokens[item.first].start for m in sentence.mentions))
        and speaker != "passive"
        and not at_level(sentence, item, speaker)
        and not ends_clause(sentence, item, mood)
    ):
        return "nothing traded is acted on"
    return None


def _stance(sentence: Sentence, item: Found, mood: Mood) -> str | None:
    """What stands around a verb that settles whose it is, whatever the rest of the sentence: see `frames`."""
    tokens, masked = sentence.tokens, sentence.masked
    start, end = tokens[item.first].start - sentence.start, tokens[item.last].end - sentence.start
    if not {"base", "ing"} & item.forms:
        return None
    leads = mood.subject is None or tokens[mood.subject].low in {",", ":", ";", "and", "but", "so", "."}
    if "ing" in item.forms and "base" not in item.forms and leads and item.first - (mood.subject or -1) <= 2:
        said = trailer_of(masked, end)
        if said is not None:
            return said
    return lead_of(masked, start)


def _tense_holds(sentence: Sentence, item: Found, mood: Mood, speaker: str) -> bool:
    """Whether the tense says what is done or to be done, and not what is over."""
    tokens, forms, verb = sentence.tokens, item.forms, item.verb
    if speaker not in {"author", "order"}:
        return True
    if speaker == "order" and forms == {"s"}:
        return False
    subject = tokens[mood.subject].low if mood.subject is not None else ""
    if (
        speaker == "author"
        and "s" in forms
        and subject not in words("author")
        and verb.forms[0] in {("own",), ("hold",)}
    ):
        # "the fund owns plenty" describes
        return False
    if speaker == "order" and "ing" in forms and "base" not in forms:
        following = tokens[item.last + 1].low if item.last + 1 < len(tokens) else ""
        if following in {"would", "is", "was", "will", "means", "has", "could", "might"}:
            return False
        if mood.subject is not None and not sentence.unit.listed:
            return False
    finite_past = bool({"past", "part"} & forms) and "base" not in forms
    if not (finite_past or mood.past):
        return True
    dropped = speaker == "order" and mood.subject is None and verb.action == "open" and bool(sentence.mentions)
    if mood.negated or (speaker == "order" and not sentence.unit.listed and not dropped):
        return False
    if verb.action in {"close", "reduce", "avoid", "watch"}:
        return False
    if sentence.unit.listed and speaker == "order":
        return True
    if (
        verb.action in {"open", "hold"}
        and verb.forms[0] in {("own",), ("hold",)}
        and re.search(
            r"\b(?:which|that|whom?) (?:we|i)\b",
            sentence.text[sentence.start : tokens[item.first].start],
            re.IGNORECASE,
        )
    ):
        return False
    if any(t.low in {"have", "i've", "we've", "has"} for t in tokens[max(0, item.first - 4) : item.first]):
        return True
    if verb.forms[0] in {("own",), ("hold",)}:
        # "we owned puts then": what was held, unless it still is
        return _held().search(sentence.words)
    spoken = bool(sentence.mentions) or object_of(sentence, item, mood) == "position"
    if item.verb.action == "open" and spoken and not _long_ago().search(sentence.words):
        return True
    after = [e for s, e in sentence.unit.block.sentences if s >= sentence.end][:2]
    until = after[-1] if after else sentence.end
    return _held().search(sentence.words) or _held_after().search(sentence.text[sentence.end : until])


def _only_state(sentence: Sentence, item: Found, mood: Mood) -> bool:
    """ "I don't own a chart", "the queue is admirably short": what is or is not, and nothing that is done."""
    tokens, word = sentence.tokens, sentence.tokens[item.first].low
    following = tokens[item.last + 1].low if item.last + 1 < len(tokens) else ""
    if word in {"own", "hold"} and following in {"is", "are", "be", "has", "have", "was", "were"}:
        # "every index I own is pinned"
        return object_of(sentence, item, mood) is None
    if word in {"own", "hold"} and mood.negated and mood.speaker == "author" and not mood.modal:
        return True
    after = tokens[item.last + 1].text if item.last + 1 < len(tokens) else "."
    bare = word in {"long", "short"} and item.first == item.last and after in {".", ",", ";", "!", "and"}
    return bare and mood.speaker != "author"


@cache
def _held() -> PatternList:
    return PatternList(re.compile(p, re.IGNORECASE) for p in load("actions")["held"]["patterns"])


@cache
def _long_ago() -> PatternList:
    return PatternList(re.compile(p, re.IGNORECASE) for p in load("actions")["held"]["long_ago"])


@cache
def _held_after() -> PatternList:
    return PatternList(re.compile(p, re.IGNORECASE) for p in load("actions")["held"]["after"])
