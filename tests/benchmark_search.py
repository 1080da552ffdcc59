"""How fast search is over many things, beside a query that reads every label: python -m tests.benchmark_search [THINGS].

The things are made up from the names of the gazetteer's places and common words, always the same ones.
"""

import csv
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from pyoxigraph import Quad, Store

from extract.gazetteer import Gazetteer
from graph import indexing
from graph.build import build
from graph.content import Change
from graph.dataset import query
from graph.releases import find, open_release
from graph.search import Index, path_of
from graph.store import Master
from graph.terms import Terms, term, zh
from ontology import Namespaces
from tests.conftest import SEEDS

NAMES = Namespaces()
TERMS = Terms(NAMES)
ENDINGS = {
    "Port": ("口岸", "港", "公路口岸", "铁路口岸", "国际机场口岸"),
    "Organization": (
        "海关",
        "物流有限公司",
        "国际贸易有限公司",
        "边境检查站",
        "集装箱码头有限公司",
        "管委会",
    ),
    "Feature": ("综合保税区", "互市贸易区", "大桥", "通关服务平台"),
}
PARTS = {"median": 0.5, "95 %": 0.95, "99 %": 0.99}
MIDDLES = "东西南北中新华安平兴隆丰和顺达昌盛远航海天江河山金银"


def things(many: int) -> Iterator[Quad]:
    """The labels and classes of made-up things."""
    chance = random.Random(2025)  # noqa: S311 - nothing is secret here
    places = [row.short or row.name for row in Gazetteer.load().divisions]
    for number in range(many):
        cls = chance.choice(list(ENDINGS))
        name = chance.choice(places) + "".join(chance.choices(MIDDLES, k=chance.randint(1, 3)))
        node = TERMS.resource(f"{cls.lower()}/made-up-{number}")
        yield Quad(node, term("rdf:type"), TERMS.kou(cls), TERMS.graph("facts"))
        for predicate, ending in zip(
            ("rdfs:label", "skos:altLabel"), chance.sample(ENDINGS[cls], 2), strict=True
        ):
            yield Quad(node, term(predicate), zh(name + ending), TERMS.graph("facts"))


def timed(work: Callable[[], object]) -> float:
    """How many milliseconds some work takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1e3


def publish(store: Path, quads: list[Quad], *, followed: bool) -> None:
    """Adds quads as a release."""
    with Master.open(store) as master:
        master.store.bulk_extend(quads)
        if followed:
            master.follow(Change(quads))
        master.publish(master.content if followed else b"unknown")


def spent(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """How many milliseconds some work takes with each text."""
    return [timed(partial(work, text)) for text in texts]


def containing(store: Store, text: str) -> None:
    """The query that people write without a search."""
    asked = f'SELECT ?s {{ ?s rdfs:label|skos:altLabel ?name FILTER(CONTAINS(?name, "{text}")) }}'
    list(query(store, asked, names=NAMES))  # type: ignore[arg-type]


def main(many: int) -> None:
    """Builds, searches and adds, and prints what each took."""
    with (Path(__file__).parent / "searches.tsv").open(encoding="utf-8") as file:
        searches = [(row["query"], row["first"]) for row in csv.DictReader(file, delimiter="\t")]
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build(SEEDS, store, names=NAMES, report=lambda line: None)
        indexing.of(find(store), NAMES).unlink()
        publish(store, list(things(many)), followed=False)
        path = path_of(find(store).path)
        print(
            f"made of {many:,} things and the seeds: {timed(lambda: indexing.of(find(store), NAMES)) / 1e3:.1f} s"
        )
        print(f"size: {path.stat().st_size / 1e6:.1f} MB")
        texts = [text for text, _ in searches]
        chinese = [text for text in texts if "一" <= text[0] <= "鿿"][:10]
        on_disk, in_memory = open_release(store).store, Store()
        in_memory.bulk_extend(on_disk)
        with Index.open(path) as index:
            right = sum(
                hit.iri.endswith(first) for text, first in searches for hit in index.search(text, limit=1)
            )
            times = sorted(spent(index.search, texts * 3))
            told = ", ".join(f"{name} {times[int(len(times) * part)]:.1f} ms" for name, part in PARTS.items())
            print(f"right first: {right} of {len(searches)}; search: {told}")
            print(f"quotations: median {statistics.median(spent(index.quotations, texts)):.1f} ms")
            for name, where in (("disk", on_disk), ("memory", in_memory)):
                filtered, searched = spent(partial(containing, where), chinese), spent(index.search, chinese)
                ratio = statistics.median(one / other for one, other in zip(filtered, searched, strict=True))
                print(
                    f"FILTER(CONTAINS()) from {name}: median {statistics.median(filtered):.0f} ms, {ratio:.0f} times a search"
                )
        more = list(things(many + 50))[-150:]
        publish(store, more[:75], followed=True)
        print(f"with 25 things more: {timed(lambda: indexing.of(find(store), NAMES)):.0f} ms")
        publish(store, more[75:], followed=False)
        print(f"with 25 things more, not told which: {timed(lambda: indexing.of(find(store), NAMES)):.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
