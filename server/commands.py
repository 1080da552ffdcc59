"""What the commands do. Each imports what it needs when it runs, so that the others start quickly."""

import sys
from argparse import Namespace as Options
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from extract.error import UserError
from server import extracting, keeping
from server.settings import Settings

if TYPE_CHECKING:
    from graph.build import Summary
    from graph.quads import QuadStore
    from graph.releases import Release


def run(command: str, options: Options, settings: Settings) -> int:
    """Runs a command; an error that the user can mend is one line and exit status 1."""
    try:
        return COMMANDS[command](options, settings)
    except BrokenPipeError:
        sys.stderr.close()  # the reader has enough (`| head`), and Python would complain when it flushes
        return 0
    except KeyboardInterrupt:
        return 130
    except UserError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(f"{error.filename}: {error.strerror}" if error.filename else str(error))


def evaluate(options: Options, settings: Settings) -> int:
    """Scores extraction against gold, and lists its faults if asked."""
    from extract.error import SourceError
    from extract.evaluation import evaluate, read_gold
    from extract.pipeline import Extractor
    from extract.source import read
    from server.scores import print_faults, print_scores
    from server.terminal import progress

    faults: list[SourceError] = []
    gold = read_gold(options.gold)
    with progress() as report:
        extractor = Extractor.load()
        facts = []
        for file in options.files:
            for document in read(file, on_error=faults.append):
                facts += [fact.as_row(settings.names) for fact in extractor.facts(document)]
                report(f"{file}: {document.id}")
    for fault in faults:
        _say(str(fault))
    result = evaluate(gold, facts)
    if options.faults:
        print_faults(result)
    print_scores(result)
    return 1 if faults else 0


def build(options: Options, settings: Settings) -> int:
    """Makes the store afresh."""
    from graph.build import build
    from server.terminal import progress

    if not (settings.seeds / "gazetteer").is_dir():
        return _failed(f"{settings.seeds}: has no folder 'gazetteer', so it is no folder of seeds")
    with progress() as report:
        summary = build(
            settings.seeds,
            settings.store,
            names=settings.names,
            report=report,
            endpoint=settings.endpoint,
        )
        if not settings.endpoint:
            index(settings)
    return _summarised(summary, settings)


def add(options: Options, settings: Settings) -> int:
    """Adds the facts of files to the store."""
    from graph.build import add
    from server.extracting import engine
    from server.terminal import progress

    with progress() as report:
        summary = add(
            options.files,
            settings.store,
            names=settings.names,
            report=report,
            engine=engine(options, spawn=True),
            seconds=options.seconds,
            keep=settings.keep,
            endpoint=settings.endpoint,
        )
        if not settings.endpoint:
            index(settings)
    return _summarised(summary, settings)


def withdraw(options: Options, settings: Settings) -> int:
    """Takes documents out of the store."""
    from datetime import UTC, datetime

    from graph.releases import releases
    from graph.withdrawing import withdraw
    from server.terminal import many

    release = withdraw(
        options.documents,
        settings.store,
        names=settings.names,
        at=datetime.now(UTC),
        reason=options.reason,
        keep=settings.keep,
        endpoint=settings.endpoint,
    )
    index(settings)
    print(f"{settings.place}: release {release}, without {many(len(options.documents), 'document')}")
    older = len(releases(settings.store)) - 1
    if older:
        _say(f"{many(older, 'older release')} still held; KOUAN_KEEP=1 keeps none of them")
    return 0


def index(settings: Settings) -> Path:
    """The search index of the current release, made where it is not there yet."""
    from graph import indexing
    from graph.releases import find

    return indexing.of(find(settings.store), settings.names)


def serve(options: Options, settings: Settings) -> int:
    """Serves until stopped."""
    from server.following import catch_up
    from server.serving import serve
    from server.terminal import progress

    if settings.endpoint:
        with progress() as report:
            report("reading what the engine holds")
            catch_up(settings, otherwise_last=True)
    return serve(settings)


def query(options: Options, settings: Settings) -> int:
    """Asks the store or an endpoint."""
    from graph.remote.probe import holds_graphs
    from graph.search import Index
    from server.asking import ask_endpoint, ask_store, query_text

    text = query_text(options.query)
    if settings.endpoint and holds_graphs(settings.endpoint):
        with _graph(settings) as store:
            ask_store(store, text, options.format, settings.names)
    elif settings.endpoint:
        ask_endpoint(settings.endpoint, text, options.format, settings.names)
    else:
        release = _release(settings)
        ask_store(release.store, text, options.format, settings.names, lambda: Index.open(index(settings)))
    return 0


def export(options: Options, settings: Settings) -> int:
    """Writes the graph to a file."""
    from graph.export import export
    from server.output import output

    graph = options.graph
    if graph and ":" not in graph:
        graph = settings.names.graph(graph)
    with _graph(settings) as store, output(options.output) as stream:
        export(store, stream, options.format, settings.names, graph=graph)
    return 0


