"""Structured logs, one JSON object a line on stderr, with the id of the request they belong to."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

#: Names of values that never stand in a log, whatever their form.
_SECRET_NAMES = re.compile(r"password|secret|token|authorization|cookie|api_key|database_url|mqtt_url|notify_url", re.I)
#: The secret part of `scheme://user:password@host` and of one-time links.
_SECRET_PARTS = (
    (re.compile(r"(://[^/\s:@]*:)[^@\s]+(@)"), r"\1***\2"),
    (re.compile(r"(/(?:invitation|password-reset|my|calendar)/)[^/\s?\"]+"), r"\1***"),
)


def mask(text: str) -> str:
    """The text without passwords in URLs and without the tokens of one-time links."""
    for pattern, kept in _SECRET_PARTS:
        text = pattern.sub(kept, text)
    return text


def _mask_event(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if _SECRET_NAMES.search(name):
            event[name] = "***"
        elif isinstance(value, str):
            event[name] = mask(value)
    return event


def configure(level: str) -> None:
    """Sends our logs and those of the libraries to stderr in one form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _mask_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(default=str),
            ],
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for noisy in ("uvicorn.access", "amqtt", "transitions", "apscheduler", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
