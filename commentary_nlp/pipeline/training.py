"""Training what is trained: a command a model, from data in `corpus/` to a folder in `models/`."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from commentary_nlp import __version__
from commentary_nlp.errors import CommentaryError
from commentary_nlp.pipeline.extracting import Workers
from commentary_nlp.records import Article, Extraction, article_id
from commentary_nlp.settings import Settings

if TYPE_CHECKING:
    from commentary_nlp.extract.fitting import Calibration, Sample


@dataclass(frozen=True, slots=True)
class Trained:
    """A model's folder, the number of samples, and how well its chances hold on articles left out of the fit."""

    folder: Path
    samples: int
    calibration: Calibration


def train_confidence(first_sight: str | Path, out: str | Path, *, settings: Settings | None = None) -> Trained:
    """Fits the confidence of recommendations on readings at first sight, and writes the model's folder.

    `first_sight` is the file that `add_first_sight` writes: one recommendation a line.

    Raises:
        CommentaryError: the file is missing, or holds too little to fit.
    """
    from commentary_nlp.extract.fitting import cross_validated, fit

    settings = settings or Settings()
    path, folder = Path(first_sight), Path(out)
    samples = read_first_sight(path)
    try:
        weights = fit(samples, settings.confidence)
        held = cross_validated(samples, settings.confidence)
    except ValueError as error:
        raise CommentaryError(f"{path} is too little to fit: {error}", "Add more articles to it.") from None
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights.json").write_bytes(weights)
    (folder / "config.cfg").write_text(_config(settings), "utf-8")
    meta = _meta(held, weights, path)
    (folder / "meta.json").write_text(json.dumps(meta, indent=1) + "\n", "utf-8")
    return Trained(folder, len(samples), held)


def read_first_sight(path: Path) -> list[Sample]:
    """The samples of a file of first-sight readings.

    Raises:
        CommentaryError: it cannot be read, or a line is none of them.
    """
    from commentary_nlp.extract.fitting import Sample

    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        return [
            Sample(r["article"], {k: float(v) for k, v in r["traits"].items()}, bool(r["right"]), bool(r["earlier"]))
            for r in rows
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommentaryError(
            f"{path} holds no first-sight readings: {error}.", "Write it with `commentary train confidence --add DIR`."
        ) from None


def add_first_sight(gold: str | Path, first_sight: str | Path, batch: str) -> int:
    """Reads the articles of a folder (NAME.txt with NAME.gold.json) and appends what was right of each recommendation.

    Only articles that no rule was changed for tell anything: do it before anything else. Returns the number of
    recommendations added.

    Raises:
        CommentaryError: the folder holds no annotated article.
    """
    from commentary_nlp.audit.annotation import right_calls
    from commentary_nlp.extract.confidence import traits_of

    folder = Path(gold)
    golds = sorted(folder.glob("*.gold.json"))
    if not golds:
        raise CommentaryError(f"{folder} holds no *.gold.json file.", "Give a folder of NAME.txt with NAME.gold.json.")
    articles, annotated = [], []
    for path in golds:
        said = json.loads(path.read_text("utf-8"))
        about = said.get("article") or {}
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text("utf-8")
        facts = {name: about.get(name) for name in ("title", "author", "source", "published_at")}
        articles.append(Article(id=article_id(text), text=text, **facts))
        annotated.append(said)
    rows: list[str] = []
    with Workers("default") as workers:
        for path, said, found in zip(golds, annotated, workers(articles), strict=True):
            if not isinstance(found, Extraction):
                raise CommentaryError(f"{path}: {found}", "Mend the text or leave it out.")
            right = right_calls(said, found.to_dict())
            for rec, traits, good in zip(found.recommendations, traits_of(found), right, strict=True):
                kept = {name: round(value, 4) for name, value in traits.items() if value}
                name = path.name.removesuffix(".gold.json")
                row = {"batch": batch, "article": name, "right": good, "earlier": False, "text": rec.text}
                rows.append(json.dumps({**row, "traits": kept}, ensure_ascii=False))
    with Path(first_sight).open("a", encoding="utf-8") as file:
        file.writelines(row + "\n" for row in rows)
    return len(rows)


def _config(settings: Settings) -> str:
    chosen = settings.confidence.model_dump()
    lines = ["[paths]", 'first_sight = "corpus/first_sight.jsonl"', "", "[training]"]
    return "\n".join([*lines, *(f"{name} = {value}" for name, value in chosen.items())]) + "\n"


def _meta(held: Calibration, weights: bytes, data: Path) -> dict[str, Any]:
    performance = {
        name: round(v, 4) if isinstance(v, float) else v for name, v in asdict(held).items() if name != "bins"
    }
    return {
        "lang": "en",
        "name": "commentary_confidence",
        "version": __version__,
        "description": "The chance that an extracted recommendation is a call, with its action on its legs.",
        "author": "commentary-nlp",
        "license": "Apache-2.0",
        "spacy_version": ">=3.8,<4",
        "pipeline": ["commentary"],
        "sources": [{"name": "readings at first sight of the project's own articles", "license": "Apache-2.0"}],
        "data": {data.name: hashlib.sha256(data.read_bytes()).hexdigest()},
        "files": {"weights.json": hashlib.sha256(weights).hexdigest()},
        "performance": performance,
    }
