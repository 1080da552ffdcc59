"""The command `kouan`: data to stdout, messages to stderr, and an exit status that tells how it went."""

import io
import json
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from rich.cells import cell_len

from graph.export import FORMATS
from graph.store import Master
from ontology import Namespaces
from server.app import create_app
from server.cli import EXTRACT_FORMATS, GRAPH_FORMATS, main, parser
from server.commands import COMMANDS
from server.settings import Settings
from tests.conftest import SEED_PAGE, SEEDS
from tests.serving import fill, running

KOUAN = (sys.executable, "-m", "server")
NAMES = "SELECT ?name { ?s rdfs:label ?name } ORDER BY ?name"
ARTICLE = {
    "id": "a1",
    "date": "2024-05-06",
    "publication": "边贸时报",
    "text": "霍尔果斯口岸进口煤炭20万吨。",
}
GOLD = {
    "doc": "a1",
    "type": "stat",
    "subject": "霍尔果斯",
    "metric": "进口煤炭",
    "value": 200000,
    "unit": "吨",
}
"""What ARTICLE says."""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test stands in a folder of its own, without settings from whoever runs it."""
    monkeypatch.chdir(tmp_path)
    for name in ("KOUAN_STORE", "KOUAN_BASE_IRI", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(fill(tmp_path_factory.mktemp("small") / "store"))


Output = pytest.CaptureFixture[str]


def kouan(capsys: Output, *arguments: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of a command."""
    try:
        status = main(arguments)
    except SystemExit as ended:
        status = int(ended.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


def standard_input(text: str) -> io.TextIOWrapper:
    """What a process finds at its standard input."""
    return io.TextIOWrapper(io.BufferedReader(io.BytesIO(text.encode())))


def test_help_tells_of_every_command_and_setting(capsys: Output) -> None:
    status, out, _ = kouan(capsys, "--help")

    assert status == 0
    for name in (*COMMANDS, "KOUAN_STORE", "KOUAN_BASE_IRI", "HOST", "PORT", "exit status"):
        assert name in out


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself_with_an_example(capsys: Output, command: str) -> None:
    status, out, _ = kouan(capsys, command, "--help")

    assert status == 0
    example = next(line for line in out.splitlines() if line.startswith("example: kouan "))
    assert example.split()[2] == command


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from server.cli import parser; parser(); print(sorted(set(sys.modules) & "
        "{'pyoxigraph', 'rich', 'fastapi', 'rdflib', 'jieba', 'rjieba', 'pydantic', 'jinja2', 'graph.store'}))"
    )

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=SEEDS.parent)

    assert loaded.stdout == b"[]\n"


def test_formats_are_those_that_the_graph_can_write() -> None:
    assert set(GRAPH_FORMATS) == set(FORMATS)
    assert set(EXTRACT_FORMATS) - {"facts"} < set(FORMATS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "the following arguments are required: COMMAND"),
        (("harvest",), "invalid choice: 'harvest'"),
        (("extract",), "the following arguments are required: FILE"),
        (("extract", "x.txt", "--published", "2025-13-01"), "'2025-13-01' is no date like 2025-09-12"),
        (("extract", "x.txt", "--format", "excel"), "invalid choice: 'excel'"),
        (("serve", "--port", "http"), "a number from 0 to 65535 is expected, not 'http'"),
    ],
)
def test_wrong_usage_has_status_2(capsys: Output, arguments: tuple[str, ...], message: str) -> None:
    status, out, err = kouan(capsys, *arguments)

    assert (status, out) == (2, "")
    assert message in err


