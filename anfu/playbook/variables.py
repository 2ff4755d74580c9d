"""`{name|您}` in a script: a variable, and the words to say when nothing is known for it."""

from __future__ import annotations

import re
from collections.abc import Mapping

VARIABLE = re.compile(r"\{([a-z_]+)(?:\|([^{}]*))?\}")
KNOWN = frozenset(
    ["name", "duration", "amount", "contacts", "product", "order", "due", "ticket", "contact", "limit"]
)


def fill(text: str, known: Mapping[str, str]) -> str:
    """The text as spoken: each variable replaced by what is known, or by its fallback."""
    return VARIABLE.sub(lambda found: known.get(found[1]) or found[2] or "", text)


def mistakes(text: str) -> list[tuple[str, str]]:
    """What is wrong with the variables of a text, each with its remedy."""
    found = []
    for variable in VARIABLE.finditer(text):
        name, fallback = variable[1], variable[2]
        if name not in KNOWN:
            found.append((f"unknown variable {{{name}}}", "use one of: " + ", ".join(sorted(KNOWN))))
        if not fallback:
            found.append(
                (f"{{{name}}} has no fallback", f"write {{{name}|words to say when it is not known}}")
            )
    if re.search(r"[{}]", VARIABLE.sub("", text)):
        found.append(("a brace that belongs to no variable", "write {name|fallback}, or remove the brace"))
    return found
