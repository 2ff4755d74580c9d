"""How often the customer has been in touch about the matter, as they say it."""

from __future__ import annotations

import re

from anfu.reading.facts import contact_others as others
from anfu.reading.facts import contact_words as words
from anfu.reading.facts.contact_governed import (
    after_another_thing,
    by_staff,
    clause_before,
    happened,
    in_this_call,
    is_ours,
    of_another,
    threatened,
)
from anfu.reading.facts.contacts_standing import (
    Contacts,
    calls_by_themselves,
    first_contact,
    of_named_calls,
    on_record,
    stands_alone,
)
from anfu.reading.facts.contacts_told import added_up
from anfu.reading.facts.contacts_written import in_writing
from anfu.reading.facts.numerals import value_of
from anfu.reading.types import Span

_LONGEST_FILLER, _LONGEST_STAMMER, _NEAR = 24, 4, 16
_COUNTED_BEFORE = re.compile(r".*[次遍回趟通]了?")
_STOPS = re.compile(r"[,。!?;:、…]")
_LATELY = re.compile(r"(?:都|已经)+$")
_NEEDS_WHOM = frozenset("去叫喊")
_ASKED = frozenset(("几", "多", "多少"))
"""Words that count only what is past: 「打了几次」 does, 「打几次才行」 asks."""


def contacts(text: str) -> Contacts | None:
    """What a normalised text says about the number of contacts; the highest count when several are given."""
    counted: list[Contacts] = []
    several = [Contacts(None, hit.span()) for hit in words.REPEATEDLY.finditer(text) if is_ours(text, hit)]
    taken: set[int | None] = set()
    for hit in words.COUNT.finditer(text):
        number = _number(hit)
        if hit["much"] is None and (number is None or not 2 <= number <= 999):
            continue
        span = _span(text, hit, again=number in taken)
        if span is None and _goes_on(text, hit, number, counted):
            span = hit.span()
        if span:
            (counted if number else several).append(Contacts(number, span))
        elif number and of_another(clause_before(text, hit.start())):
            taken.add(number)
    for found in on_record(text):
        (counted if found.number else several).append(found)
    for number, span in in_writing(text):
        (counted if number else several).append(Contacts(number, span))
    if told := added_up(text, [found.span for found in counted]):
        counted.append(Contacts(*told))
    if not counted and not several and (first := first_contact(text)):
        return first
    if counted:
        return max(counted, key=lambda found: found.number or 0)
    return min(several, key=lambda found: found.span, default=None)


def _goes_on(text: str, hit: re.Match[str], number: int | None, counted: list[Contacts]) -> bool:
    """「第一遍打是机器人,第二遍打是机器人,第三遍终于是人」."""
    before = [found for found in counted if found.number == (number or 0) - 1 and text[found.span[0]] == "第"]
    return bool(hit["nth"] and before) and not others.GOVERNED.match(text, hit.end())


def _number(hit: re.Match[str]) -> int | None:
    if hit["pair"]:
        return 2 if hit["pair"] == "俩" else 3
    value = value_of(hit["count"]) if hit["count"] else None
    return None if value is None else int(value)


def _span(text: str, hit: re.Match[str], *, again: bool) -> Span | None:
    """The words that make the count one of contacts, or None when something else is counted.

    `again` says that the same number was told of another thing before: 「寄了三回,三回都错」.
    """
    left, right = clause_before(text, hit.start()), text[hit.end() : hit.end() + 20]
    elsewhere = others.ELSEWHERE.search(left[-_NEAR:]) or others.ELSEWHERE.match(right)
    if elsewhere or others.NOT_HERE.match(right) or others.AGAINST_ME.match(right):
        return None
    if others.OTHERS_MATTER.search(text[: hit.start()]) or others.FOR_OTHERS.search(text, hit.end()):
        return None
    if hit["unit"] is None:
        if words.ALL_TO_YOU.match(right) or (words.STOPS.match(right) and of_named_calls(text, hit, left)):
            return hit.span()
        if not _calls_alone(hit, text, left, right):
            return None
    if left.endswith("没有") and re.match("也[有得]", right):  # 「没有十次也有八次」
        return None
    if words.OPENED.search(left) and words.TICKET.match(right) and not re.search("给我|你们(?!家)", left):
        return hit.span()
    if hit["unit"] == "道" and not words.OF_A_CALL.search(left + right[:3]):
        return None
    recorded = words.RECORDED.match(right)
    if recorded and not others.NOT_MINE.search(left + right) and not others.GOVERNED.search(left):
        return hit.start(), hit.end() + recorded.end()
    if words.GAVE_A_CALL.search(left) and ("电话" in hit[0] or right.startswith("电话")):
        return hit.span()
    if hit["nth"] or hit["front"]:
        own = words.ON_COUNT.match(right) or words.CALLED.search(left)
        if (again or after_another_thing(text, hit, right)) and not own:
            return None
        return hit.span() if _is_nth_contact(text, hit, left, right) else None
    if verb := _verb(text, left, right, hit.start()):
        start, done = verb
        if hit["much"] in _ASKED and not (done or right.startswith("了")):
            return None
        if others.CALLED_US.search(right) and others.CALLER.search(left):
            return None
        return start, hit.end()
    if "个" in hit[0] and calls_by_themselves(text, hit):
        return hit.span()
    if again or (not hit["much"] and in_this_call(text)) or happened(text):
        return None
    if stammered := _after_a_stammer(text, hit, left, right):
        return stammered
    return hit.span() if stands_alone(text, hit) else _bare(text, hit, left, right)


