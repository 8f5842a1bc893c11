"""In whose voice a sentence asks: asking verbs with the statement's own subject."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converters.extract.capacities import main_part
from converters.extract.layout import folded_text, has_organisation_word, starts_with, word_count
from converters.phrases import fold, words_pattern
from data.languages import Language

_BRACKETS = re.compile(r"\([^)]*\)")
_SHARED_SUBJECT = 14
_NEAR = 30
_SUBJECT = 14
VERBS = (
    "verbs_with_subject",
    "performatives",
    "performatives_third",
    "performatives_past",
    "participles",
)


@dataclass(frozen=True, slots=True)
class Voice:
    """In whose voice a text speaks: `names` are folded names of publisher and signatories.

    In a `release` a third person stands for the signatories, and a past verb reports what they ask now. `free` lets a
    verb stand alone, as under "The undersigned organisations:".
    """

    names: tuple[str, ...] = ()
    release: bool = False
    free: bool = False


def voice_of(names: Sequence[str], text: str, language: Language, *, release: bool) -> Voice:
    """The voice of a text from the names of its publisher and signatories, in full and in short ("the union")."""
    whole = fold(text)
    full = [folded_text(name) for name in names if len(name) > 1]
    short = [form for name in names for form in _short_forms(name, language) if form in whole]
    return Voice(tuple(dict.fromkeys((*full, *short))), release)


def _short_forms(name: str, language: Language) -> list[str]:
    """How a text may speak of a body that it has named: an article and the noun that says what it is."""
    words = folded_text(main_part(name, language)).split()
    kinds = {w for w in words[:1] + words[-1:] if has_organisation_word(w, (language,))}
    articles = [f"{folded_text(word)} " for word in language.words("addressees", "definite")]
    articles += language.words("addressees", "definite_prefixes")[:1]
    return [article + kind for kind in sorted(kinds) for article in articles if word_count(name) > 1]


@dataclass(frozen=True, slots=True)
class AskingVerb:
    """An asking verb, where its clause begins, and where it and a subject behind it end."""

    start: int
    verb: re.Match[str]
    after: int


def own_verbs(folded: str, language: Language, voice: Voice, text: str) -> Iterator[AskingVerb]:
    """The asking verbs in the statement's own voice, in order."""
    reach = 0
    seen = False
    if voice.free and (verb := _leading_verb(text, language)):
        seen, reach = True, verb.end()
        yield AskingVerb(verb.start(), verb, verb.end())
    for verb in words_pattern(language, "demands", *VERBS).finditer(folded):
        if verb.start() < reach:
            continue
        after = verb.end()
        start = _clause(folded, verb, language, voice, text, again=seen)
        if start is None and (behind := _subject_behind(folded, verb, language, voice)):
            start, after = verb.start(), behind
        if start is None and seen and _goes_on(folded, verb, language):
            start = verb.start()
        if start is not None:
            seen, reach = True, after
            yield AskingVerb(start, verb, after)


def _leading_verb(text: str, language: Language) -> re.Match[str] | None:
    """The verb with which a clause begins whose subject stands above it, adverbs passed over: "Strongly urges …"."""
    folded = folded_text(text)
    verbs = words_pattern(language, "demands", "infinitives", "performatives_third")
    adverb = starts_with(text, language, "demands", "adverbs")
    begin = len(folded) - len(folded[adverb.end() :].lstrip(" ,")) if adverb else 0
    return starts_with(text, language, "demands", "infinitives", "performatives_third") or (
        verbs.match(folded, begin) if begin else None
    )


