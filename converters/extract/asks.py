"""Asking verbs: a sentence's ask in the statement's own voice, and whom it asks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converters.extract.layout import contains, is_cased, starts_with, word_count
from converters.phrases import fold, words_pattern
from data.languages import Language

_QUOTES = re.compile(r"[“\"«„][^”\"»“]{12,}[”\"»“]")


@dataclass(frozen=True, slots=True)
class Ask:
    """An asking verb in a sentence: where the clause begins, its object (who is asked), and further asks joined on."""

    start: int
    object_start: int
    object_end: int
    joints: tuple[int, ...]
    wants_no_party: bool

    def second_person(self, phrase: str, language: Language) -> bool:
        """Whether the one who is asked is "you"."""
        return starts_with(phrase.strip(), language, "addressees", "you") is not None


def find_ask(
    sentence: str, language: Language, voices: Sequence[str], *, release: bool, subject_free: bool = False
) -> Ask | None:
    """The first ask in a sentence in the statement's own voice; None where there is none.

    The subject is the first person, the signatories, or a name in `voices`; `subject_free` lets a verb stand alone, as
    under "The undersigned organisations:". Verbs whose form holds the subject (`[demands] verbs_with_subject`) need none.
    """
    folded = fold(sentence)
    for match in _verb_matches(sentence, folded, language, voices, release=release, subject_free=subject_free):
        if in_quotes(sentence, match.start) or contains(sentence[: match.start], language, "demands", "conditionals"):
            continue
        return match
    return None


def _verb_matches(
    text: str, folded: str, language: Language, voices: Sequence[str], *, release: bool, subject_free: bool
) -> Iterator[Ask]:
    for verb in words_pattern(language, "demands", "verbs_with_subject").finditer(folded):
        yield _ask_at(text, folded, verb, language)
    verbs = words_pattern(language, "demands", "performatives", "performatives_third")
    participles = words_pattern(language, "demands", "participles")
    for verb in verbs.finditer(folded):
        if _has_subject(folded, verb, language, voices, release) or (
            subject_free and not folded[: verb.start()].strip()
        ):
            yield _ask_at(text, folded, verb, language)
    for verb in participles.finditer(folded):
        if contains(folded[: verb.start()], language, "demands", "subjects") and verb.start() > 0:
            yield _ask_at(text, folded, verb, language)


def _has_subject(folded: str, verb: re.Match[str], language: Language, voices: Sequence[str], release: bool) -> bool:
    """Whether a subject of the statement's own voice stands before the verb, only adverbs and an aside between."""
    before = folded[: verb.start()]
    first = words_pattern(language, "demands", "performatives").fullmatch(verb.group())
    adverbs = words_pattern(language, "demands", "adverbs")
    subjects = [*words_pattern(language, "demands", "subjects").finditer(before)] if first else []
    third = [*words_pattern(language, "demands", "third_subjects").finditer(before)]
    named = [m for v in voices if v in before for m in re.finditer(rf"(?<!\w){re.escape(v)}(?!\w)", before)]
    for subject in sorted([*subjects, *third, *named], key=lambda m: -m.end()):
        gap = _without_asides(before[subject.end() :])
        gap = adverbs.sub(" ", gap)
        if word_count(gap) == 0:
            return True
        if word_count(gap) <= 14 and _joined(gap, language) and subject in subjects:
            return True
    return False


def _joined(gap: str, language: Language) -> bool:
    """Whether a second verb shares the first one's subject: "we condemn … and call on"."""
    match = None
    for match in words_pattern(language, "demands", "and").finditer(gap):
        pass
    return match is not None and word_count(gap[match.end() :]) == 0 and not re.search(r"[;:]", gap)


def _without_asides(text: str) -> str:
    stripped = re.sub(r"\([^)]*\)", " ", text)
    if stripped.count(",") >= 2 or stripped.lstrip().startswith(","):
        first, last = stripped.find(","), stripped.rfind(",")
        if first < last:
            return stripped[:first] + " " + stripped[last + 1 :]
        return stripped[:first] + " " if not stripped[first + 1 :].strip() else stripped
    return stripped


def _ask_at(text: str, folded: str, verb: re.Match[str], language: Language) -> Ask:
    wants_none = (
        words_pattern(language, "demands", "want_addressee").fullmatch(_no_prefix(verb.group(), language)) is not None
    )
    start = verb.end()
    connector = None
    opens = re.compile(r"\s*").match(folded, start)
    start = opens.end() if opens else start
    for connector in words_pattern(language, "demands", "connectors").finditer(folded, start):
        if connector.start() > start or wants_none:
            break
        start = connector.end()
    if wants_none:
        end = _subjunctive_end(text, folded, start, language)
    else:
        end = connector.start() if connector and connector.start() > start else _phrase_end(folded, start)
    joints = tuple(
        m.start()
        for m in words_pattern(language, "demands", "joint").finditer(folded, end)
        if word_count(folded[m.end() :]) >= 3
    )
    return Ask(verb.start(), start, end, joints, wants_none)


def _no_prefix(text: str, language: Language) -> str:
    for prefix in language.words("writing", "prefixes"):
        if text.startswith(fold(prefix)) and len(text) > 4:
            bare = text[len(prefix) :]
            if words_pattern(language, "demands", "want_addressee").fullmatch(bare):
                return bare
    return text


def _subjunctive_end(text: str, folded: str, start: int, language: Language) -> int:
    """After "demand that", the party runs to its verb: at most a few words, up to the first small word that ends it."""
    that = words_pattern(language, "demands", "that").match(folded, start)
    if not that:
        return start
    end = begin = _skip_space(folded, that.end())
    you = words_pattern(language, "addressees", "you").match(folded, begin)
    if you:
        return you.end()
    while (reach := leading_party(text[begin:], language)) is not None:
        end = begin + reach
        joint = words_pattern(language, "signatories", "and").match(folded, _skip_space(folded, end))
        if not joint:
            break
        begin = _skip_space(folded, joint.end())
    return end


def _phrase_end(folded: str, start: int) -> int:
    match = re.compile(r"[.;:!?]|$").search(folded, start)
    return match.start() if match else len(folded)


def in_quotes(text: str, at: int) -> bool:
    """Whether a position stands inside quotation marks."""
    return any(m.start() < at < m.end() for m in _QUOTES.finditer(text))


def leading_party(text: str, language: Language) -> int | None:
    """How far a noun phrase that names a party reaches at the beginning of a text; None where there is none."""
    match = starts_with(text, language, "addressees", "definite")
    folded = fold(text)
    begin = match.end() if match else 0
    if not match and is_cased(text) and not text[:1].isupper():
        return None
    pattern = words_pattern(language, "addressees", "bodies", "offices", "groups")
    found = pattern.search(folded, begin)
    if not found or word_count(folded[begin : found.start()]) > (3 if match else 1):
        return None
    if not match and contains(folded[begin : found.start()], language, "addressees", "articles"):
        return None
    end = found.end()
    of = words_pattern(language, "addressees", "of")
    while (link := of.match(folded, _skip_space(folded, end))) is not None:
        words = re.compile(r"\s*(?:[\w'-]+)").match(text, link.end())
        while words and words.group().strip()[:1].isupper():
            end = words.end()
            words = re.compile(r"\s+(?:[\w'-]+)").match(text, end)
        if end <= link.end():
            break
    return end


def _skip_space(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at
