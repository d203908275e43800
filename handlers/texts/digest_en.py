"""The weekly digest in English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from handlers.texts.digest_words import Digest
from handlers.texts.english import MONTHS, WEEKDAYS, counted, genitive, in_words, listed, weekday_dated


def _weeks(numbers: Sequence[int], first: date, last: date) -> str:
    end = f"{last.day} {MONTHS[last.month - 1]}"
    days = f"{first.day}–{end}" if first.month == last.month else f"{first.day} {MONTHS[first.month - 1]} – {end}"
    return f"weeks {numbers[0]}–{numbers[-1]}, {days}" if len(numbers) > 1 else f"week {numbers[0]}, {days}"


def _helped(name: str, others: int) -> str:
    if not name:
        return f"Helped {counted(others, 'colleague', 'colleagues')}."
    return f"Helped {name} and {counted(others, 'other', 'others')}." if others else f"Helped {name}."


def _since(then: datetime, at: datetime) -> str:
    days = (at.date() - then.date()).days
    if days <= 0:
        return "Since today"
    return f"Since {WEEKDAYS[then.weekday()]}" if days < 7 else f"Since {then.day} {MONTHS[then.month - 1]}"


def _value(questions: int, solved: int) -> str:
    asked = counted(questions, "question", "questions").capitalize()
    if questions == 1:
        return f"{asked}, solved." if solved else f"{asked}, not solved yet."
    if solved == questions:
        return f"{asked}, all solved."
    return f"{asked}, {in_words(solved)} solved." if solved else f"{asked}, none solved yet."


def _thanks_asking(names: Sequence[str]) -> str:
    return f"Thank you for asking: {listed(names)}."


def _thanks_answering(names: Sequence[str]) -> str:
    return f"Thank you for {'the answers' if len(names) > 1 else 'helping'}: {listed(names)}."


DIGEST_EN = Digest(
    title=lambda channel, weeks: f"Weekly digest · #{channel} · {weeks}" if channel else f"Weekly digest · {weeks}",
    weeks=_weeks,
    late=lambda weeks: f"This one is late and covers {in_words(weeks)} weeks." if weeks > 1 else "This one is late.",
    good_to_know="Good to know",
    answered=lambda name: f"{name} answered:",
    changed="What has changed",
    can_you_help="Can you help?",
    helped=_helped,
    endorsed="An expert endorses the answer.",
    newer=lambda name, question: f"{name} has a newer answer to {question}.",
    taken_back=lambda name, question: f"{genitive(name)} answer to {question} is no longer confirmed.",
    doubted=lambda name, question: f"It is not certain that {genitive(name)} answer to {question} still holds.",
    retired=lambda name, question: f"{genitive(name)} answer to {question} no longer holds.",
    since=_since,
    wondering=lambda count: f"{in_words(count)} wonder",
    more_wait=lambda count: f"and {in_words(count)} more",
    answer="Answer",
    thanks_asking=_thanks_asking,
    thanks_answering=_thanks_answering,
    and_more=lambda count: f"{in_words(count)} more",
    value=_value,
    is_on=lambda channel, at: f"The weekly digest is on in #{channel}. The next one comes on {weekday_dated(at)} at {at:%H:%M}.",
    is_off=lambda channel: f"The weekly digest is off in #{channel}.",
    so_far="This is how it looks so far. Only you can see this.",
    nothing_so_far="So far there is nothing to write about. If it stays so, there will be no digest.",
    you_change_it="You can change that with `/kollega settings`.",
    steward_changes_it="The channel's steward can change that.",
)
