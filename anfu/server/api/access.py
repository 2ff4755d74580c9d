"""Which calls someone may see and touch: asked here and nowhere else."""

from __future__ import annotations

from urllib.parse import unquote

from anfu.errors import NotAllowed, UnknownCall
from anfu.server import texts
from anfu.server.errors import BadInput, Forbidden
from anfu.server.gate import Person
from anfu.server.topics import Asked
from anfu.store.errors import StoreUnavailable
from anfu.store.records import CallRecord
from anfu.store.store import Store


def sees_all(person: Person) -> bool:
    """Whether calls of other people are open to them: an agent who signed in has only their own."""
    return person.role != "agent" or not person.signed_in


async def still_welcome(asked: Asked) -> bool:
    """Whether a reader who came in long ago would still be let in: a token may be revoked or run out meanwhile."""
    try:
        await asked.house.gate.admit(asked.request, frozenset({asked.person.role}))
    except (NotAllowed, Forbidden):
        return False
    except StoreUnavailable:
        return True  # nobody is sent away because the database is down
    return True


async def call_of(asked: Asked) -> str:
    """The id of the call named in the path. Raises `UnknownCall`, also for a call that is not theirs to see."""
    call_id = id_of(asked)
    await asked.house.off_loop(own_call, asked.house.service.store, call_id, asked.person)
    return call_id


def own_call(store: Store, call_id: str, person: Person) -> CallRecord:
    """The call, if this person may see it. Raises `UnknownCall`: whose it is stays untold. Waits for the store."""
    record = store.call(call_id)
    if record is None:
        raise UnknownCall(call_id)
    return allowed(record, person)


def allowed(record: CallRecord, person: Person) -> CallRecord:
    """The call. Raises `UnknownCall` when this person may not see it."""
    if not (sees_all(person) or record.agent == person.name):
        raise UnknownCall(record.id)
    return record


def id_of(asked: Asked) -> str:
    """The call named in the path. Raises `UnknownCall` for what can be no id."""
    call_id = unquote(asked.params["call_id"], errors="surrogateescape")
    try:
        return texts.name(call_id, "the call's id")
    except BadInput:
        raise UnknownCall(call_id[: texts.LONGEST_NAME]) from None
