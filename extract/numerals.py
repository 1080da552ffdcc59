"""Chinese and Arabic numerals as values: 3.5亿, 2.2万多, 六十三, 三分之一, 一成."""

import re
import unicodedata

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
SMALL = {"十": 10, "百": 100, "千": 1000}
LARGE = {"万": 10_000, "亿": 100_000_000}
ARABIC = r"[0-9０-９]{1,15}(?:[,，][0-9０-９]{3})*(?:[.．][0-9０-９]+)?"
SCALE = r"(?:[百千]?万亿|[十百千]?万|[十百千]?亿|千|百)"
CHINESE = r"[零一二两三四五六七八九十百千万亿〇]+"


def arabic(text: str) -> float:
    """The value of Arabic digits, full-width ones and thousands separators included."""
    return float(unicodedata.normalize("NFKC", text).replace(",", ""))


def scale(text: str) -> float:
    """The factor of 万, 亿, 百万, 万亿 …; 1 for nothing."""
    factor = 1.0
    for char in text:
        factor *= SMALL.get(char, 1) * LARGE.get(char, 1)
    return factor


def chinese(text: str) -> float | None:
    """The value of a Chinese numeral, None for what is no number (十四五).

    >>> [chinese(n) for n in ("六十三", "两万三千", "一百零五", "十四五")]
    [63.0, 23000.0, 105.0, None]
    """
    if re.search(r"[一二两三四五六七八九]{2}", text):
        return None
    total = section = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in SMALL:
            section += (digit or 1) * SMALL[char]
            digit = 0
        else:
            total = (total + section + digit or 1) * LARGE[char]
            section = digit = 0
    return float(total + section + digit)
