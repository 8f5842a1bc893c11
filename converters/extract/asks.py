"""Asking verbs: the asks of a sentence in the statement's own voice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from converters.extract.layout import folded_text, word_count
from converters.extract.objects import Object, party_again, read_object
from converters.extract.triggers import may_hold
from converters.extract.voices import VERBS, AskingVerb, Voice, is_hypothetical, own_verbs
from converters.phrases import words_pattern
from data.languages import Language

_QUOTES = re.compile(r"[“«„][^”»“]*(?:[”»“]|$)|\"[^\"]*(?:\"|$)")
_OPENING = '“«„"'
_QUOTED = 14
_LONGEST = 2000
_TAIL = " \t\n,;:،؛"
_FRONT = 12
_COURTESY = 80
_LITTLE = 4
_CLOSING = ' "”»)'


@dataclass(frozen=True, slots=True)
class Ask:
    """An asking verb: its clause, where what is asked begins, who is asked, and where further asks are joined on.

    `party` is the stretch of the sentence that names who is asked; `you` stands for the letter's addressee.
    """

    start: int
    end: int
    content: int
    party: tuple[int, int] | None
    you: bool
    trusted: bool
    joints: tuple[int, ...]


@lru_cache(maxsize=512)
def find_asks(sentence: str, language: Language, voice: Voice) -> tuple[Ask, ...]:
    """The asks of a sentence in order; none in a question, in quotation marks or under "if" and "said that".

    What runs on for pages without a stop is read in stretches, cut at commas, so that the time stays linear.
    """
    asks: list[Ask] = []
    start = 0
    while len(sentence) - start > _LONGEST:
        comma = max(sentence.rfind(sign, start + 1, start + _LONGEST) for sign in ",،;؛ ")
        end = comma + 1 if comma > 0 else start + _LONGEST
        asks += (_moved(ask, start) for ask in _find(sentence[start:end], language, voice))
        start = end
    last = _find(sentence[start:], language, voice)
    return (*asks, *(_moved(ask, start) for ask in last)) if start else tuple(last)


def _moved(ask: Ask, by: int) -> Ask:
    party = (ask.party[0] + by, ask.party[1] + by) if ask.party else None
    joints = tuple(joint + by for joint in ask.joints)
    return replace(ask, start=ask.start + by, end=ask.end + by, content=ask.content + by, party=party, joints=joints)


def _find(sentence: str, language: Language, voice: Voice) -> list[Ask]:
    folded = folded_text(sentence)
    if not (voice.free or may_hold(sentence, language, "demands", *VERBS)):
        return []
    if sentence.rstrip(_CLOSING).endswith(("?", "؟")):
        return []
    if words_pattern(language, "demands", "attributed").match(folded):
        return []
    verbs = [
        own
        for own in own_verbs(folded, language, voice, sentence)
        if not in_quotes(sentence, own.verb.start()) and not is_hypothetical(folded, own.start, language)
    ]
    verbs = [own for i, own in enumerate(verbs) if not i or not _continues(folded, verbs[i - 1], own, language)]
    asks: list[Ask] = []
    for i, own in enumerate(verbs):
        end = verbs[i + 1].start if i + 1 < len(verbs) else len(sentence)
        asks += _read(sentence, folded, own, end, language)
    return asks


def _continues(folded: str, first: AskingVerb, own: AskingVerb, language: Language) -> bool:
    """Whether a verb under a shared subject goes on with an ask of few words: "invites them to come and calls …"."""
    if own.start < own.verb.start() or not words_pattern(language, "demands", "joined").fullmatch(own.verb.group()):
        return False
    marks = list(words_pattern(language, "demands", "content_marks").finditer(folded, first.after, own.start))
    return bool(marks) and word_count(folded[marks[-1].start() : own.start]) <= _LITTLE


def opens_asks(text: str, language: Language) -> bool:
    """Whether a lead-in opens a list of asks or resolves ("The undersigned call on …:"), not one of names."""
    resolving = words_pattern(language, "demands", "resolving").finditer(folded_text(text).rstrip(" :"))
    return any(m.end() == m.endpos for m in resolving) or bool(find_asks(text, language, Voice()))


def in_quotes(text: str, at: int) -> bool:
    """Whether a position stands inside quotation marks, or behind one that is not closed."""
    return any(start < at < end for start, end in _quotations(text))


@lru_cache(maxsize=512)
def _quotations(text: str) -> tuple[tuple[int, int], ...]:
    if not any(quote in text for quote in _OPENING):
        return ()
    return tuple(m.span() for m in _QUOTES.finditer(text) if m.end() - m.start() >= _QUOTED)


def _read(text: str, folded: str, own: AskingVerb, end: int, language: Language) -> Iterator[Ask]:
    """The ask of a verb, and those that name another party behind it ("on A to …, and on B to …")."""
    verb = own.verb
    if words_pattern(language, "demands", "courtesies").search(folded, own.after, own.after + _COURTESY):
        return
    end = _trim_end(folded, own.after, end, language)
    asked = read_object(text, folded, verb, own.after, end, language)
    start = verb.start()
    if asked.party is None and (front := _fronted(folded, own.start, language)):
        start, asked = front[0], replace(front[1], content=asked.content)
    again = party_again(text, folded, asked, end, language)
    last = again[0][0] if again else end
    last = _trim_end(folded, own.after, last, language)
    yield _ask(folded, start, last, asked, language)
    for i, (at, other) in enumerate(again):
        stop = again[i + 1][0] if i + 1 < len(again) else end
        yield _ask(folded, at, _trim_end(folded, at, stop, language), other, language)


def _ask(folded: str, start: int, end: int, asked: Object, language: Language) -> Ask:
    joints = [
        m.start()
        for m in words_pattern(language, "demands", "joint").finditer(folded, asked.content, end)
        if word_count(folded[m.end() : end]) >= 1 and word_count(folded[asked.content : m.start()]) >= 2
    ]
    if not joints:
        end = _before_aside(folded, asked.content, end, language)
    return Ask(start, end, asked.content, asked.party, asked.you, asked.trusted, tuple(joints))


def _before_aside(folded: str, content: int, end: int, language: Language) -> int:
    """Where a long relative clause begins that only adds something (", which …"), else the end."""
    for aside in words_pattern(language, "demands", "asides").finditer(folded, content, end):
        comma = folded[: aside.start()].rstrip()
        if not comma.endswith(",") or "," in folded[aside.end() : end]:
            continue
        head, tail = word_count(folded[content : aside.start()]), word_count(folded[aside.start() : end])
        if head >= 4 and tail > max(8, head):
            return len(comma) - 1
    return end


def _fronted(folded: str, start: int, language: Language) -> tuple[int, Object] | None:
    """The party that a sentence puts before its verb ("Of the Parliament we ask …"), and where its phrase begins."""
    before = folded[:start].rstrip(" ,")
    cut = max(before.rfind(";"), before.rfind(":")) + 1
    cut += len(before[cut:]) - len(before[cut:].lstrip())
    mark = words_pattern(language, "demands", "object_marks", "of_marks").match(before, cut)
    if not mark or not 0 < word_count(before[mark.end() :]) <= _FRONT:
        return None
    trusted = words_pattern(language, "demands", "object_marks").fullmatch(mark.group()) is not None
    return mark.start(), Object(start, (mark.end(), len(before)), trusted=trusted)


def _trim_end(folded: str, start: int, end: int, language: Language) -> int:
    """The end of a clause without the joint, subject and commas that lead to the next."""
    pattern = words_pattern(language, "demands", "and", "subjects", "adverbs") if end < len(folded) else None
    while True:
        end = start + len(folded[start:end].rstrip(_TAIL))
        if pattern is None:
            return end
        last = next((m for m in pattern.finditer(folded, max(start, end - 30), end) if m.end() == end), None)
        if last is None:
            return end
        end = last.start()
