"""The pieces of a page that can each be a recommendation: a whole bullet or row, in prose one sentence."""

from __future__ import annotations

from dataclasses import dataclass

from commentary_nlp.extract import tracing
from commentary_nlp.extract.annotations import Annotations, Block, InstrumentMention, within
from commentary_nlp.extract.attribution import Callers, speaker_label, surname_label
from commentary_nlp.extract.lexicon import patterns


@dataclass(frozen=True, slots=True)
class Unit:
    """`start`..`end` would be a recommendation's text; `since` is where its block begins.

    `speaker` is the named other who says it all (a transcript's guest, a list's label); `host` is true for words
    of a speaker whose house nobody names, who makes no call.
    """

    start: int
    end: int
    sentences: tuple[tuple[int, int], ...]
    block: Block
    since: int
    listed: bool
    speaker: str | None
    host: bool

    def mentions(self, notes: Annotations) -> list[InstrumentMention]:
        """The instruments that it names."""
        return within(notes.instruments, self.start, self.end)


def find_units(text: str, notes: Annotations, callers: Callers) -> list[Unit]:
    """The units of an article in order, without those under headings of what is closed or only printed."""
    units: list[Unit] = []
    closed = patterns("blocks", "closed_section")
    speakers = _speakers(text, notes)
    for block in notes.blocks:
        if block.kind not in {"paragraph", "bullet", "row"}:
            continue
        opening = text[block.start : min(block.end, block.start + 60)]
        if closed.search(opening) or (block.section and closed.search(block.section)):
            tracing.refused(
                "statements.units", "under a heading of what is over or only printed", block.start, block.end
            )
            continue
        label = speaker_label(text, block.start, block.end)
        who: str | None = None
        host = False
        start = block.start
        if label and label[0] in speakers:
            who = callers.of_surname(label[0].split()[-1])
            host = who is None
            start = label[1]
        elif block.kind != "paragraph":
            who = surname_label(text, block.start, block.end, callers)
        if block.kind == "paragraph":
            for s, e in block.sentences:
                begin = max(s, start)
                if e > begin:
                    units.append(Unit(begin, e, ((begin, e),), block, block.start, False, who, host))
        else:
            units.append(Unit(block.start, block.end, block.sentences, block, block.start, True, who, host))
    return units


def _speakers(text: str, notes: Annotations) -> frozenset[str]:
    """Who speaks by turns in a transcript: labels that come again and are no instrument's."""
    counts: dict[str, int] = {}
    for block in notes.blocks:
        label = speaker_label(text, block.start, block.end) if block.kind in {"paragraph", "bullet"} else None
        if label and not bool(within(notes.instruments, block.start, label[1])):
            counts[label[0]] = counts.get(label[0], 0) + 1
    return frozenset(name for name, count in counts.items() if count >= 2)
