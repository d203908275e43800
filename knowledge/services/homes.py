"""What somebody's App Home shows, read in one go."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.domain.ids import UserId
from knowledge.domain.ports import Clock
from knowledge.domain.shown import HomePage
from knowledge.services import audiences, weighing
from knowledge.services.answering import Answering
from knowledge.services.settings import SettingsDesk
from knowledge.storage import Session, people, topics

_QUESTIONS = 10


@dataclass(frozen=True)
class HomeDesk:
    """Puts the parts of an App Home together. As many queries for somebody with much as for somebody with little."""

    clock: Clock
    answering: Answering
    settings: SettingsDesk

    def page(self, session: Session, user: UserId) -> HomePage:
        """What fits this person: guests and people from outside are asked nothing; who left or is not known sees only privacy."""
        person = people.person(session, user)
        opted_out, language = people.opted_out_since(session, user), people.own_language(session, user)
        if person is None or person.deleted:
            return HomePage((), opted_out, language)
        is_asked = person.is_full_member and opted_out is None
        readable = audiences.visible_to(session, user, self.clock.now())
        return HomePage(
            questions=tuple(self.answering.mine_among(session, user, readable, _QUESTIONS)),
            opted_out_at=opted_out,
            own_language=language,
            own=self.settings.own(session, user) if opted_out is None else None,
            is_asked=is_asked,
            paused=is_asked and weighing.is_pausing(session, user, self.clock.now()),
            topics=tuple(topic.name for topic in topics.of_person(session, user)),
            digests=tuple(self.settings.digests_among(session, user, readable)),
            may_change_channels=bool(self.settings.to_change_among(session, user, readable)),
        )
