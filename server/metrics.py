"""Counters in the text format that Prometheus reads (prometheus.io, exposition formats, version 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isinf
from typing import Any

from server.cache import AnswerCache
from server.query import QueryPool
from server.statistics import BUCKETS, Statistics

ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


@dataclass(slots=True)
class Histogram:
    """How many took up to each of BUCKETS seconds (and more than the one before), and how long all took."""

    buckets: list[int] = field(default_factory=lambda: [0] * len(BUCKETS))
    total: float = 0.0


def write_metrics(lines: Iterable[str]) -> bytes:
    """The body of an answer."""
    return ("\n".join(lines) + "\n").encode()


def head(name: str, kind: str, text: str) -> Iterator[str]:
    """The two lines that say what a metric is."""
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"


def label(names: Iterable[str], values: Iterable[object]) -> str:
    """The labels of a sample, escaped."""
    return ",".join(f'{name}="{str(value).translate(ESCAPES)}"' for name, value in zip(names, values, strict=True))


def count(
    name: str, text: str, labels: tuple[str, ...], samples: Mapping[Any, int], kind: str = "counter"
) -> Iterator[str]:
    """A metric with a sample for each combination of labels; the keys of `samples` are tuples of values."""
    yield from head(name, kind, text)
    for values in sorted(samples, key=str):
        shown = label(labels, values)
        yield f"{name}{{{shown}}} {samples[values]}" if shown else f"{name} {samples[values]}"


def observe(name: str, text: str, by: str, histograms: Mapping[str, Histogram]) -> Iterator[str]:
    """Histograms by a label; without one where `by` is empty."""
    yield from head(name, "histogram", text)
    for value in sorted(histograms):
        shown, so_far = f'{by}="{value}",' if by else "", 0
        for bound, number in zip(BUCKETS, histograms[value].buckets, strict=True):
            so_far += number
            limit = "+Inf" if isinf(bound) else f"{bound:g}"
            yield f'{name}_bucket{{{shown}le="{limit}"}} {so_far}'
        tail = f"{{{shown.rstrip(',')}}}" if shown else ""
        yield f"{name}_sum{tail} {histograms[value].total:.6f}"
        yield f"{name}_count{tail} {so_far}"


def measure_queries(statistics: Statistics) -> Iterator[str]:
    """Queries by outcome, their time, workers that were replaced."""
    outcomes = {(name,): number for name, number in statistics.outcomes.items()}
    yield from count("undersigned_queries_total", "Queries by outcome, cached ones apart.", ("outcome",), outcomes)
    seconds = Histogram([statistics.seconds[bound] for bound in BUCKETS], statistics.seconds_sum)
    yield from observe("undersigned_query_seconds", "Time of a query.", "", {"": seconds})
    replaced = {(reason,): number for reason, number in statistics.replaced.items()}
    yield from count("undersigned_workers_replaced_total", "Workers ended, by reason.", ("reason",), replaced)


def measure_pool(pool: QueryPool) -> Iterator[str]:
    """Workers by what they do, queries that wait."""
    states: dict[Any, int] = {("busy",): len(pool.busy), ("idle",): len(pool.idle)}
    yield from count("undersigned_workers", "Query processes by state.", ("state",), states, "gauge")
    yield from count("undersigned_queries_waiting", "Queries without a worker.", (), {(): len(pool.waiting)}, "gauge")


def measure_cache(cache: AnswerCache) -> Iterator[str]:
    """How often the cache of query answers had one."""
    asked: dict[Any, int] = {("hit",): cache.hits, ("miss",): cache.misses}
    yield from count("undersigned_cache_total", "Look-ups in the cache of query answers.", ("result",), asked)
    yield from count("undersigned_cache_bytes", "Size of that cache.", (), {(): cache.size}, "gauge")


def measure_release(version: str) -> Iterator[str]:
    """Which release is served."""
    yield from count("undersigned_release", "The release served.", ("version",), {(version,): 1}, "gauge")
