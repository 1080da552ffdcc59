"""The work of a reader on linked data: one thing, the ontology, or what releases differ in, as a document."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, serialize

from graph.about import about
from graph.articles import newest, reprints
from graph.difference import as_graphs, difference, readable
from graph.entity import entity
from graph.export import without_terms
from graph.figures import figures
from graph.geojson import feature, nearest
from graph.jsonld import write_document
from graph.marked import reading
from graph.resource import Resource, describe, first, vocabulary
from graph.terms import Terms, term
from graph.vocabulary import read
from ontology import Namespaces
from server.formats import DIFFERENCES, DOCUMENTS, GEOJSON, HTML, Format
from server.problem import Problem
from server.serialisation import Writer, write_graph
from server.wire import Job

KINDS = ("document", "ontology", "statistics", "newest", "difference")
Begin = Callable[[dict[str, Any], str | None, Format], Any]
"""Begins an answer, with its head, its encoding and its format."""


def answer(job: Job, names: Namespaces, store: Store, begin: Begin) -> None:
    """Does one job; a Problem when nothing is known of what is asked for."""
    terms = Terms(names)
    form = next((each for each in DOCUMENTS if each.name == job.graphs), HTML)
    if job.kind == "ontology":
        output = begin({"kind": "ontology", "format": form.name}, job.encoding, form)
        if form is HTML:
            output.write(json.dumps(asdict(read(store, terms)), ensure_ascii=False).encode())
        else:
            _write(vocabulary(store, terms), form, names, job, output)
        output.end()
        return
    if job.kind == "newest":
        output = begin({"kind": "newest", "format": HTML.name}, None, HTML)
        articles = [asdict(each) for each in newest(store, names)]
        output.write(json.dumps(articles, ensure_ascii=False).encode())
        output.end()
        return
    if job.kind == "statistics":
        output = begin({"kind": "statistics", "format": HTML.name}, None, HTML)
        told = asdict(figures(store, names, next(iter(job.things), None), job.text or None))
        output.write(json.dumps(told, ensure_ascii=False).encode())
        output.end()
        return
    if job.kind == "difference":
        _difference(job, terms, store, begin)
        return
    node = first(store, terms, job.things)
    if node is None:
        raise Problem(404, "not-found", f"nothing is known of {job.things[0]}")
    resource = describe(store, terms, node)
    if job.page > resource.pages:
        raise Problem(404, "no-such-page", f"this document has {resource.pages} pages")
    head = _head(resource) | {"position": nearest(store, terms, node) is not None} | {"format": form.name}
    output = begin(head, job.encoding, form)
    if form is GEOJSON:
        found = feature(store, terms, node)
        if found is None:
            raise Problem(404, "no-position", "nobody gives the position of this thing")
        output.write(json.dumps(found, ensure_ascii=False).encode() + b"\n")
    elif form is HTML:
        shown = asdict(entity(store, terms, resource, job.page))
        text = reading(store, names, node)
        shown["reading"] = asdict(text) if text else None
        shown["reprints"] = [asdict(each) for each in reprints(store, names, node)] if text else []
        shown["about"] = asdict(about(store, names, resource)) if job.page == 1 else None
        output.write(json.dumps(shown, ensure_ascii=False).encode())
    else:
        triples = [*resource.page(job.page), *_about_document(resource, job.page, terms)]
        _write(triples, form, names, job, output)
    output.end()


def _difference(job: Job, terms: Terms, after: Store, begin: Begin) -> None:
    """What a release, whose folder the job names, and this one differ in; `things` are the ids of both."""
    form = next(each for each in DIFFERENCES if each.name == job.graphs)
    before = Store.read_only(job.text)
    output = begin({"kind": "difference", "format": form.name}, job.encoding, form)
    if isinstance(form.engine, RdfFormat):
        serialize(as_graphs(difference(before, after), terms, *job.things), output, form.engine)
    else:
        output.write(json.dumps(asdict(readable(before, after, terms)), ensure_ascii=False).encode())
    output.end()


def _head(resource: Resource) -> dict[str, Any]:
    """What a server needs to know of a document to say so in headers."""
    replaced = resource.replaced_by
    return {
        "kind": "document",
        "iri": resource.node.value,
        "replaced_by": replaced.value if replaced else None,
        "withdrawn": resource.withdrawn,
        "pages": resource.pages,
        "rest": address_of_all(resource) if resource.more else None,
        "types": sorted(v.value for v in resource.values("rdf:type") if isinstance(v, NamedNode)),
    }


def address_of_all(resource: Resource) -> str:
    """Where all that points to a thing is had, below the root of the server, as N-Triples."""
    return f"sparql?{urlencode({'query': resource.everything, 'format': 'nt'})}"


def _about_document(resource: Resource, page: int, terms: Terms) -> list[Triple]:
    """What a document says of itself: what it is about, which dataset it is of, where its next page, and the rest, is."""
    start = terms.resource("").value
    document = NamedNode(resource.node.value.replace(start, f"{terms.names.base}doc/", 1))
    triples = [
        Triple(document, term("rdf:type"), term("foaf:Document")),
        Triple(document, term("foaf:primaryTopic"), resource.node),
        Triple(document, term("void:inDataset"), terms.resource("dataset/kouan")),
    ]
    if page < resource.pages:
        following = NamedNode(f"{document.value}?page={page + 1}")
        triples.append(Triple(document, term("hydra:next"), following))
    if resource.more:
        said = {
            "zh": f"共有 {resource.pointing} 条三元组指向此处，各页列出其中 {len(resource.incoming)} 条；rdfs:seeAlso 给出全部。",
            "en": f"{resource.pointing} triples point here, of which the pages hold {len(resource.incoming)}; "
            "rdfs:seeAlso gives all.",
        }
        triples += [
            Triple(document, term("rdfs:comment"), Literal(text, language=language))
            for language, text in said.items()
        ]
        rest = NamedNode(terms.names.base + address_of_all(resource))
        triples.append(Triple(document, term("rdfs:seeAlso"), rest))
    return triples


def _write(triples: list[Triple], form: Format, names: Namespaces, job: Job, output: Writer) -> None:
    """Writes triples as every reader of RDF 1.1 takes them; with triple terms for who asks for RDF 1.2."""
    if job.rdf != "1.2":
        triples = [plain for each in triples for plain in without_terms(each)]
    if form.engine is RdfFormat.JSON_LD and job.context:
        write_document(
            [plain for each in triples for plain in without_terms(each)], output, names, job.context
        )
    elif isinstance(form.engine, RdfFormat):
        write_graph(triples, form.engine, names, output)
    else:
        raise TypeError(f"{form.name} is no format of triples")