def decisions(options: Options, settings: Settings) -> int:
    """Writes the decisions of the store to a file, or takes in those of files; or writes its lexicon to tables."""
    from graph.releases import current_id
    from graph.review import lexicon
    from graph.review.journal import Journal, read_decisions
    from graph.review.settling import settle_store
    from server.following import catch_up
    from server.output import output
    from server.terminal import many

    if settings.endpoint and options.way == "import":
        catch_up(settings)
    elif not settings.endpoint:
        current_id(settings.store)
    journal = Journal(settings.store)
    if options.way == "export":
        history = journal.history.decisions.values()
        with output(options.output) as stream:
            for each in sorted(history, key=lambda each: (each.at, each.id)):
                stream.write(each.as_line().encode() + b"\n")
        return 0
    if options.way == "lexicon":
        folder = settings.seeds / "gazetteer"
        added = lexicon.export(lexicon.read_lexicon(settings.store), folder)
        for table, count in added.items():
            print(f"{folder / table}.tsv: {many(count, 'new row')}")
        return 0
    brought = journal.bring(each for file in options.files for each in read_decisions(file))
    settled = settle_store(
        settings.store, settings.names, keep=settings.keep, wait=5, endpoint=settings.endpoint
    )
    for fact in brought.changed:
        _say(f"fact {fact}: the decision that held before gives way to a later one")
    print(f"{settings.place}: release {settled.release}, {many(brought.new, 'new decision')}")
    return 0


def validate(options: Options, settings: Settings) -> int:
    """Prints each violation; having any is a failed check."""
    from graph.validation import validate
    from server.terminal import many, progress

    with _graph(settings) as store, progress() as report:
        report("checking against the shapes")
        violations = validate(store, settings.names)
    for violation in violations:
        print(violation)
    _say(f"{settings.place}: {many(len(violations), 'violation')}")
    return 1 if violations else 0


def stats(options: Options, settings: Settings) -> int:
    """Prints what the store holds, or how often its facts are right."""
    from graph.counts import counts
    from server.stats import as_json, print_counts

    release = _release(settings)
    if options.calibration:
        return _calibration(release, options, settings)
    found = counts(release.store, settings.names)
    if options.format == "json":
        print(as_json(release, found))
    else:
        print_counts(release, found)
    return 0


COMMANDS = {
    "extract": extracting.extract,
    "evaluate": evaluate,
    "build": build,
    "add": add,
    "withdraw": withdraw,
    "serve": serve,
    "query": query,
    "export": export,
    "decisions": decisions,
    "validate": validate,
    "stats": stats,
    **keeping.COMMANDS,
}


def _calibration(release: "Release", options: Options, settings: Settings) -> int:
    from extract.evaluation import evaluate, read_gold
    from graph.rows import rows
    from server.scores import print_reliability

    gold = [row for row in read_gold(options.calibration) if row["type"] != "document"]
    result = evaluate(gold, list(rows(release.store, settings.names)))
    if not result.judged:
        return _failed(f"{options.calibration}: the store has no document that this gold is about")
    print_reliability(result)
    return 0


@contextmanager
def _graph(settings: Settings) -> Iterator["QuadStore"]:
    """The graph to read: that of the current release, or what an engine holds."""
    if settings.endpoint is None:
        yield _release(settings).store
    else:
        from graph.remote.probe import reading

        with reading(settings.endpoint, settings.names) as store:
            yield store


def _release(settings: Settings) -> "Release":
    from graph.releases import open_release

    return open_release(settings.store)


def _summarised(summary: "Summary", settings: Settings) -> int:
    """Prints what was done; sources that could not be read and violations of shapes are failures."""
    from server.terminal import many

    for error in summary.errors:
        _say(str(error))
    for violation in summary.violations:
        _say(f"shape: {violation}")
    print(
        f"{settings.place}: release {summary.release}, {many(summary.quads, 'triple')}, {summary.seconds:.1f} s"
    )
    facts = many(summary.facts.total(), "fact")
    print(f"  {many(summary.documents, 'document')}, {many(summary.articles, 'article')}, {facts}")
    if summary.withdrawn:
        print(f"  {many(summary.withdrawn, 'document')} left out: withdrawn from this store")
    if summary.skipped:
        print(f"  {many(summary.skipped, 'document')} skipped: the store has them, read by the same rules")
    print("  " + ", ".join(f"{kind} {count:,}" for kind, count in summary.facts.most_common()))
    print(f"  {many(len(summary.violations), 'shape violation')}")
    return 1 if summary.errors or summary.violations else 0


def _failed(message: str) -> int:
    _say(message)
    return 1


def _say(message: str) -> None:
    print(f"kouan: {message}", file=sys.stderr)
