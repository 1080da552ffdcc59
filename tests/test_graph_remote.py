"""The graph in an engine outside: the same graph as in a folder, whatever happens on the way."""

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from graph.build import Summary, add, build
from graph.content import Content
from graph.export import export
from graph.quads import QuadStore
from graph.releases import open_release
from graph.remote.endpoint import EndpointError
from graph.remote.probe import find, reading
from graph.remote.store import RemoteStore
from graph.terms import term
from graph.validation import validate
from server.cli import main
from tests.conftest import SEEDS
from tests.engine import Faulty, answers, needs_oxigraph, oxigraph
from tests.rdf import NAMES

pytestmark = needs_oxigraph

ARTICLES = [
    {"id": "r1", "title": "满洲里口岸", "date": "2030-02-02", "text": "内蒙古满洲里口岸昨天恢复通关。满洲里口岸今年1月出口货物20万吨。"},
    {"id": "r2", "title": "望海口岸", "date": "2030-02-03", "text": "位于内蒙古的望海口岸去年进口煤炭30万吨。"},
]  # fmt: skip
MORE = {
    "id": "r3",
    "title": "望海口岸",
    "date": "2030-02-05",
    "text": "望海口岸位于内蒙古。望海口岸去年出口货物40万吨。",
}


def silent(line: str) -> None:
    """Nobody watches a test."""


def lines_of(store: QuadStore) -> bytes:
    output = io.BytesIO()
    export(store, output, "nquads", NAMES)
    return output.getvalue()


def held(engine: str) -> list[Quad]:
    with reading(engine, NAMES) as store:
        return list(store)


def exported(engine: str) -> bytes:
    with reading(engine, NAMES) as store:
        return lines_of(store)


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with oxigraph() as address:
        yield address


