"""One writing for what the rules read: simplified characters, and punctuation and digits of one keyboard.

Every character stands for one character, so that offsets stay true.
"""

import re
from collections.abc import Callable
from functools import cache

import opencc

HALF = {
    ord(wide): narrow
    for wide, narrow in zip("０１２３４５６７８９％．－ＴＥＵ", "0123456789%.-TEU", strict=True)
}
WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
MARK = re.compile(r"(?<!\d)[,:](?!\d)|(?<=\d)[,:](?!\d)|(?<!\d)[,:](?=\d)|[;!?()]")
LETTER_O = re.compile(r"(?<=[0-9])[OoОо〇](?=[0-9])|(?<=[0-9]\.)[OoОо](?=[0-9])")
"""What character recognition makes of a nought between digits."""
LETTER_NOUGHT = re.compile(
    r"(?<=[一二三四五六七八九零〇○])[OoОо](?=[OoОо一二三四五六七八九零〇○年])|(?<=[OoОо])[OoОо](?=[一二三四五六七八九年])"
)
POINT = re.compile(r"(?<=\d)[·•・](?=\d)")
"""A decimal point as some papers set it: 14·4%."""
DRY = re.compile(r"乾[燥淨净果貨货散旱洗粉糧粮草杯脆]|[餅饼葡萄肉魚鱼烘曬晒風风筍笋果茶菜]乾")
"""Where 乾 is 干."""
CHINESE = re.compile(r"[一-鿿]")


class _Unchanged:
    """The characters that a writing leaves as they are, learnt as they are met: most texts have no others."""

    def __init__(self, written: Callable[[str], str]) -> None:
        self._written = written
        self._known: set[str] = set()
        self._others: set[str] = set()

    def holds(self, text: str) -> bool:
        """Whether a text has no other characters."""
        if self._known.issuperset(text):
            return True
        for char in {*text} - self._known - self._others:
            (self._known if self._written(char) == char else self._others).add(char)
        return self._known.issuperset(text)


def normalized(text: str) -> str:
    """A text with half-width digits and, where it is Chinese, simplified and with full-width punctuation.

    >>> normalized("２０１６年,驗放列車166列;總重1,200噸")
    '2016年，验放列车166列；总重1,200吨'
    """
    if _PLAIN.holds(text):
        return text
    text = LETTER_O.sub("0", text.translate(HALF))
    if not CHINESE.search(text):
        return text
    text = LETTER_NOUGHT.sub("〇", POINT.sub(".", text))
    return MARK.sub(lambda match: WIDE[match.group()], simplified(text))


def simplified(text: str) -> str:
    """A text in simplified characters, one for one."""
    if _SIMPLIFIED.holds(text):
        return text
    whole = _simplifier().convert(text)
    if "乾" in text and len(whole) == len(text):  # a name where it is not dry
        whole = "".join(
            "乾" if old == "乾" and not DRY.search(text, max(0, i - 1), i + 2) else new
            for i, (old, new) in enumerate(zip(text, whole, strict=True))
        )
    return whole if len(whole) == len(text) else "".join(map(_simplified_character, text))


@cache
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _simplified_character(character: str) -> str:
    written = _simplifier().convert(character)
    return written if len(written) == 1 else character


def _by_keyboard(character: str) -> str:
    """A character as it would be written between digits or Chinese ones."""
    return WIDE.get(character) or LETTER_O.sub("0", f"1{character.translate(HALF)}1")[1:-1]


_SIMPLIFIED = _Unchanged(lambda character: _simplifier().convert(character))
_PLAIN = _Unchanged(lambda character: _simplifier().convert(_by_keyboard(character)))
