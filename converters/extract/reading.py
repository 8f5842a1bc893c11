"""What is known while the body of a statement is read: its voice, whom it addresses, who was named last."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from converters.extract.asks import Ask, find_asks
from converters.extract.docket import Docket
from converters.extract.layout import folded_text, is_cased, starts_with, word_count
from converters.extract.nouns import leading_party, strip_articles
from converters.extract.objects import content_mark
from converters.extract.parties import make_party, parties_in_list, party_from_phrase
from converters.extract.voices import Voice
from converters.model import Addressee, Part, Span
from converters.phrases import fold, words_pattern
from data.languages import Language

Who = tuple[int, ...]
"""Positions in the statement's addressees."""

_MOST = 2


@dataclass
class Reading:
    """The state of reading one part; `formal` is the letter's addressee, `section` that of the present section."""

    part: Part
    docket: Docket
    languages: tuple[Language, ...]
    voice: Voice
    formal: Who = ()
    section: Who = ()
    last: Who = ()
    free_voice: Voice = field(init=False)

    def __post_init__(self) -> None:
        self.free_voice = replace(self.voice, free=True)

    @property
    def language(self) -> Language:
        """The language of the statement."""
        return self.languages[0]

    @property
    def you(self) -> Who:
        """Whom "you" means here."""
        return self.section or self.formal

    def text(self, span: Span) -> str:
        """The document's characters in a stretch."""
        return self.part.document.text[span.start : span.end]

    def pattern(self, *keys: str) -> re.Pattern[str]:
        """The pattern of phrases of asking."""
        return words_pattern(self.language, "demands", *keys)

    def asks(self, text: str, *, free: bool = False) -> tuple[Ask, ...]:
        """The asks of a sentence; with `free`, a verb may stand without its subject at the beginning."""
        return find_asks(text, self.language, self.free_voice if free else self.voice)

    def asks_again(self, text: str) -> tuple[Ask, ...]:
        """The asks of a sentence behind one that asks in the third person: "It further asks …", with no name again."""
        if starts_with(text, self.language, "demands", "pronouns"):
            return find_asks(text, self.language, replace(self.voice, release=True))
        return self.asks(text, free=True) if self.language.words("demands", "verb_first") else ()

    def asked_by(self, ask: Ask, sentence: Span) -> Who:
        """Who is asked: the parties that the verb names, else "you", else nobody."""
        if ask.party is None:
            return self.you[:_MOST] if ask.you else ()
        start, end = ask.party
        phrase = self.text(sentence)[start:end]
        pronoun = starts_with(phrase, self.language, "addressees", "demonstratives")
        if pronoun and word_count(phrase[pronoun.end() :]) == 0:
            return self.last
        who = self.named(phrase, sentence.start + start, trusted=ask.trusted)
        self.last = who or self.last
        return who

    def parties(self, phrase: str, offset: int, *, trusted: bool) -> list[Addressee]:
        """The parties that a phrase names; a `trusted` phrase is one by its place."""
        rule = "named by the asking verb"
        unwrapped = phrase.replace("\n", " ")
        found = parties_in_list(unwrapped, offset, 0.85, rule, formal=False, languages=self.languages)
        bare = strip_articles(phrase.strip(" ,"), self.language)
        if found or not trusted or not bare:
            return found
        if words_pattern(self.language, "addressees", "indefinite", "you", "not_parties").match(
            folded_text(phrase.strip())
        ):
            return []
        span = Span(offset, offset + len(phrase))
        return [make_party(None, None, bare, span, 0.7, rule, formal=False, language=self.language)]

    def full(self, party: Addressee) -> Addressee:
        """A party named in short ("the municipality") by the full name that the document has for it."""
        name = party.name
        short = not party.holder and word_count(name) == 1 and is_cased(name)
        if not short or not words_pattern(self.language, "addressees", "bodies").fullmatch(folded_text(name)):
            return party
        if self.docket.known(party) is not None:
            return party
        if body := self.docket.body(name):
            return replace(party, name=body, body=body)
        text = self.part.document.text
        folded = fold(text)
        for match in re.finditer(rf"(?<!\w){re.escape(folded_text(name))}(?!\w)", folded):
            link = words_pattern(self.language, "addressees", "of").match(folded, match.end() + 1)
            near = text[match.start() : match.end() + 120].split("\n\n")[0]
            reach = leading_party("The " + near, self.language) if link else None
            whole = text[match.start() : match.start() + reach - 4] if reach else ""
            if len(whole) > len(name) + 3:
                made = party_from_phrase(
                    whole, party.evidence.span, 0.7, party.evidence.rule, formal=False, languages=self.languages
                )
                return made or party
        return party

    def actor(self, text: str, span: Span, *, anew: bool = False) -> Who:
        """The party with which an item begins, where it is one that acts: "The Ministry publishes …".

        With `anew` the lead-in names nobody, so the item must: behind its verb or before the mark of what is asked.
        """
        begin = starts_with(text, self.language, "demands", "that")
        at = begin.end() + 1 if begin else 0
        if marked := self._marked(text, span):
            return marked
        head = text[at : at + 160]
        pronoun = starts_with(head, self.language, "addressees", "demonstratives")
        if pronoun and begin:
            return self.last
        reach = leading_party(head, self.language)
        if not reach:
            return self._behind_verb(head, span.start + at, anew=anew) if begin and not is_cased(head) else ()
        if (
            anew
            and not is_cased(head)
            and (mark := content_mark(head, folded_text(head), reach, len(head), self.language))
        ):
            return self.named(head[: mark[0]], span.start + at, trusted=False)
        reach = self._whole(head, reach)
        if self.pattern("undergo").match(folded_text(head[reach:]).lstrip()):
            return ()
        phrase = head[:reach].strip()
        where = Span(span.start + at, span.start + at + reach)
        party = party_from_phrase(phrase, where, 0.75, "actor of the item", formal=False, languages=self.languages)
        if party is None:
            return ()
        known = self.docket.known(party)
        if known is not None:
            return (known,)
        definite = starts_with(head, self.language, "addressees", "definite") is not None
        if not (definite or (begin and head[:1].isupper()) or self._acts(head[reach:])):
            return ()
        return (self.docket.address(self.full(party)),)

    def _behind_verb(self, head: str, offset: int, *, anew: bool) -> Who:
        """The addressee that stands behind the verb of a clause, as in Arabic; with `anew`, one not yet known too."""
        verb = len(head) - len(head.lstrip()) + len(head.split(None, 1)[0]) if head.strip() else 0
        reach = leading_party(head[verb:].lstrip(), self.language)
        begin = verb + len(head[verb:]) - len(head[verb:].lstrip())
        if not reach:
            return ()
        return self._known_or_new(self._as_elsewhere(head[begin : begin + reach]), offset + begin, create=anew)

    def _as_elsewhere(self, phrase: str) -> str:
        """As much of a phrase as the document has in another place too: its object may follow a party unmarked."""
        words, folded = phrase.split(), fold(self.part.document.text)
        sizes = range(len(words), 1, -1)
        return next((p for n in sizes if folded.count(folded_text(p := " ".join(words[:n]))) > 1), phrase)

    def _marked(self, text: str, span: Span) -> Who:
        """The party of an item such as "à l'Union africaine d'envoyer …", from its mark to that of the ask."""
        folded = folded_text(text[:200])
        mark = self.pattern("object_marks").match(folded)
        content = content_mark(text, folded, mark.end(), len(folded), self.language) if mark else None
        if not mark or not content or word_count(text[mark.end() : content[0]]) > 20:
            return ()
        return self.named(text[mark.end() : content[0]], span.start + mark.end(), trusted=True)

    def named(self, phrase: str, offset: int, *, trusted: bool) -> Who:
        """The positions of the parties that a phrase names, new ones taken in."""
        parties = self.parties(phrase, offset, trusted=trusted)
        return tuple(dict.fromkeys(self.docket.address(self.full(party)) for party in parties))[:_MOST]

    def _whole(self, head: str, reach: int) -> int:
        """Where a party ends that goes on in small letters up to "to": "… on freedom of opinion to visit"."""
        folded = folded_text(head)
        link = words_pattern(self.language, "addressees", "of").match(folded, reach + 1)
        mark = content_mark(head, folded, reach, len(head), self.language) if link else None
        return mark[0] if mark and word_count(head[reach : mark[0]]) <= 9 else reach

    def _acts(self, behind: str) -> bool:
        """Whether a modal or "to" stands right behind a party: "Member States to ratify …"."""
        folded = folded_text(behind).lstrip()
        return self.pattern("modals", "passive", "content_marks").match(folded) is not None

    def before(self, text: str, span: Span, match: re.Match[str] | None, *, create: bool = True) -> Who:
        """The party that stands before a modal or a passive verb; one not yet known is taken in only with `create`."""
        if match is None:
            return ()
        if mark := self.pattern("object_marks").match(match.string, match.start(), match.end()):
            phrase = text[mark.end() : text.rfind(" ", 0, match.end())]
            return self._known_or_new(phrase, span.start + mark.end(), create=create)
        begin = starts_with(text, self.language, "demands", "that", "ordinals")
        at = begin.end() if begin else 0
        phrase = text[at : match.start()]
        cut = max(phrase.rfind(","), phrase.rfind(";"), phrase.rfind("،"))
        if cut >= 0 and word_count(phrase) > 6 and word_count(phrase[cut:]) >= 1:
            at, phrase = at + cut + 1, phrase[cut + 1 :]
        if starts_with(phrase.strip(), self.language, "addressees", "demonstratives"):
            return self.last
        if starts_with(phrase.strip(), self.language, "addressees", "you"):
            return self.you[:_MOST]
        if word_count(phrase) > 14 or self.pattern("relatives", "subjects", "that").search(folded_text(phrase)):
            return ()
        rule = "subject of the verb"
        phrase = phrase.replace("\n", " ").strip(" ,")
        parties = parties_in_list(phrase, span.start + at, 0.7, rule, formal=False, languages=self.languages)
        if not parties and (known := self.docket.shortened(phrase)):
            return known
        if not parties or not self._is_name(phrase):
            return self._behind(text, span, match.end(), create=create)
        if not create:
            return tuple(i for party in parties if (i := self.docket.known(party)) is not None)[:_MOST]
        return tuple(dict.fromkeys(self.docket.address(self.full(party)) for party in parties))[:_MOST]

    def _behind(self, text: str, span: Span, at: int, *, create: bool) -> Who:
        """The party that stands behind a modal: "it falls to the Ministry to …", as is usual in Arabic."""
        folded = folded_text(text)
        mark = self.pattern("object_marks").match(folded, at + len(text[at:]) - len(text[at:].lstrip()))
        if not mark:
            return ()
        begin = mark.end() + 1
        reach = leading_party(text[begin:], self.language)
        if not reach:
            return ()
        return self._known_or_new(text[begin : begin + reach], span.start + begin, create=create)

    def _known_or_new(self, phrase: str, offset: int, *, create: bool) -> Who:
        """The parties of a phrase, those not yet known only with `create`."""
        if create:
            return self.named(phrase, offset, trusted=False)
        parties = self.parties(phrase, offset, trusted=False)
        return tuple(i for party in parties if (i := self.docket.known(party)) is not None)[:_MOST]

    def _is_name(self, phrase: str) -> bool:
        """Whether a capital at the beginning of a sentence is a name's: not in "Witnesses are asked to pay"."""
        if word_count(phrase) != 1 or not is_cased(phrase):
            return True
        words = words_pattern(self.language, "addressees", "bodies", "offices", "groups")
        inside = re.compile(rf"[\w,] {re.escape(phrase)}(?!\w)")
        return words.search(folded_text(phrase)) is not None or inside.search(self.part.document.text) is not None
