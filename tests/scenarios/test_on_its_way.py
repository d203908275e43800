"""While a post is on its way, or nobody knows whether Slack has it, what it was made from goes: so does the post."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.sandbox import SandboxServer
from bot.sandbox.errors import SlackError
from bot.sandbox.faults import CallTrouble
from knowledge.domain.ids import ChannelId
from knowledge.domain.policy import ChannelPolicy
from knowledge.storage import dead, open_store, people
from scheduler.pace import Pace
from tests.scenarios.conftest import Bot, Team, team_of
from tests.scenarios.test_asking_experts import ANSWER, answers, asked, has_topic
from tests.scenarios.test_asking_experts import QUESTION as QUESTION_TO_BO
from tests.scenarios.test_capture import erases_everything
from tests.workplace import Posted, Workplace

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
FOUND = "Gå in under Inställningar och välj Återställ lösenord."
QUICK = Pace(outbox_lease=8.0, call=1, reconcile_after=0.2, longest_wait=0.4)
LOOKING = ("conversations.history", "conversations.replies")
LONG_ENOUGH = 2
"""Seconds that Slack asks to wait before a post may be looked up"""


@pytest.fixture
def team(both_databases: str, start: Callable[..., Bot], workplace: Workplace) -> Team:
    return team_of(workplace, start(both_databases, QUICK))


def loses_the_answer(team: Team, channel: str) -> None:
    """Slack will take the next post in a channel without saying so, and will not be read for a while."""
    team.workplace.trouble.with_calls(CallTrouble.LOST, "chat.postMessage", channel=channel, done=True, times=1)
    for method in LOOKING:
        team.workplace.trouble.with_calls(CallTrouble.RATE_LIMITED, method, channel=channel, seconds=LONG_ENOUGH, times=1)


def is_gone(team: Team, channel: str, words: str) -> bool:
    return not any(words in message.text_of_blocks for message in team.workplace.said_by_the_app(channel))


def takes_long(team: Team, channel: str) -> None:
    """Slack will show the next post in a channel a while before it says that it has it."""
    team.workplace.trouble.with_calls(CallTrouble.HANGING, "chat.postMessage", channel=channel, seconds=0.8, done=True, times=1)


@pytest.fixture
def answer(team: Team) -> Posted:
    """An answer in #it that is found in #lunch, too."""
    team.channel("#it", team.ada, team.bo)
    team.channel("#lunch", team.cy)
    question = team.ada.asks("#it", QUESTION)
    answer = team.bo.replies(question, FOUND)
    team.ada.reacts(answer, "white_check_mark")
    team.settles()
    return answer


@pytest.fixture
def shared(team: Team, answer: Posted) -> Posted:
    """An answer from #it that stands in #lunch, as far as Slack knows."""
    found = team.finds(team.cy, QUESTION, "#lunch")
    loses_the_answer(team, "#lunch")
    team.cy.clicks(found, "Dela i kanalen")
    team.workplace.eventually(lambda: not is_gone(team, "#lunch", FOUND))
    return answer


def test_what_was_shared_goes_with_its_source(team: Team, shared: Posted) -> None:
    team.bo.deletes(shared)

    team.settles()
    assert is_gone(team, "#lunch", FOUND)


def test_what_was_shared_goes_with_the_words_of_who_erases_them(team: Team, shared: Posted) -> None:
    erases_everything(team, team.bo)

    team.settles()
    assert is_gone(team, "#lunch", FOUND)


def test_what_was_shared_says_what_its_source_says_by_now(team: Team, shared: Posted) -> None:
    team.bo.edits(shared, "Ring växeln, så nollställer de det.")

    team.settles()
    assert is_gone(team, "#lunch", FOUND)
    assert sum("Ring växeln" in message.text_of_blocks for message in team.workplace.said_by_the_app("#lunch")) == 1


def test_what_was_shared_goes_once_kollega_is_in_the_channel_again(team: Team, shared: Posted) -> None:
    team.cy.does("kick", channel=team.workplace.id_of("#lunch"), user=team.workplace.app)
    team.bo.deletes(shared)
    team.workplace.eventually(lambda: put_aside(team))

    team.cy.invites(team.workplace.app, "#lunch")

    team.workplace.eventually(lambda: is_gone(team, "#lunch", FOUND))


def put_aside(team: Team) -> list[str]:
    with closing(open_store(team.bot.database)) as store, store.reading() as session:
        return [row.kind for row in dead.listed(session, "outbox")]