def test_a_wrong_setting_has_status_2(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")

    assert kouan(capsys, "stats") == (
        2,
        "",
        "kouan: PORT: a number from 0 to 65535 is expected, not 'http'\n",
    )


def test_extract_explains_what_became_of_every_number(capsys: Output, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(
        json.dumps(ARTICLE | {"text": "在314国道旁，霍尔果斯口岸进口煤炭20万吨。"})
    )

    status, out, _ = kouan(capsys, "extract", "a.jsonl", "--explain")

    assert status == 0
    assert [json.loads(line) for line in out.splitlines()] == [
        {"doc": "a1", "start": 1, "end": 4, "text": "314", "fate": "a label, not an amount"},
        {"doc": "a1", "start": 18, "end": 22, "text": "20万吨", "fate": "a statistic"},
    ]


def test_evaluate_scores_sources_against_gold(capsys: Output, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(ARTICLE))
    gold = [
        GOLD,
        {"doc": "a1", "type": "stat", "subject": "霍尔果斯", "metric": "出口煤炭", "value": 1, "unit": "吨"},
    ]
    (tmp_path / "gold.jsonl").write_text("\n".join(map(json.dumps, gold)))

    status, out, _ = kouan(capsys, "evaluate", "gold.jsonl", "a.jsonl", "--faults")

    assert status == 0
    assert "missed stat (a1)   subject 霍尔果斯, metric 出口煤炭" in out
    assert " ".join(next(line for line in out.splitlines() if line.startswith(" all")).split()) == (
        "all 1 0 1 1.000 0.500 0.667"
    )


def test_evaluate_says_that_there_are_no_faults(capsys: Output, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(ARTICLE))
    (tmp_path / "gold.jsonl").write_text(json.dumps(GOLD))

    status, out, _ = kouan(capsys, "evaluate", "gold.jsonl", "a.jsonl", "--faults")

    assert (status, out.splitlines()[0]) == (0, "no faults")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"type": "stat"}', "a fact needs 'doc'"),
        ("{", "not JSON: Expecting property name"),
        ("[1]", "a fact needs "),
    ],
)
def test_evaluate_names_the_line_of_gold_that_is_no_fact(
    capsys: Output, tmp_path: Path, line: str, fault: str
) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(ARTICLE))
    (tmp_path / "gold.jsonl").write_text('{"doc": "a1", "type": "stat"}\n' + line + "\n")

    status, out, err = kouan(capsys, "evaluate", "gold.jsonl", "a.jsonl")

    assert (status, out) == (1, "")
    assert err.startswith(f"kouan: gold.jsonl:2: {fault}")


