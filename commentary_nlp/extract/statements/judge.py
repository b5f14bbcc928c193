"""The words of action of one sentence that make a call: each verb's mood, object and tense weighed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from commentary_nlp.extract.annotations import Annotations, InstrumentMention, within
from commentary_nlp.extract.attribution import Callers
from commentary_nlp.extract.lexicon import load
from commentary_nlp.extract.statements.mood import Mood, read_mood
from commentary_nlp.extract.statements.ratings import Rating
from commentary_nlp.extract.statements.refuse import refused_cue
from commentary_nlp.extract.statements.tokens import Found, Token, find_verbs, phrases, tokenize, words
from commentary_nlp.extract.statements.units import Unit
from commentary_nlp.records import Side

ORDER_CODES = frozenset({"BTO", "STO", "STC", "BTC", "BOT", "SLD"})
_ENDS = frozenset(";:.!?|")
_FRACTION = re.compile(
    r"(?:back |off |up )?(?:half|a (?:third|quarter|fifth|tenth|bit|little|few)|(?:one|two) thirds?|three quarters|some|"
    r"part|\d+(?:\.\d+)?% of|\d+ of (?:the|my|our) \d+)\b",
    re.IGNORECASE,
)
_HELD_THING = re.compile(
    r"(?:what.s left|what is left|the rest|all of (?:it|them)|every last share|out of|(?:our|my|your|the) "
    r"(?:[\w$./-]+ ){0,5}?(?:positions?|holdings?|longs?|bought|we own|i own|you own|held))\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:told|tells|telling|advis\w+|urg\w+|wants?|encourag\w+|suggest\w*|recommend\w*)\b[^.;:]{0,80}\bto\s*$",
    re.IGNORECASE,
)
_LEAVES_IT = re.compile(r"\s*(?:it|them|the \w+)?\s*(?:at|if|under|below|above|over|once|when|the pair)\b", re.IGNORECASE)
_BY_OTHERS = re.compile(
    r"\W*by (?:\w+ ){0,3}(?:funds?|investors?|traders?|analysts?|people|dealers?|holders?|clients?)\b", re.IGNORECASE
)
_LEVEL = re.compile(
    r"\s*(?:more )?(?:on|into|at|below|above|under) (?:any |the |an? |further )?(?:clean |clear |sustained )?(?:weakness|strength|dips?|pullbacks?|rall(?:y|ies)|bounces?|spikes?|breaks?|\$?\d)",
    re.IGNORECASE,
)
_CLAUSES = frozenset("if when once unless until should because".split())
_DETERMINERS = frozenset("the a an half some one two three our my your those these both either more no any".split())


def is_order_code(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` is a log's code for an order ("BTC 1 TSLA 260P") and no ticker."""
    return text[start:end] in ORDER_CODES and bool(re.match(r"\s\d", text[end : end + 2]))


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say an action. `side` is what they settle of what is named; `object` what they act on:
    "instrument", "position", "pronoun" or None; `phrase` is true for a turn of phrase, whose side yields."""

    start: int
    end: int
    action: str
    side: Side | None
    speaker: str
    negated: bool = False
    attributed_to: str | None = None
    phrase: bool = False
    object: str | None = None
    rating: Rating | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with all that is known around it."""

    text: str
    start: int
    end: int
    tokens: list[Token]
    mentions: list[InstrumentMention]
    unit: Unit
    notes: Annotations
    callers: Callers

    @property
    def words(self) -> str:
        return self.text[self.start : self.end]

    def about_something(self) -> bool:
        """Whether it can be about a trade: it names something, or what stands around it does."""
        if self.mentions:
            return True
        unit = self.unit
        around = (unit.start, unit.end) if unit.listed else (unit.since, unit.start)
        if bool(within(self.notes.instruments, around[0], around[1])):
            return True
        asked = _question_before(self.text, self.notes, unit)
        if asked and bool(within(self.notes.instruments, asked[0], asked[1])):
            return True
        return any(t.low in words("positions") for t in self.tokens)

    def says_trade(self, start: int, end: int) -> bool:
        """Whether a trade's own words stand there: a structure, a side, or two names set against each other."""
        low = [t.low for t in self.tokens if start <= t.start < min(end, start + 160)]
        if any(w in words("structures") for w in low):
            return True
        if any(w in {"long", "short", "own", "buy", "sell", "buying", "selling"} for w in low[:14]):
            return True
        near = {m.symbol for m in self.mentions if start <= m.start < start + 160}
        return len(near) >= 2 and any(w in {"to", "over", "versus", "vs", "into", "against", "than"} for w in low)


