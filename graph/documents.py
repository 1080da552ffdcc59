"""Documents and articles as quads of the provenance graph, with the raw text that quotations point into."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from pyoxigraph import Literal, NamedNode, Triple

from extract.document import Article, Document, Passage
from extract.fact import Evidence
from extract.lexicon import mint
from extract.masthead import publications
from extract.version import version
from extract.wording import wording
from graph.mapping import ArticleOf
from graph.terms import Terms, day, integer, term, zh

Triples = Iterator[Triple]


def document_triples(document: Document, terms: Terms, lexicon: str = "") -> Triples:
    """A source with its raw text, its issue and publication, and its articles; read with a lexicon of that version."""
    node = terms.named("document", document.id)
    yield Triple(node, term("rdf:type"), terms.kou("SourceDocument"))
    yield Triple(node, term("dcterms:identifier"), Literal(document.id))
    title = _title(document)
    if title:
        yield Triple(node, term("dcterms:title"), zh(title))
    yield Triple(node, term("schema:text"), Literal(document.raw["text"]))
    yield Triple(node, terms.kou("readBy"), Literal(version() + lexicon))
    if document.page:
        yield Triple(node, term("schema:pagination"), Literal(document.page))
    for editor in document.editors:
        yield Triple(node, term("schema:editor"), Literal(editor))
    if "title" in document.raw:
        head = terms.named("headline", document.id)
        yield Triple(head, term("rdf:type"), terms.kou("SourceText"))
        yield Triple(head, term("schema:text"), Literal(document.raw["title"]))
        yield Triple(head, term("dcterms:isPartOf"), node)
    paper = None
    if document.publication:
        paper = _publication(document.publication, terms)
        yield from _described(paper, document.publication, terms)
        if document.published:
            yield from _issue(node, paper, document.publication, document.published, terms)
    for article in document.articles:
        yield from _article(document, article, node, paper, terms)


def article_of(document: Document) -> ArticleOf:
    """Tells which article of a document a quotation stands in, by the offsets of the articles' passages."""
    spans = sorted(
        (passage.field, passage.offsets[0], passage.offsets[-1], article.key, passage)
        for article in document.articles
        for passage in _passages(article)
        if len(passage.offsets)
    )

    def find(evidence: Evidence) -> str:
        for field, first, last, key, passage in spans:
            if field == evidence.field and first <= evidence.start <= last:
                index = bisect_left(passage.offsets, evidence.start)
                if passage.offsets[index] == evidence.start:
                    return key
        return document.articles[0].key

    return find


def _passages(article: Article) -> Iterator[Passage]:
    yield from (passage for passage in (article.kicker, article.title) if passage)
    yield from (block.passage for block in article.blocks)


def _article(
    document: Document, article: Article, source: NamedNode, paper: NamedNode | None, terms: Terms
) -> Triples:
    node = terms.named("article", article.key)
    yield Triple(node, term("rdf:type"), term("schema:NewsArticle"))
    yield Triple(node, term("schema:isPartOf"), source)
    if article.title:
        yield Triple(node, term("schema:headline"), zh(article.title.text))
        yield Triple(node, term("rdfs:label"), zh(article.title.text))
    if article.kicker:
        yield Triple(node, term("schema:alternativeHeadline"), zh(article.kicker.text))
    for author in article.authors:
        yield Triple(node, term("schema:author"), Literal(author))
    if article.authors:
        yield Triple(node, terms.kou("byline"), Literal(" ".join(article.authors)))
    if paper:
        yield Triple(node, terms.kou("publication"), paper)
    if document.published:
        yield Triple(node, term("schema:datePublished"), day(document.published))
    if document.page:
        yield Triple(node, term("schema:pagination"), Literal(document.page))
    for mark in wording(article):
        yield Triple(node, terms.kou("wording"), Literal(mark))
    if document.url:
        yield Triple(node, term("schema:url"), Literal(document.url))
    for number, heading in enumerate(article.sections, 1):
        section = terms.named("section", f"{article.key}-{number}")
        yield Triple(node, terms.kou("section"), section)
        yield Triple(section, term("rdf:type"), terms.kou("Section"))
        yield Triple(section, term("schema:headline"), zh(heading))
        yield Triple(section, term("schema:position"), integer(number))


def _publication(name: str, terms: Terms) -> NamedNode:
    """The newspaper or broadcaster of a name, known or new."""
    known = publications().get(name.upper())
    slug = known.slug if known else mint("Organization", name).key.partition("/")[2]
    return terms.resource(f"publication/{slug}")


def _described(paper: NamedNode, name: str, terms: Terms) -> Triples:
    yield Triple(paper, term("rdf:type"), terms.kou("Publication"))
    yield Triple(paper, term("rdfs:label"), zh(name))


def _title(document: Document) -> str:
    """What a source is called: by its headline, else as a page of an issue; empty where neither is known."""
    if document.raw.get("title"):
        return document.raw["title"]
    if len(document.articles) == 1 and document.articles[0].title:
        return document.articles[0].title.text
    if document.publication and document.published:
        page = f"第{document.page}版" if document.page else ""
        return _dated(document.publication, document.published) + page
    return next((each.title.text for each in document.articles if each.title), "")


def _dated(publication: str, published: date) -> str:
    """An issue as its readers call it."""
    return f"{publication}{published.year}年{published.month}月{published.day}日"


def _issue(source: NamedNode, paper: NamedNode, publication: str, published: date, terms: Terms) -> Triples:
    slug = paper.value.rpartition("/")[2]
    issue = terms.resource(f"issue/{slug}-{published.isoformat()}")
    yield Triple(source, term("schema:isPartOf"), issue)
    yield Triple(issue, term("rdf:type"), term("schema:PublicationIssue"))
    yield Triple(issue, term("dcterms:title"), zh(_dated(publication, published)))
    yield Triple(issue, term("schema:datePublished"), day(published))
    yield Triple(issue, term("schema:isPartOf"), paper)
