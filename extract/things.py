"""What a clause begins with that is no port and no place: works, a train service, a line, a ship, a company.

Its figures are its own: 大秦线日均运量125万吨 tells nothing of the port named before. What has no name (该公司, 项目) stands
for what was named before, or its figures are nobody's.
"""

import re

from extract.clause import Clause
from extract.cues import expression
from extract.fact import Entity
from extract.lexicon import Lexicon, mint
from extract.sentence import Sentence
from extract.works import WorksReader

NAMELESS = "about what has no name"
_SERVICE = r"(?:<opening>|，|的)*((?:<trains>)|<line>|<ship>)(?=(?:<carries>))"
_NAMED = (
    r"(?:<opening>|，)*+((?:(?!<not_in_name>)[一-鿿]){2,10}?(?:<own_head>))"
    r"(?=(?:<carries>)|(?:<measured>)|货物|进口|出口|进出口|总?投资|外贸|今年|去年|上半年)"
)
_WORKS = r"(?:<opening>|，)*+(?:<works_again>)"
_BEGUN = (
    r"(?:<opening>|，)*+((?:(?!<not_in_name>)[一-鿿]){2,8}(?:集装箱|散货|深水|通用|专用)?(?:码头|泊位|航道|船闸|大桥|铁路|运河)?"
    r"(?:工程|项目))(?=(?:已|正式|全面|日前|今日)*(?:<founded>))"
)
BUILT = re.compile("工程|项目")
_COMPANY = r"(?:<opening>|，)*+(?:<some_company>)"


class ThingFinder:
    """Finds the things that clauses begin with."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._works = WorksReader(lexicon)

    def service(self, clause: Clause) -> Entity | None:
        """The train service, line, ship or site that a clause begins with, behind its times: 中欧班列累计开行9万列."""
        text, start = clause.sentence.text, begin(clause)
        found = expression(_SERVICE).match(text, start, clause.end) or expression(_NAMED).match(
            text, start, clause.end
        )
        return mint("Feature", found[1]) if found else None

    @staticmethod
    def tells_of_works(clause: Clause) -> bool:
        """Whether a clause goes on to works that it does not name: 该项目总投资3亿元."""
        return bool(expression(_WORKS).match(clause.sentence.text, begin(clause), clause.end))

    @staticmethod
    def tells_of_a_company(clause: Clause) -> bool:
        """Whether a clause begins with a company that it does not name: 我们公司订单增长."""
        return bool(expression(_COMPANY).match(clause.sentence.text, begin(clause), clause.end))

    def works(self, sentence: Sentence) -> Entity | None:
        """The works last named in a sentence, None where it names none."""
        if named := self._works.last_named(sentence):
            return named
        if not BUILT.search(sentence.text):
            return None  # most sentences are not even cut into clauses for it
        begun = (expression(_BEGUN).match(sentence.text, start) for start, _ in sentence.clauses)
        return next((mint("Feature", found[1]) for found in begun if found), None)


def begin(clause: Clause) -> int:
    """Where a clause begins, behind the times that open it."""
    start = clause.start
    for period in clause.sentence.periods:
        opens = expression(r"(?:<opening>|，|的)*").fullmatch(clause.sentence.text, start, period.start)
        if start <= period.start < clause.end and opens:
            start = period.end
    return start
