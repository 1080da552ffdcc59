"""A writer to be killed: changes a store again and again, and says what it has been promised.

    python -m tests.writer STORE update|build

Each change sets a counter to the next number, in two graphs and in forty more quads; a number is printed when it is
acknowledged.
"""

import sys
from itertools import count
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from graph.store import Master

WITNESSES = 40


def node(name: str) -> NamedNode:
    return NamedNode(f"https://example.org/{name}")


def quads(number: int) -> list[Quad]:
    """All that a store holds after a change."""
    value = Literal(number)
    counter = [Quad(node("counter"), node("is"), value, node(graph)) for graph in ("one", "other")]
    return counter + [Quad(node(f"w{i}"), node("saw"), value, node("one")) for i in range(WITNESSES)]


def update(number: int) -> str:
    insert = "\n".join(f"GRAPH {q.graph_name} {{ {q.triple} }}" for q in quads(number))
    return f"DELETE WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }} ; INSERT DATA {{ {insert} }}"


def main(path: Path, how: str) -> None:
    for number in count():
        with Master.open(path, create=True, fresh=how == "build", wait=5) as master:
            if how == "build":
                master.store.bulk_extend(quads(number))
                master.publish(keep=3)
            else:
                held = {int(q.object.value) for q in master.store if isinstance(q.object, Literal)}
                number = max(held, default=-1) + 1
                master.store.update(update(number))
                master.publish(f"{number}".encode(), keep=3)
        print(number, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
