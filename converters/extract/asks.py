"""Asking verbs: the asks of a sentence in the statement's own voice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from converters.extract.layout import folded_text, starts_with, word_count
from converters.extract.objects import Object, party_again, read_object
from converters.phrases import fold, words_pattern
from data.languages import Language

_QUOTES = re.compile(r"[“\"«„][^”\"»“]{12,}(?:[”\"»“]|$)")
_BRACKETS = re.compile(r"\([^)]*\)")
_TAIL = " \t\n,;:،؛"
_SHARED_SUBJECT = 14
_SUBJECT = 14
_VERBS = (
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


def find_asks(sentence: str, language: Language, voice: Voice) -> list[Ask]:
    """The asks of a sentence in order; none in a question, in quotation marks or under "if" and "said that"."""
    folded = folded_text(sentence)
    if not (voice.free or words_pattern(language, "demands", *_VERBS).search(folded)):
        return []
    if sentence.rstrip(" \"”»)").endswith(("?", "؟")):
        return []
    verbs = [
        own
        for own in _own_verbs(folded, language, voice, sentence)
        if not in_quotes(sentence, own.verb.start()) and not _is_hypothetical(folded, own.start, language)
    ]
    asks = []
    for i, own in enumerate(verbs):
        end = verbs[i + 1].start if i + 1 < len(verbs) else len(sentence)
        asks += _read(sentence, folded, own, end, language)
    return asks


def opens_asks(text: str, language: Language) -> bool:
    """Whether a lead-in opens a list of asks or resolves ("The undersigned call on …:"), not one of names."""
    resolving = words_pattern(language, "demands", "resolving").finditer(fold(text).rstrip(" :"))
    return any(m.end() == m.endpos for m in resolving) or bool(find_asks(text, language, Voice()))


def in_quotes(text: str, at: int) -> bool:
    """Whether a position stands inside quotation marks, or behind one that is not closed."""
    return any(m.start() < at < m.end() for m in _QUOTES.finditer(text))


@dataclass(frozen=True, slots=True)
class _Verb:
    """An asking verb, where its clause begins, and where it and a subject behind it end."""

    start: int
    verb: re.Match[str]
    after: int


def _own_verbs(folded: str, language: Language, voice: Voice, text: str) -> Iterator[_Verb]:
    """The asking verbs in the statement's own voice, in order."""
    reach = 0
    seen = False
    if voice.free and (verb := starts_with(text, language, "demands", "infinitives", "performatives_third")):
        seen, reach = True, verb.end()
        yield _Verb(verb.start(), verb, verb.end())
    for verb in words_pattern(language, "demands", *_VERBS).finditer(folded):
        if verb.start() < reach:
            continue
        after = verb.end()
        start = _clause(folded, verb, language, voice, text, again=seen)
        if start is None and (behind := _subject_behind(folded, verb, language, voice)):
            start, after = verb.start(), behind
        if start is not None:
            seen, reach = True, after
            yield _Verb(start, verb, after)


def _subject_behind(folded: str, verb: re.Match[str], language: Language, voice: Voice) -> int | None:
    """Where a subject ends that follows its verb, as in Arabic and Spanish; None where there is none."""
    pattern = words_pattern(language, "demands", "performatives_third", "performatives_past")
    if not language.words("demands", "verb_first") or not pattern.fullmatch(verb.group()):
        return None
    at = verb.end() + len(folded[verb.end() :]) - len(folded[verb.end() :].lstrip())
    if match := words_pattern(language, "demands", "third_subjects").match(folded, at):
        return match.end()
    return next((at + len(name) for name in voice.names if folded.startswith(name, at)), None)


def _clause(
    folded: str, verb: re.Match[str], language: Language, voice: Voice, text: str, *, again: bool
) -> int | None:
    """Where the clause of a verb begins, subject included; None where its subject is not the statement's voice."""

    def isa(*keys: str) -> bool:
        return words_pattern(language, "demands", *keys).fullmatch(folded, verb.start(), verb.end()) is not None

    before = folded[: verb.start()]
    if isa("verbs_with_subject"):
        return _without_subject(before, language)
    if voice.free and not before.strip(" \"«“*"):
        return verb.start() if isa("performatives") else None
    if isa("participles"):
        subject = words_pattern(language, "demands", "subjects").search(before)
        return verb.start() if subject and not again else None
    first, third = isa("performatives"), isa("performatives_third")
    past = isa("performatives_past")
    if not (first or third or past):
        return None
    if first and (start := _subject(before, language, "subjects", again=again, verb=verb)) is not None:
        return start
    if past and not third and not _is_present(folded[: _clause_end(folded, verb.end(), language)], language, voice):
        return None
    for name in voice.names:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", before):
            if _adjoins(before[match.end() :], language):
                return match.start()
    start = _subject(before, language, "third_subjects", again=again, verb=verb)
    if start is None and voice.release:
        start = _subject(before, language, "pronouns", again=again, verb=verb)
    if start is None and voice.release and (past or third) and _speaks(text, folded, verb, language):
        return verb.start()
    return start


