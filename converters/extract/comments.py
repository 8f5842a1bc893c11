"""Whose general comment it is: several committees count theirs from 1, and texts often leave the committee out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from converters.extract.passages import Mention, Passage, first_words, plain, prefix_source, word_source
from data import Instrument, Language, Reference

TOPIC_REACH = 120  # characters after "General Comment No. 4" in which its topic tells whose it is
BODY_REACH = 40  # characters after it in which its committee may be named: "of the Human Rights Committee"
_BESIDE = re.compile(r"'?s?,?\s+")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a committee or its treaty is named."""

    start: int
    end: int
    committee: str


class CommentGrammar:
    """The committees as one language names them."""

    def __init__(self, language: Language, reference: Reference) -> None:
        self.instruments = reference.instruments
        self.kinds: dict[str, str] = reference.citation_patterns["committees"]
        self.names: dict[str, str] = {plain(n): c for n, c in language.table("law", "committees").items()}
        self.names.update({acronym: acronym for acronym in self.kinds})
        self.name = re.compile(prefix_source(language) + f"(?P<name>{word_source(self.names)})")
        self.starts = first_words(self.names, language)
        links, fillers = (word_source(language.words("law", key)) for key in ("links", "fillers"))
        self.link = re.compile(rf"(?:\s*\(\d{{4}}\))?\s*{links}?\s*(?:{fillers}\s*)*")
        self.comments: dict[str, list[Instrument]] = {}
        for instrument in self.instruments.values():
            if instrument.kind == "general-comment":
                self.comments.setdefault(instrument.key.partition("-")[2], []).append(instrument)

    def settle(self, passages: Sequence[Passage]) -> None:
        """Give each general comment the committee that its sentence, its topic or the document names; drop the rest."""
        if not any(mention.needs == "body" for passage in passages for mention in passage.mentions):
            return
        places = [self._places(passage) for passage in passages]
        whole = " ".join(passage.folded for passage in passages)
        last = next((place.committee for found in places for place in found), "")
        for passage, named in zip(passages, places, strict=True):
            treaties = [
                _Place(m.start, m.end, self.instruments[m.key].committee)
                for m in passage.mentions
                if m.key in self.instruments and self.instruments[m.key].committee
            ]
            comments = []
            for mention in passage.mentions:
                if mention.needs == "body" and (body := self._whose(mention, passage, named, treaties, last, whole)):
                    comments.append(self._settled(mention, body, passage, named))
            others = [m for m in passage.mentions if m.needs != "body"]
            passage.mentions = sorted([*_outside(others, comments), *comments], key=lambda m: m.start)
            last = max([*named, *treaties], key=lambda place: place.start, default=_Place(0, 0, last)).committee

    def _places(self, passage: Passage) -> list[_Place]:
        """The committees that a passage names; an acronym counts in capitals only."""
        found = []
        for match in passage.find(self.name, self.starts):
            printed = " ".join(match["name"].split())
            if len(printed) > 5 or passage.text[match.start("name") : match.end("name")].isupper():
                found.append(_Place(match.start(), match.end(), self.names[printed]))
        return found

    def _settled(self, mention: Mention, body: str, passage: Passage, named: list[_Place]) -> Mention:
        """The mention with its key and the committee's name beside it, whose acronym there is not the treaty's."""
        key = f"{body}-{self.kinds[body]}-{mention.options[1]}"
        start, end = mention.start, mention.end
        before, after = _around(named, mention)
        if before and _BESIDE.fullmatch(passage.folded, before.end, start):
            start = before.start
        if after and after.start - end <= BODY_REACH and self.link.fullmatch(passage.folded, end, after.start):
            end = after.end
        return replace(mention, key=key, known=key in self.instruments, options=(), needs="", start=start, end=end)

    def _whose(
        self, mention: Mention, passage: Passage, named: list[_Place], treaties: list[_Place], last: str, whole: str
    ) -> str:
        before, after = _around(named, mention)
        if before and _BESIDE.fullmatch(passage.folded, before.end, mention.start):
            return before.committee
        if after and after.start - mention.end <= BODY_REACH and "." not in passage.folded[mention.end : after.start]:
            return after.committee
        following = passage.folded[mention.end : mention.end + TOPIC_REACH]
        if not before and (body := self._topical(mention, following)):
            return body
        treaty, _ = _around(treaties, mention)
        if nearest := max((place for place in (before, treaty) if place), key=lambda place: place.start, default=None):
            return nearest.committee
        return last or self._topical(mention, passage.folded) or self._topical(mention, whole)

    def _topical(self, mention: Mention, folded: str) -> str:
        """The committee of the one comment of that number on a topic that the text speaks of."""
        options = [
            comment for kind in ("gc", "gr") for comment in self.comments.get(f"{kind}-{mention.options[1]}", ())
        ]
        found = [comment for comment in options if _topics(comment).search(folded)]
        return found[0].key.partition("-")[0] if len(found) == 1 else ""


@lru_cache(maxsize=256)
def _pattern(topics: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){word_source(topics)}")


def _topics(comment: Instrument) -> re.Pattern[str]:
    return _pattern(tuple(topic for words in comment.topics.values() for topic in words))


def _around(places: list[_Place], mention: Mention) -> tuple[_Place | None, _Place | None]:
    """The last place before a mention and the first after it."""
    at = bisect_left(places, mention.start, key=lambda place: place.start)
    before = places[at - 1] if at and places[at - 1].end <= mention.start else None
    after = next((place for place in places[at : at + 2] if place.start >= mention.end), None)
    return before, after


def _outside(mentions: Sequence[Mention], comments: Sequence[Mention]) -> list[Mention]:
    """The mentions that do not lie in a comment's own words."""
    starts = [comment.start for comment in comments]
    kept = []
    for mention in mentions:
        at = bisect_left(starts, mention.start + 1)
        if not at or comments[at - 1].end <= mention.start:
            kept.append(mention)
    return kept
