"""A second reader: a language model behind an OpenAI-compatible endpoint, which proposes and is checked.

Off unless asked for. A proposal counts only if its quotation stands in the article word for word, every slot stands
in the quotation, names are names to our own finder, and numbers and times read by our own grammar. What it finds
is never sure enough to be published unasked.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal, get_args

from pydantic import ValidationError

from extract.cues import expression
from extract.data import Record
from extract.discourse import Discourse
from extract.document import Article, Passage
from extract.error import SourceError
from extract.fact import Claim, Direction, Entity, Event, EventKind, Faces, LocatedIn, Post, Stat, Trade
from extract.normalization import normalized
from extract.quantities import Quantity
from extract.reading import ArticleReader
from extract.relations import Candidate
from extract.sentence import Sentence

PROMPT = Path(__file__).parent / "model.md"
PROPOSED = 0.45
"""How sure a proposal is that nothing else supports."""
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Model:
    """Where a model answers (`https://host/v1`), which one, and the key it asks for."""

    url: str
    name: str
    key: str = ""


class Proposal(Record):
    """What the model says, every slot in words of the quotation."""

    type: Literal["located_in", "faces", "post", "trade", "stat", "event"]
    quote: str
    subject: str = ""
    object: str = ""
    metric: str = ""
    number: str = ""
    change: str = ""
    period: str = ""
    person: str = ""
    title: str = ""
    commodity: str = ""
    partner: str = ""
    direction: Direction | None = None
    what: EventKind | None = None

    @property
    def words(self) -> Iterator[str]:
        """The slots that must stand in the quotation."""
        for name in set(type(self).model_fields) - {"type", "quote", "direction", "what"}:
            if value := getattr(self, name):
                yield value


class ModelReader:
    """Asks a model about articles and keeps what can be checked."""

    def __init__(self, model: Model, reader: ArticleReader) -> None:
        self._model = model
        self._reader = reader
        self._prompt = PROMPT.read_text(encoding="utf-8").format(events=", ".join(get_args(EventKind)))

    def read(self, article: Article, published: date | None) -> Iterator[Candidate[Claim]]:
        """The claims that a model proposes for an article and that stand our check."""
        passages = [block.passage.replace(normalized(block.passage.text)) for block in article.blocks]
        answer = self._ask("\n".join(passage.text for passage in passages))
        for row in answer:
            try:
                proposal = Proposal.model_validate(row)
            except ValidationError:
                continue
            found = _quoted(passages, proposal.quote)
            if found and all(word in proposal.quote for word in proposal.words):
                sentence = self._reader.sentence(found, Discourse(), published=published)
                if claim := _claim(proposal, sentence):
                    rule = f"model:{self._model.name}"
                    yield Candidate(claim, sentence, 0, len(sentence.text), PROPOSED, rule)

    def _ask(self, text: str) -> list[Any]:
        """The proposals for a text, unchecked; a SourceError where the endpoint gives no such answer."""
        url = self._model.url.rstrip("/") + "/chat/completions"
        if not url.startswith(("http://", "https://")):
            raise SourceError(self._model.url, "is no http(s) address of a model")
        messages = [{"role": "system", "content": self._prompt}, {"role": "user", "content": text}]
        body = {"model": self._model.name, "temperature": 0, "messages": messages}
        body["response_format"] = {"type": "json_object"}
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._model.key}"}
        request = urllib.request.Request(url, json.dumps(body).encode(), headers)  # noqa: S310 the scheme is checked
        try:
            with urllib.request.urlopen(request, timeout=SECONDS) as response:  # noqa: S310
                content = json.load(response)["choices"][0]["message"]["content"]
            facts = json.loads(content)["facts"]
        except urllib.error.HTTPError as error:
            raise SourceError(url, f"answered {error.code} {error.reason}") from error
        except OSError as error:
            raise SourceError(url, f"cannot be asked: {getattr(error, 'reason', error)}") from error
        except (ValueError, KeyError, IndexError, TypeError) as error:
            raise SourceError(url, "gave no JSON object with a list of facts") from error
        return facts if isinstance(facts, list) else []


def _quoted(passages: list[Passage], quote: str) -> Passage | None:
    """Where a quotation stands, None where it does not."""
    for passage in passages:
        start = passage.text.find(quote)
        if quote and start >= 0:
            return passage.slice(start, start + len(quote))
    return None


def _claim(proposal: Proposal, sentence: Sentence) -> Claim | None:
    """A proposal as a claim, None where a name or a number is none to us."""
    subject = _entity(sentence, proposal.subject)
    other = _entity(sentence, proposal.object)
    match proposal.type:
        case "located_in" if subject and other:
            return LocatedIn(subject=subject, object=other)
        case "faces" if subject and other:
            return Faces(subject=subject, object=other)
        case "event" if subject and proposal.what:
            return Event(what=proposal.what, subject=subject, date=_period(sentence, proposal.period))
        case "post" if (person := _entity(sentence, proposal.person)) and proposal.title:
            return Post(person=person, title=proposal.title, organization=other)
        case "trade" if subject and (goods := _entity(sentence, proposal.commodity)):
            partner = _entity(sentence, proposal.partner)
            return Trade(place=subject, direction=proposal.direction, commodity=goods, partner=partner)
        case "stat" if subject and proposal.metric:
            return _stat(proposal, sentence, subject)
    return None


def _stat(proposal: Proposal, sentence: Sentence, subject: Entity) -> Stat | None:
    number, change = _quantity(sentence, proposal.number), _quantity(sentence, proposal.change)
    if not number and not change:
        return None
    growth = change.growth if change else None
    if growth is not None and expression(r"<fall>").search(proposal.change):
        growth = -growth
    return Stat(
        subject=subject,
        metric=proposal.metric,
        value=number.value if number else None,
        unit=(number.unit or "元") if number else "%",
        bound=number.bound if number else "exact",
        period=_period(sentence, proposal.period),
        period_text=proposal.period or None,
        change_pct=growth,
    )


def _entity(sentence: Sentence, name: str) -> Entity | None:
    found = (m.entity for m in sentence.mentions if sentence.text[m.start : m.end] == name)
    return next(found, None) if name else None


def _quantity(sentence: Sentence, words: str) -> Quantity | None:
    start = sentence.text.find(words) if words else -1
    within = (q for q in sentence.quantities if start <= q.number_start < start + len(words))
    return next(within, None) if start >= 0 else None


def _period(sentence: Sentence, words: str) -> str | None:
    return next((p.value for p in sentence.periods if p.text == words), None) if words else None
