"""Which sentences, bullets and rows make a recommendation, and the action of each.

A unit is what the contract takes as a recommendation's text: a whole bullet or row, in prose one sentence. In each
unit words of action are found, the mood of each decides whether the author (or a named other) makes the call, and
calls that only say how another is left ("cover at 470") are left to the conditions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from commentary_nlp.extract.annotations import Annotations, Block, InstrumentMention
from commentary_nlp.extract.attribution import Callers, find_callers, speaker_label
from commentary_nlp.extract.lexicon import load, patterns
from commentary_nlp.extract.statements.mood import read_mood
from commentary_nlp.extract.statements.ratings import Rating, find_ratings
from commentary_nlp.extract.statements.refuse import refusal, refused_cue
from commentary_nlp.extract.statements.tokens import Found, Token, find_verbs, phrases, tokenize, words
from commentary_nlp.records import Action, Side

_ENDS = frozenset(";:.!?|")
_FRACTION = re.compile(
    r"\b(?:half|a (?:third|quarter|fifth|tenth|bit|little|few)|(?:one|two) thirds?|three quarters|some|part|"
    r"\d+(?:\.\d+)?% of|\d+ of (?:the|my|our) \d+)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:what is left|what.s left|the rest|(?:our|my|your|the) (?:[\w$./-]+ ){0,5}?(?:position|holding|longs?|bought|we own|"
    r"I own|you own|held)|of paragraph|all of (?:it|them)|every last share|out of)\b",
    re.IGNORECASE,
)
_IF = re.compile(
    r"\b(?:if|once|when|unless|should|above|below|under|over|at|on a|after|until|back (?:at|under|over|in))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that say an action. `side` is what the words settle of what is named; `region` where its trade is said."""

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
class Statement:
    """A recommendation before its trade and conditions are read.

    `start`..`end` is its text; `region` the part in which its trade is said; `following` the sentences after it that
    belong to it; `cue` the words of action; `verbless` where only a trade's own words stand; `soft` where `side` comes from a turn
    of phrase and yields to the trade's own words.
    """

    start: int
    end: int
    action: Action
    side: Side | None
    region: tuple[int, int]
    cue: tuple[int, int]
    following: tuple[tuple[int, int], ...] = ()
    attributed_to: str | None = None
    rating: Rating | None = None
    verbless: bool = False
    roll: str | None = None
    listed: bool = False
    paragraph: int = 0
    soft: bool = False

    @property
    def own(self) -> tuple[int, int]:
        """The part of the unit that speaks of this action: all of it where it is the only one."""
        return self.region


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]
    block: Block
    since: int
    listed: bool
    speaker: str | None
    host: bool


def find_statements(text: str, notes: Annotations) -> tuple[Statement, ...]:
    """The recommendations of an article in text order, without their trades.

    Args:
        text: the article's canonical text.
        notes: its blocks and mentions.
    """
    if any(p.search(text) for p in patterns("blocks", "invented_examples")):
        return ()
    prose = [(b.start, b.end) for b in notes.blocks if b.kind in {"paragraph", "bullet", "row"}]
    callers = find_callers(text, prose)
    out: list[Statement] = []
    for unit in _units(text, notes, callers):
        out.extend(_read_unit(text, unit, notes, callers))
    return tuple(_with_following(text, notes, out))


def _units(text: str, notes: Annotations, callers: Callers) -> list[_Unit]:
    units: list[_Unit] = []
    closed = patterns("blocks", "closed_section")
    speakers = _speakers(text, notes)
    for block in notes.blocks:
        if block.kind not in {"paragraph", "bullet", "row"}:
            continue
        if block.section and any(p.search(block.section) for p in closed):
            continue
        if any(p.search(text[block.start : min(block.end, block.start + 60)]) for p in closed):
            continue
        label = speaker_label(text, block.start, block.end)
        who: str | None = None
        host = False
        start = block.start
        if label and label[0] in speakers:
            who = callers.of_surname(label[0].split()[-1])
            host = who is None
            start = label[1]
        if block.kind == "paragraph":
            for s, e in block.sentences:
                begin = max(s, start)
                if e > begin:
                    units.append(_Unit(begin, e, ((begin, e),), block, block.start, False, who, host))
        else:
            units.append(_Unit(block.start, block.end, block.sentences, block, block.start, True, who, host))
    return units


