"""Faults on order: what goes wrong between Slack and the app, repeatable by its seed. docs/sandbox.md describes them."""

from bot.sandbox.faults.orders import order_from
from bot.sandbox.faults.rules import CallFault, CallTrouble, EventFault, EventTrouble, Faults, HowOften

__all__ = ["CallFault", "CallTrouble", "EventFault", "EventTrouble", "Faults", "HowOften", "order_from"]
