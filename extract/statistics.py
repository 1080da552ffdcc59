"""Statistics: every quantity of a sentence becomes a value, a change of a value or a rank, or is set aside.

A clause gives subject, period and metric; what it leaves out is what was last spoken of. 分别 shares its list
out in order, and changes attach to the values before them.
"""

from extract.changes import give_changes
from extract.clause import Clause, clauses
from extract.cues import expression
from extract.distribution import share_out
from extract.draft import Context, Draft
from extract.fact import Entity
from extract.fates import Fate, set_aside
from extract.lexicon import CHINA, Lexicon
from extract.quantities import Quantity
from extract.quantity_roles import CHANGE_BEHIND, role
from extract.sentence import Sentence
from extract.subjects import CARRIED, NAMED, TOGETHER, TOPIC, SubjectFinder
from extract.timing import advance_period, begins_a_change, ends_with_its_time, is_of_a_founding, is_of_a_peak
from extract.values import measured_as, value


class StatisticsReader:
    """Reads the statistics of one sentence after another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._subjects = SubjectFinder(lexicon)

    def read(self, sentence: Sentence, context: Context) -> tuple[list[Draft], list[Fate]]:
        """The statistics of a sentence and the quantities that gave none; the context moves on."""
        if context.paragraph != sentence.paragraph:
            if not sentence.text.startswith(("其中", "分")):
                context.period, context.drafts, context.begun = None, [], None
                context.subject = context.topic or context.subject
            context.paragraph = sentence.paragraph
        first = min((q.start for q in sentence.quantities if q.kind != "label"), default=len(sentence.text))
        told = context.period
        lasts = told is not None and told.kind != "point"
        if any(
            p.kind not in ("base", "recurrent")
            and p.start < first
            and not (lasts and (is_of_a_peak(p, sentence) or p.text.endswith("首日")))
            for p in sentence.periods
        ):
            context.begun = (
                told if told and (told.kind == "since" or told.text in ("今年", "本年")) else context.begun
            )
            context.period = None
        if not sentence.quantities:
            self._pass(sentence, context)
            return [], []
        context.works = self._subjects.things.works(sentence) or context.works
        if expression(r"<same_base>").search(sentence.text):
            context.base = "yoy"
        drafts: list[Draft] = []
        fates: list[Fate] = []
        context.others = False
        context.aside = None
        for clause in clauses(sentence):
            self._read_clause(clause, context, drafts, fates)
        for draft in drafts:
            if draft.period and draft.period.kind == "span":
                context.span = draft.period
            elif not draft.period and draft.change_base == "yoy":
                draft.period = context.span
            if measure := measured_as(draft.unit or "", [draft]):
                context.measured[draft.unit or ""] = measure
        if drafts:
            context.drafts = drafts
        context.period = context.aside or context.period
        if is_of_a_founding(context.period, sentence):
            context.period = None
        said = [d for d in drafts if expression(r"[一-鿿]{2}").search(d.metric)]
        fates += [
            Fate(d.quantity, "nothing says what it measures") for d in drafts if d not in said and d.quantity
        ]
        return said, fates

    def _pass(self, sentence: Sentence, context: Context) -> None:
        """A sentence without numbers leaves what it names and when to the next."""
        context.aside = None
        context.works = self._subjects.things.works(sentence) or context.works
        advance_period(sentence, context, 0, len(sentence.text))
        context.period = context.aside or context.period
        if is_of_a_founding(context.period, sentence):
            context.period = None
        if subject := self._subjects.left_over(sentence):
            context.subject, context.subject_paragraph = subject, sentence.paragraph
            context.subject_speaker = sentence.voice.person.key if sentence.voice else None

    def _read_clause(self, clause: Clause, context: Context, drafts: list[Draft], fates: list[Fate]) -> None:
        subject, sure = self._subject(clause, context)
        if subject is None:
            fates += [Fate(q, set_aside(clause, q) or "nothing says whose it is") for q in clause.quantities]
            advance_period(clause.sentence, context, clause.start, clause.end)
            return
        position = clause.start
        changes: list[Quantity] = []
        rank: Quantity | None = None
        for quantity in clause.quantities:
            outer = context.period
            advance_period(clause.sentence, context, position, quantity.start)
            if reason := set_aside(clause, quantity) or self._subjects.elsewhere(clause, subject, sure):
                context.others |= reason == TOGETHER
                fates.append(Fate(quantity, reason))
                continue
            doing = role(clause, position, quantity, changes)
            if doing == "rank":
                rank = quantity
            elif doing == "change":
                changes.append(quantity)
                if named := expression(CHANGE_BEHIND).match(clause.after(quantity)):
                    position = quantity.end + named.end()  # 5.5%的增速带动吞吐量达到8784万吨
            else:
                draft = value(clause, position, quantity, subject, sure, context, drafts, self._subjects)
                drafts.append(draft)
                position = quantity.end
                if begins_a_change(clause, quantity) or ends_with_its_time(
                    clause, quantity, draft.period, outer
                ):
                    context.period = outer
        advance_period(clause.sentence, context, position, clause.end)
        if changes:
            give_changes(clause, changes, subject, sure, context, drafts)
        if rank and drafts:
            drafts[-1].rank = int(rank.value)
        fates += [
            Fate(d.quantity, "one of a list that nothing shares out")
            for d in share_out(clause, drafts)
            if d.quantity
        ]

    def _subject(self, clause: Clause, context: Context) -> tuple[Entity | None, float]:
        """The subject of a clause; the context remembers what was named, or that a speaker changed it."""
        if clause.text.startswith("（"):
            context.outside = context.subject
        elif context.outside and "）" in clause.sentence.text[max(0, clause.start - 2) : clause.start]:
            context.subject, context.outside = context.outside, None
        speech, paragraph = clause.sentence.voice, clause.sentence.paragraph
        if named := self._named(clause, context):
            context.others = False
            context.subject, context.subject_paragraph = named, paragraph
            context.subject_speaker = speech.person.key if speech and speech.end <= clause.end else None
            return named, NAMED
        others = self._is_nameless(clause, context.subject)
        others |= self._subjects.is_of_others(clause, context.subject)
        context.others |= bool(clause.quantities) and others
        if context.others:
            return None, 0
        context.reporter = self._subjects.reporters.reporter(clause) or context.reporter
        if context.subject_paragraph != paragraph and (counted := self._counted_by(clause, context.subject)):
            context.subject, context.subject_paragraph = counted, paragraph
            return counted, CARRIED
        subject, sure = self._subjects.implied(
            clause, context.subject, context.subject_speaker, context.topic or context.reporter
        )
        if subject == context.subject and context.subject_paragraph != paragraph:
            sure = min(sure, TOPIC)
        if clause.quantities and subject != context.subject:
            context.subject = subject
        return subject, sure

    def _named(self, clause: Clause, context: Context) -> Entity | None:
        """What a clause names, or begins with a word for: a port, a body, a place; a thing with figures of its own."""
        named = self._subjects.named(clause)
        if clause.text.startswith("随着") and not clause.quantities:
            named = None  # what goes on meanwhile
        if self._subjects.things.tells_of_a_company(clause):
            bodies = (e for e in (named, context.subject) if e and e.cls == "Organization")
            return next(bodies, None)
        named = self._subjects.thing(clause, named, context.subject, context.works) or named
        if not named and all(q.kind in ("label", "ordinal") for q in clause.quantities):
            named = self._subjects.partner(clause)
        return named

    def _is_nameless(self, clause: Clause, carried: Entity | None) -> bool:
        """Whether a clause begins with a company or works that have no name, and are not what was spoken of."""
        things = self._subjects.things
        owner = carried is not None and carried.cls in ("Port", "Feature", "Organization")
        return things.tells_of_a_company(clause) or (things.tells_of_works(clause) and not owner)

    def _counted_by(self, clause: Clause, carried: Entity | None) -> Entity | None:
        """Whose the figures of a body are that the sentence names before: 据边检站统计，共查验旅客3万人次."""
        reporters = self._subjects.reporters
        body = reporters.reporting(clause.sentence, clause.start) if clause.quantities else None
        counted = reporters.who_counts(body, clause) if body else None
        of_port = carried is not None and carried.cls == "Port" and counted not in (body, CHINA)
        return None if of_port else counted
