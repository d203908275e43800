"""The running bot: start, work, drain, stop."""

from __future__ import annotations

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.clock import SystemStopwatch
from bot.health import Answer, HealthPage
from bot.metrics import Metrics, Reading
from bot.settings import Settings, WrongSettings
from bot.wiring import Desk, background_encoders, open_desk, open_doors
from handlers.connection import Connection, SlackUnreachable
from handlers.events import TOGETHER
from handlers.mirror import SlackMirror
from handlers.missed import Missed
from knowledge.domain.ids import ChannelId, UserId
from knowledge.domain.ports import Stopwatch
from knowledge.language.background import BackgroundEncoders
from knowledge.language.warming import warm_up
from knowledge.services.catching_up import CATCH_UP
from knowledge.storage import entries, inbox, messages, queue
from knowledge.storage.lags import lags
from knowledge.storage.schema import current, head
from knowledge.storage.store import VECTORS
from scheduler.after_events import AfterEvents
from scheduler.bell import Bell
from scheduler.inbox_work import InboxWork
from scheduler.outbox_work import OutboxWork
from scheduler.pace import Pace
from scheduler.task_work import TaskWork
from scheduler.ticker import MISSED_SECONDS, Job, Ticker, each
from scheduler.workers import Background, every_worker

log = logging.getLogger("kollega")

DRAIN_SECONDS = 25.0  # what is claimed is finished; the rest waits in the database for the next start
LEAVE_SECONDS = 28.0  # after a signal the process is gone, whatever hangs; who started it waits 30 s
ALIVE_SECONDS = 30.0  # without a tick for so long, a process is better started anew
_FORGETTING = frozenset({"forget", "retention"})
_SWEEP = 1000
_KEEP_IDS = timedelta(days=1)  # Slack repeats an event for minutes; a day is ample


