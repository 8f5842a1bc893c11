"""Reading another store's answer and writing it anew: in each format that we offer, whole, within the limits."""

from __future__ import annotations

from itertools import islice
from typing import IO, cast

import pyoxigraph as ox

from server import worker as states
from server.errors import ServerError
from server.worker import GRAPHS, Job, LimitError, Sink, compress, write_results

ROWS_WANTED = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
TRIPLES_WANTED = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
LONGEST_SAID = 300


def read_rows(body: bytes, media_type: str) -> ox.QuerySolutions | ox.QueryBoolean:
    """The results of SELECT or ASK; raises ServerError 502 where they cannot be read."""
    found = ox.QueryResultsFormat.from_media_type(media_type)
    if found is None:
        raise unreadable(f"it is {media_type or 'of no stated type'}")
    try:
        return ox.parse_query_results(body, found)
    except (SyntaxError, ValueError) as error:
        raise unreadable(str(error)) from None


def transcribe(body: bytes, media_type: str, job: Job) -> tuple[int, bytes]:
    """State and bytes of an answer in the format of the job, in its content coding; raises ServerError 502."""
    sink = Sink(job)
    try:
        if job.format in GRAPHS:
            write_triples(body, media_type, job, sink)
        else:
            write_results(read_rows(body, media_type), job, sink)
    except LimitError as limit:
        return limit.state, b""
    except (SyntaxError, ValueError, OSError) as error:
        problem = str(error)
    else:
        problem = ""
    if problem:  # raised out here, so that it does not carry the engine's objects into another thread
        raise unreadable(problem)
    return states.FINE, compress(b"".join(sink.parts), job.encoding)


def write_triples(body: bytes, media_type: str, job: Job, sink: Sink) -> None:
    """Serialise a graph into the sink; raises LimitError past a limit."""
    found = ox.RdfFormat.from_media_type(media_type)
    if found is None:
        raise unreadable(f"it is {media_type or 'of no stated type'}")
    quads = ox.parse(body, found)
    triples = (quad.triple for quad in islice(quads, job.row_limit))
    ox.serialize(triples, cast(IO[bytes], sink), GRAPHS[job.format], prefixes=job.prefixes)
    if next(quads, None) is not None:
        raise LimitError(states.TOO_MANY_ROWS)


def unreadable(detail: str) -> ServerError:
    """The store's answer is not what the protocol says, or was cut off."""
    return ServerError(502, "The store's answer cannot be read", detail[:LONGEST_SAID])