def _speakers(text: str, notes: Annotations) -> frozenset[str]:
    """Who speaks by turns in a transcript: labels that come again and are no instrument's."""
    counts: dict[str, int] = {}
    for block in notes.blocks:
        label = speaker_label(text, block.start, block.end) if block.kind in {"paragraph", "bullet"} else None
        if label and not any(block.start <= m.start < label[1] for m in notes.instruments):
            counts[label[0]] = counts.get(label[0], 0) + 1
    return frozenset(name for name, count in counts.items() if count >= 2)


def _read_unit(text: str, unit: _Unit, notes: Annotations, callers: Callers) -> list[Statement]:
    if unit.host:
        return []
    mentions = [m for m in notes.instruments if unit.start <= m.start and m.end <= unit.end]
    cues: list[Cue] = []
    for start, end in unit.sentences:
        why = refusal(text, start, end)
        if why == "question":
            continue
        ratings = find_ratings(text, (start, end), unit.since, notes.instruments, callers, unit.listed)
        if ratings:
            cues.extend(Cue(r.start, r.end, r.action, r.side, "other", False, r.house, rating=r) for r in ratings)
            if any(r.house for r in ratings):
                continue
        cues.extend(_cues(text, start, end, unit, notes, callers))
    if unit.listed and not cues:
        verbless = _verbless(text, unit, mentions, notes, callers)
        if verbless:
            return [verbless]
    return _resolve(text, unit, cues, mentions)


def _cues(text: str, start: int, end: int, unit: _Unit, notes: Annotations, callers: Callers) -> list[Cue]:
    """The accepted words of action of one sentence, in text order."""
    tokens = tokenize(text, start, end)
    mentions = [m for m in notes.instruments if start <= m.start and m.end <= end]
    covered: list[tuple[int, int]] = []
    out: list[Cue] = []
    negating: list[int] = []
    hedging = False
    for phrase in phrases():
        for match in phrase.pattern.finditer(text, start, end):
            if phrase.modifies:
                hedging = True
                continue
            if phrase.negates:
                negating.append(match.end())
                continue
            if any(match.start() < e and match.end() > s for s, e in covered) or _quoted(text, start, match.start()):
                continue
            if phrase.trade and not _has_trade(text, match.end(), end, mentions):
                continue
            if not _has_thing(tokens, mentions, unit):
                continue
            who = _caller_of(text, tokens, match.start(), start, unit, callers)
            if who == "":
                continue
            if refused_cue(text, start, end, match.span()):
                continue
            covered.append(match.span())
            out.append(Cue(*match.span(), phrase.action, phrase.side, "author", attributed_to=who, phrase=True))
    found = find_verbs(tokens)
    for place, item in enumerate(found):
        span = (tokens[item.first].start, tokens[item.last].end)
        if any(span[0] < e and span[1] > s for s, e in covered) or _quoted(text, start, span[0]):
            continue
        if _no_verb(tokens, item, mentions):
            continue
        if refused_cue(text, start, end, span):
            continue
        cue = _judge(text, tokens, item, found[place + 1 :], mentions, unit, callers, out)
        if cue is None:
            continue
        if any(n <= cue.start and cue.start - n < 40 for n in negating):
            cue = replace(cue, negated=True)
        out.append(cue)
    for n in negating:
        if not any(c.start >= n for c in out) and mentions:
            out.append(Cue(n, n, "avoid", "long", "author"))
    out = [_settled(text, start, end, c) for c in sorted(out, key=lambda c: c.start)]
    if hedging:
        out = [replace(c, action="hedge") if c.action == "open" else c for c in out]
    return out


