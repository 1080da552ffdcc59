"""Data files are loaded strictly: what does not fit is named by file, line and key."""

from pathlib import Path

import pytest

from extract.data import Record, load_list, load_table
from extract.error import DataError


class Fruit(Record):
    name: str
    weight: float = 1.0
    aliases: tuple[str, ...] = ()


def test_a_table_gives_its_rows_with_defaults_for_empty_cells(tmp_path: Path) -> None:
    path = tmp_path / "fruit.tsv"
    path.write_text("name\tweight\taliases\n榴莲\t2.5\t猫山王|金枕\n山竹\t\t\n", encoding="utf-8")

    assert load_table(path, Fruit) == [
        Fruit(name="榴莲", weight=2.5, aliases=("猫山王", "金枕")),
        Fruit(name="山竹"),
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("name\tweight\n榴莲\theavy\n", "fruit.tsv:2: weight: Input should be a valid number"),
        ("name\tcolour\n榴莲\tgreen\n", "fruit.tsv:1: colour: there is no such column; there are name, "),
        ("name\tweight\n榴莲\n", "fruit.tsv:2: row: 1 cells where the header has 2"),
        ("weight\n3\n", "fruit.tsv:1: name: this column is missing"),
    ],
)
def test_a_faulty_row_is_named_by_file_line_and_column(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "fruit.tsv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(DataError) as error:
        load_table(path, Fruit)

    assert message in str(error.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("- name: 榴莲\n- name: 山竹\n  wieght: 3\n", "fruit.yaml:3: wieght: Extra inputs are not permitted"),
        ("- weight: 3\n  nmae: 山竹\n", "fruit.yaml:2: nmae: Extra inputs are not permitted"),
        ("- name: 榴莲\n  weight: heavy\n", "fruit.yaml:2: weight: Input should be a valid number"),
        ("name: 榴莲\n", "fruit.yaml:1: yaml: a list of entries is expected"),
        ("- 榴莲\n", "fruit.yaml:1: entry: a mapping is expected"),
        ("- name: [榴莲\n", "fruit.yaml:2: yaml:"),
    ],
)
def test_a_faulty_entry_is_named_by_file_line_and_key(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "fruit.yaml"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(DataError) as error:
        load_list(path, Fruit)

    assert message in str(error.value)


def test_yes_and_no_are_keys_and_not_booleans(tmp_path: Path) -> None:
    class Judged(Record):
        yes: tuple[str, ...]
        no: tuple[str, ...]

    path = tmp_path / "judged.yaml"
    path.write_text("- yes: [true story]\n  no: [lie]\n", encoding="utf-8")

    assert load_list(path, Judged) == [Judged(yes=("true story",), no=("lie",))]
