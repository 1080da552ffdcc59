"""When a fact says what a gold row says: names compared without the endings that news drops, slots one by one."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]
Form = Callable[[object], str]

PLACE_ENDING = re.compile(
    r"(?:维吾尔自治区|壮族自治区|回族自治区|特别行政区|蒙古自治州|自治区|自治州|地区|省|市|盟)$"
)
PORT_ENDING = re.compile(r"(?:国际)?(?:边境|陆路|水运|航空|公路|铁路)?口岸$")
CLUSTER_ENDING = re.compile(r"(?:港?口岸)?集群$")
SAME_UNIT = {
    "标准箱": "标箱", "TEU": "标箱", "人": "人次", "座": "个", "家": "个", "条": "个", "种": "个", "台": "辆",
    "百分点": "%", "列次": "列", "架": "架次", "艘": "艘次", "人民币": "元",
}  # fmt: skip
TOLERANCE = 0.005


def plain(value: object) -> str:
    """A name without white space, quotation marks, brackets and dashes, in one width."""
    return re.sub(r"[\s“”\"'‘’《》〈〉()（）·•—–-]", "", unicodedata.normalize("NFKC", str(value or "")))


def place(value: object) -> str:
    """A place without the ending that news drops: 辽宁省 is 辽宁, 我国 is 中国."""
    name = plain(value)
    if name in ("我国", "全国", "国家", "中华人民共和国"):
        return "中国"
    short = PLACE_ENDING.sub("", name)
    return short if len(short) > 1 else name


def port(value: object) -> str:
    """A port without 口岸, unless it tells a railway port or a road port from another."""
    name = plain(value)
    return place(name if name.endswith(("铁路口岸", "公路口岸")) else PORT_ENDING.sub("", name) or name)


def cluster(value: object) -> str:
    return place(CLUSTER_ENDING.sub("", plain(value)))


def same(gold: Row, fact: Row) -> bool:
    """Whether a fact says what a gold row of its type says, slots beyond its identity left aside."""
    match gold["type"]:
        case "entity":
            form = port if gold["class"] == "Port" else place
            return fact["class"] in _all(gold, "class") and _share_name(gold, fact, "label", form)
        case "located_in":
            return _share_name(gold, fact, "subject", port) and _share_name(gold, fact, "object", place)
        case "part_of_cluster":
            return _share_name(gold, fact, "subject", port) and _share_name(gold, fact, "object", cluster)
        case "port_kind":
            kinds = set(_all(gold, "object"))
            kinds |= {"road", "rail"} if "land" in kinds else set()
            return _share_name(gold, fact, "subject", port) and fact["object"] in kinds
        case "faces":
            across = any(_share_name(gold, fact, "object", form) for form in (place, port))
            return across and _share_name(gold, fact, "subject", port)
        case "post":
            return plain(gold["person"]) == plain(fact["person"]) and _same_post(gold, fact)
        case "trade":
            ways = (None, fact.get("direction"))
            places = _forms(gold, "place", port) | _forms(gold, "port_or_place", port)
            traded = bool(places & _forms(fact, "place", port)) and _share_name(
                gold, fact, "commodity", plain
            )
            return traded and gold.get("direction") in ways
        case "stat":
            if not _share_name(gold, fact, "subject", port):
                return False
            if gold.get("value") is None:
                return _close(gold.get("change_pct"), fact.get("change_pct")) and _same_metric(gold, fact)
            return _close(gold["value"], fact.get("value")) and bool(
                _forms(gold, "unit", _unit) & {_unit(fact.get("unit"))}
            )
        case "event":
            return fact["what"] in _all(gold, "what") and _share_name(gold, fact, "subject", port)
        case "document":
            return plain(gold.get("title")) == plain(fact.get("title"))
    return False


def slots(gold: Row, fact: Row) -> Iterator[tuple[str, bool]]:
    """The slots beyond a fact's identity, and whether each is right."""
    kind = gold["type"]
    if kind == "stat":
        yield "stat.metric", _same_metric(gold, fact)
        if gold.get("period"):
            yield (
                "stat.period",
                any(_same_period(p, str(fact.get("period") or "")) for p in _all(gold, "period")),
            )
        if gold.get("change_pct") is not None or fact.get("change_pct") is not None:
            yield "stat.change", _close(gold.get("change_pct"), fact.get("change_pct"))
        if gold.get("value") is not None:
            yield "stat.bound", (gold.get("bound") or "exact") == (fact.get("bound") or "exact")
    elif kind == "trade" and gold.get("partner"):
        yield "trade.partner", place(gold["partner"]) == place(fact.get("partner"))
    elif kind == "event" and gold.get("date"):
        said = str(fact.get("date") or "")
        yield (
            "event.date",
            bool(said) and any(said.startswith(d) or d.startswith(said) for d in _all(gold, "date")),
        )
    elif kind == "document":
        for name in ("authors", "sections"):
            yield (
                f"document.{name}",
                [plain(x) for x in gold.get(name) or ()] == [plain(x) for x in fact.get(name) or ()],
            )
        yield "document.date", gold.get("date") == fact.get("date")