def test_extract_writes_one_fact_a_line(capsys: Output, tmp_path: Path) -> None:
    assert kouan(capsys, "extract", str(SEED_PAGE), "-o", "facts.jsonl") == (0, "", "")

    rows = [json.loads(line) for line in (tmp_path / "facts.jsonl").read_text(encoding="utf-8").splitlines()]
    page = SEED_PAGE.read_text(encoding="utf-8")
    assert {row["doc"] for row in rows} == {"west-times-2025-09-12-p3"}
    assert [row["evidence"]["text"] for row in rows] == [
        page[row["evidence"]["start"] : row["evidence"]["end"]] for row in rows
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["facts.jsonl"]


def test_extract_goes_on_after_what_cannot_be_read_and_says_so(capsys: Output, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "letters").mkdir()
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n")
    (tmp_path / "articles.jsonl").write_text(f"{{broken\n{json.dumps(ARTICLE)}\n", encoding="utf-8")

    status, out, err = kouan(
        capsys, "extract", "empty.txt", "letters", "none.txt", "picture.txt", "articles.jsonl"
    )

    assert status == 1
    assert {json.loads(line)["doc"] for line in out.splitlines()} == {"a1"}
    assert err.splitlines() == [
        "kouan: empty.txt: is empty",
        "kouan: letters: has no file to read (.txt, .parquet, .jsonl, .ndjson, .json)",
        "kouan: none.txt: No such file or directory",
        "kouan: picture.txt: is an image, not text",
        "kouan: articles.jsonl:1: not JSON: Expecting property name enclosed in double quotes at column 2",
    ]


def test_extract_reads_standard_input_and_dates_what_tells_no_date(
    capsys: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    undated = {"id": "a2", "text": "今年前3个月，霍尔果斯口岸进口煤炭20万吨。"}
    monkeypatch.setattr(sys, "stdin", standard_input(json.dumps(undated)))

    status, out, err = kouan(capsys, "extract", "-", "--published", "2024-05-06")

    rows = [json.loads(line) for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert [row["period"] for row in rows if row["type"] == "stat"] == ["2024-01-01/2024-03-31"]


@pytest.mark.parametrize("form", [name for name in EXTRACT_FORMATS if name != "facts"])
def test_extract_writes_rdf(capsys: Output, tmp_path: Path, form: str) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(ARTICLE), encoding="utf-8")

    status, out, err = kouan(capsys, "extract", "a.jsonl", "--format", form)

    port = NamedNode("https://w3id.org/kouan/id/port/huoerguosi")
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    labels = {q.object.value for q in parse(out, format=FORMATS[form]) if (q.subject, q.predicate) == (port, label)}  # fmt: skip
    assert (status, err) == (0, "")
    assert labels == {"霍尔果斯口岸"}


@pytest.mark.parametrize("command", ["query", "export", "validate", "stats", "serve", "add"])
@pytest.mark.parametrize(
    ("store", "message"),
    [
        ("missing", "missing: there is no store; make one with `kouan build`"),
        ("folder", "folder: is not a store of ours and is left as it is"),
        ("newer", "newer: was written by a newer Kouan (layout 99, this one reads up to 1)"),
    ],
)
def test_a_store_that_cannot_be_used_is_named_with_the_reason(
    capsys: Output, tmp_path: Path, command: str, store: str, message: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "letter.txt").touch()
    (tmp_path / "newer").mkdir()
    (tmp_path / "newer" / "format").write_text("99\n")
    needed = {"query": ("ASK {}",), "add": (str(SEED_PAGE),)}.get(command, ())

    assert kouan(capsys, command, *needed, "--store", store) == (1, "", f"kouan: {message}\n")


@pytest.mark.parametrize("command", ["build", "add"])
def test_a_store_that_is_being_written_is_left_alone(capsys: Output, tmp_path: Path, command: str) -> None:
    store = fill(tmp_path / "store")
    needed = (str(SEED_PAGE),) if command == "add" else ()

    with Master.open(store):
        status, out, err = kouan(capsys, command, *needed, "--store", "store")

    assert (status, out) == (1, "")
    assert err.startswith("kouan: store: is being written by another process (process ")


def test_build_needs_a_folder_of_seeds(capsys: Output, tmp_path: Path) -> None:
    assert kouan(capsys, "build", "--seeds", "nowhere") == (
        1, "", "kouan: nowhere: has no folder 'gazetteer', so it is no folder of seeds\n",
    )  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_build_names_the_row_of_a_table_that_does_not_fit(capsys: Output, tmp_path: Path) -> None:
    shutil.copytree(SEEDS / "gazetteer", tmp_path / "seeds" / "gazetteer")
    with (tmp_path / "seeds" / "gazetteer" / "ports.tsv").open("a", encoding="utf-8") as table:
        table.write("half a row\n")
    number = len((SEEDS / "gazetteer" / "ports.tsv").read_text(encoding="utf-8").splitlines()) + 1

    status, out, err = kouan(capsys, "build", "--seeds", "seeds")

    assert (status, out) == (1, "")
    assert err.startswith(f"kouan: seeds/gazetteer/ports.tsv:{number}: row: 1 cells where the header has ")


def test_add_makes_a_release_that_queries_see(capsys: Output, tmp_path: Path) -> None:
    store = fill(tmp_path / "store")
    (tmp_path / "a.jsonl").write_text(f"{json.dumps(ARTICLE)}\n{{}}\n", encoding="utf-8")

    status, out, err = kouan(capsys, "add", "a.jsonl", "--store", str(store))

    assert status == 1
    assert err == "kouan: a.jsonl:2: id is missing\n"
    assert "1 document, 1 article, " in out
    _, names, _ = kouan(capsys, "query", NAMES, "--store", str(store), "--format", "csv")
    assert {"霍尔果斯口岸", "磨憨口岸"} < set(names.split())


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ("csv", "name\r\n大连港\r\n磨憨口岸\r\n"),
        ("tsv", '?name\n"大连港"@zh\n"磨憨口岸"@zh\n'),
    ],
)
def test_query_prints_standard_formats(capsys: Output, small: str, form: str, answer: str) -> None:
    assert kouan(capsys, "query", NAMES, "--store", small, "--format", form) == (0, answer, "")


def test_query_aligns_columns_for_chinese(capsys: Output, small: str) -> None:
    query = "SELECT ?name ?n { VALUES (?name ?n) { ('口岸' 7) ('a' 12345) } }"

    status, out, err = kouan(capsys, "query", query, "--store", small)

    lines = [line for line in out.splitlines() if line.strip()]
    assert (status, err) == (0, "")
    assert [line.split() for line in (lines[0], *lines[2:])] == [["name", "n"], ["口岸", "7"], ["a", "12345"]]
    assert len({cell_len(line.rstrip()) for line in lines}) == 1


