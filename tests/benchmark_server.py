"""How fast `/sparql` answers, beside `oxigraph serve` and `rdflib-endpoint` on the same data: `make bench-server`.

Every server is asked the same questions, one after another in an order drawn anew for each round, so that whatever
else the machine does befalls all of them. A figure is the median over rounds of the ratio of two cells of one round,
then the geometric mean over the kinds of question. Requests per second are by the clock; requests per processor
second count what the server and all its processes use, and are the more trustworthy on a machine that others use too.
"""

import argparse
import json
import os
import random
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

from pyoxigraph import RdfFormat

from graph.store import Master
from server.terminal import print_table
from tests.synthetic import CHEAP, HEAVY, PORTS, quads, questions

ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9"
TICK = os.sysconf("SC_CLK_TCK")
WRK = """
local paths, i = {}, 0
init = function()
  for name, value in pairs(HEADERS) do wrk.headers[name] = value end
  for line in io.lines(os.getenv("PATHS")) do paths[#paths + 1] = wrk.format("GET", line) end
end
request = function() i = i % #paths + 1; return paths[i] end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format("FIGURES %d %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass
class Server:
    """A server that listens at a port of this machine."""

    name: str
    url: str
    process: subprocess.Popen[bytes]
    tags: dict[str, str] = field(default_factory=dict)

    def ask(self, target: str, timeout: float = 120) -> bytes:
        # rdflib-endpoint answers 422 to a question for a graph that would rather have JSON
        graph = any(f"{form}%20" in target for form in ("DESCRIBE", "CONSTRUCT"))
        headers = {"Accept": "application/n-triples" if graph else ACCEPT}
        request = urllib.request.Request(self.url + target, headers=headers)  # noqa: S310 - ours
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            self.tags[target] = answer.headers.get("ETag", "")
            body: bytes = answer.read()
            return body


@dataclass(frozen=True)
class Cell:
    """What one server did with one kind of question for a while."""

    per_second: float
    per_cpu_second: float
    median: float
    """Milliseconds."""
    p99: float


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def started(
    name: str, command: Sequence[str], port: int, path: str, environment: dict[str, str]
) -> Iterator[Server]:
    """A server, from when it answers until the block ends."""
    process = subprocess.Popen(
        command, env=os.environ | environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    server = Server(name, f"http://127.0.0.1:{port}{path}", process)
    try:
        answers(server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


def answers(server: Server, patience: float = 600) -> float:
    """Waits for the first answer; seconds that it took."""
    begun = time.monotonic()
    while time.monotonic() - begun < patience:
        try:
            server.ask("?query=" + quote("ASK {}"))
        except OSError:
            assert server.process.poll() is None, f"{server.name} did not start"
            time.sleep(0.01)
        else:
            return time.monotonic() - begun
    raise TimeoutError(server.name)


def tree(pid: int) -> list[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(stat.parent.name))
    found = [pid]
    for each in found:
        found += children.get(each, ())
    return found


def cpu(pid: int) -> float:
    """Seconds of processor that a process and its descendants, also those that ended, have used."""
    used = 0
    for each in tree(pid):
        try:
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        used += sum(map(int, fields[11:15]))
    return used / TICK


def resident(pid: int) -> float:
    """MiB of memory that a process and its descendants have to themselves or share (a shared page counts once)."""
    total = 0
    for each in tree(pid):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                total += int(line.split()[1])
    return total / 1024


def settled(server: Server, most: int = 4000) -> None:
    """Waits until a server has not many threads: the native one with a time-out leaves one behind for each query."""
    threads = Path(f"/proc/{server.process.pid}/task")
    while len(list(threads.iterdir())) > most:
        time.sleep(0.2)


def load(
    server: Server, targets: Sequence[str], connections: int, seconds: float, revalidate: bool = False
) -> Cell:
    """Asks over and over for some seconds."""
    settled(server)
    with tempfile.TemporaryDirectory() as folder:
        script, paths = Path(folder) / "wrk.lua", Path(folder) / "paths"
        headers = f'["Accept"]="{ACCEPT}"'
        if revalidate:
            headers += f', ["If-None-Match"]={json.dumps(server.tags[targets[0]])}'
        script.write_text(WRK.replace("HEADERS", "{" + headers + "}"))
        path = "/" + server.url.split("/", 3)[3]
        paths.write_text("\n".join(path + target for target in targets))
        before = cpu(server.process.pid)
        wrk = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds:g}s",
            "--timeout",
            "60s",
            "-s",
            str(script),
            server.url,
        ]
        out = subprocess.run(
            wrk, env=os.environ | {"PATHS": str(paths)}, capture_output=True, text=True, check=True
        )
        used = cpu(server.process.pid) - before
    line = next(line for line in out.stdout.splitlines() if line.startswith("FIGURES"))
    done, microseconds, median, p99, errors = map(int, line.split()[1:])
    # the native server with a time-out soon has no threads left and refuses: what it did answer counts
    assert not errors or server.name == "native, time-out", f"{server.name}: {errors} errors"
    done -= errors
    if done <= 0:  # a machine so busy that nothing was answered in time: it is measured for longer
        return load(server, targets, connections, 2 * seconds, revalidate)
    return Cell(done / microseconds * 1e6, done / max(used, 1 / TICK), median / 1000, p99 / 1000)


def load_counted(server: Server, targets: Sequence[str], connections: int, number: int) -> Cell:
    """Asks so many times, to the last answer: what takes long would be cut off in the midst by the clock."""
    parts = urlsplit(server.url)
    took: list[float] = []
    waiting = iter([targets[place % len(targets)] for place in range(number)])

    def ask() -> None:
        connection = HTTPConnection(parts.netloc)
        for target in waiting:
            begun = time.monotonic()
            connection.request("GET", parts.path + target, headers={"Accept": ACCEPT})
            answer = connection.getresponse()
            while answer.status == 503:  # it asks to be asked again, which costs it and the client
                answer.read()
                connection.request("GET", parts.path + target, headers={"Accept": ACCEPT})
                answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, f"{server.name}: {answer.status}"
            took.append(time.monotonic() - begun)

    before, begun = cpu(server.process.pid), time.monotonic()
    with ThreadPoolExecutor(connections) as threads:
        for each in [threads.submit(ask) for _ in range(connections)]:
            each.result()
    seconds, used = time.monotonic() - begun, cpu(server.process.pid) - before
    took.sort()
    return Cell(
        number / seconds,
        number / max(used, 1 / TICK),
        took[number // 2] * 1000,
        took[number * 99 // 100] * 1000,
    )


Cells = dict[tuple[str, str, int, str], list[Cell]]
"""By server, kind of question, connections and way of asking: one cell a round."""


def gathered(
    servers: Sequence[Server], ways: Sequence[tuple[str, str]], rounds: int, seconds: float, ports: int
) -> Cells:
    """Rounds of cells: each server in turn, in the ways (`uncached`, `warm`, `304`) that it can be asked."""
    asked = {kind: ["?query=" + quote(text) for text in texts] for kind, texts in questions(ports).items()}
    cells: Cells = {}
    draw = random.Random(7)  # noqa: S311
    by_name = {server.name: server for server in servers}
    for _ in range(rounds):
        for connections in (1, 16):
            for kind, targets in asked.items():
                for name, way in draw.sample(list(ways), len(ways)):
                    server, wanted = by_name[name], targets
                    if way == "warm":
                        for target in targets if (name, kind, connections, way) not in cells else ():
                            server.ask(target)
                    if way == "304":
                        wanted = targets[:1]
                        server.ask(targets[0])
                    if way == "uncached" and kind in HEAVY:
                        cell = load_counted(server, targets, connections, HEAVY[kind])
                    else:
                        cell = load(server, wanted, connections, seconds, way == "304")
                    cells.setdefault((name, kind, connections, way), []).append(cell)
    return cells


def ratio(
    cells: Cells,
    kinds: Sequence[str],
    ours: tuple[str, str],
    theirs: str,
    connections: int,
    figure: Callable[[Cell], float],
) -> float:
    """The geometric mean over kinds of the median over rounds of how many times another's figure ours is."""
    medians = []
    for kind in kinds:
        pairs = zip(
            cells[ours[0], kind, connections, ours[1]],
            cells[theirs, kind, connections, "uncached"],
            strict=True,
        )
        medians.append(statistics.median(figure(mine) / figure(yours) for mine, yours in pairs))
    return statistics.geometric_mean(medians)


