"""The command `kouan`: what can be typed. What is done is in `server.commands`, loaded only when needed."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from server.settings import Settings, SettingsError, port

GRAPH_FORMATS = ("nquads", "trig", "turtle", "ntriples", "rdfxml", "jsonld")
EXTRACT_FORMATS = ("facts", "turtle", "trig", "nquads", "jsonld")
QUERY_FORMATS = ("table", "csv", "tsv", "json", "xml", "turtle")
EPILOG = """\
environment: KOUAN_STORE (.kouan/store), KOUAN_BASE_IRI (https://w3id.org/kouan/), HOST (127.0.0.1), PORT (8000)
exit status: 0 done, 1 bad input or a failed check, 2 wrong usage"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command and gives its exit status; data goes to stdout, messages to stderr."""
    options = parser().parse_args(arguments)
    try:
        settings = _settings(options, Settings.from_environment(os.environ))
    except SettingsError as error:
        print(f"kouan: {error}", file=sys.stderr)
        return 2
    from server import commands

    return commands.run(options.command, options, settings)


def parser() -> argparse.ArgumentParser:
    """All commands and their options."""
    top = argparse.ArgumentParser(
        prog="kouan",
        description="口岸 Kouan: a knowledge graph of China's ports of entry, read from the news.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, summary: str, example: str) -> argparse.ArgumentParser:
        return commands.add_parser(
            name,
            help=summary,
            description=f"{summary[0].upper()}{summary[1:]}.",
            epilog=f"example: {example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    extract = command(
        "extract",
        "read sources and write the facts they tell",
        "kouan extract page.txt articles.jsonl --format turtle -o facts.ttl",
    )
    _sources(extract)
    extract.add_argument(
        "--published", type=_date, metavar="DATE", help="YYYY-MM-DD, for sources that tell no date"
    )
    extract.add_argument(
        "--format", choices=EXTRACT_FORMATS, default="facts", help="facts (JSON Lines, default) or RDF"
    )
    extract.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="write the facts to files in a folder, with a manifest of all documents, instead of OUT",
    )
    extract.add_argument("--resume", action="store_true", help="go on with what --into has begun")
    _work(extract)
    extract.add_argument(
        "--model",
        metavar="NAME",
        help="a language model to read along; its proposals are checked, never published",
    )
    extract.add_argument(
        "--model-url",
        metavar="URL",
        default="http://127.0.0.1:11434/v1",
        help="its OpenAI-compatible endpoint (default: %(default)s); KOUAN_MODEL_KEY is its key",
    )
    extract.add_argument(
        "--explain",
        action="store_true",
        help="list every number of the text and what became of it, as JSON Lines",
    )
    _output(extract)

    build = command("build", "make the store afresh from a folder of seeds", "kouan build --seeds seeds")
    build.add_argument(
        "--seeds", type=Path, metavar="DIR", help="holds pages/ and gazetteer/ (default: ours)"
    )
    _store(build, engines=True)

    add = command("add", "extract sources and add their facts to the store", "kouan add new-page.txt")
    _sources(add)
    _work(add)
    _store(add, engines=True)

    withdraw = command(
        "withdraw",
        "take documents out of the store, with all that only they say",
        "kouan withdraw west-times-2025-09-12-p3 --reason 'the paper took it back'",
    )
    withdraw.add_argument("documents", nargs="+", metavar="ID", help="a document, by its dcterms:identifier")
    withdraw.add_argument("--reason", default="", metavar="TEXT", help="is shown with its IRI")
    _store(withdraw, engines=True)

    serve = command(
        "serve", "serve the store: home page and SPARQL endpoint", "kouan serve --host 0.0.0.0 --port 80"
    )
    _store(serve, engines=True)
    serve.add_argument("--host", metavar="H", help="address to listen at (default: HOST or 127.0.0.1)")
    serve.add_argument("--port", type=_port, metavar="P", help="0 is any free one (default: PORT or 8000)")

    query = command(
        "query",
        "ask the store, or an endpoint, in SPARQL",
        "kouan query 'SELECT ?name WHERE { ?port a kou:Port ; rdfs:label ?name } LIMIT 5'",
    )
    query.add_argument("query", metavar="QUERY", help="the query, the name of a file that ends in .rq, or -")
    query.add_argument(
        "--store",
        metavar="DIR|URL",
        type=_place,
        help="a store, or the http(s) address of an engine that holds one or of an endpoint",
    )
    query.add_argument(
        "--format", choices=QUERY_FORMATS, help="default: table, and turtle for CONSTRUCT and DESCRIBE"
    )

    export = command(
        "export", "write the graph to a file, the same bytes every time", "kouan export -o kouan.nq"
    )
    _store(export, engines=True)
    export.add_argument("--format", choices=GRAPH_FORMATS, default="nquads", help="default: nquads")
    export.add_argument("--graph", metavar="NAME", help="one named graph: facts, gazetteer, …, or an IRI")
    _output(export)

    decisions = command(
        "decisions",
        "export what curators decided and taught, or import it",
        "kouan decisions export -o decisions.jsonl",
    )
    ways = decisions.add_subparsers(dest="way", required=True, metavar="export|import|lexicon")
    exported = ways.add_parser("export", help="write every decision as a line of JSON, oldest first")
    _store(exported, engines=True)
    _output(exported)
    imported = ways.add_parser(
        "import", help="take in decisions made elsewhere; the latest about a fact holds"
    )
    imported.add_argument("files", nargs="+", type=Path, metavar="FILE", help="JSON Lines of decisions")
    _store(imported, engines=True)

    validate = command(
        "validate", "check the store against the shapes", "kouan validate --store .kouan/store"
    )
    _store(validate, engines=True)
    evaluate = command(
        "evaluate", "compare what sources tell with gold facts", "kouan evaluate gold.jsonl page.txt --faults"
    )
    evaluate.add_argument("gold", type=Path, metavar="GOLD", help="facts that a person annotated, JSON Lines")
    _sources(evaluate)
    evaluate.add_argument(
        "--faults", action="store_true", help="list what is missed, extra or wrong, each with its text"
    )
    stats = command("stats", "count what the store holds", "kouan stats --format json")
    _store(stats)
    stats.add_argument("--format", choices=("table", "json"), default="table", help="default: table")
    stats.add_argument(
        "--calibration",
        type=Path,
        metavar="GOLD",
        help="instead, how often facts are right by their confidence, judged by gold facts",
    )
    listing = command("releases", "list the releases of the store", "kouan releases --format json")
    _store(listing)
    listing.add_argument("--format", choices=("table", "json"), default="table", help="default: table")

    diff = command(
        "diff", "write what was added and removed between two releases", "kouan diff 0f3a5c1d2e4b 9b8a7c6d5e4f"
    )  # fmt: skip
    diff.add_argument("before", metavar="BEFORE", help="the id of a release")
    diff.add_argument("after", metavar="AFTER", nargs="?", help="default: the current release")
    _store(diff)
    diff.add_argument(
        "--format",
        choices=("text", "nquads"),
        default="text",
        help="text: lines of N-Quads after - and +; nquads: graphs …/added/… and …/removed/…",
    )
    _output(diff)

    backup = command(
        "backup", "copy the store, also while it is served", "kouan backup /backups/kouan-2026-01-31"
    )
    backup.add_argument("folder", type=Path, metavar="DIR", help="is made; the copy is a store of its own")
    _store(backup)
    restore = command(
        "restore", "make the store hold what a backup holds", "kouan restore /backups/kouan-2026-01-31"
    )
    restore.add_argument("folder", type=Path, metavar="DIR", help="a backup")
    _store(restore)
    check = command("check", "look for damage in the files of the store", "kouan check")
    _store(check)
    return top


def _sources(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "files",
        nargs="+",
        metavar="FILE",
        help="a page dump (.txt), or JSON Lines or Parquet with id, title, date, publication, url, text; - is stdin",
    )


def _work(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--workers", type=_positive, default=1, metavar="N", help="processes that share the work (default: 1)"
    )
    command.add_argument(
        "--engine",
        choices=("processes", "dask"),
        default="processes",
        help="where they run (default: processes)",
    )
    command.add_argument(
        "--address",
        metavar="A",
        help="the scheduler of a Dask cluster (default: a cluster of N processes here)",
    )
    command.add_argument(
        "--seconds",
        type=_positive,
        default=60,
        metavar="S",
        help="what one document may take before it is left out and told (default: 60)",
    )


def _output(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="OUT",
        help="a file, written whole or not at all (default: stdout)",
    )


def _store(command: argparse.ArgumentParser, engines: bool = False) -> None:
    default = "default: KOUAN_STORE or .kouan/store"
    if engines:
        what = f"a folder, or the http(s) address of a SPARQL engine; {default}"
        command.add_argument("--store", type=_place, metavar="DIR|URL", help=what)
    else:
        command.add_argument("--store", type=_folder, metavar="DIR", help=default)


def _place(text: str) -> Path | str:
    """A folder, or the address of an engine as it is."""
    return text if text.startswith(("http://", "https://")) else Path(text)


def _folder(text: str) -> Path:
    if isinstance(_place(text), str):
        raise argparse.ArgumentTypeError(f"a folder is expected, not an address: {text}")
    return Path(text)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date like 2025-09-12") from error


def _positive(text: str) -> int:
    if not (text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"{text!r} is no number above 0")
    return int(text)


def _port(text: str) -> int:
    try:
        return port(text)
    except SettingsError as error:
        raise argparse.ArgumentTypeError(error.problem) from error


def _settings(options: argparse.Namespace, settings: Settings) -> Settings:
    """Settings with what the options say in their place."""
    given = {name: getattr(options, name, None) for name in ("store", "seeds", "host", "port")}
    place = given["store"]
    if isinstance(place, str):
        settings = settings.of_engine(place)
        del given["store"]
    return replace(settings, **{name: value for name, value in given.items() if value is not None})
