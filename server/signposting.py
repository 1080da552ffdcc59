"""Links that tell machines what an address is, after the FAIR Signposting profile (https://signposting.org/FAIR/).

The same links stand in the `Link` header of an answer and in the `<link>` elements of a page.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from server.formats import SUFFIXES

LICENSE = "https://www.apache.org/licenses/LICENSE-2.0"
SCHEMA = "https://schema.org/"


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link."""

    relation: str
    target: str
    type: str = ""
    """The media type of its target."""
    profile: str = ""

    def __str__(self) -> str:
        kind = f'; type="{self.type}"' if self.type else ""
        profile = f'; profile="{self.profile}"' if self.profile else ""
        return f'<{self.target}>; rel="{self.relation}"{kind}{profile}'


def header(links: Iterable[Link]) -> dict[str, str]:
    """The `Link` header, none without links."""
    text = ", ".join(map(str, links))
    return {"Link": text} if text else {}


def of_document(
    thing: str, address: str, root: str, name: str, types: Iterable[str], offered: Iterable[str]
) -> list[Link]:
    """The links of a document about a thing: `address` is without suffix, `name` is the format it is given in."""
    others = [(suffix, form) for suffix, form in SUFFIXES.items() if form.name in offered]
    links = [
        Link("canonical", address),
        Link("license", LICENSE),
        Link("collection", f"{root}/", "text/html"),
        *(
            Link("alternate", address + suffix, form.media_type)
            for suffix, form in others
            if form.name != name
        ),
    ]
    if name != "html":
        return [Link("describes", f"{address}.html", "text/html"), *links]
    about = [Link("describedby", address + suffix, form.media_type) for suffix, form in others if form.engine]
    classes = sorted({"https://schema.org/AboutPage", *types})
    return [Link("cite-as", thing), *about, *(Link("type", each) for each in classes), *links]
