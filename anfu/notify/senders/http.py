"""One POST, and what its answer means. Nothing of the address is ever told: it may hold a key."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import requests

from anfu.notify.senders.base import Failed, Refused

# urllib3 writes the path of every request at DEBUG, and a robot's key is in it.
logging.getLogger("urllib3").setLevel(logging.WARNING)
_ANSWER_LIMIT = 64 * 1024
_NOT_THE_MESSAGE = (401, 402, 403, 404, 405, 407, 410)
"""Answers about the address or the key: the message is kept until someone has put them right."""
_LATER = (408, 425, 429)


class Post:
    """Posts to one address, within a time limit, through a proxy if there is one."""

    def __init__(self, url: str, timeout: float, proxy: str = "") -> None:
        self._url = url
        self._timeout = timeout
        self._proxies = {"http": proxy, "https": proxy} if proxy else None

    def __call__(self, body: bytes, headers: Mapping[str, str]) -> str:
        """The text of the answer, if it is one of success. Raises `Refused` or `Failed`."""
        try:
            with requests.post(
                self._url,
                data=body,
                headers=dict(headers),
                timeout=(self._timeout, self._timeout),
                proxies=self._proxies,
                allow_redirects=False,
                stream=True,
            ) as answer:
                text = answer.raw.read(_ANSWER_LIMIT, decode_content=True).decode(errors="replace")
                _judge(answer.status_code, answer.headers)
                return str(text)
        except requests.exceptions.SSLError:
            raise Failed("the receiver's certificate is not trusted") from None
        except requests.exceptions.ProxyError:
            raise Failed("the proxy does not answer") from None
        except requests.exceptions.Timeout:
            raise Failed(f"no answer in {self._timeout:g} seconds") from None
        except requests.exceptions.RequestException as error:
            raise Failed(f"no connection ({type(error).__name__})") from None
        except Exception as error:
            if isinstance(error, Refused | Failed):
                raise
            raise Failed(f"the answer broke off ({type(error).__name__})") from None


def _judge(status: int, headers: Mapping[str, Any]) -> None:
    if 200 <= status < 300:
        return
    if status in _LATER or status == 503:
        raise Failed(f"HTTP {status}", _retry_after(headers), busy=status == 429)
    if status >= 500 or status in _NOT_THE_MESSAGE or 300 <= status < 400:
        raise Failed(f"HTTP {status}")
    raise Refused(f"HTTP {status}")


def _retry_after(headers: Mapping[str, Any]) -> float | None:
    """Seconds to wait; a date instead of a number is not understood, and our own patience serves."""
    text = str(headers.get("Retry-After", ""))
    return min(float(text), 3600.0) if text.isascii() and text.isdigit() else None
