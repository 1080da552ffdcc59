"""One writing for what the rules read: punctuation and digits that came through another keyboard.

Every character stands for one character, so that offsets stay true.
"""

import re

HALF = {
    ord(wide): narrow
    for wide, narrow in zip("０１２３４５６７８９％．－ＴＥＵ", "0123456789%.-TEU", strict=True)
}
WIDE = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", "(": "（", ")": "）"}
MARK = re.compile(r"(?<!\d)[,:](?!\d)|(?<=\d)[,:](?!\d)|(?<!\d)[,:](?=\d)|[;!?()]")
CHINESE = re.compile(r"[一-鿿]")


def normalized(text: str) -> str:
    """A text with half-width digits and, where it is Chinese, full-width punctuation.

    >>> normalized("２０１６年,验放列车166列;总重1,200吨")
    '2016年，验放列车166列；总重1,200吨'
    """
    text = text.translate(HALF)
    if not CHINESE.search(text):
        return text
    return MARK.sub(lambda match: WIDE[match.group()], text)
