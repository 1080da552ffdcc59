"""The whole way from a document to its facts: a pure function of text and data files."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from extract.completion import Completion, FirstMention
from extract.data import GAZETTEER
from extract.discourse import Discourse
from extract.document import Article, Document, Passage
from extract.fact import (
    Claim,
    DocumentClaim,
    Entity,
    EntityClaim,
    Event,
    Evidence,
    Fact,
    Stat,
    Trade,
)  # fmt: skip
from extract.gazetteer import Gazetteer
from extract.lexicon import CHINA, Lexicon
from extract.mention import Mention
from extract.mentions import MentionFinder
from extract.patterns import PatternSet
from extract.periods import bases, periods
from extract.posts import PostReader
from extract.quantities import quantities
from extract.quantity_roles import Fate
from extract.relations import Candidate, RelationReader, chains
from extract.segmentation import Segmenter
from extract.sentence import Sentence
from extract.sentences import sentences
from extract.statistics import Context, Draft, StatisticsReader
from extract.trade import TradeReader, inherit_partners

IN_PASSING = ("Region", "Feature")
"""Classes that the text names without being about them: never facts of their own."""


@dataclass(slots=True)
class Reading:
    """What reading one article gathers."""

    candidates: list[Candidate[Claim]] = field(default_factory=list)
    fates: list[tuple[Sentence, Fate]] = field(default_factory=list)
    mentions: dict[str, list[tuple[Entity, Sentence, Mention]]] = field(default_factory=dict)
    discourse: Discourse = field(default_factory=Discourse)
    employers: dict[str, Entity | None] = field(default_factory=dict)


class Extractor:
    """Reads documents into facts.

    >>> Extractor.load().facts(document)  # doctest: +SKIP
    """

    def __init__(self, gazetteer: Gazetteer, patterns: PatternSet) -> None:
        self.lexicon = Lexicon(gazetteer)
        self._mentions = MentionFinder(self.lexicon, Segmenter(self.lexicon.words()))
        self._relations = RelationReader(patterns, self.lexicon)
        self._completion = Completion(self.lexicon)
        self._statistics = StatisticsReader(self.lexicon)
        self._posts = PostReader(self.lexicon, self._mentions.people.verbs)
        self._trade = TradeReader(self.lexicon)

    @classmethod
    def load(cls, gazetteer: Path = GAZETTEER) -> "Extractor":
        """An extractor with the data files that come with Kouan, or with another gazetteer."""
        return cls(Gazetteer.load(gazetteer), PatternSet.load())

    def facts(self, document: Document) -> list[Fact]:
        """The facts of a document, each claim once with all its evidence, in order of appearance."""
        merged: dict[str, Fact] = {}
        for article in document.articles:
            for fact in self._article(document, article):
                known = merged.get(fact.id)
                merged[fact.id] = _merge(known, fact) if known else fact
        return sorted(
            merged.values(),
            key=lambda f: (
                f.claim.type != "document",
                f.evidence[0].field != "title",
                f.evidence[0].start,
                f.claim.type,
                f.id,
            ),
        )

    def read(self, document: Document, article: Article) -> Reading:
        """Everything found in an article, before it becomes facts; quantities set aside keep their reason."""
        reading = Reading()
        context = Context()
        heads = [(passage, True) for passage in (article.kicker, article.title) if passage]
        body = [(block.passage, block.kind == "heading") for block in article.blocks]
        for number, (passage, heading) in enumerate(heads + body):
            if number == len(heads):
                reading.discourse.topic = context.topic = _topic(reading)
                context.subject = context.topic
            for part in sentences(passage):
                self._sentence(part, number, heading, document.published, reading, context)
        return reading

    def _sentence(
        self, passage: Passage, paragraph: int, heading: bool, published: date | None, reading: Reading, context: Context
    ) -> None:  # fmt: skip
        text = passage.text
        mentions, roles = self._mentions.find(text, reading.discourse)
        times = periods(text, published)
        numbers = quantities(text, skip=[(p.start, p.end) for p in times])
        posts = {}
        for role in roles:
            person = next(m.entity for m in mentions if m.start == role.start)
            posts[person.key] = self._posts.organization(text, role, mentions, reading.discourse)
            reading.employers[person.key] = posts[person.key][0]
            reading.discourse.named[person.label] = person
        speech = self._posts.speech(text, mentions, reading.employers)
        sentence = Sentence(
            passage, paragraph, mentions, roles, numbers, times, bases(text, published), speech
        )
        for mention in mentions:
            if mention.origin != "anaphor":
                reading.mentions.setdefault(mention.entity.key, []).append(
                    (mention.entity, sentence, mention)
                )
        reading.candidates += self._relations.read(sentence)
        reading.candidates += chains(sentence, self.lexicon)
        reading.candidates += self._posts.read(sentence, posts)
        if heading:
            return
        drafts, fates = self._statistics.read(sentence, context)
        reading.candidates += [_stat(sentence, draft) for draft in drafts]
        reading.fates += [(sentence, fate) for fate in fates]
        reading.candidates += self._trade.read(sentence, context)

    def _article(self, document: Document, article: Article) -> Iterator[Fact]:
        reading = self.read(document, article)
        ports = {
            key: FirstMention(met[0][0], met[0][1], met[0][2].start, met[0][2].end)
            for key, met in reading.mentions.items()
            if met[0][0].cls == "Port"
        }
        found = list(
            self._completion.complete(reading.candidates, ports, _near(reading, ports), reading.discourse)
        )
        found = _dated(list(inherit_partners(found, self.lexicon)))
        yield _document_fact(document, article)
        traded = {c.claim.commodity.key for c in found if isinstance(c.claim, Trade)}
        for key, met in reading.mentions.items():
            entity = met[0][0]
            if entity.cls in IN_PASSING or (entity.cls == "Commodity" and key not in traded):
                continue
            if entity == CHINA and all(_quoted(s, m) for _, s, m in met):
                continue
            forms = tuple(form for form in reading.discourse.surfaces[key] if form != entity.label)
            full = Entity(entity.cls, entity.label, entity.key, forms)
            evidence = tuple(_evidence(document, s, m.start, m.end) for _, s, m in met)
            sure = max(m.confidence for _, _, m in met)
            yield Fact(EntityClaim(entity=full), document.id, article.key, evidence, sure, met[0][2].origin)
        named = set(reading.mentions)
        for candidate in found:
            for entity in _entities(candidate.claim):
                if entity.key not in named and entity.cls == "Organization":
                    named.add(entity.key)
                    yield _fact(document, article, EntityClaim(entity=entity), candidate)
            yield _fact(document, article, _with_forms(candidate.claim, reading.discourse), candidate)


def _near(reading: Reading, keys: Iterable[str]) -> dict[str, set[str]]:
    """For each key, the keys of what is named in the same paragraphs."""
    paragraphs = {key: {s.paragraph for _, s, _ in met} for key, met in reading.mentions.items()}
    return {key: {other for other, where in paragraphs.items() if where & paragraphs[key]} for key in keys}


def _dated(found: Sequence[Candidate[Claim]]) -> list[Candidate[Claim]]:
    """Without events told again without their date, as headlines do."""
    dated = {(c.claim.what, c.claim.subject) for c in found if isinstance(c.claim, Event) and c.claim.date}
    return [
        c
        for c in found
        if not isinstance(c.claim, Event) or c.claim.date or (c.claim.what, c.claim.subject) not in dated
    ]


def _topic(reading: Reading) -> Entity | None:
    """What kicker and title speak of: a port, a body or a place."""
    named = [met[0][0] for met in reading.mentions.values()]
    for classes in (("Port",), ("Organization",), ("Province", "City", "County")):
        for entity in named:
            if entity.cls in classes:
                return entity
    return CHINA if reading.discourse.nationwide else None


def _stat(sentence: Sentence, draft: Draft) -> Candidate[Claim]:
    quantity, period = draft.quantity, draft.period
    claim = Stat(
        subject=draft.subject,
        metric=draft.metric,
        value=quantity.value if quantity else None,
        value_max=quantity.value_max if quantity else None,
        unit=draft.unit or "%",
        bound=quantity.bound if quantity else "exact",
        period=period.value if period else None,
        period_text=period.text if period else None,
        change_pct=draft.change,
        change_bound=draft.change_bound,
        change_base=draft.change_base,
        rank=draft.rank,
        modality=draft.modality,
        said_by=sentence.speech.person if sentence.speech else None,
    )
    rule = "quantity" if quantity else "change"
    return Candidate(claim, sentence, draft.clause, draft.end, 0.9 * draft.subject_sure, rule)


def _entities(claim: Claim) -> Iterator[Entity]:
    if not isinstance(claim, EntityClaim):
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
            forms = tuple(form for form in discourse.surfaces.get(value.key, ()) if form != value.label)
            changed[name] = dataclasses.replace(value, alt=forms)
    return dataclasses.replace(claim, **changed)


def _quoted(sentence: Sentence, mention: Mention) -> bool:
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