def _question_before(text: str, notes: Annotations, unit: Unit) -> tuple[int, int] | None:
    """The question that a unit's block answers, or None."""
    last = None
    for block in notes.blocks:
        if block.start >= unit.since:
            break
        last = block
    if last is None or not (text[last.start : last.start + 1] == ">" or text[last.start : last.end].rstrip('"” ').endswith("?")):
        return None
    return last.start, last.end


def read_sentence(
    text: str, start: int, end: int, unit: Unit, notes: Annotations, callers: Callers
) -> list[Cue]:
    """The accepted words of action of one sentence, in text order."""
    mentions = within(notes.instruments, start, end)
    sentence = Sentence(text, start, end, tokenize(text, start, end), mentions, unit, notes, callers)
    out, covered, negating, hedging = _turns(sentence)
    found = find_verbs(sentence.tokens)
    for place, item in enumerate(found):
        span = (sentence.tokens[item.first].start, sentence.tokens[item.last].end)
        if any(span[0] < e and span[1] > s for s, e in covered) or _quoted(sentence, span[0]):
            continue
        if _other_sense(sentence, item) or refused_cue(text, start, end, span):
            continue
        cue = _judge(sentence, item, found[place + 1 :], out)
        if cue is None:
            continue
        if any(n <= cue.start and cue.start - n < 40 for n in negating):
            cue = replace(cue, negated=True)
        out.append(cue)
    for n in negating:
        if mentions and not any(c.start >= n for c in out):
            out.append(Cue(n, n, "avoid", "long", "author"))
    out = [_settled(sentence, c) for c in sorted(out, key=lambda c: c.start)]
    if hedging or _headed_hedge(sentence):
        out = [replace(c, action="hedge") if c.action == "open" else c for c in out]
    return out


def _headed_hedge(sentence: Sentence) -> bool:
    """Whether the list line's own heading ("Futures overlay. ...") is about hedging."""
    unit = sentence.unit
    if not unit.listed or not unit.sentences or unit.sentences[0][0] == sentence.start:
        return False
    start, end = unit.sentences[0]
    return end - start < 40 and any(p.modifies and p.pattern.search(sentence.text[start:end]) for p in phrases())


def _turns(sentence: Sentence) -> tuple[list[Cue], list[tuple[int, int]], list[int], bool]:
    """Cues from turns of phrase, the places they take, where a negating turn ends, whether one speaks of hedging."""
    out: list[Cue] = []
    covered: list[tuple[int, int]] = []
    negating: list[int] = []
    hedging = False
    for phrase in phrases():
        for match in phrase.pattern.finditer(sentence.words):
            start, end = sentence.start + match.start(), sentence.start + match.end()
            if phrase.modifies:
                hedging = True
                continue
            if phrase.negates:
                negating.append(end)
                continue
            if any(start < e and end > s for s, e in covered) or _quoted(sentence, start):
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
            out.append(Cue(start, end, phrase.action, phrase.side, "author", attributed_to=who, phrase=True))
    return out, covered, negating, hedging


