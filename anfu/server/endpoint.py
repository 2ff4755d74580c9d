"""Runs the actions in this process where Rasa would call an action server."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as SdkRejection

from anfu.bootstrap import serving
from anfu.service import Service

_REPLY = Draft202012Validator(RemoteAction.action_response_format_spec())


def _check_reply(_action: RemoteAction, reply: dict[str, Any]) -> bool:
    _REPLY.validate(reply)
    return True


# Rasa checks the reply against this schema too, but first, at every reply, the schema itself: four fifths of a turn.
RemoteAction._validate_action_result = _check_reply


class ActionFailed(BaseException):
    """An action raised `cause`; the turn stops here and nothing of it is kept.

    Not an Exception, because Rasa catches those, drops what the action did, and answers as if all were well.
    """

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class InProcessActions:
    """Stands in for Rasa's action endpoint. `service` is what the actions use."""

    def __init__(self, service: Service, package: str = "actions") -> None:
        self.service = service
        self.kwargs = {"enable_selective_domain": True}
        self.url = "in-process"
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, json: dict[str, Any], **_: Any) -> dict[str, Any] | None:
        """Runs the action Rasa asks for. Raises `ActionFailed` with whatever went wrong in it."""
        try:
            with serving(self.service):
                done: dict[str, Any] | None = await self._executor.run(json)
        except SdkRejection as rejection:
            raise ActionExecutionRejection(rejection.action_name, rejection.message) from rejection
        except Exception as error:
            raise ActionFailed(error) from error
        return done
