"""What a message can touch: the questions around it that may stand otherwise once it is there, changed or gone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import takewhile

from knowledge.domain.ids import ChannelId, Ts, time_ts, ts_key, ts_time
from knowledge.domain.linking import FLAT_FOLLOWS_WITHIN, PART_WITHIN
from knowledge.domain.messages import Said
from knowledge.storage import Session, facts, messages

FLAT_WINDOW = timedelta(minutes=30)
"""How long after a question at the top level of a channel a reply outside its thread may still be its answer."""
SPLIT_WINDOW = 5 * PART_WITHIN
"""How long before a part of a question its first part may stand; more parts than these nobody writes."""
# Questions looked at again. Own ones by a message; own ones by thanks (which may be for any) and those of a person who is named,
# of whom the busiest of 24,783 messages of chat had 18 in half an hour. Nobody asks more.
_FEW, _MOST = 5, 30
_MANY = 1_000


def near_to(session: Session, channel: ChannelId, several: Sequence[Said]) -> list[Said]:
    """The messages of a channel whose standing as questions some messages of it can change: these, those in their threads, those
    at the top level that were asked before them, and those that people marked them as answers to.

    The messages themselves need not be kept any more.
    """
    near = {said.ts: said for said in several}
    for thread in messages.threads(session, channel, {said.message.thread_ts for said in several}).values():
        near.update({other.ts: other for other in thread})
    replied_to = [near[root] for root in sorted({said.message.thread_ts for said in several if said.message.is_reply}) if root in near]
    near.update({other.ts: other for other in begun_before(session, channel, replied_to)})
    for talk in _talks([said for said in several if not said.message.is_reply]):
        near.update({other.ts: other for other in _talked_to(session, channel, talk)})
    return [*sorted(near.values(), key=lambda other: ts_key(other.ts)), *_marked_with(session, channel, several, near)]


def _marked_with(session: Session, channel: ChannelId, several: Sequence[Said], near: Collection[Ts]) -> list[Said]:
    """Questions to which people marked some messages as the answer, or which these solved: of any channel, besides those near."""
    refs = facts.questions_answered_with(session, channel, [said.ts for said in several])
    wanted = sorted(ref for ref in set(refs) if ref.channel != channel or ref.ts not in near)
    return [said for said in (messages.get(session, ref) for ref in wanted) if said is not None]


def begun_before(session: Session, channel: ChannelId, roots: Iterable[Said]) -> list[Said]:
    """What the people who began some threads had said just before: a thread may hang on the last part of a split question."""
    return messages.said_before(session, channel, [(root.user, root.ts) for root in roots], SPLIT_WINDOW)


def asked_around(session: Session, channel: ChannelId, ts: Ts) -> list[Said]:
    """All questions at the top level before a message that is gone: thanks that came after it may have been for it."""
    return messages.asked_before(session, channel, ts, FLAT_WINDOW, _MANY)


def _talks(top: Sequence[Said]) -> Iterator[list[Said]]:
    """Messages at the top level, by runs of which none comes long after the one before."""
    run: list[Said] = []
    for said in sorted(top, key=lambda said: ts_key(said.ts)):
        if run and ts_time(said.ts) - ts_time(run[-1].ts) > FLAT_FOLLOWS_WITHIN:
            yield run
            run = []
        run.append(said)
    if run:
        yield run


def _talked_to(session: Session, channel: ChannelId, talk: Sequence[Said]) -> list[Said]:
    """The kept questions that messages at the top level can answer, go on with or give thanks for (`linking.linked`).

    Not all of the last half hour: in a busy channel these are hundreds, and every message would settle them all again.
    """
    first, last = talk[0].ts, talk[-1].ts
    people = {user for said in talk for user in (said.user, *said.mentions)}
    found = messages.asked_before(session, channel, first, FLAT_WINDOW, _MANY, by=people)
    found += messages.asked_before(session, channel, first, FLAT_FOLLOWS_WITHIN, _MOST)
    found += messages.asked_before(session, channel, first, FLAT_WINDOW, _FEW)
    if first != last:
        found += messages.asked_before(session, channel, last, ts_time(last) - ts_time(first), _MANY)
    asked = sorted({question.ts: question for question in found}.values(), key=lambda question: ts_key(question.ts))
    keys = [ts_key(question.ts) for question in asked]
    touched: list[Said] = []
    for said in talk:
        here = bisect_left(keys, ts_key(said.ts))
        window, at_once = (bisect_left(keys, ts_key(time_ts(ts_time(said.ts) - within))) for within in (FLAT_WINDOW, FLAT_FOLLOWS_WITHIN))
        touched += _that_it_can_touch(said, asked[window:here][::-1], asked[at_once:here][::-1])
    return touched


def _that_it_can_touch(said: Said, before: Sequence[Said], at_once: Sequence[Said]) -> list[Said]:
    """Of the questions asked in the half hour before, and in the minutes before; the latest first."""
    own = [question for question in before if question.user == said.user][: _MOST if said.gratitude else _FEW]
    named = [question for question in before if question.user in said.mentions][:_MOST]
    # Of what may turn out to be a question each is looked at; it ends nobody's turn.
    untold = [question for question in at_once if question.is_question is None][:_MOST]
    latest = [question for question in at_once if question.is_question is not None][:_MOST]
    # Without a name it goes to who asked last; a question of somebody else ends the turn of those before it.
    turn = list(takewhile(lambda question: question.user == latest[0].user, latest))
    # Nobody else has spoken since: it is theirs however late, if they thank for it.
    alone = list(takewhile(lambda question: question.user == before[0].user, before[:_FEW]))
    return [*own, *named, *turn, *latest[len(turn) : len(turn) + 1], *alone, *untold]