def _clause_end(folded: str, at: int, language: Language) -> int:
    """Where the main clause ends behind a verb: at a comma, "that" or "which"."""
    comma = folded.find(",", at)
    end = comma if comma >= 0 else len(folded)
    inner = words_pattern(language, "demands", "that", "relatives").search(folded, at, end)
    return inner.start() if inner else end


def _is_present(folded: str, language: Language, voice: Voice) -> bool:
    """Whether a past verb tells what is asked now: in a release or beside "today", and with no word of the past."""
    if words_pattern(language, "demands", "past").search(folded):
        return False
    return voice.release or words_pattern(language, "demands", "today").search(folded) is not None


def _speaks(text: str, folded: str, verb: re.Match[str], language: Language) -> bool:
    """Whether the subject of a release's sentence issues it: "Twelve associations today", or a list of names."""
    head = re.split(r"[–—]|[\s.)]-\s", text[: verb.start()])[-1]
    today = words_pattern(language, "demands", "today")
    if word_count(head) <= _SUBJECT and (today.search(fold(head)) or today.match(folded, verb.end() + 1)):
        named = words_pattern(language, "demands", "speakers").search(fold(head))
        if named and not words_pattern(language, "addressees", "offices").search(fold(head)):
            return True
    if not words_pattern(language, "signatories", "and").search(fold(head)):
        return False
    words = [w for w in re.findall(r"\w[\w'’-]*", head) if len(w) > 3]
    capital = sum(w[:1].isupper() for w in words)
    return capital >= 2 and capital * 2 >= len(words)


def _subject(before: str, language: Language, key: str, *, again: bool, verb: re.Match[str]) -> int | None:
    """Where the nearest subject begins before which only adverbs and asides stand, or which a verb before shares."""
    subjects = list(words_pattern(language, "demands", key).finditer(before))
    for subject in reversed(subjects):
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
    last = None
    for last in words_pattern(language, "demands", "and").finditer(gap):
        pass
    if last and word_count(words_pattern(language, "demands", "adverbs", "clitics").sub(" ", gap[last.end() :])) == 0:
        return last.end() + len(gap[last.end() :]) - len(gap[last.end() :].lstrip())
    return None


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


def _is_hypothetical(folded: str, start: int, language: Language) -> bool:
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


def _read(text: str, folded: str, own: _Verb, end: int, language: Language) -> Iterator[Ask]:
    """The ask of a verb, and those that name another party behind it ("on A to …, and on B to …")."""
    verb = own.verb
    end = _trim_end(folded, own.after, end, language)
    asked = read_object(text, folded, verb, own.after, end, language)
    if asked.party is None and (front := _fronted(folded, own.start, language)):
        asked = Object(asked.content, front, False, True)
    again = party_again(text, folded, asked, end, language)
    last = again[0][0] if again else end
    last = _trim_end(folded, own.after, last, language)
    yield _ask(folded, _ask_start(verb, asked), last, asked, language)
    for i, (at, other) in enumerate(again):
        stop = again[i + 1][0] if i + 1 < len(again) else end
        yield _ask(folded, at, _trim_end(folded, at, stop, language), other, language)


def _ask_start(verb: re.Match[str], asked: Object) -> int:
    """Where the quoted clause begins: at the verb, or at the party that stands before it."""
    if asked.party and asked.party[0] < verb.start():
        return asked.party[0]
    return verb.start()


def _ask(folded: str, start: int, end: int, asked: Object, language: Language) -> Ask:
    joints = [
        m.start()
        for m in words_pattern(language, "demands", "joint").finditer(folded, asked.content, end)
        if word_count(folded[m.end() : end]) >= 2 and word_count(folded[asked.content : m.start()]) >= 2
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


def _fronted(folded: str, start: int, language: Language) -> tuple[int, int] | None:
    """The party that a sentence puts before its verb: "Of the Parliament we ask …"."""
    before = folded[:start].rstrip(" ,")
    cut = max(before.rfind(";"), before.rfind(":")) + 1
    mark = words_pattern(language, "demands", "object_marks").match(before, cut + len(before[cut:]) - len(before[cut:].lstrip()))
    if not mark or not 0 < word_count(before[mark.end() :]) <= 12:
        return None
    return mark.start(), len(before)


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


def voice_of(names: Sequence[str], *, release: bool) -> Voice:
    """The voice of a statement from the names of its publisher and signatories."""
    folded = tuple(dict.fromkeys(fold(name) for name in names if len(name) > 1))
    return Voice(folded, release)
