"""The two languages of the pages."""

import re
from pathlib import Path

import httpx
import pytest

from extract.error import DataError
from server.language import STRINGS, Label, Strings, as_data, label, wanted

SERVER = STRINGS.parent
PAGES = [*SERVER.glob("**/*.py"), *SERVER.glob("templates/**/*.html")]
SCRIPTS = [*SERVER.glob("web/src/**/*.ts")]


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh-Hant-TW", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.5, zh;q=0.8", "zh"),
        ("en, zh", "en"),
        ("en-US,zh;q=0.9", "en"),
        ("zh;q=0, en;q=0.1", "en"),
        ("de-DE, fr;q=0.5", "en"),
        ("fr, *;q=0.1", "zh"),
        ("en;q=high, zh;q=0.1", "zh"),
        (",;,", "en"),
    ],
)
def test_accept_language_chooses_the_language(accept: str | None, language: str) -> None:
    assert wanted(None, None, accept) == language


def test_what_the_address_asks_for_wins_over_what_was_chosen_and_that_over_the_header() -> None:
    assert wanted("en", "zh", "zh") == "en"
    assert wanted(None, "en", "zh") == "en"
    assert wanted("fr", "xx", "zh") == "zh"


@pytest.mark.parametrize(
    ("labels", "language", "expected"),
    [
        ({"zh": "老挝", "en": "Laos"}, "en", Label("Laos", "en")),
        ({"zh": "老挝", "en": "Laos"}, "zh", Label("老挝", "zh")),
        ({"zh": "磨憨口岸", "fr": "Mohan"}, "en", Label("磨憨口岸", "zh")),
        ({"en": "Laos", "fr": "Laos (fr)"}, "zh", Label("Laos", "en")),
        ({"lo": "ລາວ", "": "LA"}, "zh", Label("LA", "")),
        ({"zh-Latn-pinyin": "mohan", "zh-Hans": "磨憨"}, "zh", Label("磨憨", "zh-Hans")),
        ({"zh-Latn-pinyin": "mohan"}, "en", Label("mohan", "zh-Latn-pinyin")),
        ({}, "en", None),
    ],
)
def test_a_label_falls_back_to_chinese_to_english_to_any(
    labels: dict[str, str], language: str, expected: Label | None
) -> None:
    assert label(labels, language) == expected  # type: ignore[arg-type]


def test_every_string_has_both_languages_with_the_same_values() -> None:
    strings = Strings.load()

    assert len(strings.names) > 20
    for name in strings.names:
        zh, en = (_values(strings.part(language, name[: name.rindex(".")])[name[name.rindex(".") + 1 :]]) for language in ("zh", "en"))  # fmt: skip
        assert zh == en, name


def _values(form: object) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", str(form)))


def test_every_string_that_is_used_exists_and_every_one_that_exists_is_used() -> None:
    names = Strings.load().names
    pages, scripts = (
        "\n".join(path.read_text(encoding="utf-8") for path in paths) for paths in (PAGES, SCRIPTS)
    )
    parts = re.findall(r'strings\("([\w.]+)"\)', pages)
    asked = set(re.findall(r"""\bt\(["']([\w.]+)["'][,)]""", pages))
    begun = set(re.findall(r"""["']([\w.]+\.)["'] ~""", pages))
    begun |= set(re.findall(r'\bt\(\s*f"([\w.]+\.)\{', pages))
    in_scripts = {name for name in names if any(name.startswith(f"{part}.") for part in parts)}
    asked_by_scripts = set(re.findall(r'\bt\("([\w.]+)"', scripts))

    assert asked - names == set()
    assert {
        name for name in asked_by_scripts if not any(f"{part}.{name}" in names for part in parts)
    } == set()
    assert {
        name
        for name in names - in_scripts
        if not re.search(rf"""["']{re.escape(name)}["']""", pages) and not any(map(name.startswith, begun))
    } == set()
    assert {
        name
        for name in in_scripts
        if not re.search(rf"""["']{re.escape(name.rpartition(".")[2])}["']""", scripts)
    } == set()


@pytest.mark.parametrize(
    "text",
    ["a: {zh: 甲}", "a: {zh: 甲, en: ''}", "a: {zh: 甲, en: A, fr: B}", "a: {zh: 甲, en: {one: A}}", "a: 甲"],
)
def test_a_string_without_a_language_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "site.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(DataError, match="zh"):
        Strings.load(tmp_path)


def test_values_are_escaped_and_numbers_counted(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        'a: {zh: "<b>{what}</b>", en: {one: "{n} <i>row</i>", other: "{n} rows"}}', encoding="utf-8"
    )
    strings = Strings.load(tmp_path)

    assert strings.text("zh", "x.a", what="<script>") == "<b>&lt;script&gt;</b>"
    assert [strings.text("en", "x.a", n=n) for n in (1, 1234)] == ["1 <i>row</i>", "1,234 rows"]


def test_data_in_a_page_cannot_end_its_element() -> None:
    assert as_data({"a": "</script>&"}) == '{"a": "\\u003c/script\\u003e\\u0026"}'


def test_the_switch_changes_the_language_and_is_remembered(site: str) -> None:
    with httpx.Client(
        base_url=site, headers={"Accept": "text/html", "Accept-Language": "zh"}, timeout=60
    ) as client:
        first = client.get("/sparql?query=ASK+{}")
        [switch] = re.findall(r'class="language" href="([^"]+)"', first.text)
        second = client.get(switch.replace("&amp;", "&"))
        third = client.get("/")

    assert switch == "/sparql?query=ASK+%7B%7D&amp;lang=en"
    assert [page.headers["content-language"] for page in (first, second, third)] == ["zh", "en", "en"]
    assert {"Accept-Language", "Cookie"} <= set(re.split(r", *", first.headers["vary"]))


def test_colours_are_those_of_the_system_until_others_are_chosen_and_again_when_asked(site: str) -> None:
    asked = ("/", "/?theme=dark", "/search", "/?theme=pink")
    with httpx.Client(base_url=site, headers={"Accept": "text/html"}, timeout=60) as client:
        pages = [client.get(path).text for path in (*asked, "/?theme=auto", "/")]

    assert [re.findall(r'data-theme="(\w+)"', page) for page in pages] == [
        [],
        ["dark"],
        ["dark"],
        ["dark"],
        [],
        [],
    ]
