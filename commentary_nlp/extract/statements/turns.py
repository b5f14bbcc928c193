"""Turns of phrase and grammatical frames in a sentence that say an action, and whose call stands at a place."""

from __future__ import annotations

import re
from dataclasses import replace

from commentary_nlp.extract import tracing
from commentary_nlp.extract.statements.frames import Frame, frames_in, is_hedging
from commentary_nlp.extract.statements.mood import Mood
from commentary_nlp.extract.statements.refuse import refused_cue
from commentary_nlp.extract.statements.senses import in_quotes, is_quoted, quoted_speaker
from commentary_nlp.extract.statements.sentence import Cue, Sentence
from commentary_nlp.extract.statements.tokens import phrases_in

# Another's doing right before the words of action: "funds have", "their", "Citadel's".
_CROWD = (
    r"he|she|they|funds?|investors?|traders?|analysts?|insiders?|dealers?|buyers|sellers|bulls|bears|speculators|"
    r"accounts|hedgers|people|everyone|everybody|somebody|someone|management|retail|exporters|importers|banks|"
    r"institutions|the company|the crowd|consensus|strategists"
)
_HELPERS = r"\w+ly|have|has|had|are|is|were|was|will|would|all|still|now|been"
_BY_AUTHOR = re.compile(r"\b(?:we|i|ve)\b|^\W*$", re.IGNORECASE)
_DENIED = re.compile(r"(?:\b(?:not|never|no longer)|n['’]t)(?: \w+ly)? $", re.IGNORECASE)
OTHERS_BEFORE = re.compile(
    rf"(?:\b(?:{_CROWD})(?: (?:{_HELPERS}))*|\b(?:their|his|her|whose)(?: \w+)?|"
    r"\b(?!(?:it|that|here|what|let|there|how|who)[’'])\w+[’']s(?: own| \w+)?)\s*$",
    re.IGNORECASE,
)


def read_turns(sentence: Sentence) -> tuple[list[Cue], list[tuple[int, int]], list[int], bool]:
    """Cues from turns of phrase, the places they take, where a negating turn ends, whether one speaks of hedging."""
    out: list[Cue] = []
    covered: list[tuple[int, int]] = []
    negating: list[int] = []
    hedging = False
    masked, words = sentence.masked, sentence.words
    for phrase in phrases_in(words):
        for match in phrase.pattern.finditer(words):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            if phrase.modifies:
                hedging = True
                continue
            if phrase.negates:
                negating.append(end)
                continue
            if any(start < e and end > s for s, e in covered) or is_quoted(sentence, start):
                continue
            if phrase.trade and not sentence.says_trade(start if phrase.start else end, sentence.end):
                continue
            if phrase.trade_before and not sentence.says_trade(sentence.start, start):
                continue
            if not sentence.about_something() or refused_cue(sentence.text, sentence.start, sentence.end, (start, end)):
                continue
            who = caller_at(sentence, start, None)
            if who == "":
                continue
            covered.append((start, end))
            tracing.said("cue", "statements.turns", "turn of phrase", start, end)
            if match.group().lower().startswith("took") and not _BY_AUTHOR.search(words, 0, match.start()):
                covered.pop()
                continue
            denied = phrase.action == "open" and bool(_DENIED.search(words, 0, match.start()))
            cue = Cue(start, end, phrase.action, phrase.side, "author", denied, who, phrase=True)
            out.append(
                replace(cue, action="hold", side="long", negated=False) if denied and cue.side == "short" else cue
            )
    # a sentence that is about nothing traded holds no frame
    for frame in frames_in(masked) if sentence.about_something() else ():
        for match in frame.pattern.finditer(masked):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            if any(start < e and end > s for s, e in covered) or not _frame_holds(sentence, frame, start, end):
                continue
            who = caller_at(sentence, start, None)
            if who == "":
                continue
            covered.append((start, end))
            tracing.said("cue", "statements.frames", "grammatical frame", start, end)
            side = None if frame.soft and frame.action == "hold" else frame.side
            out.append(Cue(start, end, frame.action, side, "author", attributed_to=who, phrase=True))
    return out, covered, negating, hedging or is_hedging(masked)


def _frame_holds(sentence: Sentence, frame: Frame, start: int, end: int) -> bool:
    """Whether a frame is the author's own and of the present, and speaks of something traded."""
    if is_quoted(sentence, start) or refused_cue(sentence.text, sentence.start, sentence.end, (start, end)):
        return False
    if frame.trade and not sentence.says_trade(sentence.start, sentence.end):
        return False
    if frame.pairs and len({m.symbol for m in sentence.mentions}) < 2:
        return False
    if OTHERS_BEFORE.search(sentence.text[sentence.start : start]):
        return False
    return sentence.about_something()


def caller_at(sentence: Sentence, place: int, mood: Mood | None) -> str | None:
    """Whose call stands at ``place``: a name, None for the author's own, "" for somebody unnamed."""
    unit, callers, text = sentence.unit, sentence.callers, sentence.text
    if unit.speaker:
        return unit.speaker
    if in_quotes(sentence, place):
        return quoted_speaker(sentence) or ""
    subject = sentence.tokens[mood.subject].low if mood is not None and mood.subject is not None else ""
    head = text[sentence.start : min(place, sentence.start + 60)]
    stands_for = subject in {"he", "she"} or bool(re.match(r"\W*(?:he|she)\b", head, re.IGNORECASE))
    inside = [
        c
        for c in callers.within(sentence.start, place)
        if not any(m.start < c.end and m.end > c.start for m in sentence.mentions)
    ]
    if inside and not (stands_for and mood is None):
        people = [c for c in inside if c.kind == "person"]
        return (people or inside)[-1].name
    if stands_for:
        earlier = callers.last_before(sentence.start, unit.since, "person")
        return earlier.name if earlier else ""
    return None
