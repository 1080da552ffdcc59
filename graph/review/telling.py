"""A decision as PROV: an activity by a curator, at a time, that used a fact and may have generated another."""

from collections.abc import Iterator

from pyoxigraph import Literal, Triple

from graph.review.decision import Decision, History
from graph.terms import Terms, boolean, term


def telling(decision: Decision, history: History, terms: Terms) -> Iterator[Triple]:
    """The triples that tell a decision."""
    kou, resource = terms.kou, terms.resource
    node, curator = resource(f"decision/{decision.id}"), terms.named("curator", decision.by)
    yield Triple(node, term("rdf:type"), kou("Decision"))
    yield Triple(node, kou("action"), resource(f"action/{decision.action}"))
    yield Triple(node, term("prov:wasAssociatedWith"), curator)
    yield Triple(curator, term("rdf:type"), term("prov:Person"))
    yield Triple(curator, term("rdfs:label"), Literal(decision.by))
    yield Triple(node, term("prov:endedAtTime"), moment(decision.at))
    for fact in sorted({decision.fact} - {""} or history.touched(decision)):
        yield Triple(node, term("prov:used"), resource(f"fact/{fact}"))
    if decision.reason:
        yield Triple(node, kou("reason"), resource(f"reason/{decision.reason}"))
    if decision.note:
        yield Triple(node, term("rdfs:comment"), Literal(decision.note))
    if decision.before:
        yield Triple(node, kou("statusBefore"), resource(f"status/{decision.before}"))
    if decision.action != "undo" and not decision.opinion:
        after = "published" if decision.action == "accept" else "rejected"
        yield Triple(node, kou("statusAfter"), resource(f"status/{after}"))
    if decision.opinion:
        yield Triple(node, kou("secondOpinion"), boolean(True))
    if decision.revision:
        yield Triple(node, term("prov:generated"), resource(f"fact/{decision.revision}"))
    if decision.batch:
        yield Triple(node, kou("batch"), resource(f"batch/{decision.batch}"))
    if decision.undoes:
        kind = "decision" if decision.undoes in history.decisions else "batch"
        yield Triple(node, kou("undoes"), resource(f"{kind}/{decision.undoes}"))


def moment(text: str) -> Literal:
    """A time of UTC as a canonical xsd:dateTime."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    fraction = fraction.rstrip("0")
    return Literal(whole + (f".{fraction}" if fraction else "") + "Z", datatype=term("xsd:dateTime"))
