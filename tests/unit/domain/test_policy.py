"""What was set is kept; what was not follows the defaults."""

from datetime import UTC, datetime, time

from knowledge.domain.policy import ChannelPolicy, PersonPolicy


def test_only_what_differs_is_kept_and_comes_back() -> None:
    channel = ChannelPolicy(patience_minutes=15, digest=True, digest_time=time(8, 30), days=(0, 1, 2))
    person = PersonPolicy(away_until=datetime(2026, 7, 1, tzinfo=UTC), asks_a_week=0)

    assert channel.to_json() == {"patience_minutes": 15, "digest": True, "digest_time": "08:30:00", "days": [0, 1, 2]}
    assert ChannelPolicy.from_json(channel.to_json()) == channel
    assert PersonPolicy.from_json(person.to_json()) == person


def test_what_another_version_kept_does_no_harm() -> None:
    assert ChannelPolicy.from_json({"of_a_later_version": 1}) == ChannelPolicy()
