"""The last words of names: what class of thing and what kind of port they tell, and a port's name without what only qualifies it."""

import re
from functools import cache
from typing import Literal

from pydantic import Field

from extract.data import LEXICON, Record, load_table
from extract.fact import EntityClass, PortKind

KINDS = ("water", "air", "road", "rail", "land")
QUALIFIED = re.compile(
    r"(?:进境|进口|出口|农产品|药材|粮食|水果|冰鲜|整车|种苗|指定|边境|国家级|国际性?|陆路|双边|多边)+$"
)
PAIR = re.compile(r"^(?:中[俄蒙哈吉塔越老缅朝印尼巴]|[俄蒙哈越老缅朝]中)(?=[一-鿿]{2})")
"""Two countries before the name of a port between them: 中俄珲春口岸."""


class Head(Record):
    """A last word of names: its class, and the kind of port or the sort of organisation it tells."""

    suffix: str
    cls: EntityClass = Field(alias="class")
    sort: Literal["water", "air", "road", "rail", "land", "company", "station", "unit", "zone", ""] = ""
    not_before: str | None = None
    """A pattern of what makes the head part of a longer word: 铁路 in 铁路部门, 港 in 港货 but not before 货物."""
    example: str


@cache
def heads() -> dict[str, Head]:
    """The last words of names, by themselves."""
    return {head.suffix: head for head in load_table(LEXICON / "heads.tsv", Head)}


def kind_of_name(label: str) -> PortKind | None:
    """The kind of port that a name tells by its longest head: 磨憨铁路口岸 is rail, 营口港 is water."""
    endings = [head for head in heads().values() if head.cls == "Port" and label.endswith(head.suffix)]
    longest = max(endings, key=lambda head: len(head.suffix), default=None)
    sort = longest.sort if longest else ""
    return sort if sort in KINDS else None  # type: ignore[return-value]


def canonical_port(proper: str, suffix: str) -> str:
    """The label of a port of a proper name and a head, without what only qualifies it.

    磨憨药材进口边境口岸 is 磨憨口岸; 磨憨铁路口岸 stays, for it is another port than 磨憨口岸.
    """
    head = "口岸" if suffix in ("边境口岸", "陆路口岸") else suffix
    bare = PAIR.sub("", proper)
    bare = QUALIFIED.sub("", bare) if head == "口岸" else bare
    label = (bare or proper) + head
    return label.removesuffix("口岸") if label.endswith("港口岸") else label
