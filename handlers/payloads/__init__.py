"""The only place that knows the shapes of Slack's JSON."""

from handlers.payloads.events import limited_minute, reduce_event
from handlers.payloads.history import shown_in
from handlers.payloads.interactions import BlockAction, MessageShortcut, SlashCommand, View, ViewSubmission
from handlers.payloads.messages import LeftOut, mentions_of, posted_with, reduce_message, written
from handlers.payloads.people import channel_from, person_from

__all__ = [
    "BlockAction",
    "LeftOut",
    "MessageShortcut",
    "SlashCommand",
    "View",
    "ViewSubmission",
    "channel_from",
    "limited_minute",
    "mentions_of",
    "person_from",
    "posted_with",
    "reduce_event",
    "reduce_message",
    "shown_in",
    "written",
]
