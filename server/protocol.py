"""Reading a request by the SPARQL 1.1 Protocol, section 2.1: which query, over which dataset, in which form."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from server.errors import ServerError
from server.negotiation import split_media_type

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
MOST_PARAMETERS = 500
# No hexadecimal digit and no percent sign among them: what is decoded cannot become part of another escape.
COMMON_ESCAPES = tuple((b"%%%02X" % code, bytes([code])) for code in b' \n{}<>:/?="#;,()')


@dataclass(frozen=True, slots=True)
class ProtocolRequest:
    """The parameters of a request; graphs are None where it names none at all, so that the query decides."""

    query: str | None
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    format: str | None


def read_get(query_string: bytes) -> ProtocolRequest:
    """The request of a GET or HEAD; raises ServerError where it is not one query or none."""
    return read_parameters(split_parameters(query_string))


def read_post(
    query_string: bytes, content_type: str | None, content_encoding: str | None, body: bytes
) -> ProtocolRequest:
    """The request of a POST, direct or as a form; raises ServerError 400, 403 or 415."""
    check_body(content_type, content_encoding)
    kind = split_media_type(content_type or "")[0]
    if kind == FORM:
        return read_parameters(split_parameters(query_string) + split_parameters(body))
    parameters = split_parameters(query_string)
    if any(name == "query" for name, _ in parameters):
        raise ServerError(400, "Two queries", "Send the query in the body or in the address, not in both.")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ServerError(400, "Not UTF-8", f"The query is not UTF-8 at byte {error.start}.") from None
    return read_parameters([*parameters, ("query", text)])


def check_body(content_type: str | None, content_encoding: str | None) -> None:
    """Raise ServerError where the body is of a kind that we do not read."""
    kind, parameters = split_media_type(content_type or "")
    accepted = {"Accept-Post": f"{QUERY}, {FORM}"}
    if kind == UPDATE:
        raise update_refused()
    if kind not in (FORM, QUERY):
        detail = f"Send a query as {QUERY} or {FORM}."
        raise ServerError(415, "Unsupported media type", detail, headers=accepted)
    if dict(parameters).get("charset", "utf-8") not in ("utf-8", "utf8"):
        raise ServerError(415, "Unsupported charset", "The body must be UTF-8.", headers=accepted)
    if (content_encoding or "identity").strip().lower() != "identity":
        detail = "The body must not be compressed."
        raise ServerError(
            415, "Unsupported content coding", detail, headers={"Accept-Encoding": "identity", **accepted}
        )


def split_parameters(encoded: bytes) -> list[tuple[str, str]]:
    """Names and values of a URL-encoded text, percent-decoded as UTF-8."""
    pairs = [pair.partition(b"=") for pair in encoded.split(b"&") if pair]
    if len(pairs) > MOST_PARAMETERS:
        raise ServerError(400, "Too many parameters", f"At most {MOST_PARAMETERS} are read.")
    try:
        return [(decode(name), decode(value)) for name, _, value in pairs]
    except UnicodeDecodeError:
        raise ServerError(400, "Not UTF-8", "The parameters are not percent-encoded UTF-8.") from None


def decode(encoded: bytes) -> str:
    """Percent-decoded UTF-8. The commonest escapes of queries go first, as unquote takes them one by one."""
    encoded = encoded.replace(b"+", b" ")
    if b"%" in encoded:
        for escape, character in COMMON_ESCAPES:
            encoded = encoded.replace(escape, character)
        encoded = unquote_to_bytes(encoded)
    return encoded.decode("utf-8")


def read_parameters(parameters: list[tuple[str, str]]) -> ProtocolRequest:
    """The request that the parameters make; parameters that the protocol does not know are left alone."""
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    if "update" in values or "using-graph-uri" in values or "using-named-graph-uri" in values:
        raise update_refused()
    queries = values.get("query", [])
    if len(queries) > 1:
        raise ServerError(400, "Two queries", "Send exactly one query.")
    default = tuple(filter(None, values.get("default-graph-uri", ())))
    named = tuple(filter(None, values.get("named-graph-uri", ())))
    if not queries and (default or named):
        raise ServerError(400, "No query", "A dataset was named, but no query was sent.")
    formats = list(filter(None, values.get("format", ())))
    given = bool(default or named)
    return ProtocolRequest(
        query=queries[0] if queries else None,
        default_graphs=default if given else None,
        named_graphs=named if given else None,
        format=formats[-1] if formats else None,
    )


def update_refused() -> ServerError:
    """The data comes from releases; nobody changes it here."""
    return ServerError(403, "Updates are refused", "The endpoint answers queries only; its data is read-only.")
