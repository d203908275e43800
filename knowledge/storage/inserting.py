"""Inserting what may be there already."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from knowledge.storage.tables import Base


def insert_new(session: Session, row: type[Base], values: dict[str, Any]) -> bool:
    """Insert a row unless one with the same unique values exists. False: it did. Read by RETURNING: a row count is -1 on PostgreSQL."""
    return bool(insert_each_new(session, row, [values], next(iter(row.__table__.primary_key)).name))


def insert_each_new(session: Session, row: type[Base], several: Sequence[dict[str, Any]], told: str) -> list[Any]:
    """The same for several rows. Of those that are new: what stands in the column `told`."""
    if not several:
        return []
    values = several[0] if len(several) == 1 else several  # a list of one would take the longer way
    return list(session.scalars(_statement(row, told, session.get_bind().dialect.name), values))


@cache  # making it takes longer than executing it
def _statement(row: type[Base], told: str, dialect: str) -> Any:
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    table = cast(Table, row.__table__)
    return insert(table).on_conflict_do_nothing().returning(table.c[told])
