"""Whether somebody else did what is counted, or another thing is counted than contacts."""

from __future__ import annotations

import re

from anfu.reading.facts import contact_others as others
from anfu.reading.facts import contact_words as words

_CLAUSE = re.compile(r"[^,。!?;:…\s]*$")
_LONGEST_CLAUSE = 40
_EACH_TIME = re.compile(r"(?:这|那)?(?:都|已经|可|又)*(?:是|都)?(?<=.)")


def is_ours(text: str, hit: re.Match[str]) -> bool:
    left = clause_before(text, hit.start())
    if hit[0].startswith("不是"):
        left = left.removesuffix("可")  # 「我可不是第一次」
    against = others.AGAINST_ME.match(text, hit.end()), others.STAFF.search(left), others.TO_ME.search(left)
    return not any(against) and not others.NOT_YET.search(left) and not threatened(text, hit.start())


def threatened(text: str, end: int) -> bool:
    return re.search(r"[就会]$", text[:end]) is not None and others.THREAT.search(text, 0, end) is not None


def clause_before(text: str, end: int) -> str:
    clause = _CLAUSE.search(text, max(0, end - _LONGEST_CLAUSE), end)
    return clause[0] if clause else ""


def of_another(left: str) -> bool:
    return any(shape.search(left) for shape in (others.GOVERNED,))


def in_this_call(text: str) -> bool:
    return (
        others.TELLS.search(text) is not None
        and bool(others.IN_THIS_CALL.search(text))
        and not others.OTHER_CALLS.search(text)
    )


def happened(text: str) -> bool:
    return others.HAPPENED.search(text) is not None and others.CONTACTED.search(text) is None


def after_another_thing(text: str, hit: re.Match[str], right: str) -> bool:
    """「又死机,今天第三回了」, 「首付交了两次第二次说差价」: the clause before tells what is counted.

    「又坏了,这都第三次了」 tells both: whoever says so has been in touch each time.
    """
    if _EACH_TIME.fullmatch(clause_before(text, hit.start())) and right.startswith("了"):
        return False
    before = re.split(r"[。!?;]", text[: hit.start()])[-1]
    return others.BROKE.search(before) is not None and others.CONTACTED.search(before + right) is None


def by_staff(left: str, verb: re.Match[str]) -> bool:
    """Whether it is the other side that did it, to the customer."""
    before, after = left[: verb.start("verb")], left[verb.end("verb") :]
    if others.ME.match(after) or any(shape.search(before) for shape in others.NOT_FROM_ME):
        return True
    if others.REACHES.fullmatch(verb["verb"]) and others.URGED.search(before):
        return True
    if verb["verb"] == "来" and not (others.CAME_MYSELF.search(before) or words.FILLER.fullmatch(before)):
        return True
    if words.CALLS.fullmatch(verb["verb"]) and before.endswith("的") and "我" not in before:
        return True
    staff = others.STAFF.search(before)
    if staff is None or others.TOWARDS.search(before[: staff.start("who")]):
        return False
    fronted = (
        verb["verb"] != "来电"
        and others.REACHES.fullmatch(verb["verb"])
        and others.FRONTED.fullmatch(staff["who"])
    )
    return not fronted or others.CAME_IN.match(after) is not None
