"""What somebody is shown of topics names the topics that there are."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.sandbox.blocks import texts
from handlers.texts import EN, SV
from handlers.views import topics
from handlers.views.hours import first_day_back, last_day_away
from knowledge.domain.policy import PersonPolicy
from knowledge.domain.shown import OwnSettings
from knowledge.domain.topics import MyTopics, Topic, TopicsChanged

VPN, PRINTERS, PAY = Topic(1, "it-stöd", ("vpn",)), Topic(2, "skrivare"), Topic(3, "lön")


def note(mine: tuple[Topic, ...], every: tuple[Topic, ...]) -> list[str]:
    return list(texts(topics.mine(MyTopics(mine, (), every), SV, may_keep=False)["blocks"]))


def test_the_example_adds_and_removes_real_topics() -> None:
    said = note((PAY,), (VPN, PRINTERS, PAY))

    assert "Andra ämnen: it-stöd, skrivare." in said
    assert "`/kollega ämnen +it-stöd` lägger till, `/kollega ämnen -lön` tar bort." in said


def test_without_topics_there_is_no_example() -> None:
    assert not any("+" in line for line in note((), ()))


def test_a_synonym_is_told_to_belong_to_its_topic() -> None:
    said = topics.changed(TopicsChanged((), ("it-stöd",), (), (("vpn", "it-stöd"),)), SV)["text"]

    assert said == "«vpn» hör till *it-stöd*.\nDu får inga fler frågor om *it-stöd*."


def test_who_is_away_reads_the_last_day_and_the_first_one_back() -> None:
    assert EN.settings.own.away(date(2026, 6, 10), date(2026, 6, 11)) == "You are away through 10 June. I may ask you again from 11 June."
    assert (
        SV.settings.own.away(date(2026, 6, 30), date(2026, 7, 1)) == "Du är borta till och med 30 juni. Från 1 juli kan jag fråga dig igen."
    )


def test_who_is_away_until_the_weekend_is_asked_again_on_monday() -> None:
    own = OwnSettings(PersonPolicy(away_until=datetime(2026, 6, 13, tzinfo=UTC)), "UTC", None, 0)

    assert (last_day_away(own), first_day_back(own)) == (date(2026, 6, 12), date(2026, 6, 15))


def test_who_wants_to_be_reminded_reads_when() -> None:
    now, soon, monday = (datetime(2026, 6, day, hour, tzinfo=UTC) for day, hour in ((12, 10), (12, 12), (15, 8)))

    assert "today at 12:00" in EN.asks.will_remind(soon, now)
    assert "i dag klockan 12.00" in SV.asks.will_remind(soon, now)
    assert "on Monday 15 June 2026 at 08:00" in EN.asks.will_remind(monday, now)