def by_turns(server: Server, targets: Sequence[str]) -> float:
    """Requests per processor second, asked one by one: for a server that takes seconds for some."""
    before = cpu(server.process.pid)
    for target in targets:
        server.ask(target)
    return len(targets) / max(cpu(server.process.pid) - before, 1 / TICK)


def agree(servers: Sequence[Server], ports: int) -> None:
    """An AssertionError when the servers answer a question differently, rows in any order."""
    for kind, texts in questions(ports).items():
        if kind == "describe":
            continue  # what it says of a thing, and in which format, is each engine's own choice
        told = {server.name: _content(server.ask("?query=" + quote(texts[0]))) for server in servers}
        assert len(set(map(json.dumps, told.values()))) == 1, f"{kind}: {told}"


def _value(cell: Mapping[str, str]) -> str:
    """The value of a cell; engines give a mean more or fewer places."""
    return f"{float(cell['value']):.12g}" if cell.get("datatype", "").endswith("#decimal") else cell["value"]


def _content(body: bytes) -> list[str]:
    if not body.startswith(b"{"):
        return sorted(body.decode().splitlines())
    rows = json.loads(body)["results"]["bindings"]
    return sorted(
        json.dumps({name: _value(cell) for name, cell in row.items()}, sort_keys=True) for row in rows
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--oxigraph", default="oxigraph", help="the command of the native server")
    parser.add_argument("--rdflib-endpoint", help="the command of rdflib-endpoint, which takes minutes")
    parser.add_argument("--ports", type=int, default=PORTS, help="two hundred quads each")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each cell")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        sys.exit("the load comes from wrk, which is not installed: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        measure(options, Path(folder))


def measure(options: argparse.Namespace, folder: Path) -> None:
    file, store, disk = folder / "graph.nq", folder / "store", folder / "disk"
    with file.open("w", encoding="utf-8") as lines:
        lines.writelines(quads(options.ports))
    with Master.open(store, create=True) as master:
        master.store.bulk_load(path=str(file), format=RdfFormat.N_QUADS)
        size = len(master.store)
        master.publish(b"synthetic")
    oxigraph = options.oxigraph
    subprocess.run([oxigraph, "load", "-l", str(disk), "-f", str(file)], check=True, capture_output=True)
    subprocess.run([oxigraph, "optimize", "-l", str(disk)], check=True, capture_output=True)
    kouan = [str(Path(sys.executable).with_name("kouan")), "serve", "--store", str(store), "--port"]

    with ExitStack() as stack:

        def start(name: str, command: Sequence[str], path: str, **environment: str) -> Server:
            port = free_port()
            command = [each.replace("PORT", str(port)) for each in command]
            return stack.enter_context(started(name, command, port, path, environment))

        native = [oxigraph, "serve", "--bind", "127.0.0.1:PORT", "--union-default-graph"]
        servers = [
            start("native", native, "/query"),
            start("native, time-out", [*native, "--timeout-s", "30"], "/query"),
        ]
        for server in servers:
            fill(server, file)
        servers.append(start("native, disk", [*native, "-l", str(disk)], "/query"))
        begun = time.monotonic()
        warm = start("kouan", [*kouan, "PORT"], "/sparql", KOUAN_CACHE=str(1 << 30))
        first = time.monotonic() - begun
        plain = start("kouan, no cache", [*kouan, "PORT"], "/sparql", KOUAN_CACHE="0")
        for server in (warm, plain):
            in_memory(server)
        agree([*servers, warm, plain], options.ports)
        asked = [(server.name, "uncached") for server in (*servers, plain)] + [
            (warm.name, "warm"),
            (warm.name, "304"),
        ]
        cells = gathered([*servers, warm, plain], asked, options.rounds, options.seconds, options.ports)
        print(f"{size:,} quads; kouan gave its first answer after {first:.2f} s; MiB of memory: ", end="")
        print(", ".join(f"{each.name} {resident(each.process.pid):.0f}" for each in (*servers, warm, plain)))
        tell(cells, asked)
        if options.rdflib_endpoint:
            triples = folder / "graph.nt"
            with triples.open("w", encoding="utf-8") as lines:
                lines.writelines(f"{line.rpartition(' <')[0]} .\n" for line in quads(options.ports))
            slow = start(
                "rdflib-endpoint",
                [options.rdflib_endpoint, "serve", "--port", "PORT", "--host", "127.0.0.1", str(triples)],
                "/",
            )
            agree([plain, slow], options.ports)
            times = {}
            for kind, texts in questions(options.ports).items():
                targets = ["?query=" + quote(text) for text in texts[:5]]
                times[kind] = by_turns(plain, targets * 20) / by_turns(slow, targets)
            print_table(
                ["times rdflib-endpoint", *times],
                [["kouan, no cache", *(f"{each:.0f}" for each in times.values())]],
                range(1, len(times) + 1),
            )
            print(f"geometric mean {statistics.geometric_mean(times.values()):.0f}")


def fill(server: Server, file: Path) -> None:
    """Loads a file into a native server."""
    url = server.url.replace("/query", "/store?no_transaction&lenient")
    with file.open("rb") as data:
        headers = {"Content-Type": "application/n-quads", "Content-Length": str(file.stat().st_size)}
        urllib.request.urlopen(urllib.request.Request(url, data, headers, method="POST"), timeout=600).close()  # noqa: S310


def in_memory(server: Server) -> None:
    """Waits until Kouan has loaded its release."""
    health = server.url.replace("/sparql", "/health")
    while True:
        with urllib.request.urlopen(health, timeout=60) as answer:  # noqa: S310
            if json.load(answer)["in_memory"]:
                return
        time.sleep(0.2)


def tell(cells: Cells, asked: Sequence[tuple[str, str]]) -> None:
    """Prints the table."""
    kinds = list(dict.fromkeys(kind for _, kind, _, _ in cells))
    figures: dict[str, Callable[[Cell], float]] = {
        "per CPU s": lambda cell: cell.per_cpu_second,
        "per s": lambda cell: cell.per_second,
        "median ms": lambda cell: cell.median,
        "p99 ms": lambda cell: cell.p99,
    }
    for connections in (1, 16):
        for title, figure in figures.items():
            rows = []
            for name, way in asked:
                values = [
                    statistics.median(map(figure, cells[name, kind, connections, way])) for kind in kinds
                ]
                rows.append(
                    [
                        f"{name}, {way}",
                        *(f"{value:,.2f}" if value < 10 else f"{value:,.0f}" for value in values),
                    ]
                )
            print_table([f"{title}, {connections} conn.", *kinds], rows, range(1, len(kinds) + 1))
    rows = []
    for name, way in asked[1:]:
        row = [f"{name}, {way}"]
        for theirs in ("native", "native, time-out", "native, disk"):
            for group in (CHEAP, kinds):
                for connections in (1, 16):
                    for figure in (figures["per CPU s"], figures["per s"]):
                        row.append(f"{ratio(cells, group, (name, way), theirs, connections, figure):.2f}")
        rows.append(row)
    for place, theirs in enumerate(("native", "native, time-out", "native, disk")):
        columns = [
            f"{group} {c} {what}" for group in ("cheap", "all") for c in (1, 16) for what in ("cpu", "rps")
        ]
        part = [[row[0], *row[1 + 8 * place : 9 + 8 * place]] for row in rows]
        print_table([f"times {theirs}", *columns], part, range(1, 9))


if __name__ == "__main__":
    main()
