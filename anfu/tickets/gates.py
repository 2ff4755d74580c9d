"""What may stand between a person and what they want to do to a ticket, and who can open it."""

from __future__ import annotations

from collections.abc import Sequence

from anfu.errors import AnfuError
from anfu.labels import Language, Role
from anfu.playbook.schema import Text

_ROLES = {"agent": "坐席", "supervisor": "主管", "trainer": "培训师", "admin": "管理员"}


class Gate(AnfuError):
    """Something has to happen first: `missing`, which `who` may do. Empty when nothing can be done about it."""

    def __init__(
        self, gate: str, say: Text, missing: str = "", name: str = "", who: Sequence[Role] = ()
    ) -> None:
        first = f": first {missing}, by {', '.join(who)}" if missing else ""
        super().__init__(f"{say.en}{first}")
        self.gate = gate
        self.missing = missing
        self.who = tuple(who)
        self._say = say
        self._name = name

    def remedy(self, language: Language) -> str:
        """What to do about it."""
        if not self.missing:
            return self._say.to(language)
        if language == "en":
            return f"{self}; or a supervisor overrides it with a reason"
        roles = "、".join(_ROLES[role] for role in self.who)
        return f"{self._say.zh}。先做“{self._name}”（{self.missing}，{roles}可以做），或由主管写明理由越过"


class NotYours(AnfuError):
    """This role may not do that to a ticket."""

    def __init__(self, transition: str, who: Sequence[Role]) -> None:
        super().__init__(f"{transition} is for {', '.join(who)}: ask one of them")
        self.who = tuple(who)


class UnknownTransition(AnfuError):
    """There is no such thing to do to a ticket."""

    def __init__(self, transition: str, known: Sequence[str]) -> None:
        super().__init__(f"there is no transition {transition!r}; known are {', '.join(known)}")


class NeedsReason(AnfuError):
    """This needs words: a reason, or what was decided."""

    def __init__(self, transition: str) -> None:
        super().__init__(f"{transition} needs a note: say why, or what was decided")


class BadChange(AnfuError):
    """What was asked for cannot be: a level in the wrong direction, a ticket merged into itself."""
