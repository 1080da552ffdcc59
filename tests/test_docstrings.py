"""The examples in docstrings run, from the root of the checkout."""

import doctest
import importlib
import pkgutil

import pytest

import extract
import graph
import ontology
import server
from tests.conftest import SEEDS

MODULES = ["extract", "graph", "ontology", "server"] + [
    f"{package.__name__}.{module.name}"
    for package in (extract, graph, ontology, server)
    for module in pkgutil.iter_modules(package.__path__)
    if module.name != "__main__"
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(SEEDS.parent)

    assert doctest.testmod(importlib.import_module(name)).failed == 0
