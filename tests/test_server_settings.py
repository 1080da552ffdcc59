"""Settings come from the environment, and say which of them is wrong."""

from pathlib import Path

import pytest

from ontology import Namespaces
from server.settings import Settings, SettingsError


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