def _judge(sentence: Sentence, item: Found, later: Sequence[Found], before: Sequence[Cue]) -> Cue | None:
    """The cue of one verb, or None where it makes no call."""
    verb, tokens = item.verb, sentence.tokens
    mood = read_mood(tokens, item)
    start, end = tokens[item.first].start, tokens[item.last].end
    inner = any(t.low in {"it", "them"} for t in tokens[item.first : item.last + 1])
    thing = "pronoun" if inner else _object(sentence, item, mood)
    if re.match(r"\s*(?:none|nothing|neither|nobody)\b", sentence.text[end : end + 12]):
        return None
    speaker, who = _speaker(sentence, item, mood, before)
    if speaker is None or not _tense_holds(sentence, item, mood, speaker):
        return None
    if verb.needs_negation and not mood.negated:
        return None
    if verb.trade:
        if any(f.verb.action in {"open", "hedge"} and f.first - item.last < 4 for f in later):
            return None
        told = sentence.says_trade(end, sentence.end)
        lot = thing == "position" and bool(re.search(r"\b(?:lot|position|stake)\b", sentence.text[end : end + 30]))
        if not (told or lot or (speaker == "passive" and sentence.mentions)):
            return None
    if verb.into and not re.search(r"\binto\b", sentence.text[end : end + 60]):
        return None
    if verb.bare and thing is None and speaker != "passive" and not _at_level(sentence, item, speaker):
        return None
    if thing is None and not sentence.about_something():
        return None
    return Cue(start, end, verb.action, verb.side, speaker, mood.negated, who, False, thing)


def _speaker(
    sentence: Sentence, item: Found, mood: Mood, before: Sequence[Cue]
) -> tuple[str | None, str | None]:
    """Who makes the call and under whose name; (None, None) where it is nobody's call."""
    tokens = sentence.tokens
    start = tokens[item.first].start
    who: str | None = sentence.unit.speaker
    speaker: str = mood.speaker
    base = "base" in item.forms
    if speaker == "unclear" and mood.coordinated:
        earlier = [c for c in before if c.start < start and not c.phrase]
        joint = tokens[mood.subject].low if mood.subject is not None else ""
        ordered = base and (mood.subject == 0 or item.first == 0 or joint in {"so", "then"} or _told_not(tokens, item))
        if ordered and not mood.infinitive:
            speaker = "order"
        elif earlier:
            speaker = earlier[-1].speaker
            who = earlier[-1].attributed_to or who
        elif any(t.low in words("author") - {"us"} for t in tokens[: item.first]):
            speaker = "author"
    if speaker == "unclear" and base and not mood.infinitive and _follows_condition(sentence, item):
        speaker = "order"
    if mood.infinitive and speaker in {"order", "unclear", "other"} and not mood.modal:
        told = bool(_TOLD.search(sentence.text[sentence.start : start]))
        if not told and not _wished(tokens, item) and speaker != "other":
            return None, None
        speaker = "unclear" if told else speaker
        if speaker == "unclear" and any(t.low in words("author") for t in tokens[: item.first]):
            speaker = "author"
        if speaker == "order" and item.first > 2 and tokens[item.first - 1].low == "to":
            return None, None
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
        if item.verb.action == "hold" and mood.infinitive:
            return None, None
        if not _has_subject(sentence, item):
            return None, None
    return speaker, who


def _has_subject(sentence: Sentence, item: Found) -> bool:
    """Whether what a passive speaks of is traded: an instrument or a holding stands before it in its clause."""
    tokens = sentence.tokens
    if item.verb.action == "hedge":
        return True
    text = sentence.text
    begin = max(
        (k for k in range(item.first) if tokens[k].text in ";:.!?" and text[tokens[k].end : tokens[k].end + 1] == " "),
        default=-1,
    ) + 1
    if any(tokens[begin].start <= m.start < tokens[item.first].start for m in sentence.mentions):
        return True
    before = {t.low for t in tokens[begin : item.first]}
    return bool(before & ((words("positions") | words("pronouns") | words("levels")) - {"this", "that", "all", "part"}))


