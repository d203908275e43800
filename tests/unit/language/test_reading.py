"""Language, gratitude, words, and whether a message is a question."""

from __future__ import annotations

import pytest

from knowledge.domain.language import Gratitude, Language, MessageKind
from knowledge.language.detect import language_of
from knowledge.language.gratitude import sounds_accepted
from knowledge.language.questions import read_message
from knowledge.language.words import PIECE_PREFIX, stems, words


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("hur nollställer jag lösenordet", Language.SV),
        ("skrivaren på plan 2 är trasig", Language.SV),
        ("how do I reset my password", Language.EN),
        ("the printer is broken again", Language.EN),
        ("Får 403 från kv-mal-shared när jag kör `az login`", Language.SV),
        ("hvordan nulstiller jeg min adgangskode til systemet", Language.OTHER),
        ("wie kann ich mein Passwort zurücksetzen", Language.OTHER),
        ("```print('the is and')```", Language.OTHER),
        ("👍", Language.OTHER),
        ("", Language.OTHER),
    ],
)
def test_the_language_of_a_message_is_told(text: str, lang: Language) -> None:
    assert language_of(text) is lang


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("det funkade, tack", Gratitude.WORKED),
        ("Nu går det!", Gratitude.WORKED),
        ("that fixed it", Gratitude.WORKED),
        ("yes works after some minutes", Gratitude.WORKED),
        ("tack!", Gratitude.THANKS),
        ("thx, great", Gratitude.THANKS),
        ("Utmärkt; tack.", Gratitude.THANKS),
        ("du är bäst!!", Gratitude.THANKS),
        ("👌", Gratitude.THANKS),
        (":raised_hands:", Gratitude.THANKS),
        ("provade igen. works 😂", Gratitude.WORKED),
        ("ok ringer nu", Gratitude.HEARD),
        ("Uppfattat", Gratitude.HEARD),
        ("då vet jag", Gratitude.HEARD),
        ("aight, the consumers first then", Gratitude.HEARD),
        ("done", Gratitude.HEARD),
        ("ok jag testar", None),
        ("hmm ok, kollar", None),
        ("bra att ha är ju en egen nyckel till förrådet, det har jag sagt i flera år", None),
        ("ok let me try that", None),
        ("tack men det funkar inte", Gratitude.FAILED),
        ("thanks, still broken", Gratitude.FAILED),
        ("samma fel igen", Gratitude.FAILED),
        ("tack på förhand", None),
        ("thanks in advance for any help", None),
        ("G: funkar men jag får skrivskyddad", None),
        ("tack, men hur gör man på mac?", None),
        ("vilken version har du", None),
    ],
)
def test_what_an_asker_says_of_an_answer_is_told_from_politeness(text: str, says: Gratitude | None) -> None:
    assert sounds_accepted(text) is says


@pytest.mark.parametrize("text", ["okej då, det stämmer", "ok", "Noterat, jag tar det"])
def test_only_the_asker_takes_up_an_answer_of_others_the_same_words_may_be_one(text: str) -> None:
    of_asker = read_message(text, first_in_thread=False, in_thread_by_asker=True, is_reply=True)
    of_other = read_message(text, first_in_thread=False, in_thread_by_asker=False, is_reply=True)

    assert (of_asker.kind, of_other.kind) == (MessageKind.THANKS, MessageKind.ANSWER)


def test_whoever_says_that_somebody_else_is_right_answers_nothing_themselves() -> None:
    said = read_message("oj sorry, Ramona har rätt", first_in_thread=False, in_thread_by_asker=False, is_reply=True)

    assert said.kind is MessageKind.CHATTER


def test_identifiers_are_found_whole_and_in_parts() -> None:
    assert words("Får 403 från kv-mal-shared") == ["får", "403", "från", "kv_mal_shared", "kv", "mal", "shared"]


def test_stems_meet_across_forms_and_drop_frequent_words() -> None:
    asked, answered = set(stems("hur återställer jag skrivarna")), set(stems("återställ skrivaren"))

    assert asked & answered
    assert "hur" not in asked
    assert set(stems("resetting printers")) & set(stems("reset the printer"))


def test_pieces_of_compounds_are_marked_and_meet() -> None:
    first, second = stems("reseräkningsmallen", pieces=True), stems("mall för reseräkning", pieces=True)

    assert {s for s in first if s.startswith(PIECE_PREFIX)} & {s for s in second if s.startswith(PIECE_PREFIX)}


def test_stems_hold_only_safe_letters() -> None:
    assert all(c.isalnum() or c == "_" for stem in stems('"; DROP TABLE x -- * NEAR( é ß', pieces=True) for c in stem)


@pytest.mark.parametrize(
    "text",
    [
        "hur nollställer jag vpn",
        "nån som vet vem som har nyckeln till förrådet",
        "kommer inte in i lönesystemet sen i morse, får bara en vit sida",
        "Where do I find the travel policy?",
        "anyone know why the build takes forever",
        "getting 403 from the vault when I run it from my laptop, what am I missing",
    ],
)
def test_questions_are_known_with_and_without_a_mark(text: str) -> None:
    reading = read_message(text, first_in_thread=True, in_thread_by_asker=False, is_reply=False)

    assert reading.is_question is True


@pytest.mark.parametrize(
    ("text", "is_reply"),
    [
        ("God morgon allihop", False),
        ("Påminnelse: tidrapporten ska vara inne på fredag", False),
        ("Lunch 11.30?", False),
        ("vem bryr sig", False),
        ("Gå in under Inställningar och välj Återställ", True),
        ("which browser are you on?", True),
        ("tack, det funkade", True),
        ("```\nwhy = how(what)\n```", False),
        ("🥹🥹", False),
    ],
)
def test_what_is_no_question_is_left_alone(text: str, is_reply: bool) -> None:
    reading = read_message(text, first_in_thread=not is_reply, in_thread_by_asker=False, is_reply=is_reply)

    assert reading.is_question is not True


def test_asking_how_others_do_is_an_experience_question() -> None:
    reading = read_message(
        "Hur brukar ni lägga upp introduktionen för nyanställda?", first_in_thread=True, in_thread_by_asker=False, is_reply=False
    )

    assert reading.kind is MessageKind.EXPERIENCE


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("dissapeared", "disappeared"),
        ("instalera", "installera"),
        ("lösenodet", "lösenordet"),
        ("kvittto", "kvitto"),
        ("skriwaren", "skrivaren"),
    ],
)
def test_a_misspelt_word_sounds_or_looks_like_the_right_one(written: str, meant: str) -> None:
    assert {each for each in stems(written, pieces=True) if each.startswith("_")} & set(stems(meant, pieces=True))


def test_words_come_before_their_pieces_so_that_a_long_question_keeps_all_its_words() -> None:
    found = stems("Hur beställer man arbetskläder till sommarvikarierna på fastighetsavdelningen?", pieces=True)

    first_piece = next(n for n, each in enumerate(found) if each.startswith("_"))
    assert not any(each.startswith("_") for each in found[:first_piece])
    assert all(each.startswith("_") for each in found[first_piece:])
