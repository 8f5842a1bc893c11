"""OAI-PMH 2.0: the statements as records for harvesters of libraries and portals.

    respond(release, arguments) → the XML document

A record is a statement; its datestamp is the day on which it last changed here, and a statement that ended stays listed
as deleted (deletedRecord `persistent`). The protocol's errors are elements of an answer with status 200 (section 3.6).
The answer's date is that of the newest change, not of the clock: who asks next time from there on misses nothing, even
where a release came out later on its day. A resumption token holds all that it needs and is good for one release.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from lxml import etree
from lxml.builder import ElementMaker

from server.oai_formats import PAYLOADS, Payload
from server.release import OpenRelease

PAGE_SIZE = 100
OAI = "http://www.openarchives.org/OAI/2.0/"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = {f"{{{_XSI}}}schemaLocation": f"{OAI} {OAI}OAI-PMH.xsd"}
_make = ElementMaker(namespace=OAI, nsmap={None: OAI, "xsi": _XSI})
_LISTING = ("metadataPrefix", "from", "until", "set", "resumptionToken")
ARGUMENTS: Mapping[str, Sequence[str]] = {
    "Identify": (),
    "ListMetadataFormats": ("identifier",),
    "ListSets": ("resumptionToken",),
    "ListIdentifiers": _LISTING,
    "ListRecords": _LISTING,
    "GetRecord": ("identifier", "metadataPrefix"),
}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class OaiError(Exception):
    """A request that the protocol refuses, with one of its codes (section 3.6)."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Record(NamedTuple):
    """A row of the index: the statement's path, when it last changed, whether it has ended."""

    path: str
    datestamp: str
    gone: int


@dataclass(frozen=True)
class Listing:
    """What a list request asks for, and after which record it goes on; this is what a token holds."""

    prefix: str
    first: str = ""
    last: str = ""
    cursor: int = 0
    after: tuple[str, str] = ("", "")

    def write_token(self, version: str) -> str:
        """The token that asks for this in the release of a version."""
        fields = [version, self.prefix, self.first, self.last, self.cursor, *self.after]
        return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode()


def respond(release: OpenRelease, arguments: Sequence[tuple[str, str]]) -> bytes:
    """The answer to a request, errors included; the same for the same release and arguments."""
    request = _make.request(f"{release.base}/oai")
    newest = release.index.execute("SELECT max(datestamp) FROM record").fetchone()[0] or ""
    moment = max(newest, release.modified.strftime("%Y-%m-%dT%H:%M:%SZ"))
    answer = _make("OAI-PMH", _SCHEMA, _make.responseDate(moment), request)
    try:
        asked = _read_arguments(arguments)
        request.attrib.update(asked)
        answer.append(_make(asked["verb"], *_VERBS[asked["verb"]](release, asked)))
    except OaiError as error:
        if error.code in ("badVerb", "badArgument"):
            request.attrib.clear()
        answer.append(_make.error(str(error), code=error.code))
    return etree.tostring(answer, xml_declaration=True, encoding="utf-8")


