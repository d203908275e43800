"""All tables. Keys: message (channel_id, ts) · channel (channel_id) · person (user_id)."""

from knowledge.storage.tables.base import Base, utc
from knowledge.storage.tables.entries import EntryRow, EntryTopicRow, LanguageMeanRow, LearningRow, VectorChangeRow, VectorRow, WordsRow
from knowledge.storage.tables.experts import AskRow, ExpertiseRow, TopicRow
from knowledge.storage.tables.facts import AcceptanceRow, DoubtRow, MergeRow, ReactionRow, RulingRow
from knowledge.storage.tables.imports import ImportedFileRow
from knowledge.storage.tables.messages import CursorRow, MessageRow, TombstoneRow
from knowledge.storage.tables.people import ChannelRow, MembershipRow, PersonRow, SettingChangeRow, StewardRow, WorkspaceRow
from knowledge.storage.tables.posts import PostRow, PostSourceRow, SuggestionRow
from knowledge.storage.tables.privacy import ErasureRow, ReadingRow
from knowledge.storage.tables.work import InboxRow, OutboxRow, SlotRow, TaskRow, ThrottleRow

__all__ = [
    "AcceptanceRow",
    "AskRow",
    "Base",
    "ChannelRow",
    "CursorRow",
    "DoubtRow",
    "EntryRow",
    "EntryTopicRow",
    "ErasureRow",
    "ExpertiseRow",
    "ImportedFileRow",
    "InboxRow",
    "LanguageMeanRow",
    "LearningRow",
    "MembershipRow",
    "MergeRow",
    "MessageRow",
    "OutboxRow",
    "PersonRow",
    "PostRow",
    "PostSourceRow",
    "ReactionRow",
    "ReadingRow",
    "RulingRow",
    "SettingChangeRow",
    "SlotRow",
    "StewardRow",
    "SuggestionRow",
    "TaskRow",
    "ThrottleRow",
    "TombstoneRow",
    "TopicRow",
    "VectorChangeRow",
    "VectorRow",
    "WordsRow",
    "WorkspaceRow",
    "utc",
]