def test_what_is_shared_goes_when_a_guest_joins_while_it_is_on_its_way(team: Team, answer: Posted) -> None:
    found = team.finds(team.cy, QUESTION, "#lunch")
    takes_long(team, "#lunch")
    team.cy.clicks(found, "Dela i kanalen")
    team.workplace.eventually(lambda: not is_gone(team, "#lunch", FOUND))

    team.cy.invites(team.guest, "#lunch")

    team.workplace.eventually(lambda: is_gone(team, "#lunch", FOUND))


@pytest.mark.parametrize("change", ["deleted", "edited", "erased"])
def test_a_reply_on_its_way_goes_with_its_source(team: Team, answer: Posted, change: str) -> None:
    takes_long(team, team.cy.dm_with_the_app)
    team.cy.writes_to_the_app("nollställa lösenordet till tidrapporten")
    team.workplace.eventually(lambda: FOUND in told(team))

    match change:
        case "deleted":
            team.bo.deletes(answer)
        case "edited":
            team.bo.edits(answer, "Ring växeln, så nollställer de det.")
        case _:
            erases_everything(team, team.bo)

    team.workplace.eventually(lambda: FOUND not in told(team))


def told(team: Team) -> str:
    return " ".join(dm.text_of_blocks for dm in team.cy.dms)


def test_a_question_put_to_a_channel_after_the_experts_follows_its_edits(team: Team) -> None:
    team.channel("#it", team.ada, team.bo)
    team.channel("#help", team.cy, team.ada)
    with closing(open_store(team.bot.database)) as store, store.writing() as session:
        settings = ChannelPolicy(fallback=team.workplace.id_of("#help")).to_json()
        people.channel_row(session, ChannelId(team.workplace.id_of("#it"))).settings = settings
    question = team.ada.asks("#it", QUESTION_TO_BO)
    team.settles()
    team.workplace.time.passes(hours=3)
    team.workplace.eventually(lambda: not is_gone(team, "#help", QUESTION_TO_BO))

    team.ada.edits(question, "Hur byter jag certifikat i den nya klienten?")

    team.workplace.eventually(lambda: not is_gone(team, "#help", "i den nya klienten"))
    assert is_gone(team, "#help", QUESTION_TO_BO)


def test_a_question_deleted_while_nobody_knows_whether_its_expert_has_it_leaves_their_messages(team: Team, slack: SandboxServer) -> None:
    question = waits_for_bo(team)
    loses_the_answer(team, team.bo.dm_with_the_app)
    slack.run(lambda: slack.state.clock.move_to(slack.state.now() + timedelta(hours=2, minutes=1)))  # without waiting until all is done
    team.workplace.eventually(lambda: asked(team, team.bo))

    team.ada.deletes(question)

    team.settles()
    assert asked(team, team.bo) == []
    assert QUESTION_TO_BO not in " ".join(dm.text_of_blocks for dm in team.bo.dms)


def test_an_answer_goes_with_the_words_of_its_author(team: Team) -> None:
    question = waits_for_bo(team)
    team.workplace.time.passes(hours=2, minutes=1)
    ((_, dm),) = team.workplace.eventually(lambda: asked(team, team.bo))
    loses_the_answer(team, "#it")
    answers(team, team.bo, dm, ANSWER)
    team.workplace.eventually(lambda: team.ada.thread(question))

    erases_everything(team, team.bo)

    team.settles()
    assert team.ada.thread(question) == []


def test_a_form_sent_twice_makes_one_answer_with_the_last_words(team: Team) -> None:
    question = waits_for_bo(team)
    team.workplace.time.passes(hours=2, minutes=1)
    ((_, dm),) = team.workplace.eventually(lambda: asked(team, team.bo))
    team.bo.clicks(dm, "Svara")
    form = team.workplace.eventually(lambda: team.bo.form)
    team.bo.fills(form, {"Ditt svar": "Starta om datorn."})
    with closing(open_store(team.bot.database)) as store, store.writing() as session:
        if store.dialect == "postgresql":
            session.execute(text("LOCK TABLE outbox IN EXCLUSIVE MODE"))
        with pytest.raises(SlackError, match="operation_timeout"):  # Slack gives up waiting; Kollega does not
            team.bo.submits(form)
    team.workplace.eventually(lambda: team.ada.thread(question))
    team.settles()

    team.bo.fills(form, {"Ditt svar": ANSWER})
    team.bo.submits(form)

    team.settles()
    (posted,) = team.ada.thread(question)
    assert ANSWER in posted.text_of_blocks


def waits_for_bo(team: Team) -> Posted:
    """A question that goes to Bo if nobody answers."""
    team.channel("#it", team.ada, team.bo, team.cy)
    has_topic(team, "vpn", team.bo)
    question = team.ada.asks("#it", QUESTION_TO_BO)
    team.settles()
    return question
