"""Filters as parameters of an address, so that a queue can be kept as a bookmark and shared."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from urllib.parse import quote, unquote, urlencode

from graph.review.claims import CLAIMS
from graph.review.queue import FOUND_BY, ORDERS, STATES, Filter
from server.problem import Problem

FLAGS = ("violation", "conflict")


def read_filter(parameters: Mapping[str, str], curator: str) -> Filter:
    """The filter that an address asks for; a Problem names what is not known."""
    given: dict[str, Any] = {"curator": curator}
    for name, known in (("order", ORDERS), ("state", STATES), ("type", tuple(CLAIMS))):
        value = parameters.get(name)
        if value:
            if value not in known:
                raise Problem(
                    400, "bad-filter", f"{name}: one of {', '.join(known)} is expected, not {value!r}"
                )
            given[name] = value
    given |= {name: parameters[name] for name in FOUND_BY if parameters.get(name)}
    if "doc" in given:  # as it is, or as it stands in an address
        given["doc"] = quote(unquote(given["doc"]), safe="")
    given |= {name: True for name in FLAGS if parameters.get(name) not in (None, "", "0")}
    return Filter(**given)


def parameters_of(wanted: Filter) -> dict[str, str]:
    """The parameters that ask for a filter, those at their default left out."""
    given = {}
    for each in fields(Filter):
        value = getattr(wanted, each.name)
        if value != each.default and each.name != "curator":
            given[each.name] = "1" if value is True else str(value)
    return given


def query_of(wanted: Filter, **more: str | None) -> str:
    """The query part of an address that asks for a filter, and for more."""
    given = parameters_of(wanted) | {name: value for name, value in more.items() if value}
    return f"?{urlencode(given)}" if given else ""
