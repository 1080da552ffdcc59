"""What the commands do that keep a store: list and compare its releases, copy it, look whether it is sound."""

import json
import sys
from argparse import Namespace as Options

from server.settings import Settings


def releases(options: Options, settings: Settings) -> int:
    """Lists the releases, the newest first."""
    from graph.releases import current_id
    from graph.releases import releases as all_releases
    from server.terminal import print_table

    current = current_id(settings.store)
    found = [
        {"id": each.id, "published": each.published.isoformat(), "quads": each.quads, "current": each.id == current}
        for each in reversed(all_releases(settings.store))
    ]  # fmt: skip
    if options.format == "json":
        print(json.dumps(found, indent=2))
    else:
        rows = [
            [str(r["id"]), str(r["published"])[:19], f"{r['quads']:,}", "current" if r["current"] else ""]
            for r in found
        ]
        print_table(["release", "published", "quads", ""], rows, (2,))
    return 0


def diff(options: Options, settings: Settings) -> int:
    """Writes what was added and removed between two releases."""
    from graph.difference import as_graphs, difference
    from graph.releases import open_release
    from graph.terms import Terms
    from server.output import output

    before = open_release(settings.store, options.before)
    after = open_release(settings.store, options.after)
    changes = difference(before.store, after.store)
    with output(options.output) as stream:
        if options.format == "text":
            signs = {"removed": "-", "added": "+"}
            lines = sorted(f"{signs[kind]} {quad} ." for kind, quad in changes)
            stream.writelines(f"{line}\n".encode() for line in lines)
        else:
            quads = as_graphs(changes, Terms(settings.names), before.id, after.id)
            stream.writelines(f"{line} .\n".encode() for line in sorted(map(str, quads)))
    return 0


def backup(options: Options, settings: Settings) -> int:
    """Copies the store."""
    from graph.backup import backup

    info = backup(settings.store, options.folder)
    print(f"{options.folder}: release {info.id}, {info.quads:,} quads")
    return 0


def restore(options: Options, settings: Settings) -> int:
    """Takes a copy back."""
    from graph.backup import restore

    info = restore(settings.store, options.folder)
    print(f"{settings.store}: release {info.id}, {info.quads:,} quads")
    return 0


def check(options: Options, settings: Settings) -> int:
    """Looks for files that are not what was written."""
    from graph.backup import check

    faults = check(settings.store)
    for fault in faults:
        print(fault)
    print(f"kouan: {settings.store}: {'damaged' if faults else 'sound'}", file=sys.stderr)
    return 1 if faults else 0


COMMANDS = {"releases": releases, "diff": diff, "backup": backup, "restore": restore, "check": check}
