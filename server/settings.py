"""Settings: where the store is, under which base its IRIs stand, where it is served.

They come from the environment (`KOUAN_STORE`, `KOUAN_BASE_IRI`, `HOST`, `PORT`, `KOUAN_MODEL_KEY`); options of a command win.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ontology import Namespaces

SEEDS = Path(__file__).parent.parent / "seeds"


@dataclass
class SettingsError(Exception):
    """A setting with a value that it cannot have."""

    name: str
    problem: str

    def __str__(self) -> str:
        return f"{self.name}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Settings:
    """All that the server and the commands need to be told."""

    store: Path = Path(".kouan/store")
    names: Namespaces = field(default_factory=Namespaces)
    host: str = "127.0.0.1"
    port: int = 8000
    """0 is any free port."""
    seeds: Path = SEEDS
    queries: Path = SEEDS / "queries"
    largest_request: int = 1_000_000
    """Bytes of a request's body."""
    model_key: str = field(default="", repr=False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Settings as the environment gives them; an unset or empty variable leaves the default."""
        given = {name: value for name, value in environment.items() if value}
        default = cls()
        try:
            names = Namespaces(given["KOUAN_BASE_IRI"]) if "KOUAN_BASE_IRI" in given else default.names
        except ValueError as error:
            raise SettingsError("KOUAN_BASE_IRI", str(error)) from error
        return cls(
            store=Path(given["KOUAN_STORE"]) if "KOUAN_STORE" in given else default.store,
            names=names,
            host=given.get("HOST", default.host),
            port=port(given["PORT"]) if "PORT" in given else default.port,
            model_key=given.get("KOUAN_MODEL_KEY", default.model_key),
        )


def port(text: str) -> int:
    """A port number, 0 to 65535."""
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise SettingsError("PORT", f"a number from 0 to 65535 is expected, not {text!r}")
    return int(text)