def _judge(
    text: str,
    tokens: list[Token],
    item: Found,
    later: Sequence[Found],
    mentions: Sequence[InstrumentMention],
    unit: _Unit,
    callers: Callers,
    before: Sequence[Cue],
) -> Cue | None:
    """The cue of one verb, or None where it makes no call."""
    verb = item.verb
    mood = read_mood(tokens, item)
    start, end = tokens[item.first].start, tokens[item.last].end
    thing = _object(tokens, item, mentions, text)
    who: str | None = unit.speaker
    speaker = mood.speaker
    sentence = text[tokens[0].start : tokens[-1].end]
    if speaker == "unclear" and mood.coordinated:
        earlier = [c for c in before if c.start < start]
        if (mood.subject == 0 and "base" in item.forms) or item.first == 0:
            speaker = "order"
        elif earlier:
            speaker = earlier[-1].speaker
            who = earlier[-1].attributed_to or who
        elif {"base", "ing"} & item.forms and _author_before(tokens, item):
            speaker = "author"
    if speaker == "unclear" and "base" in item.forms and not mood.infinitive and _leads_with_condition(tokens, item):
        speaker = "order"
    if mood.infinitive and speaker in {"order", "unclear", "other"} and not mood.modal:
        if speaker == "order" and item.first > 2 and tokens[item.first - 1].low == "to":
            return None
        if not _wish(tokens, item) and not (speaker == "other"):
            return None
    if speaker in {"other", "unclear"}:
        name = _caller_of(text, tokens, start, tokens[0].start, unit, callers)
        if not name:
            return None
        if mood.past and "ing" not in item.forms and "told" not in sentence:
            return None
        if item.forms <= {"past", "part"} and not mood.infinitive:
            return None
        who, speaker = name, "named"
    if speaker == "passive":
        if mood.past or "part" not in item.forms:
            return None
        if re.match(
            r"\W*by (?:\w+ ){0,3}(?:funds?|investors?|traders?|analysts?|people|dealers?|holders?|clients?)\b",
            text[end : end + 40],
        ):
            return None
    finite_past = (
        ("past" in item.forms or "part" in item.forms) and "base" not in item.forms and speaker in {"author", "order"}
    )
    if speaker == "order" and finite_past and not unit.listed:
        return None
    if (finite_past or mood.past) and speaker in {"author", "order"}:
        perfect = any(t.low in {"have", "i've", "we've", "has"} for t in tokens[max(0, item.first - 4) : item.first])
        if verb.action in {"close", "reduce", "avoid", "watch"}:
            return None
        if not perfect and not any(p.search(sentence) for p in _held()) and not (unit.listed and speaker == "order"):
            return None
    if speaker == "order" and item.forms == {"s"}:
        return None
    if speaker == "order" and "ing" in item.forms and not (item.first <= 1 or unit.listed):
        return None
    if verb.needs_negation and not mood.negated:
        return None
    if verb.trade:
        if any(f.verb.action in {"open", "hedge"} and f.first - item.last < 4 for f in later):
            return None
        if not _has_trade(text, end, tokens[-1].end, mentions) and not (speaker == "passive" and mentions):
            return None
    if verb.into and not re.search(r"\binto\b", text[end : end + 60]):
        return None
    if verb.bare and thing is None and speaker != "passive":
        return None
    if thing is None and not _has_thing(tokens, mentions, unit):
        return None
    return Cue(start, end, verb.action, verb.side, speaker, mood.negated, who, False, thing)


def _held() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(p, re.IGNORECASE) for p in load("actions")["held"]["patterns"])


