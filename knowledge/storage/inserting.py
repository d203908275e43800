"""Inserting what may be there already."""

from __future__ import annotations

from functools import cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from knowledge.storage.tables import Base


def insert_new(session: Session, row: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless one with the same unique values exists. False: it did. Read by RETURNING: a row count is -1 on PostgreSQL."""
    return session.execute(_statement(row, session.get_bind().dialect.name), values).first() is not None


@cache
def _statement(row: type[Base], dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = cast(Table, row.__table__)
    return insert(table).on_conflict_do_nothing().returning(next(iter(table.primary_key.columns)))
