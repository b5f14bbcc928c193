"""Which words of an article make a recommendation, whose it is and what it does."""

from commentary_nlp.extract.statements.detect import find_statements
from commentary_nlp.extract.statements.houses import rating_houses
from commentary_nlp.extract.statements.log_lines import is_order_log
from commentary_nlp.extract.statements.resolve import Statement
from commentary_nlp.extract.statements.sentence import is_order_code

__all__ = ["Statement", "find_statements", "is_order_code", "is_order_log", "rating_houses"]
