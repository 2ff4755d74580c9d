"""A ticket in words, as the variables of notification templates. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from anfu.labels import Language
from anfu.playbook.book import Playbook
from anfu.playbook.schema import Text
from anfu.tickets.types import Due, Ticket

_NAME = re.compile(r"\{(\w+)\}")


class Words:
    """What is known of tickets at one moment, in one language and time zone."""

    def __init__(self, book: Playbook, now: datetime | None, zone: tzinfo, language: Language) -> None:
        self._book = book
        self._now = now
        self._zone = zone
        self._language: Language = language

    def lines(self, texts: Iterable[Text], known: dict[str, str]) -> list[str]:
        """The texts whose variables are all known, filled in. What is filled in is not looked through again."""
        written = [text.to(self._language) for text in texts]
        return [
            _NAME.sub(lambda found: known[found[1]], text)
            for text in written
            if all(name in known for name in _NAME.findall(text))
        ]

    def of(self, ticket: Ticket) -> dict[str, str]:
        """What there is to say about a ticket, by variable; unknown things are left out."""
        level = self._book.level(ticket.level)
        kinds: dict[str, str] = {kind.id: kind.name.to(self._language) for kind in self._book.listening.kinds}
        statuses = {status.id: status.name.to(self._language) for status in self._book.notifications.statuses}
        running = [due for due in ticket.due if getattr(due, "stopped", None) is None]
        known = {
            "ticket": ticket.id,
            "level": level.name.to(self._language),
            "cr": ticket.cr or ticket.priority,
            "priority": ticket.priority,
            "matter": kinds.get(ticket.matter, ticket.matter),
            "summary": ticket.summary,
            "reasons": "；".join(self._reason(reason.rule, reason.evidence) for reason in ticket.reasons),
            "duty": level.duty.to(self._language),
            "due": "、".join(f"{self._clock_name(due)} {self.moment(due.due)}" for due in running),
            "by": ticket.filed_by,
            "status": statuses.get(ticket.status, ticket.status),
            "filed": self.moment(ticket.filed_at),
        }
        if self._now is not None:
            known["time"] = self.moment(self._now)
            known["open_for"] = self.span(self._now - ticket.filed_at)
            known["next"] = self._next(running)
        return {name: text for name, text in known.items() if text}

    def of_clock(self, clock: str, ticket: Ticket) -> dict[str, str]:
        """What there is to say about one of the ticket's clocks: how much is left, or how far it is over."""
        due = next((due for due in ticket.due if due.clock == clock), None)
        if due is None or self._now is None:
            return {}
        known = {"clock": self._clock_name(due), "clock_due": self.moment(due.due)}
        late = self._now - due.due
        known["over" if late >= timedelta(0) else "left"] = self.span(abs(late))
        return known

    def moment(self, at: datetime) -> str:
        """A moment as read on a clock: 18:05 today, 10-01 09:30 on another day."""
        here = at.astimezone(self._zone)
        today = self._now is not None and self._now.astimezone(self._zone).date() == here.date()
        return f"{here:%H:%M}" if today else f"{here:%m-%d %H:%M}"

    def span(self, length: timedelta) -> str:
        """A length of time in days, hours and minutes; what is left of a minute counts as one."""
        minutes = max(1, -(-int(length.total_seconds()) // 60))
        days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
        units = ("天", "小时", "分钟") if self._language == "zh" else (" d ", " h ", " min")
        parts = zip((days, hours, minutes), units, strict=True)
        return "".join(f"{number}{unit}" for number, unit in parts if number).strip()

    def _clock_name(self, due: Due) -> str:
        names = {clock.id: clock.name.to(self._language) for clock in self._book.clocks.clocks}
        return names.get(due.clock.partition("#")[0], due.name)

    def _reason(self, rule: str, evidence: str) -> str:
        why = {trigger.id: trigger.why.to(self._language) for trigger in self._book.escalation.triggers}
        return f"{why.get(rule, rule)}「{evidence}」" if evidence else why.get(rule, rule)

    def _next(self, running: list[Due]) -> str:
        """The next deadline; the oldest one that is over, if any is."""
        soonest = min(running, key=lambda due: due.due, default=None)
        if soonest is None or self._now is None:
            return ""
        late = self._now >= soonest.due
        sign = {"zh": "已超时", "en": "overdue since"}[self._language] if late else ""
        return " ".join(filter(None, (self._clock_name(soonest), sign, self.moment(soonest.due))))
