"""Page recovery: the dump of a newspaper page becomes its articles, every character keeping its raw offset.

Bylines part the page into runs, one an article. Lines of a run are joined to paragraphs over column breaks;
short unfinished blocks inside a run are section headings, those at its end or before the first byline are
headlines that lost their article, and go to the article whose words they share.
"""

import hashlib
import re
import statistics
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest

from extract import layout
from extract.document import Article, Block, Document, Passage
from extract.headlines import assign
from extract.masthead import Masthead, byline, editors, masthead, publications

CHINESE = re.compile(r"[一-鿿]")


class NoArticle(ValueError):
    """A page without any text that could be an article."""


@dataclass(slots=True)
class Run:
    """The blocks of one article, and where its byline stood among the page's blocks."""

    authors: tuple[str, ...] = ()
    blocks: list[layout.Block] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)


def recover(raw: str, *, published: date | None = None) -> Document:
    """The document that a page dump holds; NoArticle where there is none.

    `published` is the date of a page that tells none.
    """
    head, names, blocks = _furniture(layout.blocks(raw))
    parted, loose = _runs(blocks)
    runs = list[Run]()
    for run in parted:
        before, behind = _read(run)
        loose += [(headline, len(runs)) for headline in before]
        if any(block.kind == "paragraph" and CHINESE.search(block.passage.text) for block in run.body):
            runs.append(run)
        loose += [(headline, len(runs)) for headline in behind]
    if not runs:
        raise NoArticle("no article: no line of running text was found")
    known = publications().get((head.paper or "").upper())
    day = head.published or published
    identity = _identity(known.slug if known else head.paper, day, head.page, raw)
    titles = assign(
        [passage for passage, _ in loose],
        [[b.passage.text for b in run.body] for run in runs],
        [place for _, place in loose],
    )
    articles = tuple(
        Article(article_key(identity, title, run.body), title, kicker, run.authors, tuple(run.body))
        for run, (kicker, title) in zip(runs, titles, strict=True)
    )
    paper = known.name if known else head.paper
    return Document(identity, {"text": raw}, articles, paper, head.page, day, names)


def rejoined(raw: str) -> tuple[list[Block], tuple[str, ...]] | None:
    """The blocks and the authors of a single article whose paragraphs are broken into lines of a column.

    None where the lines are paragraphs already.
    """
    blocks = layout.blocks(raw)
    if not layout.broken(blocks):
        return None
    runs, loose = _runs(blocks)
    body, authors = [Block("heading", passage) for passage, _ in loose], tuple[str, ...]()
    for run in runs:
        before, behind = _read(run)
        body += [Block("heading", each) for each in before]
        body += [*run.body, *(Block("heading", each) for each in behind)]
        authors = authors or run.authors
    return body, authors


def _furniture(blocks: Sequence[layout.Block]) -> tuple[Masthead, tuple[str, ...], list[layout.Block]]:
    """Takes masthead and editors' lines off the page."""
    head, names, kept = Masthead(None, None, None), list[str](), []
    edge = {0, 1, 2, len(blocks) - 1, len(blocks) - 2, len(blocks) - 3}
    for index, block in enumerate(blocks):
        lines = []
        for line in block:
            found = masthead(line.text) if index in edge and not head.published else None
            people = editors(line.text)
            if found:
                head = found
            elif people is not None:
                names += people
            else:
                lines.append(line)
        if lines:
            kept.append(tuple(lines))
    return head, tuple(names), kept


def _runs(blocks: Sequence[layout.Block]) -> tuple[list[Run], list[tuple[Passage, int]]]:
    """Parts the page at its bylines; what stands before the first one are loose headlines if it looks so."""
    runs = [Run()]
    for block in blocks:
        lines: list[layout.Line] = []
        for line in block:
            authors = byline(line.text)
            if authors is None:
                lines.append(line)
                continue
            if lines:
                runs[-1].blocks.append(tuple(lines))
                lines = []
            runs.append(Run(authors))
        if lines:
            runs[-1].blocks.append(tuple(lines))
    first, *others = runs
    if others and all(_heading_like(block) for block in first.blocks):
        return others, [(passage, 0) for block in first.blocks for passage in _headlines(block)]
    return (runs if first.blocks else others), []


