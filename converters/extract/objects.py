"""Whom an asking verb asks, and where what is asked begins: "call on | the Ministry of Labour | to …"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from converters.extract.layout import folded_text, is_cased, word_count
from converters.extract.nouns import leading_party
from converters.phrases import words_pattern
from data.languages import Language

_STOP = re.compile(r"[;:!?؟](?=\s|$)|\.$")
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Object:
    """Where what is asked begins, and the stretch that names who is asked.

    `you` stands for the letter's addressee. A `trusted` stretch is a party whatever its words, by its place.
    """

    content: int
    party: tuple[int, int] | None = None
    you: bool = False
    trusted: bool = False


def read_object(text: str, folded: str, verb: re.Match[str], after: int, end: int, language: Language) -> Object:
    """Read on from `after`, behind an asking verb and its subject, up to `end`, the end of its clause."""
    at = _skip_adverbs(folded, after, language)
    to_you = words_pattern(language, "addressees", "you").match(folded, at, end)
    if to_you:
        return Object(to_you.end(), you=True)
    you = _addresses_you(folded, verb, language)
    content = content_mark(text, folded, at, end, language)
    mark = words_pattern(language, "demands", "object_marks").match(folded, at, end)
    if content is not None and content[0] == at and (mark is None or content[1] > mark.end()):
        return _directly(text, folded, content, end, language, you=you)
    if mark and (named := _named(text, folded, _skip(folded, mark.end()), end, language, trusted=True)):
        return named
    of = words_pattern(language, "demands", "of_marks").match(folded, at, end)
    if of and (named := _named(text, folded, _skip(folded, of.end()), end, language, trusted=False)):
        return named
    if content is not None and content[0] == at:
        return _directly(text, folded, content, end, language, you=you)
    if not _takes_things(verb, language) and not you:
        named = _named(text, folded, at, end, language, trusted=not _takes_either(verb, language))
        if named:
            return named
    return Object(at, you=you)


def _directly(text: str, folded: str, content: tuple[int, int], end: int, language: Language, *, you: bool) -> Object:
    """What is asked follows the verb at once: a clause that may name who acts, or a mere infinitive."""
    if words_pattern(language, "demands", "that").fullmatch(folded, *content):
        return _clause_subject(text, folded, content[1], end, language, you=you)
    return Object(content[0], you=you)


def party_again(text: str, folded: str, asked: Object, end: int, language: Language) -> list[tuple[int, Object]]:
    """Further parties with asks of their own behind the first: "… and on Parliament to …", with where each begins."""
    if asked.party is None and not asked.you:
        return []
    found = []
    marked = asked.party is not None and _is_marked(folded, asked.party[0], language)
    joints = words_pattern(language, "demands", "and").finditer(folded, asked.content, end)
    places = [m.end() for m in joints] + [
        m.end() for m in re.finditer(r"[;,]", folded[:end]) if m.end() > asked.content
    ]
    for place in sorted(places):
        at = _skip(folded, place)
        mark = words_pattern(language, "demands", "object_marks").match(folded, at, end)
        begin = _skip(folded, mark.end()) if mark else at
        front = at if mark and words_pattern(language, "addressees", "definite").match(mark.group()) else begin
        if marked and not mark and is_cased(text):
            continue
        if mark and (you := words_pattern(language, "addressees", "you").match(folded, begin, end)):
            found.append((at, Object(you.end(), you=True)))
            continue
        reach = leading_party(text[front:end], language, named=True)
        if reach is None:
            continue
        reach += front
        content = content_mark(text, folded, reach, end, language)
        if (
            content is not None
            and content[0] <= _skip(folded, reach)
            and word_count(text[content[0 if mark else 1] : end]) >= 2
        ):
            found.append((at, Object(content[0], (begin, reach))))
    return found


def _is_marked(folded: str, at: int, language: Language) -> bool:
    """Whether a preposition for who is asked stands right before a place, or is the verb's own ("call on")."""
    before = folded[max(0, at - 12) : at].rstrip()
    marks = words_pattern(language, "demands", "object_marks").finditer(before)
    return any(m.end() == len(before) for m in marks)


def _named(text: str, folded: str, at: int, end: int, language: Language, *, trusted: bool) -> Object | None:
    """The stretch from `at` to the mark of what is asked, or the noun phrase there where no mark follows."""
    stop = _STOP.search(text, at, end)
    limit = stop.start() if stop else end
    content = content_mark(text, folded, at, limit, language) or _weak_mark(folded, at, limit, language)
    reach = leading_party(text[at:limit], language, named=True)
    if (
        reach
        and (content is None or content[0] > at + reach)
        and _asks_at_once(folded, at, at + reach, limit, language)
    ):
        return Object(_skip(folded, at + reach), (at, at + reach), trusted=trusted)
    if content is not None and content[0] > at:
        if word_count(text[at : content[0]]) <= 40:
            return Object(content[0], (at, content[0]), trusted=trusted and word_count(text[at : content[0]]) <= 9)
        return None
    if content is None and stop is not None and stop.group() == ":":
        return Object(limit, (at, limit))
    return Object(at + reach, (at, at + reach), trusted=trusted and not is_cased(text)) if reach else None


