"""Simpler ways of searching the same texts: BM25, and each encoder alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import bm25s
import numpy as np
import snowballstemmer
from numpy.typing import NDArray

from knowledge.domain.language import Language
from knowledge.domain.ports import Encoder, Encoders
from knowledge.language.detect import language_of
from knowledge.services.evaluating.filling import Document
from knowledge.services.evaluating.measures import DEPTH, Scores, scores
from knowledge.services.evaluating.retrieval import Asked

Ranked = list[list[str]]
_NAMES = {Language.SV: "swedish", Language.EN: "english"}


def rivals(encoders: Encoders, documents: Sequence[Document], several: Sequence[Asked]) -> Iterator[tuple[str, list[Scores]]]:
    """Each rival's name with its figures for the queries that something answers."""
    asked = [one for one in several if one.gains]
    texts = [f"{document.question}\n{document.answer}".strip() for document in documents]
    ids = [document.id for document in documents]
    yield "BM25", _measured(_by_words(texts, asked), ids, asked)
    yield "multilingual encoder", _measured(_by_meaning(encoders.multilingual, texts, asked), ids, asked)
    if encoders.english is not None:
        yield "English encoder", _measured(_by_meaning(encoders.english, texts, asked), ids, asked)


def _by_words(texts: Sequence[str], asked: Sequence[Asked]) -> NDArray[np.float32]:
    """BM25 as Lucene has it (k1 1.5, b .75), stemmed and without stop words in the language that most texts are in."""
    language = _NAMES[_language(texts)]
    stemmer = snowballstemmer.stemmer(language)
    how = {"stopwords": language, "stemmer": stemmer.stemWords, "show_progress": False, "return_ids": False}
    index = bm25s.BM25()
    index.index(bm25s.tokenize(list(texts), **how), show_progress=False)
    words = bm25s.tokenize([one.text for one in asked], **how)
    return np.stack([index.get_scores(some) if some else np.zeros(len(texts), np.float32) for some in words])


def _by_meaning(encoder: Encoder, texts: Sequence[str], asked: Sequence[Asked]) -> NDArray[np.float32]:
    """The plain cosine of a query and a question with its answer."""
    return encoder.queries([one.text for one in asked]) @ encoder.passages(texts).T


def _measured(found: NDArray[np.float32], ids: Sequence[str], asked: Sequence[Asked]) -> list[Scores]:
    """The figures of each query; the document that has its own id is left out."""
    figures = []
    for row, one in zip(found, asked, strict=True):
        order = [ids[n] for n in np.argsort(-row, kind="stable")[: DEPTH + 1]]
        figures.append(scores([name for name in order if name != one.id], one.gains))
    return figures


def _language(texts: Sequence[str]) -> Language:
    counted = Counter(language_of(text) for text in texts)
    return max(_NAMES, key=lambda lang: counted[lang])
