"""Whose figures a text tells where it names only who tells them: 据大连海关统计, 某局局长介绍."""

from extract.clause import Clause
from extract.cues import expression
from extract.fact import Entity
from extract.lexicon import CHINA, Lexicon
from extract.mention import Mention
from extract.sentence import Sentence
from extract.things import begin


class ReporterFinder:
    """Finds the bodies that figures come from, and what they speak for."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._homes = lexicon.homes()

    def reporter(self, clause: Clause) -> Entity | None:
        """The place of the body whose figures a clause tells: 据大连海关统计."""
        bodies = (m for m in clause.sentence.outer if m.entity.cls == "Organization")
        there = next((m for m in bodies if clause.start <= m.start < clause.end), None)
        return self.home(there.entity) if there and self.reports(there, clause.sentence.text) else None

    def reporting(self, sentence: Sentence, end: int) -> Entity | None:
        """The body whose figures a sentence says, before an offset, that it tells."""
        bodies = [m for m in sentence.outer if m.entity.cls == "Organization" and m.end <= end]
        return next((m.entity for m in reversed(bodies) if self.reports(m, sentence.text)), None)

    def who_counts(self, body: Entity, clause: Clause) -> Entity | None:
        """Whose the figures are that a body tells: its own where it checks (共查验旅客3万人次), else those of its place."""
        checks = expression(r"(?:<opening>|，|的)*(?:<does_the_check>)*(?:查验|验放|监管|检查|检疫)").match(
            clause.sentence.text, begin(clause)
        )
        return body if checks else self.home(body)

    @staticmethod
    def reports(mention: Mention, text: str) -> bool:
        """Whether a body is named as the source of figures."""
        before, after = text[: mention.start], text[mention.end :]
        return bool(
            expression(r"(?:<report_before>)[^，。]{0,12}$").search(before)
            or expression(r"^[^，。]{0,8}(?:<report_after>)").match(after)
        )

    def home(self, organization: Entity) -> Entity | None:
        """The place that an organisation speaks for."""
        if expression(r"<national>").match(organization.label):
            return CHINA
        if expression(r"(?:<company>)$").search(organization.label):
            return organization
        return self._homes.get(organization.key) or self._lexicon.place_of(organization.label)
