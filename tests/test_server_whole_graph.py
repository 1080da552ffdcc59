"""Documents, with all their pages, hold what the graph says: nothing more and nothing less."""

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pyoxigraph
import pytest
import rdflib
import signposting
from pyoxigraph import NamedNode, RdfFormat, Triple

from extract.fact import Stat
from graph.build import build
from graph.export import without_terms
from graph.releases import Release, open_release
from graph.resource import MOST_INCOMING, describe, first
from graph.review.claims import FactReader, claim_row, fact_id
from graph.review.decision import Decision
from graph.review.journal import Journal
from graph.review.settling import settle_store
from graph.terms import Terms
from ontology import Namespaces
from server.app import create_app
from server.formats import SUFFIXES
from server.settings import Settings
from tests.conftest import SEEDS
from tests.linked_data import PORT, RDF, STORE, triples
from tests.serving import fill, media_type, running


@pytest.fixture(scope="module")
def seeds(seed_store: Any) -> Iterator[httpx.Client]:
    with running(create_app(Settings(store=seed_store))) as client:
        yield client


def test_a_long_document_has_pages_that_lead_to_each_other(tmp_path_factory: pytest.TempPathFactory) -> None:
    many = "".join(
        f"<https://w3id.org/kouan/graph/facts> {{ <https://w3id.org/kouan/id/fact/{n}> "
        f"<https://w3id.org/kouan/ontology#subject> <{PORT}mohan> }}\n"
        for n in range(1100)
    )
    with running(
        create_app(Settings(store=fill(tmp_path_factory.mktemp("long") / "store", STORE + many)))
    ) as client:
        pages = [client.get(f"/doc/port/mohan.nt?page={number}") for number in (1, 2, 3)]
        first, second, third = pages
        shown = client.get("/doc/port/mohan.html?page=2").text

    assert '</doc/port/mohan.nt?page=2>; rel="next"' in first.headers["link"]
    assert '</doc/port/mohan.nt?page=1>; rel="prev"' in second.headers["link"]
    assert 'rel="next"' not in third.headers["link"]
    assert "hydra/core#next> <https://w3id.org/kouan/doc/port/mohan?page=2>" in first.text
    assert sum("ontology#subject>" in line for page in pages for line in page.text.splitlines()) == 1100
    assert 'href="/doc/port/mohan.html?page=3"' in shown


def test_a_document_that_cannot_hold_all_says_so_and_where_all_is(tmp_path: Path) -> None:
    number = MOST_INCOMING + 100
    many = "".join(
        f"<https://w3id.org/kouan/id/fact/{n}> <https://w3id.org/kouan/ontology#subject> <{PORT}mohan> .\n"
        for n in range(number)
    )
    twice = f"<{PORT}mohan> <https://w3id.org/kouan/ontology#opposite> <{PORT}mohan> ."
    with running(
        create_app(
            Settings(
                store=fill(tmp_path / "store", f"<https://w3id.org/kouan/graph/facts> {{ {many} {twice} }}"),
                workers=1,
            )
        )
    ) as client:
        turtle, page = client.get("/doc/port/mohan.ttl"), client.get("/doc/port/mohan.html?page=2")
        last = client.get("/doc/port/mohan.ttl?page=40")
        all_of_it = client.get(turtle.links["related"]["url"])
        page_links = re.findall(r'<a href="(/sparql[^"]+)"', page.text)

    found = rdflib.Graph().parse(data=turtle.text)
    document = rdflib.URIRef("https://w3id.org/kouan/doc/port/mohan")
    assert {each.language: str(each) for each in found.objects(document, rdflib.RDFS.comment)} == {  # type: ignore[attr-defined]
        "zh": f"共有 {number} 条三元组指向此处，各页列出其中 {MOST_INCOMING} 条；rdfs:seeAlso 给出全部。",
        "en": f"{number} triples point here, of which the pages hold {MOST_INCOMING}; rdfs:seeAlso gives all.",
    }
    (rest,) = found.objects(document, rdflib.RDFS.seeAlso)
    assert str(rest) == "https://w3id.org/kouan" + turtle.links["related"]["url"]
    assert [html.unescape(each) for each in page_links] == [turtle.links["related"]["url"]]
    assert media_type(all_of_it) == turtle.links["related"]["type"]
    assert len(all_of_it.text.splitlines()) == number + 1  # one of them by itself
    assert (last.status_code, "next" in last.links, "related" in last.links) == (200, False, True)


def test_the_documents_of_all_things_are_the_published_graph(seed_release: Release) -> None:
    """What is said of each subject below `/id/` is in its document, and of the others, in that of the ontology."""
    names = Namespaces()
    terms = Terms(names)
    published = {
        quad.triple
        for graph in terms.default_dataset
        for quad in seed_release.store.quads_for_pattern(None, None, None, graph)
    }
    things = {t.subject for t in published if str(t.subject).startswith(f"<{names.resource('')}")}
    documents: set[Triple] = set()
    for node in things:
        assert isinstance(node, NamedNode)
        assert first(seed_release.store, terms, [node.value]) == node
        resource = describe(seed_release.store, terms, node)
        for page in range(1, resource.pages + 1):
            documents.update(resource.page(page))

    rest = {triple.subject for triple in published - documents}
    assert documents <= published
    assert {str(subject)[1:-1].partition("#")[0] for subject in rest} == {names.base + "ontology"}


