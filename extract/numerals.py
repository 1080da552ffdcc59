"""Numerals of Chinese text as values: 3.5亿, 1200余万, 六十三, 数百万, 三四百, 三分之一, 四成半.

>>> numeral("共1200余万元", 1)
Numeral(start=1, end=7, value=12000000.0, value_max=None, more=True, script='arabic')
"""

import re
import unicodedata
from typing import Literal, NamedTuple

DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0, "○": 0}
POWERS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}

SPACE = r"[ \t\u00a0\u3000]{0,2}"
DIGIT = r"[0-9０-９]"
ARABIC = rf"(?:{DIGIT}{{1,3}}(?:,{DIGIT}{{3}})++(?![0-9０-９])|{DIGIT}++)(?:[.．]{DIGIT}++)?"
SCALE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[十百]|千(?![瓦克米]))(?!分[之点])"
CHINESE = r"[零〇○一二两三四五六七八九十廿卅百千万亿]++(?:点[零〇一二三四五六七八九]++)?"

_ARABIC = re.compile(
    rf"(?P<digits>{ARABIC})(?:{SPACE}(?P<more>[多余几])?{SPACE}(?P<scale>{SCALE}))?(?P<last>{SPACE}[多余]|[+＋](?![0-9A-Z]))?"
)
_CHINESE = re.compile(
    rf"(?P<vague>[数几上好](?=[十百千万亿几]))?几?(?P<number>{CHINESE})"
    rf"(?P<more>[多余几])?(?P<scale>{SCALE})?(?P<last>[多余])?"
)
_PAIR = re.compile(r"[二两三四五六七八九]{2}")
_HALF = re.compile(r"半(?=[年天]|小时|个(?:多?小时|月|多月|世纪))")
_SHARE = re.compile(
    rf"(?P<whole>{DIGIT}{{1,4}}|[一二两三四五六七八九十百千万]{{1,4}})分之"
    rf"(?P<part>{ARABIC}|{CHINESE})"
    r"|(?P<tenths>[一二两三四五六七八九]{1,2}|[1-9])成"
    r"(?!不变|立|为|员|都|功|果|长|绩|效|熟|就|交|品|套|型|因|片|全|体|年|群)(?P<rest>[半一二三四五六七八九])?(?P<over>[多余])?"
    r"|(?P<half>一半|半数|(?<=[过近超逾])半(?![年天个小载程月球径导]))"
    rf"|(?P<over_line>[1-4])/(?P<under_line>[2-9]|10)(?![0-9/.])"
)
NUMERAL_START = re.compile(
    rf"{DIGIT}|[零〇一二两三四五六七八九十廿卅百千万亿]|[数几上好](?=[十百千万亿几])|半(?=[数年天小个])|(?<=[过近超逾])半"
)
"""Where a numeral can begin."""

Script = Literal["arabic", "chinese", "share"]


class Numeral(NamedTuple):
    """A numeral with its scale and 多 or 余; a share (三分之一, 两成) is in percent."""

    start: int
    end: int
    value: float
    value_max: float | None
    """The upper end of 三四百; None for a single value."""
    more: bool
    """Said to be more than the value: 多, 余, 几, 数, 上."""
    script: Script


