"""Inserting what may be there already."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from knowledge.storage.tables import Base


def insert_new(session: Session, row: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless one with the same unique values exists. False: it did. Read by RETURNING: a row count is -1 on PostgreSQL."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    table = cast(Table, row.__table__)
    key = next(iter(table.primary_key.columns))
    return session.execute(insert(table).values(values).on_conflict_do_nothing().returning(key)).first() is not None
