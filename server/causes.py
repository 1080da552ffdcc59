"""From errors to problems: what a client is told of what went wrong."""

import errno

from graph.dataset import QuerySyntaxError
from graph.egress import EgressError
from graph.relay import failure
from graph.remote.endpoint import EndpointError
from graph.remote.replica import NotKept
from graph.store import StoreError
from server.problem import Problem


def as_problem(error: Exception) -> Problem:
    """What a client is told of an error: the one table from exceptions to problems."""
    match error:
        case Problem():
            return error
        case QuerySyntaxError():
            return Problem(400, "query-syntax", error.message, error.line, error.column)
        case EgressError():
            return Problem(403, f"{error.keyword.lower()}-refused", str(error), error.line, error.column)
        case OSError() if reason := failure(error):
            return Problem(502, "fetch-failed", reason)
        case EndpointError():
            return Problem(502, "engine", str(error), headers={"Retry-After": "10"})
        case NotKept():
            return Problem(422, "not-kept", str(error))
        case StoreError() | OSError() if _is_full(error):
            return Problem(507, "disk-full", "the disk is full, and nothing was changed")
        case StoreError(problem="locked"):
            return Problem(
                503, "busy", "another process is writing to the store", headers={"Retry-After": "5"}
            )
        case StoreError() | OSError():
            return Problem(503, "store", "the store cannot be used now")
        case MemoryError():
            return Problem(503, "memory-limit", "this needs more memory than one request may have")
        case RuntimeError():
            return Problem(400, "query-failed", str(error))
    return Problem(500, "internal", "something went wrong here that is not your fault; it has been logged")


def _is_full(error: Exception) -> bool:
    return getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error)
