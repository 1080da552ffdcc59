"""A model proposes; only what stands in the text word for word, and reads as we read it, becomes a fact."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from extract.error import SourceError
from extract.gazetteer import Gazetteer
from extract.model import Model
from extract.patterns import PatternSet
from extract.pipeline import Extractor
from tests.conftest import article, rows

TEXT = "东兴口岸一派繁忙，瓜果飘香，七月的货物量冲到了30万吨，比六月少了两成。关长王平安很满意。"
QUOTE = "东兴口岸一派繁忙，瓜果飘香，七月的货物量冲到了30万吨"
STAT = {"type": "stat", "quote": QUOTE, "subject": "东兴口岸", "metric": "货物量", "number": "30万吨"}


class Recorded(HTTPServer):
    """A local endpoint that gives one recorded answer and keeps what it was asked."""

    answer: str = ""
    status: int = 200
    asked: list[dict[str, Any]]


class Handler(BaseHTTPRequestHandler):
    server: Recorded

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(
            {"path": self.path, "key": self.headers["Authorization"], **json.loads(body)}
        )
        self.send_response(self.server.status)
        self.end_headers()
        answer = {"choices": [{"message": {"content": self.server.answer}}]}
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing: tests are quiet."""


@pytest.fixture
def endpoint() -> Iterator[Recorded]:
    server = Recorded(("127.0.0.1", 0), Handler)
    server.asked = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def proposed(endpoint: Recorded, *facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The facts that a model alone is the reason of."""
    endpoint.answer = json.dumps({"facts": facts}, ensure_ascii=False)
    model = Model(f"http://127.0.0.1:{endpoint.server_port}/v1", "recorded", "secret")
    extractor = Extractor(Gazetteer.load(), PatternSet(()), model)
    return [row for row in rows(extractor.facts(article(TEXT))) if row["rule"] == "model:recorded"]


def test_a_proposal_in_words_of_the_text_is_a_fact_that_waits_for_review(endpoint: Recorded) -> None:
    [row] = proposed(endpoint, STAT | {"metric": "一派繁忙", "period": "七月"})

    kept = {k: row[k] for k in ("subject", "metric", "value", "unit", "period", "confidence", "evidence")}
    assert kept == {
        "subject": "东兴口岸",
        "metric": "一派繁忙",
        "value": 300_000,
        "unit": "吨",
        "period": "2025-07-01/2025-07-31",
        "confidence": 0.45,
        "evidence": {"start": 0, "end": len(QUOTE), "text": QUOTE},
    }


def test_the_endpoint_is_asked_once_an_article_and_told_its_key(endpoint: Recorded) -> None:
    proposed(endpoint)

    [asked] = endpoint.asked
    assert (asked["path"], asked["key"], asked["model"]) == (
        "/v1/chat/completions",
        "Bearer secret",
        "recorded",
    )
    assert asked["temperature"] == 0
    assert asked["messages"][1]["content"] == TEXT


@pytest.mark.parametrize(
    "fact",
    [
        pytest.param(STAT | {"quote": "东兴口岸货物量30万吨"}, id="a quotation that the text does not have"),
        pytest.param(STAT | {"number": "300000吨"}, id="a number that the model computed"),
        pytest.param(STAT | {"subject": "友谊关口岸"}, id="a port that the quotation does not name"),
        pytest.param(STAT | {"subject": "瓜果飘香"}, id="a name that is none"),
        pytest.param({"type": "wish", "quote": QUOTE}, id="a type that there is not"),
        pytest.param(
            {"type": "event", "quote": QUOTE, "subject": "东兴口岸"}, id="an event without its kind"
        ),
    ],
)
def test_what_does_not_stand_in_the_text_is_refused(endpoint: Recorded, fact: dict[str, Any]) -> None:
    assert proposed(endpoint, fact) == []


@pytest.mark.parametrize(
    ("answer", "status", "problem"),
    [
        ("no JSON", 200, "gave no JSON object with a list of facts"),
        ("{}", 200, "gave no JSON object with a list of facts"),
        ("", 503, "answered 503 Service Unavailable"),
    ],
)
def test_an_endpoint_that_does_not_answer_is_named(
    endpoint: Recorded, answer: str, status: int, problem: str
) -> None:
    endpoint.answer, endpoint.status = answer, status
    model = Model(f"http://127.0.0.1:{endpoint.server_port}/v1", "recorded")

    with pytest.raises(SourceError) as error:
        Extractor(Gazetteer.load(), PatternSet(()), model).facts(article(TEXT))

    assert str(error.value) == f"{model.url}/chat/completions: {problem}"


def test_an_address_that_is_no_web_address_is_refused() -> None:
    with pytest.raises(SourceError, match="is no http"):
        Extractor(Gazetteer.load(), PatternSet(()), Model("file:///etc", "x")).facts(article(TEXT))
