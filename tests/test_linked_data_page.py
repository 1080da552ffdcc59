"""The tests that `server/LINKED_DATA.md` names are there."""

import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "server" / "LINKED_DATA.md").read_text(encoding="utf-8")


def test_every_test_that_the_page_names_is_there() -> None:
    named, file = [], ""
    for path, test in re.findall(r"`(test_\w+\.py)?(?:::(\w+))?`", PAGE):
        file = path or file
        if file and (path or test):
            named.append((file, test))

    missing = [
        (path, test)
        for path, test in named
        if not (TESTS / path).exists() or f"def {test}" not in (TESTS / path).read_text(encoding="utf-8")
    ]
    assert len(named) > 40
    assert missing == []