def _after_a_stammer(text: str, hit: re.Match[str], left: str, right: str) -> Span | None:
    """「打了有, 有四回」: the verb stands before a pause."""
    start = hit.start() - len(left)
    if start < 1 or len(left) > _LONGEST_STAMMER or not words.FILLER.fullmatch(left):
        return None
    before = clause_before(text, start - 1)
    verb = words.STAMMERED.search(before + left)
    if verb is None or not words.ENDED.match(right) or by_staff(before, verb):
        return None
    return start - 1 - len(before) + verb.start("verb"), hit.end()


def _calls_alone(hit: re.Match[str], text: str, left: str, right: str) -> bool:
    """「打了四个」, 「打了仨」, 「电话第五个了」: calls are counted without being named."""
    if not words.STOPS.match(right):
        return False
    if hit["nth"]:
        return re.search("电话|打", text) is not None
    verb = words.BEFORE_COUNT.search(left)
    return verb is not None and words.CALLS.fullmatch(verb["verb"]) is not None and hit["much"] not in _ASKED


def _is_nth_contact(text: str, hit: re.Match[str], left: str, right: str) -> bool:
    left = _COUNTED_BEFORE.sub("", left)  # 「昨天打了三次今天第四次」
    if hit["much"] and words.LOST_COUNT.search(left) and words.OF_A_CALL.search(text):
        return True
    if re.match("给我|找我|打给我", right) or (hit["much"] and not words.ON_COUNT.match(right)):
        return False
    before = words.BEFORE_COUNT.search(left)
    if not hit["much"] and in_this_call(text):
        return False
    if (
        words.NEXT.search(left)
        and words.COUNTED_ON.search(text, 0, hit.start())
        and not others.BROKE.match(right)
    ):
        return True
    if others.NOT_YET.search(left[: before.start()] if before else left):
        return False
    if words.ON_COUNT.match(right) or words.ON_ORDINAL.match(right):
        return True
    if words.ANSWERED.match(right) and words.FILLER.fullmatch(left[-_LONGEST_FILLER:]):
        return True
    if hit["front"]:
        return False
    if "电话" in hit[0] or hit["unit"] == "通":
        return True
    if before and not by_staff(left, before):
        return True
    return words.ENDED.match(right) is not None and words.FILLER.fullmatch(left) is not None


def _verb(text: str, left: str, right: str, end: int) -> tuple[int, bool] | None:
    """Where the customer's doing before a count begins, and whether it is past."""
    found = next((hit for shape in words.DONE_BEFORE if (hit := shape.search(left))), None)
    if found is None and words.IGNORED.match(right):
        found = words.I_DID.search(left)
    if found is None or by_staff(left, found):
        return None
    done = re.search("[了过]", found[0]) is not None
    if not done and threatened(text, end - len(left) + found.start("verb")):
        return None
    if not done and (others.NOT_YET.search(left[: found.start()]) or others.EVEN_IF.match(right)):
        return None
    if others.OTHER_SENSE.search(left + "~" + right) or (found["verb"] == "打" and others.TAXI.search(text)):
        return None
    if words.HANDS_IN.fullmatch(found["verb"]) and not words.PAPERS.search(text):
        return None
    if found["verb"] == "来" and others.RATE.search(left[: found.start()]):
        return None
    if others.TELLS.match(found["verb"]) and in_this_call(text):
        return None
    if found["verb"] in _NEEDS_WHOM and not words.COUNTERS.search(left + text[end : end + 10]):
        return None
    summed = [hit for hit in words.SUMMED.finditer(left[: found.start()]) if hit.end() == found.start()]
    start = summed[0].start() if summed else found.start("verb")
    return end - len(left) + start, done


def _bare(text: str, hit: re.Match[str], left: str, right: str) -> Span | None:
    """The span of a count with no verb before it, when nothing else can be meant: 「都四次了」, 「三次报修」."""
    if hit["unit"] is None or len(left) > _LONGEST_FILLER or not words.FILLER.fullmatch(left):
        return None
    done = words.DONE.match(right)
    if not done and (ahead := words.ON_COUNT.match(right)):
        return hit.start(), hit.end() + ahead.end()
    opening = hit.start() == len(left) or words.FILLER.fullmatch(_STOPS.sub("", text[: hit.start()]))
    if hit["unit"] != "通" and not opening and not words.OF_A_CALL.search(text):
        return None
    summed = words.SUMMED.search(left)
    if done:
        lately = _LATELY.search(left)
        return hit.start() - (len(lately[0]) if lately else 0), hit.end() + done.end()
    if opening and not summed and words.ENDED.match(right) and words.SUMMED.search(text, 0, hit.start()):
        return hit.span()
    answered = words.ANSWERED.match(right) and words.TO_THE_FIRM.search(text)
    if answered and not others.BROKE.search(text[: hit.start()]):
        return hit.span()
    if words.NO_ONE.match(right) or (summed and words.ENDED.match(right)):
        return hit.start() - (len(left) - summed.start() if summed else 0), hit.end()
    return None
