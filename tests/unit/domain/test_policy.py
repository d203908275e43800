"""What was set is kept; what was not follows the defaults."""

from datetime import UTC, datetime, time

import pytest

from knowledge.domain.policy import ChannelPolicy, PersonPolicy, Wrong, months_before


def test_only_what_differs_is_kept_and_comes_back() -> None:
    channel = ChannelPolicy(patience_minutes=15, digest=True, digest_time=time(8, 30), days=(0, 1, 2))
    person = PersonPolicy(away_until=datetime(2026, 7, 1, tzinfo=UTC), asks_a_week=0)

    assert channel.to_json() == {"patience_minutes": 15, "digest": True, "digest_time": "08:30:00", "days": [0, 1, 2]}
    assert ChannelPolicy.from_json(channel.to_json()) == channel
    assert PersonPolicy.from_json(person.to_json()) == person


def test_what_another_version_kept_does_no_harm() -> None:
    assert ChannelPolicy.from_json({"of_a_later_version": 1}) == ChannelPolicy()


@pytest.mark.parametrize(
    ("policy", "wrong"),
    [
        (ChannelPolicy(), {}),
        (ChannelPolicy(patience_minutes=7), {"patience_minutes": Wrong.NOT_OFFERED}),
        (ChannelPolicy(expert_minutes=0), {"expert_minutes": Wrong.NOT_OFFERED}),
        (ChannelPolicy(most_experts=3), {"most_experts": Wrong.NOT_OFFERED}),
        (ChannelPolicy(digest_day=7), {"digest_day": Wrong.NOT_OFFERED}),
        (ChannelPolicy(keep_unanswered_months=0), {"keep_unanswered_months": Wrong.NOT_OFFERED}),
        (ChannelPolicy(keep_confirmed_months=1_000), {"keep_confirmed_months": Wrong.NOT_OFFERED}),
        (ChannelPolicy(tz="Mars/Olympus"), {"tz": Wrong.UNKNOWN_ZONE}),
        (ChannelPolicy(country="XX"), {"country": Wrong.UNKNOWN_COUNTRY}),
        (ChannelPolicy(country=""), {}),
        (ChannelPolicy(days=()), {"days": Wrong.NO_DAYS}),
        (ChannelPolicy(days=(1, 7)), {"days": Wrong.NOT_OFFERED}),
        (ChannelPolicy(start=time(22), end=time(6)), {}),
        (ChannelPolicy(start=time(8), end=time(8)), {"end": Wrong.NO_HOURS}),
        (ChannelPolicy(fallback="the boss"), {"fallback": Wrong.NOT_OFFERED}),
        (ChannelPolicy(fallback="U0ADA"), {}),
        (PersonPolicy(asks_a_week=0), {}),
        (PersonPolicy(asks_a_week=6), {"asks_a_week": Wrong.NOT_OFFERED}),
        (PersonPolicy(open_asks=0), {"open_asks": Wrong.NOT_OFFERED}),
        (PersonPolicy(days=(), country="XX"), {"days": Wrong.NO_DAYS, "country": Wrong.UNKNOWN_COUNTRY}),
    ],
)
def test_every_value_is_checked(policy: ChannelPolicy | PersonPolicy, wrong: dict[str, Wrong]) -> None:
    assert policy.wrong() == wrong


@pytest.mark.parametrize(
    ("months", "then"),
    [(12, datetime(2023, 2, 28, 9, tzinfo=UTC)), (24, datetime(2022, 2, 28, 9, tzinfo=UTC)), (2, datetime(2023, 12, 29, 9, tzinfo=UTC))],
)
def test_months_are_those_of_the_calendar(months: int, then: datetime) -> None:
    assert months_before(datetime(2024, 2, 29, 9, tzinfo=UTC), months) == then