def arabic(text: str) -> float:
    """The value of Arabic digits, full-width ones and thousands separators included."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return float(plain.replace(",", ""))


def scale(text: str) -> float:
    """The factor of 万, 亿, 百万, 万亿 …; 1 for nothing."""
    factor = 1.0
    for char in text:
        factor *= POWERS.get(char) or MYRIADS[char]
    return factor


def chinese(text: str) -> float | None:
    """The value of a Chinese numeral, None for what is no number (十四五).

    >>> [chinese(n) for n in ("六十三", "卅六", "一百零五", "两万三", "三点五", "十四五")]
    [63.0, 36.0, 105.0, 23000.0, 3.5, None]
    """
    whole, point, decimals = text.replace("廿", "二十").replace("卅", "三十").partition("点")
    value = _whole(whole)
    if value is None or not point:
        return value
    return float(f"{value:.0f}." + "".join(str(DIGITS[char]) for char in decimals))


def _whole(text: str) -> float | None:
    """Digits and powers must take turns, powers fall within a 万 or 亿, and nothing stands twice."""
    if text.count("亿") > 1:
        return None
    total = section = 0
    digit: int | None = None
    power, myriad, zero = 10**4, 10**16, False
    for char in text:
        if char in DIGITS:
            if digit is not None and not zero:
                return None
            zero, digit = DIGITS[char] == 0, DIGITS[char]
        elif char in POWERS:
            if POWERS[char] >= power or (digit == 0 and char != "十"):
                return None
            section += (digit or 1) * POWERS[char]
            power, digit, zero = POWERS[char], None, False
        else:
            factor = MYRIADS[char]
            if factor >= myriad and not (factor == 10**8 and total):
                return None
            section += digit or 0
            total = (total + section or 1) * factor if factor == 10**8 else total + (section or 1) * factor
            section, digit, power, myriad, zero = 0, None, 10**4, factor, False
    if digit and not zero and text[:-1] and text[-2] in "百千万亿":
        digit *= (POWERS.get(text[-2]) or MYRIADS[text[-2]]) // 10
    return float(total + section + (digit or 0))


def numeral(text: str, start: int, end: int | None = None) -> Numeral | None:
    """The numeral that begins at `start`, read no further than `end`; None where there is none."""
    limit = len(text) if end is None else end
    digits = _ARABIC.match(text, start, limit)
    if digits:
        if text[digits.end() : digits.end() + 1] in ("分", "成", "/") and (
            share := _share(text, start, limit)
        ):
            return share
        return _in_digits(digits)
    if text[start : start + 1] == "半" and _HALF.match(text, start, limit):
        return Numeral(start, start + 1, 0.5, None, False, "chinese")
    return _share(text, start, limit) or _in_words(text, start, limit)


def _in_digits(match: re.Match[str]) -> Numeral | None:
    if len(match["digits"]) > 20:
        return None
    value = round(arabic(match["digits"]) * scale(match["scale"] or ""), 6)
    more = bool(match["more"] or match["last"])
    return Numeral(match.start(), match.end(), value, None, more, "arabic")


def _in_words(text: str, start: int, end: int) -> Numeral | None:
    match = _CHINESE.match(text, start, end)
    if not match or len(match["number"]) > 20:
        return None
    number = match["number"]
    more = bool(match["vague"] or match["more"] or match["last"])
    pair = _PAIR.search(number)
    if pair and DIGITS[pair[0][1]] == DIGITS[pair[0][0]] + 1:
        low, high = chinese(number.replace(pair[0], pair[0][0])), chinese(number.replace(pair[0], pair[0][1]))
    else:
        low, high = chinese(number), None
    if low is None:
        return None
    factor = scale(match["scale"] or "")
    return Numeral(start, match.end(), low * factor, high and high * factor, more, "chinese")


def _share(text: str, start: int, end: int) -> Numeral | None:
    match = _SHARE.match(text, start, end)
    if not match:
        return None
    value: float | None
    high = None
    if match["whole"]:
        part, whole = _value(match["part"]), _value(match["whole"])
        value = round(100 * part / whole, 4) if part is not None and whole else None
    elif match["tenths"]:
        tenths = [_value(digit) or 0 for digit in match["tenths"]]
        rest = {"半": 5.0}.get(match["rest"] or "", DIGITS.get(match["rest"] or "", 0))
        value, high = 10 * tenths[0] + rest, 10 * tenths[1] if len(tenths) == 2 else None
        if high is not None and high != value + 10:
            return None
    elif match["over_line"]:
        value = round(100 * int(match["over_line"]) / int(match["under_line"]), 4)
        if value >= 100:
            return None
    else:
        value = 50.0
    if value is None:
        return None
    return Numeral(start, match.end(), value, high, bool(match["over"]), "share")


def _value(text: str) -> float | None:
    return chinese(text) if text[0] in DIGITS or text[0] in "十廿卅百千万亿" else arabic(text)
