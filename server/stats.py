"""What a store holds, for the terminal and for programs."""

import dataclasses
import json

from graph.counts import Counts
from graph.releases import Release
from server.terminal import many, print_table


def print_counts(release: Release, counts: Counts) -> None:
    """Prints counts as tables."""
    print(f"release {release.id}, published {release.published.isoformat()}")
    print(f"{many(counts.documents, 'document')}, {many(counts.articles, 'article')}")
    statuses = sorted({status for by_status in counts.facts.values() for status in by_status})
    rows = [[cls, *(_number(by_status[s]) for s in statuses)] for cls, by_status in counts.facts.items()]
    print_table(["facts", *statuses], rows, range(1, len(statuses) + 1))
    entities = [[cls, _number(n.known), _number(n.named)] for cls, n in counts.entities.items()]
    print_table(["things", "known", "named"], entities, (1, 2))
    print_table(["graph", "triples"], [[name, _number(n)] for name, n in counts.graphs.items()], (1,))
    kinds = list(counts.totals)
    provinces = [
        [province or "–", *(_number(by_kind[kind]) for kind in kinds)]
        for province, by_kind in counts.ports.items()
    ]
    print_table(["ports of", *kinds], provinces, range(1, len(kinds) + 1))
    totals = [
        [kind, _number(total.known), _number(total.official), total.as_of]
        for kind, total in counts.totals.items()
    ]
    print_table(["ports", "known", "official", "as of"], totals, (1, 2))


def as_json(release: Release, counts: Counts) -> str:
    """Counts as one JSON object, keys as in `graph.counts.Counts`."""
    about = {"release": release.id, "published": release.published.isoformat()}
    found = {field.name: getattr(counts, field.name) for field in dataclasses.fields(counts)}
    # `asdict` would turn each Counter into one that counts pairs, so that only the innermost values go through it.
    return json.dumps(about | found, default=dataclasses.asdict, ensure_ascii=False, indent=2)


def _number(number: int) -> str:
    return f"{number:,}"