@dataclass
class Process:
    """One process of Kollega on Slack."""

    settings: Settings
    health: HealthPage | None = None
    on_ready: Callable[[], None] = lambda: None
    open_encoders: Callable[[Settings], BackgroundEncoders] = background_encoders
    stop: threading.Event = field(default_factory=threading.Event)
    pace: Pace = field(default_factory=Pace)
    drain_seconds: float = DRAIN_SECONDS
    stopwatch: Stopwatch = field(default_factory=SystemStopwatch)
    metrics: Metrics = field(default_factory=Metrics)
    forgets: bool = True
    """Whether what is too old by policy time goes. A replay of years keeps everything, as an import of the same years does."""
    _threads: list[threading.Thread] = field(default_factory=list)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, then finish what was begun and leave."""
        if self.health is None and self.settings.health_port is not None:
            self.health = HealthPage(self.settings.health_port)
        client, who = connect(self.settings, self.pace.call)
        encoders = self.open_encoders(self.settings)
        desk = open_desk(self.settings, lambda: encoders.encoders)
        bell = Bell()
        desk.store.add_waker(bell.ring)
        mirror = SlackMirror(client, desk.mirroring, desk.store, self.stop)
        missed = Missed(desk.catching_up, desk.clock, mirror, bell.ring)
        doors = open_doors(desk, client, UserId(who["user_id"]), mirror, self.settings, self.metrics, missed.event_refused)
        mirror.workspace(who)
        encoders.prepare, encoders.on_ready = desk.indexing.measure, bell.ring
        encoders.start()
        jobs = [job for job in self._jobs(desk, mirror, missed) if self.forgets or job.name not in _FORGETTING]
        ticker = Ticker(bell, jobs, self.stopwatch)
        connection = Connection(doors.app, self._app_token(), client, missed.line_opened, missed.line_lost)
        listening = threading.Thread(target=desk.store.listen, args=(bell.ring, self.stop), name="kollega-listen", daemon=True)
        listening.start()
        common = (desk.dead_letters.buried, self.stopwatch, self.metrics)
        # Its own worker: a reading waits as long as Slack asks, and suggestions must not wait for it.
        reading = TaskWork(
            desk.store,
            desk.clock,
            {CATCH_UP: doors.catch_up.step},
            *common,
            lease=self.pace.reading_lease,
            name="readings",
            gives_up=False,
        )
        # What was missed is asked for first: it may hold the answer that somebody is to be asked for.
        tasks = TaskWork(desk.store, desk.clock, doors.tasks, *common, lambda: encoders.ended and missed.is_whole, self.pace)
        vectors = Background("vectors", lambda: self._fill(desk, encoders), self.stopwatch, self.stop.wait, VECTORS)
        after_events = partial(AfterEvents, store=desk.store, stopwatch=self.stopwatch, wait=self.stop.wait)
        self._threads = every_worker(
            [
                (InboxWork(desk.store, doors.read_events, *common, self.pace, TOGETHER, self.stop.wait), self.settings.inbox_workers),
                (after_events(tasks), 1),
                (reading, 1),
                (Background("missed", missed.step, self.stopwatch), 1),
                (OutboxWork(desk.store, doors.send, doors.sent, doors.unsent, *common, self.pace), self.settings.outbox_workers),
                (after_events(vectors), 1),
            ],
            bell,
            self.stop,
        )
        ticker.start()
        if self.health is not None:
            self.health.readiness = lambda: readiness(desk, connection, encoders, ticker, missed)
            self.health.liveness = lambda: liveness(ticker)
            self.metrics.look = lambda: readings(desk, connection, encoders, ticker)
            self.health.metrics = self.metrics.page
        warm_up()
        try:
            connection.open()
            log.info(
                "connected",
                extra={"team": who.get("team_id", ""), "encoder": self.settings.encoder, "english": self.settings.english_encoder},
            )
            self.on_ready()
            self.stop.wait()
        finally:
            self.stop.set()
            self._drain(connection, ticker, desk, bell)
            if self.health is not None:
                self.health.close()

    def stop_on_signals(self, leave_seconds: float = LEAVE_SECONDS) -> None:
        """SIGTERM and SIGINT end the run gently; after `leave_seconds` the process is gone in any case."""

        def stop(*_: object) -> None:
            if not self.stop.is_set():
                last = threading.Timer(leave_seconds, _leave)
                last.daemon = True
                last.start()
            self.stop.set()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)

    def _app_token(self) -> str:
        assert self.settings.slack_app_token is not None
        return self.settings.slack_app_token.get_secret_value()

    def _drain(self, connection: Connection, ticker: Ticker, desk: Desk, bell: Bell) -> None:
        log.info("stopping")
        until = self.stopwatch.seconds() + self.drain_seconds
        connection.close()
        ticker.stop()
        bell.ring()
        for thread in self._threads:
            thread.join(max(0.0, until - self.stopwatch.seconds()))
        desk.close()

    @staticmethod
    def _fill(desk: Desk, encoders: BackgroundEncoders) -> bool:
        models = encoders.encoders
        return models is not None and (desk.indexing.fill(models) > 0 or desk.indexing.measure(models))

    @staticmethod
    def _jobs(desk: Desk, mirror: SlackMirror, missed: Missed) -> list[Job]:
        def forget() -> None:
            with desk.store.writing() as session:
                messages.forget_due(session, desk.clock.now(), _SWEEP)
                inbox.sweep(session, desk.clock.now() - _KEEP_IDS)

        def post_digest(channel: ChannelId) -> None:
            mirror.members_for_now()  # what may stand there depends on who is there
            desk.digests.post_due(channel)

        return [
            Job("forget", 600, forget),
            Job("scrub", 600, desk.store.scrub),
            # Looks often, since policy time may be moved; what is to be done is done once a policy day.
            Job("retention", 5, desk.retention.plan),
            # Members by policy time, which may be moved by days at once; the list of channels by the machine's.
            Job("members", 5, mirror.stale_members),
            Job("channels", 3600, mirror.channels),
            # By policy time too: two small queries, and most often nothing is due.
            Job("digests", 1, each("digests", lambda: desk.digests.due() if missed.is_whole else [], post_digest)),
            Job("missed", 5, missed.tick),
            Job("cursors", 60, missed.advance),
        ]


def connect(settings: Settings, call_seconds: int = 15) -> tuple[WebClient, dict[str, str]]:
    """A client that does not retry by itself, and who it is. Raises WrongSettings or SlackUnreachable."""
    missing = [
        (f"KOLLEGA_{name.upper()}", f"is not set; it begins with {start}")
        for name, start in (("slack_bot_token", "xoxb-"), ("slack_app_token", "xapp-"))
        if getattr(settings, name) is None
    ]
    if missing:
        raise WrongSettings(missing)
    assert settings.slack_bot_token is not None
    client = WebClient(
        settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, timeout=call_seconds, retry_handlers=[]
    )
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        raise SlackUnreachable(f"Slack does not take KOLLEGA_SLACK_BOT_TOKEN: {error.response.get('error', 'no reason given')}") from None
    except OSError as error:
        raise SlackUnreachable(f"Slack cannot be reached at {settings.slack_api_url}: {error}") from None
    return client, {key: str(value) for key, value in dict(answer.data).items()} if isinstance(answer.data, dict) else {}


def readiness(desk: Desk, connection: Connection, encoders: BackgroundEncoders, ticker: Ticker, missed: Missed) -> Answer:
    """Connected, what was missed asked for, at the migration head, ticking, the encoders no longer loading, nothing due or in
    flight; and how much is."""
    # First: what is missed stands in the database before it is whole, what is to be encoded is due when they are there.
    connected, ended, ticking = connection.is_open, encoders.ended, ticker.age < MISSED_SECONDS
    listening = connected and missed.is_whole and ended and ticking
    with desk.store.reading() as session:
        work = queue.counts(session, desk.clock.now())
        vectors = encoders.ready and bool(entries.waiting(session, 1))
        digests = len(desk.digests.due_within(session))
    due = work.inbox_due + work.outbox_due + work.tasks_due + vectors + digests
    counts = {"inbox": work.inbox_due, "outbox": work.outbox_due, "tasks": work.tasks_due, "vectors": vectors, "digests": digests}
    counts["dead"] = work.dead
    at_head = current(desk.store) == head()
    told = {"connected": connected, "encoder": _state(encoders), "ticking": ticking, "migrated": at_head, "due": due, **counts}
    return listening and at_head and due == 0, told


def liveness(ticker: Ticker) -> Answer:
    """Whether the process still does anything by itself."""
    alive = ticker.age < ALIVE_SECONDS
    return alive, {"alive": alive, "last_tick_seconds": round(ticker.age, 1)}


def readings(desk: Desk, connection: Connection, encoders: BackgroundEncoders, ticker: Ticker) -> Iterator[Reading]:
    """What the metrics page reads anew each time. A database that cannot be read leaves out its part."""
    states = {state: float(state == _state(encoders)) for state in ("loading", "ready", "unavailable")}
    yield "connected", "Whether the line to Slack is open.", {"": float(connection.is_open)}, ""
    yield "reconnects_total", "How often the line to Slack came back.", {"": float(connection.reconnects)}, ""
    yield "last_tick_seconds", "Seconds since the last tick.", {"": ticker.age}, ""
    yield "encoder", "What the encoder is doing.", states, "state"
    try:
        with desk.store.reading() as session:
            found = lags(session, desk.clock.now())
    except Exception as error:  # noqa: BLE001 - whoever watches must be answered
        log.warning("metrics_failed", extra={"error": type(error).__name__})
        return
    yield "due", "Rows to be done or in hand, by queue.", {lag.queue: float(lag.due) for lag in found}, "queue"
    yield "oldest_due_seconds", "How long the oldest of them has waited.", {lag.queue: lag.oldest_seconds for lag in found}, "queue"
    yield "dead", "Rows put aside after too many failures.", {lag.queue: float(lag.dead) for lag in found}, "queue"


def _state(encoders: BackgroundEncoders) -> str:
    return "ready" if encoders.ready else "unavailable" if encoders.ended else "loading"


def _leave() -> None:
    # Something hangs that nobody can end. What it was doing stands in the database, and its lease runs out.
    log.warning("left_at_once")
    logging.shutdown()
    os._exit(0)
