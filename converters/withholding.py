"""Names that were withheld leave a run: all values, the stored text, and whatever is made from them.

A signature keeps rank and place in the count. Where the name stood, the text shows blocks of the same length, so that
no position moves.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from converters.identity import collect_mentions
from converters.intake import Records
from converters.ledger import Ledger
from converters.masking import MARK, mask_text, name_pattern, rewrite
from converters.model import Addressee, AgentKind, Demand, Signatory, StatementRecord
from converters.normalise import normalise_name
from converters.resolve import Mention, Resolution
from converters.secrecy import Secrets


class Withholding:
    """What one run must not say, found from the clusters of its names."""

    def __init__(self, records: Records, resolution: Resolution, ledger: Ledger) -> None:
        self.paths = frozenset(e.path for e in ledger.withheld())
        self._hidden = {c for c, path in resolution.known.items() if ledger.follow(path) in self.paths}
        self._cluster = resolution.cluster
        self._misread: set[str] = set()
        if self.paths:
            self._find_misread(records.intake.mentions, ledger)
        self._pattern: re.Pattern[str] | None = None
        self._spans: dict[str, set[tuple[int, int]]] = defaultdict(set)
        self.texts: dict[str, str] = {}
        if self._hidden:
            self._gather(records)

    def _find_misread(self, mentions: Iterable[Mention], ledger: Ledger) -> None:
        """Let the name of a withheld person that was read as a body's stand for the person."""
        secrets = Secrets(ledger)
        for m in mentions:
            path = secrets.find(m) if m.kind == "organisation" else ""
            if path.startswith("id/person/"):
                cluster = self._cluster[m.id]
                ledger.by_cluster[cluster] = path
                self._hidden.add(cluster)
                self._misread.add(m.id)

    def __bool__(self) -> bool:
        return bool(self._hidden)

    def without(self, resolution: Resolution) -> Resolution:
        """The resolution without open questions about what is withheld."""
        if not self._hidden:
            return resolution
        pairs = [u for u in resolution.undecided if not {self._cluster[u.left], self._cluster[u.right]} & self._hidden]
        return replace(resolution, undecided=tuple(pairs))

    def _gather(self, records: Iterable[StatementRecord]) -> None:
        """Collect the names to hide and where the signatures stand, then mask the texts that hold any."""
        names: set[str] = set()
        acronyms: set[str] = set()
        texts: dict[str, str] = {}
        for record in records:
            digest = record.document.sha256
            for m in self._mentions(record):
                names |= {m.name, normalise_name(m.name)}
                acronyms |= {m.acronym} if m.acronym else set()
            for signatory in self._signatories(record):
                names.add(signatory.name)
                self._spans[digest].add((signatory.evidence.span.start, signatory.evidence.span.end))
            texts[digest] = record.document.text
        self._pattern = name_pattern(names, acronyms)
        for digest, text in texts.items():
            masked = mask_text(text, self._pattern) if self._pattern else text
            for start, end in sorted(self._spans[digest]):
                masked = masked[:start] + re.sub(r"\S", MARK[0], masked[start:end]) + masked[end:]
            if masked != text:
                self.texts[digest] = masked

    def _mentions(self, record: StatementRecord) -> list[Mention]:
        return [m for m in collect_mentions(record) if self._cluster[m.id] in self._hidden]

    def _signatories(self, record: StatementRecord) -> list[Signatory]:
        return [record.signatories[i] for i in sorted(self._ranks(record))]

    def _ranks(self, record: StatementRecord) -> set[int]:
        places = {m.id.rpartition("/")[2] for m in self._mentions(record)}
        return {int(place[1:]) for place in places if place.startswith("s")}

    def hide(self, record: StatementRecord) -> StatementRecord:
        """The record without the names, before it is identified: its digest is still that of the whole text."""
        if self._pattern is None:
            return record
        pattern, ranks = self._pattern, self._ranks(record)
        misread = {
            int(m.id.rpartition("/")[2][1:]) for m in self._mentions(record) if m.id in self._misread and "/s" in m.id
        }
        hidden = rewrite(record, lambda text: mask_text(text, pattern))
        signatories = tuple(
            self._hide_signature(s, i in misread) if i in ranks else s for i, s in enumerate(hidden.signatories)
        )
        text = self.texts.get(record.document.sha256, record.document.text)
        return replace(hidden, signatories=signatories, document=replace(hidden.document, text=text))

    @staticmethod
    def _hide_signature(s: Signatory, misread: bool) -> Signatory:
        kind: AgentKind = "person" if misread else s.kind
        return replace(
            s, as_printed=MARK, name=MARK, acronym=None, country=None, qualifier=None, withheld=True, kind=kind
        )

    def publish(self, record: StatementRecord) -> StatementRecord:
        """The identified record for the graph: no withheld publisher, addressee or holder; text and digest agree."""
        if not self._hidden:
            return record
        if record.publisher and record.publisher.path in self.paths:
            record = replace(record, publisher=None)
        if record.document.sha256 in self.texts:
            digest = hashlib.sha256(record.document.text.encode()).hexdigest()
            record = replace(record, document=replace(record.document, sha256=digest))
        return self._without_addressees(record)

    def _without_addressees(self, record: StatementRecord) -> StatementRecord:
        kept = {i: one for i, a in enumerate(record.addressees) if (one := self._addressee(a)) is not None}
        moved = {old: new for new, old in enumerate(kept)}

        def relink(demand: Demand) -> Demand:
            return replace(demand, addressees=tuple(moved[i] for i in demand.addressees if i in moved))

        return replace(record, addressees=tuple(kept.values()), demands=tuple(map(relink, record.demands)))

    def _addressee(self, a: Addressee) -> Addressee | None:
        """The addressee without a withheld holder; None where the body is withheld or nothing else is left."""
        if a.body_path in self.paths:
            return None
        if a.holder_path not in self.paths or not a.holder_path:
            return a
        left = a.office or a.body
        return replace(a, holder=None, holder_path="", name=left) if left else None
