"""How fast extraction is, beside `jieba.posseg.cut` on the same text in the same run: `make bench`.

Whole processes are measured (start, read, extract, write facts) on texts of our own making: news of ports, in which
nearly every article is full of figures; news of all else; and a paper of both. Rates are of a processor's seconds, for
other work on the machine does not count in these; that two workers share the work needs two free processors to be seen.
"""

import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from extract.document import Document
from extract.pipeline import Extractor
from extract.sentences import sentences
from extract.source import read
from server.terminal import print_table
from tests.corpus import articles
from tests.everyday import everyday

ARTICLES = 4000
SAMPLE = 400
"""Articles that posseg reads, and whose facts are counted; no more are needed for a steady rate."""
OF_PORTS = 10
"""One article in so many is of ports, in a paper of all news."""
RUNS = 3


def best(work: Callable[[], object], clock: Callable[[], float]) -> float:
    """The least time of some runs: what else the machine does only ever slows one."""
    times = []
    for _ in range(RUNS):
        begun = clock()
        work()
        times.append(clock() - begun)
    return min(times)


def of_children() -> float:
    """Seconds that processes which have ended took of a processor."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def extract(source: Path, *options: str) -> None:
    command = [
        str(Path(sys.executable).with_name("kouan")),
        "extract",
        str(source),
        "-o",
        "/dev/null",
        *options,
    ]
    subprocess.run(command, check=True)


def corpora() -> dict[str, list[str]]:
    """The texts, as lines of JSON."""
    others = everyday(ARTICLES)
    both = (
        line
        for of_ports in articles(ARTICLES // OF_PORTS, seed=2)
        for line in (of_ports, *islice(others, OF_PORTS - 1))
    )
    return {
        "news of ports": list(articles(ARTICLES)),
        "one article in ten of ports": list(both),
        "news of all else": list(everyday(ARTICLES, seed=2)),
    }


def shares(documents: Sequence[Document]) -> tuple[float, float]:
    """How many sentences in a hundred have a fact, and how many have one that does more than name something."""
    extractor, count, named, told = Extractor.load(), 0, 0, 0
    for document in documents:
        found = {
            kind: [e.start for f in extractor.facts(document) if (f.claim.type == "entity") == kind for e in f.evidence
                   if e.field == "text" and f.claim.type != "document"]
            for kind in (True, False)
        }  # fmt: skip
        for article in document.articles:
            for block in article.blocks:
                for sentence in sentences(block.passage):
                    first, last = sentence.raw_span(0, len(sentence.text))
                    says = [any(first <= at < last for at in found[kind]) for kind in (True, False)]
                    count, named, told = count + 1, named + any(says), told + says[False]
    return 100 * named / count, 100 * told / count


def alone(one: Path, corpus: Path) -> list[list[str]]:
    """What a run takes however little it reads, and what a second worker brings where there is much."""
    start = best(lambda: extract(one), of_children)
    single = best(lambda: extract(corpus), time.perf_counter)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    shared = best(lambda: extract(corpus, "--workers", "2"), time.perf_counter)
    return [
        ["start, read one article, end (seconds)", f"{start:.2f}"],
        ["times one worker, with two", f"{single / shared:.2f}"],
        ["processes that wanted a processor then", f"{os.getloadavg()[0]:.1f}"],
        ["most memory of one worker (MiB)", f"{memory:.0f}"],
    ]


def measured(source: Path, texts: Sequence[str]) -> list[str]:
    """A row of the table: how fast posseg and Kouan read a corpus, and how much it says."""
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    sample = texts[:SAMPLE]
    posseg = sum(map(len, sample)) / best(
        lambda: [jieba.posseg.lcut(text) for text in sample], time.process_time
    )
    characters = sum(map(len, texts))
    rate = characters / best(lambda: extract(source), of_children)
    documents = [document for _, document in zip(range(SAMPLE), read(source, on_error=print), strict=False)]
    says, tells = shares(documents)
    return [
        f"{characters:,}",
        f"{says:.0f} %",
        f"{tells:.0f} %",
        f"{posseg:,.0f}",
        f"{rate:,.0f}",
        f"{rate / posseg:.2f}",
    ]


def main() -> None:
    told, rows = [], []
    texts = corpora()
    with tempfile.TemporaryDirectory() as folder:
        corpus, one = Path(folder) / "corpus.jsonl", Path(folder) / "one.jsonl"
        for number, (name, lines) in enumerate(texts.items()):
            corpus.write_text("\n".join(lines), encoding="utf-8")
            if not number:  # first, for a process is held to have the memory of the one that started it
                one.write_text(lines[0], encoding="utf-8")
                told = alone(one, corpus)
            rows.append([name, *measured(corpus, [json.loads(line)["text"] for line in lines])])
    print_table(
        ["text", "characters", "sentences with a fact", "with more than names", "posseg, characters a second",
         "kouan extract", "times posseg"],
        rows,
        (1, 2, 3, 4, 5, 6),
    )  # fmt: skip
    print_table(["what", "figure"], told, (1,))


if __name__ == "__main__":
    main()