def small_build(folder: Path) -> Path:
    """A store built of the seed page, its queries, and a gazetteer of countries and two former keys alone."""
    seeds = folder / "seeds"
    shutil.copytree(SEEDS / "pages", seeds / "pages")
    shutil.copytree(SEEDS / "queries", seeds / "queries")
    (seeds / "gazetteer").mkdir()
    for table in (SEEDS / "gazetteer").glob("*.tsv"):
        text = table.read_text(encoding="utf-8")
        kept = text if table.name == "countries.tsv" else text.partition("\n")[0] + "\n"
        (seeds / "gazetteer" / table.name).write_text(kept, encoding="utf-8")
    with (seeds / "gazetteer" / "former.tsv").open("a", encoding="utf-8") as former:
        former.write("country/old\tcountry/la\town\nport/nowhere\t\town\n")
    build(seeds, folder / "store", names=Namespaces(), report=lambda line: None)
    return folder / "store"


def amend_twice(store: Path) -> list[str]:
    """Amends a figure of a store, and the amended one again; the facts that it was, one after another."""
    release = open_release(store).store
    reader, terms = FactReader(release, Namespaces()), Terms(Namespaces())
    [first, *_] = sorted(
        quad.subject.value.rpartition("/")[2]
        for quad in release.quads_for_pattern(None, None, terms.kou("StatisticFact"), terms.graph("facts"))
        if isinstance(quad.subject, NamedNode)
    )
    claim, facts = reader.claim(first), [first]
    evidence = tuple(each.as_row() for each in reader.quotations(first))
    assert isinstance(claim, Stat)
    for second, value in enumerate((1.0, 2.0)):
        changed = replace(claim, value=value)
        facts.append(fact_id(changed))
        decision = Decision(
            action="amend",
            by="li",
            at=f"2025-09-12T08:00:0{second}.000000Z",
            fact=facts[-2],
            amended=claim_row(changed),
            revision=facts[-1],
            evidence=evidence,
        )
        Journal(store).append([decision])
    settle_store(store, Namespaces())
    return facts


def test_who_follows_every_address_gets_the_published_graph(tmp_path: Path) -> None:
    """Over HTTP: the document of each thing, all its pages, and that of the ontology; nothing more, nothing less."""
    store = small_build(tmp_path)
    amended = amend_twice(store)
    with running(create_app(Settings(store=store))) as client:
        for old in amended[:-1]:
            assert client.get(f"/id/fact/{old}").headers["location"] == f"/id/fact/{amended[-1]}"
        names = Namespaces()
        published = {
            Triple(q.subject, q.predicate, q.object)
            for q in pyoxigraph.parse(
                client.get(
                    "/sparql",
                    params={"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "format": "nt"},
                ).content,
                RdfFormat.N_TRIPLES,
            )
        }
        things = {t.subject.value for t in published if isinstance(t.subject, NamedNode)}
        waiting = [
            f"/doc/{quote(each.removeprefix(names.resource('')), safe='/%')}.nt"
            for each in sorted(things)
            if each.startswith(names.resource(""))
        ]
        accept = {"Accept": "application/n-triples; version=1.2"}
        found: set[Triple] = set()
        for address in (*waiting, "/ontology.nt"):
            following: str | None = address
            while following:
                response = client.get(following, headers=accept, follow_redirects=True)
                assert response.status_code in (200, 410), following
                found |= triples(response, SUFFIXES[".nt"])
                following = response.links.get("next", {}).get("url")

    assert len(waiting) > 100
    assert found == published


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
def test_every_kind_of_thing_has_documents_that_say_what_the_graph_says(
    seeds: httpx.Client, seed_release: Release
) -> None:
    terms = Terms(Namespaces())
    start = terms.resource("").value
    kinds: dict[str, NamedNode] = {}
    for graph in terms.default_dataset:
        for quad in seed_release.store.quads_for_pattern(None, None, None, graph):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start):
                kinds.setdefault(quad.subject.value.removeprefix(start).partition("/")[0], quad.subject)
    for node in kinds.values():
        path = node.value.removeprefix("https://w3id.org/kouan")
        assert seeds.get(path).headers["location"] == path.replace("/id/", "/doc/")
        expected = set(describe(seed_release.store, terms, node).page(1))
        for suffix, form in RDF:
            response = seeds.get(path.replace("/id/", "/doc/") + suffix)
            plain = {p for each in expected for p in without_terms(each)}
            assert triples(response, form) == plain, (path, suffix)
        page = f"{seeds.base_url}".rstrip("/") + path.replace("/id/", "/doc/") + ".html"
        for signposts in (signposting.find_signposting_http(page), signposting.find_signposting_html(page)):
            assert str(signposts.citeAs.target) == node.value
            assert {str(each.type) for each in signposts.describedBy} == {f.media_type for _, f in RDF}
            assert any(str(each.target).startswith("https://schema.org/") for each in signposts.types)
