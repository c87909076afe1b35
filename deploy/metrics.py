"""What is counted for Prometheus: requests by channel, jobs, the books and the loop; no phone in any label."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

#: From a millisecond to beyond what a USSD gateway waits for.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MOST_CHILDREN = 1_000


class Metrics:
    """One registry per process. `seen` is called for every request, with children looked up once."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        requests = Counter(
            "imarisha_channel_requests_total", "Requests", ["channel", "outcome"], registry=self.registry
        )
        latency = Histogram(
            "imarisha_channel_latency_seconds", "Time to answer", ["channel"], buckets=BUCKETS, registry=self.registry
        )
        jobs_done = Counter("imarisha_jobs_ended_total", "Jobs by outcome", ["job", "outcome"], registry=self.registry)
        self.jobs = Gauge("imarisha_jobs", "Jobs by state", ["state"], registry=self.registry)
        self.oldest = Gauge(
            "imarisha_outbox_oldest_seconds", "How late the oldest job that is due is", registry=self.registry
        )
        self.imbalance = Gauge(
            "imarisha_ledger_imbalance_minor", "Sum of all postings; must be 0", ["currency"], registry=self.registry
        )
        self.loop_lag = Gauge("imarisha_loop_lag_seconds", "How late the event loop is", registry=self.registry)
        self.slow_turns = Counter("imarisha_turns_slow_total", "Turns over the budget", registry=self.registry)

        @lru_cache(MOST_CHILDREN)
        def count(channel: str, outcome: int) -> Callable[[], None]:
            return requests.labels(channel, str(outcome)).inc

        @lru_cache(MOST_CHILDREN)
        def time(channel: str) -> Callable[[float], None]:
            return latency.labels(channel).observe

        @lru_cache(MOST_CHILDREN)
        def job(name: str, outcome: str) -> Callable[[], None]:
            return jobs_done.labels(name, outcome).inc

        self._count, self._time, self._job = count, time, job

    def seen(self, channel: str, status: int, seconds: float) -> None:
        self._count(channel, status)()
        self._time(channel)(seconds)

    def job_ended(self, name: str, outcome: str) -> None:
        self._job(name, outcome)()
