"""The digest reads as a letter: every item names its person, in the channel's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.sandbox.blocks import MESSAGE_CHARACTERS, characters, texts
from handlers.texts import EN, SV, Texts
from handlers.views.digest import digest
from knowledge.domain.digest import Change, Changed, Digest, Learning, Thanks, ThanksFor, Wanted
from knowledge.domain.found import Speaker
from knowledge.domain.ids import MessageRef, Ts, UserId
from knowledge.domain.weeks import Week
from tests.unit.views.shown import ASKED, CHANNEL, HOSTILE, found, full_digest, link, speaker, week_22

PAWEL, ANNA, OTHER_ANNA = (Speaker(UserId(user), name) for user, name in (("U1", "Paweł Nowak"), ("U2", "Anna Ek"), ("U3", "Anna Lind")))
MIKAEL = Speaker(UserId("U4"), "Mikael Röönberg")


def written(shown: Digest, t: Texts = SV) -> list[str]:
    return list(texts(digest(shown, t, link)["blocks"]))


def wanted(since: datetime, wondering: int = 1) -> Wanted:
    return Wanted(MessageRef(CHANNEL, Ts("1780000000.000100")), MIKAEL, "Plattan hittar inte MalaroField.", since, wondering)


def thanks(what: ThanksFor, *people: Speaker) -> tuple[Thanks, ...]:
    return tuple(Thanks(each, what, MessageRef(CHANNEL, ASKED)) for each in people)


def test_a_whole_digest_in_swedish() -> None:
    entry = found("Delad brevlåda syns inte i Outlook?", "Arkiv › Kontoinställningar › Ändra › Fler › Avancerat › Lägg till, skriv namnet.")
    shown = week_22(
        learnings=(Learning(entry, PAWEL, 0, endorsed=False),),
        changed=(Changed(found("Hur startar jag vpn2?"), Change.RETIRED),),
        help_wanted=(wanted(datetime(2026, 5, 28, 12, tzinfo=UTC), 4),),
        thanks=(*thanks(ThanksFor.ASKING, PAWEL, ANNA), *thanks(ThanksFor.ANSWERING, speaker())),
        questions=9,
        solved=7,
    )

    assert written(shown) == [
        "Veckobrev · #it-hjälpen · vecka 22, 25–29 maj",
        "*Bra att kunna*",
        "● Delad brevlåda syns inte i Outlook?\n"
        "*Birgitta Skoghäll* svarade: «Arkiv › Kontoinställningar › Ändra › Fler › Avancerat › Lägg till, skriv namnet.»\n"
        "Hjälpte Paweł Nowak. <https://skoghall.slack.com/archives/C0ITHELP1/p1780902600000200?thread_ts=1780902000.000100&cid=C0ITHELP1"
        "|Till tråden>",
        "*Det här har ändrats*",
        "Birgitta Skoghälls svar på «Hur startar jag vpn2?» gäller inte längre. "
        "<https://skoghall.slack.com/archives/C0ITHELP1/p1780902600000200?thread_ts=1780902000.000100&cid=C0ITHELP1|Till tråden>",
        "*Kan du hjälpa till?*",
        "*Mikael Röönberg:* «Plattan hittar inte MalaroField.» Sedan torsdag, fyra undrar. "
        "<https://skoghall.slack.com/archives/C0ITHELP1/p1780000000000100|Till tråden>",
        "Svara",
        "Tack för att ni frågade: Paweł och Anna.\nTack för hjälpen: Birgitta.\nNio frågor, sju lösta.",
    ]


def test_it_says_how_many_more_wait_than_it_names() -> None:
    shown = week_22(help_wanted=(wanted(datetime(2026, 5, 28, 12, tzinfo=UTC)),))

    assert "och två till" in written(replace(shown, more_wanted=2))
    assert "and two more" in written(replace(shown, more_wanted=2), EN)
    assert not any(said.rpartition(" ")[2] == "till" for said in written(shown))


def test_the_same_in_english_says_what_it_says_in_english() -> None:
    shown = week_22(
        learnings=(Learning(found(), PAWEL, 2, endorsed=True),),
        help_wanted=(wanted(datetime(2026, 5, 4, 12, tzinfo=UTC)),),
        thanks=thanks(ThanksFor.ASKING, PAWEL),
        questions=1,
    )

    text = "\n".join(written(shown, EN))

    assert text.startswith("Weekly digest · #it-hjälpen · week 22, 25–29 May\n*Good to know*")
    assert "Helped Paweł Nowak and two others. An expert endorses the answer." in text
    assert "Since 4 May. <" in text
    assert text.endswith("Thank you for asking: Paweł.\nOne question, not solved yet.")


@pytest.mark.parametrize(
    ("weeks", "days", "swedish", "english"),
    [
        ((Week(2026, 27),), (date(2026, 6, 29), date(2026, 7, 3)), "vecka 27, 29 juni–3 juli", "week 27, 29 June – 3 July"),
        (
            (Week(2026, 53),),
            (date(2026, 12, 28), date(2027, 1, 1)),
            "vecka 53, 28 december–1 januari",
            "week 53, 28 December – 1 January",
        ),
        (
            (Week(2026, 21), Week(2026, 22), Week(2026, 23)),
            (date(2026, 5, 18), date(2026, 6, 5)),
            "vecka 21–23, 18 maj–5 juni",
            "weeks 21–23, 18 May – 5 June",
        ),
    ],
)
def test_the_days_of_the_weeks_are_named(weeks: tuple[Week, ...], days: tuple[date, date], swedish: str, english: str) -> None:
    shown = week_22(weeks=weeks, days=days)

    assert [written(shown, t)[0].split(" · ")[-1] for t in (SV, EN)] == [swedish, english]


def test_a_late_one_says_that_it_is_late_and_for_how_long() -> None:
    late = week_22(late=True)

    assert written(late)[1] == "Brevet kommer sent den här gången."
    assert written(replace(late, weeks=(Week(2026, 21), Week(2026, 22))))[1] == "Brevet kommer sent och gäller två veckor."
    assert written(late, EN)[1] == "This one is late."


@pytest.mark.parametrize(
    ("questions", "solved", "said"),
    [
        (1, 1, "En fråga, och den är löst."),
        (1, 0, "En fråga, inte löst än."),
        (3, 0, "Tre frågor, ingen löst än."),
        (3, 1, "Tre frågor, en löst."),
        (3, 3, "Tre frågor, alla lösta."),
        (14, 13, "14 frågor, 13 lösta."),
    ],
)
def test_the_line_of_value_counts_in_words(questions: int, solved: int, said: str) -> None:
    assert written(week_22(questions=questions, solved=solved))[-1] == said


def test_two_who_are_called_the_same_are_thanked_by_their_whole_names() -> None:
    shown = week_22(thanks=(*thanks(ThanksFor.ASKING, PAWEL, ANNA), *thanks(ThanksFor.ANSWERING, OTHER_ANNA, PAWEL)))

    assert written(shown)[-1] == "Tack för att ni frågade: Paweł och Anna Ek.\nTack för svaren: Anna Lind och Paweł."


def test_whom_an_answer_helped_without_a_name_is_said_by_number() -> None:
    nameless = Speaker(UserId("U9"), "")
    shown = week_22(learnings=(Learning(found(), nameless, 2, endorsed=False), Learning(found(), None, 0, endorsed=False)))

    said = [text.splitlines()[-1] for text in written(shown) if "Till tråden" in text]

    assert [line.split(" <")[0] for line in said] == ["Hjälpte två kollegor.", said[1]]
    assert said[1].startswith("<https://")


def test_every_waiting_question_has_its_own_button() -> None:
    shown = week_22(help_wanted=(wanted(datetime(2026, 5, 28, tzinfo=UTC)),) * 3)

    buttons = [block["accessory"] for block in digest(shown, SV, link)["blocks"] if "accessory" in block]

    assert [button["action_id"] for button in buttons] == ["answer_question:0", "answer_question:1", "answer_question:2"]
    assert {button["value"] for button in buttons} == {"C0ITHELP1:1780000000.000100"}


def test_nobody_is_called_by_what_people_wrote_or_are_called(t: Texts) -> None:
    said: dict[str, Any] = digest(full_digest(HOSTILE, HOSTILE), t, link)

    everything = "\n".join([said["text"], *texts(said["blocks"][1:])])
    assert "<!" not in everything
    assert "<@" not in everything
    assert characters(said["blocks"]) <= MESSAGE_CHARACTERS
    assert len(said["blocks"]) <= 50
