"""A release as files to download: each graph sorted, so that two releases differ where the graph does; facts as a table.

kouan.nq.gz                     the published graph
kouan-rdf11.nq.gz               the same for readers that know no triple terms
facts.nq.gz, facts.ttl.gz …     each named graph
facts.csv.gz, facts.parquet     the published facts, a row each
ports.geojson                   ports that have a position
things.txt                      the IRIs of what has a name, one a line
SHA256SUMS                      what the others must be
"""

import gzip
import hashlib
import heapq
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, cast

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse, serialize

from graph.export import without_terms
from graph.geojson import ports
from graph.statistics import GRAPHS
from graph.table import table, write_csv, write_parquet
from graph.terms import DEFAULT_DATASET, Terms, prefixes, term
from ontology import Namespaces

AT_ONCE = 500_000
"""Lines that are sorted in memory; more are merged from files."""
N_QUADS, TURTLE, PARQUET = "application/n-quads", "text/turtle", "application/vnd.apache.parquet"


@dataclass(frozen=True, slots=True)
class Dump:
    """A file: its name, what it is, and what it must be."""

    name: str
    media_type: str
    packed: bool
    """Whether it is compressed by gzip."""
    graph: str | None
    """The graph that it holds; None for those of the published graph together, and for tables."""
    size: int
    sha256: str


def write_dumps(store: Store, folder: Path, names: Namespaces) -> list[Dump]:
    """Writes all files of a release into a folder."""
    made: list[Dump] = []

    def add(name: str, media_type: str, graph: str | None, write: Callable[[IO[bytes]], None]) -> None:
        packed = name.endswith(".gz")
        with (folder / name).open("wb") as file, _packed(file, packed) as stream:
            write(stream)
        digest = hashlib.file_digest((folder / name).open("rb"), "sha256").hexdigest()
        made.append(Dump(name, media_type, packed, graph, (folder / name).stat().st_size, digest))

    terms = Terms(names)
    parts: dict[str, Path] = {}
    for name in GRAPHS:
        graph = terms.graph(name)
        if next(store.quads_for_pattern(None, None, None, graph), None) is None:
            continue
        parts[name] = folder / f"{name}.sorted"
        with parts[name].open("wb") as file:
            file.writelines(_sorted(_lines(store, graph)))
        add(f"{name}.nq.gz", N_QUADS, name, partial(_write_quads, [parts[name]], [graph]))
        add(f"{name}.ttl.gz", TURTLE, name, partial(_write_turtle, parts[name], names))
    published = [name for name in DEFAULT_DATASET if name in parts]
    together = [parts[name] for name in published], [terms.graph(name) for name in published]
    add("kouan.nq.gz", N_QUADS, None, partial(_write_quads, *together))
    add("kouan-rdf11.nq.gz", N_QUADS, None, partial(_write_plain, folder / "kouan.nq.gz"))
    for path in parts.values():
        path.unlink()
    add("facts.csv.gz", "text/csv", None, partial(write_csv, table(store, names)))
    add("facts.parquet", PARQUET, None, partial(write_parquet, table(store, names)))
    add("ports.geojson", "application/geo+json", None, partial(_write_ports, store, terms))
    add("things.txt", "text/plain", None, partial(_write_things, store, terms))
    sums = "".join(f"{each.sha256}  {each.name}\n" for each in sorted(made, key=lambda each: each.name))
    (folder / "SHA256SUMS").write_text(sums, encoding="ascii")
    (folder / "dumps.json").write_text(
        json.dumps([asdict(each) for each in made], indent=1) + "\n", encoding="ascii"
    )
    return made


def read_dumps(folder: Path) -> list[Dump]:
    """The files of a folder that `write_dumps` has written."""
    return [Dump(**each) for each in json.loads((folder / "dumps.json").read_text(encoding="ascii"))]


@contextmanager
def _packed(file: IO[bytes], packed: bool) -> Iterator[IO[bytes]]:
    """A stream into a file, by gzip without name and time, so that the same content gives the same bytes."""
    if not packed:
        yield file
        return
    with gzip.GzipFile("", "wb", 6, file, mtime=0) as stream:
        yield stream  # type: ignore[misc]


def _lines(store: Store, graph: NamedNode) -> Iterator[bytes]:
    """The triples of a graph as lines of N-Triples, as a file lets us have them without holding all."""
    with tempfile.TemporaryFile() as file:
        store.dump(file, RdfFormat.N_TRIPLES, from_graph=graph)
        file.seek(0)
        yield from file


def _sorted(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Lines in the order of their bytes, however many."""
    rest = iter(lines)
    with ExitStack() as stack:
        runs: list[Iterable[bytes]] = []
        while batch := sorted(islice(rest, AT_ONCE)):
            if not runs and len(batch) < AT_ONCE:
                yield from batch
                return
            file = stack.enter_context(tempfile.TemporaryFile())
            file.writelines(batch)
            file.seek(0)
            runs.append(file)
        yield from heapq.merge(*runs)


def _write_quads(files: list[Path], graphs: list[NamedNode], output: IO[bytes]) -> None:
    with ExitStack() as stack:
        streams = [
            _in_graph(stack.enter_context(path.open("rb")), graph)
            for path, graph in zip(files, graphs, strict=True)
        ]
        output.writelines(heapq.merge(*streams))


def _in_graph(lines: Iterable[bytes], graph: NamedNode) -> Iterator[bytes]:
    end = f" {graph} .\n".encode()
    return (line.removesuffix(b" .\n") + end for line in lines)


def _write_plain(whole: Path, output: IO[bytes]) -> None:
    """A dump with what is reified in three triples (RDF 1.1)."""
    with gzip.open(whole) as file:
        quads = (
            Quad(plain.subject, plain.predicate, plain.object, each.graph_name)
            for each in parse(cast("IO[bytes]", file), RdfFormat.N_QUADS)
            for plain in without_terms(each.triple)
        )
        output.writelines(_sorted(f"{quad} .\n".encode() for quad in quads))


def _write_turtle(path: Path, names: Namespaces, output: IO[bytes]) -> None:
    with path.open("rb") as file:
        serialize(
            (quad.triple for quad in parse(file, RdfFormat.N_TRIPLES)),
            output,
            RdfFormat.TURTLE,
            prefixes=prefixes(names),
        )


def _write_ports(store: Store, terms: Terms, output: IO[bytes]) -> None:
    output.write(json.dumps(ports(store, terms), ensure_ascii=False, indent=1).encode() + b"\n")


def _write_things(store: Store, terms: Terms, output: IO[bytes]) -> None:
    start = terms.resource("").value
    named = {
        quad.subject.value
        for graph in terms.default_dataset
        for quad in store.quads_for_pattern(None, term("rdfs:label"), None, graph)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start)
    }
    output.writelines(f"{iri}\n".encode() for iri in sorted(named))
