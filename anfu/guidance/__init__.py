"""From a call to advice. Pure: the same call and playbook give the same advice."""

from anfu.guidance.advise import advise, level_now
from anfu.guidance.types import Guidance, TicketNow

__all__ = ["Guidance", "TicketNow", "advise", "level_now"]
