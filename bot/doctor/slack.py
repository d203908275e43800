"""Slack as the doctor finds it: reachable, both tokens, the scopes, and how far the clocks are apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.doctor.findings import Finding, ok, warning, wrong
from bot.settings import Settings
from handlers import features
from knowledge.domain.ports import Clock

_PATIENCE_SECONDS = 10
# Two processes may be a minute apart and still do everything once; working hours and patience are counted in minutes.
_NOTABLE, _TOO_FAR = timedelta(seconds=10), timedelta(minutes=2)

_INSTALL_AGAIN = "open your app on https://api.slack.com/apps, paste `kollega manifest` under App Manifest, save, and install it again"
_PASSING = frozenset({"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"})
_REFUSALS = {
    "invalid_auth": "Slack does not know it",
    "not_authed": "Slack does not know it",
    "account_inactive": "the app was removed from the workspace",
    "token_revoked": "it was revoked, or the app was removed from the workspace",
    "token_expired": "it has expired, since token rotation is on in the app",
    "not_allowed_token_type": "it is a token of another kind",
    "missing_scope": "it lacks the scope connections:write",
    "access_denied": "Slack denies access",
    "accesslimited": "Slack does not let this network in",
    "org_login_required": "the workspace is just moving to an Enterprise organisation",
}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came back: `error` is empty when Slack said yes; `unreachable` when nothing of Slack's came at all."""

    body: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    unreachable: str = ""


def findings(settings: Settings, clock: Clock) -> Iterator[Finding]:
    """Everything about Slack. The two tokens are judged apart: each may be wrong by itself."""
    slack, before = WebClient(base_url=settings.slack_api_url, timeout=_PATIENCE_SECONDS, retry_handlers=[]), clock.now()
    reached = _call(slack, "api.test")
    yield _reached(reached, settings.slack_api_url)
    if not reached.unreachable:
        yield _clocks(reached, before + (clock.now() - before) / 2)
    bot = settings.slack_bot_token
    if bot is None:
        yield wrong("bot token", "KOLLEGA_SLACK_BOT_TOKEN is not set", "copy the xoxb-… token from OAuth & Permissions of your Slack app")
    elif not reached.unreachable:
        who = _call(slack, "auth.test", bot.get_secret_value())
        yield _bot_token(who)
        if who.body:
            yield from _scopes(who)
    app = settings.slack_app_token
    if app is None:
        yield wrong("app token", "KOLLEGA_SLACK_APP_TOKEN is not set", _NEW_APP_TOKEN)
    elif not reached.unreachable:
        yield _app_token(_call(slack, "apps.connections.open", app.get_secret_value()))


_NEW_APP_TOKEN = "make an app-level token with connections:write under Basic Information of your Slack app (xapp-…)"  # noqa: S105 - where to get one


def _reached(answer: _Answer, address: str) -> Finding:
    host = urlsplit(address).hostname or "the address in KOLLEGA_SLACK_API_URL"
    if answer.unreachable:
        found = f"Slack cannot be reached at {host}: {answer.unreachable}"
        return wrong("slack", found, "look at the network, and at HTTPS_PROXY if you need one")
    return ok("slack", f"reached at {host}")


def _clocks(answer: _Answer, ours: datetime) -> Finding:
    try:
        theirs = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError):
        return warning("clock", "Slack did not tell its time", "make sure that this machine keeps its clock by NTP")
    # The header has whole seconds: on average half a second has passed since.
    apart = ours - (theirs + timedelta(seconds=0.5))
    if abs(apart) < _NOTABLE:
        return ok("clock", f"within {_NOTABLE.seconds} s of Slack's")
    found = f"this machine's clock is {_span(abs(apart))} {'ahead of' if apart > timedelta(0) else 'behind'} Slack's"
    mend = "let the machine keep its clock by NTP (timedatectl set-ntp true)"
    return warning("clock", found, mend) if abs(apart) < _TOO_FAR else wrong("clock", f"{found}: hours and patience come out wrong", mend)


def _bot_token(answer: _Answer) -> Finding:
    if answer.error or answer.unreachable:
        return _refused("bot token", answer, "copy the Bot User OAuth Token (xoxb-…) from OAuth & Permissions into KOLLEGA_SLACK_BOT_TOKEN")
    if not answer.body.get("bot_id"):
        return wrong("bot token", "Slack takes it, but it is no bot's", "copy the Bot User OAuth Token from OAuth & Permissions")
    return ok("bot token", f"taken; Kollega is {answer.body.get('user', '?')} in {answer.body.get('team', '?')}")


def _app_token(answer: _Answer) -> Finding:
    # The address that it answers is for one socket, and is thrown away.
    return (
        _refused("app token", answer, _NEW_APP_TOKEN)
        if answer.error or answer.unreachable
        else ok("app token", "taken; Socket Mode can be opened")
    )


def _refused(check: str, answer: _Answer, mend: str) -> Finding:
    if answer.unreachable or answer.error in _PASSING:
        return warning(
            check, f"Slack could not say just now ({answer.error or answer.unreachable})", "run `kollega doctor` again in a minute"
        )
    if answer.error == "token_expired":
        mend = "Kollega needs an app without token rotation, which cannot be switched off again: make a new app from `kollega manifest`"
    elif answer.error in {"account_inactive", "token_revoked"}:
        mend = f"install the app again, then {mend}"
    why = _REFUSALS.get(answer.error)
    return wrong(check, f"refused: {why} ({answer.error})" if why else f"refused ({answer.error})", mend)


def _scopes(answer: _Answer) -> Iterator[Finding]:
    told = answer.headers.get("x-oauth-scopes")
    if told is None:
        yield warning("scopes", "Slack did not say which are granted", "compare the app's scopes with those of `kollega manifest`")
        return
    lacking = features.lacking({scope.strip() for scope in told.split(",")})
    for feature, scopes in lacking:
        found = f"{', '.join(scopes)} not granted ({feature.name}); without it {feature.without}"
        yield warning("scopes", found, _INSTALL_AGAIN) if feature.optional else wrong("scopes", found, _INSTALL_AGAIN)
    if not lacking:
        yield ok("scopes", f"all {len(features.scopes())} granted")


def _call(client: WebClient, method: str, token: str | None = None) -> _Answer:
    try:
        answer = client.api_call(method, headers={"Authorization": f"Bearer {token}"} if token else None)
    except SlackApiError as error:
        code = str(error.response.get("error") or "no reason given")
        # Slack's codes are one word; slack_sdk puts a sentence there when something else than JSON came, as a proxy's page.
        if not code.replace("_", "").isalnum():
            return _Answer(unreachable=f"what answers there is not Slack (HTTP {error.response.status_code})")
        return _Answer({}, _lower(error.response.headers), code)
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", error)
        return _Answer(unreachable=getattr(reason, "strerror", None) or str(reason) or type(error).__name__)
    return _Answer(answer.data if isinstance(answer.data, dict) else {}, _lower(answer.headers))


def _lower(headers: Mapping[str, Any]) -> dict[str, str]:
    return {name.lower(): str(value) for name, value in headers.items()}


def _span(apart: timedelta) -> str:
    seconds = round(apart.total_seconds())
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min" if seconds < 7200 else f"{seconds // 3600} h"
