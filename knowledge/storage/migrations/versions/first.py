"""All tables, and what each database searches words and vectors with."""

from __future__ import annotations

from itertools import product
from typing import Any

import sqlalchemy as sa
from alembic import op
from pgvector.sqlalchemy import HALFVEC
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None

# Lengths that encoders have. A vector of another length is compared one by one.
_GRAPHS = (384, 768, 1024)
_LANGUAGES = ("sv", "en", "xx")


def upgrade() -> None:
    _tables()
    if op.get_bind().dialect.name == "postgresql":
        _postgres()
    else:
        _sqlite()


def _halves() -> Any:
    return HALFVEC() if op.get_bind().dialect.name == "postgresql" else sa.LargeBinary()


def _postgres() -> None:
    """Word vectors, and one graph for each usual length of vector."""
    op.create_table(
        "entry_words",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("words", postgresql.TSVECTOR(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "channel_id"],
            ["entry.id", "entry.channel_id"],
            name=op.f("fk_entry_words_entry_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_words")),
        info={"only": "postgresql"},
    )
    op.create_index(op.f("ix_entry_words_channel_id"), "entry_words", ["channel_id"], unique=False)
    op.create_index(op.f("ix_entry_words_words"), "entry_words", ["words"], unique=False, postgresql_using="gin")
    # One for each language: asked in Swedish, a graph of both is walked past everything Swedish before it comes to the English.
    for length, lang in product(_GRAPHS, _LANGUAGES):
        op.execute(
            f"CREATE INDEX ix_entry_vector_graph_{length}_{lang} ON entry_vector USING hnsw "
            f"((halves::halfvec({length})) halfvec_cosine_ops) WHERE vector_dims(halves) = {length} AND lang = '{lang}'"
        )


