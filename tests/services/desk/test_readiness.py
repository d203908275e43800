"""Readiness says that everything is done only when it is, whatever happens while it looks."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, cast

from bot.process import readiness
from bot.settings import Settings
from bot.wiring import Desk, open_desk
from knowledge.services.catching_up import CATCH_UP
from knowledge.storage import tasks


@dataclass
class Missed:
    """Becomes whole at the moment when it is asked: what was missed stands in the database by then."""

    ask: Callable[[], None]

    @property
    def is_whole(self) -> bool:
        self.ask()
        return True


def look(desk: Desk, missed: Missed) -> tuple[bool, dict[str, Any]]:
    still = SimpleNamespace(is_open=True, ended=True, ready=False, age=0.0)
    return readiness(desk, cast(Any, still), cast(Any, still), cast(Any, still), cast(Any, missed))


def test_what_is_missed_is_counted_once_it_is_known_to_be_missed(database: str) -> None:
    desk = open_desk(Settings(_env_file=None, database_url=database), lambda: None)  # type: ignore[call-arg]  # pydantic-settings' own
    with closing(desk.store):

        def ask() -> None:
            with desk.store.writing() as session:
                tasks.add(session, "catch_up:C1", CATCH_UP, desk.clock.now())

        before, _ = look(desk, Missed(lambda: None))
        after, told = look(desk, Missed(ask))

    assert before
    assert not after
    assert told["tasks"] == 1
