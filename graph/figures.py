"""The figures of a graph by what they are figures of: subjects, the metrics of one, the facts of one metric."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from graph.about import MOST_READ, latest
from graph.dataset import query
from graph.terms import Terms
from graph.told import Names, Teller, Told, names_of
from ontology import Namespaces

MOST_FIGURES = 500
SUBJECTS = """SELECT ?subject (COUNT(?fact) AS ?figures) WHERE {
  ?fact a kou:StatisticFact ; kou:subject ?subject .
} GROUP BY ?subject ORDER BY DESC(?figures) ?subject LIMIT 300"""


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing that figures are of, and how many."""

    key: str
    names: Names
    figures: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What there are figures of; of a subject, its metrics with their counts and the latest of the facts asked for."""

    subjects: Sequence[Subject]
    subject: Subject | None
    metrics: Mapping[str, int]
    told: Told
    more: bool


def figures(store: Store, names: Namespaces, subject: str | None, metric: str | None) -> Figures:
    """The published figures; `subject` is a key (`port/mohan`), `metric` as texts call it (货运量)."""
    subjects = _subjects(store, names)
    if subject is None:
        return Figures(subjects, None, {}, Told(()), more=False)
    terms = Terms(names)
    node = terms.resource(quote(subject, safe="/%"))
    start = terms.resource("fact/").value
    found = store.quads_for_pattern(None, terms.kou("subject"), node, terms.graph("facts"))
    by_metric: dict[str, set[NamedNode]] = {}
    for quad in islice(found, MOST_READ):
        for each in store.quads_for_pattern(
            quad.subject, terms.kou("metricText"), None, terms.graph("facts")
        ):
            if isinstance(each.object, Literal) and isinstance(quad.subject, NamedNode):
                by_metric.setdefault(each.object.value, set()).add(quad.subject)
    counts = Counter({name: len(facts) for name, facts in by_metric.items()})
    asked = by_metric.get(metric, set()) if metric else set().union(*by_metric.values())
    facts = latest(store, terms, asked, MOST_FIGURES)
    told = Teller(store, names).tell(fact.value.removeprefix(start) for fact in facts)
    about = Subject(subject, names_of(store, names, subject), counts.total())
    return Figures(subjects, about, dict(counts.most_common()), told, len(asked) > MOST_FIGURES)


def _subjects(store: Store, names: Namespaces) -> list[Subject]:
    rows = query(store, SUBJECTS, names=names)
    if not isinstance(rows, QuerySolutions):
        raise TypeError("a SELECT query is expected")
    start = names.resource("")
    found = []
    for node, count in rows:
        if isinstance(node, NamedNode) and isinstance(count, Literal):
            key = node.value.removeprefix(start)
            found.append(Subject(key, names_of(store, names, key), int(count.value)))
    return found