def _settled(text: str, start: int, end: int, cue: Cue) -> Cue:
    """Negation, and what "sell" means where a holding is spoken of."""
    ahead = text[cue.end : min(end, cue.end + 70)]
    ahead = re.split(r"[;:]|\. ", ahead)[0]
    behind = text[max(start, cue.start - 70) : cue.start]
    behind = re.split(r"[;:]|\. ", behind)[-1]
    if cue.negated and cue.action in {"open", "avoid", "hedge"}:
        return replace(cue, action="avoid")
    if cue.negated and cue.action in {"close", "reduce"}:
        return replace(cue, action="hold", side=None)
    if cue.phrase or cue.rating:
        return cue
    word = text[cue.start : cue.end].lower()
    selling = word in {"sell", "sells", "selling", "sold"}
    if selling or cue.action == "close":
        fraction = _FRACTION.match(ahead.lstrip(" ,")) or (
            cue.speaker == "passive" and _FRACTION.match(behind.lstrip())
        )
        if fraction or re.match(r"\s*(?:back |off )?(?:half|a (?:third|quarter|fifth))\b", ahead):
            return replace(cue, action="reduce", side="long" if selling else cue.side)
        if word in {"stc", "btc"} and re.match(r"\s*\d+ of ", ahead):
            return replace(cue, action="reduce")
    if (
        selling
        and cue.action == "open"
        and (
            _HELD.match(ahead.lstrip())
            or (cue.speaker == "passive" and re.search(r"\b(?:bought|of paragraph|position|holding)\b", behind + ahead))
        )
    ):
        return replace(cue, action="close", side="long")
    if (
        cue.action == "reduce"
        and word in {"cut", "cuts", "cutting"}
        and re.match(r"\s*(?:it|them|the \w+)?\s*(?:at|if|under|below|above|over|the pair)\b", ahead)
    ):
        return replace(cue, action="close", side=None)
    return cue


def _resolve(text: str, unit: _Unit, cues: list[Cue], mentions: Sequence[InstrumentMention]) -> list[Statement]:
    """Statements from a unit's cues: those of one trade joined, those that only leave it dropped."""
    cues = sorted(cues, key=lambda c: c.start)
    if any(c.action != "watch" for c in cues):
        cues = [c for c in cues if c.action != "watch"]
    kept: list[Cue] = []
    for cue in cues:
        if cue.rating or not kept:
            kept.append(cue)
            continue
        last = kept[-1]
        if last.rating:
            continue
        if cue.action == last.action and cue.action != "avoid":
            continue
        if cue.action == "hold" and cue.object in {"pronoun", None} and not cue.phrase:
            continue
        if (
            cue.action == "close"
            and last.action in {"open", "hedge", "hold"}
            and not _own_close(text, unit, cue, mentions, last)
        ):
            continue
        if cue.action == "open" and last.action in {"hedge"}:
            continue
        if cue.action == "hedge" and last.action == "open":
            kept[-1] = replace(last, action="hedge")
            continue
        if cue.action == "open" and cue.object == "pronoun" and last.action in {"open", "hold", "hedge"}:
            continue
        if cue.action == "open" and last.action == "avoid" and cue.negated is False and cue.object is None:
            continue
        kept.append(cue)
    out: list[Statement] = []
    for i, cue in enumerate(kept):
        begin = unit.start if i == 0 else _clause_start(text, kept[i - 1].end, cue.start)
        stop = unit.end if i + 1 == len(kept) else _clause_start(text, cue.end, kept[i + 1].start)
        common = {"start": unit.start, "end": unit.end, "listed": unit.listed, "paragraph": unit.since}
        if cue.action == "roll":
            for action, roll in (("close", "old"), ("open", "new")):
                out.append(
                    Statement(
                        action=action,
                        side=None,
                        region=(begin, stop),
                        cue=(cue.start, cue.end),
                        roll=roll,
                        attributed_to=cue.attributed_to,
                        **common,
                    )  # type: ignore[arg-type]
                )
            continue
        out.append(
            Statement(
                action=cue.action,  # type: ignore[arg-type]
                side=cue.side,
                region=(begin, stop),
                cue=(cue.start, cue.end),
                attributed_to=cue.attributed_to,
                rating=cue.rating,
                soft=cue.phrase,
                **common,  # type: ignore[arg-type]
            )
        )
    return out


def _own_close(text: str, unit: _Unit, cue: Cue, mentions: Sequence[InstrumentMention], last: Cue) -> bool:
    """Whether leaving is a call of its own and not the exit of the trade before it in the same unit."""
    named = {m.symbol for m in mentions if m.start < cue.start}
    stop = re.search(r"[;.]\s", text[cue.end : unit.end])
    until = cue.end + stop.start() if stop else unit.end
    others = [m for m in mentions if cue.end <= m.start < until and m.start - cue.end < 30]
    return bool(others) and not ({m.symbol for m in others} & named) and cue.object == "instrument"


