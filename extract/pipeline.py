"""The whole way from a document to its facts: a pure function of text and data files."""

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from extract.completion import Completion, FirstMention
from extract.data import GAZETTEER
from extract.discourse import Discourse
from extract.document import Article, Document
from extract.fact import Claim, DocumentClaim, Entity, EntityClaim, Event, Evidence, Fact, Post, Trade
from extract.gazetteer import Gazetteer
from extract.lexicon import CHINA, Lexicon
from extract.mention import Mention
from extract.model import Model, ModelReader
from extract.patterns import PatternSet
from extract.reading import ArticleReader, Reading, sent_on
from extract.relations import Candidate
from extract.sentence import Sentence
from extract.trade import inherit_partners

IN_PASSING = ("Region", "Feature")
"""Classes that the text names without being about them: never facts of their own."""


class Extractor:
    """Reads documents into facts.

    >>> Extractor.load().facts(document)  # doctest: +SKIP
    """

    def __init__(self, gazetteer: Gazetteer, patterns: PatternSet, model: Model | None = None) -> None:
        self.lexicon = Lexicon(gazetteer)
        self.reader = ArticleReader(self.lexicon, patterns)
        self._model = ModelReader(model, self.reader) if model else None
        self._completion = Completion(self.lexicon)

    @classmethod
    def load(cls, gazetteer: Path = GAZETTEER, model: Model | None = None) -> "Extractor":
        """An extractor with the data files that come with Kouan, or with another gazetteer, or a model beside."""
        return cls(Gazetteer.load(gazetteer), PatternSet.load(), model)

    def facts(self, document: Document) -> list[Fact]:
        """The facts of a document, each claim once with all its evidence, in order of appearance."""
        merged: dict[str, Fact] = {}
        for article in document.articles:
            for fact in self._article(document, article):
                known = merged.get(fact.id)
                merged[fact.id] = _merge(known, fact) if known else fact
        return sorted(merged.values(), key=_order)

    def numbers(self, document: Document) -> Iterator[tuple[Evidence, str | None]]:
        """Every quantity of a document where it stands, with the reason where it is no statistic."""
        for article in document.articles:
            for sentence, fate in self.reader.read(article, document.published, document.publication).fates:
                yield _evidence(document, sentence, fate.quantity.start, fate.quantity.end), fate.reason

    def _article(self, document: Document, article: Article) -> Iterator[Fact]:
        reading = self.reader.read(article, document.published, document.publication)
        ports = {
            key: FirstMention(mention.entity, sentence, mention.start, mention.end)
            for key, ((sentence, mention), *_) in reading.mentions.items()
            if mention.entity.cls == "Port"
        }
        found = list(
            self._completion.complete(reading.candidates, ports, reading.near(ports), reading.discourse)
        )
        found = _told_best(list(inherit_partners(found, self.lexicon)))
        if self._model:
            found += self._model.read(article, sent_on(article, document.published))
        yield _document_fact(document, article)
        yield from _entity_facts(document, article, reading, found)
        for candidate in found:
            yield _fact(document, article, _with_forms(candidate.claim, reading.discourse), candidate)


def _order(fact: Fact) -> tuple[bool, bool, int, int, str, str]:
    first = fact.evidence[0]
    return (
        fact.claim.type != "document",
        first.field != "title",
        first.start,
        first.end,
        fact.claim.type,
        fact.id,
    )


def _entity_facts(
    document: Document, article: Article, reading: Reading, found: Sequence[Candidate[Claim]]
) -> Iterator[Fact]:
    """What the text names; goods only where it says that they are traded or handled."""
    traded = {c.claim.commodity.key for c in found if isinstance(c.claim, Trade)}
    for key, met in reading.mentions.items():
        entity = met[0][1].entity
        if entity.cls in IN_PASSING or (entity.cls == "Commodity" and key not in traded):
            continue
        if entity == CHINA and all(_opens_quotation(s, m) for s, m in met):
            continue
        evidence = tuple(_evidence(document, s, m.start, m.end) for s, m in met)
        sure = max(m.confidence for _, m in met)
        claim = _with_forms(EntityClaim(entity=entity), reading.discourse)
        yield Fact(claim, document.id, article.key, evidence, sure, met[0][1].origin)
    named = set(reading.mentions)
    for candidate in found:  # bodies known by their parts alone: 海关总署 and 办公厅
        for entity in _entities(candidate.claim):
            if entity.cls == "Organization" and entity.key not in named:
                named.add(entity.key)
                yield _fact(document, article, EntityClaim(entity=entity), candidate)


