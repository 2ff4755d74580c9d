"""The tables, as SQLAlchemy sees them. A change here needs a migration in `migrations/versions`."""

# SQLAlchemy 1.4 carries no types.
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import sqlalchemy as sa

from anfu.store.columns import Moment as Moment
from anfu.store.columns import in_utc as in_utc
from anfu.store.columns import metadata as metadata
from anfu.store.columns import text as _text
from anfu.store.panel_tables import overrides as overrides
from anfu.store.panel_tables import sessions as sessions
from anfu.store.panel_tables import used_links as used_links
from anfu.store.panel_tables import whispers as whispers

calls = sa.Table(
    "calls",
    metadata,
    _text("id", primary_key=True),
    sa.Column("started_at", Moment, nullable=False, index=True),
    sa.Column("ended_at", Moment),
    sa.Column("agent", sa.Text),
    sa.Column("customer_ref", sa.Text),
    _text("industry"),
    _text("channel"),
    _text("role"),
    sa.Column("matter", sa.Text),
    # How many steps were set by hand or taken back: who has seen fewer must look again.
    sa.Column("moves", sa.Integer, nullable=False, server_default="0"),
)

sa.Index("ix_calls_agent", calls.c.agent, calls.c.started_at, calls.c.id)
_still_on = calls.c.ended_at.is_(None)
sa.Index(
    "ix_calls_active", calls.c.started_at, calls.c.id, sqlite_where=_still_on, postgresql_where=_still_on
)

