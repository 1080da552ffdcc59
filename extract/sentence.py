"""One sentence as the relation rules see it: its mentions, quantities, periods and clauses."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise, zip_longest

from extract.comparisons import ChangeBase
from extract.cues import expression
from extract.document import Passage
from extract.fact import Entity
from extract.mention import Mention
from extract.patterns import Masked, mask
from extract.people import Held, Role
from extract.periods import Period
from extract.quantities import Quantity

BREAK = re.compile(r"[，；：。！？]|,(?!\d)|——|……")


@dataclass(frozen=True, slots=True)
class Speech:
    """Who is said to say a sentence, and where that is said."""

    person: Entity
    organization: Entity | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Employment:
    """Titles of a person and the body they belong to, where that is named first, and how sure it is."""

    person: Entity
    role: Role
    held: Held
    organization: Entity | None
    start: int
    confidence: float


@dataclass(frozen=True)
class Sentence:
    """A sentence with everything found in it; spans are half-open in `passage.text`."""

    passage: Passage
    paragraph: int
    mentions: Sequence[Mention]
    roles: Sequence[Role]
    employments: Sequence[Employment]
    quantities: Sequence[Quantity]
    periods: Sequence[Period]
    bases: Sequence[ChangeBase]
    speech: Speech | None
    quoted: Speech | None = None
    """Who speaks a sentence of a longer quotation, named behind it."""

    @property
    def voice(self) -> Speech | None:
        """Who speaks, said in the sentence or behind the quotation that it is of."""
        return self.speech or self.quoted

    @property
    def text(self) -> str:
        return self.passage.text

    @cached_property
    def clauses(self) -> tuple[tuple[int, int], ...]:
        """The clauses, also cut at 、 between two quantities, but not in 增长4%、下降2%."""
        cuts = [0]
        for match in BREAK.finditer(self.text):
            rates = [q for q in self.quantities if q.kind == "percent"]
            listed = any(q.end == match.start() for q in rates) and any(q.start == match.end() for q in rates)
            if not listed and not any(p.start < match.start() < p.end for p in self.periods):
                cuts.append(match.end())
        for first, second in pairwise(self.quantities):
            comma = self.text.find("、", first.end, second.start)
            apart = comma >= 0 and second.start - comma > 1 and comma - first.end < 3
            apart = apart and not BREAK.search(self.text, comma, second.start)
            if apart and not expression(r"(?:<rise>|<fall>)").match(self.text, comma + 1):
                cuts.append(comma + 1)
            inside = (
                self.text[first.end : first.end + 1] == "（"
                and "）" not in self.text[first.end : second.start]
            )
            if inside and first.kind == "percent" and second.kind == "count":
                cuts.append(first.end)  # 增长32.4%（国际货量49.6万吨，增长85.8%）
        cuts = sorted({*cuts, len(self.text)})
        return tuple((a, b) for a, b in pairwise(cuts) if b > a)

    @cached_property
    def masked(self) -> Masked:
        """The sentence with one character for each mention, list of mentions, period and quantity."""
        typed: list[tuple[int, int, str]] = [(g[0].start, g[-1].end, g[0].entity.cls) for g in self.groups]
        typed += self._beside(typed, [(p.start, p.end, "Period") for p in self.periods])
        typed += self._beside(typed, [(q.start, q.end, "Qty") for q in self.quantities])
        return mask(self.text, sorted(typed))

    @staticmethod
    def _beside(
        taken: Sequence[tuple[int, int, str]], more: Sequence[tuple[int, int, str]]
    ) -> list[tuple[int, int, str]]:
        return [s for s in more if all(s[1] <= t[0] or t[1] <= s[0] for t in taken)]

    @cached_property
    def groups(self) -> tuple[tuple[Mention, ...], ...]:
        """Outer mentions, those of one class that stand as a list together."""
        groups: list[tuple[Mention, ...]] = []
        for mention in self.outer:
            if groups and self._continues(groups[-1], mention):
                groups[-1] += (mention,)
            else:
                groups.append((mention,))
        return tuple(groups)

    @cached_property
    def outer(self) -> list[Mention]:
        """The mentions that take part in relations."""
        return [m for m in self.mentions if not m.inner]

    def _continues(self, group: tuple[Mention, ...], mention: Mention) -> bool:
        between = self.text[group[-1].end : mention.start]
        if mention.entity.cls == "Port" and any(
            m.start == mention.end and m.entity.cls == "Port" for m in self.outer
        ):
            return False  # 三沙港区、泉州港石井作业区: the harbour of another port
        return between in ("、", "和", "与", "及", "以及") and mention.entity.cls == group[-1].entity.cls

    def group_of(self, mention: Mention) -> tuple[Mention, ...]:
        """The group that an outer mention belongs to."""
        return next((group for group in self.groups if mention in group), (mention,))

    def group_at(self, start: int) -> tuple[Mention, ...]:
        """The group of mentions that starts at an offset."""
        return next((group for group in self.groups if group[0].start == start), ())


def spoken_throughout(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentences of a paragraph; those of one quotation have the speaker who is named in its last or behind it."""
    quoted: list[Sentence] = []
    for sentence, following in zip_longest(sentences, sentences[1:]):
        quoted.append(sentence)
        goes_on = sum(s.text.count("“") - s.text.count("”") for s in quoted) > 0
        if goes_on and following:
            continue
        behind = (
            following if sentence.text.endswith("”") and following and "“" not in following.text else None
        )
        speech = sentence.speech or (behind and behind.speech)
        told = replace(speech, start=0, end=0) if speech else None
        yield from (replace(s, quoted=told) if told and not s.speech else s for s in quoted)
        quoted = []
