"""Statistics: every quantity of a sentence becomes a value, a change of a value, a rank, or is set aside with a reason.

A clause gives subject, period and metric; what it leaves out is the one last spoken of. 分别 shares its list out
in order, changes attach to the values before them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.cues import expression
from extract.fact import Bound, Entity, Modality
from extract.lexicon import CHINA, Lexicon, mint
from extract.mention import Mention
from extract.periods import Period
from extract.quantities import COUNTED, Quantity, units
from extract.sentence import Sentence

SUBJECTS = (
    "Port",
    "Organization",
    "Feature",
    "Province",
    "City",
    "County",
    "Town",
    "PortCluster",
    "Region",
    "Country",
)
COUNT_UNITS = frozenset(
    {"个", "家", "条", "种", "列", "趟", "班", "户", "艘", "架", "辆", "人", "批", "票", "件", "箱"}
)
NOUN_END = re.compile(
    r"[，。；：、（）“”！？—]|已经|已|正在|将|可以|可|在|等|被|为|的(?=新|高|历)|实现|通过|办|集中|达|创|享|开展|进行|陆续|今天"
)
REPORT = re.compile(r"(?:据|从|来自|记者从|根据)[^，。]{0,12}$")
REPORTED = re.compile(r"^[^，。]{0,8}(?:获悉|了解到|统计|数据|消息|介绍|发布|通报|公布)")
KIND_OF_PORT = re.compile(r"^(?:水运|航空|空运|陆路|边境|铁路|公路|沿海|内陆|陆地)口岸")
QUOTED_TERM = re.compile(
    r"^[^“]{0,6}“([一-鿿A-Za-z0-9]{2,10})”(?=覆盖|可|能|已|共|累计|平均|实现|服务|上线|运行)"
)


@dataclass(slots=True)
class Draft:
    """A statistic in the making; `clause` and `end` bound its evidence in the sentence."""

    subject: Entity
    subject_sure: float
    metric: str
    quantity: Quantity | None
    period: str | None
    period_text: str | None
    clause: int
    end: int
    modality: Modality = "observed"
    value: float | None = None
    value_max: float | None = None
    unit: str | None = None
    bound: Bound = "exact"
    change: float | None = None
    change_bound: Bound | None = None
    change_base: str | None = None
    rank: int | None = None


@dataclass(slots=True)
class Context:
    """What carries over from clause to clause and sentence to sentence of an article."""

    topic: Entity | None = None
    subject: Entity | None = None
    subject_paragraph: int = -1
    spoken_for: str | None = None
    """The speaker under whom the subject was named."""
    period: Period | None = None
    paragraph: int = -1
    drafts: list[Draft] = field(default_factory=list)
    """Those of the sentence before, for a 分别 that follows."""
    drafts_here: list[Draft] = field(default_factory=list)
    """Those of the sentence being read, whose metric goes without saying in 另一条达到7500万吨."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a quantity: a reason where it gave no statistic."""

    quantity: Quantity
    reason: str


