"""The log: a line of JSON for each event, on stderr. It names no client, and shows a query only when it was slow or killed."""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """Writes an event as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": record.getMessage(),
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


class Unsurprised(logging.Filter):
    """Passes over what the server library says of an answer that we break off, since a request's own line tells why."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether an event is told."""
        return record.msg != "ASGI callable returned without completing response."


def log_to_stderr(level: str) -> None:
    """Sends the log of this process to stderr, from a level on (`info`, `warning`, `error`)."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.getLogger("uvicorn.error").addFilter(Unsurprised())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
