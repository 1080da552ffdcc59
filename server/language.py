"""The two languages of the pages: which one a reader wants, our strings in it, and the label of a thing in it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, get_args
from typing import Literal as OneOf

import yaml
from markupsafe import Markup

from extract.error import DataError

Language = OneOf["zh", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
STRINGS = Path(__file__).parent / "strings"
ITEM = re.compile(r"\s*([A-Za-z*]{1,8})(?:-[\w-]*)?\s*(?:;\s*q=([\d.]{1,5}))?\s*")


def wanted(asked: str | None, kept: str | None, accept: str | None) -> Language:
    """The language of a page: as the address asks for, else as was chosen before, else as Accept-Language says.

    Who can read neither is given English; who says nothing, Chinese.

    >>> wanted(None, None, "de, en;q=0.8, zh;q=0.5"), wanted(None, None, "zh-TW"), wanted("zh", None, "en")
    ('en', 'zh', 'zh')
    """
    for choice in (asked, kept):
        for language in LANGUAGES:
            if choice == language:
                return language
    if not accept or not accept.strip():
        return "zh"
    ranges = [
        (match[1].lower(), _quality(match[2])) for match in map(ITEM.fullmatch, accept.split(",")) if match
    ]

    def wish(language: Language) -> tuple[float, int]:
        found = [(quality, -place) for place, (name, quality) in enumerate(ranges) if name in (language, "*")]
        return max(found, default=(0.0, 0))

    best = max(LANGUAGES, key=wish)
    return best if wish(best)[0] > 0 else "en"


def _quality(text: str | None) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a thing, and the language that it is in where that is told."""

    text: str
    language: str = ""


def label(labels: Mapping[str, str], language: Language) -> Label | None:
    """The label of a thing for a reader: in their language, else in Chinese, in English, in any.

    `labels` are by language tag. A label of a variant (`en-GB`) counts for its language, a transcription
    (`zh-Latn-pinyin`) only when there is nothing else.

    >>> label({"zh": "磨憨口岸", "zh-Latn-pinyin": "mohan kouan"}, "en")
    Label(text='磨憨口岸', language='zh')
    """

    def rank(tag: str) -> tuple[int, int, str]:
        main, _, variant = tag.lower().partition("-")
        transcribed = "latn" in variant and main == "zh"
        order = [language, *LANGUAGES, ""]
        return (order.index(main) if main in order and not transcribed else len(order), len(variant), tag)

    best = min(labels, key=rank, default=None)
    return None if best is None else Label(labels[best], best)


class Strings:
    """Our own words, in both languages, by dotted names: what stands in the YAML files of a folder.

    A file `review.yaml` holds the names that begin with `review.`. A string is `{zh: …, en: …}`; either may be
    `{one: …, other: …}`, chosen by the value `n`. `{name}` is where a value goes; HTML may stand in strings, and
    is escaped in values.
    """

    def __init__(self, found: Mapping[str, Mapping[Language, str | Mapping[str, str]]]) -> None:
        self._found = found

    @classmethod
    def load(cls, folder: Path = STRINGS) -> "Strings":
        """The strings of a folder; a DataError names a string that lacks a language."""
        found: dict[str, Mapping[Language, str | Mapping[str, str]]] = {}
        for path in sorted(folder.glob("*.yaml")):
            _collect(path, path.stem, yaml.safe_load(path.read_text(encoding="utf-8")) or {}, found)
        return cls(found)

    @property
    def names(self) -> frozenset[str]:
        """The names of all strings."""
        return frozenset(self._found)

    def text(self, language: Language, name: str, /, **values: Any) -> Markup:
        """A string in a language, with values put in; a KeyError for a name that there is not."""
        form = self._found[name][language]
        if not isinstance(form, str):
            form = form["one" if values["n"] == 1 else "other"]
        shown = {key: f"{value:,}" if isinstance(value, int) else value for key, value in values.items()}
        return Markup(form).format(**shown)  # noqa: S704 - our own strings, the values are escaped

    def part(self, language: Language, beginning: str) -> dict[str, str | Mapping[str, str]]:
        """The strings whose names begin so, by the rest of their names, for a script."""
        length = len(beginning) + 1
        return {
            name[length:]: both[language]
            for name, both in self._found.items()
            if name.startswith(f"{beginning}.")
        }

    def tools(self, language: Language) -> dict[str, Any]:
        """What templates use: `t(name, …)` is a string, `label(names)` the name of a thing, `strings(beginning)` those for a script, as JSON."""
        return {
            "language": language,
            "t": partial(self.text, language),
            "label": partial(label, language=language),
            "strings": lambda beginning: as_data(self.part(language, beginning)),
        }


def as_data(value: Any) -> Markup:
    """A value as JSON that can stand in a `<script type="application/json">`, whatever it holds."""
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - nothing is left in it that could end the element


def _collect(path: Path, name: str, value: Any, found: dict[str, Any]) -> None:
    if not isinstance(value, dict):
        raise DataError(path, 1, name, "has no languages: {zh: …, en: …} is expected")
    if set(value) & set(LANGUAGES):
        if set(value) != set(LANGUAGES) or not all(map(_is_form, value.values())):
            raise DataError(path, 1, name, "must have zh and en, each a text or {one: …, other: …}")
        found[name] = value
        return
    for key, inner in value.items():
        _collect(path, f"{name}.{key}", inner, found)


def _is_form(value: Any) -> bool:
    if isinstance(value, dict):
        return set(value) == {"one", "other"} and all(map(_is_form, value.values()))
    return isinstance(value, str) and value != ""
