"""Seeds and files into a store, and what is in it then."""

import dataclasses
import io
import json
import shutil
from collections import Counter
from itertools import permutations
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, QuerySolutions, Triple

from extract.document import Document
from extract.error import DataError
from extract.fact import Fact
from extract.pipeline import Extractor
from graph import documents
from graph.build import Summary, add, build
from graph.content import Content
from graph.dataset import query
from graph.derivation import derive
from graph.export import export
from graph.releases import open_release, releases
from graph.store import Master, StoreError
from graph.terms import Terms
from graph.validation import validate
from tests.conftest import SEED_PAGE, SEEDS, article
from tests.corpus import Newsroom
from tests.rdf import NAMES, quads

ARTICLES = [
    {"id": "a1", "title": "灵山口岸", "date": "2030-02-01", "text": "满洲里口岸位于内蒙古。满洲里口岸今年1月出口货物20万吨。"},
    {"id": "a2", "title": "满洲里口岸", "date": "2030-02-02", "text": "内蒙古满洲里口岸昨天恢复通关。满洲里口岸今年1月出口货物20万吨。"},
]  # fmt: skip


def silent(line: str) -> None:
    """Nobody watches a test."""


def rows(store: Path, text: str) -> list[tuple[str, ...]]:
    """The answer of a query to a store's release."""
    found = query(open_release(store).store, text, names=NAMES)
    assert isinstance(found, QuerySolutions)
    return [tuple(value.value if value else "" for value in row) for row in found]


def lines(*articles: dict[str, str]) -> str:
    return "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)


@pytest.fixture
def copy(built: tuple[Path, Summary], tmp_path: Path) -> Path:
    """A store like the built one, to write to."""
    return Path(shutil.copytree(built[0], tmp_path / "copy"))


def test_the_summary_tells_what_the_seeds_hold(built: tuple[Path, Summary]) -> None:
    store, summary = built
    release = open_release(store)

    assert (summary.documents, summary.articles) == (1, 2)
    assert summary.errors == []
    assert summary.violations == []
    assert summary.release == release.id
    assert summary.quads == len(release.store)
    assert summary.facts["document"] == 2
    nodes = rows(store, "SELECT (COUNT(*) AS ?n) { ?fact a kou:Fact }")
    assert nodes == [(str(summary.facts.total()),)]


def test_the_built_graph_conforms_to_its_shapes(built: tuple[Path, Summary]) -> None:
    assert validate(open_release(built[0]).store, NAMES) == []


def test_building_twice_gives_the_same_bytes(built: tuple[Path, Summary], tmp_path: Path) -> None:
    again = build(SEEDS, tmp_path / "store", names=NAMES, report=silent)
    exports = []
    for store in (built[0], tmp_path / "store"):
        output = io.BytesIO()
        export(open_release(store).store, output, "nquads", NAMES)
        exports.append(output.getvalue())

    assert exports[0] == exports[1]
    assert again.release == built[1].release


def test_every_quotation_is_what_stands_at_its_place_in_the_raw_page(built: tuple[Path, Summary]) -> None:
    found = rows(
        built[0],
        """SELECT ?exact (SUBSTR(?text, ?start + 1, ?end - ?start) AS ?cut) ?text
        { ?e a kou:Evidence ; oa:exact ?exact ; oa:start ?start ; oa:end ?end ; oa:hasSource/schema:text ?text }""",
    )
    assert len(found) > 100
    assert {text for _, _, text in found} == {SEED_PAGE.read_text(encoding="utf-8")}
    assert [(exact, cut) for exact, cut, _ in found if exact != cut] == []


def test_nothing_is_counted_twice(built: tuple[Path, Summary]) -> None:
    triples = (
        "SELECT (COUNT(*) AS ?all) (COUNT(DISTINCT ?t) AS ?once) { ?s ?p ?o BIND(<<( ?s ?p ?o )>> AS ?t) }"
    )
    ((every, once),) = rows(built[0], triples)
    assert every == once


def test_there_are_no_blank_nodes_and_every_quad_has_a_graph(built: tuple[Path, Summary]) -> None:
    graphs = {NAMES.graph(name) for name in ("facts", "candidates", "provenance", "gazetteer", "ontology")}
    for quad in open_release(built[0]).store:
        assert quad.graph_name.value in graphs
        ends = (
            (quad.subject, *quad.object) if isinstance(quad.object, Triple) else (quad.subject, quad.object)
        )
        assert not any(isinstance(end, BlankNode) for end in ends)


def test_a_page_that_is_added_again_is_skipped(copy: Path, built: tuple[Path, Summary]) -> None:
    summary = add([SEED_PAGE], copy, names=NAMES, report=silent)

    assert (summary.skipped, summary.documents, summary.release) == (1, 0, built[1].release)