def _subject_behind(folded: str, verb: re.Match[str], language: Language, voice: Voice) -> int | None:
    """Where a subject ends that follows its verb, as in Arabic and Spanish; None where there is none."""
    pattern = words_pattern(language, "demands", "performatives_third", "performatives_past")
    if not language.words("demands", "verb_first") or not pattern.fullmatch(verb.group()):
        return None
    at = verb.end() + len(folded[verb.end() :]) - len(folded[verb.end() :].lstrip())
    if match := words_pattern(language, "demands", "third_subjects").match(folded, at):
        return match.end()
    named = words_pattern(language, "demands", "speakers").search(folded, at, at + _NEAR) if voice.release else None
    if named and words_pattern(language, "demands", "today").match(folded, named.end() + 1):
        return named.end()
    return next((at + len(name) for name in voice.names if folded.startswith(name, at)), None)


def _goes_on(folded: str, verb: re.Match[str], language: Language) -> bool:
    """Whether a verb joined by its first letter goes on with the subject of the verb before, as in Arabic."""
    joints = language.words("writing", "prefixes")
    if not joints or not words_pattern(language, "demands", "performatives_third").fullmatch(verb.group()):
        return False
    before = folded[: verb.start()].rstrip()
    adverb = any(m.end() == len(before) for m in words_pattern(language, "demands", "adverbs").finditer(before))
    return before.endswith((",", ";")) or adverb or verb.group().startswith(joints)


def _clause(
    folded: str, verb: re.Match[str], language: Language, voice: Voice, text: str, *, again: bool
) -> int | None:
    """Where the clause of a verb begins, subject included; None where its subject is not the statement's voice."""

    def isa(*keys: str) -> bool:
        return words_pattern(language, "demands", *keys).fullmatch(folded, verb.start(), verb.end()) is not None

    before = folded[: verb.start()]
    if isa("verbs_with_subject"):
        return _without_subject(before, language)
    if voice.free and not before.strip(' "«“*'):
        return verb.start() if isa("performatives") else None
    if isa("participles"):
        subject = words_pattern(language, "demands", "subjects").search(before)
        return verb.start() if subject and not again else None
    if isa("performatives"):
        start = _subject(before, language, "subjects", again=again, verb=verb)
        if start is not None:
            return start
    third = isa("performatives_third")
    if third or (isa("performatives_past") and _is_present(folded, verb.end(), language, voice)):
        return _third_person(text, folded, verb, language, voice, again=again)
    return None


