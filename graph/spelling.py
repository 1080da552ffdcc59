"""How a name may be typed: as it is written, by its pinyin with or without tones, by the initials of its pinyin.

Keys are what is compared: letters and digits only, small, simplified, without accents.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from extract.normalization import simplified

CHINESE = re.compile(r"[㐀-䶿一-鿿豈-﫿]")
RUN = re.compile(r"[㐀-䶿一-鿿豈-﫿]+|[^\W㐀-䶿一-鿿豈-﫿]+")
TONED = re.compile(r"(?:[a-z]+[1-5])+[a-z]*")
TONES = {"\u0304": "1", "\u0301": "2", "\u030c": "3", "\u0300": "4"}
"""Accents of pinyin as the numbers of tones."""


def folded(text: str) -> list[str]:
    """The key of each character of a text: none for punctuation, several for ﬁ or ㎞.

    >>> folded("Zürich 大連-2")
    ['z', 'u', 'r', 'i', 'c', 'h', '', '大', '连', '', '2']
    """
    return [_folded(character) for character in simplified(text)]


def written(text: str) -> str:
    """A text as its key.

    >>> written("迪拉热·克力木"), written("Ｈong Kong")
    ('迪拉热克力木', 'hongkong')
    """
    return "".join(folded(text))


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    apart = unicodedata.normalize("NFKD", character.casefold())
    return "".join(each for each in apart if each.isalnum())


def syllables(text: str) -> list[str]:
    """The pinyin of each Chinese character of a text with the number of its tone, the key of each other one.

    >>> syllables("重庆A1")
    ['chong2', 'qing4', 'a', '1']
    """
    found: list[str] = []
    for word in _segmenter().cut(simplified(text)):
        found += _syllables(word)
    return found


@lru_cache(maxsize=100_000)
def _syllables(word: str) -> tuple[str, ...]:
    from pypinyin import Style, lazy_pinyin  # loads 50 MB, which who only searches does without

    read = lazy_pinyin(word, style=Style.TONE, errors=_each)
    return tuple(
        _numbered(each) if CHINESE.match(character) else _folded(character)
        for character, each in zip(word, read, strict=True)
    )


@cache
def _numbered(syllable: str) -> str:
    """Pinyin with the number of its tone.

    >>> _numbered("lǜ"), _numbered("ma")
    ('lu4', 'ma')
    """
    apart = unicodedata.normalize("NFD", syllable)
    return written(syllable) + "".join(TONES.get(each, "") for each in apart)


def usual_reading(character: str) -> str:
    """The pinyin of a character by itself, without its tone; empty when it has none.

    >>> usual_reading("连"), usual_reading("A")
    ('lian', '')
    """
    from pypinyin.constants import PINYIN_DICT

    return written(PINYIN_DICT.get(ord(character), "").partition(",")[0])


def _each(text: str) -> Any:
    """The characters of what has no pinyin, as many items as characters."""
    return list(text)


def words(text: str) -> list[str]:
    """The words of a text for an index, as jieba cuts for searching: short words within long ones too."""
    cut = _reader().cut_for_search(simplified(text))
    return [key for key in (written(word) for word in cut) if key]


def grams(text: str) -> list[str]:
    """Each two characters of Chinese that stand together, the last one of a run alone; other words whole.

    >>> grams("大连港 Port")
    ['大连', '连港', '港', 'port']
    """
    found: list[str] = []
    for run in runs(text):
        found += [run[start : start + 2] for start in range(len(run))] if CHINESE.match(run) else [run]
    return found


def runs(text: str) -> Iterator[str]:
    """The runs of Chinese characters and of other letters of a text, as keys.

    >>> list(runs("中欧班列（CR Express）"))
    ['中欧班列', 'cr', 'express']
    """
    for match in RUN.finditer(simplified(text)):
        key = written(match[0])
        if key:
            yield key


@dataclass(frozen=True, slots=True)
class Spoken:
    """Pinyin as keys."""

    letters: str
    tones: str
    """One digit for each syllable whose tone is known; syllables without a tone have none."""
    initials: str

    @classmethod
    def of(cls, read: list[str]) -> "Spoken":
        """From syllables.

        >>> Spoken.of(["er4", "lian2", "hao4", "te4"])
        Spoken(letters='erlianhaote', tones='4244', initials='elht')
        """
        bare = [each[:-1] if each[:-1].isalpha() and each[-1:].isdigit() else each for each in read]
        tones = "".join(each[-1] for each, short in zip(read, bare, strict=True) if each != short)
        return cls("".join(bare), tones, "".join(each[:1] for each in bare))


def typed_tones(text: str) -> tuple[str, str] | None:
    """The letters and tones of pinyin that was typed with tones; None for any other text.

    >>> typed_tones("shǎn xī"), typed_tones("shan3xi1"), typed_tones("shanxi")
    (('shanxi', '31'), ('shanxi', '31'), None)
    """
    key = written(text)
    if TONED.fullmatch(key):
        return re.sub(r"\d", "", key), re.sub(r"[a-z5]", "", key)
    marks = [TONES[each] for each in unicodedata.normalize("NFD", text) if each in TONES]
    return (key, "".join(marks)) if marks and key.isascii() and key.isalpha() else None


@cache
def _segmenter() -> Any:
    import rjieba  # loads 50 MB, as pypinyin does

    return rjieba.Jieba()


@cache
def _reader() -> Any:
    """A segmenter that knows the names of the gazetteer as words."""
    import rjieba

    from extract.gazetteer import Gazetteer
    from extract.lexicon import Lexicon  # loads pypinyin

    segmenter = rjieba.Jieba()
    for word, tag in Lexicon(Gazetteer.load()).words():
        segmenter.add_word(word, None, tag)
    return segmenter


def within_one(first: str, second: str) -> bool:
    """Whether two keys are one typing error apart: a character more, less or another, or two that changed places.

    >>> within_one("dalian", "dalain"), within_one("二连浩特", "二连浩持"), within_one("dalian", "dailain")
    (True, True, False)
    """
    if abs(len(first) - len(second)) > 1:
        return False
    start = 0
    shortest = min(len(first), len(second))
    while start < shortest and first[start] == second[start]:
        start += 1
    end = 0
    while end < shortest - start and first[-1 - end] == second[-1 - end]:
        end += 1
    one, other = first[start : len(first) - end], second[start : len(second) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])