def test_a_page_that_cannot_be_read_is_reported_and_the_rest_is_built(tmp_path: Path) -> None:
    seeds = Path(shutil.copytree(SEEDS, tmp_path / "seeds"))
    (seeds / "pages" / "empty.txt").write_bytes(b"")
    (seeds / "pages" / "more.jsonl").write_text("{broken\n" + lines(ARTICLES[0]), encoding="utf-8")

    summary = build(seeds, tmp_path / "store", names=NAMES, report=silent)

    assert [str(error).removeprefix(f"{seeds / 'pages'}/") for error in summary.errors] == [
        "empty.txt: is empty",
        "more.jsonl:1: not JSON: Expecting property name enclosed in double quotes at column 2",
    ]
    assert summary.documents == 2


def test_a_faulty_table_stops_the_build_and_the_old_release_stays(copy: Path, tmp_path: Path) -> None:
    seeds = Path(shutil.copytree(SEEDS, tmp_path / "seeds"))
    with (seeds / "gazetteer" / "clusters.tsv").open("a", encoding="utf-8") as table:
        table.write("no slug\t集群\t\town\n")

    with pytest.raises(DataError, match=r"clusters\.tsv:7: slug: "):
        build(seeds, copy, names=NAMES, report=silent)

    assert validate(open_release(copy).store, NAMES) == []
    with Master.open(copy) as master:
        assert len(master.store) == len(open_release(copy).store)


def test_added_articles_join_what_is_known_in_whatever_order_they_come(copy: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(copy, tmp_path / "other"))
    first, second = tmp_path / "1.jsonl", tmp_path / "2.jsonl"
    first.write_text(lines(ARTICLES[0]), encoding="utf-8")
    second.write_text(lines(ARTICLES[1]), encoding="utf-8")

    added = add([first, second], copy, names=NAMES, report=silent)
    add([second], other, names=NAMES, report=silent)
    backwards = add([first], other, names=NAMES, report=silent)

    assert (added.documents, added.errors, added.violations) == (2, [], [])
    assert added.release == backwards.release
    shared = rows(
        copy,
        """SELECT ?fact (GROUP_CONCAT(?id; separator=" ") AS ?ids) {
            { SELECT DISTINCT ?fact ?id { ?fact a kou:StatisticFact ; kou:evidence/oa:hasSource/dcterms:identifier ?id }
              ORDER BY ?id }
        } GROUP BY ?fact HAVING (COUNT(*) > 1)""",
    )
    assert [ids for _, ids in shared] == ["a1 a2"]


def test_adding_a_file_again_changes_nothing(copy: Path, tmp_path: Path) -> None:
    before = [each.id for each in releases(copy)]
    again = add([SEED_PAGE], copy, names=NAMES, report=silent)
    assert (again.release, [each.id for each in releases(copy)]) == (before[0], before)