@pytest.fixture(scope="module")
def home(engine: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a store whose graph was built in the engine."""
    return tmp_path_factory.mktemp("home") / "store"


@pytest.fixture(scope="module")
def remote(engine: str, home: Path) -> Summary:
    return build(SEEDS, home, names=NAMES, report=silent, endpoint=engine)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl"
    path.write_text(
        "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in ARTICLES), encoding="utf-8"
    )
    return path


def test_a_graph_built_in_an_engine_is_the_one_built_in_a_folder(
    engine: str, remote: Summary, built: tuple[Path, Summary]
) -> None:
    assert (remote.release, remote.quads, remote.violations) == (built[1].release, built[1].quads, [])
    assert exported(engine) == lines_of(open_release(built[0]).store)
    with reading(engine, NAMES) as store:
        assert validate(store, NAMES) == []


def test_an_engine_answers_the_questions_of_the_seeds_as_a_folder_does(
    engine: str, remote: Summary, built: tuple[Path, Summary]
) -> None:
    with reading(engine, NAMES) as store:
        assert answers(store) == answers(open_release(built[0]).store)


def test_what_is_added_in_an_engine_is_what_is_added_in_a_folder_and_only_once(
    engine: str, home: Path, remote: Summary, built: tuple[Path, Summary], articles: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(built[0], tmp_path / "copy"))
    there = add([articles], home, names=NAMES, report=silent, endpoint=engine)
    here = add([articles], folder, names=NAMES, report=silent)
    again = add([articles], home, names=NAMES, report=silent, endpoint=engine)

    assert (there.release, there.quads, there.facts) == (here.release, here.quads, here.facts)
    assert exported(engine) == lines_of(open_release(folder).store)
    assert (again.release, again.documents, again.skipped) == (there.release, 0, 2)
    assert Content.of(held(engine)).id == there.release


def test_another_machine_goes_on_with_what_the_engine_holds(
    engine: str, remote: Summary, articles: Path, tmp_path: Path
) -> None:
    add([articles], tmp_path / "elsewhere", names=NAMES, report=silent, endpoint=engine)
    again = add([articles], tmp_path / "elsewhere", names=NAMES, report=silent, endpoint=engine)

    assert again.skipped == 2
    assert again.release == Content.of(held(engine)).id


def test_the_commands_take_the_address_of_an_engine(
    engine: str, remote: Summary, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    asked = "ASK { port:manzhouli a kou:Port . GRAPH graph:gazetteer { port:manzhouli a kou:Port } }"

    assert main(["query", "--store", engine, asked]) == 0
    assert capfdbinary.readouterr().out == b"true\n"
    assert main(["export", "--store", engine]) == 0
    assert capfdbinary.readouterr().out == exported(engine)
    assert main(["query", "--store", engine, "ASK { ?s ?p }"]) == 1
    assert capfdbinary.readouterr().err.startswith(b"kouan: line 1, column ")


def test_an_update_whose_answer_is_lost_is_sent_again(engine: str, remote: Summary) -> None:
    node = NamedNode("urn:kouan:lost")
    given = Quad(node, term("rdf:type"), node, node)
    with Faulty(engine) as faulty:
        faulty.spoilt = {1: "drop"}
        endpoint = find(faulty.address)
        store = RemoteStore(endpoint, [node])
        store.extend([given])
        store.flush()
        store.forget()

        assert (list(store), faulty.updates) == ([given], 2)
        store.clear()
        endpoint.close()


def test_an_engine_that_goes_in_mid_step_is_left_as_it_was_by_the_next_writer(
    engine: str, remote: Summary, tmp_path: Path
) -> None:
    page, home = tmp_path / "page.jsonl", tmp_path / "store"
    page.write_text(json.dumps(MORE, ensure_ascii=False), encoding="utf-8")
    with Faulty(engine) as faulty:
        add([], home, names=NAMES, report=silent, endpoint=faulty.address)
        before = exported(engine)
        faulty.gone_after = 2
        with pytest.raises(EndpointError, match="tried 3 times"):
            add([page], home, names=NAMES, report=silent, endpoint=faulty.address)
        half = exported(engine)
        faulty.gone_after = None

        add([], home, names=NAMES, report=silent, endpoint=faulty.address)
        assert half != before
        assert exported(engine) == before

        whole = add([page], home, names=NAMES, report=silent, endpoint=faulty.address)
        assert (whole.documents, whole.violations) == (1, [])
        assert whole.release == Content.of(held(engine)).id


@pytest.mark.parametrize(
    ("fault", "told"), [("html", "answers an update with a page"), ("500", "answers 500")]
)
def test_an_update_that_is_refused_leaves_the_engine_as_it_was(
    engine: str, remote: Summary, tmp_path: Path, fault: str, told: str
) -> None:
    page, home = tmp_path / "page.jsonl", tmp_path / "store"
    page.write_text(json.dumps(MORE | {"id": fault}, ensure_ascii=False), encoding="utf-8")
    with Faulty(engine) as faulty:
        add([], home, names=NAMES, report=silent, endpoint=faulty.address)
        before = exported(engine)
        faulty.spoilt = {2: fault}
        with pytest.raises(EndpointError, match=told):
            add([page], home, names=NAMES, report=silent, endpoint=faulty.address)

    assert exported(engine) == before


def test_an_engine_is_told_what_it_lacks_before_anything_is_written(engine: str, tmp_path: Path) -> None:
    with Faulty(engine) as faulty:
        faulty.spoilt = {1: "500"}
        with pytest.raises(EndpointError, match=r"does not keep triple terms \(RDF 1\.2\)$"):
            build(SEEDS, tmp_path / "store", names=NAMES, report=silent, endpoint=faulty.address)
        assert faulty.updates == 8


def test_a_build_that_was_cut_off_is_to_be_done_again(remote: Summary, tmp_path: Path) -> None:
    with oxigraph() as empty, Faulty(empty) as faulty:
        faulty.gone_after = 15
        with pytest.raises(EndpointError):
            build(SEEDS, tmp_path / "store", names=NAMES, report=silent, endpoint=faulty.address)
        faulty.gone_after = None
        with pytest.raises(EndpointError, match="its last build did not end; do `kouan build` again"):
            add([], tmp_path / "store", names=NAMES, report=silent, endpoint=faulty.address)


def test_nothing_is_added_to_an_engine_without_a_graph(tmp_path: Path) -> None:
    with oxigraph() as empty, pytest.raises(EndpointError, match="holds no graph of ours yet"):
        add([], tmp_path / "store", names=NAMES, report=silent, endpoint=empty)
