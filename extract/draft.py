"""A statistic in the making, and what carries over from one to the next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from extract.fact import Bound, Direction, Entity, Modality, Stat
from extract.periods import Period
from extract.quantities import Quantity


@dataclass(slots=True)
class Draft:
    """A statistic in the making; `clause` and `end` bound its evidence in the sentence."""

    subject: Entity
    subject_sure: float
    metric: str
    period: Period | None
    clause: int
    end: int
    modality: Modality = "observed"
    quantity: Quantity | None = None
    unit: str | None = None
    change: float | None = None
    change_bound: Bound | None = None
    change_base: str | None = None
    rank: int | None = None

    def claim(self, said_by: Entity | None) -> Stat:
        """The finished statistic."""
        return Stat(
            subject=self.subject,
            metric=self.metric,
            value=_plain(self.quantity.value) if self.quantity else None,
            value_max=_plain(self.quantity.value_max) if self.quantity else None,
            unit=self.unit or "%",
            bound=self.quantity.bound if self.quantity else "exact",
            period=self.period.value if self.period else None,
            period_text=self.period.text if self.period else None,
            change_pct=_plain(self.change),
            change_bound=self.change_bound,
            change_base=self.change_base,
            rank=self.rank,
            modality=self.modality,
            said_by=said_by,
        )


def _plain(value: float | None) -> float | None:
    """A value without the dust of binary fractions: 9695.2亿 is 969520000000."""
    return None if value is None else float(f"{value:.12g}")


@dataclass(slots=True)
class Context:
    """What carries over from clause to clause and sentence to sentence of an article."""

    topic: Entity | None = None
    subject: Entity | None = None
    works: Entity | None = None
    """The works last named, for 该项目."""
    outside: Entity | None = None
    """The subject before a bracket that speaks of its parts."""
    subject_paragraph: int = -1
    subject_speaker: str | None = None
    """The key of the speaker under whom the subject was named."""
    others: bool = False
    """Whether the sentence has gone on to others without a name (其他码头)."""
    reporter: Entity | None = None
    """The place of the body whose figures are told, where nothing else is said of them."""
    period: Period | None = None
    trade: tuple[int, Entity, Sequence[Direction | None], frozenset[Entity]] | None = None
    """The paragraph, the place and the directions of the goods told last, and these goods, for 其中包括……."""
    base: str | None = None
    """What changes are against where nothing more is said: 同比（下同）."""
    span: Period | None = None
    """The interval that the article told last, for figures of later paragraphs that are compared with the year before."""
    begun: Period | None = None
    """Since when the sentence before told, for a total up to a day that this one tells."""
    aside: Period | None = None
    """The time that holds again behind a sentence that told of one day in passing."""
    paragraph: int = -1
    today: date | None = None
    """The day of publication: 今年 has come no further."""
    drafts: list[Draft] = field(default_factory=list)
    """Those of the last sentence that had any, for a 分别 that follows."""

    measured: dict[str, str] = field(default_factory=dict)
    """Unit → the measure last said in it: 吨 → 货物吞吐量."""

    def until_today(self, period: Period) -> Period:
        """A year up to the day of publication, where that lies within it."""
        if not period.value or not self.today or period.value[:4] != f"{self.today.year:04}":
            return period
        return period._replace(value=f"{period.value[:10]}/{self.today}")

    def is_to_come(self, period: Period) -> bool:
        """Whether a time begins after the day of publication, which may itself be some days early."""
        return bool(period.value and self.today and period.value[:10] > str(self.today + timedelta(3)))
