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
Industry = Literal["telecom", "finance", "ecommerce", "general"]
Role = Literal["agent", "supervisor", "trainer", "admin"]
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
ROLES: tuple[Role, ...] = get_args(Role)
