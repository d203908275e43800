"""Made-up texts: the same each time, in two languages, no two quite alike."""

from __future__ import annotations

from knowledge.domain.language import Language
from knowledge.language.detect import language_of
from knowledge.services.evaluating import made_up


def test_the_same_seed_makes_the_same_texts() -> None:
    assert made_up.documents(1, 0, 20) == made_up.documents(1, 0, 20)
    assert made_up.queries(1, 20) != made_up.queries(2, 20)


def test_half_of_them_are_english_and_read_as_such() -> None:
    texts = made_up.documents(1, 0, 200)

    assert [lang for _, lang in texts].count(Language.EN) == 100
    assert sum(language_of(document.question) is lang for document, lang in texts) >= 190


def test_nothing_is_left_open_and_most_are_unlike() -> None:
    texts = [f"{document.question} {document.answer}" for document, _ in made_up.documents(1, 0, 500)]

    assert not any("{" in text for text in texts)
    assert len(set(texts)) >= 495
