"""The provinces as squares."""

import csv

from server.tiles import tiles
from tests.conftest import SEEDS


def test_every_province_has_a_square_of_its_own_under_the_slug_of_the_gazetteer() -> None:
    with (SEEDS / "gazetteer" / "divisions.tsv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["class"] == "Province"]
    found = list(tiles({}))

    assert {(tile.zh, tile.slug) for tile in found} == {(row["short"], row["slug"]) for row in rows}
    assert len({(tile.row, tile.column) for tile in found}) == len(found) == 34


def test_a_square_counts_the_ports_of_all_kinds_and_is_darker_with_more() -> None:
    found = {
        tile.zh: (tile.ports, tile.shade)
        for tile in tiles({"广东": {"water": 15, "air": 5}, "山西": {"air": 4}})
    }

    assert (found["广东"], found["山西"], found["宁夏"]) == ((20, 4), (4, 1), (0, 0))


def test_a_province_that_the_national_list_does_not_count_has_no_number() -> None:
    assert [tile.zh for tile in tiles({}) if tile.ports is None] == ["台湾", "澳门", "香港"]
