"""An expert who did not react is told so in their App Home, and may end the pause there. On both databases."""

from __future__ import annotations

from handlers.texts import SV
from handlers.views import actions
from handlers.views.home import home
from knowledge.domain.ids import UserId
from knowledge.services.homes import HomeDesk
from tests.services.desk.test_routing import QUESTION, Desk, desk
from tests.unit.views.shown import link

__all__ = ["desk"]


def home_of(desk: Desk, user: UserId) -> str:
    pages = HomeDesk(desk.office.clock, desk.office.answering, desk.office.settings)
    with desk.office.store.reading() as session:
        return str(home(pages.page(session, user), SV, link))


def test_who_did_not_react_twice_sees_that_they_are_paused_and_how_to_go_on(desk: Desk) -> None:
    bo = desk.expert("bo")
    for number in range(2):
        question = desk.asks(f"{QUESTION} Nummer {number}?")
        desk.passes(question, hours=2)
        desk.passes(question, days=8)

    paused = home_of(desk, bo)
    desk.routing.ask_again(bo)

    assert SV.asks.pausing in paused
    assert actions.ASK_AGAIN in paused
    assert SV.asks.pausing not in home_of(desk, bo)
