"""What a larger network makes of the samples, and of texts that nobody labelled: the small one aims at both.

The larger network (MPNet) is fine-tuned on the samples and reads them; then it is fine-tuned on whole pieces of
commentary and reads those. Its chances and scores are kept. It reads more into a text than the small one can learn from
labels alone, and it can be asked of targets that nobody labelled.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor

from commentary_nlp.extract.sentiment.encoding import clean
from commentary_nlp.extract.sentiment.training.learning import Told, fit, predict, seed
from commentary_nlp.extract.sentiment.training.network import Teacher
from commentary_nlp.extract.sentiment.training.samples import NEUTRAL, UNLABELLED, Sample
from commentary_nlp.settings import TrainSentimentSettings

# Told of a stage's name and of its steps.
Staged = Callable[[str], Told]
# What a reader would take for a name: a cashtag, else up to three capitalised words.
_TAG = re.compile(r"\$[A-Za-z]{1,5}\b")
_NAME = re.compile(r"\b[A-Z][\w&.'-]*(?: [A-Z][\w&.'-]*){0,2}")
# Names asked of in a text: one, for texts of one sentence mostly speak of one thing.
_NAMES = 1


def unlabelled(samples: Sequence[Sample]) -> Iterator[Sample]:
    """What the samples' texts can be asked that no label answers: whole texts labelled by target alone, and the
    reverse. One that is asked already is not asked again."""
    asked = {(sample.text, sample.target) for sample in samples}
    targets = {text for text, target in asked if target is not None}
    for text in dict.fromkeys(sample.text for sample in samples):
        if (text, None) not in asked:
            yield Sample(text, None, NEUTRAL, None, UNLABELLED)
        if text not in targets:
            for name in names_in(text):
                yield Sample(text, name, NEUTRAL, None, UNLABELLED)


def names_in(text: str) -> list[str]:
    """What looks like a name in a text: its first cashtag, else its first capitalised words."""
    text = clean(text)
    found = _TAG.findall(text) or [match.group() for match in _NAME.finditer(text)]
    return list(dict.fromkeys(found))[:_NAMES]


def taught(
    checkpoint: Path,
    tokenizer: Tokenizer,
    short: Sequence[Sample],
    pages: Sequence[Sample],
    settings: TrainSentimentSettings,
    work: Path,
    fingerprint: str,
    staged: Staged,
) -> tuple[list[Sample], Tensor]:
    """Short texts and pages, in this order, each with what the larger network reads in it; and, (samples, 384), what
    that network gives its heads for each.

    Args:
        checkpoint: the larger network's folder.
        tokenizer: that of the small one: their vocabularies are one.
        short: sentences and short texts, read first. Those that are labelled are learned before.
        pages: of commentary, read after the others. Those that are labelled are learned before.
        settings: `teacher_*` and `pieces_*` say how it learns.
        work: a folder that keeps what an interrupted run had learned; its owner removes it.
        fingerprint: of data and settings.
        staged: hears of the progress.
    """
    before, after = _Kept(work / "taught.pt", fingerprint), _Kept(work / "paged.pt", fingerprint)
    rows, more = before.rows(), after.rows()
    if rows is None or more is None:
        seed(settings.seed)
        teacher = Teacher(checkpoint, still=settings.teacher_still)
        state, done = work / "teacher.pt", _Kept(work / "teacher.done.pt", fingerprint)
        if (weights := done.load("network")) is not None:
            teacher.load_state_dict(weights)
        else:
            first = settings.model_copy(update={"epochs": settings.teacher_epochs, "rate": settings.teacher_rate})
            fit(teacher, tokenizer, _labelled(short), first, state, fingerprint, staged("teacher"))
            done.save(network=teacher.state_dict())
        if rows is None:
            rows = before.save(rows=_read(teacher, tokenizer, short, settings, staged("teaching")))["rows"]
        if _labelled(pages):
            update = {"epochs": settings.pieces_epochs, "rate": settings.pieces_rate, "batch": settings.pieces_batch}
            second = settings.model_copy(update=update)
            fit(teacher, tokenizer, _labelled(pages), second, state, fingerprint + "+", staged("teacher, pages"))
        more = after.save(rows=_read(teacher, tokenizer, pages, settings, staged("teaching, pages")))["rows"]
    every = torch.cat([rows, more])
    found = []
    for sample, (negative, neutral, positive, score) in zip([*short, *pages], every[:, :4].tolist(), strict=True):
        found.append(sample._replace(taught=(negative, neutral, positive, score)))
    return found, every[:, 4:]


def _labelled(samples: Sequence[Sample]) -> list[Sample]:
    return [sample for sample in samples if sample.source != UNLABELLED]


class _Kept:
    """A file of an interrupted run; one of other data or settings counts for nothing."""

    def __init__(self, path: Path, fingerprint: str) -> None:
        self.path, self.fingerprint = path, fingerprint

    def save(self, **values: Any) -> dict[str, Any]:
        """Keeps the values, and gives them back."""
        part = self.path.with_suffix(".part")
        torch.save({"fingerprint": self.fingerprint, **values}, part)
        part.replace(self.path)
        return values

    def load(self, name: str) -> Any:
        if not self.path.is_file():
            return None
        found = torch.load(self.path, weights_only=True)
        return found[name] if found["fingerprint"] == self.fingerprint else None

    def rows(self) -> Tensor | None:
        found: Tensor | None = self.load("rows")
        return found


def _read(
    teacher: Teacher, tokenizer: Tokenizer, samples: Sequence[Sample], settings: TrainSentimentSettings, told: Told
) -> Tensor:
    """The chances and the score of each sample, and what the heads were given: (samples, 3 + 1 + 384)."""
    made = predict(teacher, tokenizer, samples, settings.bfloat16, told)
    return torch.cat([torch.softmax(made.logits, -1), made.scores[:, None], made.inner], -1)
