"""Settings come from the environment, and say which of them is wrong."""

from pathlib import Path

import pytest

import server
from ontology import Namespaces
from server.settings import Settings, SettingsError, default, settings


def test_an_empty_environment_leaves_the_defaults() -> None:
    assert Settings.from_environment({"PORT": "", "PATH": "/bin"}) == Settings()


def test_the_environment_names_store_base_host_and_port() -> None:
    environment = {
        "KOUAN_STORE": "/data/kouan",
        "KOUAN_BASE_IRI": "https://example.org/k/",
        "HOST": "::",
        "PORT": "80",
    }

    assert Settings.from_environment(environment) == Settings(
        store=Path("/data/kouan"), names=Namespaces("https://example.org/k/"), host="::", port=80
    )


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PORT", "http", "PORT: a number from 0 to 65535 is expected, not 'http'"),
        ("PORT", "65536", "PORT: a number from 0 to 65535 is expected, not '65536'"),
        ("PORT", "-1", "PORT: a number from 0 to 65535 is expected, not '-1'"),
        ("PORT", "８０", "PORT: a number from 0 to 65535 is expected, not '８０'"),
        (
            "KOUAN_BASE_IRI",
            "example.org",
            "KOUAN_BASE_IRI: the base IRI must be an http(s) IRI that ends in '/': 'example.org'",
        ),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({name: value})

    assert str(raised.value) == message


def test_the_readme_of_the_server_has_every_setting_with_its_default() -> None:
    rows = [
        f"| `{each.metadata['name']}` | {SHOWN.get(each.name) or shown(default(each))} | {each.metadata['what']} |"
        for each in settings()
    ]
    readme = (Path(server.__file__).parent / "README.md").read_text(encoding="utf-8")

    assert "\n".join(["| name | default | what |", "|---|---|---|", *rows]) in readme


SHOWN = {"workers": "4, or 2 for each processor", "tokens": ""}


def shown(value: object) -> str:
    """A default as people read it."""
    match value:
        case Namespaces():
            return f"`{value.base}`"
        case "" | () | None:
            return ""
        case float():
            return f"`{value:g}`"
    return f"`{value}`"
