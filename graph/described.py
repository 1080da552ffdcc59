"""What a release tells of itself, made once: `derived/<id>/counts.json`, `gone`, `statistics.json` and `dumps/`.

python -m graph.described STORE RELEASE BASE
"""

import os
import shutil
import sys
from pathlib import Path

from pyoxigraph import Store

from graph import counts, gone
from graph.dumps import write_dumps
from graph.releases import ReleaseInfo, find
from graph.statistics import statistics
from graph.terms import Terms
from ontology import Namespaces


def statistics_of(info: ReleaseInfo) -> Path:
    """Where the statistics of a release are, when they are made."""
    return info.derived / "statistics.json"


def dumps_of(info: ReleaseInfo) -> Path:
    """The folder where the dumps of a release are, when they are made."""
    return info.derived / "dumps"


def make(info: ReleaseInfo, names: Namespaces) -> None:
    """Makes what is not there yet; each appears when it is whole."""
    counts.make(info, names)
    gone.make(info, names)
    store = Store.read_only(str(info.path))
    info.derived.mkdir(parents=True, exist_ok=True)
    counted, dumps = statistics_of(info), dumps_of(info)
    if not counted.exists():
        scratch = counted.with_name(f"statistics.{os.getpid()}")
        statistics(store, Terms(names)).write(scratch)
        scratch.replace(counted)
    if not dumps.exists():
        building = dumps.with_name(f"dumps.{os.getpid()}")
        building.mkdir()
        try:
            write_dumps(store, building, names)
            building.rename(dumps)
        except FileExistsError:
            pass  # another process was faster, and made the same
        finally:
            shutil.rmtree(building, ignore_errors=True)


if __name__ == "__main__":
    os.nice(10)
    make(find(Path(sys.argv[1]), sys.argv[2]), Namespaces(sys.argv[3]))
