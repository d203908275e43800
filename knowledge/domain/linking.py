"""Which messages go with a question: its own parts, and what may answer it in its threads and beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from knowledge.domain.ids import Ts, ts_time
from knowledge.domain.language import POSITIVE
from knowledge.domain.messages import Said

FLAT_FOLLOWS_WITHIN = timedelta(minutes=5)  # a reply without a thread follows at once, or names the asker
_FLAT_MENTION_WITHIN = timedelta(minutes=30)
PART_WITHIN = timedelta(minutes=3)  # «hej» … «alltså vpn» … «funkar inte hemifrån»


def parts_of(question: Said, following: Sequence[Said]) -> tuple[Said, ...]:
    """The question's own continuation: the asker's next messages at once, before anybody else speaks."""
    parts = [question]
    last = question
    for said in following:
        close = ts_time(said.ts) - ts_time(last.ts) <= PART_WITHIN
        if said.user != question.user or not close or said.gratitude in POSITIVE:
            break
        if said.is_question is True and not said.message.is_reply and said.message.thread_ts != question.message.thread_ts:
            break
        parts.append(said)
        last = said
    return tuple(parts)


def that_matter(question: Said, flat: Sequence[Said]) -> list[Said]:
    """Of the messages after a question at the top level of its channel, in time order, those that `settle` looks at.

    In a busy channel most of half an hour is none of these: not the asker's own, naming nobody or somebody else, and said after
    another question began.
    """
    until = ts_time(question.ts) + FLAT_FOLLOWS_WITHIN
    kept, alone, at_once = list[Said](), True, True
    for said in flat:
        if said.message.user == question.user:
            kept.append(said)
            continue
        at_once = at_once and ts_time(said.ts) <= until
        # The first of somebody else ends the asker's own turn, however late it comes.
        if alone or at_once or question.user in said.mentions:
            kept.append(said)
        alone = False
        at_once = at_once and (said.is_question is not True or said.message.is_reply)
    return kept


def linked(question: Said, following: Sequence[Said], parts: set[Ts]) -> list[Said]:
    """What was said to a question, in its threads first; not all of it answers."""
    # People answer under whichever part they read last.
    threads = {question.message.thread_ts, *(ts for ts in parts if not question.message.is_reply)}
    in_thread = [s for s in following if s.message.thread_ts in threads and s.ts not in parts]
    if question.message.is_reply:
        return in_thread
    flat: list[Said] = []
    asked_at = ts_time(question.ts)
    at_once = True
    others: list[Said] = []
    for said in following:
        if said.message.is_reply or said.ts in parts or said.message.thread_ts in threads:
            continue
        waited = ts_time(said.ts) - asked_at
        if said.user == question.user:
            # However late it came: if nobody else spoke, and they thank for it, it was for them.
            if len(others) == 1 and said.gratitude in POSITIVE and others[0] not in flat and not others[0].mentions:
                flat.append(others[0])
            continue
        others.append(said)
        names_asker = question.user in said.mentions
        if (names_asker and waited <= _FLAT_MENTION_WITHIN) or (at_once and waited <= FLAT_FOLLOWS_WITHIN and not said.mentions):
            flat.append(said)
        if said.is_question is True:
            at_once = False  # another question begins: what follows may belong to that one
    return in_thread + flat
