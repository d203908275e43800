"""What Slack shows, compared with what is kept: what of it is news, and may be read in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.domain.history import Known, Reading, Shown
from knowledge.domain.ids import ChannelId, Ts, UserId, time_ts, ts_key
from knowledge.domain.lifecycle import TELLING_REACTIONS
from knowledge.domain.messages import Message, Reaction
from knowledge.domain.occurrences import Deleted, Edited, Occurrence, Posted, Reacted
from knowledge.domain.people import Capture
from knowledge.services.catching_up import REACH
from knowledge.storage import Session, cursors, histories, messages, people, privacy, reactions


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be read in from a channel, and from whom.

    `began`: no words that were written before capture began. `quiet_before`, `swept`: in a sweep, replies in threads
    that are older than the first are read from the second on, since other readings pass such threads by.
    """

    channel: ChannelId
    began: Ts
    since: Ts
    quiet_before: Ts | None
    swept: Ts
    erased: Mapping[UserId, Ts]
    in_again: Mapping[UserId, Ts]

    def may_be_read(self, user: UserId, written_at: Ts, ts: Ts) -> bool:
        """Words that somebody wrote at a moment, in the message `ts`."""
        if ts_key(written_at) <= ts_key(self.began) or self._is_erased(user, ts):
            return False
        return user not in self.in_again or ts_key(written_at) > ts_key(self.in_again[user])

    def may_have_reacted(self, reaction: Reaction) -> bool:
        """Slack does not say when somebody reacted: on a message from before they wanted so, it counts as from before."""
        out_before = reaction.user in self.in_again and ts_key(reaction.ts) <= ts_key(self.in_again[reaction.user])
        return not out_before and not self._is_erased(reaction.user, reaction.ts)

    def is_news(self, shown: Shown, roots: Collection[Ts]) -> bool:
        """Whether a message that is not kept was missed; else it was forgotten, or is not to be kept."""
        quiet = self.quiet_before is not None and shown.thread_ts in roots and ts_key(shown.thread_ts) < ts_key(self.quiet_before)
        return ts_key(shown.ref.ts) > ts_key(self.swept if quiet and shown.is_reply else self.since)

    def _is_erased(self, user: UserId, ts: Ts) -> bool:
        return user in self.erased and ts_key(ts) <= ts_key(self.erased[user])


def rules_for(session: Session, reading: Reading, now: datetime) -> Rules | None:
    """The rules of a reading; None where nothing may be read (any more)."""
    row, cursor = people.known_channel(session, reading.channel), cursors.get(session, reading.channel)
    if row is None or row.capture != Capture.STARTED or row.started_at is None:
        return None
    began = time_ts(row.started_at)
    return Rules(
        reading.channel,
        began,
        max(reading.wanted.since, began, key=ts_key),
        time_ts(now - REACH) if reading.wanted.sweep else None,
        time_ts(cursor.swept_at) if cursor and cursor.swept_at else began,
        privacy.erasures(session),
        histories.in_again_since(session),
    )


def news(session: Session, rules: Rules, shown: Sequence[Shown]) -> list[Occurrence]:
    """What happened to the messages shown that is not kept yet, in the order in which they were written."""
    ordered = sorted(shown, key=lambda one: ts_key(one.ref.ts))
    stamps = [one.ref.ts for one in ordered]
    known = histories.some(session, rules.channel, stamps)
    roots = histories.some(session, rules.channel, {one.thread_ts for one in ordered})
    gone = messages.deleted(session, rules.channel, stamps)
    standing: dict[Ts, set[Reaction]] = {}
    for reaction in reactions.on(session, rules.channel, stamps):
        standing.setdefault(reaction.ts, set()).add(reaction)
    found: list[Occurrence] = []
    for one in ordered:
        if one.written is not None and one.ref.ts not in gone:
            found += _news(one, known.get(one.ref.ts), standing.get(one.ref.ts, set()), rules, roots)
    return found


def _news(shown: Shown, known: Known | None, standing: set[Reaction], rules: Rules, roots: Collection[Ts]) -> Iterator[Occurrence]:
    assert shown.written is not None
    message = shown.written.message
    if known is None and not rules.is_news(shown, roots):
        return
    if shown.written.deleted:
        yield Deleted(message.channel, message.ts, message.thread_ts)
        return
    readable = rules.may_be_read(message.user, message.version, message.ts)
    if known is None:
        if not readable:
            return
        yield Posted(shown.written, late=True)
    elif readable and ts_key(message.version) > ts_key(known.version):
        yield Edited(shown.written, late=True)
    yield from _reacted(shown, message, standing, rules)


def _reacted(shown: Shown, message: Message, standing: set[Reaction], rules: Rules) -> Iterator[Occurrence]:
    assert shown.written is not None
    now = {reaction for reaction in shown.written.reactions if reaction.name in TELLING_REACTIONS}
    put_on = {reaction for reaction in now - standing if rules.may_have_reacted(reaction)}
    taken_off = {reaction for reaction in standing - now if reaction.name not in shown.half_named}
    for changed, removed in ((put_on, False), (taken_off, True)):
        for reaction in sorted(changed, key=lambda one: (one.user, one.name)):
            yield Reacted(reaction.channel, reaction.ts, reaction.user, reaction.name, message.user, removed, None)
