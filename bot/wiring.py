"""The only place where the parts are put together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.clock import RemoteClock, SystemClock, SystemStopwatch
from bot.settings import Settings
from knowledge.domain.ids import UserId
from knowledge.domain.ports import Clock, Encoder, SearchIndex
from knowledge.language.background import BackgroundEncoder
from knowledge.language.encoders import open_encoder
from knowledge.services.answering import Answering
from knowledge.services.indexing import Indexing
from knowledge.services.mirroring import Mirroring
from knowledge.services.privacy import PrivacyDesk
from knowledge.services.search import Search
from knowledge.services.sharing import Sharing
from knowledge.services.starting import Starting
from knowledge.services.suggesting import Suggesting
from knowledge.storage import Store, open_store
from knowledge.storage.index import open_index
from knowledge.storage.schema import require_head, upgrade


@dataclass(frozen=True)
class Desk:
    """The services, put together over one database."""

    store: Store
    index: SearchIndex
    clock: Clock
    search: Search
    suggesting: Suggesting
    answering: Answering
    sharing: Sharing
    starting: Starting
    mirroring: Mirroring
    privacy: PrivacyDesk
    indexing: Indexing

    def close(self) -> None:
        self.store.close()


def open_desk(settings: Settings, encoder: Callable[[], Encoder | None], *, migrate: bool = True) -> Desk:
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
    search = Search(store, index, encoder, SystemStopwatch())
    return Desk(
        store=store,
        index=index,
        clock=clock,
        search=search,
        suggesting=Suggesting(search, index, clock),
        answering=Answering(store, index, clock, stewards),
        sharing=Sharing(store, clock),
        starting=Starting(store, clock, stewards),
        mirroring=Mirroring(store, clock),
        privacy=PrivacyDesk(store, index, clock),
        indexing=Indexing(store, index),
    )


def policy_clock(settings: Settings) -> Clock:
    """This machine's clock, or the movable one that the settings name."""
    if settings.clock_url and settings.slack_bot_token:
        return RemoteClock(settings.clock_url, settings.slack_bot_token.get_secret_value())
    return SystemClock()


def background_encoder(settings: Settings) -> BackgroundEncoder:
    """The encoder of the settings, to be loaded while the rest works already."""
    return BackgroundEncoder(lambda: open_encoder(settings.encoder, settings.cache_dir))


def loaded_encoder(settings: Settings) -> Encoder:
    """The encoder of the settings, at once. Raises EncoderUnavailable."""
    return open_encoder(settings.encoder, settings.cache_dir)
