"""Documents and articles as triples."""

from dataclasses import replace
from datetime import date

import pytest

from extract.document import Article, Block, Document, Passage
from extract.fact import Evidence
from extract.version import version
from graph.documents import article_of, document_triples
from graph.terms import Terms, term, zh
from tests.rdf import NAMES, triples

PAGE = "甲文首段\n乙文首段\n甲文末段\n小题\n"


def passage(start: int, end: int) -> Passage:
    """A stretch of the page."""
    return Passage(PAGE[start:end], range(start, end))


FIRST = Article(
    "d1-aa",
    Passage("甲题", range(2), "title"),
    None,
    ("张三", "李四"),
    (
        Block("paragraph", passage(0, 4)),
        Block("heading", passage(15, 17)),
        Block("paragraph", passage(10, 14)),
    ),
)
SECOND = Article("d1-bb", None, None, (), (Block("paragraph", passage(5, 9)),))
PAPER = Document(
    "d1",
    {"text": PAGE, "title": "甲题"},
    (FIRST, SECOND),
    publication="新边疆报",
    page="3",
    published=date(2030, 2, 1),
    editors=("王五",),
    url="https://example.org/1",
)


def test_a_page_is_a_document_of_an_issue_with_its_articles() -> None:
    made = list(document_triples(PAPER, Terms(NAMES)))
    paper = next(t.subject for t in made if t.object == Terms(NAMES).kou("Publication"))
    slug = str(paper).rpartition("/")[2].rstrip(">")
    assert slug.startswith("xinbianjiangbao-")
    assert set(made) == triples(
        f"""document:d1 a kou:SourceDocument ; dcterms:identifier "d1" ; schema:text "{PAGE.replace(chr(10), chr(92) + "n")}" ;
            dcterms:title "甲题"@zh ; kou:readBy "{version()}" ; schema:pagination "3" ; schema:editor "王五" ; schema:isPartOf issue:{slug}-2030-02-01 .
        headline:d1 a kou:SourceText ; schema:text "甲题" ; dcterms:isPartOf document:d1 .
        issue:{slug}-2030-02-01 a schema:PublicationIssue ; dcterms:title "新边疆报2030年2月1日"@zh ; schema:datePublished "2030-02-01"^^xsd:date ;
            schema:isPartOf publication:{slug} .
        publication:{slug} a kou:Publication ; rdfs:label "新边疆报"@zh .
        article:d1-aa a schema:NewsArticle ; schema:isPartOf document:d1 ; rdfs:label "甲题"@zh ;
            schema:headline "甲题"@zh ; schema:author "张三", "李四" ; kou:byline "张三 李四" ;
            kou:publication publication:{slug} ; schema:datePublished "2030-02-01"^^xsd:date ;
            schema:pagination "3" ; schema:url "https://example.org/1" ; kou:section section:d1-aa-1 .
        section:d1-aa-1 a kou:Section ; schema:headline "小题"@zh ; schema:position 1 .
        article:d1-bb a schema:NewsArticle ; schema:isPartOf document:d1 ; kou:publication publication:{slug} ;
            schema:datePublished "2030-02-01"^^xsd:date ; schema:pagination "3" ;
            schema:url "https://example.org/1" ."""
    )


@pytest.mark.parametrize(
    ("document", "title"),
    [
        (PAPER, "甲题"),
        (replace(PAPER, raw={"text": PAGE}), "新边疆报2030年2月1日第3版"),
        (replace(PAPER, raw={"text": PAGE}, page=None), "新边疆报2030年2月1日"),
        (replace(PAPER, raw={"text": PAGE}, published=None), "甲题"),
        (Document("d1", {"text": PAGE}, (SECOND,)), None),
    ],
)
def test_a_document_is_called_by_its_headline_or_as_a_page_of_an_issue(
    document: Document, title: str | None
) -> None:
    node = Terms(NAMES).named("document", "d1")
    titles = [
        t.object for t in document_triples(document, Terms(NAMES)) if (t.subject, t.predicate) == (node, term("dcterms:title"))
    ]  # fmt: skip
    assert titles == ([] if title is None else [zh(title)])


def test_a_document_that_tells_nothing_of_itself_still_has_its_text() -> None:
    bare = Document("d1", {"text": PAGE}, (SECOND,))
    assert set(document_triples(bare, Terms(NAMES))) == triples(
        f"""document:d1 a kou:SourceDocument ; dcterms:identifier "d1" ; schema:text "{PAGE.replace(chr(10), chr(92) + "n")}" ;
            kou:readBy "{version()}" .
        article:d1-bb a schema:NewsArticle ; schema:isPartOf document:d1 ."""
    )


def test_a_known_publication_is_the_one_of_the_gazetteer_whatever_form_its_name_takes() -> None:
    papers = [
        {
            t.object
            for t in document_triples(Document("d1", {"text": ""}, (SECOND,), publication=name), Terms(NAMES))
        }
        & {Terms(NAMES).resource("publication/west-times")}
        for name in ("西部时报", "WEST TIMES", "West Times")
    ]
    assert papers == [{Terms(NAMES).resource("publication/west-times")}] * 3


@pytest.mark.parametrize(
    ("evidence", "key"),
    [
        (Evidence(0, 2, "甲文"), "d1-aa"),
        (Evidence(5, 9, "乙文首段"), "d1-bb"),
        (Evidence(12, 14, "末段"), "d1-aa"),
        (Evidence(0, 1, "甲", "title"), "d1-aa"),
    ],
)
def test_a_quotation_is_in_the_article_whose_passage_holds_it(evidence: Evidence, key: str) -> None:
    assert article_of(PAPER)(evidence) == key
