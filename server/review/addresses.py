"""The pages of the desk and what their forms do: reading is GET; a decision is POST, then a redirect to the next card."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from urllib.parse import parse_qsl, urlencode

from fastapi import Depends, FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from graph.review.agreement import agreement
from graph.review.claims import CLAIMS
from graph.review.decision import REASONS, Action, Decision, Reason
from graph.review.desk import Desk, Overtaken, UnknownFact, claim_of
from graph.review.journal import NAME
from graph.review.queue import FOUND_BY, ORDERS, STATES, Filter, Item
from graph.review.source import SourceReader
from server.endpoint import Services
from server.problem import Problem
from server.review.access import SignIn, sign_in, sign_out
from server.review.card import QUOTATIONS, card
from server.review.filters import query_of, read_filter
from server.review.pace import pace
from server.review.service import Preparing, Review
from server.review.sharing import Form, Shared, chosen, form_of, onward
from server.review.teaching import add_amending, add_lexicon
from server.view import root_of
from server.words import Words

SAMPLE = 10
SHOWN = 100
COUNTED = 10_000
"""How far the facts that are left are counted for a card; beyond it, curators need no number at every step."""
TYPES = tuple(name for name in CLAIMS if name != "document")


def add_review(app: FastAPI, services: Services, review: Review) -> None:
    """Adds `/review` and what belongs to it."""
    shared = Shared(services, review)
    read_form = form_of(services)
    add_queue(app, shared, read_form)
    add_bulk(app, shared, read_form)
    add_overviews(app, shared)
    add_amending(app, shared, read_form)
    add_lexicon(app, shared, read_form)
    add_signing(app, services, shared, read_form)


def add_queue(app: FastAPI, shared: Shared, read_form: Any) -> None:
    """The queue, card by card, and the decision about one fact."""

    @app.get("/review", include_in_schema=False)
    async def queue(request: Request) -> Response:
        asked = request.query_params

        def work(desk: Desk, who: str) -> HTMLResponse:
            wanted = read_filter(asked, who)
            item = chosen(desk, asked.get("fact")) or desk.queue.next(wanted, asked.get("after"))
            words = shared.words(request, desk)
            second, everything = wanted.state == "second", asked.get("evidence") == "all"
            return shared.show(
                request,
                "queue",
                **shared.standing(desk, who, "queue"),
                wanted=wanted,
                naming=shared.naming(desk, wanted, words),
                card=card(desk, item, words, shared.names, second=second, everything=everything)
                if item
                else None,
                left=desk.queue.count(wanted, COUNTED + 1),
                most=COUNTED,
                today=pace(desk.history, who).today,
                reasons=REASONS,
                done=desk.history.decisions.get(asked.get("done", "")),
                overtaken=asked.get("overtaken"),
            )

        return await shared.at(request, work)

    @app.get("/review/filter", include_in_schema=False)
    async def narrow(request: Request) -> Response:
        def work(desk: Desk, who: str) -> HTMLResponse:
            words, wanted = shared.words(request, desk), read_filter(request.query_params, who)
            return shared.show(
                request,
                "filter",
                **shared.standing(desk, who, "queue"),
                wanted=wanted,
                naming=shared.naming(desk, wanted, words),
                choices={kind: shared.choices(desk, kind, words) for kind in FOUND_BY},
                types=TYPES,
                orders=ORDERS,
                states=STATES,
            )

        return await shared.at(request, work)

    @app.post("/review/decide", include_in_schema=False)
    async def decide(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        def work(desk: Desk, who: str) -> str:
            wanted = read_filter(dict(parse_qsl(form.get("filter", ""))), who)
            fact, (action, reason) = form.get("fact", ""), _chosen_action(form)
            try:
                made = desk.decide(
                    who,
                    action,
                    fact,
                    seen=form.get("seen"),
                    reason=reason,
                    note=form.get("note"),
                    opinion=wanted.state == "second",
                )
            except Overtaken:
                return query_of(wanted, fact=fact, overtaken="1")
            except UnknownFact as error:
                raise Problem(404, "no-such-fact", f"there is no fact {fact!r} in the queue") from error
            shared.review.decided()
            return query_of(wanted, after=fact, done=made.id)

        return onward(request, await shared.at(request, work))

    @app.post("/review/undo", include_in_schema=False)
    async def undo(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        def work(desk: Desk, who: str) -> str:
            wanted = read_filter(dict(parse_qsl(form.get("filter", ""))), who)
            try:
                made = desk.undo(who, form.get("what", ""))
            except LookupError as error:
                raise Problem(409, "nothing-to-undo", str(error.args[0])) from error
            shared.review.decided()
            return query_of(wanted, fact=made.fact or None, done=made.id)

        return onward(request, await shared.at(request, work))


def _chosen_action(form: Mapping[str, str]) -> tuple[Action, Reason | None]:
    """What a form decides: `action=accept`, or to reject for a `reason`."""
    for reason in REASONS:
        if form.get("reason") == reason:
            return "reject", reason
    if form.get("action") == "accept":
        return "accept", None
    raise Problem(400, "bad-form", f"action=accept is expected, or a reason of {', '.join(REASONS)}")


def add_bulk(app: FastAPI, shared: Shared, read_form: Any) -> None:
    """Decisions over a filter, and about figures in conflict."""

    @app.get("/review/bulk", include_in_schema=False)
    async def bulk(request: Request) -> Response:
        def work(desk: Desk, who: str) -> HTMLResponse:
            wanted = read_filter(request.query_params, who)
            words = shared.words(request, desk)
            return shared.show(
                request,
                "bulk",
                **shared.standing(desk, who, "bulk"),
                wanted=wanted,
                naming=shared.naming(desk, wanted, words),
                count=desk.queue.count(wanted),
                sample=[(each, words.sentence(claim_of(each))) for each in _sample(desk, wanted)],
                reasons=REASONS,
                batch=desk.history.batch(request.query_params.get("batch", "")),
                changed=request.query_params.get("changed"),
            )

        return await shared.at(request, work)

    @app.post("/review/bulk", include_in_schema=False)
    async def decide_all(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        def work(desk: Desk, who: str) -> str:
            wanted = read_filter(dict(parse_qsl(form.get("filter", ""))), who)
            (action, reason), expected = _chosen_action(form), form.get("expected", "")
            if desk.queue.count(wanted) != int(expected if expected.isdecimal() else -1):
                return query_of(wanted, changed="1")
            made = desk.decide_all(
                who, action, wanted, expected=int(expected), reason=reason, note=form.get("note")
            )
            shared.review.decided()
            return query_of(wanted, batch=made[0].batch if made else None)

        return onward(request, await shared.at(request, work), "/review/bulk")

    @app.get("/review/conflicts", include_in_schema=False)
    async def conflicts(request: Request) -> Response:
        def work(desk: Desk, who: str) -> HTMLResponse:
            words, source = shared.words(request, desk), SourceReader(desk.store, shared.names)

            def quoted(item: Item) -> list[tuple[str, Mapping[str, str], date | None]]:
                found = desk.facts.quotations(item.id, QUOTATIONS)
                return [(each.text, source.paper(each), source.published(each)) for each in found]

            groups = [
                [(each, words.sentence(claim_of(each)), quoted(each)) for each in group]
                for group in desk.queue.conflicts(SHOWN)
            ]
            return shared.show(request, "conflicts", **shared.standing(desk, who, "conflicts"), groups=groups)

        return await shared.at(request, work)

    @app.post("/review/conflicts", include_in_schema=False)
    async def settle(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        def work(desk: Desk, who: str) -> None:
            try:
                desk.settle_conflict(who, form.get("fact", ""))
            except UnknownFact as error:
                raise Problem(404, "no-such-fact", f"there is no fact {error} in the queue") from error
            shared.review.decided()

        await shared.at(request, work)
        return onward(request, "", "/review/conflicts")


def _sample(desk: Desk, wanted: Filter) -> list[Any]:
    return desk.queue.some(wanted, SAMPLE)


def add_overviews(app: FastAPI, shared: Shared) -> None:
    """Progress, and all decisions."""

    @app.get("/review/progress", include_in_schema=False)
    async def progress(request: Request) -> Response:
        def work(desk: Desk, who: str) -> HTMLResponse:
            names = dict.fromkeys(each.by for each in desk.history.decisions.values())
            return shared.show(
                request,
                "progress",
                **shared.standing(desk, who, "progress"),
                types=desk.queue.tally("type"),
                rules=desk.queue.tally("rule"),
                paces={name: pace(desk.history, name) for name in sorted(names)},
                agreements=agreement(desk.history),
            )

        return await shared.at(request, work)

    @app.get("/review/history", include_in_schema=False)
    async def history(request: Request) -> Response:
        def work(desk: Desk, who: str) -> HTMLResponse:
            words = shared.words(request, desk)
            latest = sorted(desk.history.decisions.values(), key=lambda each: each.at, reverse=True)[:SHOWN]
            shown = [(each, _said(desk, each, words), desk.history.stands(each)) for each in latest]
            return shared.show(request, "history", **shared.standing(desk, who, "history"), decisions=shown)

        return await shared.at(request, work)

    @app.get("/review/decisions.jsonl", include_in_schema=False)
    async def export(request: Request) -> Response:
        def work(desk: Desk, who: str) -> str:
            made = sorted(desk.history.decisions.values(), key=lambda each: (each.at, each.id))
            return "".join(each.as_line() + "\n" for each in made)

        text = await shared.at(request, work)
        return Response(
            text,
            media_type="application/jsonl",
            headers={"Content-Disposition": f'attachment; filename="{NAME}"', "Cache-Control": "no-store"},
        )


def _said(desk: Desk, decision: Decision, words: Words) -> Any:
    """What the fact of a decision claims, if the queue has it."""
    item = desk.queue.item(decision.fact) if decision.fact else None
    return words.sentence(claim_of(item)) if item else None


def add_signing(app: FastAPI, services: Services, shared: Shared, read_form: Any) -> None:
    """Who is at the desk."""

    @app.get("/review/sign-in", include_in_schema=False)
    async def ask(request: Request) -> Response:
        return shared.show(request, "sign_in", back=request.query_params.get("back", ""), wrong=False)

    @app.post("/review/sign-in", include_in_schema=False)
    async def enter(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        back = form.get("back", "")
        answer = RedirectResponse(
            back if back.startswith(f"{root_of(request)}/review") else f"{root_of(request)}/review", 303
        )
        try:
            sign_in(request, services.settings, form.get("token", ""), answer)
        except Problem as problem:
            if problem.kind == "other-site" or not services.settings.tokens:
                raise
            page = shared.show(request, "sign_in", back=back, wrong=True)
            page.status_code = 401
            return page
        return answer

    @app.post("/review/sign-out", include_in_schema=False)
    async def leave(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        answer = RedirectResponse(f"{root_of(request)}/review/sign-in", 303)
        sign_out(request, answer)
        return answer

    async def to_sign_in(request: Request, error: Exception) -> Response:
        assert isinstance(error, SignIn)  # noqa: S101 - what it is registered for
        if request.method != "GET":
            raise Problem(401, "token-needed", "sign in first: you have been away for long")
        return onward(request, f"?{urlencode({'back': error.back})}", "/review/sign-in")

    async def to_wait(request: Request, error: Exception) -> Response:
        page = shared.show(request, "preparing")
        page.status_code = 503
        page.headers["Retry-After"] = "2"
        page.headers["Refresh"] = "2"
        return page

    app.add_exception_handler(SignIn, to_sign_in)
    app.add_exception_handler(Preparing, to_wait)