class StatisticsReader:
    """Reads the statistics of one sentence after another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._homes = lexicon.homes()

    def read(self, sentence: Sentence, context: Context) -> tuple[list[Draft], list[Fate]]:
        """The statistics of a sentence and the quantities that gave none; the context moves on."""
        if context.paragraph != sentence.paragraph:
            context.paragraph, context.period, context.drafts = sentence.paragraph, None, []
            context.subject = context.topic or context.subject
        if (
            sentence.periods
            and context.period
            and any(p.kind in ("span", "point", "since", "until") for p in sentence.periods)
        ):
            context.period = None
        drafts: list[Draft] = []
        context.drafts_here = drafts
        fates: list[Fate] = []
        for start, end in sentence.clauses:
            self._clause(sentence, start, end, context, drafts, fates)
        if drafts:
            context.drafts = drafts
        self._carry_subject(sentence, context)
        return drafts, fates

    def _clause(
        self,
        sentence: Sentence,
        start: int,
        end: int,
        context: Context,
        drafts: list[Draft],
        fates: list[Fate],
    ) -> None:
        text = sentence.text
        self._advance_period(sentence, start, end, context)
        explicit = self._subject(sentence, start, end)
        if explicit:
            context.subject, context.subject_paragraph = explicit, sentence.paragraph
            context.spoken_for = sentence.speech.person.key if sentence.speech else None
        inside = [q for q in sentence.quantities if start <= q.start < end]
        position = start
        changes: list[Quantity] = []
        for index, quantity in enumerate(inside):
            reason = self._no_statistic(text, quantity, start, end)
            if reason == "rank" and drafts:
                drafts[-1].rank = int(quantity.value)
                continue
            if reason:
                fates.append(Fate(quantity, reason))
                continue
            before = text[position : quantity.start]
            if self._is_change(text, position, quantity, changes, inside[index - 1] if index else None):
                changes.append(quantity)
                continue
            draft = self._value(sentence, start, end, position, quantity, before, explicit, context)
            drafts.append(draft)
            position = quantity.end
        if changes:
            self._changes(sentence, start, end, changes, explicit, context, drafts)
        self._respectively(text, start, end, drafts)

    def _advance_period(self, sentence: Sentence, start: int, end: int, context: Context) -> None:
        """A time said in a clause holds until another is said."""
        for period in sentence.periods:
            if not start <= period.start < end:
                continue
            if period.kind in ("base", "recurrent"):
                continue
            if period.kind == "vague":
                context.period = period if period.text.endswith(("后", "期间")) else context.period
                continue
            until = context.period
            if (
                until
                and until.kind == "until"
                and until.value
                and period.text in ("今年", "去年", "今年以来")
                and period.value
            ):
                value = f"{period.value[:10]}/{until.value}"
                context.period = Period(
                    until.start, period.end, f"{until.text}……{period.text}", value, "span"
                )
            else:
                context.period = period

    def _subject(self, sentence: Sentence, start: int, end: int) -> Entity | None:
        """What a clause speaks of: its first fitting mention, the last of a chain of names."""
        text = sentence.text
        quoted = QUOTED_TERM.match(text[start:end])
        if quoted:
            return mint("Feature", quoted[1])
        first_quantity = min(
            (q.start for q in sentence.quantities if q.start >= start and q.kind != "label"), default=end
        )
        stop = min(first_quantity, end)
        candidates = [
            m
            for m in sentence.outer
            if start <= m.start and m.end <= stop and self._may_be_subject(m, sentence)
        ]
        if not candidates:
            return None
        chosen = candidates[0]
        for mention in candidates[1:]:
            between = text[chosen.end : mention.start]
            if (
                between == ""
                or (
                    between in ("的", "市", "省")
                    and mention.entity.cls in ("Port", "Organization", "Feature")
                )
                or (re.search(r"(?:经|通过|经由|从|在)$", between) and mention.entity.cls == "Port")
            ):
                chosen = mention
            else:
                break
        return chosen.entity

    def _may_be_subject(self, mention: Mention, sentence: Sentence) -> bool:
        text, entity = sentence.text, mention.entity
        before, after = text[: mention.start], text[mention.end :]
        if entity.cls not in SUBJECTS or (entity.cls == "Country" and entity != CHINA):
            return False
        if entity == CHINA and (mention.origin == "pair" or before.endswith("“")):
            return False
        if entity.cls == "Region" and entity.key not in self._lexicon.domestic:
            return False
        if re.search(
            r"(?:占到了?|占|居|位居|位列|紧随|列|超过|承担了?|来自|至|抵达|往|到|对|向|销往|全国最|继)$",
            before,
        ):
            return False
        if entity.cls == "Organization" and (REPORT.search(before) or REPORTED.match(after)):
            return False
        if any(role.title_start == mention.end for role in sentence.roles):
            return False
        return not re.match(r"(?:相关)?(?:负责人|工作人员)|等地|之后", after)

    def _no_statistic(self, text: str, quantity: Quantity, start: int, end: int) -> str | None:
        """Why a quantity measures nothing here; `rank` where it says a rank."""
        before, after = text[max(start, quantity.start - 8) : quantity.start], text[quantity.end : end]
        if quantity.kind == "ordinal":
            return (
                "rank"
                if re.search(r"(?:居|列|排名|位|排)[^，。]{0,5}$", before)
                and not after[:1].strip("位，。、名 ")
                else "an ordinal"
            )
        if sentence_pair(text, start, quantity.start):
            return "about two countries together"
        if quantity.kind == "label" or not quantity.unit:
            money = (
                quantity.unit == ""
                and quantity.value >= 1e8
                and re.search(r"消费|额|产值|收入|投资|货值|规模", before)
            )
            return None if money else "a label, not an amount"
        if expression(r"(?:<shown>)$").search(before):
            return "speaks of things counted before"
        measures = units()[quantity.unit_text].measures if quantity.unit_text in units() else ""
        if measures == "time":
            timed = re.search(r"(?:时间|时长|耗时|用时|压缩|缩短|节约|节省)[^，。]{0,6}$", before)
            return None if timed else "a duration told in passing"
        if quantity.unit in ("米", "公里", "海里") and expression(r"^(?:<place_after>)").match(after):
            return "a place on the way"
        if quantity.chinese and quantity.value < 10 and measures in COUNTED:
            return "a small number in words"
        if text[quantity.number_start] in "数几":
            return "a vague number"
        return None

    def _is_change(
        self,
        text: str,
        position: int,
        quantity: Quantity,
        changes: Sequence[Quantity],
        previous: Quantity | None,
    ) -> bool:
        """Whether a percentage or multiple is a change and not a share or a rate."""
        if quantity.kind not in ("percent", "multiple"):
            return False
        if (
            changes
            and previous is changes[-1]
            and re.fullmatch(r"[、，和与及\s]*", text[previous.end : quantity.start])
        ):
            return True
        before = text[position : quantity.start]
        if expression(r"(?:<to>)[^，。]{0,3}$").search(before):
            return False
        if re.search(r"节约|节省", before) and not re.search("同比|环比|比|较", before):
            return False
        if expression(r"(?:<rise>|<fall>)[了约近超达为到至逾]*$").search(before):
            return True
        if expression(r"(?:提升|提高|降低|缩短|压缩)[^，。]{2,8}$").search(before):
            return True
        if re.search(r"同比|环比", before):
            return True
        return bool(expression(r"^的(?:<rise>|<fall>)").match(text[quantity.end :]))

    def _value(
        self, sentence: Sentence, start: int, end: int, position: int, quantity: Quantity, before: str,
        explicit: Entity | None, context: Context,
    ) -> Draft:  # fmt: skip
        text = sentence.text
        subject, sure = self._whose(sentence, text[start:end], explicit, context)
        metric = self._metric(sentence, start, end, position, quantity)
        period = context.period
        if period and (period.kind == "since" and expression("<total>").search(text[start : quantity.start])):
            period = None
        value = quantity.value
        unit = quantity.unit or "元"
        if metric == quantity.unit and context.drafts_here and context.drafts_here[-1].unit == unit:
            metric = context.drafts_here[-1].metric
        return Draft(
            subject, sure, metric, quantity,
            period.value if period else None, period.text if period else None,
            start, quantity.end, self._modality(text[start:end], quantity.start - start),
            value, quantity.value_max, unit, quantity.bound,
        )  # fmt: skip

    def _whose(
        self, sentence: Sentence, clause: str, explicit: Entity | None, context: Context
    ) -> tuple[Entity, float]:
        """The subject of a clause and how sure it is: named here, the speaker's place, carried over, the topic."""
        if explicit:
            return explicit, 1.0
        spoken = sentence.speech
        home = self._home(spoken.organization) if spoken and spoken.organization else None
        fresh = spoken and context.spoken_for != spoken.person.key
        if home and (KIND_OF_PORT.match(clause) or fresh or not context.subject):
            context.subject = home
            return home, 0.85
        if context.subject:
            return context.subject, 0.85
        return (home, 0.8) if home else (context.topic or CHINA, 0.6)

    def _home(self, organization: Entity) -> Entity | None:
        """The place that an organisation speaks for."""
        if re.match(r"海关总署|国务院|国家|交通运输部|商务部|中国", organization.label):
            return CHINA
        return self._homes.get(organization.key) or self._lexicon.place_of(organization.label)

    def _metric(self, sentence: Sentence, start: int, end: int, position: int, quantity: Quantity) -> str:
        """The text's own name for what was measured: the phrase before the number, or the counted thing after."""
        text = sentence.text
        left = position
        for period in sentence.periods:
            if (
                position <= period.start
                and period.end <= quantity.start
                and period.kind not in ("recurrent", "base")
            ):
                left = max(left, period.end)
        share = (
            expression(r"<share>").search(text, position, quantity.start)
            if quantity.kind == "percent"
            else None
        )
        for mention in sentence.outer:
            named = (
                mention.entity.cls in SUBJECTS and position <= mention.start and mention.end <= quantity.start
            )
            if (
                named
                and (not share or mention.end <= share.start())
                and not re.match(r"[、和与]", text[mention.end : mention.end + 1])
            ):
                left = max(left, mention.end)
        if share:
            whole = text[left : quantity.start].strip("的，约近超了曾“”")
            part = (
                self._noun_after(text, quantity.end, end) if text[quantity.end : end].startswith("的") else ""
            )
            return f"{whole}{part}比重"
        if quantity.kind == "percent" and expression(r"^(?:<share>)").match(text[quantity.end : end]):
            return text[quantity.end : end].strip("，。了") + "比重"
        phrase = text[left : quantity.start]
        for base in sentence.bases:
            if left <= base.start < quantity.start:
                phrase = text[left : base.start]
        phrase = self._trim(phrase)
        after = self._noun_after(text, quantity.end, end)
        if (
            quantity.kind == "percent"
            and re.match(r"的|[^，。；]{1,10}的", text[quantity.end : end])
            and after
        ):
            return (phrase + after)[-30:] if phrase else after
        if quantity.unit in COUNT_UNITS or not phrase:
            if after and (
                not phrase
                or len(phrase) <= 2
                or re.search(r"(?:拥有|新增|开通|建成|设立|建设|与|有|投入|通达|打造)$", phrase)
            ):
                verb = phrase if phrase in ("新增", "新建", "新开通", "新开") else ""
                return verb + after
            if after and not re.search(r"[一-鿿]{2}", phrase):
                return after
        return phrase or after or quantity.unit

    def _trim(self, phrase: str) -> str:
        """A phrase without the words that lead to a number or away from a subject."""
        phrase = phrase.strip("，、：“” ")
        phrase = re.split(r"[，：；]", phrase)[-1]
        while True:
            shorter = (
                expression(r"(?:<reach>)$").sub("", expression(r"^(?:<lead>)").sub("", phrase)).strip("“”")
            )
            if shorter == phrase:
                return phrase
            phrase = shorter

    def _noun_after(self, text: str, start: int, end: int) -> str:
        """The counted thing behind a number, up to the verb."""
        rest = text[start:end].removeprefix("的")
        cut = NOUN_END.search(rest)
        noun = rest[: cut.start()] if cut else rest
        return noun if 1 < len(noun) <= 20 else noun[:12] if len(noun) > 20 else ""

    def _modality(self, clause: str, upto: int) -> Modality:
        before = clause[:upto]
        if expression("<forecast>").search(before):
            return "forecast"
        if expression("<capacity>").search(before):
            return "capacity"
        return "plan" if expression("<plan>").search(before) else "observed"

    def _changes(
        self, sentence: Sentence, start: int, end: int, changes: Sequence[Quantity], explicit: Entity | None,
        context: Context, drafts: list[Draft],
    ) -> None:  # fmt: skip
        """Gives changes to the values before them, or makes statistics that are changes alone."""
        text = sentence.text
        first = changes[0]
        cue = expression(r"(?:<rise>|<fall>)").search(text, start, first.start) or expression(
            r"(?:<rise>|<fall>)"
        ).search(text, first.end, end)
        bases = [b for b in sentence.bases if b.start < first.start]
        base = bases[-1].value if bases else None
        own = [d for d in drafts if d.clause == start]
        head = text[
            start : min(
                [cue.start() if cue else first.start] + [b.start for b in sentence.bases if start <= b.start]
            )
        ]
        phrase = self._trim(self._after_names(sentence, start, start + len(head)))
        alone = (
            not own
            and re.search(r"[一-鿿]{2}", phrase) is not None
            and phrase not in ("分别", "增幅", "增速", "预计")
        )
        verb_object = expression(r"(?:提升|提高|降低|缩短|压缩)([^，。0-9]{2,8})$").search(
            text[start : first.start]
        )
        if verb_object and not own:
            alone, phrase, base = True, verb_object[1], base or "vs before"
        before = text[start : first.start]
        if alone:
            for metric in re.split(r"[和与、]", phrase) if re.search(r"[量额]和", phrase) else [phrase]:
                subject, sure = self._whose(sentence, text[start:end], explicit, context)
                draft = Draft(subject, sure, metric, None, context.period.value if context.period else None,
                              context.period.text if context.period else None, start, first.end,
                              self._modality(text[start:end], first.start - start))  # fmt: skip
                self._set_change(draft, first, before, base or ("yoy" if "同比" in text else None))
                drafts.append(draft)
            return
        targets = drafts or context.drafts
        targets = [d for d in targets if d.value is not None][-len(changes) :]
        for draft, change in zip(targets, changes, strict=False):
            self._set_change(draft, change, before, base)
            if draft in drafts:
                draft.end = max(draft.end, change.end)

    def _after_names(self, sentence: Sentence, start: int, end: int) -> str:
        """The text of a clause behind its names and times."""
        edges = [
            m.end for m in sentence.outer if start <= m.start and m.end <= end and m.entity.cls != "Commodity"
        ]
        edges += [p.end for p in sentence.periods if start <= p.start and p.end <= end]
        return sentence.text[max([start, *edges]) : end]

    def _set_change(self, draft: Draft, change: Quantity, before: str, base: str | None) -> None:
        falls = expression("<fall>").search(before) and not expression("<rise>").search(before)
        size = change.value * 100 if change.kind == "multiple" else change.value
        draft.change = -size if falls else size
        draft.change_bound = None if change.bound == "exact" else change.bound
        draft.change_base = base

    def _respectively(self, text: str, start: int, end: int, drafts: list[Draft]) -> None:
        """A和B分别为X和Y, 分别以X和Y创造了A和B: the list is shared out in order."""
        own = [d for d in drafts if d.clause == start and d.quantity]
        if len(own) < 2 or "分别" not in text[start:end]:
            return
        first, last = own[0].quantity, own[-1].quantity
        if first is None or last is None:
            return
        behind = re.match(r"(?:创造了?|创下了?|刷新了?)?([^，。的]+)和([^，。的]+)的", text[last.end : end])
        names = (
            list(behind.groups())
            if behind
            else re.split(r"[和与、及]", self._trim(text[start : text.index("分别", start)]))
        )
        if len(names) == len(own):
            for draft, name in zip(own, names, strict=True):
                draft.metric = self._trim(name) or draft.metric

    def _carry_subject(self, sentence: Sentence, context: Context) -> None:
        """After a sentence without numbers, the next speaks of what this one named first, or last as a port."""
        if sentence.quantities:
            return
        fitting = [m for m in sentence.outer if self._may_be_subject(m, sentence)]
        ports = [m for m in fitting if m.entity.cls == "Port"]
        if ports or fitting:
            context.subject, context.subject_paragraph = (ports or fitting)[0].entity, sentence.paragraph


def sentence_pair(text: str, start: int, end: int) -> bool:
    """Whether a number is told of two countries together (中俄两国4000多公里)."""
    return bool(re.search(r"两国[^，。]{0,4}$", text[start:end]))


def order(drafts: Sequence[Draft]) -> Iterator[Draft]:
    """Drafts that say something: a value or a change, about a named metric."""
    return (d for d in drafts if d.metric and (d.value is not None or d.change is not None))
