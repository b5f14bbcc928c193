"""Traded things and themes that an article names."""

from commentary_nlp.extract.instruments.finding import find_instruments
from commentary_nlp.extract.instruments.themes import find_themes

__all__ = ["find_instruments", "find_themes"]
