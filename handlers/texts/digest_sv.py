"""Veckobrevet på svenska."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from handlers.texts.digest_words import Digest
from handlers.texts.swedish import MONTHS, WEEKDAYS, counted, genitive, in_words, listed, weekday_dated


def _weeks(numbers: Sequence[int], first: date, last: date) -> str:
    month = "" if first.month == last.month else f" {MONTHS[first.month - 1]}"
    days = f"{first.day}{month}–{last.day} {MONTHS[last.month - 1]}"
    return f"vecka {numbers[0]}–{numbers[-1]}, {days}" if len(numbers) > 1 else f"vecka {numbers[0]}, {days}"


def _helped(name: str, others: int) -> str:
    if not name:
        return f"Hjälpte {counted(others, 'kollega', 'kollegor')}."
    return f"Hjälpte {name} och {in_words(others)} till." if others else f"Hjälpte {name}."


def _since(then: datetime, at: datetime) -> str:
    days = (at.date() - then.date()).days
    if days <= 0:
        return "Sedan i dag"
    return f"Sedan {WEEKDAYS[then.weekday()]}" if days < 7 else f"Sedan {then.day} {MONTHS[then.month - 1]}"


def _value(questions: int, solved: int) -> str:
    asked = counted(questions, "fråga", "frågor").capitalize()
    if questions == 1:
        return f"{asked}, och den är löst." if solved else f"{asked}, inte löst än."
    if solved == questions:
        return f"{asked}, alla lösta."
    return f"{asked}, {counted(solved, 'löst', 'lösta')}." if solved else f"{asked}, ingen löst än."


def _thanks_asking(names: Sequence[str]) -> str:
    return f"Tack för att {'ni' if len(names) > 1 else 'du'} frågade: {listed(names)}."


def _thanks_answering(names: Sequence[str]) -> str:
    return f"Tack för {'svaren' if len(names) > 1 else 'hjälpen'}: {listed(names)}."


DIGEST_SV = Digest(
    title=lambda channel, weeks: f"Veckobrev · #{channel} · {weeks}" if channel else f"Veckobrev · {weeks}",
    weeks=_weeks,
    late=lambda weeks: f"Brevet kommer sent och gäller {in_words(weeks)} veckor." if weeks > 1 else "Brevet kommer sent den här gången.",
    good_to_know="Bra att kunna",
    answered=lambda name: f"{name} svarade:",
    changed="Det här har ändrats",
    can_you_help="Kan du hjälpa till?",
    helped=_helped,
    endorsed="En kunnig kollega går i god för svaret.",
    newer=lambda name, question: f"{name} har ett nyare svar på {question}.",
    taken_back=lambda name, question: f"{genitive(name)} svar på {question} är inte längre bekräftat.",
    doubted=lambda name, question: f"Det är osäkert om {genitive(name)} svar på {question} fortfarande stämmer.",
    retired=lambda name, question: f"{genitive(name)} svar på {question} gäller inte längre.",
    since=_since,
    wondering=lambda count: f"{in_words(count)} undrar",
    more_wait=lambda count: f"och {in_words(count)} till",
    answer="Svara",
    thanks_asking=_thanks_asking,
    thanks_answering=_thanks_answering,
    and_more=lambda count: f"{in_words(count)} till",
    value=_value,
    is_on=lambda channel, at: f"Veckobrevet är på i #{channel}. Nästa kommer {weekday_dated(at)} klockan {at:%H.%M}.",
    is_off=lambda channel: f"Veckobrevet är av i #{channel}.",
    so_far="Så här ser det ut än så länge. Bara du ser det här.",
    nothing_so_far="Än så länge finns inget att skriva om. Är det så när dagen kommer blir det inget brev.",
    you_change_it="Du kan ändra det med `/kollega inställningar`.",
    steward_changes_it="Kanalvärden kan ändra det.",
)