def test_query_reads_a_file_and_standard_input(
    capsys: Output, small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "names.rq").write_text(f"# title-zh: 名称\n{NAMES}", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", standard_input("ASK { ?s a kou:Port }"))

    assert "磨憨口岸" in kouan(capsys, "query", "names.rq", "--store", small)[1]
    assert kouan(capsys, "query", "-", "--store", small) == (0, "true\n", "")


def test_query_shows_no_more_of_a_text_than_its_characters(capsys: Output, small: str) -> None:
    query = r"SELECT ('\u001B[31m[red]red[/red]' AS ?x) {}"

    assert "�[31m[red]red[/red]" in kouan(capsys, "query", query, "--store", small)[1]


def test_query_gives_triples_as_turtle(capsys: Output, small: str) -> None:
    query = "CONSTRUCT { ?s kou:faces ?o } { ?s kou:faces ?o }"

    status, out, err = kouan(capsys, "query", query, "--store", small)

    assert (status, err) == (0, "")
    assert len(list(parse(out, format=RdfFormat.TURTLE))) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("SELECT * {\n ?s ?p }",), "line 2, column 9: cannot go on after '?s ?p }'"),
        (("SELECT * {}", "--format", "turtle"), "this query gives solutions, which cannot be written as turtle"),
        (("DESCRIBE port:mohan", "--format", "csv"), "this query gives triples, which cannot be written as csv"),
        (("missing.rq",), "missing.rq: No such file or directory"),
        (("folder.rq",), "folder.rq: Is a directory"),
        (("gb.rq",), "gb.rq: is not UTF-8 (byte 2)"),
    ],
)  # fmt: skip
def test_a_query_that_cannot_be_answered_is_told_in_one_line(
    capsys: Output, small: str, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "folder.rq").mkdir()
    (tmp_path / "gb.rq").write_bytes("# 口岸".encode("gb18030"))

    assert kouan(capsys, "query", *arguments, "--store", small) == (1, "", f"kouan: {message}\n")


@pytest.fixture(scope="module")
def endpoint(small: str) -> Iterator[str]:
    with running(create_app(Settings(store=Path(small)))) as client:
        yield f"{client.base_url}/"


def test_query_asks_an_endpoint_as_it_asks_a_store(capsys: Output, small: str, endpoint: str) -> None:
    for query in (NAMES, "ASK {}", "DESCRIBE port:dalian"):
        assert kouan(capsys, "query", query, "--store", f"{endpoint}sparql") == kouan(
            capsys, "query", query, "--store", small
        )
    csv = kouan(capsys, "query", NAMES, "--store", f"{endpoint}sparql", "--format", "csv")
    assert csv == (0, "name\r\n大连港\r\n磨憨口岸\r\n", "")


def test_query_passes_on_what_an_endpoint_objects_to(capsys: Output, endpoint: str) -> None:
    status, out, err = kouan(capsys, "query", "SELECT * {", "--store", f"{endpoint}sparql")

    assert (status, out) == (1, "")
    assert err.startswith(f"kouan: {endpoint}sparql: 400 Bad Request: line 1, column ")