def _tense_holds(sentence: Sentence, item: Found, mood: Mood, speaker: str) -> bool:
    """Whether the tense says what is done or to be done, and not what is over."""
    tokens, forms, verb = sentence.tokens, item.forms, item.verb
    if speaker not in {"author", "order"}:
        return True
    if speaker == "order" and forms == {"s"}:
        return False
    subject = tokens[mood.subject].low if mood.subject is not None else ""
    if speaker == "author" and "s" in forms and subject not in words("author") and verb.forms[0] in {("own",), ("hold",)}:
        # "the model already owns most of it" describes
        return False
    if speaker == "order" and "ing" in forms:
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
    if verb.action in {"open", "hold"} and verb.forms[0] in {("own",), ("hold",)} and re.search(
        r"\b(?:which|that|whom?) (?:we|i)\b", sentence.text[sentence.start : tokens[item.first].start], re.IGNORECASE
    ):
        return False
    if any(t.low in {"have", "i've", "we've", "has"} for t in tokens[max(0, item.first - 4) : item.first]):
        return True
    if item.verb.action == "open" and sentence.mentions and not any(p.search(sentence.words) for p in _long_ago()):
        return True
    after = [e for s, e in sentence.unit.block.sentences if s >= sentence.end][:2]
    until = after[-1] if after else sentence.end
    return any(p.search(sentence.words) for p in _held()) or any(
        p.search(sentence.text[sentence.end : until]) for p in _held_after()
    )


@cache
def _held() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in load("actions")["held"]["patterns"])


@cache
def _long_ago() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in load("actions")["held"]["long_ago"])


@cache
def _held_after() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in load("actions")["held"]["after"])


def _settled(sentence: Sentence, cue: Cue) -> Cue:
    """Negation, and what "sell" means where a holding is spoken of."""
    text = sentence.text
    ahead = re.split(r"[;:]|\. ", text[cue.end : min(sentence.end, cue.end + 70)])[0].lstrip(" ,")
    behind = re.split(r"[;:]|\. ", text[max(sentence.start, cue.start - 70) : cue.start])[-1].lstrip()
    negated = cue.negated or bool(re.match(r"no (?!more than)", ahead))
    if negated and cue.action in {"open", "avoid", "hedge"}:
        return replace(cue, action="avoid", negated=True)
    if negated and cue.action in {"close", "reduce"}:
        return replace(cue, action="hold", side=None)
    if cue.phrase or cue.rating:
        return cue
    word = text[cue.start : cue.end].lower()
    selling = word in {"sell", "sells", "selling", "sold"}
    if selling or cue.action == "close":
        if _FRACTION.match(ahead) or (cue.speaker == "passive" and _FRACTION.match(behind)):
            return replace(cue, action="reduce", side="long" if selling else cue.side)
    if selling and cue.action == "open":
        bought = cue.speaker == "passive" and re.search(r"\bbought\b|\bof paragraph\b|\bposition\b|\bholding\b", behind)
        if _HELD_THING.match(ahead) or bought or re.match(r"that day, all", ahead):
            return replace(cue, action="close", side="long")
    if cue.action == "reduce" and word in {"cut", "cuts", "cutting"} and _LEAVES_IT.match(ahead):
        return replace(cue, action="close", side=None, object="pronoun")
    return cue


def _object(sentence: Sentence, item: Found, mood: Mood) -> str | None:
    """What the verb acts on within its clause: "instrument", "position", "pronoun" or None."""
    tokens = sentence.tokens
    reach = 7 if item.verb.bare else 14
    for k in range(item.last + 1, min(len(tokens), item.last + 1 + reach)):
        token = tokens[k]
        if token.text in _ENDS or (token.low in _CLAUSES and k > item.last):
            break
        if any(m.start <= token.start < m.end for m in sentence.mentions):
            return "instrument"
        if token.low in words("pronouns") and k <= item.last + 2:
            return "pronoun"
        if token.low in words("positions") or re.fullmatch(r"\d[\d.]*(?:s|c|p)", token.low):
            return "position"
    # "BABA: hold", "SCHD we keep", "the name that we would add": what it acts on stands before
    subject = mood.subject if mood.subject is not None else -1
    if subject >= 1:
        label = tokens[subject].text == ":"
        fronted = mood.speaker == "author"
        behind = tokens[subject - 1]
        if behind.low in {"that", "which", "one", ")"} and fronted:
            return "instrument" if sentence.mentions else None
        if (label or fronted) and any(m.start <= behind.start < m.end or m.end == behind.start for m in sentence.mentions):
            return "instrument"
        if label and sentence.mentions and sentence.mentions[0].end <= tokens[subject].start:
            return "instrument"
    return None


