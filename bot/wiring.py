"""The only place where the parts are put together."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from slack_bolt import App, BoltResponse
from slack_sdk import WebClient

from bot.clock import RemoteClock, SystemClock, SystemStopwatch
from bot.settings import Settings
from handlers.asking import AskHandlers
from handlers.catch_up import CatchUp
from handlers.channel_settings import SettingsHandlers
from handlers.conversations import Conversations
from handlers.door import Door
from handlers.doubting import DoubtHandlers
from handlers.events import Events
from handlers.history import SlackHistory
from handlers.homes import Homes
from handlers.kollega import KollegaCommand
from handlers.marking import MarkHandlers
from handlers.messenger import SlackMessenger
from handlers.mirror import SlackMirror
from handlers.noting import SuggestionHandlers
from handlers.outgoing import Outgoing
from handlers.outgoing_asks import OutgoingAsks
from handlers.private import PrivacyHandlers
from handlers.search import SearchHandlers
from handlers.speech import Speech
from handlers.starts import StartHandlers
from handlers.topics import TopicHandlers
from handlers.turns import Turns
from handlers.why import WhyAnswers
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId
from knowledge.domain.outgoing import Dropped, Sent
from knowledge.domain.ports import Clock, Encoders, Meter, SearchIndex
from knowledge.language.background import BackgroundEncoders
from knowledge.language.encoders import open_encoder
from knowledge.services import dead_letters, replying, routing, taking_out
from knowledge.services.answering import Answering
from knowledge.services.catching_up import SUGGEST, CatchingUp
from knowledge.services.dead_letters import DeadLetters
from knowledge.services.digest import Digests
from knowledge.services.doubting import Doubting
from knowledge.services.explaining import Explaining
from knowledge.services.homes import HomeDesk
from knowledge.services.indexing import Indexing
from knowledge.services.last_asked import LastAsked
from knowledge.services.mirroring import Mirroring
from knowledge.services.privacy import PrivacyDesk
from knowledge.services.replying import Replying
from knowledge.services.retention import FORGET_OLD, Retention
from knowledge.services.routing import Routing
from knowledge.services.search import Search
from knowledge.services.settings import SettingsDesk
from knowledge.services.sharing import Sharing
from knowledge.services.starting import Starting
from knowledge.services.suggesting import Silence, Suggesting
from knowledge.services.topics import Topics
from knowledge.storage import Session, Store, open_store, outbox, suggestions
from knowledge.storage.inbox import ClaimedEvent
from knowledge.storage.index import open_index
from knowledge.storage.outbox import ClaimedPost
from knowledge.storage.schema import require_head, upgrade
from knowledge.storage.tasks import ClaimedTask

log = logging.getLogger("kollega")

LISTENER_THREADS = 12
"""Commands, clicks and forms worked on at once; Bolt's five are few where a search takes 50 ms and Slack gives 3 s."""


@dataclass(frozen=True)
class Desk:
    """The services, put together over one database."""

    store: Store
    index: SearchIndex
    clock: Clock
    search: Search
    suggesting: Suggesting
    answering: Answering
    doubting: Doubting
    explaining: Explaining
    sharing: Sharing
    starting: Starting
    mirroring: Mirroring
    catching_up: CatchingUp
    privacy: PrivacyDesk
    settings: SettingsDesk
    last_asked: LastAsked
    retention: Retention
    indexing: Indexing
    routing: Routing
    replying: Replying
    topics: Topics
    digests: Digests
    dead_letters: DeadLetters

    def close(self) -> None:
        self.store.close()


