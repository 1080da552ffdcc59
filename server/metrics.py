"""Numbers for those who watch over the server, in the format of Prometheus."""

from collections.abc import Iterable
from functools import cache

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """What happened since the server started."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "kouan_requests",
            "Requests to the store, by kind and outcome",
            ["kind", "outcome"],
            registry=self._registry,
        )
        self._seconds = Histogram(
            "kouan_request_seconds",
            "Seconds that requests took",
            ["kind"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._of = cache(self._requests.labels)
        self._took = cache(self._seconds.labels)

    def count(self, kind: str, outcome: str, seconds: float | None = None) -> None:
        """Counts a request, and the time that it was at work."""
        self._of(kind, outcome).inc()
        if seconds is not None:
            self._took(kind).observe(seconds)

    def watch(self, state: Collector) -> None:
        """Adds numbers that are looked up when they are asked for."""
        self._registry.register(state)

    def text(self) -> bytes:
        """All of it."""
        return generate_latest(self._registry)


def gauges(values: Iterable[tuple[str, str, float]]) -> Iterable[Metric]:
    """Name, help and value of each as a gauge."""
    for name, what, value in values:
        yield GaugeMetricFamily(f"kouan_{name}", what, value=value)
