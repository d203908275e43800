"""What keeps a database from being used, in one line for the operator. Never with the address: it may hold a password."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from knowledge.domain.errors import DatabaseUnavailable

_SQLITE = (
    ("file is not a database", "is not a SQLite database"),
    ("readonly database", "may not be written; give Kollega the right to write the file and its folder"),
    ("unable to open", "cannot be opened; the folder must exist and be Kollega's to write"),
    ("disk is full", "cannot grow: the disk is full"),
    ("database is locked", "is held by another program; try again when that has ended"),
    ("disk I/O error", "cannot be read or written: the disk reports an error"),
    ("malformed", "is damaged; restore it from a backup"),
)
_POSTGRES = (
    ("password authentication failed", "refuses the user or the password"),
    ("no password supplied", "wants a password"),
    ("does not exist", "has no such database or user"),
    ("no pg_hba.conf entry", "does not let this machine in (pg_hba.conf)"),
    ("too many clients", "has no connection left"),
    ("too many connections", "has no connection left"),
    ("is starting up", "is still starting"),
    ("shutting down", "is shutting down"),
    ("could not translate host name", "has a name that cannot be found"),
    ("failed to resolve host", "has a name that cannot be found"),
    ("name or service not known", "has a name that cannot be found"),
)
_LINKS = ("08", "57P", "53300", "28", "3D000")  # SQLSTATE classes of a connection that cannot be had or was lost


def unavailable(url: URL, error: Exception) -> DatabaseUnavailable | None:
    """The reason in one line if this error means that the database cannot be used, else None."""
    if isinstance(error, OSError):
        return DatabaseUnavailable(f"The database file {url.database} cannot be used: {error.strerror or type(error).__name__}")
    if isinstance(error, PoolTimeout):
        return DatabaseUnavailable("All connections to the database are taken")
    if not isinstance(error, DBAPIError):
        return None
    said = str(error.orig)
    if url.get_backend_name() == "sqlite":
        name = Path(url.database or "").name
        return next((DatabaseUnavailable(f"The database file {name} {words}") for sign, words in _SQLITE if sign in said), None)
    state = getattr(error.orig, "sqlstate", None)
    lost = error.connection_invalidated or (state is None and isinstance(error, OperationalError))
    if not lost and not (state or "").startswith(_LINKS):
        return None
    # Only what follows the last @: an @ in a password that is not written as %40 ends up in the host.
    host = str(url.host or url.query.get("host") or "this machine").rpartition("@")[2]
    server = f"The PostgreSQL server at {host}"
    return DatabaseUnavailable(next((f"{server} {words}" for sign, words in _POSTGRES if sign in said), f"{server} cannot be reached"))
