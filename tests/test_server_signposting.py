"""Machines find their way from pages: Signposting, embedded schema.org, robots and sitemaps."""

import json
from xml.etree import ElementTree

import httpx
import pytest
import signposting

from tests.catalogue import BASE, DATASET, SITEMAP
from tests.serving import media_type


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")
@pytest.mark.parametrize(
    "path",
    ["/", "/id/port/dalian", "/id/country/la", "/id/commodity/durian", "/id/dataset/kouan", "/ontology"],
)
def test_pages_are_signposted_in_headers_and_in_html(described: httpx.Client, path: str) -> None:
    address = str(described.base_url).rstrip("/") + path
    for found in (signposting.find_signposting_http(address), signposting.find_signposting_html(address)):
        assert str(found.citeAs.target).startswith(BASE)
        assert str(found.license.target) == "https://www.apache.org/licenses/LICENSE-2.0"
        assert any(str(each.target).startswith("https://schema.org/") for each in found.types)
        assert {str(each.type) for each in found.describedBy} >= {"text/turtle", "application/ld+json"}
        for each in (*found.describedBy, *found.items):
            answer = described.get(str(each.target))
            assert (answer.status_code, media_type(answer)) == (200, str(each.type))


def test_the_landing_page_embeds_the_dataset(described: httpx.Client) -> None:
    for path in ("/", "/dump/"):
        page = described.get(path).text
        data = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
        assert (data["@type"], data["@id"]) == ("Dataset", str(DATASET))
        assert {
            "name",
            "description",
            "keywords",
            "creator",
            "license",
            "datePublished",
            "identifier",
        } <= set(data)
        for each in data["distribution"]:
            assert described.head(each["contentUrl"]).status_code == 200


def test_crawlers_know_where_to_go(described: httpx.Client) -> None:
    robots = described.get("/robots.txt").text
    (sitemap,) = [line.partition(": ")[2] for line in robots.splitlines() if line.startswith("Sitemap")]
    index = ElementTree.fromstring(described.get(sitemap).content)  # noqa: S314 - our own
    pages = [
        str(each.text)
        for part in index.iter(f"{SITEMAP}loc")
        for each in ElementTree.fromstring(described.get(str(part.text)).content).iter(f"{SITEMAP}loc")  # noqa: S314
    ]

    assert "Disallow: /sparql\n" in robots
    assert len(pages) == len(set(pages)) > 3000
    for page in (*pages[:3], next(each for each in pages if "/port/dalian" in each)):
        assert described.get(page).status_code == 200
