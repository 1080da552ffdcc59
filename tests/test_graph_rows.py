"""Facts come back from a store as the rows that went in."""

from typing import Any

from extract.pipeline import Extractor
from extract.source import read
from graph.releases import Release
from graph.rows import Row, rows
from ontology import Namespaces
from tests.conftest import SEED_PAGE, refuse
from tests.conftest import rows as facts_as_rows

ELSEWHERE = ("article", "rule", "alt")
"""What a store keeps by article and by name, and not by fact."""


def compared(row: Row) -> dict[str, Any]:
    """A row without what the store keeps elsewhere, its quotations in no order."""
    said = {
        key: value
        for key, value in row.items()
        if key not in (*ELSEWHERE, "evidence", "more_evidence") and not key.endswith("_alt") and value
    }
    quotations = [row["evidence"], *row.get("more_evidence", ())]
    return said | {"quotations": sorted((span["start"], span["end"], span["text"]) for span in quotations)}


def test_the_seed_page_comes_back_whole(extractor: Extractor, seed_release: Release) -> None:
    facts = [fact for document in read(SEED_PAGE, on_error=refuse) for fact in extractor.facts(document)]
    told = sorted(facts_as_rows(facts), key=lambda row: row["id"])

    found = rows(seed_release.store, Namespaces())

    assert [compared(row) for row in found] == [compared(r) for r in told if r["type"] != "document"]
