"""What a clause was read as."""

from __future__ import annotations

from dataclasses import dataclass, field

from commentary_nlp.records import Expression, Predicate


@dataclass(slots=True)
class Understood:
    """A clause that was read. `own`: every part is about the traded thing itself."""

    test: Expression
    predicates: list[Predicate] = field(default_factory=list)
    own: bool = True
    stated: bool = False