def open_desk(settings: Settings, encoders: Callable[[], Encoders | None], *, migrate: bool = True) -> Desk:
    """Open the database and put the services over it.

    `migrate` brings the database to this program's version; otherwise a database at another version is refused.
    """
    store = open_store(settings.database)
    store.check()
    if migrate:
        upgrade(store)
    require_head(store)
    index = open_index(store)
    clock = policy_clock(settings)
    stewards = frozenset(UserId(user) for user in settings.stewards)
    search = Search(store, index, encoders, SystemStopwatch())
    return Desk(
        store=store,
        index=index,
        clock=clock,
        search=search,
        suggesting=Suggesting(search, index, clock),
        answering=Answering(store, index, clock, stewards),
        doubting=Doubting(store, index, clock),
        explaining=Explaining(store, clock, stewards, settings.suggestions),
        sharing=Sharing(store, clock),
        starting=Starting(store, clock, stewards),
        mirroring=Mirroring(store, clock),
        catching_up=CatchingUp(store, clock),
        privacy=PrivacyDesk(store, index, clock),
        settings=SettingsDesk(store, clock, stewards),
        last_asked=LastAsked(store, clock),
        retention=Retention(store, index, clock),
        indexing=Indexing(store, index),
        routing=Routing(store, clock),
        replying=Replying(store, index, clock),
        topics=Topics(store, clock, stewards),
        digests=Digests(store, clock, stewards),
        dead_letters=DeadLetters(store, clock, stewards),
    )


@dataclass(frozen=True)
class Doors:
    """Slack's side: the Bolt app, and what the workers call."""

    app: App
    read_events: Callable[[Sequence[ClaimedEvent]], Callable[[Session], None]]
    tasks: dict[str, Callable[[ClaimedTask], object]]
    catch_up: CatchUp
    send: Callable[[ClaimedPost, Callable[[], bool]], Sent | Dropped]
    sent: Callable[[Session, ClaimedPost, Sent], None]
    unsent: Callable[[Session, ClaimedPost, bool], None]


def open_doors(
    desk: Desk,
    client: WebClient,
    own_user: UserId,
    mirror: SlackMirror,
    settings: Settings,
    meter: Meter,
    refused: Callable[[], None],
) -> Doors:
    """Everything that takes from Slack and gives to it."""
    speech = Speech(settings.language)
    pages = HomeDesk(desk.clock, desk.answering, desk.settings)
    homes = Homes(desk.store, desk.clock, client, desk.answering, pages, desk.settings, speech)
    history = SlackHistory(client, mirror.stop)
    talks = Conversations(desk.store, desk.clock, desk.search, Turns(history), speech)
    outgoing = Outgoing(
        desk.store,
        desk.clock,
        speech,
        desk.suggesting,
        desk.sharing,
        OutgoingAsks(desk.clock, speech, desk.routing, desk.replying, desk.topics, desk.last_asked),
        talks,
        homes,
        desk.digests,
    )
    door = Door(desk.store, desk.clock, own_user, desk.catching_up.limited, refused, meter)
    app = App(
        client=client,
        before_authorize=door.admit,
        token_verification_enabled=False,
        listener_executor=ThreadPoolExecutor(LISTENER_THREADS, thread_name_prefix="kollega-listener"),
    )
    app.error(on_listener_error)
    search = SearchHandlers(desk.store, desk.clock, desk.search, desk.answering, desk.sharing, speech)
    privacy = PrivacyHandlers(desk.store, client, desk.privacy, speech)
    topics = TopicHandlers(desk.store, client, desk.topics, speech)
    why = WhyAnswers(desk.store, desk.explaining, speech)
    channel_settings = SettingsHandlers(desk.store, client, desk.settings, desk.last_asked, speech)
    for handlers in (
        search,
        DoubtHandlers(desk.store, desk.doubting, speech),
        privacy,
        channel_settings,
        homes,
        SuggestionHandlers(desk.store, desk.suggesting, speech, homes),
        StartHandlers(desk.store, desk.starting, mirror, speech),
        MarkHandlers(desk.store, client, desk.answering, speech),
        AskHandlers(desk.store, client, desk.routing, desk.replying, homes, speech),
        topics,
        KollegaCommand(desk.store, client, search, privacy, topics, channel_settings, why, speech, desk.digests),
    ):
        handlers.register(app)
    events = Events(
        desk.store, desk.index, desk.clock, desk.starting, mirror, talks, homes, desk.routing, own_user, suggesting=settings.suggestions
    )

    def sent(session: Session, post: ClaimedPost, outcome: Sent) -> None:
        taking_out.sent(session, post, outcome, desk.clock.now())
        if post.kind == replying.ANSWER and outcome.ts is not None and not outbox.is_withdrawn(session, post.key):
            desk.replying.stands(session, post, outcome.ts)

    def unsent(session: Session, post: ClaimedPost, refused: bool) -> None:
        if outbox.is_withdrawn(session, post.key):
            return  # on purpose, while it was on its way: whoever did it has told everybody
        if post.kind in (routing.ASK, routing.REMINDER):
            desk.routing.not_reached(session, int(post.body["ask"]), refused=refused)
        if post.kind == replying.ANSWER:
            desk.replying.not_posted(session, post)

    tasks: dict[str, Callable[[ClaimedTask], object]] = {
        SUGGEST: lambda task: suggest(desk, mirror, task, meter),
        routing.ROUTE: desk.routing.step,
        routing.REMIND: lambda task: desk.routing.remind(int(task.body["ask"])),
        FORGET_OLD: lambda _: forget_old(desk),
        dead_letters.TELL: lambda task: desk.dead_letters.tell(task.body["queue"], task.body["after"]),
    }
    catch_up = CatchUp(desk.store, desk.clock, history, door, desk.catching_up, desk.starting, suggesting=settings.suggestions)
    return Doors(app, events.read, tasks, catch_up, SlackMessenger(client, outgoing).send, sent, unsent)


