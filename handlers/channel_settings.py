"""`/kollega inställningar`: a channel's settings in a form, or to read; and the question about a weekly digest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, Respond
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from handlers.payloads import BlockAction, ViewSubmission
from handlers.search import private
from handlers.speech import Speech
from handlers.texts import Texts
from handlers.views import actions, digest_offer, errors, last_asked, settings
from handlers.views.settings import Group
from knowledge.domain.errors import KollegaError, NotAllowed, NotFound, WrongSetting
from knowledge.domain.ids import ChannelId, UserId
from knowledge.services.last_asked import LastAsked
from knowledge.services.settings import SettingsDesk
from knowledge.storage import Store

_DIRECT = "D"  # a DM's id begins so


@dataclass(frozen=True)
class SettingsHandlers:
    """Open, change and save. A trigger lives three seconds: nothing slow before a form opens."""

    store: Store
    client: WebClient
    desk: SettingsDesk
    last_asked: LastAsked
    speech: Speech

    def register(self, app: App) -> None:
        app.action(actions.any_of(actions.SETTINGS_OPEN))(self.on_open)
        app.action(actions.any_of(actions.DIGEST_YES))(self.on_digest)
        app.action(actions.any_of(actions.ROLE_YES))(lambda ack, body, respond: self.on_role(ack, body, respond, yes=True))
        app.action(actions.any_of(actions.ROLE_NO))(lambda ack, body, respond: self.on_role(ack, body, respond, yes=False))
        app.action(settings.LAST_KIND)(self.on_kind)
        app.view(settings.PICK_CALLBACK)(self.on_picked)
        app.view(settings.CALLBACK)(self.on_submitted)

    def open(self, person: UserId, channel: ChannelId, trigger: str) -> dict[str, Any] | None:
        """Open the settings of a channel, or the choice of one; instead, the words to answer with where there are none."""
        t = self._texts(person)
        if not channel or channel.startswith(_DIRECT):
            self.client.views_open(trigger_id=trigger, view=settings.pick(self.desk.to_change(person), t))
            return None
        try:
            view = self._view(channel, person, t)
        except NotAllowed:
            return settings.not_started(t)
        except NotFound:
            return errors.gone(t)
        self.client.views_open(trigger_id=trigger, view=view)
        return None

    def on_open(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        said = self.open(click.person, ChannelId(click.value), click.trigger_id)
        if said is not None:
            respond(**private(said), replace_original=False)

    def on_picked(self, ack: Ack, body: dict[str, Any]) -> None:
        sent = ViewSubmission.parse(body)
        t = self._texts(sent.person)
        try:
            view = self._view(settings.picked(sent.view.values), sent.person, t)
        except KollegaError:
            view = settings.closed(t.refusals.gone, t)
        ack(response_action="update", view=view)

    def on_kind(self, ack: Ack, body: dict[str, Any]) -> None:
        """Whom to ask last was chosen: the form asks who that is. What else stands in it stays."""
        ack()
        click = BlockAction.parse(body)
        if click.view is None:
            return
        t = self._texts(click.person)
        try:
            opened = settings.opened_for(click.view.private_metadata)
            shown = self.desk.show(opened.channel, click.person)
        except KollegaError:
            view = settings.closed(t.refusals.gone, t)
        else:
            groups = self._groups() if click.value == settings.GROUP else []
            view = settings.form(shown, t, groups, click.value)
            view["private_metadata"] = click.view.private_metadata  # changed is what differs from when it was opened
        self.client.views_update(view_id=click.view.view_id, view=view)

    def on_submitted(self, ack: Ack, body: dict[str, Any]) -> None:
        sent = ViewSubmission.parse(body)
        t, values = self._texts(sent.person), sent.view.values
        wrong = settings.missing(values)
        try:
            if wrong:
                raise WrongSetting(wrong)
            opened = settings.opened_for(sent.view.private_metadata)
            self.desk.change(opened.channel, sent.person, settings.changes(opened, values))
        except WrongSetting as refused:
            ack(response_action="errors", errors=settings.errors(refused.wrong, values, t))
        except NotAllowed:
            ack(response_action="update", view=settings.closed(t.settings.channel.read_only, t))
        except NotFound:
            ack(response_action="update", view=settings.closed(t.refusals.gone, t))
        else:
            ack()

    def on_digest(self, ack: Ack, body: dict[str, Any], respond: Respond) -> None:
        ack()
        click = BlockAction.parse(body)
        t = self._texts(click.person)
        try:
            self.desk.change(ChannelId(click.value), click.person, {"digest": True})
        except KollegaError:
            respond(**private(errors.gone(t)), replace_original=False)
        else:
            respond(**private(digest_offer.taken(t)), replace_original=True)

    def on_role(self, ack: Ack, body: dict[str, Any], respond: Respond, *, yes: bool) -> None:
        """Somebody wants, or does not want, to be the one who is asked last."""
        ack()
        click = BlockAction.parse(body)
        t = self._texts(click.person)
        try:
            channel = self.last_asked.answer(click.person, ChannelId(click.value), yes=yes)
        except NotFound:
            respond(**errors.gone(t), replace_original=True)
        else:
            respond(**last_asked.answered(channel, t, yes=yes), replace_original=True)

    def _view(self, channel: ChannelId, person: UserId, t: Texts) -> dict[str, Any]:
        shown = self.desk.show(channel, person)
        if not shown.may_change:
            return settings.page(shown, t)
        return settings.form(shown, t, self._groups() if settings.kind_of(shown.policy.fallback) == settings.GROUP else [])

    def _groups(self) -> list[Group]:
        """Slack's user groups; none where Kollega may not read them (`usergroups:read` is not asked of everybody)."""
        try:
            found = self.client.usergroups_list().get("usergroups") or []
        except SlackApiError:
            return []
        return [(str(each["id"]), str(each["handle"])) for each in found if each.get("id") and each.get("handle")]

    def _texts(self, person: UserId) -> Texts:
        with self.store.reading() as session:
            return self.speech.to(session, person)
