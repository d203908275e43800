"""What must be remembered about forgetting, and who read on whose behalf."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base


class ErasureRow(Base):
    """Somebody's words were erased up to a moment; replayed after a restore."""

    __tablename__ = "erasure"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[str]
    up_to_ts: Mapped[str]
    at: Mapped[datetime]
    by_user: Mapped[str]


class ReadingRow(Base):
    """Somebody's data were read, exported or erased on their behalf."""

    __tablename__ = "reading"

    id: Mapped[int] = mapped_column(primary_key=True)
    who: Mapped[str]
    for_user: Mapped[str]
    what: Mapped[str]
    at: Mapped[datetime]
