"""Reading an article sentence by sentence: mentions first, then every kind of relation over them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from extract.comparisons import bases
from extract.cues import expression
from extract.dates import whole_month
from extract.discourse import Discourse
from extract.document import Article, Passage
from extract.draft import Context, Draft
from extract.fact import Claim, Entity
from extract.fates import Fate
from extract.lexicon import CHINA, Lexicon
from extract.masthead import dateline
from extract.mention import Mention
from extract.mentions import MentionFinder
from extract.normalization import normalized
from extract.patterns import PatternSet
from extract.periods import Period, periods
from extract.posts import PostReader
from extract.quantities import quantities
from extract.relations import Candidate, RelationReader, chains
from extract.segmentation import Segmenter
from extract.sentence import Sentence, spoken_throughout
from extract.sentences import sentences
from extract.statistics import StatisticsReader
from extract.subjects import NAMED
from extract.trade import TradeReader
from extract.works import WorksReader, told_in_full

LATE = timedelta(days=31)
"""How much later than it was sent an article is printed at most."""


@dataclass(slots=True)
class Reading:
    """What reading one article gathers, before it becomes facts."""

    candidates: list[Candidate[Claim]] = field(default_factory=list)
    drafts: list[tuple[Sentence, Draft]] = field(default_factory=list)
    """Statistics that later sentences may still give a change."""
    works: list[tuple[bool, Candidate[Claim]]] = field(default_factory=list)
    """What happens to works, and whether a headline tells it."""
    fates: list[tuple[Sentence, Fate]] = field(default_factory=list)
    """Every quantity of the text, with the reason where it gave no statistic."""
    mentions: dict[str, list[tuple[Sentence, Mention]]] = field(default_factory=dict)
    """Where each entity is named, by its key."""
    discourse: Discourse = field(default_factory=Discourse)

    def near(self, keys: Iterable[str]) -> dict[str, set[str]]:
        """For each key, the keys of what is named in the same paragraphs."""
        paragraphs = {key: {s.paragraph for s, _ in met} for key, met in self.mentions.items()}
        return {
            key: {other for other, there in paragraphs.items() if there & paragraphs[key]} for key in keys
        }


class ArticleReader:
    """Reads articles with one lexicon and one set of patterns."""

    def __init__(self, lexicon: Lexicon, patterns: PatternSet) -> None:
        self._lexicon = lexicon
        self.mentions = MentionFinder(lexicon, Segmenter(lexicon.words()))
        self._relations = RelationReader(patterns, lexicon)
        self._works = WorksReader(lexicon)
        self._statistics = StatisticsReader(lexicon)
        self._posts = PostReader(lexicon, self.mentions.people.verbs)
        self._trade = TradeReader(lexicon)

    def read(self, article: Article, published: date | None, publication: str | None = None) -> Reading:
        """Everything found in an article, from its kicker and title on; its words count from the day when it was sent."""
        reading = Reading()
        if place := self._lexicon.place_of(publication or ""):
            reading.discourse.home = (place, *self._lexicon.containing(place))
        today = sent_on(article, published)
        context = Context(today=today)
        heads = [(passage, True) for passage in (article.kicker, article.title) if passage]
        body = [(block.passage, block.kind == "heading") for block in article.blocks]
        for number, (passage, heading) in enumerate(heads + body):
            passage = passage.replace(normalized(passage.text))
            passage = passage.slice(dateline(passage.text)[0], len(passage.text))
            if number == len(heads):
                reading.discourse.topic = context.topic = context.subject = _topic(reading)
            previous = None
            parts = [
                self.sentence(part, reading.discourse, paragraph=number, published=today)
                for part in sentences(passage)
            ]
            for sentence in spoken_throughout(parts):
                self._gather(sentence, previous, heading, reading, context)
                previous = sentence
        reading.candidates += [_candidate(sentence, draft) for sentence, draft in reading.drafts]
        reading.candidates += told_in_full(reading.works)
        return reading

    def sentence(
        self, passage: Passage, discourse: Discourse, *, paragraph: int = 0, published: date | None = None
    ) -> Sentence:
        """A sentence with its mentions, numbers, times and speaker; the discourse learns from it."""
        text = passage.text
        mentions, roles = self.mentions.find(text, discourse)
        times = periods(text, published, discourse.day, month=discourse.month, opening=discourse.opening)
        self._note_months(times, discourse)
        days = [p.value for p in times if p.kind in ("point", "until") and p.value and len(p.value) == 10]
        discourse.day = date.fromisoformat(days[-1]) if days else discourse.day
        numbers = quantities(text, skip=[(p.start, p.end) for p in times])
        employments = self._posts.employments(text, roles, mentions, discourse)
        speech = self._posts.speech(text, mentions, discourse)
        compared = bases(text, published) if numbers else []  # nothing else is compared
        return Sentence(passage, paragraph, mentions, roles, employments, numbers, times, compared, speech)

    @staticmethod
    def _note_months(times: Sequence[Period], discourse: Discourse) -> None:
        """Remembers the months that a sentence names, and which was the first thing an article dates."""
        dated = [p.value for p in times if p.value and p.kind in ("point", "span", "until", "since")]
        months = [m for value in dated if (m := whole_month(value))]
        if months and not discourse.dated and whole_month(dated[0]):
            discourse.opening = months[0]
        discourse.dated |= bool(dated)
        discourse.month = months[-1] if months else discourse.month

    def _gather(
        self, sentence: Sentence, previous: Sentence | None, heading: bool, reading: Reading, context: Context
    ) -> None:
        for mention in sentence.mentions:
            if mention.origin != "anaphor":
                reading.mentions.setdefault(mention.entity.key, []).append((sentence, mention))
        works = list(self._works.read(sentence))
        reading.works += [(heading, candidate) for candidate in works]
        reading.candidates += self._relations.read(sentence, [(c.start, c.end) for c in works])
        reading.candidates += chains(sentence, self._lexicon)
        reading.candidates += self._posts.read(sentence, previous)
        if heading:
            return  # the figures of headlines stand in the text too, with their subject
        drafts, fates = self._statistics.read(sentence, context)
        reading.drafts += [(sentence, draft) for draft in drafts]
        reasons = {fate.quantity: fate.reason for fate in fates}
        reading.fates += [(sentence, Fate(q, reasons.get(q))) for q in sentence.quantities]
        reading.candidates += self._trade.read(sentence, context)


def sent_on(article: Article, published: date | None) -> date | None:
    """The day that its dateline tells, from which 昨天 counts in every paper that prints it; else when it was published."""
    for block in article.blocks:
        _, told = dateline(normalized(block.passage.text))
        days = [p.value for p in periods(told, published, published) if p.value and len(p.value) == 10]
        if days and published and timedelta() <= published - date.fromisoformat(days[0]) <= LATE:
            return date.fromisoformat(days[0])
    return published


def _candidate(sentence: Sentence, draft: Draft) -> Candidate[Claim]:
    claim = draft.claim(sentence.voice.person if sentence.voice else None)
    rule = "quantity" if draft.quantity else "change"
    return Candidate(claim, sentence, draft.clause, draft.end, _sure(draft), rule)


def _sure(draft: Draft) -> float:
    """How often such a statistic was right when news that nobody had seen was read against its text.

    Where the subject is carried on, what is measured tells: 吞吐量 is hardly ever another's.
    """
    measured = draft.subject_sure == NAMED or expression(r"(?:<known_measure>)$").search(draft.metric)
    return (0.85 if measured else 0.72) * draft.subject_sure


def _topic(reading: Reading) -> Entity | None:
    """What kicker and title speak of: a port, a body, a place, or the whole country."""
    named = [met[0][1].entity for met in reading.mentions.values()]
    first = [met[0][1] for met in reading.mentions.values() if met[0][1].entity.cls == "Port"]
    if len(first) > 1 and first[1].start == first[0].end:
        return first[1].entity  # 天津港海嘉汽车码头
    for classes in (("Port",), ("Organization",), ("Province", "City", "County"), ("Feature",)):
        for entity in named:
            if entity.cls in classes:
                return CHINA if expression(r"<national>").match(entity.label) else entity
    return CHINA if reading.discourse.nationwide else None
