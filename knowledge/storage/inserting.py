"""Inserting what may be there already."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from knowledge.storage.tables import Base


def insert_new(session: Session, row: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless one with the same unique values exists. False: it did. Read by RETURNING: a row count is -1 on PostgreSQL."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    key = next(iter(row.__table__.primary_key.columns))
    return session.execute(insert(row).values(values).on_conflict_do_nothing().returning(key)).first() is not None
