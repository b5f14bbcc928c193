"""Which scorer a name means: ``lexicon``, ``default`` (the encoder that ships) or ``hf:NAME_OR_PATH``."""

from __future__ import annotations

from functools import lru_cache

from commentary_nlp.errors import ExtractError
from commentary_nlp.extract.sentiment.scorer import Scorer

NAMES = ("default", "lexicon", "hf:NAME_OR_PATH")


def check_scorer(name: str) -> None:
    """Finds now what would stop the scorer of that name later, without loading it.

    Raises:
        ExtractError: there is none of that name, or its model is missing or altered.
    """
    check = getattr(choose_scorer(name), "check", None)
    if check is not None:
        check()


@lru_cache(maxsize=8)
def choose_scorer(name: str = "default") -> Scorer:
    """The scorer of that name, one a process. Nothing is loaded before its first text.

    Raises:
        ExtractError: there is none of that name.
    """
    if name == "lexicon":
        from commentary_nlp.extract.sentiment.lexicon import Lexicon

        return Lexicon()
    if name == "default":
        from commentary_nlp.extract.sentiment.encoder import shipped

        return shipped()
    kind, _, model = name.partition(":")
    if kind == "hf" and model.strip():
        from commentary_nlp.extract.sentiment.hub import Classifier

        return Classifier(model.strip())
    raise ExtractError(f"No sentiment scorer is called {name!r}.", f"Choose one of {', '.join(NAMES)}.")