def test_query_says_what_is_no_endpoint(capsys: Output, endpoint: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = f"http://127.0.0.1:{listener.getsockname()[1]}/sparql"

    assert kouan(capsys, "query", "ASK {}", "--store", f"{endpoint}docs")[2] == (
        f"kouan: {endpoint}docs: 405 Method Not Allowed: this address takes GET, HEAD\n"
    )
    assert kouan(capsys, "query", "ASK {}", "--store", closed)[2] == (
        f"kouan: {closed}: [Errno 111] Connection refused\n"
    )


def test_export_writes_the_graph_or_one_of_its_graphs(capsys: Output, small: str, tmp_path: Path) -> None:
    status, whole, err = kouan(capsys, "export", "--store", small)
    kouan(capsys, "export", "--store", small, "--graph", "candidates", "-o", "one.nq")
    kouan(capsys, "export", "--store", small, "--graph", Namespaces().graph("candidates"), "-o", "same.nq")

    one = (tmp_path / "one.nq").read_text(encoding="utf-8")
    assert (status, err) == (0, "")
    assert len(whole.splitlines()) == 6
    assert one == (
        '<https://w3id.org/kouan/id/port/erenhot> <http://www.w3.org/2000/01/rdf-schema#label> "二连浩特口岸"@zh '
        "<https://w3id.org/kouan/graph/candidates> .\n"
    )
    assert (tmp_path / "same.nq").read_text(encoding="utf-8") == one


@pytest.mark.parametrize(
    ("out", "reason"), [("no/such/folder/x.nq", "No such file or directory"), ("folder", "Is a directory")]
)
def test_an_output_that_cannot_be_written_is_named(
    capsys: Output, small: str, tmp_path: Path, out: str, reason: str
) -> None:
    (tmp_path / "folder").mkdir()

    assert kouan(capsys, "export", "--store", small, "-o", out) == (1, "", f"kouan: {out}: {reason}\n")


def test_validate_passes_what_conforms_and_lists_what_does_not(
    capsys: Output, seed_store: Path, small: str
) -> None:
    assert kouan(capsys, "validate", "--store", str(seed_store)) == (
        0, "", f"kouan: {seed_store}: 0 violations\n",
    )  # fmt: skip

    status, out, err = kouan(capsys, "validate", "--store", small)

    assert status == 1
    assert err == f"kouan: {small}: 1 violation\n"
    assert len(out.splitlines()) == 1


def test_stats_tell_how_often_the_facts_of_a_store_are_right(capsys: Output, seed_store: Path) -> None:
    gold = SEEDS / "gold" / "west-times-2025-09-12-p3.jsonl"

    status, out, err = kouan(capsys, "stats", "--store", str(seed_store), "--calibration", str(gold))

    assert (status, err) == (0, "")
    head, *bands = [line.split() for line in out.splitlines() if line.strip() and "─" not in line]
    assert head == ["confidence", "facts", "mean", "right", "share"]
    assert {band[-1] for band in bands} == {"1.000"}


def test_gold_about_other_documents_calibrates_nothing(
    capsys: Output, seed_store: Path, tmp_path: Path
) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(
        '{"doc": "other", "type": "entity", "class": "Port", "label": "大连港"}', encoding="utf-8"
    )

    status, _, err = kouan(capsys, "stats", "--store", str(seed_store), "--calibration", str(gold))

    assert (status, err) == (1, f"kouan: {gold}: the store has no document that this gold is about\n")


def test_stats_count_what_the_store_holds(capsys: Output, seed_store: Path) -> None:
    status, out, err = kouan(capsys, "stats", "--store", str(seed_store), "--format", "json")
    numbers = json.loads(out)

    assert (status, err) == (0, "")
    assert (numbers["documents"], numbers["articles"]) == (1, 2)
    table = kouan(capsys, "stats", "--store", str(seed_store))[1]
    assert f"release {numbers['release']}, " in table
    rows = [line.split() for line in table.splitlines()]
    for name, count in numbers["graphs"].items():
        assert [name, f"{count:,}"] in rows
    assert len(numbers["ports"]) > 25
    for province, kinds in numbers["ports"].items():
        assert [province, *(str(kinds.get(kind, 0)) for kind in ("air", "land", "water"))] in rows


def test_serve_prints_its_addresses_and_answers_until_stopped(small: str) -> None:
    command = [*KOUAN, "serve", "--store", small, "--port", "0"]
    with subprocess.Popen(command, cwd=SEEDS.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:  # fmt: skip
        assert server.stdout
        lines = [server.stdout.readline() for _ in range(3)]
        home, sparql, docs = (line.split()[-1] for line in lines)

        assert (sparql, docs) == (f"{home}sparql", f"{home}docs")
        assert httpx.get(sparql, params={"query": "ASK {}"}).json() == {"head": {}, "boolean": True}

        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
        assert server.stderr
        assert server.stderr.read() == ""


def test_serve_says_when_its_port_is_taken(capsys: Output, small: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        status, out, err = kouan(capsys, "serve", "--store", small, "--port", str(port))

    assert (status, out) == (1, "")
    assert err == (
        f"kouan: cannot listen at 127.0.0.1 port {port}: Address already in use; "
        "choose another by --host and --port\n"
    )


def test_a_reader_that_has_enough_is_no_failure(seed_store: Path) -> None:
    command = [*KOUAN, "export", "--store", str(seed_store)]
    with subprocess.Popen(
        command, cwd=SEEDS.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as export:
        assert export.stdout
        export.stdout.readline()
        export.stdout.close()

        assert export.wait(timeout=20) == 0
        assert export.stderr
        assert export.stderr.read() == b""


def test_the_parser_has_exactly_the_commands_there_are() -> None:
    assert set(COMMANDS) == set(parser()._subparsers._group_actions[0].choices or ())  # type: ignore[union-attr]
