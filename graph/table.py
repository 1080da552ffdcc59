"""The published facts as one table, a row for each document that tells a fact: for spreadsheets and data frames."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

from pyoxigraph import Store

from graph.rows import Row, rows
from graph.terms import Terms
from ontology import Namespaces

THINGS = ("subject", "object", "place", "commodity", "partner", "person", "organization", "said_by", "by")
TEXTS = (
    "class", "label", "direction", "metric", "unit", "bound", "modality", "period", "period_text", "change_base",
    "change_bound", "what", "date", "detail", "title", "text", "doc",
)  # fmt: skip
NUMBERS = ("value", "value_max", "change_pct", "rank", "confidence")
COLUMNS = (
    "fact", "type", *(column for thing in THINGS for column in (thing, f"{thing}_iri")), *TEXTS, *NUMBERS, "quoted",
    "evidence_field", "evidence_start", "evidence_end", "evidence",
)  # fmt: skip
"""What a row tells; a cell is empty where a fact of that type has nothing to say, or leaves it open."""
BATCH = 20_000


def table(store: Store, names: Namespaces) -> Iterator[Row]:
    """The rows of the published facts, in the order of facts and documents."""
    terms = Terms(names)
    published, status = terms.resource("status/published"), terms.kou("status")
    for row in rows(store, names):
        node = terms.resource(f"fact/{row['id']}")
        if next(store.quads_for_pattern(node, status, published, None), None) is not None:
            yield _flat(row, node.value)


def _flat(row: Row, fact: str) -> Row:
    evidence = row["evidence"]
    if "iri" in row:
        row = row | {"subject_iri": row["iri"], "subject": row["label"]}
    told = row | {
        "fact": fact,
        "evidence_field": evidence.get("field", "text"),
        "evidence_start": evidence["start"],
        "evidence_end": evidence["end"],
        "evidence": evidence["text"],
    }
    return {column: told.get(column) for column in COLUMNS}


def write_csv(found: Iterable[Row], output: IO[bytes]) -> None:
    """Writes rows as CSV (RFC 4180, UTF-8)."""
    text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(found)
    text.detach()


def write_parquet(found: Iterable[Row], output: IO[bytes]) -> None:
    """Writes rows as Parquet, its columns typed, compressed by zstd."""
    import pyarrow
    from pyarrow import parquet

    kinds: dict[str, Any] = {
        **dict.fromkeys(NUMBERS, pyarrow.float64()),
        **dict.fromkeys(("evidence_start", "evidence_end"), pyarrow.int64()),
        "quoted": pyarrow.bool_(),
    }
    schema = pyarrow.schema([(column, kinds.get(column, pyarrow.string())) for column in COLUMNS])
    rest = iter(found)
    with parquet.ParquetWriter(output, schema, compression="zstd") as writer:
        while batch := list(islice(rest, BATCH)):
            writer.write_table(pyarrow.Table.from_pylist(batch, schema=schema))
