"""Settings: where the store is, under which base its IRIs stand, where it is served, within which bounds.

Each comes from the environment, or from the TOML file that `KOUAN_SETTINGS` names (the same names in small letters,
without `KOUAN_`), or is as it stands here; options of a command win. `server/README.md` has them as a table.
"""

import json
import os
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from ontology import Namespaces
from server.access import Token, read_tokens

LEVELS = ("info", "warning", "error")
SEEDS = Path(__file__).parent.parent / "seeds"


@dataclass
class SettingsError(Exception):
    """A setting with a value that it cannot have."""

    name: str
    problem: str

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}"


def port(text: str) -> int:
    """A port number, 0 to 65535."""
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise SettingsError("PORT", f"a number from 0 to 65535 is expected, not {text!r}")
    return int(text)


def _whole(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if number < 0:
        raise ValueError(f"a whole number is expected, not {text!r}")
    return number


def _some(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if number < 1:
        raise ValueError(f"a whole number above 0 is expected, not {text!r}")
    return number


def _level(text: str) -> str:
    if text not in LEVELS:
        raise ValueError(f"{', '.join(LEVELS[:-1])} or {LEVELS[-1]} is expected, not {text!r}")
    return text


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number < 1e6:
        raise ValueError(f"a number of seconds is expected, not {text!r}")
    return number


def _geojson(text: str) -> Path:
    """A file of GeoJSON (https://www.rfc-editor.org/rfc/rfc7946)."""
    try:
        read = json.loads(Path(text).read_bytes())
    except (OSError, ValueError) as error:
        raise ValueError(f"a file of GeoJSON is expected, not {text!r}: {error}") from error
    if not isinstance(read, dict) or read.get("type") not in ("Feature", "FeatureCollection"):
        raise ValueError(f"{text} is JSON, and no Feature or FeatureCollection")
    return Path(text)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _setting(name: str, default: Any, what: str, read: Callable[[str], Any] = _whole) -> Any:
    return field(default=default, metadata={"name": name, "what": what, "read": read})


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the server and the commands need to be told."""

    store: Path = _setting("KOUAN_STORE", Path(".kouan/store"), "the folder of the store", Path)
    names: Namespaces = field(
        default_factory=Namespaces,
        metadata={"name": "KOUAN_BASE_IRI", "what": "how our IRIs begin", "read": Namespaces},
    )
    host: str = _setting("HOST", "127.0.0.1", "the address to listen at", str)
    port: int = _setting("PORT", 8000, "the port to listen at; 0 is any free one", port)
    tokens: tuple[Token, ...] = field(
        default=(),
        repr=False,
        metadata={
            "name": "KOUAN_TOKEN",
            "what": "who may write: `SECRET`, or `NAME:SCOPE:SECRET …` (read, review, write, admin); "
            "without any, nobody",
            "read": read_tokens,
        },
    )
    workers: int = _setting(
        "KOUAN_WORKERS", max(4, 2 * (os.cpu_count() or 1)), "processes that answer queries", _some
    )
    time_limit: float = _setting("KOUAN_TIME_LIMIT", 30.0, "seconds that a query may take", _seconds)
    longest_time: float = _setting(
        "KOUAN_LONGEST_TIME", 120.0, "seconds that `?timeout=` may ask for", _seconds
    )
    query_memory: int = _setting("KOUAN_QUERY_MEMORY", 1 << 30, "bytes of memory that a query may use")
    in_memory: int = _setting(
        "KOUAN_IN_MEMORY",
        2_000_000,
        "quads up to which the current release is held in memory; each worker may need 0.4 kB a quad",
    )
    cache: int = _setting("KOUAN_CACHE", 64 << 20, "bytes of answers that are kept to be given again")
    largest_request: int = _setting("KOUAN_LARGEST_REQUEST", 16 << 20, "bytes that a body may have")
    longest_query: int = _setting("KOUAN_LONGEST_QUERY", 100_000, "bytes that a query may have")
    largest_result: int = _setting("KOUAN_LARGEST_RESULT", 1 << 30, "bytes that an answer may have")
    most_rows: int = _setting("KOUAN_MOST_ROWS", 5_000_000, "rows, or triples, that an answer may have")
    client_queries: int = _setting(
        "KOUAN_CLIENT_QUERIES", 64, "queries that one client may have under way", _some
    )
    connections: int = _setting(
        "KOUAN_CONNECTIONS", 4000, "connections that may be open; more are answered 503", _some
    )
    client_connections: int = _setting(
        "KOUAN_CLIENT_CONNECTIONS", 500, "connections that one client may have; more are answered 429", _some
    )
    patience: float = _setting(
        "KOUAN_PATIENCE", 20.0, "seconds to wait for the head of a request, or for more of its body", _seconds
    )
    allowed: tuple[str, ...] = _setting(
        "KOUAN_ALLOWED", (), "addresses that SERVICE and LOAD may reach, separated by spaces", _listed
    )
    keep: int = _setting("KOUAN_KEEP", 50, "releases that are kept")
    ground: Path | None = _setting(
        "KOUAN_MAP",
        None,
        "a GeoJSON file that maps draw beneath their points; none comes with Kouan",
        _geojson,
    )
    slow: float = _setting("KOUAN_SLOW", 5.0, "seconds after which a query is logged as slow", _seconds)
    log: str = _setting("KOUAN_LOG", "warning", "what is logged: `info`, `warning` or `error`", _level)
    model_key: str = field(
        default="",
        repr=False,
        metadata={"name": "KOUAN_MODEL_KEY", "what": "the key of `--model`", "read": str},
    )
    endpoint: str | None = None
    """The address of an engine that holds the graph in place of the store (`--store URL`)."""
    seeds: Path = SEEDS
    queries: Path = SEEDS / "queries"

    @property
    def place(self) -> Path | str:
        """Where the graph is."""
        return self.endpoint or self.store

    def of_engine(self, address: str) -> "Settings":
        """These settings for a graph in an engine: what is kept of it here has a folder of its own below the store."""
        parts = urlsplit(address)
        name = parts.netloc.rpartition("@")[2] + parts.path.rstrip("/")
        return replace(self, endpoint=address, store=self.store / "remote" / quote(name, safe=":"))

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Settings as the environment gives them; an unset or empty variable leaves the file's value or the default."""
        given: dict[str, Any] = {}
        written = _file(environment.get("KOUAN_SETTINGS"))
        for each in settings():
            name = each.metadata["name"]
            text = environment.get(name) or written.pop(key(name), "")
            if text:
                try:
                    given[each.name] = each.metadata["read"](text)
                except ValueError as error:
                    raise SettingsError(name, str(error)) from error
        if written:
            raise SettingsError(next(iter(written)), f"is no setting ({environment['KOUAN_SETTINGS']})")
        return cls(**given)


def settings() -> list[Any]:
    """The fields of Settings that can be set, with `name`, `what` and `read` as metadata."""
    return [each for each in fields(Settings) if each.metadata]


def default(each: Any) -> Any:
    """The value of a field that nobody set."""
    return each.default_factory() if each.default is MISSING else each.default


def key(name: str) -> str:
    """How a file calls a setting."""
    return name.removeprefix("KOUAN_").lower()


def _file(path: str | None) -> dict[str, str]:
    if not path:
        return {}
    try:
        with Path(path).open("rb") as file:
            return {name: str(value) for name, value in tomllib.load(file).items()}
    except OSError as error:
        raise SettingsError("KOUAN_SETTINGS", f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError("KOUAN_SETTINGS", f"{path}: {error}") from error
