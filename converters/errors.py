"""What can go wrong on the way from a document to a release; each error says where and what to do."""

from __future__ import annotations


class ConversionError(Exception):
    """The base of all errors that a user can act upon.

    `source` names the file, `place` the line, page or record in it (both optional).
    """

    def __init__(self, message: str, source: str | None = None, place: str | None = None) -> None:
        super().__init__(message)
        self.message, self.source, self.place = message, source, place

    def __str__(self) -> str:
        return ": ".join(part for part in (self.source, self.place, self.message) if part)


class ReadError(ConversionError):
    """A document could not be read: damaged, empty, too large, encrypted, or not what its suffix says."""


class ExtractionError(ConversionError):
    """A document was read, but no statement was found in it."""


class ReleaseError(ConversionError):
    """A release failed its gate or could not be written; the last good one stays in place."""