def _clause_start(text: str, since: int, place: int) -> int:
    """Where the clause that holds ``place`` begins, not before ``since``."""
    best = since
    for match in re.finditer(r"[;:,.—–](?=\s)|\b(?:and|but|while|so)\b", text[since:place]):
        best = since + match.start()
    return best


def _object(tokens: list[Token], item: Found, mentions: Sequence[InstrumentMention], text: str) -> str | None:
    """What the verb acts on within its clause: "instrument", "position", "pronoun" or None."""
    positions, pronouns = words("positions"), words("pronouns")
    reach = 7 if item.verb.bare else 14
    for k in range(item.last + 1, min(len(tokens), item.last + 1 + reach)):
        token = tokens[k]
        if token.text in _ENDS:
            break
        if any(m.start <= token.start < m.end for m in mentions):
            return "instrument"
        if token.low in pronouns and k <= item.last + 2:
            return "pronoun"
        if token.low in positions:
            return "position"
    return None


def _has_thing(tokens: list[Token], mentions: Sequence[InstrumentMention], unit: _Unit) -> bool:
    if mentions:
        return True
    return any(t.low in words("positions") for t in tokens)


def _has_trade(text: str, start: int, end: int, mentions: Sequence[InstrumentMention]) -> bool:
    """Whether a trade's own words follow: a structure, a position's side, or two names set against each other."""
    tokens = tokenize(text, start, min(end, start + 160))
    low = [t.low for t in tokens]
    structures = words("structures")
    if any(w in structures for w in low):
        return True
    if any(w in {"long", "short", "own", "buy", "sell", "against", "buying", "selling"} for w in low[:14]):
        return True
    near = {m.symbol for m in mentions if start <= m.start < start + 160}
    return len(near) >= 2 and any(w in {"to", "over", "versus", "vs", "into", "against", "than"} for w in low)


def _quoted(text: str, start: int, place: int) -> bool:
    """Whether a place stands inside double quotes opened in its sentence."""
    before = text[start:place]
    if before.count("“") > before.count("”"):
        return True
    return before.count('"') % 2 == 1


def _no_verb(tokens: list[Token], item: Found, mentions: Sequence[InstrumentMention]) -> bool:
    """Whether the spelling is another word here: "short sellers", "the close", "its own", "long ago"."""
    table = load("actions")["other_senses"]
    word = tokens[item.first].low
    after = tokens[item.last + 1].low if item.last + 1 < len(tokens) else ""
    before = tokens[item.first - 1].low if item.first else ""
    if any(m.start <= tokens[item.first].start < m.end for m in mentions):
        return True
    entry = table.get(word)
    if not entry:
        return False
    return after in entry.get("after", "").split() or before in entry.get("before", "").split()


def _author_before(tokens: list[Token], item: Found) -> bool:
    return any(t.low in words("author") - {"us"} for t in tokens[: item.first])


def _wish(tokens: list[Token], item: Found) -> bool:
    """ "want to own", "looking to buy", "are to be bought": an infinitive that is still a call."""
    before = [t.low for t in tokens[max(0, item.first - 5) : item.first]]
    return bool(
        {"want", "like", "looking", "plan", "going", "prefer", "intend", "is", "are", "be", "ought", "'d", "happy"}
        & set(before)
    ) or any(w in {"i'd", "we'd"} for w in before)


def _leads_with_condition(tokens: list[Token], item: Found) -> bool:
    """ "On a print above 56 sell ...": an order behind its condition, with no comma between."""
    first = next((t.low for t in tokens if t.text.isalnum()), "")
    last_break = max((k for k in range(item.first) if tokens[k].text in _ENDS | {","}), default=-1)
    opener = tokens[last_break + 1].low if last_break + 1 < item.first else ""
    starters = {
        "on",
        "at",
        "above",
        "below",
        "under",
        "over",
        "if",
        "when",
        "once",
        "into",
        "after",
        "for",
        "in",
        "should",
        "with",
        "unless",
        "against",
    }
    lows = {t.low for t in tokens[last_break + 1 : item.first]}
    if lows & words("author") or lows & {"they", "he", "she", "that", "who", "to", "investors", "funds", "traders"}:
        return False
    return opener in starters or (first in starters and last_break == -1)


