"""Claims read back from the store and from rows."""

from pathlib import Path

import pytest

from graph.releases import open_release
from graph.review.claims import FactReader, claim_from, claim_row, entity_fact, fact_id
from ontology import Namespaces
from tests.conftest import article
from tests.decided import TEXT, Desk, statuses, told


@pytest.fixture
def desk() -> Desk:
    return Desk(article(TEXT), told()).extracted()


def test_every_claim_of_the_seeds_is_read_back_from_the_store(seed_store: Path) -> None:
    reader = FactReader(open_release(seed_store).store, Namespaces())
    facts = [iri.rpartition("/")[2] for iri in statuses(seed_store)]
    claims = {fact: claim for fact in facts if (claim := reader.claim(fact))}
    assert len(claims) > 100
    assert {fact: fact_id(claim) for fact, claim in claims.items()} == {fact: fact for fact in claims}
    assert {fact: fact_id(claim_from(claim_row(c))) for fact, c in claims.items()} == {f: f for f in claims}


def test_a_name_is_a_fact_by_its_key_alone(desk: Desk) -> None:
    names = [fact for fact in desk.facts if fact.claim.type == "entity"]
    assert names
    assert [entity_fact(fact.claim.entity.key) for fact in names] == [fact.id for fact in names]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"type": "rumour"}, "type: there is no kind of claim 'rumour'"),
        ({"type": "port_kind", "subject": {"cls": "Port", "label": "a", "key": "port/a"}, "object": "sea"}, "object:"),
        ({"type": "stat", "metric": "m", "unit": "吨"}, "subject:"),
    ],
)  # fmt: skip
def test_a_row_that_claims_nothing_is_refused_by_the_slot(row: dict[str, object], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        claim_from(row)
