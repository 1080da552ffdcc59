"""How a reader sees pages: in which language and colours, under which root, and where they are."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request

from server.language import LANGUAGES, Language, wanted

COOKIE = "kouan-language"
THEME = "kouan-theme"
"""The cookies that remember what was chosen."""
THEMES = {"light": "light", "dark": "dark", "auto": ""}
"""The colours that an address may ask for; `auto` are those of the system."""


@dataclass(frozen=True, slots=True)
class View:
    """What every page needs to know of the request for it."""

    root: str
    """Where the application is mounted, without a slash at its end."""
    language: Language
    path: str
    """The path of the page, below the root."""
    parameters: tuple[tuple[str, str], ...] = ()
    chosen: bool = False
    """Whether the address asks for the language, which is remembered."""
    theme: str = ""
    """The colours that were chosen, `light` or `dark`; empty where the system's hold."""
    recoloured: bool = False
    """Whether the address asks for the colours, which are remembered."""

    @classmethod
    def of(cls, request: Request) -> "View":
        """The view of whoever sends a request."""
        root = root_of(request)
        parameters = parse_qsl(request.url.query, keep_blank_values=True)
        asked, theme = (dict(parameters).get(name) for name in ("lang", "theme"))
        language = wanted(asked, request.cookies.get(COOKIE), request.headers.get("accept-language"))
        others = tuple(pair for pair in parameters if pair[0] not in ("lang", "theme"))
        asked_for = next((each for each in (theme, request.cookies.get(THEME)) if each in THEMES), "auto")
        path = request.url.path.removeprefix(root)
        return cls(root, language, path, others, asked in LANGUAGES, THEMES[asked_for], theme in THEMES)

    def here(self, **changed: str | int | None) -> str:
        """The address of this page with parameters changed; None leaves one out."""
        kept = [pair for pair in self.parameters if pair[0] not in changed]
        given = [(name, str(value)) for name, value in changed.items() if value is not None]
        query = urlencode(kept + given)
        return f"{self.root}{self.path}" + (f"?{query}" if query else "")


def root_of(request: Request) -> str:
    """Where the application is mounted, without a slash at its end."""
    return str(request.scope.get("root_path", "")).rstrip("/")
