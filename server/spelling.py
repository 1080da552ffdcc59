"""How an address may spell the name of a thing: raw, %-escaped, or damaged on its way through an editor or a chat."""

import unicodedata
from urllib.parse import quote, unquote

from ontology import Namespaces

PATH = "/:@!$&'()*+,;=~"
"""What a path may hold unescaped, beside letters, digits and `-._` (RFC 3986)."""


def iris(names: Namespaces, key: str) -> list[str]:
    """The IRIs that a key, without its %-escapes, may mean, the likeliest first; those of a mended key last.

    >>> iris(Namespaces(), "port/dalian")
    ['https://w3id.org/kouan/id/port/dalian']
    >>> iris(Namespaces(), "document/口岸")[:2]
    ['https://w3id.org/kouan/id/document/%E5%8F%A3%E5%B2%B8', 'https://w3id.org/kouan/id/document/口岸']
    """
    kind, _, slug = key.partition("/")
    return list(dict.fromkeys(_forms(names, kind, slug) + _forms(names, kind, mended(slug))))


def means(names: Namespaces, key: str, iri: str) -> bool:
    """Whether a key is an IRI as it stands, without mending."""
    kind, _, slug = key.partition("/")
    return iri in _forms(names, kind, slug)


def _forms(names: Namespaces, kind: str, slug: str) -> list[str]:
    return [names.resource(f"{kind}/{form}") for form in (quote(slug, safe=""), quote(slug, safe=PATH), slug)]


def mended(slug: str) -> str:
    """A slug composed (NFC), escaped no more than once, without invisible characters and ends.

    >>> mended("da\\u200blian/"), mended("%E5%8F%A3岸"), mended("e\\u0301")
    ('dalian', '口岸', 'é')
    """
    text = unicodedata.normalize("NFC", unquote(slug))
    return "".join(char for char in text if unicodedata.category(char) not in ("Cc", "Cf")).strip(" /")


def path(iri: str, start: str) -> str:
    """The part of an IRI after its start, as an ASCII path.

    >>> path("https://w3id.org/kouan/id/port/口岸", "https://w3id.org/kouan/id/")
    'port/%E5%8F%A3%E5%B2%B8'
    """
    return quote(iri.removeprefix(start), safe=PATH + "%")


def uri(iri: str) -> str:
    """An IRI as a URI, as headers have it.

    >>> uri("https://w3id.org/kouan/id/port/口岸#%41")
    'https://w3id.org/kouan/id/port/%E5%8F%A3%E5%B2%B8#%41'
    """
    return quote(iri, safe=PATH + "%#?[]")
