"""How far an import came."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from knowledge.storage.tables.base import Base


class ImportedFileRow(Base):
    """A file of an export that is wholly in the base: a repeated import of the same content passes it by."""

    __tablename__ = "imported_file"

    export: Mapped[str] = mapped_column(primary_key=True)
    """A digest of the export's own list of files and sizes"""
    path: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
