"""What is counted for Prometheus. Until `start`, nothing is, and the library is not imported.

The worker processes of `serve` share a folder, so that the page of any of them adds up all of them. No label says whose
a request was.
"""

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The library's variable for the shared folder. It must be set before the library is imported."""
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_OTHER = "other"


class _Counters:
    def __init__(self) -> None:
        from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics

        disable_created_metrics()  # type: ignore[no-untyped-call]  # not typed there
        self.registry = registry = CollectorRegistry()
        call = ("method", "route")

        def counter(name: str, what: str, *labels: str) -> Counter:
            return Counter(f"ava_backend_{name}", what, labels, registry=registry)

        self.requests = counter("requests", "Requests by the status of their answer.", *call, "status")
        self.seconds = Histogram(
            "ava_backend_request_duration_seconds", "Seconds until a request was answered.", call, registry=registry
        )
        self.outages = counter("database_outages", "Uses of the database that failed because it was away.")
        self.vapi = counter("vapi_calls", "Calls of Vapi with the key of a tenant.", "outcome")
        self.sign_ins = counter("sign_ins", "Attempts to sign in.", "outcome")
        self.limited = counter("limited", "Requests refused because there were too many.", "limit")


class Metrics:
    """The counters of this process."""

    def __init__(self) -> None:
        self._counters: _Counters | None = None

    def start(self) -> None:
        """Count from now on."""
        self._counters = self._counters or _Counters()

    def request(self, method: str, route: str | None, status: int | None, seconds: float) -> None:
        """Count a request.

        Args:
            method: As it was sent; unusual ones count together.
            route: The template of the path; None if there is no such path.
            status: That of the answer; None if the client left before.
            seconds: How long it took.
        """
        if self._counters is not None:
            call = (method if method in _METHODS else _OTHER, route or _OTHER)
            self._counters.requests.labels(*call, str(status or "none")).inc()
            self._counters.seconds.labels(*call).observe(seconds)

    def database_outage(self) -> None:
        """Count a use of the database that failed because it was away."""
        if self._counters is not None:
            self._counters.outages.inc()

    def vapi_call(self, outcome: str) -> None:
        """Count a call of Vapi by its outcome."""
        if self._counters is not None:
            self._counters.vapi.labels(outcome).inc()

    def sign_in(self, outcome: str) -> None:
        """Count an attempt to sign in: accepted, refused or limited."""
        if self._counters is not None:
            self._counters.sign_ins.labels(outcome).inc()

    def limited(self, limit: str) -> None:
        """Count a request that a limit refused."""
        if self._counters is not None:
            self._counters.limited.labels(limit).inc()

    def page(self) -> tuple[bytes, str]:
        """Return the counts of all processes, and the media type of this text."""
        self.start()
        return page_of(self._counters.registry if self._counters else None)


def page_of(registry: "CollectorRegistry | None" = None) -> tuple[bytes, str]:
    """Return the page of a registry, or of the shared folder if there is one, and its media type."""
    from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
    from prometheus_client.multiprocess import MultiProcessCollector

    if os.environ.get(FOLDER):
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # not typed there
    return generate_latest(registry or CollectorRegistry()), CONTENT_TYPE_LATEST


metrics = Metrics()
"""One for each process, as the library counts for each process."""