def _read_arguments(arguments: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The arguments by name, each of which the verb knows; raises OaiError."""
    verbs = [value for name, value in arguments if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in ARGUMENTS:
        raise OaiError("badVerb", f"Expected one verb of {', '.join(ARGUMENTS)}.")
    asked = dict(arguments)
    known = {"verb", *ARGUMENTS[verbs[0]]}
    if len(asked) < len(arguments) or not asked.keys() <= known:
        raise OaiError("badArgument", f"{verbs[0]} takes {', '.join(sorted(known))}, each once.")
    if any(_UNFIT.search(value) for value in asked.values()):
        raise OaiError("badArgument", "An argument holds a character that XML cannot.")
    if "resumptionToken" in asked and len(asked) > 2:
        raise OaiError("badArgument", "A resumptionToken stands alone: what was asked for is in it.")
    return asked


def _identify(release: OpenRelease, _: Mapping[str, str]) -> Iterator[etree._Element]:
    contact = release.manifest.publisher.contact
    email = contact.removeprefix("mailto:") if contact.startswith("mailto:") else "nobody@undersigned.invalid"
    earliest = release.index.execute("SELECT min(datestamp) FROM record").fetchone()[0] or release.manifest.date
    for name, value in (
        ("repositoryName", release.manifest.title),
        ("baseURL", f"{release.base}/oai"),
        ("protocolVersion", "2.0"),
        ("adminEmail", email),
        ("earliestDatestamp", earliest[:10]),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DD"),
    ):
        yield _make(name, value)


def _list_formats(release: OpenRelease, asked: Mapping[str, str]) -> Iterator[etree._Element]:
    if "identifier" in asked:
        _find(release, asked["identifier"])
    for prefix, payload in PAYLOADS.items():
        yield _make.metadataFormat(
            _make.metadataPrefix(prefix), _make.schema(payload.schema), _make.metadataNamespace(payload.namespace)
        )


def _list_sets(_: OpenRelease, asked: Mapping[str, str]) -> Iterator[etree._Element]:
    if "resumptionToken" in asked:
        raise OaiError("badResumptionToken", "There are no sets, and no list of them to go on with.")
    raise OaiError("noSetHierarchy", "There are no sets.")


def _get_record(release: OpenRelease, asked: Mapping[str, str]) -> Iterator[etree._Element]:
    if asked.keys() != {"verb", "identifier", "metadataPrefix"}:
        raise OaiError("badArgument", "GetRecord needs identifier and metadataPrefix.")
    payload = _find_payload(asked["metadataPrefix"])
    yield _write_record(release, _find(release, asked["identifier"]), payload)


def _list_identifiers(release: OpenRelease, asked: Mapping[str, str]) -> Iterator[etree._Element]:
    listing = _read_listing(release, asked)
    found, token = _select(release, listing)
    yield from (_write_header(release, record) for record in found)
    yield from token


def _list_records(release: OpenRelease, asked: Mapping[str, str]) -> Iterator[etree._Element]:
    listing = _read_listing(release, asked)
    found, token = _select(release, listing)
    yield from (_write_record(release, record, PAYLOADS[listing.prefix]) for record in found)
    yield from token


_VERBS = {
    "Identify": _identify,
    "ListMetadataFormats": _list_formats,
    "ListSets": _list_sets,
    "ListIdentifiers": _list_identifiers,
    "ListRecords": _list_records,
    "GetRecord": _get_record,
}


def _read_listing(release: OpenRelease, asked: Mapping[str, str]) -> Listing:
    if "resumptionToken" in asked:
        return _read_token(asked["resumptionToken"], release.version)
    if "metadataPrefix" not in asked:
        raise OaiError("badArgument", "A list needs a metadataPrefix, or a resumptionToken alone.")
    _find_payload(asked["metadataPrefix"])
    if "set" in asked:
        raise OaiError("noSetHierarchy", "There are no sets.")
    for name in ("from", "until"):
        if name in asked and not _is_day(asked[name]):
            raise OaiError("badArgument", f"{name} must be a day such as 2026-11-21, the granularity here.")
    first, last = asked.get("from", ""), asked.get("until", "")
    if first and last and first > last:
        raise OaiError("badArgument", "from must not be later than until.")
    return Listing(asked["metadataPrefix"], first, last)


def _read_token(token: str, version: str) -> Listing:
    try:
        made_for, prefix, first, last, cursor, *after = json.loads(base64.urlsafe_b64decode(token.encode("ascii")))
        listing = Listing(prefix, first, last, cursor, (after[0], after[1]))
        if listing.write_token(made_for) != token or prefix not in PAYLOADS or not isinstance(cursor, int):
            raise ValueError
        fields = (made_for, first, last, *after)
        if len(after) != 2 or not all(isinstance(value, str) for value in fields):
            raise ValueError
    except (ValueError, TypeError, IndexError, RecursionError, binascii.Error) as error:
        raise OaiError("badResumptionToken", "This is no token that was given here.") from error
    if made_for != version:
        message = f"The token is stale: it was given for release {made_for}, and {version} is served now; begin again."
        raise OaiError("badResumptionToken", message)
    return listing


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _select(release: OpenRelease, listing: Listing) -> tuple[list[Record], list[etree._Element]]:
    """The records of a page of a list, oldest change first, and its token, if the list has more than one page."""
    where = "(datestamp, path) > (?, ?) AND datestamp >= ? AND (? = '' OR substr(datestamp, 1, 10) <= ?)"
    values = (*listing.after, listing.first, listing.last, listing.last)
    sql = f"SELECT path, datestamp, gone FROM record WHERE {where} ORDER BY datestamp, path LIMIT ?"
    rows = [Record(*row) for row in release.index.execute(sql, (*values, PAGE_SIZE + 1))]
    if not rows:
        raise OaiError("noRecordsMatch", "No record changed in this time.")
    found = rows[:PAGE_SIZE]
    if len(rows) == len(found) and not listing.cursor:
        return found, []
    rest = release.index.execute(f"SELECT count(*) FROM record WHERE {where}", values).fetchone()[0]
    after = Listing(listing.prefix, listing.first, listing.last, listing.cursor + len(found), found[-1][1::-1])
    token = after.write_token(release.version) if len(rows) > len(found) else ""
    attributes = {"completeListSize": str(listing.cursor + rest), "cursor": str(listing.cursor)}
    return found, [_make.resumptionToken(token, attributes)]


def _find(release: OpenRelease, identifier: str) -> Record:
    path = identifier.removeprefix(f"{release.base}/id/")
    row = release.index.execute("SELECT path, datestamp, gone FROM record WHERE path = ?", (path,)).fetchone()
    if row is None or path == identifier:
        raise OaiError("idDoesNotExist", f"Identifiers here are the IRIs of statements, {release.base}/id/statement/….")
    return Record(*row)


def _find_payload(prefix: str) -> Payload:
    if prefix not in PAYLOADS:
        raise OaiError("cannotDisseminateFormat", f"Offered: {', '.join(PAYLOADS)}.")
    return PAYLOADS[prefix]


def _write_header(release: OpenRelease, record: Record) -> etree._Element:
    parts = (_make.identifier(f"{release.base}/id/{record.path}"), _make.datestamp(record.datestamp[:10]))
    header: etree._Element = _make.header(*parts, {"status": "deleted"} if record.gone else {})
    return header


def _write_record(release: OpenRelease, record: Record, payload: Payload) -> etree._Element:
    header = _write_header(release, record)
    row = None if record.gone else release.document(record.path)
    metadata = [_make.metadata(payload.write(release, row.read_view()))] if row else []
    written: etree._Element = _make.record(header, *metadata)
    return written
