"""Pages on which a curator changes what was read: a fact amended, a name taught."""

from typing import Annotated, Any, get_args
from urllib.parse import parse_qsl

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import HTMLResponse

from extract.data import GAZETTEER
from extract.fact import Claim, EntityClass, PortKind
from extract.gazetteer import Gazetteer
from extract.lexicon import Lexicon
from graph.review import lexicon
from graph.review.claims import fact_id
from graph.review.decision import now
from graph.review.desk import Desk, Overtaken, claim_of
from graph.review.queue import Item
from graph.review.source import SourceReader
from server.problem import Problem
from server.review.amending import FIELDS, FormReader, Read, written
from server.review.card import QUOTATIONS
from server.review.filters import query_of, read_filter
from server.review.sharing import Form, Shared, chosen, onward


def add_amending(app: FastAPI, shared: Shared, read_form: Any) -> None:
    """`/review/amend`: a claim slot by slot; it is read and shown back before it is kept."""

    @app.get("/review/amend", include_in_schema=False)
    async def ask(request: Request) -> Response:
        def work(desk: Desk, who: str) -> HTMLResponse:
            item = _asked(desk, request.query_params.get("fact"))
            claim = claim_of(item)
            words = shared.words(request, desk)
            values = written(claim, lambda entity: words.name(entity.key) or entity.label)
            return _page(shared, request, desk, who, item, claim, values, Read(), request.query_params)

        return await shared.at(request, work)

    @app.post("/review/amend", include_in_schema=False)
    async def amend(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        def work(desk: Desk, who: str) -> Response:
            item = _asked(desk, form.get("fact"))
            claim = claim_of(item)
            asked = dict(parse_qsl(form.get("filter", "")))
            published = SourceReader(desk.store, shared.names).published(
                desk.facts.quotations(item.id, QUOTATIONS)[0]
            )
            read = FormReader(desk.store, shared.names, published).read(claim, form)
            new = read.claim
            if new is not None and fact_id(new) == item.id:
                read.faults["unchanged"] = "unchanged"
            elif new is not None and form.get("looked") == fact_id(new) and "save" in form:
                wanted = read_filter(asked, who)
                try:
                    made = desk.decide(
                        who, "amend", item.id, seen=form.get("seen"), note=form.get("note"), claim=new
                    )
                except Overtaken:
                    return onward(request, query_of(wanted, fact=item.id, overtaken="1"))
                if form.get("teach"):
                    _teach_new(shared, who, read)
                shared.review.decided()
                return onward(request, query_of(wanted, after=item.id, done=made.id))
            page = _page(shared, request, desk, who, item, claim, form, read, asked, form.get("seen"))
            page.status_code = 422 if read.faults else 200
            return page

        return await shared.at(request, work)


def _asked(desk: Desk, fact: str | None) -> Item:
    item = chosen(desk, fact)
    if item is None:
        raise Problem(400, "no-fact", "fact=… says which fact is to be amended")
    return item


def _page(
    shared: Shared, request: Request, desk: Desk, who: str, item: Item, claim: Claim, values: Any, read: Read,
    asked: Any, seen: str | None = None,
) -> HTMLResponse:  # fmt: skip
    words = shared.words(request, desk)
    quotations = desk.facts.quotations(item.id, QUOTATIONS)
    new = read.claim if read.claim is not None and "unchanged" not in read.faults else None
    return shared.show(
        request,
        "amend",
        **shared.standing(desk, who, "queue"),
        wanted=read_filter(asked, who),
        item=item,
        seen=desk.history.version(item.id) if seen is None else seen,
        fields=FIELDS[claim.type],
        values=values,
        before=words.sentence(claim),
        after=words.sentence(new) if new is not None else None,
        looked=fact_id(new) if new is not None else "",
        read=read,
        classes=get_args(EntityClass),
        taught=lexicon.TAUGHT,
        pages=SourceReader(desk.store, shared.names).pages(claim, quotations),
    )


def _teach_new(shared: Shared, who: str, read: Read) -> None:
    """Teaches the new things of a claim, those whose class can be taught; a port is one by land unless it says more."""
    for entity in read.new:
        if entity.cls in lexicon.TAUGHT:
            kind = "land" if entity.cls == "Port" else None
            given = {"word": entity.label, "class": entity.cls, "kind": kind, "by": who, "at": now()}
            lexicon.teach(shared.store, given, known_names(shared))


def known_names(shared: Shared) -> Lexicon:
    """The names that the gazetteer has."""
    if shared.known is None:
        shared.known = Lexicon(Gazetteer.load(GAZETTEER))
    return shared.known


def add_lexicon(app: FastAPI, shared: Shared, read_form: Any) -> None:
    """`/review/lexicon`: names that the next extraction is to know."""

    def page(request: Request, desk: Desk, who: str, **told: Any) -> HTMLResponse:
        return shared.show(
            request,
            "lexicon",
            **shared.standing(desk, who, "lexicon"),
            entries=lexicon.read_lexicon(shared.store),
            taught=lexicon.TAUGHT,
            kinds=get_args(PortKind),
            **{"added": None, "known": None, "problem": None, "given": request.query_params} | told,
        )

    @app.get("/review/lexicon", include_in_schema=False)
    async def show(request: Request) -> Response:
        added = request.query_params.get("added")
        return await shared.at(request, lambda desk, who: page(request, desk, who, added=added))

    @app.post("/review/lexicon", include_in_schema=False)
    async def change(request: Request, form: Annotated[Form, Depends(read_form)]) -> Response:
        def work(desk: Desk, who: str) -> Response:
            word, cls = form.get("word", "").strip(), form.get("class", "")
            if "remove" in form:
                try:
                    lexicon.forget(shared.store, word, cls)
                except LookupError as error:
                    raise Problem(404, "no-such-name", str(error.args[0])) from error
                return onward(request, "", "/review/lexicon")
            aliases = tuple(each.strip() for each in form.get("aliases", "").split("|") if each.strip())
            kind = form.get("kind") or None if cls == "Port" else None
            given = {"word": word, "class": cls, "aliases": aliases, "kind": kind, "by": who, "at": now()}
            try:
                lexicon.teach(shared.store, given, known_names(shared))
            except lexicon.Known:
                answer = page(request, desk, who, known=word, given=form)
            except ValueError as error:
                answer = page(request, desk, who, problem=str(error), given=form)
            else:
                return onward(request, query_of(read_filter({}, who), added=word), "/review/lexicon")
            answer.status_code = 422
            return answer

        return await shared.at(request, work)

    @app.get("/review/lexicon.tsv", include_in_schema=False)
    async def export(request: Request) -> Response:
        text = await shared.at(
            request, lambda desk, who: lexicon.as_table(lexicon.read_lexicon(shared.store))
        )
        told = {"Content-Disposition": f'attachment; filename="{lexicon.NAME}"', "Cache-Control": "no-store"}
        return Response(text, media_type="text/tab-separated-values", headers=told)
