"""The shelves: tables, named queries, migrations and the search index. SQL lives only here.

`Session` is what services and doors annotate with; they never import SQLAlchemy themselves.
"""

from sqlalchemy.orm import Session

from knowledge.storage.store import Store, open_store

__all__ = ["Session", "Store", "open_store"]
