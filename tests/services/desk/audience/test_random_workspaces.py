"""Random workplaces in which people and channels come, go and change, held against what one would say of them without any code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count, product
from random import Random
from typing import Any, cast

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from handlers.events import Events
from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, EntryId, MessageRef, UserId
from knowledge.domain.occurrences import ChannelChange, ChannelChanged, Joined, Left, Occurrence, PersonChanged, kind_of, to_json
from knowledge.domain.people import Channel, ChannelKind, Person
from knowledge.services.mirroring import Mirroring
from knowledge.services.routing import Routing
from knowledge.storage.inbox import ClaimedEvent
from knowledge.storage.people import choose_language
from tests.services.desk.audience.cases import ABOUT, ANSWER, BO, found_by, question_in, replied
from tests.services.desk.conftest import Office

APP = UserId("UAPP")
NUMBERS = count(1)


@dataclass(eq=False)
class Somebody:
    """`told`: Slack has told of them."""

    id: UserId
    kind: str
    told: bool = True
    gone: bool = False


@dataclass(eq=False)
class Room:
    """A channel as it is in Slack, whoever knows it. `read_at`: when its members were last read, in hours; None: never."""

    id: ChannelId
    asked: str
    private: bool
    shared: bool
    members: set[Somebody] = field(repr=False)
    read_at: float | None = 0.0
    hidden: bool = False
    """Kollega was thrown out, and Slack shows it the channel no more."""


def could_read(who: Somebody, room: Room, hour: float) -> bool:
    """You find only what you could read in Slack: public channels, not for guests, and what you are a member of. What Kollega has not
    heard of for a day, or cannot see, counts for nothing."""
    if not who.told or who.gone or who.kind == "bot" or room.hidden:
        return False
    if who.kind == "employee" and not room.private:
        return True
    return who in room.members and is_known(room, hour)


def may_stand(source: Room, place: Room, hour: float) -> bool:
    """Content may be posted where it comes from; what is public may where there are surely no guests or outside people."""
    return source is place or (is_among_colleagues(source, place) and is_known(place, hour))


def is_among_colleagues(source: Room, place: Room) -> bool:
    strangers = [who for who in place.members if not who.told or (who.kind in {"guest", "outside"} and not who.gone)]
    return not source.hidden and not source.private and not place.shared and not strangers


def is_known(room: Room, hour: float) -> bool:
    return room.read_at is not None and hour - room.read_at <= 24


@dataclass
class World:
    """People and channels in Slack, of which Kollega hears by events; and what it has posted."""

    office: Office
    people: list[Somebody]
    rooms: list[Room]
    hour: float = 0.0
    asked: dict[ChannelId, MessageRef] = field(default_factory=dict)
    """The one question of each channel"""
    entries: dict[ChannelId, EntryId] = field(default_factory=dict)
    standing: dict[MessageRef, tuple[Room, Room]] = field(default_factory=dict)
    """Where ada shared an entry, with the channel that it comes from and the one where it stands"""
    story: list[str] = field(default_factory=list)

    @property
    def ada(self) -> Somebody:
        """An employee who is in every channel from the beginning, and shares what she can."""
        return self.people[0]

    def hears(self, happened: Occurrence) -> None:
        """Kollega takes an event from Slack."""
        office, none = self.office, cast(Any, None)
        routing = Routing(office.store, office.clock)
        events = Events(
            office.store, office.index, office.clock, office.starting, cast(Any, self), none, none, routing, APP, suggesting=False
        )
        write = events.read([ClaimedEvent(0, "e", happened.lane, kind_of(happened), to_json(happened), 1, "w", office.clock.now())])
        with office.store.writing() as session:
            write(session)

    def tells_of(self, who: Somebody) -> None:
        is_guest, is_outside, is_bot = (who.kind == kind for kind in ("guest", "outside", "bot"))
        person = Person(who.id, who.id.lower(), is_guest=is_guest, is_outside=is_outside, is_bot=is_bot, deleted=who.gone)
        self.hears(PersonChanged(person))

    # What Kollega asks Slack for

    @property
    def mirroring(self) -> Mirroring:
        return Mirroring(self.office.store, self.office.clock)

    def known(self, user: UserId) -> None:
        """Slack does not tell of everybody at once."""

    def channel(self, channel: ChannelId) -> tuple[Channel, bool]:
        (room,) = [room for room in self.rooms if room.id == channel]
        kind = ChannelKind.PRIVATE if room.private else ChannelKind.PUBLIC
        return Channel(room.id, room.id.lower(), kind, is_shared=room.shared), not room.hidden

    def members(self, channel: ChannelId) -> None:
        (room,) = [room for room in self.rooms if room.id == channel]
        self.mirroring.members_seen(room.id, [APP, *(who.id for who in room.members)])
        room.read_at = self.hour


# What happens. Each takes somebody and a channel, and needs not both.


def joins(world: World, who: Somebody, room: Room) -> None:
    room.members.add(who)
    if not room.hidden:
        world.hears(Joined(room.id, who.id))


def leaves(world: World, who: Somebody, room: Room) -> None:
    room.members.discard(who)
    if not room.hidden:
        world.hears(Left(room.id, who.id))


def is_made_private(world: World, _: Somebody, room: Room) -> None:
    room.private = True
    if not room.hidden:
        world.hears(ChannelChanged(room.id, ChannelChange.MADE_PRIVATE))


def is_opened(world: World, _: Somebody, room: Room) -> None:
    room.private = False
    if not room.hidden:
        world.mirroring.channels_seen([world.channel(room.id)])


def is_shared(world: World, _: Somebody, room: Room) -> None:
    room.shared = True
    if not room.hidden:
        world.hears(ChannelChanged(room.id, ChannelChange.SHARED))


def is_hidden(world: World, _: Somebody, room: Room) -> None:
    room.hidden, room.read_at = True, None
    world.hears(ChannelChanged(room.id, ChannelChange.DELETED))


def invites_kollega(world: World, who: Somebody, room: Room) -> None:
    room.hidden = False
    world.hears(Joined(room.id, APP, who.id))


def becomes(kind: str) -> Callable[[World, Somebody, Room], None]:
    def change(world: World, who: Somebody, _: Room) -> None:
        if who.kind != "bot" and who is not world.ada:
            who.kind, who.told = kind, True
            world.tells_of(who)

    return change


def goes_or_comes_back(world: World, who: Somebody, _: Room) -> None:
    if who is not world.ada:
        who.gone, who.told = not who.gone, True
        world.tells_of(who)


def ten_hours_pass(world: World, _: Somebody, room: Room) -> None:
    world.hour += 10
    world.office.clock.passes(hours=10)


def members_are_read(world: World, _: Somebody, room: Room) -> None:
    if not room.hidden:
        world.members(room.id)


HAPPENINGS = {
    "joins": joins,
    "leaves": leaves,
    "is made private": is_made_private,
    "is opened": is_opened,
    "is shared with others": is_shared,
    "is hidden from Kollega": is_hidden,
    "has Kollega invited": invites_kollega,
    "becomes a guest": becomes("guest"),
    "becomes an employee": becomes("employee"),
    "goes or comes back": goes_or_comes_back,
    "ten hours pass": ten_hours_pass,
    "has its members read": members_are_read,
}
# What is rare otherwise: that an employee who was shown something becomes a guest, and that nobody has read the members for a day.
OFTEN = {"joins": 2, "leaves": 2, "becomes a guest": 2, "ten hours pass": 3}
KINDS = ["employee", "guest", "outside", "bot", "unknown"]
STEPS = 14


@settings(
    max_examples=16,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.generate],  # to make a failing example smaller takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.randoms(use_true_random=True))
def test_everybody_finds_what_they_could_read_and_every_place_shows_what_everybody_there_could(office: Office, chance: Random) -> None:
    world = world_of(office, chance)
    try:
        shares_all(world, world.ada)
        for _ in range(STEPS):
            says_all(world)
            assert misplaced(world) == [], world.story
            (what,) = chance.choices(list(HAPPENINGS), [OFTEN.get(each, 1) for each in HAPPENINGS])
            who, room = chance.choice(world.people), chance.choice(world.rooms)
            world.story.append(f"{room.id} {what} {who.id}")
            HAPPENINGS[what](world, who, room)
        says_all(world)

        assert misplaced(world) == [], world.story
        found = {(who.id, question) for who in world.people for question in found_by(office, who.id)}
        assert found == {(who.id, room.asked) for who in world.people for room in world.rooms if could_read(who, room, world.hour)}, (
            world.story
        )
        for who in (world.ada, chance.choice(world.people)):
            assert shares_all(world, who) == may_be_shared(world, who), world.story
        place = chance.choice(world.rooms)
        assert answered_aloud(world, place) == {
            source.id for source in world.rooms if could_read(world.ada, source, world.hour) and may_stand(source, place, world.hour)
        }, world.story
    finally:
        vanish(world)


def world_of(office: Office, chance: Random) -> World:
    """Ada, Kollega and others, most of whom are in few channels, each of which has one answered question."""
    number = next(NUMBERS)
    office.person("app", bot=True)
    people = [Somebody(UserId(f"U{number}ADA"), "employee")]
    for n, kind in enumerate(chance.choices(KINDS, [3, 2, 1, 1, 1], k=4)):
        people.append(Somebody(UserId(f"U{number}{kind.upper()}{n}"), "guest" if kind == "unknown" else kind, kind != "unknown"))
    rooms = [
        Room(
            ChannelId(f"C{number}R{n}"),
            question_in(about),
            private=chance.random() < 0.3,
            shared=chance.random() < 0.1,
            members={people[0], *(who for who in people if chance.random() < 0.25)},
        )
        for n, about in enumerate(list(ABOUT)[:3])
    ]
    world = World(office, people, rooms)
    for who in people:
        if who.told:
            world.tells_of(who)
        else:
            with office.store.writing() as session:
                choose_language(session, who.id, "en")
    for room in rooms:
        office.channel(room.id[1:], [who.id for who in room.members], private=room.private, shared=room.shared)
        world.asked[room.id] = office.says(people[0].id, room.id, room.asked)
        office.says(BO, room.id, ANSWER, thread=world.asked[room.id])
        world.entries[room.id] = EntryId(office.entry(world.asked[room.id]).id)
    world.story += [f"{room} {sorted(who.id for who in room.members)}" for room in rooms]
    return world


def shares_all(world: World, who: Somebody) -> set[tuple[ChannelId, ChannelId]]:
    """Somebody shares everything everywhere, as far as they may: (source, place)."""
    shared = set()
    for source, place in product(world.rooms, world.rooms):
        try:
            world.office.sharing.share(world.entries[source.id], place.id, who.id)
        except (NotFound, NotAllowed):
            continue
        except AlreadyDone:
            pass  # the same day
        shared.add((source.id, place.id))
    return shared


def may_be_shared(world: World, who: Somebody) -> set[tuple[ChannelId, ChannelId]]:
    return {
        (source.id, place.id)
        for source, place in product(world.rooms, world.rooms)
        if could_read(who, source, world.hour) and could_read(who, place, world.hour) and may_stand(source, place, world.hour)
    }


def answered_aloud(world: World, place: Room) -> set[ChannelId]:
    """Where the answers come from that Kollega gives ada before everybody in a channel."""
    return {ref.channel for room in world.rooms for ref in replied(world.office, world.ada.id, place.id, room.asked, aloud=True)}


def says_all(world: World) -> None:
    """All that is queued is said to Slack."""
    rooms = {room.id: room for room in world.rooms}
    sources = {entry: rooms[channel] for channel, entry in world.entries.items()}
    while posts := world.office.takes_in_hand():
        for post in posts:
            at = world.office.said(post)
            if post.kind == "shared":
                world.standing[at] = (sources[post.body["entry"]], rooms[at.channel])
            elif post.kind == "remove":
                world.standing.pop(MessageRef(post.body["channel"], post.body["ts"]), None)


def misplaced(world: World) -> list[tuple[ChannelId, ChannelId]]:
    """What stands where it may not: (source, place). Of a place that Kollega cannot see it knows nothing."""
    return [
        (source.id, place.id)
        for source, place in world.standing.values()
        if not (place.hidden or source is place or is_among_colleagues(source, place))
    ]


def vanish(world: World) -> None:
    """Leaves an empty base for the next workplace."""
    for question in world.asked.values():
        world.office.deletes(question)
    for room in world.rooms:
        is_hidden(world, world.ada, room)
    world.office.says_all()
