"""From a request to what is to be done: which question for the pool, which representation of its answer.

Reading a request costs more than a small query, so that requests which come again, byte for byte, are read once.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache

from server.errors import ServerError
from server.inspection import Inspection, inspect_query
from server.negotiation import Offer, choose, choose_encoding, find_offer
from server.protocol import ProtocolRequest, read_get
from server.questions import Question
from server.results import DESCRIPTION_OFFERS, OFFERS
from server.service_description import PREFIXES, description_query
from server.settings import Settings

HTML = Offer("html", "text/html")
LONGEST_KEPT = 4096
MOST_KEPT = 2000


@dataclass(frozen=True, slots=True)
class Plan:
    """A question and the media type of its answer; `lasting` if the same question gets the same answer again."""

    question: Question
    media_type: str
    lasting: bool = True

    def __hash__(self) -> int:
        """That of the question."""
        return hash(self.question)


class Planner:
    """Plans for the requests of one release: `base` stands before its addresses."""

    def __init__(self, settings: Settings, base: str) -> None:
        self.settings, self.base = settings, base
        self.kept: OrderedDict[tuple[bytes, str | None, str | None], Plan | None] = OrderedDict()

    def plan_get(self, query_string: bytes, accept: str | None, coding: str | None) -> Plan | None:
        """The plan of a GET or HEAD; None for a browser that asks for no query."""
        key = (query_string, accept, coding)
        if key in self.kept:
            return self.kept[key]
        request = read_get(query_string)
        if request.query is not None:
            plan: Plan | None = self.plan(request, request.query, accept, coding)
        elif not request.format and choose(accept, (*DESCRIPTION_OFFERS, HTML)) is HTML:
            plan = None
        else:
            plan = self.plan_description(request, accept, coding)
        if len(query_string) < LONGEST_KEPT:
            self.kept[key] = plan
            if len(self.kept) > MOST_KEPT:
                self.kept.popitem(last=False)
        return plan

    def plan(self, request: ProtocolRequest, text: str, accept: str | None, coding: str | None) -> Plan:
        """The plan of a query; raises ServerError 400, 406 or 413."""
        if len(text.encode()) > self.settings.query_bytes:
            limit = self.settings.query_bytes.human_readable()
            raise ServerError(413, "The query is too long", f"The limit is {limit}.", {"limit": "query_bytes"})
        seen = inspect_query(text, self.settings.query_nesting, self.settings.query_chain)
        offer = choose_offer(request.format, accept, seen.form)
        question = make_question(request, text, seen, offer.name, choose_encoding(coding))
        return Plan(question, offer.media_type, not seen.volatile)

    def plan_description(self, request: ProtocolRequest, accept: str | None, coding: str | None) -> Plan:
        """The plan of the service description."""
        offer = choose_offer(request.format, accept, None)
        text = description_query(f"{self.base}/sparql")
        return Plan(Question(text, offer.name, choose_encoding(coding), prefixes=PREFIXES), offer.media_type)


def make_question(
    request: ProtocolRequest, text: str, seen: Inspection, format_name: str, coding: str | None
) -> Question:
    """The question; the request's dataset wins over the query's (Protocol 2.1.4)."""
    prefixes = tuple(seen.prefixes.items())
    if request.default_graphs is not None:
        return Question(text, format_name, coding, request.default_graphs, request.named_graphs, prefixes=prefixes)
    clauses = seen.default_graphs + seen.named_graphs
    prologue = seen.prologue if clauses else ""
    return Question(text, format_name, coding, prologue=prologue, clauses=clauses, prefixes=prefixes)


@lru_cache(maxsize=1024)
def choose_offer(name: str | None, accept: str | None, form: str | None) -> Offer:
    """The offer that `format` names, or that Accept prefers; raises ServerError 406 with the list of what there is.

    `form` is that of the query; None means the description.
    """
    offers = OFFERS[form] if form else DESCRIPTION_OFFERS
    chosen = find_offer(name, offers) if name else choose(accept, offers)
    if chosen is None:
        offered = list(dict.fromkeys(offer.media_type for offer in offers))
        raise ServerError(406, "Not acceptable", f"There is {', '.join(offered)}.", {"offered": offered})
    return chosen
