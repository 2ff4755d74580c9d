"""Logging that never shows a phone, ID-card or bank-card number, whoever writes the line."""

from __future__ import annotations

import logging
import sys

import structlog

from anfu.reading.masking import mask

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
_TALKATIVE = ("rasa", "rasa_sdk", "apscheduler", "matplotlib", "asyncio", "alembic", "sanic.root")
_formatter = logging.Formatter()


class Masking(logging.Filter):
    """Masks the message and the trace of every record that passes."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Changes the record in place and lets it through."""
        record.msg, record.args = mask(record.getMessage()), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _formatter.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = mask(record.exc_text)
        if record.stack_info:
            record.stack_info = mask(record.stack_info)
        return True


def set_up_logging(level: str) -> logging.Handler:
    """Sends everything through one masking handler to stderr, Rasa's own lines and Python's warnings too.

    Rasa writes whole messages at DEBUG: it is kept at WARNING unless `level` is DEBUG.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(Masking())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.DEBUG if level == "DEBUG" else logging.WARNING)
    # Warnings of the libraries below are for developers, but may quote what a customer said.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.WARNING if level == "DEBUG" else logging.ERROR)
    quiet_rasa()
    return handler


def quiet_rasa() -> None:
    """Makes Rasa's structured log go through Python's. Unconfigured, it prints every message it handles."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"]),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
