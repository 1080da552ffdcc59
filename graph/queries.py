"""Named queries: a folder of `.rq` files, each with its title and description in its first lines.

# title-zh: 各口岸的类型
# title-en: The kind of each port
# description-zh: …
# description-en: …
SELECT …
"""

import re
from dataclasses import dataclass
from pathlib import Path

from extract.error import DataError
from ontology import Namespaces

DEFAULT = Namespaces()
HEADER = re.compile(r"#\s*([\w-]+)\s*:\s*(.*)")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query with the name of its file, what it is called and what it tells."""

    name: str
    title: Bilingual
    description: Bilingual
    text: str


def load(folder: Path, names: Namespaces = DEFAULT) -> list[NamedQuery]:
    """The queries of a folder by name; a DataError says which file and line does not fit.

    The files are written for the default base; `names` puts another in its place.
    """
    return [read(path, names) for path in sorted(folder.glob("*.rq"))]


def read(path: Path, names: Namespaces = DEFAULT) -> NamedQuery:
    """One query file."""
    lines = path.read_text(encoding="utf-8").splitlines()
    header: dict[str, str] = {}
    number = 0
    for number, line in enumerate(lines, 1):
        match = HEADER.fullmatch(line.strip())
        if match is None:
            break
        key, value = match[1], match[2].strip()
        if key not in KEYS:
            raise DataError(path, number, key, f"is not one of {', '.join(KEYS)}")
        if key in header:
            raise DataError(path, number, key, "is given twice")
        if not value:
            raise DataError(path, number, key, "is empty")
        header[key] = value
    for key in KEYS:
        if key not in header:
            raise DataError(path, max(number, 1), key, f"is missing: a line '# {key}: …' is expected above")
    text = "\n".join(lines[len(header) :]).strip("\n").replace(DEFAULT.base, names.base)
    if not text.strip():
        raise DataError(path, len(lines), "query", "is missing")
    return NamedQuery(path.stem, _bilingual("title", header), _bilingual("description", header), text + "\n")


def _bilingual(what: str, header: dict[str, str]) -> Bilingual:
    return Bilingual(header[f"{what}-zh"], header[f"{what}-en"])


KEYS = tuple(f"{what}-{language}" for what in ("title", "description") for language in LANGUAGES)
"""What the first lines of a file must tell, each once, in any order."""
