"""What flows between the stages: a document with its blocks, then records of the statements found in it.

All positions are code points in `Document.text`, the stored plain text. All classes are frozen; a stage that adds
something returns copies. IRIs are kept as paths below the base (`id/organisation/river-watch`), so that another
base changes none of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

BlockKind = Literal["heading", "paragraph", "item", "row"]
StatementKind = Literal[
    "open-letter",
    "joint-statement",
    "statement",
    "press-release",
    "declaration",
    "petition",
    "position-paper",
    "submission",
    "appeal",
    "resolution",
]
PartyKind = Literal["person", "organisation", "group"]
AgentKind = Literal["organisation", "person"]
ReviewState = Literal["unreviewed", "accepted", "corrected", "rejected"]
Force = Literal["explicit", "soft"]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of `Document.text`, from `start` up to, not including, `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words on which a value rests, how sure the extractor is (0 to 1), and the rule that found it.

    `review` is what a reviewer decided, `decided_by` the reviewer's role.
    """

    span: Span
    confidence: float
    rule: str
    review: ReviewState = "unreviewed"
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table row, as it stands in `Document.text[span.start:span.end]`.

    `text` is that stretch, without the list marker, which `marker` keeps as printed (`1.`, `(a)`, `–`).
    `level` is a heading's rank (1 is highest, 0 not known) or an item's depth. `cells` are the stretches of a
    row's cells; `column` names the heading of the table column under which the block stands. Blocks of one list
    or table share `group`. `blank_before` counts the empty lines before the block in a plain text.
    """

    kind: BlockKind
    text: str
    span: Span
    level: int = 0
    marker: str | None = None
    cells: tuple[Span, ...] = ()
    column: str | None = None
    group: int | None = None
    page: int | None = None
    blank_before: int = 0


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document's own markup says of it; the text wins where both disagree.

    `mastheads` are lines around the text that readers leave out of it: heads and feet of pages, a site's logo, the
    sender of a mail.
    """

    title: str | None = None
    date: str | None = None
    publisher: str | None = None
    language: str | None = None
    url: str | None = None
    mastheads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One file or page as it was taken in.

    `text` is the stored plain text: of a text file the decoded content with `\\n` line ends, of other formats the
    text of the blocks in order with a blank line between them. `sha256` is the digest of `text` in UTF-8.
    `notes` say what was skipped or doubtful while reading.
    """

    name: str
    media_type: str
    text: str
    sha256: str
    blocks: tuple[Block, ...]
    language: str = "en"
    metadata: Metadata = Metadata()
    truncated: bool = False
    abridged: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """A text value with its evidence; `language` is its BCP 47 code."""

    value: str
    evidence: Evidence
    language: str = ""


@dataclass(frozen=True, slots=True)
class IssueDate:
    """A date as ISO 8601: `2024-03-01`, or `2024-03`, or `2024` where the document gives no more."""

    value: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Count:
    """The number of signatories that the text itself claims."""

    value: int
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Party:
    """A body that publishes, as printed; `path` is its IRI below the base once it has one."""

    name: str
    evidence: Evidence
    acronym: str | None = None
    country: str | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A party in the capacity in which it is addressed.

    `name` is its label: the holder's name where one is printed, else the office, body or group. `formal` is true for
    whom the letter head, salutation or title addresses, false for others of whom something is demanded. `key` is
    that of a body in `data/reference/bodies.toml` once resolved.
    """

    name: str
    kind: PartyKind
    evidence: Evidence
    holder: str | None = None
    office: str | None = None
    body: str | None = None
    formal: bool = False
    key: str | None = None
    path: str = ""
    holder_path: str = ""
    office_path: str = ""
    body_path: str = ""


@dataclass(frozen=True, slots=True)
class Signatory:
    """One printed signature. `as_printed` is without the list marker, `name` also without acronym, country, title.

    `position` counts from 1 in printed order; `number` is the stable number in the IRI, given by the ledger.
    `withheld` is true where the name may not be published; then no text of it says who signed.
    """

    as_printed: str
    name: str
    kind: AgentKind
    position: int
    evidence: Evidence
    acronym: str | None = None
    country: str | None = None
    qualifier: str | None = None
    number: int = 0
    path: str = ""
    agent_path: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A legal norm that the text names: `instrument` is the gazetteer's key or a slug made from the name.

    `locator` is a path such as `art/9/para/5`, or `preamble`, or None for the instrument as a whole. `label` is the
    instrument's name as the text has it, used where `known` is false (not in the gazetteer); `jurisdiction` is the
    country or body whose law it is, where the text says so; `english` its English name where the text has another
    script.
    """

    instrument: str
    locator: str | None
    evidence: Evidence
    label: str = ""
    known: bool = True
    jurisdiction: str | None = None
    english: str = ""
    instrument_path: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that the statement asks somebody to do, verbatim.

    `addressees` are positions in `StatementRecord.addressees`; `citations` in `StatementRecord.citations`.
    """

    text: str
    force: Force
    position: int
    evidence: Evidence
    addressees: tuple[int, ...] = ()
    citations: tuple[int, ...] = ()
    subjects: tuple[str, ...] = ()
    number: int = 0
    path: str = ""


ChangeKind = Literal["published", "joined", "left", "added", "dropped", "reworded"]


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """What a version changed: on which day (ISO 8601), how, the path of the signature or demand, and of who signs."""

    version: int
    date: str
    kind: ChangeKind
    part: str = ""
    agent: str = ""


@dataclass(frozen=True, slots=True)
class StatementRecord:
    """What one statement says, each value with its evidence; `span` is its stretch of the document.

    `subjects` are keys of `data/reference/themes.toml`. `notes` keep what was doubtful or left.
    """

    document: Document
    span: Span
    kind: StatementKind
    language: str
    title: Text | None = None
    kind_evidence: Evidence | None = None
    date: IssueDate | None = None
    publisher: Party | None = None
    claimed_count: Count | None = None
    addressees: tuple[Addressee, ...] = ()
    signatories: tuple[Signatory, ...] = ()
    demands: tuple[Demand, ...] = ()
    citations: tuple[Citation, ...] = ()
    subjects: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    path: str = ""
    source_path: str = ""
    modified: str = ""
    version: int = 1
    review: ReviewState = "unreviewed"
    history: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """The blocks of a document that belong to one statement, in order, furniture left out.

    `signature_blocks` are the positions in `blocks` of the signatory list; `head` those of title, letter head,
    date line and salutation. The rest is the body.
    """

    document: Document
    blocks: tuple[Block, ...]
    language: str
    signature_blocks: frozenset[int] = frozenset()
    head: frozenset[int] = frozenset()
    announced: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def span(self) -> Span:
        """From the first block's start to the last one's end."""
        return Span(self.blocks[0].span.start, self.blocks[-1].span.end)

    @property
    def body(self) -> tuple[Block, ...]:
        """The blocks that are neither head nor signatory list."""
        skip = self.signature_blocks | self.head
        return tuple(b for i, b in enumerate(self.blocks) if i not in skip)
