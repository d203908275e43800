"""What can be watched of one process, in Prometheus's text form: counts and lags, never texts, names or ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

_COUNTERS = {
    "events_received": ("Events that came through the door: kept, again (delivered before), left_out.", ("outcome",)),
    "events_handled": ("Attempts at an event: done, failed (tried again), dead, lost (somebody else has it).", ("outcome",)),
    "tasks_handled": ("Attempts at a task.", ("outcome", "kind")),
    "posts": ("Attempts at a post: sent, dropped, throttled, unknown, dead, failed, lost.", ("outcome", "kind")),
    "suggestions": ("New questions: offered an answer, or silent and why.", ("outcome", "reason")),
}
_HANDLING_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

Reading = tuple[str, str, dict[str, float], str]
"""A value read when it is asked for: name, what it is, values by label, the label's name («» for none)."""


class Metrics:
    """A registry of its own: two processes in one test do not share counts."""

    def __init__(self) -> None:
        self.look: Callable[[], Iterator[Reading]] = lambda: iter(())
        self._registry = CollectorRegistry()
        self._counters = {
            name: Counter(f"kollega_{name}", what, labels, registry=self._registry) for name, (what, labels) in _COUNTERS.items()
        }
        self._handling = Histogram(
            "kollega_handling_seconds",
            "How long it took to work on what was claimed at once, by queue: a row, or several events of a channel.",
            ("work",),
            buckets=_HANDLING_BUCKETS,
            registry=self._registry,
        )
        self._registry.register(_Looked(self))

    def count(self, name: str, **labels: str) -> None:
        self._counters[name].labels(**labels).inc()

    def took(self, name: str, seconds: float, **labels: str) -> None:
        assert name == "handling"
        self._handling.labels(**labels).observe(seconds)

    def page(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)


class _Looked(Collector):
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[Metric]:
        for name, what, values, label in self._metrics.look():
            kind = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
            family = kind(f"kollega_{name}", what, labels=[label] if label else [])
            for of, value in values.items():
                family.add_metric([of] if label else [], value)
            yield family