def _asks_at_once(folded: str, start: int, at: int, end: int, language: Language) -> bool:
    """Whether what is asked follows the party of `start` to `at` without a mark: an infinitive, an indefinite noun."""
    begin = _skip(folded, at)
    if words_pattern(language, "demands", "bare_asks").match(folded, begin, end):
        return True
    definite = tuple(map(folded_text, language.words("addressees", "definite_prefixes")))
    if not definite or words_pattern(language, "addressees", "offices").match(folded, start):
        return False
    word = _WORD.match(folded, begin, end)
    if not word or not folded[start:at].split()[-1].startswith(definite):
        return False
    glued = (*language.words("writing", "prefixes"), *language.words("addressees", "attached"), *definite)
    small = words_pattern(language, "addressees", "of", "trailers", "definite", "breaks", "bodies", "offices", "groups")
    return not word.group().startswith(glued) and not small.match(folded, begin)


def _clause_subject(text: str, folded: str, at: int, end: int, language: Language, *, you: bool) -> Object:
    """Who acts in "demand that the Ministry publish …"; `at` is behind "that"."""
    begin = _skip(folded, at)
    if words_pattern(language, "addressees", "you").match(folded, begin, end):
        return Object(begin, you=True)
    reach = leading_party(text[begin:end], language)
    if reach is None or you:
        return Object(begin, you=you)
    while joint := words_pattern(language, "signatories", "and").match(folded, _skip(folded, begin + reach)):
        onward = leading_party(text[_skip(folded, joint.end()) : end], language)
        if onward is None:
            break
        reach = _skip(folded, joint.end()) + onward - begin
    return Object(begin, (begin, begin + reach))


def content_mark(text: str, folded: str, at: int, end: int, language: Language) -> tuple[int, int] | None:
    """The first mark of what is asked ("to", "that"); "to" before an article or capital is none."""
    articles = words_pattern(language, "addressees", "articles")
    bare = words_pattern(language, "demands", "bare_marks")
    unlike = words_pattern(language, "demands", "not_marks")
    for mark in words_pattern(language, "demands", "content_marks").finditer(folded, at, end):
        if any(m.end() == mark.end() for m in unlike.finditer(folded, max(at, mark.end() - 24), mark.end())):
            continue
        last = text[: mark.end()].rpartition(" ")[2].rpartition("'")[2].rpartition("’")[2]
        if last[:1].isupper():
            continue
        if bare.fullmatch(mark.group()):
            behind = _skip(folded, mark.end())
            if articles.match(folded, behind) or text[behind : behind + 1].isupper():
                continue
        return mark.start(), mark.end()
    return None


def _weak_mark(folded: str, at: int, end: int, language: Language) -> tuple[int, int] | None:
    """A mark that may also stand inside a name ("for"), behind the first words of the party."""
    for mark in words_pattern(language, "demands", "weak_marks").finditer(folded, at, end):
        if word_count(folded[at : mark.start()]) >= 2 or mark.start() > at:
            return mark.start(), mark.end()
    return None


def _addresses_you(folded: str, verb: re.Match[str], language: Language) -> bool:
    """Whether the verb itself or a pronoun before it means the letter's addressee."""
    if words_pattern(language, "demands", "verbs_to_you").search(folded, verb.start(), verb.end()):
        return True
    before = folded[max(0, verb.start() - 12) : verb.start()].rstrip()
    clitics = words_pattern(language, "demands", "clitics_to_you")
    inside = clitics.match(folded, verb.start(), verb.end())
    return inside is not None or any(m.end() == len(before) for m in clitics.finditer(before))


def _takes_things(verb: re.Match[str], language: Language) -> bool:
    return words_pattern(language, "demands", "want_things").fullmatch(verb.group()) is not None


def _takes_either(verb: re.Match[str], language: Language) -> bool:
    return words_pattern(language, "demands", "want_either").fullmatch(verb.group()) is not None


def _skip_adverbs(folded: str, at: int, language: Language) -> int:
    adverbs = words_pattern(language, "demands", "adverbs")
    at = _skip(folded, at)
    while match := adverbs.match(folded, at):
        at = _skip(folded, match.end())
    return at


def _skip(folded: str, at: int) -> int:
    match = _SPACE.match(folded, at)
    return match.end() if match else at
