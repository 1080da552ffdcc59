"""Documents with their facts as RDF, without a store."""

import io

import pytest
from pyoxigraph import RdfFormat, parse

from extract.pipeline import Extractor
from graph.export import FORMATS, FormatError
from graph.serialise import serialise
from ontology import Namespaces
from tests.conftest import article
from tests.rdf import NAMES, triples

TEXT = "满洲里口岸位于内蒙古。"


def written(extractor: Extractor, format: str) -> bytes:
    """What the facts of a text look like in a format."""
    document, output = article(TEXT), io.BytesIO()
    serialise([(document, extractor.facts(document))], output, format, NAMES)
    return output.getvalue()


@pytest.mark.parametrize("format", FORMATS)
def test_facts_are_written_with_their_document(extractor: Extractor, format: str) -> None:
    shown = {quad.triple for quad in parse(written(extractor, format), FORMATS[format])}
    assert shown > triples(
        f"""document:test a kou:SourceDocument ; schema:text "{TEXT}" .
        article:test-1 a schema:NewsArticle ; schema:isPartOf document:test .
        port:manzhouli a kou:Port ; kou:locatedIn province:neimenggu ; rdfs:label "满洲里口岸"@zh ."""
    )


def test_a_binary_fact_is_reified(extractor: Extractor) -> None:
    shown = {quad.triple for quad in parse(written(extractor, "turtle"), RdfFormat.TURTLE)}
    said = triples("port:manzhouli kou:locatedIn province:neimenggu .")
    assert said < {triple.object for triple in shown}


def test_the_same_text_gives_the_same_bytes(extractor: Extractor) -> None:
    assert written(extractor, "trig") == written(extractor, "trig")


def test_another_base_is_the_base_of_every_iri(extractor: Extractor) -> None:
    document, here, there = article(TEXT), io.BytesIO(), io.BytesIO()
    read = [(document, extractor.facts(document))]
    serialise(read, here, "nquads", NAMES)
    serialise(read, there, "nquads", Namespaces("https://ports.example/"))
    moved = here.getvalue().replace(NAMES.base.encode(), b"https://ports.example/")
    assert sorted(there.getvalue().splitlines()) == sorted(moved.splitlines())


def test_nothing_read_is_an_empty_graph() -> None:
    output = io.BytesIO()
    serialise([], output, "nquads", NAMES)
    assert output.getvalue() == b""


def test_a_format_that_is_not_rdf_is_refused(extractor: Extractor) -> None:
    with pytest.raises(FormatError):
        written(extractor, "parquet")
