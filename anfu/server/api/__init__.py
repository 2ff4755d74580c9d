"""The endpoints, a module a topic."""

from anfu.server.api import (
    board,
    calls,
    docs,
    drafts,
    events,
    health,
    oversight,
    panel,
    people,
    reports,
    tickets,
)
from anfu.server.topics import Topic

TOPICS: tuple[Topic, ...] = (
    calls.topic,
    events.topic,
    drafts.topic,
    oversight.topic,
    board.topic,
    tickets.topic,
    reports.topic,
    people.topic,
    panel.topic,
    health.topic,
    docs.topic,
)
