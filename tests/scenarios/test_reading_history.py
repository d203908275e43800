"""Reading a channel's history piece by piece, with Slack as it is on bad days. No thread runs here: each piece is done by hand."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.clock import RemoteClock, SystemStopwatch
from bot.sandbox import SandboxServer
from bot.wiring import Desk, Doors, open_desk, open_doors
from handlers.mirror import SlackMirror
from knowledge.domain.ids import ChannelId, MessageRef, UserId
from knowledge.domain.ports import Unmetered
from knowledge.services.catching_up import CATCH_UP
from knowledge.services.exporting import Exporting
from knowledge.storage import cursors, inbox, messages, people, queue, tasks
from scheduler.inbox_work import InboxWork
from scheduler.task_work import TaskWork
from tests.bot_settings import settings_on
from tests.workplace import Person, Posted, Workplace

QUESTION = "Hur nollställer jag lösenordet till tidrapporten?"
ANSWER = "Gå in under Inställningar och välj Återställ lösenord."
IT = "#it"


class Killed(BaseException):
    """The process ends here."""


class Line(WebClient):
    """A client whose line to Slack has troubles on order."""

    def __init__(self, slack: SandboxServer) -> None:
        super().__init__(slack.bot_token, base_url=slack.api, retry_handlers=[])
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.troubles: dict[int, BaseException] = {}
        """The call of the history or of a thread, counted from 0, that goes wrong, and how"""
        self.meanwhile: dict[int, Callable[[], None]] = {}
        """What happens while the answer to such a call is on its way"""

    def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:
        if api_method in ("conversations.history", "conversations.replies"):
            self.calls.append((api_method, arguments.get("params", {})))
            trouble = self.troubles.pop(len(self.calls) - 1, None)
            if trouble is not None:
                raise trouble
            answer = super().api_call(api_method, **arguments)
            self.meanwhile.pop(len(self.calls) - 1, lambda: None)()
            return answer
        return super().api_call(api_method, **arguments)

    def goes_wrong_at(self, call: int, trouble: BaseException) -> None:
        """The n-th call from now, counted from 0."""
        self.troubles[len(self.calls) + call] = trouble


def refusal(status: int, code: str, **headers: str) -> SlackApiError:
    return SlackApiError(
        code,
        SlackResponse(
            client=None, http_verb="GET", api_url="", req_args={}, data={"ok": False, "error": code}, headers=headers, status_code=status
        ),
    )  # type: ignore[no-untyped-call]  # slack_sdk's own


@dataclass
class Reader:
    """Kollega without its threads: what is due is worked on when the test says so."""

    workplace: Workplace
    desk: Desk
    doors: Doors
    line: Line
    people: dict[str, Person] = field(default_factory=dict)

    def channel(self, name: str = IT, *, started: bool = True) -> ChannelId:
        ada, bo, cy = (self.people[who] for who in ("ada", "bo", "cy"))
        channel = ChannelId(self.workplace.id_of(self.workplace.channel(name, members=[ada, bo, cy])))
        if started:
            self.starts(channel)
        return channel

    def starts(self, channel: ChannelId) -> None:
        with self.desk.store.writing() as session:
            people.channel_row(session, channel).is_member = True
            self.desk.starting.begin(session, channel, UserId(self.people["ada"].id), self.desk.clock.now())

    def catches_up(self, *, long: bool = True) -> None:
        self.desk.catching_up.missed(long=long)
        self.works()

    def works(self) -> None:
        """Until nothing is due."""
        common = (lambda *_: None, SystemStopwatch(), Unmetered())
        events = InboxWork(self.desk.store, self.doors.read_events, *common)
        readings = TaskWork(
            self.desk.store, self.desk.clock, {CATCH_UP: self.doors.catch_up.step}, *common, name="readings", gives_up=False
        )
        while events.once("worker") or readings.once("worker"):
            pass

    def piece(self) -> None:
        """One piece of a reading; its lease is over at once, as after a kill and a while."""
        with self.desk.store.writing() as session:
            (task,) = tasks.claim(session, "worker", 0.0, self.desk.clock.now(), 1, [CATCH_UP])
        self.doors.catch_up.step(task)

    @property
    def is_reading(self) -> bool:
        with self.desk.store.reading() as session:
            return bool(tasks.open_bodies(session, CATCH_UP))

    def read_to(self, channel: ChannelId) -> str:
        with self.desk.store.reading() as session:
            row = cursors.get(session, channel)
        assert row is not None
        return row.read_to

    def keeps(self, posted: Posted) -> bool:
        with self.desk.store.reading() as session:
            return messages.get(session, MessageRef(ChannelId(posted.channel), posted.ts)) is not None  # type: ignore[arg-type]  # the sandbox's plain text

    def known(self) -> list[dict[str, Any]]:
        return list(Exporting(self.desk.store)())

    def states(self) -> list[tuple[str, str, list[str]]]:
        return [(line["text"], line["state"], [answer["text"] for answer in line["answers"]]) for line in self.known()]

    def pages_of(self, size: int) -> None:
        self._reads(page_size=size)

    def is_on(self, line: Line) -> None:
        self._reads(client=line)

    def _reads(self, **how: Any) -> None:
        catch_up = self.doors.catch_up
        history = dataclasses.replace(catch_up.history, **how)
        self.doors = dataclasses.replace(self.doors, catch_up=dataclasses.replace(catch_up, history=history))

    def solved(self, *, question: str = QUESTION, answer: str = ANSWER) -> tuple[Posted, Posted]:
        asked = self.people["ada"].asks(IT, question)
        answered = self.people["bo"].replies(asked, answer)
        self.people["ada"].reacts(answered, "white_check_mark")
        return asked, answered


@pytest.fixture
def reader(slack: SandboxServer, workplace: Workplace, database: str) -> Iterator[Reader]:
    settings = settings_on(slack, database_url=database)
    desk, line = open_desk(settings, lambda: None), Line(slack)
    assert isinstance(desk.clock, RemoteClock)
    desk.clock.fresh_seconds = 0.0
    mirror = SlackMirror(line, desk.mirroring, desk.store)
    doors = open_doors(desk, line, UserId(workplace.app), mirror, settings, Unmetered(), lambda: None)
    yield Reader(workplace, desk, doors, line, {name.lower(): workplace.person(name) for name in ("Ada", "Bo", "Cy")})
    desk.close()


def test_more_messages_than_a_page_are_all_read(reader: Reader) -> None:
    reader.pages_of(3)
    reader.channel()
    asked = [reader.people["ada"].asks(IT, f"Hur startar man om maskin nummer {number} i verkstaden?") for number in range(7)]
    for number in range(5):
        reader.people["bo"].replies(asked[0], f"Håll knapp {number} intryckt i tio sekunder, så startar den om.")

    reader.catches_up()

    assert [line["ts"] for line in reader.known()] == [post.ts for post in asked]
    assert len(reader.known()[0]["answers"]) == 5


def test_what_vanished_at_a_pages_edge_is_deleted_and_nothing_else(reader: Reader) -> None:
    channel = reader.channel()
    asked = [reader.people["ada"].asks(IT, f"Hur startar man om maskin nummer {number} i verkstaden?") for number in range(9)]
    reader.catches_up()
    for number in (0, 3, 4, 8):
        reader.people["ada"].deletes(asked[number])

    reader.pages_of(2)
    reader.catches_up()

    assert [line["ts"] for line in reader.known()] == [asked[number].ts for number in (1, 2, 5, 6, 7)]
    assert reader.read_to(channel) >= asked[7].ts


def test_too_many_calls_in_the_middle_only_take_longer(reader: Reader) -> None:
    reader.pages_of(2)
    reader.channel()
    for number in range(3):
        reader.solved(question=f"Hur startar man om maskin nummer {number} i verkstaden?")
    for call in (1, 3):
        reader.line.goes_wrong_at(call, refusal(429, "ratelimited", **{"Retry-After": "0"}))

    reader.catches_up()

    assert [state for _, state, _ in reader.states()] == ["resolved"] * 3


@pytest.mark.parametrize("call", range(4))
def test_a_reading_that_is_killed_goes_on_and_comes_out_the_same(reader: Reader, call: int) -> None:
    reader.pages_of(2)
    channel = reader.channel()
    posted = [reader.solved(question=f"Hur startar man om maskin nummer {number} i verkstaden?") for number in range(3)]
    reader.desk.catching_up.missed(long=True)
    reader.line.goes_wrong_at(call, Killed())
    before = reader.read_to(channel)

    with pytest.raises(Killed):
        while reader.is_reading:
            reader.piece()
    assert reader.read_to(channel) == before
    reader.works()

    assert [(state, len(answers)) for _, state, answers in reader.states()] == [("resolved", 1)] * 3
    assert reader.read_to(channel) == posted[2][0].ts
    assert not reader.is_reading


@pytest.mark.parametrize("trouble", [refusal(500, "internal_error"), TimeoutError()])
def test_a_reading_that_is_not_whole_judges_nothing(reader: Reader, trouble: BaseException) -> None:
    reader.channel()
    asked, answered = reader.solved()
    reader.catches_up()
    reader.people["bo"].deletes(answered)
    reader.desk.catching_up.missed(long=True)
    reader.piece()

    reader.line.goes_wrong_at(1, trouble)  # looking for the answer once more
    with pytest.raises(type(trouble)):
        reader.piece()
    kept = reader.keeps(answered)
    reader.works()

    assert (kept, reader.keeps(answered), reader.keeps(asked)) == (True, False, True)


def test_what_came_while_a_page_was_read_is_not_taken_for_deleted(reader: Reader) -> None:
    channel = reader.channel()
    early = reader.people["ada"].asks(IT, QUESTION)
    answer = reader.line.api_call("conversations.history", params={"channel": channel}).data
    late = reader.people["ada"].asks(IT, "Varför skriver skrivaren på plan 3 ut i fel färg?")
    reader.catches_up()
    assert isinstance(answer, dict)

    class Stale(Line):
        def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:
            fresh = super().api_call(api_method, **arguments)
            stale = api_method == "conversations.history" and "latest" not in arguments["params"]
            return SlackResponse(**{**vars(fresh), "data": json.loads(json.dumps(answer))}) if stale else fresh

    reader.is_on(Stale(reader.workplace.slack))
    reader.catches_up()

    assert [line["ts"] for line in reader.known()] == [early.ts, late.ts]


def test_what_slack_hides_from_a_workspace_that_does_not_pay_is_not_taken_for_deleted(reader: Reader) -> None:
    reader.channel()
    old, answered = reader.solved()
    reader.catches_up()
    reader.workplace.time.passes(days=3)
    shown = reader.people["ada"].asks(IT, "Varför skriver skrivaren på plan 3 ut i fel färg?")
    reader.catches_up()

    reader.is_on(Thrifty(reader.workplace.slack, hides_until=answered.ts))
    reader.desk.catching_up.missed(long=True)
    reader.works()

    assert [reader.keeps(one) for one in (old, answered, shown)] == [True, True, True]


class Thrifty(Line):
    """Slack on its free plan: what is older is hidden."""

    def __init__(self, slack: SandboxServer, hides_until: str) -> None:
        super().__init__(slack)
        self.hides_until = hides_until

    def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:
        answer = super().api_call(api_method, **arguments)
        if api_method == "conversations.replies" and arguments["params"]["ts"] <= self.hides_until:
            raise refusal(200, "thread_not_found")
        if api_method == "conversations.history" and isinstance(answer.data, dict):
            left = [message for message in answer.data["messages"] if message["ts"] > self.hides_until]
            answer.data |= {"messages": left, "is_limited": True}
        return answer


def test_a_channel_that_kollega_was_removed_from_is_stopped_and_the_others_are_read(reader: Reader, slack: SandboxServer) -> None:
    gone, stays = reader.channel("#borta"), reader.channel()
    kept = reader.people["ada"].asks("#borta", "Varför skriver skrivaren på plan 3 ut i fel färg?")
    reader.catches_up()
    reader.solved()
    reader.desk.catching_up.missed(long=True)
    slack.remove(gone, reader.workplace.app)

    reader.works()

    with reader.desk.store.reading() as session:
        rows = [people.known_channel(session, channel) for channel in (gone, stays)]
        assert queue.counts(session, reader.desk.clock.now()).dead == 0
    assert [row.capture for row in rows if row] == ["stopped", "started"]
    assert (reader.keeps(kept), reader.is_reading) == (True, False)
    assert ("resolved", [ANSWER]) in [(state, answers) for _, state, answers in reader.states()]


def test_a_channel_that_was_never_started_is_not_read(reader: Reader) -> None:
    quiet, heard = reader.channel("#tyst", started=False), reader.channel()

    reader.catches_up()

    assert {params["channel"] for _, params in reader.line.calls} == {heard}
    assert quiet not in str(reader.line.calls)


def test_what_people_said_while_they_took_no_part_stays_unread(reader: Reader) -> None:
    reader.channel()
    asked, answered = reader.solved()
    reader.catches_up()
    bo = UserId(reader.people["bo"].id)
    reader.desk.privacy.opt_out(bo)
    unheard = reader.people["bo"].asks(IT, "Var ligger Flugsnapparen, den som nollställer lösenord?")
    reader.people["bo"].edits(answered, "Fråga Gråsuggan på plan 3.")
    reader.catches_up()
    reader.desk.privacy.opt_in(bo)
    heard = reader.people["bo"].asks(IT, "Varför skriver skrivaren på plan 3 ut i fel färg?")

    reader.catches_up()

    assert [(line["ts"], [a["text"] for a in line["answers"]]) for line in reader.known()] == [(asked.ts, [ANSWER]), (heard.ts, [])]
    assert not reader.keeps(unheard)


def test_what_was_erased_or_forgotten_does_not_come_back(reader: Reader) -> None:
    reader.channel()
    asked, answered = reader.solved()
    chat = reader.people["cy"].posts(IT, "Vi ses vid kaffet klockan tre.")
    reader.catches_up()
    reader.desk.privacy.erase(UserId(reader.people["bo"].id), "test")
    with reader.desk.store.writing() as session:
        messages.forget(session, MessageRef(ChannelId(chat.channel), chat.ts))  # type: ignore[arg-type]  # the sandbox's plain text
        inbox.sweep(session, reader.desk.clock.now())  # events are not known again for ever

    reader.catches_up()

    assert [reader.keeps(one) for one in (asked, answered, chat)] == [True, False, False]


def test_reactions_put_on_and_taken_off_are_seen_on_replies_too(reader: Reader) -> None:
    reader.channel()
    asked, answered = reader.solved()
    second = reader.people["cy"].replies(asked, "Ring växeln, de kan också återställa lösenordet åt dig.")
    reader.catches_up()

    reader.people["ada"].unreacts(answered, "white_check_mark")
    reader.people["ada"].reacts(second, "white_check_mark")
    reader.people["bo"].reacts(asked, "eyes")
    reader.catches_up()

    (line,) = reader.known()
    assert [answer["accepted"] for answer in line["answers"]] == [False, True]


def test_a_reading_asked_for_while_a_piece_is_read_follows_it_once(reader: Reader) -> None:
    reader.channel()
    reader.solved()
    late: list[Posted] = []

    def cut() -> None:
        late.append(reader.people["cy"].asks(IT, "Varför skriver skrivaren på plan 3 ut i fel färg?"))
        reader.desk.catching_up.missed(long=False)
        reader.desk.catching_up.missed(long=False)

    reader.line.meanwhile[0] = cut
    reader.catches_up()

    assert late[0].ts in [line["ts"] for line in reader.known()]
    assert len([method for method, _ in reader.line.calls if method == "conversations.history"]) == 2


def test_after_a_moment_only_the_last_day_is_compared_after_longer_a_month(reader: Reader) -> None:
    reader.channel()
    _, answered = reader.solved()
    reader.catches_up()
    reader.workplace.time.passes(days=3)
    reader.people["bo"].edits(answered, "Klicka på Glömt lösenord, så kommer ett brev.")
    reader.people["ada"].posts(IT, "Vi ses vid kaffet klockan tre.")
    reader.catches_up()
    reader.people["bo"].edits(answered, ANSWER)

    reader.catches_up(long=False)
    after_a_moment = reader.states()
    reader.catches_up(long=True)

    assert after_a_moment == [(QUESTION, "resolved", ["Klicka på Glömt lösenord, så kommer ett brev."])]
    assert reader.states() == [(QUESTION, "resolved", [ANSWER])]


def test_once_a_month_old_and_quiet_threads_are_compared_too(reader: Reader) -> None:
    reader.channel()
    _, answered = reader.solved()
    other = reader.people["cy"].asks(IT, "Varför skriver skrivaren på plan 3 ut i fel färg?")
    reader.catches_up()
    reader.desk.catching_up.sweep()
    assert not reader.is_reading
    reader.workplace.time.passes(days=45)
    reader.people["ada"].posts(IT, "Vi ses vid kaffet klockan tre.")
    reader.catches_up()
    reader.people["bo"].deletes(answered)
    late = reader.people["bo"].replies(other, "Kalibrera färgerna under Underhåll i skrivarens meny.")
    reader.people["ada"].posts(IT, "Nu är kaffet klart.")
    reader.catches_up()
    before = [len(line["answers"]) for line in reader.known()]

    reader.desk.catching_up.sweep()
    reader.works()
    reader.desk.catching_up.sweep()

    assert before == [1, 0]
    assert [line["answers"] and line["answers"][0]["ts"] for line in reader.known()] == [[], late.ts]
    assert not reader.is_reading


def test_a_cursor_follows_what_is_heard_ten_minutes_behind_and_stands_still_while_something_is_to_be_read(reader: Reader) -> None:
    channel = reader.channel()
    began = reader.read_to(channel)
    reader.workplace.time.passes(hours=1)
    reader.people["ada"].asks(IT, QUESTION)
    reader.catches_up()
    reader.workplace.time.passes(hours=1)
    said = reader.people["ada"].asks(IT, "Varför skriver skrivaren på plan 3 ut i fel färg?")
    reader.desk.catching_up.missed(long=True)
    reader.desk.catching_up.advance()
    waiting = reader.read_to(channel)
    reader.works()
    read = reader.read_to(channel)
    reader.workplace.time.passes(hours=1)
    heard = reader.people["ada"].asks(IT, "Hur delar jag min kalender med hela gruppen?")
    event = {"type": "message", "channel": channel, "channel_type": "channel", "user": reader.people["ada"].id, "text": heard.text}
    reader.doors.catch_up.door.take("Ev1", {**event, "ts": heard.ts})
    reader.works()
    reader.desk.catching_up.advance()

    assert began < waiting < read == said.ts
    assert float(reader.read_to(channel)) == pytest.approx(float(heard.ts) - 600)
