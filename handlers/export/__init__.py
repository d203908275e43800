"""A Slack export read into the same messages as live ones."""

from handlers.export.archive import Skipped
from handlers.export.export import DayFile, Export, open_export

__all__ = ["DayFile", "Export", "Skipped", "open_export"]
