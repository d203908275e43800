"""The running bot: start, work, drain, stop."""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.health import HealthPage
from bot.settings import Settings, WrongSettings
from bot.wiring import Desk, background_encoder, open_desk, open_doors
from handlers.connection import Connection, SlackUnreachable
from handlers.mirror import SlackMirror
from handlers.missed import Missed
from knowledge.domain.ids import UserId
from knowledge.language.background import BackgroundEncoder
from knowledge.language.warming import warm_up
from knowledge.services.catching_up import CATCH_UP
from knowledge.storage import entries, inbox, messages, queue
from scheduler.bell import Bell
from scheduler.ticker import Job, Ticker
from scheduler.workers import Background, InboxWork, OutboxWork, TaskWork, every_worker

log = logging.getLogger("kollega")

DRAIN_SECONDS = 25.0  # what is claimed is finished; the rest waits in the database for the next start
_SWEEP = 1000
_KEEP_IDS = timedelta(days=1)  # Slack repeats an event for minutes; a day is ample


@dataclass
class Process:
    """One process of Kollega on Slack."""

    settings: Settings
    health: HealthPage | None = None
    on_ready: Callable[[], None] = lambda: None
    open_encoder: Callable[[Settings], BackgroundEncoder] = background_encoder
    stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, then finish what was begun and leave."""
        if self.health is None and self.settings.health_port is not None:
            self.health = HealthPage(self.settings.health_port)
        client, who = connect(self.settings)
        encoder = self.open_encoder(self.settings)
        desk = open_desk(self.settings, lambda: encoder.encoder)
        bell = Bell()
        desk.store.add_waker(bell.ring)
        mirror = SlackMirror(client, desk.mirroring, desk.store, self.stop)
        doors = open_doors(desk, client, UserId(who["user_id"]), mirror, self.settings)
        mirror.workspace(who)
        encoder.prepare, encoder.on_ready = desk.indexing.measure, bell.ring
        encoder.start()
        missed = Missed(desk.catching_up, desk.clock, mirror, bell.ring)
        ticker = Ticker(bell, self._jobs(desk, mirror, missed))
        connection = Connection(doors.app, self._app_token(), client, missed.line_opened, missed.line_lost)
        listening = threading.Thread(target=desk.store.listen, args=(bell.ring, self.stop), name="kollega-listen", daemon=True)
        listening.start()
        self._threads = every_worker(
            [
                (InboxWork(desk.store, doors.read_event), self.settings.inbox_workers),
                (TaskWork(desk.store, desk.clock, doors.tasks, lambda: encoder.ended), 1),
                (TaskWork(desk.store, desk.clock, {CATCH_UP: doors.catch_up.step}, name="readings", gives_up=False), 1),
                (Background("missed", missed.step), 1),
                (OutboxWork(desk.store, doors.send, doors.sent), self.settings.outbox_workers),
                (Background("vectors", lambda: self._fill(desk, encoder)), 1),
            ],
            bell,
            self.stop,
        )
        ticker.start()
        if self.health is not None:
            self.health.readiness = lambda: readiness(desk, connection, encoder, missed)
        warm_up()
        try:
            connection.open()
            log.info("connected", extra={"team": who.get("team_id", ""), "encoder": self.settings.encoder})
            self.on_ready()
            self.stop.wait()
        finally:
            self.stop.set()
            self._drain(connection, ticker, desk, bell)
            if self.health is not None:
                self.health.close()

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT end the run gently."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop.set())

    def _app_token(self) -> str:
        assert self.settings.slack_app_token is not None
        return self.settings.slack_app_token.get_secret_value()

    def _drain(self, connection: Connection, ticker: Ticker, desk: Desk, bell: Bell) -> None:
        log.info("stopping")
        connection.close()
        ticker.stop()
        bell.ring()
        until = time.monotonic() + DRAIN_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        desk.close()

    @staticmethod
    def _fill(desk: Desk, encoder: BackgroundEncoder) -> bool:
        model = encoder.encoder
        return model is not None and (desk.indexing.fill(model) > 0 or desk.indexing.measure(model))

    @staticmethod
    def _jobs(desk: Desk, mirror: SlackMirror, missed: Missed) -> list[Job]:
        def forget() -> None:
            with desk.store.writing() as session:
                messages.forget_due(session, desk.clock.now(), _SWEEP)
                inbox.sweep(session, desk.clock.now() - _KEEP_IDS)

        return [
            Job("forget", 600, forget),
            Job("scrub", 600, desk.store.scrub),
            # Members by policy time, which may be moved by days at once; the list of channels by the machine's.
            Job("members", 5, mirror.stale_members),
            Job("channels", 3600, mirror.channels),
            Job("missed", 5, missed.tick),
            Job("cursors", 60, missed.advance),
        ]


def connect(settings: Settings) -> tuple[WebClient, dict[str, str]]:
    """A client that does not retry by itself, and who it is. Raises WrongSettings or SlackUnreachable."""
    missing = [
        (f"KOLLEGA_{name.upper()}", f"is not set; it begins with {start}")
        for name, start in (("slack_bot_token", "xoxb-"), ("slack_app_token", "xapp-"))
        if getattr(settings, name) is None
    ]
    if missing:
        raise WrongSettings(missing)
    assert settings.slack_bot_token is not None
    client = WebClient(settings.slack_bot_token.get_secret_value(), base_url=settings.slack_api_url, timeout=15, retry_handlers=[])
    try:
        answer = client.auth_test()
    except SlackApiError as error:
        raise SlackUnreachable(f"Slack does not take KOLLEGA_SLACK_BOT_TOKEN: {error.response.get('error', 'no reason given')}") from None
    except OSError as error:
        raise SlackUnreachable(f"Slack cannot be reached at {settings.slack_api_url}: {error}") from None
    return client, {key: str(value) for key, value in dict(answer.data).items()} if isinstance(answer.data, dict) else {}


def readiness(desk: Desk, connection: Connection, encoder: BackgroundEncoder, missed: Missed) -> tuple[bool, dict[str, Any]]:
    """Connected, what was missed asked for, the encoder no longer loading, nothing due or in flight; and how much is."""
    with desk.store.reading() as session:
        work = queue.counts(session, desk.clock.now())
        vectors = encoder.ready and bool(entries.waiting(session, 1))
    due = work.inbox_due + work.outbox_due + work.tasks_due + vectors
    told = {"inbox": work.inbox_due, "outbox": work.outbox_due, "tasks": work.tasks_due, "vectors": vectors, "dead": work.dead}
    state = "ready" if encoder.ready else "unavailable" if encoder.ended else "loading"
    ready = connection.is_open and missed.is_whole and encoder.ended and due == 0
    return ready, {"connected": connection.is_open, "encoder": state, "due": due, **told}