def _at_level(sentence: Sentence, item: Found, speaker: str) -> bool:
    """ "We intend to add on weakness": at what level, of what was named before."""
    if speaker not in {"author", "order", "named"} or item.verb.trade or item.verb.action not in {"open", "reduce", "close"}:
        return False
    ahead = sentence.text[sentence.tokens[item.last].end : sentence.end]
    return bool(_LEVEL.match(ahead)) and sentence.about_something()


def _quoted(sentence: Sentence, place: int) -> bool:
    """Whether a place stands inside double quotes opened in its block."""
    before = sentence.text[sentence.unit.since : place]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _other_sense(sentence: Sentence, item: Found) -> bool:
    """Whether the spelling is another word here: "short sellers", "the close", "its own", "long/short"."""
    tokens = sentence.tokens
    token = tokens[item.first]
    text = sentence.text
    if token.text in ORDER_CODES and re.match(r" \d", text[token.end : token.end + 2]):
        return False
    if any(m.start <= token.start < m.end for m in sentence.mentions):
        return True
    if token.low in {"long", "short"} and (text[token.start - 1 : token.start] == "/" or text[token.end : token.end + 1] == "/"):
        return True
    entry = load("actions")["other_senses"].get(token.low) if item.first == item.last else None
    if not entry:
        return False
    after = tokens[item.last + 1].low if item.last + 1 < len(tokens) else ""
    before = tokens[item.first - 1].low if item.first else ""
    return after in entry.get("after", "").split() or before in entry.get("before", "").split()


def _wished(tokens: list[Token], item: Found) -> bool:
    """ "want to own", "looking to buy", "are to be bought": an infinitive that is still a call."""
    before = [t.low for t in tokens[max(0, item.first - 5) : item.first]]
    if set(before) & words("wishes"):
        return True
    # "we would use any spike through 2,400 to lighten up"
    clause = [t.low for t in tokens[max(0, item.first - 14) : item.first]]
    return bool({"use", "using"} & set(clause)) and bool(words("author") & set(clause))


def _told_not(tokens: list[Token], item: Found) -> bool:
    return any(t.low in {"don't", "dont", "do", "never", "please"} for t in tokens[max(0, item.first - 3) : item.first])


def _follows_condition(sentence: Sentence, item: Found) -> bool:
    """ "On a print above 56 sell ...": an order behind its condition with no comma; "GBPJPY buy limit 185.20"."""
    tokens = sentence.tokens
    before = tokens[item.first - 1] if item.first else None
    after = tokens[item.last + 1] if item.last + 1 < len(tokens) else None
    if before is None or after is None:
        return False
    named = any(m.start <= before.start < m.end for m in sentence.mentions)
    if named and (after.low in {"limit", "stop", "now", "@", "at"} or after.low[:1].isdigit()):
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


def caller_at(sentence: Sentence, place: int, mood: Mood | None) -> str | None:
    """Whose call stands at ``place``: a name, None for the author's own, "" for somebody unnamed."""
    unit, callers, text = sentence.unit, sentence.callers, sentence.text
    if unit.speaker:
        return unit.speaker
    subject = sentence.tokens[mood.subject].low if mood is not None and mood.subject is not None else ""
    head = text[sentence.start : min(place, sentence.start + 60)]
    stands_for = subject in {"he", "she"} or bool(re.match(r"\W*(?:he|she)\b", head, re.IGNORECASE))
    inside = callers.within(sentence.start, place)
    if inside and not (stands_for and mood is None):
        people = [c for c in inside if c.kind == "person"]
        return (people or inside)[-1].name
    if stands_for:
        earlier = callers.last_before(sentence.start, unit.since, "person")
        return earlier.name if earlier else ""
    return None
