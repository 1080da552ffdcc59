"""How fast extraction is, beside `jieba.posseg.cut` on the same text in the same run: `make bench`.

Whole processes are measured (start, read, extract, write facts), each on text of our own making. A figure is the
best of three, for what else the machine does only ever slows a run.
"""

import json
import logging
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from server.terminal import print_table
from tests.corpus import articles

ARTICLES = 4000
SAMPLE = 400
"""Articles that posseg reads; it needs no more for a steady rate."""
RUNS = 3


def seconds(work: Callable[[], object]) -> float:
    """The best wall-clock time of some runs."""
    best = float("inf")
    for _ in range(RUNS):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best


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


def main() -> None:
    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    with tempfile.TemporaryDirectory() as folder:
        corpus, one = Path(folder) / "corpus.jsonl", Path(folder) / "one.jsonl"
        lines = list(articles(ARTICLES))
        corpus.write_text("\n".join(lines), encoding="utf-8")
        one.write_text(lines[0], encoding="utf-8")
        texts = [json.loads(line)["text"] for line in lines]
        sample = texts[:SAMPLE]
        posseg = sum(map(len, sample)) / seconds(lambda: [jieba.posseg.lcut(text) for text in sample])
        start = seconds(lambda: extract(one))
        alone = seconds(lambda: extract(corpus))
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        both = seconds(lambda: extract(corpus, "--workers", "2"))
    characters = sum(map(len, texts))
    rate = characters / alone
    print_table(
        ["what", "figure"],
        [
            ["characters", f"{characters:,}"],
            ["jieba.posseg alone, characters a second", f"{posseg:,.0f}"],
            ["kouan extract, characters a second", f"{rate:,.0f}"],
            ["times jieba.posseg", f"{rate / posseg:.2f}"],
            ["times one worker, with two", f"{alone / both:.2f}"],
            ["start, read one article, end (seconds)", f"{start:.2f}"],
            ["most memory of one worker (MiB)", f"{memory:.0f}"],
        ],
        (1,),
    )


if __name__ == "__main__":
    main()
