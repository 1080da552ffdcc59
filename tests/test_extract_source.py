"""Sources: what can be read is read, what cannot is named with its place, and nothing else is lost."""

import gzip
import io
import json
import secrets
import sys
from datetime import date
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
import zstandard

from extract.document import Document
from extract.source import read
from tests.conftest import SEED_PAGE
from tests.pages import STORIES, Layout, dump

PAGE = dump(STORIES[:1], Layout())
ROW = {
    "id": "a1", "title": "东兴口岸客流增长", "date": "2025-03-01", "publication": "广西日报",
    "url": "https://example.org/a1", "text": "东兴口岸客流增长。\n今年前2个月验放旅客120万人次。",
}  # fmt: skip


def reading(source: str | Path, published: date | None = None) -> tuple[list[Document], list[str]]:
    """The documents of a source and the errors it gives, as users see them."""
    errors: list[str] = []
    documents = list(read(source, published=published, on_error=lambda error: errors.append(str(error))))
    return documents, errors


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_page_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    [document], errors = reading(written(tmp_path / "page.txt", PAGE.encode(encoding)))

    assert errors == []
    assert [a.title.text for a in document.articles if a.title] == ["青石口岸启用新通道"]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is empty"),
        (b"\n  \n", "is empty"),
        (b"%PDF-1.7 ...", "is a PDF, not text"),
        (b"\x89PNG\r\n", "is an image, not text"),
        (b"PK\x03\x04...", "is a zip archive, not text"),
        ("口岸".encode() + b"\x00\x01", "is binary, not text (byte 6)"),
        ("口岸通关".encode() + b"\xff\xff", "is neither UTF-8 nor GB18030 (byte 12)"),
        ("WEST TIMES 32025年9月12日\n", "no article: no line of running text was found"),
        ("2024 2025\n\nhello.\n", "no article: no line of running text was found"),
    ],
)
def test_a_file_that_is_no_page_is_refused_with_its_fault(
    tmp_path: Path, content: str | bytes, problem: str
) -> None:
    path = written(tmp_path / "page.txt", content)

    assert reading(path) == ([], [f"{path}: {problem}"])


def test_a_missing_file_and_a_folder_without_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "letter.doc").touch()

    assert reading(tmp_path / "no.txt") == ([], [f"{tmp_path / 'no.txt'}: No such file or directory"])
    nothing = "has no file to read (.txt, .parquet, .jsonl, .ndjson, .json)"
    assert reading(tmp_path) == ([], [f"{tmp_path}: {nothing}"])
    assert reading(f"{tmp_path}/*.txt") == ([], [f"{tmp_path}/*.txt: {nothing}"])


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """A folder of articles a1 to a4, packed in every way."""
    line = [json.dumps(ROW | {"id": f"a{n}"}, ensure_ascii=False).encode() + b"\n" for n in range(1, 5)]
    (tmp_path / "2025" / "03").mkdir(parents=True)
    written(tmp_path / "2025" / "03" / "a.jsonl", line[0])
    written(tmp_path / "2025" / "b.jsonl.gz", gzip.compress(line[1]))
    written(tmp_path / "2025" / "c.jsonl.zst", zstandard.compress(line[2]))
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist([ROW | {"id": "a4"}]), tmp_path / "d.parquet")
    written(tmp_path / "letter.doc", b"nothing of ours")
    return tmp_path


def test_a_folder_and_a_glob_are_read_with_all_that_they_hold_packed_or_not(archive: Path) -> None:
    def ids(source: str | Path) -> list[str]:
        documents, errors = reading(source)
        assert errors == []
        return [document.id for document in documents]

    assert ids(archive) == ["a1", "a2", "a3", "a4"]
    assert ids(f"{archive}/**/*.jsonl*") == ["a1", "a2", "a3"]
    assert ids(archive / "2025" / "c.jsonl.zst") == ["a3"]


