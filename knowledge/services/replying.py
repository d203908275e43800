"""An answer given to Kollega, posted in the question's thread for its author: theirs to edit and to remove, and counted as theirs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from knowledge.domain.errors import AlreadyDone, NotAllowed, NotFound
from knowledge.domain.found import Speaker
from knowledge.domain.ids import ChannelId, MessageRef, Ts, UserId, time_ts, ts_time
from knowledge.domain.lifecycle import QuestionState
from knowledge.domain.messages import Message, Ruling, Verdict
from knowledge.domain.people import ChannelKind
from knowledge.domain.ports import Clock, SearchIndex
from knowledge.domain.routing import UNSEEN, AskState
from knowledge.language.secrets import mask
from knowledge.services import asked, audiences, capture, taking_out
from knowledge.storage import Session, Store, asks, entries, facts, messages, outbox, people, posts
from knowledge.storage.outbox import ClaimedPost

ANSWER = "answer"
NOT_POSTED = "answer_not_posted"
_NEXT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Asking:
    """A question that somebody is about to answer."""

    ref: MessageRef
    text: str
    asker: UserId


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer is on its way. `masked`: the kinds of secrets that were struck out of it."""

    masked: tuple[str, ...]


@dataclass(frozen=True)
class Replying:
    """*Answer*, *Edit*, *Remove*. Texts are mrkdwn, escaped."""

    store: Store
    index: SearchIndex
    clock: Clock

    def question(self, ref: MessageRef, by: UserId) -> Asking:
        """The question, for the form. Raises NotFound where it is gone or may not be read, NotAllowed for who takes no part."""
        with self.store.reading() as session:
            return self._may_answer(session, ref, by, self.clock.now())

    def answer(self, ref: MessageRef, by: UserId, text: str, form: str) -> Answered:
        """Post an answer for somebody into the question's thread. Raises as `question`.

        A form (its id) that is sent twice, because Slack gave up waiting, makes one answer, with the last words; raises
        AlreadyDone where they come too late for that and too early to be an edit.
        """
        now = self.clock.now()
        clean = mask(text)
        with self.store.writing() as session:
            self._may_answer(session, ref, by, now)
            said = messages.get(session, ref)
            body = {"question": ref.ts, "thread": said.message.thread_ts if said else ref.ts, "by": by, "text": clean.text}
            queued = outbox.add(
                session,
                method="chat.postMessage",
                channel_id=ref.channel,
                user_id=by,
                kind=ANSWER,
                body=body,
                created_at=now,
                key=f"{ANSWER}:{form}",
            )
            if queued is None:
                self._answer_instead(session, f"{ANSWER}:{form}", body, now)
            for ask in asks.of_question(session, ref):
                if ask.expert == by and AskState(ask.state) not in UNSEEN:
                    asked.answered(session, ask, now)
        return Answered(clean.kinds)

    def not_posted(self, session: Session, post: ClaimedPost) -> None:
        """An answer was not posted after all, in this transaction: its author is told, and the question waits again."""
        channel, by, now = post.channel_id or ChannelId(""), UserId(post.body["by"]), self.clock.now()
        question = MessageRef(channel, Ts(post.body["question"]))
        for ask in asks.of_question(session, question):
            if ask.expert == by and ask.state == AskState.ANSWERED:
                asked.close(session, ask, AskState.NOT_POSTED, now)
        if entries.by_question(session, question) is not None:
            asked.look_again(session, question, now)
        if people.opted_out_since(session, by) is None:
            outbox.add(
                session,
                method="chat.postMessage",
                channel_id=None,
                user_id=by,
                kind=NOT_POSTED,
                body={"channel": channel, "question": post.body["question"]},
                created_at=now,
                key=f"{NOT_POSTED}:{post.key}",
            )

    def stands(self, session: Session, post: ClaimedPost, ts: Ts) -> None:
        """Slack has an answer: from now on it is a message of its author's, whatever it says."""
        channel, by = post.channel_id or ChannelId(""), UserId(post.body["by"])
        now = self.clock.now()
        message = Message(channel, ts, by, post.body["text"], Ts(post.body["thread"]), ts)
        question = MessageRef(channel, Ts(post.body["question"]))
        posts.made_from(session, post.key, [message.ref])
        posts.sent(session, post.key, ANSWER, {"by": by, "question": question.ts}, channel, ts, now)
        facts.rule(session, Ruling(question, message.ref, Verdict.IS_AN_ANSWER, by, now))
        capture.keep(session, self.index, channel, [capture.read(message, (), by_asker=False)], now)
        _tell_again(session, question, by, now)

    def is_answered(self, ref: MessageRef, by: UserId) -> bool:
        """Whether a question has an answer that somebody can read in the thread."""
        with self.store.reading() as session:
            row = entries.by_question(session, ref)
            is_answered = row is not None and row.state in {QuestionState.ANSWERED, QuestionState.RESOLVED}
            return is_answered and audiences.may_be_read(session, by, ref.channel, self.clock.now())

    def text(self, ref: MessageRef, by: UserId) -> str:
        """An answer's words, for its author's form. Raises NotFound, NotAllowed for anybody else."""
        with self.store.reading() as session:
            return self._own(session, ref, by)[0].text

    def author(self, session: Session, ref: MessageRef) -> Speaker:
        """Whose answer stands at a place in Slack."""
        said = messages.get(session, ref)
        user = said.user if said else UserId("")
        return people.speakers(session, [user])[user]

    def post(self, session: Session, body: Mapping[str, Any], place: ChannelId, ts: Ts | None) -> tuple[str, UserId] | None:
        """The words and the author of an answer that is to be posted, or that stands at `ts`. None: it may not be shown any more."""
        by, question = UserId(body["by"]), MessageRef(place, Ts(body["question"]))
        if people.opted_out_since(session, by) is not None and ts is None:
            return None
        if ts is None:
            if not audiences.at_work(people.known_channel(session, place)):
                return None
            there = people.place(session, place)
            # Who left a private channel says nothing there; that the members were read long ago costs nobody their answer.
            if there is not None and there.kind is not ChannelKind.PUBLIC and by not in there.members:
                return None
            # Posted to a thread whose root is gone it would land in the channel.
            return (str(body["text"]), by) if entries.by_question(session, question) is not None else None
        said = messages.get(session, MessageRef(place, ts))
        return (said.message.text, by) if said is not None else None

    def edit(self, ref: MessageRef, by: UserId, text: str) -> Answered:
        """The author's new words, in Slack and in the base."""
        now = self.clock.now()
        clean = mask(text)
        with self.store.writing() as session:
            before, _ = self._own(session, ref, by)
            if not audiences.at_work(people.known_channel(session, ref.channel)):
                raise NotFound("channel")
            if people.opted_out_since(session, by) is not None:
                raise NotAllowed("taking part")
            self._change(session, before, clean.text, now)
        return Answered(clean.kinds)

    def remove(self, ref: MessageRef, by: UserId) -> None:
        """The author takes the answer back: it goes from Slack and from the base."""
        now = self.clock.now()
        with self.store.writing() as session:
            _, question = self._own(session, ref, by)
            capture.delete(session, self.index, ref, now)
            for ask in asks.of_question(session, question):
                if ask.expert == by and ask.state == AskState.ANSWERED:
                    asked.close(session, ask, AskState.TAKEN_BACK, now, reacted=True)

    def _answer_instead(self, session: Session, key: str, body: dict[str, Any], now: datetime) -> None:
        post = posts.by_key(session, key)
        if post is not None:
            before, _ = self._own(session, MessageRef(ChannelId(post.channel_id), Ts(post.ts)), UserId(body["by"]))
            if before.text != body["text"]:
                self._change(session, before, body["text"], now)
        elif not outbox.say_instead(session, key, body):
            raise AlreadyDone("answer")

    def _change(self, session: Session, before: Message, text: str, now: datetime) -> None:
        version = max(now, ts_time(before.version) + _NEXT)
        after = Message(before.channel, before.ts, before.user, text, before.thread_ts, time_ts(version))
        capture.keep(session, self.index, before.channel, [capture.read(after, (), by_asker=False)], now)

    def _may_answer(self, session: Session, ref: MessageRef, by: UserId, now: datetime) -> Asking:
        row, channel = entries.by_question(session, ref), people.known_channel(session, ref.channel)
        if row is None or channel is None or not audiences.may_be_read(session, by, ref.channel, now):
            raise NotFound("question")
        if not audiences.at_work(channel):
            raise NotFound("channel")
        if people.opted_out_since(session, by) is not None:
            raise NotAllowed("taking part")
        return Asking(ref, row.text, UserId(row.asker))

    def _own(self, session: Session, ref: MessageRef, by: UserId) -> tuple[Message, MessageRef]:
        """An answer that stands for its author, and the question."""
        said, post = messages.get(session, ref), posts.at(session, ref)
        if said is None or post is None or post.kind != ANSWER:
            raise NotFound("answer")
        if said.user != by:
            raise NotAllowed("author")
        return said.message, MessageRef(ref.channel, Ts(post.body["question"]))


def _tell_again(session: Session, question: MessageRef, by: UserId, now: datetime) -> None:
    """What the direct messages about a question say of its expert's answer has changed."""
    for ask in asks.of_question(session, question):
        if ask.expert == by and ask.state == AskState.ANSWERED:
            taking_out.show_anew(session, asked.ask_key(ask.id), now)