def _caller_of(text: str, tokens: list[Token], place: int, start: int, unit: _Unit, callers: Callers) -> str | None:
    """Whose call stands at ``place``: a name, None for the author's own, "" for somebody unnamed."""
    if unit.speaker:
        return unit.speaker
    inside = [c for c in callers.within(start, place)]
    head = text[start : min(place, start + 60)]
    if inside:
        people = [c for c in inside if c.kind == "person"]
        return (people or inside)[-1].name
    if re.match(r"\W*(?:he|she)\b", head, re.IGNORECASE) or re.search(
        r"\b(?:he|she)(?:'s|’s| is)? (?:added|said|\w+ing|takes?|buys?|is)\b", text[start : place + 20], re.IGNORECASE
    ):
        earlier = callers.last_before(start, unit.since, "person") or callers.last_before(
            place + 40, unit.since, "person"
        )
        return earlier.name if earlier else ""
    return None


def _verbless(
    text: str, unit: _Unit, mentions: Sequence[InstrumentMention], notes: Annotations, callers: Callers
) -> Statement | None:
    """A list's line that is nothing but a trade: "SPX iron condor, 30 DTE ...", "EQT over AR through March"."""
    for start, end in unit.sentences[:2]:
        if refusal(text, start, end):
            return None
    start, end = unit.start, unit.end
    first = unit.sentences[0] if unit.sentences else (start, end)
    tokens = tokenize(text, first[0], first[1])
    own = [m for m in mentions if m.start < first[1]]
    label = re.match(r"([A-Z][\w'’.-]+):\s", text[first[0] : first[1]])
    who = callers.of_surname(label.group(1)) if label else None
    if not own:
        return None
    low = [t.low for t in tokens]
    structure = any(w in words("structures") for w in low[:25])
    against = any(
        re.fullmatch(r"\)?\s*(?:over|versus|vs\.?|against|/)\s*", text[a.end : b.start])
        for a, b in zip(own, own[1:], strict=False)
    )
    counted = re.match(r"\W*[\d,]+ ?(?:x|shares|sh|contracts|lots)\b", text[first[0] : first[1]], re.IGNORECASE)
    hedge = re.match(
        r"(?:overlay|hedge|protection|tail|insurance)\b|for (?:\w+ )?hedgers?", text[first[0] : first[1]], re.IGNORECASE
    )
    section = unit.block.section or ""
    decided = any(p.search(section) for p in patterns("blocks", "decision_section"))
    if who is None and not (counted or against or (structure and (decided or hedge))):
        return None
    action: Action = "hedge" if hedge else "open"
    return Statement(
        start, end, action, "long", (start, end), (start, start), (), who, None, True, None, True, unit.since, True
    )


def _with_following(text: str, notes: Annotations, found: list[Statement]) -> list[Statement]:
    """Gives each prose statement the sentences behind it, up to the next statement or the paragraph's end."""
    starts = sorted({s.start for s in found})
    blocks = {b.start: b for b in notes.blocks}
    out: list[Statement] = []
    for statement in found:
        block = blocks.get(statement.paragraph)
        if statement.listed or block is None:
            out.append(statement)
            continue
        nearest = min((s for s in starts if s > statement.start), default=len(text))
        own = {m.symbol for m in notes.instruments if statement.start <= m.start < statement.end}
        behind: list[tuple[int, int]] = []
        for s, e in block.sentences:
            if s < statement.end:
                continue
            if s >= nearest:
                break
            named = {m.symbol for m in notes.instruments if s <= m.start < e}
            if named and own and not (named & own) and not _IF.search(text[s:e]):
                break
            behind.append((s, e))
        out.append(replace(statement, following=tuple(behind)))
    return out