def _read(run: Run) -> tuple[list[Passage], list[Passage]]:
    """Joins the blocks of a run to paragraphs and headings; gives back the headlines before and behind them."""
    width = _column(run.blocks)
    before: list[Passage] = []
    first = 0
    if not run.authors:
        while first < len(run.blocks) and _heading_like(run.blocks[first]):
            before += _headlines(run.blocks[first])
            first += 1
    paragraph = layout.Paragraph()
    pending: list[layout.Block] = []

    def close() -> None:
        nonlocal paragraph
        if paragraph.lines:
            run.body.append(Block("paragraph", layout.joined(paragraph.lines)))
        paragraph = layout.Paragraph()

    for block in run.blocks[first:]:
        if paragraph.complete and _heading_like(block):
            close()
            pending.append(block)
            continue
        for heading in pending:
            if all(line.width <= max(0.85 * width, width - 2) for line in heading):
                run.body.append(Block("heading", layout.joined(heading)))
            else:
                for line in heading:
                    paragraph.add(line)
        pending = []
        if paragraph.complete:
            close()
        for line, after in zip_longest(block, block[1:]):
            paragraph.add(line)
            if after and paragraph.complete and (line.width < width - 1.5 or _stands_alone(line, after)):
                close()
    close()
    return before, [passage for block in pending for passage in _headlines(block)]


def _column(blocks: Sequence[layout.Block]) -> float:
    """The column width: the commonest width of lines that another line follows."""
    widths = Counter(round(line.width) for block in blocks for line in block[:-1] if len(block) > 2)
    if not widths:
        every = [line.width for block in blocks for line in block]
        return statistics.median(every) if every else 0
    return float(max(width for width, count in widths.items() if count >= max(widths.values()) / 2))


def _heading_like(block: layout.Block) -> bool:
    if len(block) > 4 or sum(line.width for line in block) > 40:
        return False
    text = "".join(line.text for line in block)
    if not CHINESE.search(text):
        return False
    return not re.search(r"[。！？；，：…]$", text.rstrip("”’")) or (
        text.endswith("？") and len(block) == 1 and len(text) < 20
    )


def _stands_alone(line: layout.Line, after: layout.Line) -> bool:
    """Whether a full line ends a paragraph: between two lines of dialogue, beside a row of dots."""
    dialogue = all(part.text.startswith("“") and part.text.endswith("”") for part in (line, after))
    return dialogue or "…………" in (line.text, after.text)


def _headlines(block: layout.Block) -> list[Passage]:
    """The headlines of a block: a line that a fuller one follows is a headline of its own (a kicker)."""
    groups: list[list[layout.Line]] = [[block[0]]]
    for line in block[1:]:
        if line.width > groups[-1][-1].width + 1 and len(groups[-1]) == 1:
            groups.append([line])
        else:
            groups[-1].append(line)
    return [layout.joined(group) for group in groups]


def _identity(paper: str | None, day: date | None, page: str | None, raw: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", (paper or "").lower()).strip("-")
    if paper and not slug:
        from pypinyin import lazy_pinyin

        slug = "".join(lazy_pinyin(paper))
    parts = [slug, day.isoformat() if day else "", f"p{page.lower()}" if page else ""]
    found = "-".join(part for part in parts if part)
    return (
        found
        if slug and day
        else "-".join(filter(None, [found, "page", _digest("".join(raw[:100_000].split()))]))
    )


def article_key(identity: str, title: Passage | None, body: Sequence[Block]) -> str:
    """The key of an article: its document and a hash of its title and first words, whatever its place."""
    first = next(block.passage.text for block in body if block.kind == "paragraph")
    return f"{identity}-{_digest((title.text if title else '') + first[:400])}"


def _digest(text: str) -> str:
    return hashlib.sha256(unicodedata.normalize("NFKC", text).encode()).hexdigest()[:8]
