"""English names by rule, for what has none of its own: pinyin, and the English word for its kind.

A place goes by its own name wherever it is named (喀什 is Kashgar, 勐腊海关 is Mengla Customs), so that a body has an
English name as far as its place and its kind are known, else none. People have pinyin, the surname first (GB/T 28039).
`english_tables/` holds the words for kinds, the names of peoples, and readings that pypinyin does not have: of whole
names, and of single characters as surnames.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field
from pyoxigraph import Triple

from extract.data import GAZETTEER, LEXICON, Record, load_table
from extract.fact import KINDS, Entity, EntityClass
from extract.gazetteer import Gazetteer
from extract.lexicon import CHINA, Lexicon
from extract.people import COMPOUND_SURNAMES
from graph.other_names import OtherNames, load_names
from graph.terms import Terms, romanized, term

TABLES = Path(__file__).parent / "english_tables"
PLACES: tuple[EntityClass, ...] = (
    "Province",
    "City",
    "County",
    "Town",
    "Port",
    "Country",
    "Region",
    "Organization",
)
"""Classes whose names stand in names of others; where two share a form, it is of the earlier."""
DIVISIONS = ("City", "County", "Town")
HAN = re.compile(r"[㐀-鿿]+")


class Kind(Record):
    """The last word of names of a class, in English; empty where English does without (大连市)."""

    suffix: str
    cls: Literal[EntityClass, "Publication"] = Field(alias="class")
    en: str = ""
    spelled: int = 0
    """Characters of a name before it that may be spelled as one word: more are words, which would want translation."""
    example: str
    english: str
    """The example in English."""


class People(Record):
    """A people, as it stands in the names of autonomous places."""

    name: str
    en: str


class Reading(Record):
    """The syllables of a whole name, or of a character as a surname."""

    name: str
    pinyin: str


class EnglishNames:
    """English names by the rule, over a gazetteer and the English names that it has."""

    def __init__(self, gazetteer: Gazetteer, rows: Sequence[OtherNames]) -> None:
        given = _given(gazetteer, rows)
        self._places: dict[str, str] = {}
        """A place by each of its Chinese forms → its English name without the word for its kind."""
        self._others: dict[str, str] = {}
        """The same of countries and bodies, which no division is called by: 巴林右旗 has nothing of Bahrain."""
        lexicon = Lexicon(gazetteer)
        abbreviations = {"中": CHINA} | lexicon.abbreviations
        self._countries = {each: given.get(country.key, "") for each, country in abbreviations.items()}
        self._pairs = re.compile(f"[{''.join(self._countries)}]{{2,3}}")
        forms = lexicon.forms()
        for cls in PLACES:
            for entity in lexicon.entities.values():
                if entity.cls == cls:
                    self._learn(entity, forms[entity.key], given.get(entity.key))

    def of(self, cls: str, label: str) -> str | None:
        """The English name of a thing of a class; None where the rule knows too little.

        >>> names = default_names()
        >>> names.of("County", "孟村回族自治县"), names.of("Organization", "勐腊海关"), names.of("Official", "单小安")
        ('Mengcun Hui Autonomous County', 'Mengla Customs', "Shan Xiao'an")
        """
        if cls in ("Person", "Official"):
            return _person(label)
        for kind in _kinds(cls):
            if label.endswith(kind.suffix):
                words = self._words(label, kind)
                if words:
                    return f"{words} {kind.en}".strip()
        return None

    def _learn(self, entity: Entity, forms: tuple[str, ...], given: str | None) -> None:
        english = given or self.of(entity.cls, entity.label)
        if english is None:
            return
        if entity.cls in ("Country", "Region", "Organization"):
            self._others = dict.fromkeys(forms, english) | self._others
            return
        kind = next((kind for kind in _kinds(entity.cls) if entity.label.endswith(kind.suffix)), None)
        words = english.removesuffix(kind.en).strip() if kind else english
        bare, peoples = _peoples(entity.label.removesuffix(kind.suffix)) if kind else ("", "")
        for form in (*forms, bare):
            if len(form) > 1:
                self._places.setdefault(form, words.removesuffix(peoples).strip())

    def _words(self, label: str, kind: Kind) -> str | None:
        """A name without the word for its kind."""
        stem, peoples = label.removesuffix(kind.suffix), ""
        division = kind.cls in DIVISIONS
        if division and kind.suffix.startswith("自治"):
            stem, peoples = _peoples(stem)
        if division and len(stem) == 1:
            return _spelled(label) if len(kind.suffix) == 1 else None
        known = None
        if not division or (len(kind.suffix) > 1 and not peoples):
            known = self._places.get(stem) or " ".join(self._known(stem, kind))
        if not known and len(stem) <= kind.spelled:
            known = _spelled(stem)
        return " ".join(filter(None, (known, peoples if kind.en else ""))) or None

    def _known(self, stem: str, kind: Kind) -> Iterator[str]:
        """The places that a stem is made of, and the rest spelled; nothing where a rest is no name."""
        found: list[str] = []
        pair = self._pairs.match(stem)
        if pair:
            found.append("-".join(self._countries[each] for each in pair[0]))
            stem = stem[pair.end() :]
        places = self._places if kind.cls in DIVISIONS else self._others | self._places
        while place := next((stem[:end] for end in range(len(stem), 1, -1) if stem[:end] in places), ""):
            found.append(places[place])
            stem = stem.removeprefix(place)
        rest = _spelled(stem) if found and kind.cls == "County" and len(stem) < 5 else None
        if not stem or rest:
            yield from filter(None, (*found, rest))


@cache
def default_names() -> EnglishNames:
    """The rule over the gazetteer that comes with us."""
    gazetteer = Gazetteer.load()
    return EnglishNames(gazetteer, load_names(GAZETTEER, gazetteer.keys))


def english_triples(gazetteer: Gazetteer, rows: Sequence[OtherNames], terms: Terms) -> Iterator[Triple]:
    """The English names, by the rule, of what the tables of a gazetteer give none."""
    names, given = EnglishNames(gazetteer, rows), _given(gazetteer, rows)
    named: list[tuple[str, str, str]] = [
        (each.key, each.cls, each.label) for each in Lexicon(gazetteer).entities.values()
    ]
    named += [(f"publication/{row.slug}", "Publication", row.name) for row in gazetteer.publications]
    for key, cls, label in named:
        english = None if key in given else names.of(cls, label)
        if english:
            yield Triple(terms.resource(key), term("skos:prefLabel"), romanized(english))


def _given(gazetteer: Gazetteer, rows: Sequence[OtherNames]) -> dict[str, str]:
    """The English names that tables have, by key."""
    named = {f"{KINDS[row.cls]}/{row.slug}": row.en for row in gazetteer.countries}
    named |= {f"commodity/{row.slug}": row.en for row in gazetteer.commodities}
    return {key: en for key, en in (named | {row.key: row.en for row in rows if row.en}).items() if en}


def _person(label: str) -> str | None:
    """A Chinese name of two to four characters; None for what may be a name of another language."""
    surname = next((each for each in (label[:2], label[:1]) if each in _surnames()), None)
    given = label.removeprefix(surname or "")
    if surname is None or not 1 <= len(given) <= 2:
        return None
    parts = _spelled(surname), _spelled(given, plainly=True)
    return f"{parts[0]} {parts[1]}" if all(parts) else None


def _peoples(stem: str) -> tuple[str, str]:
    """The name of an autonomous place apart from the peoples that it is of.

    >>> _peoples("双江拉祜族佤族布朗族傣族"), _peoples("巴里坤哈萨克")
    (('双江', 'Lahu, Va, Blang and Dai'), ('巴里坤', 'Kazakh'))
    """
    found: list[str] = []
    while ended := next((each for each in _peoples_by_form() if stem.endswith(each)), None):
        found.insert(0, _peoples_by_form()[ended])
        stem = stem.removesuffix(ended)
    return stem, " and ".join(filter(None, (", ".join(found[:-1]), *found[-1:])))


@lru_cache(maxsize=100_000)
def _spelled(text: str, *, plainly: bool = False) -> str | None:
    """Chinese in pinyin, as one word, `plainly` without our readings; None for other text.

    >>> _spelled("西安"), _spelled("绿春"), _spelled("单")
    ("Xi'an", 'Lüchun', 'Shan')
    """
    from pypinyin import lazy_pinyin  # loads 50 MB

    if not HAN.fullmatch(text):
        return None
    known = None if plainly else _readings().get(text)
    syllables = known or lazy_pinyin(text, v_to_u=True)
    return "".join(
        f"'{each}" if n and each[0] in "aeo" else each for n, each in enumerate(syllables)
    ).capitalize()


@cache
def _kinds(cls: str) -> tuple[Kind, ...]:
    """The words for kinds of a class, the longest first."""
    rows = load_table(TABLES / "kinds.tsv", Kind)
    return tuple(sorted((row for row in rows if row.cls == cls), key=lambda row: -len(row.suffix)))


@cache
def _peoples_by_form() -> dict[str, str]:
    """The peoples by their Chinese names, those of two characters also without 族."""
    found = {row.name: row.en for row in load_table(TABLES / "peoples.tsv", People)}
    return found | {name[:-1]: en for name, en in found.items() if len(name) > 2}


@cache
def _readings() -> dict[str, list[str]]:
    return {row.name: row.pinyin.split() for row in load_table(TABLES / "readings.tsv", Reading)}


@cache
def _surnames() -> frozenset[str]:
    return frozenset((LEXICON / "surnames.txt").read_text(encoding="utf-8")) | set(COMPOUND_SURNAMES)
