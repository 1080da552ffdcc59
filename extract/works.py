"""What is opened, approved or closed besides ports: berths, lines, trains, sites, each by the name that the text gives it.

洋山港区四期工程正式投产 tells of the works, not of the port; 开通武汉至大阪货运航线 of the line. The name is the noun phrase
that ends in a word for works (航线, 泊位, 监管场地), right before what happens to it or right behind what is done to it. It
must name something by itself: by a port, a place, a number, a name in quotation marks.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extract.cues import expression
from extract.fact import Claim, Entity, Event, EventKind
from extract.happenings import date_of, is_long_ago, is_unreal
from extract.lexicon import Lexicon, mint
from extract.relations import Candidate
from extract.sentence import Sentence

HAPPENS: Mapping[str, EventKind] = {
    "comes_into_use": "launched", "departs": "launched", "is_granted": "approved",
    "runs_again": "reopened", "stops_running": "closed",
}  # fmt: skip
"""What the cue behind a name says of it."""
DONE_TO: Mapping[str, EventKind] = {
    "brings_into_use": "launched", "grants": "approved", "takes_out_of_use": "closed"
}  # fmt: skip
"""What the cue before a name says of it."""
PLACES = ("Province", "City", "County", "Town")
NAMED = (*PLACES, "Port", "Organization", "Feature")
SHORT_FOR = "京津冀晋蒙辽沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川蓉滇藏陕陇青宁新汉郑欧"
NUMBERED = re.compile(rf"“[^”]{{2,}}”|[一-鿿]{{3,}}\d{{1,2}}号[一-鿿]+|[A-Z]\d|^[{SHORT_FOR}]{{2,4}}")
"""What names works where no port and no place does: 2号货站, “兰州号”, 渝新欧班列."""
TOLD = re.compile("扩大(?:对外)?开放|批复|获批")
"""What makes a phrase a sentence: 大连港口岸扩大开放大窑湾港区."""
SEVERAL = re.compile(
    r"\d+[^号期#\d]{0,3}[个条座列趟]|[两三四五六七八九十]大|、.*[两三四五六七八九十]个|等(?!级)"
)
"""Several of a sort: 开通航线70条, 太仓、江阴等物流中心."""
FIRST = re.compile("首|测试|试运")
FIRST_OF = re.compile("首[个条列趟班次艘座]")
WAY = re.compile("至|到|直达|直航|飞往|往返")
"""What a line begins with whose first end is who opens it: 宜昌开通至香港航线."""
JOINED = tuple("至到往经和与、—－-从“")
"""What stands before a port that a name does not begin with: 北京至阿拉山口口岸班列."""
FROM = re.compile("[从自在由]$")
LONGEST = 40


class WorksReader:
    """Reads what happens to works of one sentence after another."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    def read(self, sentence: Sentence) -> Iterator[Candidate[Claim]]:
        """The events that happen to works."""
        if expression("<works_head>").search(sentence.text):
            yield from self._happening(sentence)
            yield from self._done(sentence)

    def last_named(self, sentence: Sentence) -> Entity | None:
        """The works that a sentence names last by more than a common noun, None where it names none."""
        last = None
        for head in expression(r"(<works_head>)(?:（[^）]{1,20}）)?").finditer(sentence.text):
            start = self._subject_start(sentence, head.start())
            named = self._entity(sentence, start, head.end(1)) if start < head.start() else None
            is_built = (
                expression(r"(?:<built_thing>)$").search(head[1])
                and "的" not in sentence.text[start : head.start()]
            )
            one = (
                named
                and named.cls == "Feature"
                and not expression("建设|推进|加快|、[一-鿿]{2,}|^[该本此]").search(named.label)
            )
            last = named if is_built and one else last
        return last

    def _happening(self, sentence: Sentence) -> Iterator[Candidate[Claim]]:
        """What stands behind a name: …场地于8月2日通过海关总署验收."""
        text = sentence.text
        for cue, what in HAPPENS.items():
            for verb in expression(f"(?:<{cue}>){{1,2}}(?=<verb_ends>)").finditer(text):
                end, by = self._subject_end(sentence, verb.start())
                head = expression(r"(<works_head>)(?:（[^）]{1,20}）)?$").search(
                    text, max(0, end - LONGEST), end
                )
                if not head:
                    continue
                start = self._subject_start(sentence, head.start())
                if cue == "departs" and not FIRST.search(text, max(0, start - 6), end):
                    continue  # a train leaves every day
                by = by or self._body(sentence, verb.start(), verb.end())
                for first, last in _items(text, start, head.end(1)):
                    subject = self._entity(sentence, first, last)
                    yield from self._event(sentence, what, subject, by, start, verb.end())

    def _done(self, sentence: Sentence) -> Iterator[Candidate[Claim]]:
        """What stands before a name: 同意启用华润码头、海通码头."""
        text = sentence.text
        for cue, what in DONE_TO.items():
            for verb in expression(f"<{cue}>").finditer(text):
                told = FIRST.search(text, verb.start(), verb.end() + 2) or date_of(sentence, verb.start())
                if what == "launched" and not told:
                    continue  # 先后开通多条航线 is the sum of years
                by = self._body(sentence, 0, verb.start()) if what == "approved" else None
                where = next((text[m.start : m.end] for m in sentence.outer if text[m.start - 1] == "在" and verb.start() < m.start < verb.end()), "")  # fmt: skip
                for start, end in self._objects(text, verb.end()):
                    begin = self._opener(sentence, verb.start()) if WAY.match(text, start) else where
                    subject = self._entity(sentence, start, end, begin) if begin is not None else None
                    yield from self._event(sentence, what, subject, by, verb.start(), end)

    def _event(
        self, sentence: Sentence, what: EventKind, subject: Entity | None, by: Entity | None, start: int, end: int
    ) -> Iterator[Candidate[Claim]]:  # fmt: skip
        if not subject or is_unreal(sentence, start, end) or is_long_ago(sentence, start, end):
            return
        what = "opened" if subject.cls == "Port" and what == "launched" else what
        detail = sentence.text[start:end]
        event = Event(what=what, subject=subject, date=date_of(sentence, end), by=by, detail=detail)
        yield Candidate(event, sentence, start, end, 0.85, "works")

    @staticmethod
    def _body(sentence: Sentence, start: int, end: int) -> Entity | None:
        """The body last named in a span."""
        bodies = [m.entity for m in sentence.outer if start <= m.start and m.end <= end and m.entity.cls == "Organization"]  # fmt: skip
        return bodies[-1] if bodies else None

    def _subject_end(self, sentence: Sentence, end: int) -> tuple[int, Entity | None]:
        """Where the subject of a verb ends, before adverbs, times and the authority: …场地｜于8月2日顺利通过海关总署｜验收."""
        by = None
        while True:
            before = expression(r"(?:<before_verb>)$").search(sentence.text, max(0, end - LONGEST), end)
            body = next((m for m in sentence.outer if m.end == end and m.entity.cls == "Organization"), None)
            time = next((p for p in sentence.periods if p.end == end), None)
            where = next(
                (m for m in sentence.outer if m.end == end and FROM.search(sentence.text[: m.start])), None
            )
            if body and expression(r"(?:<granted_by>)$").search(sentence.text[: body.start]):
                end, by = body.start, body.entity
            elif before:
                end = before.start()
            elif time:
                end = time.start
            elif where:
                end = where.start
            else:
                return end, by

    @staticmethod
    def _subject_start(sentence: Sentence, head: int) -> int:
        """Where the phrase that ends in a head begins: behind the clause's start, its times and what leads to it."""
        start = max((a for a, b in sentence.clauses if a <= head), default=0)
        start = max([start, *(p.end for p in sentence.periods if start <= p.start and p.end <= head)])
        return start + _lead(sentence.text[start:head])

    @staticmethod
    def _objects(text: str, at: int) -> Iterator[tuple[int, int]]:
        """The spans of what a verb that ends there is done to, one or a list."""
        phrase = expression(rf"[^，。；：！？]{{0,{LONGEST}}}?(?:<works_head>)(?=[，。；、和及“”]|$)")
        while found := phrase.match(text, at):
            yield at + _lead(found.group()), found.end()
            if text[found.end() : found.end() + 1] not in ("、", "和", "及"):
                return
            at = found.end() + 1

    @staticmethod
    def _opener(sentence: Sentence, end: int) -> str | None:
        """The town or port that is said right before a verb to open a line."""
        return next((sentence.text[m.start : m.end] for m in sentence.outer if m.end == end), None)

    def _entity(self, sentence: Sentence, start: int, end: int, begin: str = "") -> Entity | None:
        """What a phrase names, if it names something by itself, with the shorter names inside it as other forms."""
        text, inside = sentence.text, [m for m in sentence.mentions if start <= m.start and m.end <= end]
        if first := list(FIRST_OF.finditer(text, start, end)):
            start = first[-1].end()  # 山东发出的首列｜中欧班列 is no name
        of = text.rfind("的", start, end) + 1
        if of and any(m.entity.cls in NAMED for m in inside if of <= m.start):
            start = of  # 连接中俄边境的｜黑龙江大桥
        inside = [m for m in inside if start <= m.start]
        ports = [m.start for m in inside if m.entity.cls == "Port"]
        country = next((m.start for m in inside if ports and m.end == ports[0]), None)
        joined = text[: ports[0] if country is None else country].endswith(JOINED) if ports else True
        if not joined and start < ports[0]:
            start = ports[0]  # 国家重大工程｜南沙港区五期工程
        name = begin + text[start:end]
        whole = next((m.entity for m in inside if (m.start, m.end) == (start, end)), None)
        if whole and whole.cls in ("Port", "Feature"):
            return None if whole.key in self._lexicon.abroad else whole
        told = any(m.entity.cls in NAMED and m.origin != "anaphor" for m in inside)
        told = told or bool(begin or NUMBERED.search(name))
        if not told or not 3 < len(name) <= LONGEST or SEVERAL.search(name) or TOLD.search(name):
            return None
        entity = self._lexicon.named(name, "Feature") or mint("Feature", name)
        ends = {m.end for m in inside if m.entity.cls in (*PLACES, "Port")}
        return replace(entity, alt=tuple(text[at:end] for at in ports if at in ends))


def _items(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans of a list of works in full (鄂州大桥、双柳大桥), or the whole phrase."""
    for comma in expression("<works_head>[、和]").finditer(text, start, end):
        yield start, comma.end() - 1
        start = comma.end()
    yield start, end


def _lead(phrase: str) -> int:
    """How much of a phrase only leads to the name: 标志着国内首条."""
    lead = expression(r"(?:<before_works>)*").match(phrase)
    return lead.end() if lead else 0


def told_in_full(found: Sequence[tuple[bool, Candidate[Claim]]]) -> list[Candidate[Claim]]:
    """The events of an article, each with whether a headline tells it: one that the text tells too counts once."""
    below = {c.claim.what for heading, c in found if not heading and isinstance(c.claim, Event)}
    return [
        c for heading, c in found if not (heading and isinstance(c.claim, Event) and c.claim.what in below)
    ]
