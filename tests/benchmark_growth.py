"""What each step costs as the graph grows: make bench-growth, or python -m tests.benchmark_growth [--keep FILE] SIZE….

Each size begins with a store of the seeds, to which so many made-up articles are added (three in ten printed again by
another paper), and then one more. Commands are run as users run them and measured whole, memory included; what a
server does beside is measured in a process of its own. Times are those of one processor, so that others who work on
the machine count less; a command that nothing holds up takes as long.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median

from extract.evaluation import evaluate
from graph.counts import counts
from graph.dataset import query
from graph.queries import load
from graph.releases import find, open_release
from graph.review import making
from graph.review.desk import Desk
from graph.review.queue import Filter
from graph.search import Index, path_of
from graph.statistics import statistics
from graph.terms import Terms
from ontology import Namespaces
from server.terminal import print_table
from tests.conftest import SEEDS
from tests.corpus import Made, made

KOUAN = str(Path(sys.executable).with_name("kouan"))
NAMES = Namespaces()
JUDGED = 1000
"""Articles of which the facts are compared with what they truly say."""
REPRINTED = 0.3
RUNS = 5
Figures = dict[str, float]


def ran(command: Iterable[str]) -> tuple[float, float]:
    """How many seconds of a processor a command takes, and its most memory in MiB."""
    process = subprocess.Popen([*command], stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{process.args!r} ended with {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def written(path: Path, articles: Iterable[Made]) -> Path:
    """Articles as a file of JSON Lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each.row, ensure_ascii=False) + "\n" for each in articles)
    return path


def size(folder: Path) -> float:
    """MiB of a folder, what stands in it by two names once."""
    files = {stat.st_ino: stat.st_size for path in folder.rglob("*") for stat in [path.stat()]}
    return sum(files.values()) / (1 << 20)


def found(truth: list[Made], facts: Path) -> tuple[float, float]:
    """Which share of what the first articles truly say was found, and of what was found is true."""
    with facts.open(encoding="utf-8") as file:
        told = [json.loads(line) for line in file]
    score = evaluate([row for each in truth for row in each.truth], told).overall
    return score.recall, score.precision


def milliseconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median of some runs."""
    spent = []
    for _ in range(runs):
        begun = time.process_time()
        work()
        spent.append((time.process_time() - begun) * 1e3)
    return median(spent)


def look(store: Path) -> Figures:
    """What a server and its visitors do with the current release."""
    info = find(store)
    opened = open_release(store).store
    asked = {each.name: each.text for each in load(SEEDS / "queries", NAMES)}

    def answer(name: str) -> Callable[[], object]:
        return lambda: list(query(opened, asked[name], names=NAMES))  # type: ignore[arg-type]

    figures = {
        "point query (ms)": milliseconds(answer("lianyungang-2024")),
        "query over all facts (ms)": milliseconds(answer("least-certain-facts"), 3),
        "counts of home page (ms)": milliseconds(lambda: counts(opened, NAMES), 1),
        "VoID (s)": milliseconds(lambda: statistics(opened, Terms(NAMES)), 1) / 1e3,
    }
    with Index.open(path_of(info.path)) as index:
        figures["search (ms)"] = milliseconds(lambda: index.search("erlianhaote"))
    desk = Desk(store, NAMES)
    desk.take(info)
    figures["review card (ms)"] = milliseconds(
        lambda: [desk.facts.quotations(each.id) for each in desk.queue.some(Filter(), 1)]
    )
    desk.close()
    return figures


def grown(articles: int, folder: Path) -> Figures:
    """The figures of one size."""
    store, facts = folder / "store", folder / "facts"
    given = list(made(articles, reprinted=REPRINTED))
    corpus = written(folder / "corpus.jsonl", given)
    sample = written(folder / "sample.jsonl", given[:JUDGED])
    one, other = (written(folder / f"{seed}.jsonl", made(1, seed=seed)) for seed in (2, 3))
    at = ["--store", str(store)]
    ran([KOUAN, "build", "--seeds", str(SEEDS), *at])
    before = find(store).quads
    seconds, _ = ran([KOUAN, "extract", str(sample), "-o", str(facts)])
    recall, precision = found(given[:JUDGED], facts)
    with facts.open(encoding="utf-8") as file:
        per_article = sum(1 for _ in file) / min(articles, JUDGED)
    adding, memory = ran([KOUAN, "add", str(corpus), *at])
    quads = find(store).quads
    ran([KOUAN, "add", str(one), *at])  # which sees to it that what is measured has its files warm
    queue = milliseconds(lambda: making.make(store, find(store).id, NAMES), 1)
    once_more, little = ran([KOUAN, "add", str(other), *at])
    queued = milliseconds(lambda: making.make(store, find(store).id, NAMES), 1)
    shown = subprocess.run(
        [sys.executable, "-m", "tests.benchmark_growth", "--look", str(store)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    looks: Figures = json.loads(shown.stdout)
    return {
        "articles": articles,
        "extract (articles/s)": min(articles, JUDGED) / seconds,
        "found of what is said (%)": 100 * recall,
        "true of what is found (%)": 100 * precision,
        "facts an article": per_article,
        "add, indexed (s)": adding,
        "add (articles/s)": articles / adding,
        "memory of add (MiB)": memory,
        "quads": quads,
        "quads an article": (quads - before) / articles,
        "store (MiB)": size(store / "master"),
        "search index (MiB)": path_of(find(store).path).stat().st_size / (1 << 20),
        "add one more (s)": once_more,
        "memory of one more (MiB)": little,
        "review queue (s)": queue / 1e3,
        "review queue, one more (ms)": queued,
        **looks,
    }


def main() -> None:
    """Measures each size, prints the table, and keeps it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sizes", nargs="*", type=int, default=[100, 1000])
    parser.add_argument("--keep", type=Path, help="a table (TSV) that the figures are added to")
    parser.add_argument("--look", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.look:
        print(json.dumps(look(options.look)))
        return
    columns: list[Figures] = []
    for articles in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            columns.append(grown(articles, Path(folder)))
        print(f"{articles:,} articles measured", file=sys.stderr)
        if options.keep:
            keep(options.keep, columns[-1])
    names = list(columns[0])
    print_table(
        ["", *(f"{each['articles']:,}" for each in columns)],
        [
            [name, *(f"{each[name]:,.4g}" if each[name] < 1e4 else f"{each[name]:,.0f}" for each in columns)]
            for name in names[1:]
        ],
        range(1, len(columns) + 1),
    )


def keep(path: Path, figures: Figures) -> None:
    """Adds figures to a table, a row a size."""
    new = not path.exists()
    with path.open("a", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(figures), dialect="excel-tab", lineterminator="\n")
        if new:
            table.writeheader()
        table.writerow({name: f"{value:.6g}" for name, value in figures.items()})


if __name__ == "__main__":
    main()