def _third_person(
    text: str, folded: str, verb: re.Match[str], language: Language, voice: Voice, *, again: bool
) -> int | None:
    """Where a clause begins whose subject is a signatory's name, "the undersigned", or in a release "they"."""
    before = folded[: verb.start()]
    named = [m for name in voice.names for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", before)]
    start = next((m.start() for m in named if _adjoins(before[m.end() :], language)), None)
    if start is None:
        start = _subject(before, language, "third_subjects", again=again, verb=verb, named=named)
    if start is None and voice.release:
        start = _subject(before, language, "pronouns", again=again, verb=verb)
        if start is None and _speaks(text, folded, verb, language):
            return verb.start()
    return start


def _clause_end(folded: str, at: int, language: Language) -> int:
    """Where the main clause ends behind a verb: at a comma, "that" or "which"."""
    comma = folded.find(",", at)
    end = comma if comma >= 0 else len(folded)
    inner = words_pattern(language, "demands", "that", "relatives").search(folded, at, end)
    return inner.start() if inner else end


def _is_present(folded: str, at: int, language: Language, voice: Voice) -> bool:
    """Whether a past verb tells what is asked now: in a release or beside "today", and with no word of the past."""
    if words_pattern(language, "demands", "past").search(folded, 0, _clause_end(folded, at, language)):
        return False
    return voice.release or words_pattern(language, "demands", "today").search(folded) is not None


def _speaks(text: str, folded: str, verb: re.Match[str], language: Language) -> bool:
    """Whether the subject of a release's sentence issues it: "Twelve associations today", or a list of names."""
    head = re.split(r"[–—]|[\s.)]-\s", text[: verb.start()])[-1]
    today = words_pattern(language, "demands", "today")
    if word_count(head) <= _SUBJECT and (today.search(folded_text(head)) or today.match(folded, verb.end() + 1)):
        named = words_pattern(language, "demands", "speakers").search(folded_text(head))
        if named and not words_pattern(language, "addressees", "offices").search(folded_text(head)):
            return True
    if not words_pattern(language, "signatories", "and").search(folded_text(head)):
        return False
    words: list[str] = [w for w in re.findall(r"\w[\w'’-]*", head) if len(w) > 3]
    capital = sum(w[:1].isupper() for w in words)
    return capital >= 2 and capital * 2 >= len(words)


def _subject(
    before: str,
    language: Language,
    key: str,
    *,
    again: bool,
    verb: re.Match[str],
    named: Sequence[re.Match[str]] = (),
) -> int | None:
    """Where the nearest subject begins before which only adverbs and asides stand, or which a verb before shares."""
    subjects = [*words_pattern(language, "demands", key).finditer(before), *named]
    for subject in sorted(subjects, key=lambda m: m.start(), reverse=True):
        gap = before[subject.end() :]
        if _adjoins(gap, language):
            return subject.start()
        bare = _bare_gap(gap, language)
        if word_count(bare) > _SHARED_SUBJECT or re.search(r"[;:]", bare):
            return None
        joint = _last_joint(gap, language)
        if joint is not None and (not again or _begins_again(verb, language)):
            return subject.end() + joint
    return None


def _begins_again(verb: re.Match[str], language: Language) -> bool:
    """Whether a second verb under the same subject is a second ask, not part of what is asked."""
    return words_pattern(language, "demands", "joined").fullmatch(verb.group()) is not None


def _adjoins(gap: str, language: Language) -> bool:
    return word_count(_bare_gap(gap, language)) == 0


def _bare_gap(gap: str, language: Language) -> str:
    """What stands between subject and verb without asides, adverbs and clitics."""
    text = _BRACKETS.sub(" ", gap)
    if text.count(",") >= 2 or text.lstrip().startswith(","):
        first, last = text.find(","), text.rfind(",")
        if first < last:
            text = text[:first] + " " + text[last + 1 :]
    return words_pattern(language, "demands", "adverbs", "clitics").sub(" ", text)


def _last_joint(gap: str, language: Language) -> int | None:
    """Where "and" or a comma ends behind which nothing but adverbs stands."""
    last = max((m.end() for m in words_pattern(language, "demands", "and").finditer(gap)), default=None)
    if last is None or word_count(words_pattern(language, "demands", "adverbs", "clitics").sub(" ", gap[last:])):
        return None
    return last + len(gap[last:]) - len(gap[last:].lstrip())


def _without_subject(before: str, language: Language) -> int:
    """Where a clause begins whose verb holds its subject: before pronouns, clitics and adverbs that lead up to it."""
    pattern = words_pattern(language, "demands", "subjects", "clitics", "adverbs")
    end = len(before.rstrip())
    while end:
        match = next((m for m in pattern.finditer(before, max(0, end - 40), end) if m.end() == end), None)
        if match is None:
            break
        before = before[: match.start()]
        end = len(before.rstrip())
    return len(before)


def is_hypothetical(folded: str, start: int, language: Language) -> bool:
    """Whether words right before a clause make it no ask: "if", "all that", "said that"."""
    before = folded[:start].rstrip()
    pattern = words_pattern(language, "demands", "conditionals", "not_asked", "reported")
    that = words_pattern(language, "demands", "that")
    for match in that.finditer(before, max(0, len(before) - 8)):
        if match.end() == len(before):
            tail = before[: match.start()].rstrip()
            reported = words_pattern(language, "demands", "reported")
            if any(m.end() == len(tail) for m in reported.finditer(tail, max(0, len(tail) - 30))):
                return True
    return any(m.end() == len(before) for m in pattern.finditer(before, max(0, len(before) - 30)))
