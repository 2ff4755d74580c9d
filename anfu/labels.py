"""The closed sets of identifiers that data, API, tests and evaluation share.

They are ascii and stable; what people read for them lives in the playbook.
"""

from __future__ import annotations

from typing import Literal, get_args

Speaker = Literal["customer", "agent"]
Language = Literal["zh", "en"]

Kind = Literal[
    "delivery",
    "quality",
    "refund",
    "billing",
    "counterfeit",
    "attitude",
    "outage",
    "privacy",
    "account",
    "contract",
    "safety",
    "other",
    "none",
]
EmotionLabel = Literal["calm", "anxious", "disappointed", "angry"]
SignalId = Literal[
    "legal",
    "regulator",
    "media",
    "mass",
    "repeat",
    "amount",
    "safety",
    "self_harm",
    "privacy",
    "abuse",
    "churn",
    "vip",
    "outage",
]
CustomerAct = Literal[
    "describe", "demand", "question", "threaten", "vent", "accept", "reject", "thank", "chitchat"
]
AgentAct = Literal[
    "greet",
    "verify_identity",
    "listen",
    "restate",
    "empathize",
    "apologize",
    "urgency",
    "ask_expectation",
    "explain",
    "propose_fix",
    "commit_time",
    "boundary",
    "confirm_solution",
    "confirm_satisfaction",
    "summarize",
    "close",
]
Taboo = Literal[
    "absolute",
    "over_promise",
    "blame_shift",
    "brush_off",
    "confront",
    "ignorance",
    "neglect",
    "disclosure",
    "vague",
    "law",
]
Severity = Literal["block", "warn", "hint"]
Verdict = Literal["ok", "hint", "warn", "block"]
StepId = Literal["receive", "empathize", "expectations", "logic", "summarize"]
BeatId = Literal["understand", "apologize", "urgency", "apologize_again", "fix"]
NodeId = Literal["verify_identity", "restate", "confirm_solution", "confirm_satisfaction"]
LevelId = Literal[0, 1, 2, 3]
# What can be written down from what the customer says; the fields of `reading.Facts`.
FactId = Literal[
    "amount_cny",
    "amount_and_more",
    "contacts",
    "contacts_several",
    "days_waiting",
    "order_id",
    "ticket_id",
    "phone",
    "product",
    "platform",
    "regulator",
    "affected_percent",
    "scope",
]
DisputeId = Literal["interest", "recognition"]
ReminderMoment = Literal[
    "before_solution", "promise_made", "promise_beyond", "third_apology", "closing_with_gaps"
]
# What can happen to a ticket: the events its history, its clocks and its messages are made of.
TicketEventName = Literal[
    "detected",
    "classified",
    "referred",
    "support_replied",
    "team_formed",
    "reported",
    "solution_given",
    "responded",
    "approved",
    "agreed",
    "waiting_customer",
    "customer_back",
    "event_closed",
    "closed",
    "reviewed",
    "report_written",
    "confirmed",
    "downgraded",
    "rejected",
    "upgraded",
    "filed",
    "assigned",
    "note",
    "split",
    "merged",
    "child_added",
    "improvement",
    "overridden",
]
Industry = Literal["telecom", "finance", "ecommerce", "general"]
# How the customer is reached: by voice, or typing.
Channel = Literal["voice", "chat"]
# What an agent does with a script that is offered.
Outcome = Literal["used", "edited", "dismissed"]
Role = Literal["agent", "supervisor", "trainer", "admin"]
# Whom a signed link may bring in: never an admin.
LinkRole = Literal["agent", "supervisor", "trainer"]
# The documents made of tickets and calls.
ReportId = Literal["quick", "retrospective", "tracking", "analysis", "dissatisfied"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
# By what a notification travels; `apprise` stands for every service that library knows.
TargetKind = Literal["wecom", "slack", "mail", "webhook", "apprise"]
# What a script is for: a step or beat, or one of the moments beside them.
Purpose = Literal[
    "receive",
    "empathize",
    "expectations",
    "logic",
    "summarize",
    "apologize",
    "urgency",
    "apologize_again",
    "fix",
    "verify",
    "hold",
    "boundary",
    "risk",
    "escalate",
    "enquiry",
    "confirm",
    "close",
]

KINDS: tuple[Kind, ...] = get_args(Kind)
EMOTIONS: tuple[EmotionLabel, ...] = get_args(EmotionLabel)
SIGNALS: tuple[SignalId, ...] = get_args(SignalId)
CUSTOMER_ACTS: tuple[CustomerAct, ...] = get_args(CustomerAct)
AGENT_ACTS: tuple[AgentAct, ...] = get_args(AgentAct)
TABOOS: tuple[Taboo, ...] = get_args(Taboo)
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
STEPS: tuple[StepId, ...] = get_args(StepId)
BEATS: tuple[BeatId, ...] = get_args(BeatId)
NODES: tuple[NodeId, ...] = get_args(NodeId)
CHANNELS: tuple[Channel, ...] = get_args(Channel)
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)
ROLES: tuple[Role, ...] = get_args(Role)
LINK_ROLES: tuple[LinkRole, ...] = get_args(LinkRole)
REPORTS: tuple[ReportId, ...] = get_args(ReportId)
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
TICKET_EVENTS: tuple[TicketEventName, ...] = get_args(TicketEventName)