def _told_best(found: Sequence[Candidate[Claim]]) -> list[Candidate[Claim]]:
    """Without what headlines tell again with less: events without their date and authority, posts without their body."""
    events = [c.claim for c in found if isinstance(c.claim, Event)]
    dated = {(event.what, event.subject) for event in events if event.date}
    decided = {(event.what, event.subject) for event in events if event.by}

    def is_told_better(event: Event) -> bool:
        told = (event.what, event.subject)
        return not event.date and (told in dated or (not event.by and told in decided))

    seated = {
        (c.claim.person, c.claim.title) for c in found if isinstance(c.claim, Post) and c.claim.organization
    }
    posts = (c.claim for c in found if isinstance(c.claim, Post) and not c.claim.organization)
    lesser = {id(post) for post in posts if (post.person, post.title) in seated}
    return [
        c for c in found
        if id(c.claim) not in lesser and not (isinstance(c.claim, Event) and is_told_better(c.claim))
    ]  # fmt: skip


def _entities(claim: Claim) -> Iterator[Entity]:
    for name in claim.__dataclass_fields__:
        value = getattr(claim, name)
        if isinstance(value, Entity):
            yield value


def _with_forms(claim: Claim, discourse: Discourse) -> Claim:
    """A claim whose entities carry the other forms in which this article names them."""
    changed: dict[str, Any] = {}
    for name in claim.__dataclass_fields__:
        value = getattr(claim, name)
        if isinstance(value, Entity):
            met = (form for form in discourse.surfaces.get(value.key, ()) if form != value.label)
            forms = tuple(dict.fromkeys((*value.alt, *met)))
            if forms != value.alt:
                changed[name] = dataclasses.replace(value, alt=forms)
    return dataclasses.replace(claim, **changed) if changed else claim


def _opens_quotation(sentence: Sentence, mention: Mention) -> bool:
    """Whether a name stands at the start of a term in quotation marks (“中国制造”)."""
    return sentence.text[: mention.start].endswith(("“", "‘"))


def _evidence(document: Document, sentence: Sentence, start: int, end: int) -> Evidence:
    first, last = sentence.passage.raw_span(start, end)
    name = sentence.passage.field
    return Evidence(first, last, document.raw[name][first:last], name)


def _fact(document: Document, article: Article, claim: Claim, candidate: Candidate[Claim]) -> Fact:
    evidence = (_evidence(document, candidate.sentence, candidate.start, candidate.end),)
    return Fact(claim, document.id, article.key, evidence, candidate.confidence, candidate.rule)


def _document_fact(document: Document, article: Article) -> Fact:
    head = article.title or article.blocks[0].passage
    first, last = head.raw_span(0, len(head.text))
    evidence = Evidence(first, last, document.raw[head.field][first:last], head.field)
    claim = DocumentClaim(
        article=article.key,
        title=article.title.text if article.title else None,
        kicker=article.kicker.text if article.kicker else None,
        authors=article.authors,
        publication=document.publication,
        page=document.page,
        date=document.published.isoformat() if document.published else None,
        sections=article.sections,
        url=document.url,
    )
    return Fact(claim, document.id, article.key, (evidence,), 1.0, "page")


def _merge(known: Fact, other: Fact) -> Fact:
    """One claim with the evidence of both; independent evidence makes it surer."""
    evidence = known.evidence + tuple(e for e in other.evidence if e not in known.evidence)
    claim = known.claim
    if isinstance(claim, EntityClaim) and isinstance(other.claim, EntityClaim):
        forms = tuple(dict.fromkeys([*claim.entity.alt, *other.claim.entity.alt]))
        claim = EntityClaim(entity=Entity(claim.entity.cls, claim.entity.label, claim.entity.key, forms))
    sure = max(known.confidence, other.confidence)
    return Fact(claim, known.doc, known.article, evidence, sure, known.rule)
