"""Drawn talk comes out the same in whatever order it arrives, and however much is worked on together."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from knowledge.domain.ids import ChannelId, MessageRef, UserId, time_ts, ts_key, ts_time
from knowledge.domain.messages import Message, Reaction
from knowledge.services import capture
from knowledge.services.exporting import Exporting
from tests.services.desk.conftest import MONDAY, Office
from tests.services.desk.test_capture import reacts
from tests.services.desk.test_what_is_kept import kept_for_good


@pytest.mark.parametrize("seed", range(5))
def test_a_lively_channel_comes_out_the_same_in_whatever_order_it_arrives(office: Office, seed: int) -> None:
    people = [office.person(name) for name in ("ada", "bo", "cy")]
    it = office.channel("it", people)
    draw = random.Random(seed)
    said = [_line(draw, people, it, n) for n in range(30)]
    gone = draw.sample([message for message, _ in said], 3)
    office.clock.passes(hours=1)

    for message, mentions in said:
        office.arrives(message, mentions)
    for message in gone:
        office.deletes(message.ref)
    in_order, kept = list(Exporting(office.store)()), kept_for_good(office, it)
    for message, _ in said:
        office.deletes(message.ref)
    other = office.channel("other", people)
    moved = [(replace(message, channel=other), mentions) for message, mentions in said]
    arrivals: list[Callable[[], object]] = [partial(office.arrives, message, mentions) for message, mentions in moved]
    arrivals += [partial(office.deletes, MessageRef(other, message.ts)) for message in gone]
    draw.shuffle(arrivals)
    for arrive in arrivals:
        arrive()

    assert [_without_channel(line, other) for line in Exporting(office.store)()] == [_without_channel(line, it) for line in in_order]
    assert kept_for_good(office, other) == kept
    assert in_order


@pytest.mark.parametrize("seed", range(20))
def test_a_lively_channel_comes_out_the_same_when_what_waits_is_worked_on_together(office: Office, seed: int) -> None:
    people = [office.person(name) for name in ("ada", "bo", "cy")]
    it, other = office.channel("it", people), office.channel("other", people)
    draw = random.Random(seed)
    said = _talk(draw, people, it)
    told = [Reaction(it, message.ts, draw.choice(people), draw.choice(("white_check_mark", "+1"))) for message, _ in draw.sample(said, 8)]
    gone = draw.sample([message for message, _ in said], 3)
    edited = [_edited(message, *_line(draw, people, it, 200)) for message, _ in draw.sample(said, 6)]
    office.clock.passes(hours=1)

    for message, mentions in said + edited:
        office.arrives(message, mentions)
    for reaction in told:
        reacts(office, reaction)
    for message in gone:
        office.deletes(message.ref)
    one_by_one, kept = [_without_channel(line, it) for line in Exporting(office.store)()], kept_for_good(office, it)
    for message, _ in said:
        office.deletes(message.ref)

    lanes = defaultdict[str, list[Happened]](list)  # each in order, one at a time; the lanes in any order
    for message, mentions in said + edited:
        lanes[message.thread_ts].append((replace(message, channel=other), mentions))
    for reaction in told:
        lanes[reaction.ts].append(replace(reaction, channel=other))
    for message in gone:
        lanes[message.thread_ts].append(MessageRef(other, message.ts))
    while waiting := [lane for lane in lanes.values() if lane]:
        happen(office, other, [lane.pop(0) for lane in draw.sample(waiting, draw.randint(1, len(waiting)))])

    assert [_without_channel(line, other) for line in Exporting(office.store)()] == one_by_one
    assert kept_for_good(office, other) == kept
    assert one_by_one


Happened = tuple[Message, list[UserId]] | Reaction | MessageRef


def happen(office: Office, channel: ChannelId, together: Sequence[Happened]) -> None:
    """As the inbox does it: in one transaction what was said, then reactions, then deletions."""
    written = [one for one in together if isinstance(one, tuple)]
    now = office.clock.now()
    with office.store.writing() as session:
        askers = capture.askers_of_threads(session, channel, [message for message, _ in written])
        said = [
            capture.read(message, mentions, by_asker=message.is_reply and askers.get(message.thread_ts) == message.user)
            for message, mentions in written
        ]
        if said:
            capture.keep(session, office.index, channel, said, now)
        capture.react(session, office.index, channel, [(one, False) for one in together if isinstance(one, Reaction)], now)
        for ref in together:
            if isinstance(ref, MessageRef):
                capture.delete(session, office.index, ref, now)


def _talk(draw: random.Random, people: list[UserId], channel: ChannelId) -> list[tuple[Message, list[UserId]]]:
    """Lines at the top level, some of which are answered in their threads."""
    said = [_line(draw, people, channel, n) for n in range(30)]
    for n, (root, _) in enumerate(draw.sample(said, 10)):
        for reply in range(draw.randint(1, 4)):
            line, mentions = _line(draw, people, channel, 100 + 10 * n + reply)
            ts = time_ts(ts_time(root.ts) + timedelta(seconds=40 * (reply + 1), microseconds=n + 1))
            said.append((replace(line, ts=ts, thread_ts=root.ts, version=ts), mentions))
    return sorted(said, key=lambda one: ts_key(one[0].ts))


def _line(draw: random.Random, people: list[UserId], channel: ChannelId, n: int) -> tuple[Message, list[UserId]]:
    user, other = draw.sample(people, 2)
    ts = time_ts(MONDAY + timedelta(seconds=70 * n + draw.randint(0, 60)))
    text, mentions = draw.choice(
        [
            (f"Hur startar man om maskin {n} i verkstaden?", []),
            (f"Var finns pärmen nummer {n}?", []),
            (f"Håll in knappen på baksidan i {n} sekunder.", []),
            (f"<@{other}> den står i skåpet bredvid dörr {n}.", [other]),
            ("Det funkade, tack!", []),
            ("ok, ringer nu", []),
            ("Funkar fortfarande inte.", []),
            (f"Fakturaportalen säger att mitt kort {n} är spärrat igen", []),
            (f"alltså den blå, nummer {n}", []),
        ]
    )
    return Message(channel, ts, user, text, ts, ts), mentions


def _edited(message: Message, after: Message, mentions: list[UserId]) -> tuple[Message, list[UserId]]:
    return replace(message, text=after.text, version=time_ts(MONDAY + timedelta(minutes=50))), mentions


def _without_channel(line: object, channel: ChannelId) -> object:
    return json.loads(json.dumps(line).replace(channel, "C"))