def _all(row: Row, key: str) -> list[Any]:
    """The value of a key and its alternatives."""
    more = row.get(f"{key}_alt") or []
    return [row.get(key), *([more] if isinstance(more, str) else more)]


def _forms(row: Row, key: str, form: Form) -> set[str]:
    more = row.get("alt") or [] if key == "label" else []
    return {form(value) for value in [*_all(row, key), *more] if value}


def _share_name(gold: Row, fact: Row, key: str, form: Form) -> bool:
    return bool(_forms(gold, key, form) & _forms(fact, key, form))


def _same_post(gold: Row, fact: Row) -> bool:
    """Whether organisation and title together agree, one perhaps naming the body more fully."""

    def wholes(row: Row) -> set[str]:
        return {plain(o) + plain(t) for o in _all(row, "organization") for t in _all(row, "title")}

    return any(a == b or (len(min(a, b, key=len)) > 3 and (a.endswith(b) or b.endswith(a)))
               for a in wholes(gold) for b in wholes(fact))  # fmt: skip


def _same_metric(gold: Row, fact: Row) -> bool:
    """Whether one metric contains the other, or they share at least half of their characters."""
    said = plain(fact.get("metric"))
    for wanted in _forms(gold, "metric", plain):
        shared = set(said) & set(wanted)
        if said and (said in wanted or wanted in said or 2 * len(shared) >= len(set(said) | set(wanted))):
            return True
    return False


def _same_period(wanted: str, said: str) -> bool:
    """Whether two periods have the same ends, as exactly as the gold tells them."""
    if not said:
        return False
    first, last = _ends(wanted)
    told = _ends(said)
    length = min(10, *(len(part) for part in wanted.split("/")))
    whole = (first[:length], last[:length]) == (told[0][:length], told[1][:length])
    return whole or ("/" not in wanted and told[1].startswith(wanted))


def _ends(period: str) -> tuple[str, str]:
    parts = period.split("/")
    if len(parts) > 1:
        return parts[0], parts[1]
    if re.fullmatch(r"\d{4}", period):
        return f"{period}-01-01", f"{period}-12-31"
    if month := re.fullmatch(r"\d{4}-(\d\d)", period):
        last = {"02": "28", "04": "30", "06": "30", "09": "30", "11": "30"}.get(month[1], "31")
        return f"{period}-01", f"{period}-{last}"
    return period, period


def _unit(value: object) -> str:
    name = plain(value)
    return SAME_UNIT.get(name, name)


def _close(one: object, other: object) -> bool:
    if not isinstance(one, int | float) or not isinstance(other, int | float):
        return one is other is None
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other), 1e-9)