def _sqlite() -> None:
    """The word index, and triggers that keep it and the blocks in memory true whoever changes an entry."""
    op.create_table(
        "entry_vector_change",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("encoder", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_entry_vector_change")),
        info={"only": "sqlite"},
        sqlite_autoincrement=True,
    )
    # A stem is letters, digits and _ ; å is not a.
    op.execute("""CREATE VIRTUAL TABLE entry_words USING fts5(words, pieces, tokenize = "unicode61 remove_diacritics 0 tokenchars '_'")""")
    op.execute("CREATE VIRTUAL TABLE entry_words_terms USING fts5vocab(entry_words, row)")
    op.execute("CREATE TRIGGER entry_words_gone AFTER DELETE ON entry BEGIN DELETE FROM entry_words WHERE rowid = old.id; END")
    for moment, row in (("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")):
        note = f"INSERT INTO entry_vector_change (entry_id, encoder) VALUES ({row}.entry_id, {row}.encoder);"  # noqa: S608 - our own words
        op.execute(f"CREATE TRIGGER entry_vector_change_{moment.lower()} AFTER {moment} ON entry_vector BEGIN {note} END")


def _tables() -> None:  # noqa: PLR0915 - one statement a table and index
    op.create_table(
        "acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_channel", sa.String(), nullable=False),
        sa.Column("question_ts", sa.String(), nullable=False),
        sa.Column("answer_channel", sa.String(), nullable=False),
        sa.Column("answer_ts", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint(
            "question_channel",
            "question_ts",
            "answer_channel",
            "answer_ts",
            "by_user",
            "kind",
            name=op.f("uq_acceptance_question_channel_question_ts_answer_channel_answer_ts_by_user_kind"),
        ),
    )
    op.create_index(op.f("ix_acceptance_answer_channel_answer_ts"), "acceptance", ["answer_channel", "answer_ts"], unique=False)
    op.create_table(
        "ask",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("expert", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ask")),
        sa.UniqueConstraint("channel_id", "ts", "step", name=op.f("uq_ask_channel_id_ts_step")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ask_expert_state"), "ask", ["expert", "state"], unique=False)
    op.create_table(
        "channel",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("creator", sa.String(), nullable=True),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("is_member", sa.Boolean(), nullable=False),
        sa.Column("inviter", sa.String(), nullable=True),
        sa.Column("workspaces", sa.JSON(), nullable=False),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("capture", sa.String(), nullable=False),
        sa.Column("started_by", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("members_checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_channel")),
    )
    op.create_table(
        "cursor",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("read_to", sa.String(), nullable=False),
        sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_cursor")),
    )
    op.create_table(
        "doubt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_channel", sa.String(), nullable=False),
        sa.Column("answer_ts", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubt")),
        sa.UniqueConstraint("answer_channel", "answer_ts", "by_user", name=op.f("uq_doubt_answer_channel_answer_ts_by_user")),
    )
    op.create_index(op.f("ix_doubt_by_user"), "doubt", ["by_user"], unique=False)
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("experience", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("thanks", sa.JSON(), nullable=False),
        sa.Column("answer_channel", sa.String(), nullable=True),
        sa.Column("answer_ts", sa.String(), nullable=True),
        sa.Column("answerer", sa.String(), nullable=True),
        sa.Column("answer_text", sa.String(), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("wondering", sa.JSON(), nullable=False),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubt_reason", sa.String(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("indexed_text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("id", "channel_id", name=op.f("uq_entry_id_channel_id")),
        sa.UniqueConstraint("kind", "channel_id", "ts", name=op.f("uq_entry_kind_channel_id_ts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_entry_answer_channel_answer_ts"), "entry", ["answer_channel", "answer_ts"], unique=False)
    op.create_index(op.f("ix_entry_answerer"), "entry", ["answerer"], unique=False)
    op.create_index(op.f("ix_entry_asker"), "entry", ["asker"], unique=False)
    op.create_index(op.f("ix_entry_channel_id_state"), "entry", ["channel_id", "state"], unique=False)
    op.create_index(
        "ix_entry_waiting",
        "entry",
        ["id"],
        unique=False,
        sqlite_where=sa.text("indexed_text = ''"),
        postgresql_where=sa.text("indexed_text = ''"),
    )
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("up_to_ts", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.create_table(
        "expertise",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "topic_id", name=op.f("pk_expertise")),
    )
    op.create_table(
        "imported_file",
        sa.Column("export", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("export", "path", name=op.f("pk_imported_file")),
    )
    op.create_table(
        "inbox",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_inbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_inbox_event_id")),
    )
    op.create_index(
        "ix_inbox_dead", "inbox", ["seq"], unique=False, sqlite_where=sa.text("state = 'dead'"), postgresql_where=sa.text("state = 'dead'")
    )
    op.create_index(
        "ix_inbox_done",
        "inbox",
        ["arrived_at"],
        unique=False,
        sqlite_where=sa.text("state = 'done'"),
        postgresql_where=sa.text("state = 'done'"),
    )
    op.create_index(
        "ix_inbox_held",
        "inbox",
        ["lane"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'unknown') AND (owner IS NOT NULL OR due_at > 0)"),
        postgresql_where=sa.text("state IN ('due', 'unknown') AND (owner IS NOT NULL OR due_at > 0)"),
    )
    op.create_index(
        "ix_inbox_lane",
        "inbox",
        ["lane", "seq"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'unknown')"),
        postgresql_where=sa.text("state IN ('due', 'unknown')"),
    )
    op.create_index(
        "ix_inbox_open",
        "inbox",
        ["seq", "lane"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'unknown')"),
        postgresql_where=sa.text("state IN ('due', 'unknown')"),
    )
    op.create_table(
        "language_mean",
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("typical", sa.LargeBinary(), nullable=False),
        sa.Column("mean", sa.LargeBinary(), nullable=False),
        sa.Column("measured_to", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("encoder", "lang", name=op.f("pk_language_mean")),
    )
    op.create_table(
        "learning",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=True),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "membership",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "user_id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_user_id"), "membership", ["user_id"], unique=False)
    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("into_channel", sa.String(), nullable=False),
        sa.Column("into_ts", sa.String(), nullable=False),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
        sa.UniqueConstraint("channel_id", "ts", "into_channel", "into_ts", name=op.f("uq_merge_channel_id_ts_into_channel_into_ts")),
    )
    op.create_index(op.f("ix_merge_into_channel_into_ts"), "merge", ["into_channel", "into_ts"], unique=False)
    op.create_table(
        "message",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("broadcast", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("is_question", sa.Boolean(), nullable=True),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("gratitude", sa.String(), nullable=True),
        sa.Column("mentions", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("forget_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("channel_id", "ts", name=op.f("pk_message")),
    )
    op.create_index(op.f("ix_message_channel_id_thread_ts"), "message", ["channel_id", "thread_ts"], unique=False)
    op.create_index(op.f("ix_message_forget_at"), "message", ["forget_at"], unique=False)
    op.create_index(op.f("ix_message_user_id"), "message", ["user_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=True),
        sa.Column("user_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("slack_ts", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_outbox_key")),
    )
    op.create_index(
        "ix_outbox_dead", "outbox", ["id"], unique=False, sqlite_where=sa.text("state = 'dead'"), postgresql_where=sa.text("state = 'dead'")
    )
    op.create_index(
        "ix_outbox_held",
        "outbox",
        ["lane"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'unknown') AND (owner IS NOT NULL OR due_at > 0)"),
        postgresql_where=sa.text("state IN ('due', 'unknown') AND (owner IS NOT NULL OR due_at > 0)"),
    )
    op.create_index(
        "ix_outbox_lane",
        "outbox",
        ["lane", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'unknown')"),
        postgresql_where=sa.text("state IN ('due', 'unknown')"),
    )
    op.create_index(
        "ix_outbox_open",
        "outbox",
        ["id", "lane"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'unknown')"),
        postgresql_where=sa.text("state IN ('due', 'unknown')"),
    )
    op.create_table(
        "person",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("avatar", sa.String(), nullable=False),
        sa.Column("tz", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=True),
        sa.Column("is_bot", sa.Boolean(), nullable=False),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("is_outside", sa.Boolean(), nullable=False),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("workspaces", sa.JSON(), nullable=False),
        sa.Column("opted_out_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opted_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("preferences", sa.JSON(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_person")),
    )
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbox_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("channel_id", "ts", name=op.f("uq_post_channel_id_ts")),
        sa.UniqueConstraint("outbox_key", name=op.f("uq_post_outbox_key")),
    )
    op.create_table(
        "post_source",
        sa.Column("outbox_key", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("outbox_key", "channel_id", "ts", name=op.f("pk_post_source")),
    )
    op.create_index(op.f("ix_post_source_channel_id_ts"), "post_source", ["channel_id", "ts"], unique=False)
    op.create_table(
        "reaction",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("channel_id", "ts", "user_id", "name", name=op.f("pk_reaction")),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("for_user", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_channel", sa.String(), nullable=False),
        sa.Column("question_ts", sa.String(), nullable=False),
        sa.Column("on_channel", sa.String(), nullable=False),
        sa.Column("on_ts", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.UniqueConstraint(
            "question_channel",
            "question_ts",
            "on_channel",
            "on_ts",
            "verdict",
            "by_user",
            name=op.f("uq_ruling_question_channel_question_ts_on_channel_on_ts_verdict_by_user"),
        ),
    )
    op.create_index(op.f("ix_ruling_on_channel_on_ts"), "ruling", ["on_channel", "on_ts"], unique=False)
    op.create_table(
        "setting_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting_change")),
    )
    op.create_index(op.f("ix_setting_change_channel_id"), "setting_change", ["channel_id"], unique=False)
    op.create_table(
        "slot",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("merged_into", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("kind", "target", "period", name=op.f("pk_slot")),
    )
    op.create_table(
        "steward",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "user_id", name=op.f("pk_steward")),
    )
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("asker", sa.String(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("near_entry", sa.Integer(), nullable=True),
        sa.Column("near_chance", sa.Double(), nullable=True),
        sa.Column("near_wanted", sa.Double(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("channel_id", "ts", name=op.f("uq_suggestion_channel_id_ts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_suggestion_asker"), "suggestion", ["asker"], unique=False)
    op.create_index(op.f("ix_suggestion_entry_id"), "suggestion", ["entry_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("key", name=op.f("uq_task_key")),
    )
    op.create_index(
        "ix_task_dead", "task", ["id"], unique=False, sqlite_where=sa.text("state = 'dead'"), postgresql_where=sa.text("state = 'dead'")
    )
    op.create_index(
        "ix_task_open",
        "task",
        ["run_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('due', 'unknown')"),
        postgresql_where=sa.text("state IN ('due', 'unknown')"),
    )
    op.create_table(
        "throttle",
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("asked_at", sa.Double(), nullable=False),
        sa.Column("not_before", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("method", "channel_id", name=op.f("pk_throttle")),
    )
    op.create_table(
        "tombstone",
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("thread_ts", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "ts", name=op.f("pk_tombstone")),
    )
    op.create_table(
        "topic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("home_channel", sa.String(), nullable=True),
        sa.Column("host", sa.String(), nullable=True),
        sa.Column("user_group", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic")),
        sa.UniqueConstraint("name", name=op.f("uq_topic_name")),
    )
    op.create_table(
        "workspace",
        sa.Column("team_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("bot_user", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_workspace")),
    )
    op.create_table(
        "entry_topic",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_topic_entry_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_entry_topic_topic_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("entry_id", "topic_id", name=op.f("pk_entry_topic")),
    )
    op.create_table(
        "entry_vector",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("encoder", sa.String(), nullable=False),
        sa.Column("channel_id", sa.String(), nullable=False),
        sa.Column("lang", sa.String(), nullable=False),
        sa.Column("halves", _halves(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id", "channel_id"],
            ["entry.id", "entry.channel_id"],
            name=op.f("fk_entry_vector_entry_id"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("entry_id", "encoder", name=op.f("pk_entry_vector")),
    )
    op.create_index(op.f("ix_entry_vector_channel_id_encoder_lang"), "entry_vector", ["channel_id", "encoder", "lang"], unique=False)