def test_what_other_rules_said_of_a_document_is_withdrawn(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = Path(shutil.copytree(copy, tmp_path / "fresh"))
    both = tmp_path / "both.jsonl"
    both.write_text(lines(*ARTICLES), encoding="utf-8")
    by_rules_of_now = Extractor.facts

    def by_older_rules(self: Extractor, document: Document) -> list[Fact]:
        """What a mistaken rule would find: the second article's ports are in the wrong place."""
        wrong = by_rules_of_now(self, article("满洲里口岸位于黑龙江。满洲里口岸进口水果。"))
        return [dataclasses.replace(f, doc=document.id, article=document.articles[0].key) for f in wrong]

    with monkeypatch.context() as older:
        older.setattr(Extractor, "facts", by_older_rules)
        older.setattr(documents, "version", lambda: "older")
        add([both], copy, names=NAMES, report=silent)
    mistaken = "SELECT ?c { port:manzhouli kou:imports ?c FILTER(?c = commodity:fruit) }"
    assert rows(copy, mistaken) == [(NAMES.resource("commodity/fruit"),)]
    again = add([both], copy, names=NAMES, report=silent)
    skipped = add([both], copy, names=NAMES, report=silent)

    assert (again.documents, again.skipped, skipped.documents, skipped.skipped) == (2, 0, 0, 2)
    assert again.violations == []
    assert add([both], fresh, names=NAMES, report=silent).release == again.release == skipped.release


def test_a_document_of_a_store_that_knew_no_marks_of_wording_has_them_when_it_is_added_again(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh, newsroom, page = (
        Path(shutil.copytree(copy, tmp_path / "fresh")),
        Newsroom(8),
        tmp_path / "page.jsonl",
    )
    wire = newsroom.article(0)
    prints = [wire.row, newsroom.reprint(wire, 1).row]
    page.write_text(lines(*prints), encoding="utf-8")
    with monkeypatch.context() as older:
        older.setattr(documents, "wording", lambda article: ())
        add([page], copy, names=NAMES, report=silent)
    before = rows(copy, "SELECT ?a { ?a kou:reprint ?b }")
    again = add([page], copy, names=NAMES, report=silent)

    assert (before, again.documents) == ([], 2)
    assert add([page], fresh, names=NAMES, report=silent).release == again.release
    assert len(rows(copy, "SELECT ?a { ?a kou:reprint ?b }")) == 2


def test_what_is_derived_step_by_step_is_what_is_derived_from_all(copy: Path, tmp_path: Path) -> None:
    told = [
        {"id": "b1", "date": "2030-03-01", "text": "珞珈口岸今年1月进口煤炭20万吨。"},
        {"id": "b2", "date": "2030-03-02", "text": "珞珈口岸位于景洪市，今年2月出口汽车2000辆。"},
    ]
    for each in told:
        path = tmp_path / f"{each['id']}.jsonl"
        path.write_text(lines(each), encoding="utf-8")
        summary = add([path], copy, names=NAMES, report=silent)

    province = 'SELECT ?name { ?port rdfs:label "珞珈口岸"@zh ; kou:province/rdfs:label ?name FILTER(LANG(?name) = "zh") }'
    assert rows(copy, province) == [("云南",)]
    with Master.open(copy) as master:
        assert derive(master.store, Terms(NAMES)).added == []
        assert (Content.of(master.store).id, len(master.store)) == (summary.release, summary.quads)


def test_two_texts_under_one_id_are_both_kept_and_reported(copy: Path, tmp_path: Path) -> None:
    twice = tmp_path / "twice.jsonl"
    twice.write_text(lines(ARTICLES[0], ARTICLES[1] | {"id": "a1"}), encoding="utf-8")

    summary = add([twice], copy, names=NAMES, report=silent)

    assert NAMES.resource("document/a1") in {v.focus for v in summary.violations if v.shape == "SourceText"}
    texts = rows(copy, "SELECT ?text { document:a1 schema:text ?text }")
    assert {text for (text,) in texts} == {article["text"] for article in ARTICLES}


def test_adding_to_no_store_makes_none(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store"):
        add([SEED_PAGE], tmp_path / "store", names=NAMES, report=silent)
    assert not (tmp_path / "store").exists()


def test_ports_have_the_direct_properties_that_simple_questions_need(built: tuple[Path, Summary]) -> None:
    release = open_release(built[0]).store
    shown = {quad.triple for quad in release}
    expected = quads(
        """port:mohan kou:province province:yunnan ; kou:facesCountry country:la ; kou:handles commodity:amomum .
        port:xuwei kou:province province:jiangsu ; kou:partOf port:lianyungang .
        port:dalian kou:portKind port-kind:water ; kou:partOfCluster port-cluster:bohai-rim ."""
    )
    assert {q.triple for q in expected} - shown == set()


def test_what_ten_papers_print_is_one_set_of_facts_with_ten_sources(copy: Path, tmp_path: Path) -> None:
    newsroom = Newsroom(7)
    wire = newsroom.article(0)
    prints = [wire, *(newsroom.reprint(wire, number) for number in range(1, 10))]
    corpus = tmp_path / "prints.jsonl"
    corpus.write_text(
        "\n".join(json.dumps(each.row, ensure_ascii=False) for each in prints), encoding="utf-8"
    )

    add([corpus], copy, names=NAMES, report=silent)

    linked = "SELECT ?article ?other { ?article kou:reprint ?other }"
    articles = [
        row[0]
        for row in rows(
            copy,
            "SELECT ?a { ?a kou:wording ?mark ; kou:publication ?paper FILTER(?paper != publication:west-times) } GROUP BY ?a",
        )
    ]
    assert sorted(rows(copy, linked)) == sorted(permutations(articles, 2))
    asked = """SELECT ?value (COUNT(DISTINCT ?fact) AS ?facts) (COUNT(DISTINCT ?source) AS ?sources) {
      ?fact a kou:StatisticFact ; kou:value ?value ; kou:evidence/oa:hasSource ?source .
      ?source dcterms:identifier ?id . FILTER(STRSTARTS(?id, "made-7-")) } GROUP BY ?value"""
    told = {float(value): (int(facts), int(papers)) for value, facts, papers in rows(copy, asked)}
    said = [[row for part in each.said for row in part] for each in prints]
    printed = Counter(row["value"] for rows in said for row in rows if row.get("value"))
    assert told == {value: (1, papers) for value, papers in printed.items()}
    assert 10 in printed.values()
