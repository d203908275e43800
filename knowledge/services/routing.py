"""A question that nobody answered goes to one colleague who agreed to be asked, in their working time; then to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId, ts_time
from knowledge.domain.later import Later, remind_at
from knowledge.domain.messages import Ruling, Verdict
from knowledge.domain.policy import ChannelPolicy
from knowledge.domain.ports import Clock
from knowledge.domain.routing import OPEN, SILENT_ASKS, UNSEEN, AskState, Choice, Hindrance, soonest
from knowledge.services import asked, audiences, taking_out, weighing
from knowledge.services.asked import ask_key, route_key
from knowledge.services.catching_up import being_read
from knowledge.services.waiting import needs_somebody, question_of
from knowledge.storage import (
    Session,
    Store,
    asks,
    entries,
    facts,
    outbox,
    people,
    posts,
    slots,
    tasks,
)
from knowledge.storage.tables import AskRow, EntryRow
from knowledge.storage.tasks import ClaimedTask

ROUTE = asked.ROUTE
REMIND = "remind"
ASK = "ask"
REMINDER = "ask_reminder"
ASKING = "asking"
FALLBACK = weighing.FALLBACK
_LOOK_AGAIN_SECONDS = 1.0  # while a channel is read
_WAIT_MINUTES = 9 * 60  # working time that a question waits for somebody who fits but is not there: a day


@dataclass(frozen=True)
class Routing:
    """Ask, remind, pass on, escalate. Everything is looked at again each time; each step is taken once."""

    store: Store
    clock: Clock

    def wait_for(self, session: Session, questions: Sequence[MessageRef], not_before: datetime) -> None:
        """New questions: if nobody answers within their channels' patience, somebody is asked. Safe to repeat."""
        policies = {channel: people.policy_of(session, channel) for channel in {question.channel for question in questions}}
        for question in questions:
            policy = policies[question.channel]
            due = policy.working(policy.tz).after(ts_time(question.ts), policy.patience_minutes) if policy.routing else None
            if due is not None:
                tasks.add(session, route_key(question), ROUTE, max(due, not_before), {"channel": question.channel, "ts": question.ts})

    def step(self, task: ClaimedTask) -> None:
        """The task of a question that waits. While its channel is being read, what was missed may hold the answer."""
        question = MessageRef(ChannelId(task.body["channel"]), Ts(task.body["ts"]))
        with self.store.writing() as session:
            if question.channel in being_read(session, self.clock.now()):
                tasks.go_on(session, task, task.body, _LOOK_AGAIN_SECONDS)
                return
        self.route(question)

    def route(self, question: MessageRef) -> None:
        """Take the next step for a question, if one is due. Safe to repeat."""
        now = self.clock.now()
        with self.store.writing() as session:
            people.lock(session, question.channel)
            row = entries.by_question(session, question)
            if row is None or not needs_somebody(session, row, now):
                asked.gone(session, question, now)  # too old, say: who was asked is not kept from other questions
                return
            policy = people.policy_of(session, question.channel)
            for waiting in asks.open_of(session, question):
                until = self._until(session, waiting, policy)
                if until > now and not _puts_off(waiting, policy, now):
                    asked.look_again(session, question, until)
                    return
                if until <= now:
                    asked.close(session, waiting, AskState.LAPSED, now)
            self._next(session, row, policy, now)

    def remind(self, ask: int) -> None:
        """The moment that an expert chose has come: the question is put to them once more, if it still waits."""
        now = self.clock.now()
        with self.store.writing() as session:
            row = asks.get(session, ask)
            if row is None or row.state != AskState.LATER or row.next_at is None or row.next_at > now:
                return
            entry = entries.by_question(session, asks.question_of(row))
            if entry is None or not needs_somebody(session, entry, now):
                asked.close(session, row, AskState.ENDED, now)
                return
            asks.become(session, row, AskState.WAITING, next_at=row.next_at)
            if not self._say(session, row, ASK, ask_key(row.id), now):  # it was passed on to them after work
                self._say(session, row, REMINDER, f"{ask_key(row.id)}:{row.next_at.isoformat()}", now)
            question = asks.question_of(row)
            asked.look_again(session, question, self._until(session, row, people.policy_of(session, question.channel)))

    def later(self, ask: int, by: UserId, when: Later) -> datetime:
        """*Later*: when they will be reminded. Raises NotFound, AlreadyDone."""
        now = self.clock.now()
        with self.store.writing() as session:
            row = self._mine_alone(session, ask, by)
            person = people.person(session, by)
            working = people.person_policy_of(session, by).working(person.tz if person else "")
            at = remind_at(when, working, now)
            self._put_off(session, row, at, reacted_at=now)
            taking_out.show_anew(session, ask_key(row.id), now)
            asked.look_again(session, asks.question_of(row), now)
            return at

    def not_mine(self, ask: int, by: UserId) -> None:
        """*Not my area*: the next one is asked at once. Raises NotFound, AlreadyDone."""
        now = self.clock.now()
        with self.store.writing() as session:
            row = self._mine_alone(session, ask, by)
            asked.close(session, row, AskState.NOT_MINE, now, reacted=True)
            asked.look_again(session, asks.question_of(row), now)

    def colleagues(self, ask: int, by: UserId) -> list[UserId]:
        """To whom an ask may be passed on: others who agreed to the question's topics and only may have gone home for the day."""
        now = self.clock.now()
        with self.store.reading() as session:
            row = self._mine(session, ask, by)
            entry = entries.by_question(session, asks.question_of(row))
            return [choice.user for choice in self._others(session, entry, by, now)] if entry else []

    def pass_on(self, ask: int, by: UserId, to: UserId) -> None:
        """*Pass on* to somebody who agreed; who is not at work is told when they are. Raises NotFound, AlreadyDone, NotAllowed."""
        now = self.clock.now()
        with self.store.writing() as session:
            row = self._mine_alone(session, ask, by)
            entry = entries.by_question(session, asks.question_of(row))
            choice = next((each for each in self._others(session, entry, by, now) if each.user == to), None) if entry else None
            if entry is None or choice is None:
                raise NotAllowed("somebody who can be asked")
            asked.close(session, row, AskState.PASSED, now, reacted=True)
            if needs_somebody(session, entry, now):
                self._ask(session, entry, to, [f"passed:{by}"], now, choice.free_at)

    def reacted(self, ask: int, by: UserId) -> None:
        """An expert pressed a button of their message, or opened a form from it: whatever becomes of it, they were not silent."""
        with self.store.writing() as session:
            row = asks.get(session, ask)
            if row is not None and row.expert == by and row.reacted_at is None:
                asked.reacted(session, row, self.clock.now())

    def ask_again(self, by: UserId) -> None:
        """Somebody who did not react twice wants to be asked again."""
        now = self.clock.now()
        with self.store.writing() as session:
            for row in asks.of_expert(session, by)[:SILENT_ASKS]:
                row.reacted_at = row.reacted_at or now

    def stop(self, question: MessageRef, by: UserId) -> None:
        """The asker wants nobody to be asked. Raises NotFound, NotAllowed for anybody else."""
        now = self.clock.now()
        with self.store.writing() as session:
            row = entries.by_question(session, question)
            if row is None:
                raise NotFound("question")
            if row.asker != by:
                raise NotAllowed("asker")
            facts.rule(session, Ruling(question, question, Verdict.ASK_NOBODY, by, now))
            asked.gone(session, question, now)
            tasks.cancel(session, route_key(question))

    def may_be_sent(self, session: Session, ask: int, now: datetime) -> bool:
        """Whether an ask's DM may be sent now: this expert may be asked at this moment, and the question waits."""
        row = asks.get(session, ask)
        entry = entries.by_question(session, asks.question_of(row)) if row else None
        if row is None or entry is None or row.state != AskState.WAITING or not needs_somebody(session, entry, now):
            return False
        choice = weighing.again(session, row, entry, now)
        return choice is not None and choice.available

    def not_reached(self, session: Session, ask: int, *, refused: bool) -> None:
        """An ask's DM was not sent, in this transaction: the question goes on at once. `refused`: Slack does not take it.

        Who wanted to be reminded, and is not at work now, is reminded when they are.
        """
        row, now = asks.get(session, ask), self.clock.now()
        if row is None:
            return
        people.lock(session, ChannelId(row.channel_id))
        session.refresh(row)
        if row.state != AskState.WAITING:
            return
        entry = entries.by_question(session, asks.question_of(row))
        choice = weighing.again(session, row, entry, now) if entry is not None and row.next_at is not None and not refused else None
        if choice is not None and choice.hindrance is Hindrance.NOT_AT_WORK and choice.free_at is not None:
            self._put_off(session, row, choice.free_at)
        else:
            asked.let_go(session, row, now, AskState.UNREACHABLE if refused else AskState.UNSENT)

    def who(self, text: str, channel: ChannelId | None, asker: UserId | None, now: datetime) -> list[Choice]:
        """Whom Kollega would ask about a text, everybody who agreed, whom to ask first at the front."""
        with self.store.reading() as session:
            return weighing.by_text(session, text, channel, asker, (), now)

    def _next(self, session: Session, row: EntryRow, policy: ChannelPolicy, now: datetime) -> None:
        question = question_of(row)
        uncounted = (AskState.PASSED, *UNSEEN)
        before = [each for each in asks.of_question(session, question) if each.state not in uncounted]
        if len(before) < policy.most_experts:
            weighed = weighing.by_question(session, row, now)
            if weighed and weighed[0].available:
                self._ask(session, row, weighed[0].user, [f"topic:{name}" for name in weighed[0].topics], now)
                return
            if self._waits(session, question, weighed, policy, now):
                return
        self._fall_back(session, row, policy, now)

    def _waits(self, session: Session, question: MessageRef, weighed: Sequence[Choice], policy: ChannelPolicy, now: datetime) -> bool:
        """Whether a question waits for the first of some people who only cannot be asked yet; it does not wait for long."""
        at = soonest(weighed)
        if at is None or policy.working(policy.tz).minutes_between(now, at) > _WAIT_MINUTES:
            return False
        asked.look_again(session, question, max(at, now + timedelta(minutes=1)))
        return True

    def _others(self, session: Session, entry: EntryRow, by: UserId, now: datetime) -> list[Choice]:
        weighed = weighing.by_question(session, entry, now)
        return [each for each in weighed if each.user != by and each.hindrance in (None, Hindrance.NOT_AT_WORK)]

    def _ask(
        self, session: Session, row: EntryRow, expert: UserId, why: list[str], now: datetime, not_before: datetime | None = None
    ) -> None:
        question = question_of(row)
        before = asks.of_question(session, question)
        ask = asks.add(session, question, max((each.step for each in before), default=0) + 1, expert, why, now)
        if ask is None:
            return
        if not_before is None:
            self._say(session, ask, ASK, ask_key(ask.id), now)
        else:
            self._put_off(session, ask, not_before)
        if not before:
            body = {"channel": question.channel, "ts": question.ts}
            outbox.add(
                session,
                method="chat.postEphemeral",
                channel_id=question.channel,
                user_id=UserId(row.asker),
                kind=ASKING,
                body=body,
                created_at=now,
                key=f"asking:{question.channel}:{question.ts}",
            )
        asked.look_again(session, question, self._until(session, ask, people.policy_of(session, question.channel)))

    def _put_off(self, session: Session, row: AskRow, at: datetime, reacted_at: datetime | None = None) -> None:
        asks.become(session, row, AskState.LATER, reacted_at=reacted_at, next_at=at)
        tasks.add(session, f"remind:{row.id}:{at.isoformat()}", REMIND, at, {"ask": row.id})

    def _say(self, session: Session, ask: AskRow, kind: str, key: str, now: datetime) -> bool:
        """Queue a direct message about an ask. False: this one was queued before."""
        queued = outbox.add(
            session,
            method="chat.postMessage",
            channel_id=None,
            user_id=UserId(ask.expert),
            kind=kind,
            body={"ask": ask.id},
            created_at=now,
            key=key,
        )
        if queued is not None:
            posts.made_from(session, key, [asks.question_of(ask)])
        return queued is not None

    def _fall_back(self, session: Session, row: EntryRow, policy: ChannelPolicy, now: datetime) -> None:
        question, to = question_of(row), policy.fallback
        if to.startswith(("U", "W")):
            choice = weighing.last_resort(session, row, UserId(to), now)
            if choice is not None and choice.available:
                self._ask(session, row, choice.user, [FALLBACK], now)
            elif choice is not None:
                self._waits(session, question, [choice], policy, now)
            return
        if not to or not slots.take(session, FALLBACK, f"{question.channel}:{question.ts}", "once", "posted", now):
            return
        key = f"fallback:{question.channel}:{question.ts}"
        is_channel = to.startswith(("C", "G"))
        outbox.add(
            session,
            method="chat.postMessage",
            channel_id=ChannelId(to) if is_channel else question.channel,
            user_id=None,
            kind=FALLBACK,
            body={"channel": question.channel, "ts": question.ts, **({} if is_channel else {"group": to, "thread": question.ts})},
            created_at=now,
            key=key,
        )
        posts.made_from(session, key, [question])

    def _until(self, session: Session, ask: AskRow, policy: ChannelPolicy) -> datetime:
        """Until when an expert may take their time: working hours of their own."""
        expert = UserId(ask.expert)
        person = people.person(session, expert)
        working = people.person_policy_of(session, expert).working(person.tz if person else "")
        begun = ask.next_at or ask.asked_at
        return working.after(begun, policy.expert_minutes) or begun + timedelta(days=1)

    def _mine_alone(self, session: Session, ask: int, by: UserId) -> AskRow:
        """An ask to be changed: two clicks, or two processes, make one effect."""
        row = asks.get(session, ask)
        if row is not None:
            people.lock(session, ChannelId(row.channel_id))
            session.refresh(row)
        return self._mine(session, ask, by)

    def _mine(self, session: Session, ask: int, by: UserId) -> AskRow:
        row = asks.get(session, ask)
        if row is None or row.expert != by:
            raise NotFound("ask")
        if not audiences.may_be_read(session, by, ChannelId(row.channel_id), self.clock.now()):
            raise NotFound("ask")  # a guest by now, or out of the channel: nor are they told that it is over
        if AskState(row.state) not in OPEN:
            raise AlreadyDone(row.state)
        return row


def _puts_off(ask: AskRow, policy: ChannelPolicy, now: datetime) -> bool:
    """Somebody wants to be reminded so late that the question should not wait for them."""
    return (
        ask.state == AskState.LATER
        and ask.reacted_at is not None
        and ask.next_at is not None
        and ask.next_at - now > timedelta(minutes=policy.expert_minutes)
    )