# The primary key is also the index by which a call is read in order.
utterances = sa.Table(
    "utterances",
    metadata,
    sa.Column("call_id", sa.Text, sa.ForeignKey("calls.id"), primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
    _text("speaker"),
    _text("text"),
    sa.Column("at", Moment, nullable=False),
    sa.Column("key", sa.Text),
    _text("reading"),
    _text("guidance"),
    sa.UniqueConstraint("call_id", "key"),
)

moves = sa.Table(
    "moves",
    metadata,
    sa.Column("call_id", sa.Text, sa.ForeignKey("calls.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("after_turn", sa.Integer, nullable=False),
    sa.Column("step", sa.Text),
    _text("by"),
    sa.Column("at", Moment, nullable=False),
    _text("guidance"),
)

# Nothing is overwritten: of several words about a script at a turn the one with the highest number counts,
# and what was known when a call began can still be told.
feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("call_id", sa.Text, sa.ForeignKey("calls.id"), primary_key=True),
    sa.Column("turn", sa.Integer, primary_key=True, autoincrement=False),
    _text("script", primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _text("outcome"),
    sa.Column("text", sa.Text),
    _text("by"),
    sa.Column("at", Moment, nullable=False, index=True),
    sa.Column("calmed", sa.Boolean),
)

tickets = sa.Table(
    "tickets",
    metadata,
    _text("id", primary_key=True),
    sa.Column("call_id", sa.Text, sa.ForeignKey("calls.id"), nullable=False, index=True),
    _text("matter"),
    _text("status"),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("cr", sa.Text),
    _text("priority"),
    _text("summary"),
    _text("reasons"),
    sa.Column("filed_at", Moment, nullable=False),
    _text("filed_by"),
    sa.Column("updated_at", Moment, nullable=False),
    _text("due"),
    _text("fields"),
    _text("event_type", server_default="complaint"),
    sa.Column("customer_ref", sa.Text),
    _text("demand", server_default=""),
    _text("affected", server_default=""),
    _text("promises", server_default="[]"),
    _text("owner_role", server_default=""),
    sa.Column("owner", sa.Text),
    _text("node", server_default="investigate"),
    _text("marks", server_default="{}"),
    sa.Column("outcome", sa.Text),
    sa.Column("parent", sa.Text),
    sa.Column("merged_into", sa.Text),
    _text("also_calls", server_default="[]"),
    # Who writes over another version than they read is refused.
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    # When the first of its running clocks runs out.
    sa.Column("due_at", Moment),
    # How many lines its history has, and the hash of the last one.
    sa.Column("lines", sa.Integer, nullable=False, server_default="0"),
    _text("chain", server_default=""),
)
# One open ticket per call and matter. Only the database can promise that: two workers that first look
# and then write would both find nothing.
_not_closed = tickets.c.status != "closed"
sa.Index(
    "uq_tickets_open",
    tickets.c.call_id,
    tickets.c.matter,
    unique=True,
    sqlite_where=_not_closed,
    postgresql_where=_not_closed,
)

# What lists and boards ask for; the id behind the time makes the order, and so the next page, certain.
for _name in ("status", "level", "matter", "owner", "owner_role", "customer_ref", "parent"):
    sa.Index(f"ix_tickets_{_name}", tickets.c[_name], tickets.c.filed_at, tickets.c.id)
sa.Index("ix_tickets_newest", tickets.c.filed_at, tickets.c.id)
sa.Index(
    "ix_tickets_due_at",
    tickets.c.due_at,
    tickets.c.id,
    sqlite_where=_not_closed,
    postgresql_where=_not_closed,
)

# Only ever added to; `hash` seals each line together with those before it.
ticket_events = sa.Table(
    "ticket_events",
    metadata,
    sa.Column("ticket_id", sa.Text, sa.ForeignKey("tickets.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    _text("event"),
    sa.Column("at", Moment, nullable=False),
    _text("by"),
    _text("note"),
    _text("changes"),
    _text("hash"),
)

# A row for each clock, so that what has to be told now is one look at an index. `state` is the clock as it
# stands on the ticket; `next_at` is when someone should look at it, at once after each change.
ticket_clocks = sa.Table(
    "ticket_clocks",
    metadata,
    sa.Column("ticket_id", sa.Text, sa.ForeignKey("tickets.id"), primary_key=True),
    _text("clock", primary_key=True),
    sa.Column("due", Moment, nullable=False),
    _text("state"),
    sa.Column("next_at", Moment),
)
_waiting = ticket_clocks.c.next_at.is_not(None)
sa.Index(
    "ix_ticket_clocks_next_at", ticket_clocks.c.next_at, sqlite_where=_waiting, postgresql_where=_waiting
)

# The words of a ticket by themselves: looking through them all is quick when nothing else is in the way.
ticket_search = sa.Table(
    "ticket_search",
    metadata,
    sa.Column("filed_at", Moment, primary_key=True),
    sa.Column("ticket_id", sa.Text, sa.ForeignKey("tickets.id"), primary_key=True, index=True),
    _text("text"),
    sqlite_with_rowid=False,
)

idempotency = sa.Table(
    "idempotency",
    metadata,
    _text("scope", primary_key=True),
    _text("key", primary_key=True),
    _text("request_hash"),
    sa.Column("status", sa.Integer, nullable=False),
    _text("body"),
    sa.Column("created_at", Moment, nullable=False),
)

users = sa.Table(
    "users",
    metadata,
    _text("id", primary_key=True),
    _text("name", unique=True),
    _text("role"),
    _text("token_hash", unique=True),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("revoked_at", Moment),
)

# No foreign key: on a stock Rasa channel a conversation may begin with a question, before there is a call.
conversations = sa.Table("conversations", metadata, _text("id", primary_key=True), _text("state"))

# No foreign key to tickets: a digest is about no single ticket.
outbox = sa.Table(
    "outbox",
    metadata,
    _text("id", primary_key=True),
    _text("key", unique=True),
    _text("target"),
    _text("kind"),
    _text("subject"),
    _text("text"),
    sa.Column("ticket_id", sa.Text),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("not_before", Moment, nullable=False),
    _text("state"),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    # Since when it waits: its creation, or the moment it was replayed.
    sa.Column("since", Moment, nullable=False),
    sa.Column("tried_at", Moment),
    sa.Column("error", sa.Text),
    sa.Index("ix_outbox_ticket", "ticket_id", "target", "number"),
    sa.Index("ix_outbox_target_tried", "target", "tried_at"),
    sa.Index("ix_outbox_state_created", "state", "created_at"),
)
_undelivered = outbox.c.state == "waiting"
sa.Index(
    "ix_outbox_waiting",
    outbox.c.target,
    outbox.c.not_before,
    outbox.c.number,
    outbox.c.id,
    sqlite_where=_undelivered,
    postgresql_where=_undelivered,
)
sa.Index(
    "ix_outbox_first",
    outbox.c.ticket_id,
    outbox.c.target,
    outbox.c.number,
    sqlite_where=_undelivered,
    postgresql_where=_undelivered,
)

# Whoever delivers to a target holds its lease, so that what it is sent stays in order and within its limits.
outbox_targets = sa.Table(
    "outbox_targets",
    metadata,
    _text("target", primary_key=True),
    sa.Column("holder", sa.Text),
    sa.Column("held_until", Moment),
    sa.Column("paused_until", Moment),
    sa.Column("failures", sa.Integer, nullable=False, server_default="0"),
)

leases = sa.Table(
    "leases",
    metadata,
    _text("name", primary_key=True),
    _text("holder"),
    sa.Column("held_until", Moment, nullable=False),
)

# What a clock has done; the key lets each of its events happen once, whoever sees it first.
clock_fired = sa.Table(
    "clock_fired",
    metadata,
    _text("ticket_id", primary_key=True),
    _text("clock", primary_key=True),
    _text("what", primary_key=True),
    sa.Column("n", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", Moment, nullable=False),
)

# How often each entry of the lexicon was found, by day: no texts, no calls, no names.
lexicon_hits = sa.Table(
    "lexicon_hits",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    _text("entry", primary_key=True),
    _text("severity", primary_key=True),
    _text("industry", primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