def question_of(task: ClaimedTask) -> MessageRef:
    """The question that a task is about."""
    return MessageRef(ChannelId(task.body["channel"]), Ts(task.body["ts"]))


def forget_old(desk: Desk) -> None:
    """The daily task: what is kept no longer goes."""
    log.info("forgotten", extra={"entries": desk.retention.forget_old()})


def suggest(desk: Desk, mirror: SlackMirror, task: ClaimedTask, meter: Meter) -> None:
    """The task that follows a new question."""
    mirror.members_for_now()
    question = question_of(task)
    offered = desk.suggesting.suggest(question)
    with desk.store.reading() as session:
        row = suggestions.of_question(session, question)
    silent = not offered and row is not None and row.reason
    meter.count(
        "suggestions", outcome="offered" if offered else "silent", reason=Silence(row.reason).name.lower() if row and silent else ""
    )


def on_listener_error(error: Exception) -> BoltResponse:
    """The outermost door of the listeners: an incident id, never what was said."""
    log.error(
        "listener_failed", extra={"error": type(error).__name__, "incident": uuid.uuid4().hex[:8]}, exc_info=log.isEnabledFor(logging.DEBUG)
    )
    return BoltResponse(status=500)


def policy_clock(settings: Settings) -> Clock:
    """This machine's clock, or the movable one that the settings name."""
    if settings.clock_url and settings.slack_bot_token:
        return RemoteClock(settings.clock_url, settings.slack_bot_token.get_secret_value())
    return SystemClock()


def background_encoders(settings: Settings) -> BackgroundEncoders:
    """The encoders of the settings, to be loaded while the rest works already.

    On one thread: several threads that encode, each on all cores, wait for one another as soon as a core has other work.
    """
    return BackgroundEncoders(lambda: encoders_of_the_bot(settings))


def encoders_of_the_bot(settings: Settings) -> Encoders:
    """The encoders of the settings as the running bot uses them. Raises EncoderUnavailable."""
    return _open(settings, threads=1)


def loaded_encoders(settings: Settings) -> Encoders:
    """The encoders of the settings, at once. Raises EncoderUnavailable."""
    return _open(settings, threads=None)


def _open(settings: Settings, threads: int | None) -> Encoders:
    first = open_encoder(settings.encoder, settings.cache_dir, threads=threads)
    if settings.english_encoder in ("", settings.encoder):
        return Encoders(first)
    return Encoders(first, open_encoder(settings.english_encoder, settings.cache_dir, threads=threads))