def test_an_address_of_any_file_system_is_read(archive: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="needs fsspec")
    memory = fsspec.filesystem("memory")
    memory.put(str(archive / "2025"), "/news/2025", recursive=True)

    assert [d.id for d in reading("memory://news/2025")[0]] == ["a1", "a2", "a3"]
    assert [d.id for d in reading("memory://news/2025/*.gz")[0]] == ["a2"]
    assert [d.id for d in reading("memory://news/2025/c.jsonl.zst")[0]] == ["a3"]
    assert reading("memory://news/none.txt")[1] == ["memory://news/none.txt: /news/none.txt"]
    assert reading("nowhere://news")[1] == ["nowhere://news: Protocol not known: nowhere"]


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_of_a_packed_file_that_is_cut_off_the_beginning_is_read(tmp_path: Path, ending: str) -> None:
    rows = [ROW | {"id": f"a{n}", "text": secrets.token_hex(2000)} for n in range(200)]
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    packed = gzip.compress(data) if ending == "gz" else zstandard.compress(data)
    path = written(tmp_path / f"news.jsonl.{ending}", packed[: len(packed) // 2])

    documents, errors = reading(path)

    assert [d.id for d in documents] == [f"a{n}" for n in range(len(documents))]
    assert len(documents) > 50
    assert [error for error in errors if "is damaged or cut off" in error or "not JSON" in error] != []


def test_a_clean_article_keeps_its_head_and_the_place_of_every_character(tmp_path: Path) -> None:
    path = written(tmp_path / "news.jsonl", json.dumps(ROW, ensure_ascii=False) + "\n")

    [document], errors = reading(path)

    [article] = document.articles
    assert errors == []
    assert (document.id, document.publication, document.published, document.url) == (
        "a1", "广西日报", date(2025, 3, 1), "https://example.org/a1",
    )  # fmt: skip
    assert article.title is not None
    assert (article.title.text, article.title.field) == ("东兴口岸客流增长", "title")
    assert [block.passage.text for block in article.blocks] == [
        "东兴口岸客流增长。",
        "今年前2个月验放旅客120万人次。",
    ]
    for block in article.blocks:
        start, end = block.passage.raw_span(0, len(block.passage.text))
        assert ROW["text"][start:end] == block.passage.text


def test_broken_lines_are_reported_by_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    good = json.dumps(ROW, ensure_ascii=False)
    lines = [
        good,
        "{broken",
        '{"title": "无号", "text": "东兴口岸客流增长。"}',
        '{"id": "a3", "text": ""}',
        '{"id": "a4", "text": 5}',
        '["a5"]',
        '{"id": "a6", "text": "东兴。", "date": "March"}',
        '{"id": "a7", "text": "东兴。", "date": "2025-13-01"}',
        '{"id": "a8", "text": "东兴。", "publication": 5}',
        '{"id": "a8", "text": "东兴。", "url": ["https://example.org/a8"]}',
        '{"id": ["a8"], "text": "东兴。"}',
        '{"id": "a8", "text":',
        "",
        good.replace("a1", "a9"),
    ]
    path = written(tmp_path / "news.jsonl", "\n".join(lines))

    documents, errors = reading(path)

    assert [document.id for document in documents] == ["a1", "a9"]
    assert errors == [
        f"{path}:2: not JSON: Expecting property name enclosed in double quotes at column 2",
        f"{path}:3: id is missing",
        f"{path}:4: text is missing",
        f"{path}:5: text must be a string",
        f"{path}:6: an object with id and text is expected",
        f"{path}:7: date: 'March' is no date like 2025-09-12",
        f"{path}:8: date: '2025-13-01' is no date like 2025-09-12",
        f"{path}:9: publication must be a string",
        f"{path}:10: url must be a string",
        f"{path}:11: id must be a string or a number",
        f"{path}:12: not JSON: Expecting value at column 21",
    ]


def test_a_number_is_an_id_and_a_page(tmp_path: Path) -> None:
    path = written(tmp_path / "news.jsonl", json.dumps({**ROW, "id": 17, "page": 3}))

    [document], errors = reading(path)

    assert (document.id, document.page, errors) == ("17", "3", [])


def test_a_line_that_is_not_text_is_reported_by_number_and_byte(tmp_path: Path) -> None:
    good = json.dumps(ROW, ensure_ascii=False).encode()
    path = written(tmp_path / "news.jsonl", good + b'\n{"id": "\xff\xff"}\n' + good + b"\n")

    documents, errors = reading(path)

    assert len(documents) == 2
    assert errors == [f"{path}:2: is neither UTF-8 nor GB18030 (byte 8)"]


def test_parquet_rows_are_clean_articles(tmp_path: Path) -> None:
    path = tmp_path / "news.parquet"
    pyarrow.parquet.write_table(
        pyarrow.Table.from_pylist([ROW, {**ROW, "id": None}, {**ROW, "id": "a2"}]), path
    )

    documents, errors = reading(path)

    assert [document.id for document in documents] == ["a1", "a2"]
    assert errors == [f"{path}:2: id is missing"]


def test_a_file_that_only_calls_itself_parquet_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "news.parquet", "no table")

    documents, [error] = reading(path)

    assert documents == []
    assert error.startswith(f"{path}: not Parquet: ")


def test_a_date_from_outside_dates_articles_that_tell_none(tmp_path: Path) -> None:
    path = written(tmp_path / "news.jsonl", json.dumps({"id": "a", "text": "东兴口岸客流增长。"}))

    [document], _ = reading(path, published=date(2020, 2, 2))

    assert document.published == date(2020, 2, 2)


@pytest.mark.parametrize("content", [PAGE, json.dumps(ROW, ensure_ascii=False)])
def test_standard_input_is_a_page_or_json_lines_by_its_content(
    monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    stream = io.TextIOWrapper(io.BufferedReader(io.BytesIO(content.encode("utf-8"))))
    monkeypatch.setattr(sys, "stdin", stream)

    [document], errors = reading("-")

    assert errors == []
    assert document.articles[0].title is not None


def test_a_line_of_fifty_megabytes_is_read(tmp_path: Path) -> None:
    path = written(tmp_path / "long.txt", "口岸通关，" * 3_500_000 + "。")

    [document], errors = reading(path)

    assert errors == []
    assert len(document.raw["text"]) == 17_500_001


def test_the_seed_page_is_unchanged_by_reading() -> None:
    [document], _ = reading(SEED_PAGE)

    assert document.raw["text"].encode("utf-8") == SEED_PAGE.read_bytes()


def test_an_article_whose_lines_a_column_has_broken_is_put_together_again(tmp_path: Path) -> None:
    text = (
        "据石港海关统计, 今年上半年,\n石港口岸边民互市贸易额达\n3.06 亿元,同比增长 12.5%。\n"
        "石港是当地最大的陆路\n口岸,也是唯一一个试点。\n(王小明)\n"
    )
    [document], errors = reading(written(tmp_path / "a.jsonl", json.dumps(ROW | {"text": text})))
    paragraphs = [block.passage.text for block in document.articles[0].blocks]

    assert errors == []
    assert paragraphs[0].startswith(
        "据石港海关统计,今年上半年,石港口岸边民互市贸易额达3.06亿元,同比增长12.5%。"
    )
    assert "".join(paragraphs).replace("(王小明)", "").endswith("石港是当地最大的陆路口岸,也是唯一一个试点。")


def test_short_lines_that_no_column_has_broken_stay_paragraphs(tmp_path: Path) -> None:
    text = "港口\n货物吞吐量（万吨）\n青石港 1200\n石港 800\n数据来自统计公报。"
    [document], _ = reading(written(tmp_path / "a.jsonl", json.dumps(ROW | {"text": text})))

    assert [block.passage.text for block in document.articles[0].blocks] == text.split("\n")


def test_of_a_parquet_file_that_is_damaged_in_its_midst_the_beginning_is_read(tmp_path: Path) -> None:
    path = tmp_path / "articles.parquet"
    rows = [
        ROW | {"id": f"a{number}", "text": f"口岸{number}客流增长。{secrets.token_hex(400)}"}
        for number in range(1000)
    ]
    table = pyarrow.Table.from_pylist(rows)
    pyarrow.parquet.write_table(table, path, row_group_size=250, compression="zstd")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 4096] = bytes(4096)
    path.write_bytes(data)

    documents, errors = reading(path)

    assert [each.id for each in documents] == [f"a{number}" for number in range(len(documents))]
    assert 250 <= len(documents) < 1000
    assert len(errors) == 1
    assert errors[0].startswith(f"{path}: ")


def test_lines_of_other_encodings_stand_beside_each_other(tmp_path: Path) -> None:
    lines = [json.dumps(ROW | {"id": code}, ensure_ascii=False).encode(code) for code in ("utf-8", "gb18030")]
    path = written(tmp_path / "mixed.jsonl", b"\n".join([*lines, b'{"id": "\xff\xff"}', lines[0]]))

    documents, errors = reading(path)

    assert [(each.id, each.raw["title"]) for each in documents] == [
        ("utf-8", ROW["title"]),
        ("gb18030", ROW["title"]),
        ("utf-8", ROW["title"]),
    ]
    assert errors == [f"{path}:3: is neither UTF-8 nor GB18030 (byte 8)"]
