"""Sentiment of texts and of articles, by any scorer: what cannot be scored is marked, long texts go by piece."""

from __future__ import annotations

from collections.abc import Sequence

from commentary_nlp.extract.annotations import Block, InstrumentMention
from commentary_nlp.extract.sentiment.document import NO_SUBJECT, Said, Subject, Weighing, pages_of, sentences_of
from commentary_nlp.extract.sentiment.encoding import clean, find_target
from commentary_nlp.extract.sentiment.language import foreign_language
from commentary_nlp.extract.sentiment.scorer import Pair, Progress, Score, Scorer
from commentary_nlp.extract.sentiment.towards import by_symbol, contexts_of, subject_of, together
from commentary_nlp.records import Sentiment
from commentary_nlp.records.contract import Probabilities, SentimentReading

# Characters up to which a text is scored in one piece: a paragraph.
_ONE_PIECE = 600
# For a scorer without a fit of its own: plain weights, thresholds where the lexicon and classifiers are undecided.
PLAIN = Weighing(
    {"own": 1.5, "advice": 1.5, "conclusion": 1.5, "title": 1.5, "quoted": 0.5}, 1.0, 0.0, 0.0, -0.12, 0.12, 0.12
)


def weighing_of(scorer: Scorer) -> Weighing:
    """How a scorer's sentences make a text: as fitted for it, else plainly."""
    fitted = getattr(scorer, "weighing", None)
    return fitted if isinstance(fitted, Weighing) else PLAIN


def read_sentiment(pairs: Sequence[Pair], scorer: Scorer, progress: Progress | None = None) -> list[SentimentReading]:
    """The reading of each (text, target), in order.

    A text without a word has status "no_text", one in another language "unsupported_language"; neither is scored.
    A long text is read by its sentences, and pages: all of them for the whole, those that name the target for a target.
    """
    weighing = weighing_of(scorer)
    asked: list[Pair] = []
    plans: list[tuple[str, list[int], list[Said]] | str] = []
    for text, target in pairs:
        if not any(map(str.isalpha, text)):
            plans.append("no_text")
            continue
        language = foreign_language(text)
        if language is not None:
            plans.append(language)
            continue
        found = _pieces(text, target, weighing.page != 0)
        plans.append((found[0], list(range(len(asked), len(asked) + len(found[1]))), found[2]))
        asked += found[1]
    scores = scorer(asked, progress) if asked else []
    readings = []
    for (_, target), plan in zip(pairs, plans, strict=True):
        if isinstance(plan, str):
            status = "no_text" if plan == "no_text" else "unsupported_language"
            language = None if plan == "no_text" else plan
            readings.append(SentimentReading(target=target, model=scorer.name, language=language, status=status))
            continue
        how, places, said = plan
        own = [scores[place] for place in places]
        if how == "one":
            score = own[0]
        elif how == "target":
            score = together(own)
        else:
            score = _whole(weighing, said, own)
        readings.append(_reading(score, target, scorer.name))
    return readings


def _whole(weighing: Weighing, said: Sequence[Said], scores: Sequence[Score], subject: Subject = NO_SUBJECT) -> Score:
    """The reading of a text by the scores of its sentences and, after them, its pages; and towards its instruments."""
    sentences = ((s.part, x.score) for s, x in zip(said, scores, strict=False))
    return weighing.judge(weighing.weigh(sentences, [x.score for x in scores[len(said) :]], subject))


def _pieces(text: str, target: str | None, paged: bool) -> tuple[str, list[Pair], list[Said]]:
    """How a text is read ("one" piece, by "target", as a "document"), what is scored, and which sentences it is."""
    short = clean(text)
    if len(short) <= _ONE_PIECE:
        return "one", [(short, target)], []
    said = sentences_of(text)
    if not said:
        return "one", [(short[:_ONE_PIECE], target)], []
    if target is None:
        pages = pages_of(text, said) if paged else []
        return "document", [*((text[s.start : s.end], None) for s in said), *((page, None) for page in pages)], said
    naming = [text[s.start : s.end] for s in said if find_target(clean(text[s.start : s.end]), target)][:24]
    # a target that no sentence names is asked of the beginning, where a text says what it is about
    return "target", [(sentence, target) for sentence in naming or [short[:_ONE_PIECE]]], []


def _reading(score: Score, target: str | None, model: str) -> SentimentReading:
    chances = score.probabilities
    named = None
    if chances is not None:
        negative, positive = round(chances[0], 4), round(chances[2], 4)
        named = Probabilities(negative=negative, neutral=max(0.0, round(1 - negative - positive, 4)), positive=positive)
    return SentimentReading(
        target=target,
        score=max(-1.0, min(1.0, score.score)),
        label=score.label,
        probabilities=named,
        confidence=None if chances is None else round(max(chances), 4),
        model=model,
    )


def read_article(
    text: str,
    blocks: Sequence[Block],
    mentions: Sequence[InstrumentMention],
    advice: Sequence[tuple[int, int]],
    scorer: Scorer,
) -> tuple[Sentiment, dict[str, Sentiment]]:
    """The sentiment of an article, and towards each symbol that it mentions.

    Args:
        text: the article's.
        blocks: its pieces; furniture takes no part.
        mentions: of instruments.
        advice: the spans of its recommendations.
        scorer: what scores the sentences.
    """
    said = sentences_of(text, blocks, advice)
    if not said:
        return Sentiment(label=None, score=None, model=scorer.name, status="no_text"), {}
    if foreign_language("\n".join(text[s.start : s.end] for s in said[:200])) is not None:
        return Sentiment(label=None, score=None, model=scorer.name, status="unsupported_language"), {}
    contexts = contexts_of(text, said, mentions)
    weighing = weighing_of(scorer)
    pairs: list[Pair] = [(text[s.start : s.end], None) for s in said]
    pairs += [(page, None) for page in (pages_of(text, said) if weighing.page else [])]
    scores = scorer([*pairs, *(context.pair for context in contexts)])
    towards = by_symbol(contexts, scores[len(pairs) :])
    whole = _whole(weighing, said, scores[: len(pairs)], subject_of(mentions, towards))
    return _sentiment(whole, scorer.name), {symbol: _sentiment(score, scorer.name) for symbol, score in towards.items()}


def _sentiment(score: Score, model: str) -> Sentiment:
    return Sentiment(
        label=score.label,
        score=max(-1.0, min(1.0, round(score.score, 4))),
        model=model,
        confidence=None if score.probabilities is None else round(min(1.0, max(score.probabilities)), 4),
    )
