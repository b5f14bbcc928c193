"""What a word of action comes to where it stands: denied, of a part only, or said of what is held."""

from __future__ import annotations

import re
from dataclasses import replace

from commentary_nlp.extract.statements.sentence import Cue, Sentence
from commentary_nlp.extract.statements.tokens import words

_FRACTION = re.compile(
    r"(?:back |off |up )?(?:half|a (?:third|quarter|fifth|tenth|bit|little|few)|(?:one|two) thirds?|three quarters|"
    r"some|part|\d+(?:\.\d+)?% of|\d+ of (?:the|my|our) \d+)\b",
    re.IGNORECASE,
)
_HELD_THING = re.compile(
    r"(?:what.s left|what is left|what (?:we|i|you) (?:own|hold|have)|what remains|the rest|all of (?:it|them)|"
    r"(?:the |our |my |your )?(?:remaining|remainder|final|balance)\b|the (?:whole )?lot|every last share|out of|"
    r"(?:our|my|your|the) "
    r"(?:[\w$./-]+ ){0,5}?(?:positions?|holdings?|longs?|bought|we own|i own|you own|held))\b",
    re.IGNORECASE,
)
_LEAVES_IT = re.compile(
    r"\s*(?:it|them|it all|them all|all|the \w+)?\s*(?:at|on|if|under|below|above|over|once|when|the pair)\b",
    re.IGNORECASE,
)
# A passive that speaks of what is held: "is being sold", "has to be sold", "the shares will be sold".
_OF_OURS = re.compile(
    r"\b(?:being|(?:has|have|need|needs) to be|must be|"
    r"(?:the|our|my) (?:[\w&-]+ ){0,2}(?:shares|stock|calls|puts) (?:are|is|will be)) $",
    re.IGNORECASE,
)
# To whom a sale is a way out.
_HOLDER = re.compile(
    r"\b(?:holders|owners|shareholders) of\b|"
    r"\b(?:existing|current|present|long-term|patient) (?:holders|owners|shareholders)\b|"
    r"\b(?:if you|those (?:of you )?who|(?:readers|investors|anyone) who)(?: still| already)? (?:own|hold|have)s?\b",
    re.IGNORECASE,
)
# The end of a passive, by itself or in a frame: "is to be bought".
_GOES_ON = re.compile(
    r"\b(?:continu(?:e|es|ing) to(?: be)?|go(?:es|ing)? on|carry(?:ing)? on)(?: being)? $", re.IGNORECASE
)


def settled(sentence: Sentence, cue: Cue) -> Cue:
    """Negation, and what "sell" means where a holding is spoken of."""
    text = sentence.text
    ahead = re.split(r"[;:]|\. ", text[cue.end : min(sentence.end, cue.end + 70)])[0].lstrip(" ,")
    behind = re.split(r"[;:]|\. ", text[max(sentence.start, cue.start - 70) : cue.start])[-1].lstrip()
    negated = cue.negated or bool(re.match(r"no (?!more than)", ahead))
    if not negated and cue.action == "open" and _told_to_holder(sentence, cue, ahead):
        return replace(cue, action="close", side="long")
    if negated and cue.action == "open" and _spares(sentence, cue, ahead):
        return replace(cue, action="hold", side="long", negated=True)
    if negated and cue.action in {"open", "avoid", "hedge"}:
        return replace(cue, action="avoid", negated=True)
    if negated and cue.action in {"close", "reduce"}:
        return replace(cue, action="hold", side=None)
    if cue.phrase or cue.rating:
        return cue
    word = text[cue.start : cue.end].lower()
    if word in {"own", "owning", "hold", "holding"} and re.match(r"(?:an? )?(?:\w+ )?(?:less|fewer)\b", ahead):
        return replace(cue, action="reduce")
    if word in {"own", "owning", "long", "short"} and _GOES_ON.search(text, sentence.start, cue.start):
        return replace(cue, action="hold")
    selling = word in {"sell", "sells", "selling", "sold"}
    fraction = _FRACTION.match(ahead) or (cue.speaker == "passive" and _FRACTION.match(behind))
    if fraction and (selling or cue.action == "close"):
        return replace(cue, action="reduce", side="long" if selling else cue.side)
    if selling and cue.action == "open":
        bought = cue.speaker == "passive" and re.search(r"\bbought\b|\bof paragraph\b|\bposition\b|\bholding\b", behind)
        leaves = cue.speaker == "passive" and _OF_OURS.search(text, cue.start - 70 if cue.start > 70 else 0, cue.start)
        if (
            _HELD_THING.match(ahead)
            or bought
            or (leaves and not set(behind.lower().split()) & words("levels"))
            or re.match(r"that day, all", ahead)
        ):
            return replace(cue, action="close", side="long")
    if cue.action == "reduce" and word in {"cut", "cuts", "cutting"} and _LEAVES_IT.match(ahead):
        return replace(cue, action="close", side=None, object="pronoun")
    return cue


def _told_to_holder(sentence: Sentence, cue: Cue, ahead: str) -> bool:
    """ "Holders of Acme should sell": a share that its holder sells is left, where no option is what would be sold."""
    if sentence.text[cue.start : cue.end].lower() not in {"sell", "selling"} or cue.phrase:
        return False
    if set(re.findall(r"[\w-]+", ahead.lower())) & (words("structures") | {"against", "short"}):
        return False
    return bool(_HOLDER.search(sentence.text, sentence.start, cue.start))


def _spares(sentence: Sentence, cue: Cue, ahead: str) -> bool:
    """ "We will not sell Costco": a share that is not to be sold is kept, where no option is what would be sold."""
    if sentence.text[cue.start : cue.end].lower() not in {"sell", "selling"}:
        return False
    if _HOLDER.search(sentence.text, sentence.start, cue.start):
        return True
    if cue.speaker == "reader":
        return False
    if set(re.findall(r"[\w-]+", ahead.lower())) & words("structures"):
        return False
    near = [m for m in sentence.mentions if cue.end <= m.start < cue.end + 25]
    return bool(near) and near[0].asset_class in {"equity", "etf"}
