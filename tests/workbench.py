"""What a researcher does in the workbench."""

from urllib.parse import quote

from playwright.sync_api import Page

PORTS = """SELECT ?port ?province WHERE {
  ?port a kou:Port ; kou:province ?province .
}"""
BY_PROVINCE = """SELECT ?name (COUNT(*) AS ?ports) WHERE {
  ?port a kou:Port ; kou:province/rdfs:label ?name .
  FILTER(LANG(?name) = "zh")
} GROUP BY ?name ORDER BY DESC(?ports)"""


def write(page: Page, text: str) -> None:
    """Puts a text in the place of what stands in the editor."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")


def ask(page: Page, query: str) -> None:
    write(page, query)
    page.keyboard.press("Control+Enter")


def written(page: Page) -> str:
    return str(page.locator(".cm-content").inner_text())


def opened(query: str, view: str = "") -> str:
    return f"/workbench?query={quote(query)}" + (f"&view={view}" if view else "")
