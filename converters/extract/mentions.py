"""All places of a document that name an instrument or stand for one, in order, with names that the text defines.

Brings together the gazetteer (`instruments`), numbers (`symbols`) and national laws (`laws`), and settles what needs
the whole document: whose general comment it is, which country's law, what a doubtful or shortened name means.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from converters.extract.comments import CommentGrammar
from converters.extract.instruments import DOUBTFUL, load_gazetteer, slugify
from converters.extract.laws import LawGrammar
from converters.extract.passages import Mention, Passage, first_words, plain, prefix_source, word_source
from converters.extract.symbols import SymbolGrammar
from data import Language, Reference

DEFINED, UNLISTED = 0.93, 0.6
MAX_NAMES = 60  # short names that one document may define
MAX_LAWS = 200  # laws of one document among which a shortened name is looked for
_SAME_NAME = re.compile(r"[\s,(\[\"'»)]{0,6}")
_DIGIT = re.compile(r"\d")
_ACRONYM = re.compile(r"[^\W\d_][\w&-]*[A-Z][\w&-]*")


class MentionGrammar:
    """The patterns of one language and gazetteer, compiled once."""

    def __init__(self, language: Language, reference: Reference) -> None:
        def words(key: str) -> str:
            return word_source(language.words("law", key))

        self.instruments = reference.instruments
        self.gazetteer = load_gazetteer(reference)
        self.symbols = SymbolGrammar(language, reference)
        self.laws = LawGrammar(language, reference.citation_patterns["english"])
        self.comments = CommentGrammar(language, reference)
        self.forms: dict[str, str] = {plain(word): form for word, form in language.table("law", "forms").items()}
        self.form = re.compile(prefix_source(language) + word_source(self.forms))
        self.form_starts = first_words(self.forms, language)
        self.starts = self.gazetteer.starts | self.symbols.starts | self.laws.kind_starts | self.form_starts
        self.treaty_words = {plain(word) for word in language.words("law", "treaty_words")}
        self.name_link = re.compile(rf"\s+{words('name_links')}\s")
        self.body_after = re.compile(rf"(?:'s)?\s+(?:\w+\s+)?{words('body_words')}")
        self.body_before = re.compile(rf"{words('body_words')}(?:\s*\(|\s+|[^.;()]{{1,90}}\()$")
        self.body_beside = re.compile(rf"(?<!\w){prefix_source(language)}{words('body_words')}\s+$")
        fillers = rf"(?:{words('fillers')}\s*)*"
        protocols = word_source(tuple(word for word, form in self.forms.items() if form == "protocol"))
        self.protocol_of = re.compile(
            rf"(?<!\w){protocols}(?:\s+[\w°.]{{1,12}}){{0,2}}\s+{words('links')}\s*{fillers}$"
        )
        self.party = re.compile(rf"(?<!\w){words('party_leads')}\s*{fillers}$")
        define = rf"(?:{words('define')}\s*,?\s*)"
        self.defined = re.compile(
            rf"[\"')»]*\s*,?\s*[(\[]\s*(?P<lead>{define}*)(?P<quote>[\"'«]*)\s*{define}*(?P<name>[^()\"«»]{{2,40}}?)\s*[\"'»]*\s*[)\]]"
        )
        self.fillers = {plain(word) for word in language.words("law", "fillers")}
        self.children = self.gazetteer.children
        self.parents = {child: parent for parent, children in self.children.items() for child in children}
        self.annexed = re.compile(rf"\s+(?:\w+\s+)?(?:{words('links')}\s*)?{fillers}")


@dataclass
class DocumentNames:
    """What is settled by the document as a whole: `defined` maps a form to the instrument that "the Convention" is,
    `names` a defined short name to its mention, `same` the key of a law's other name to that of its first.
    """

    passages: list[Passage]
    defined: dict[str, str] = field(default_factory=dict)
    names: dict[str, Mention] = field(default_factory=dict)
    same: dict[str, str] = field(default_factory=dict)


def read_mentions(passages: Sequence[Passage], grammar: MentionGrammar) -> DocumentNames:
    """The passages with their mentions, every one settled or left out."""
    document = DocumentNames(list(passages))
    ilo = any(map(grammar.symbols.names_ilo, passages))
    for passage in passages:
        if passage.vocabulary.isdisjoint(grammar.starts) and not _DIGIT.search(passage.folded) and not document.names:
            continue
        passage.mentions = _named(passage, grammar, document, ilo)
        _define(passage, grammar, document)
    _settle_doubtful(document, grammar)
    grammar.comments.settle(document.passages)
    _settle_laws(document, grammar)
    for passage in passages:
        _add_short_forms(passage, grammar)
    return document


def _named(passage: Passage, grammar: MentionGrammar, document: DocumentNames, ilo: bool) -> list[Mention]:
    chosen = _without_overlaps([*grammar.gazetteer.find(passage), *grammar.symbols.find(passage, ilo)])
    others = [*_unlisted(passage, grammar), *grammar.laws.find(passage), *_defined_names(passage, document)]
    chosen = _without_overlaps(others, chosen)
    settled = [m for mention in chosen if (m := _in_context(mention, passage, grammar))]
    mentions = _without_parents(_merged(settled, passage.folded), passage.folded, grammar)
    return _merged_laws(mentions, passage.folded, grammar, document)


def _without_overlaps(mentions: Iterable[Mention], first: Sequence[Mention] = ()) -> list[Mention]:
    """The mentions in order, `first` and longer ones before those that they overlap; `first` is in order."""
    chosen = list(first)
    starts, ends = [m.start for m in first], [m.end for m in first]
    end = -1
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        at = bisect_left(starts, mention.end)  # the last of `first` that starts before this one ends
        if mention.start < end or (at and ends[at - 1] > mention.start):
            continue
        chosen.append(mention)
        end = mention.end
    return sorted(chosen, key=lambda m: m.start)


def _in_context(mention: Mention, passage: Passage, grammar: MentionGrammar) -> Mention | None:
    """The mention as its surroundings show it: a committee's acronym is none, a protocol to it is another."""
    if mention.rule not in ("gazetteer", "ambiguous name"):
        return mention
    folded = passage.folded
    before = folded[max(0, mention.start - 110) : mention.start]
    body = grammar.body_after.match(folded, mention.end) is not None
    if mention.options and (body or grammar.body_before.search(before)):
        return None
    if mention.form != "protocol" and grammar.protocol_of.search(before[-70:]):
        children = [k for k in grammar.children.get(mention.key, ()) if grammar.instruments[k].form == "protocol"]
        return replace(mention, key=children[0], form="protocol", confidence=0.8) if len(children) == 1 else None
    beside = grammar.body_beside.search(before[-30:])
    return replace(mention, party=True) if body or beside or grammar.party.search(before) else mention


def _merged(mentions: list[Mention], folded: str) -> list[Mention]:
    """The mentions with "International Covenant … (ICESCR)" taken as one."""
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        if last and last.key and last.key == mention.key and _SAME_NAME.fullmatch(folded[last.end : mention.start]):
            best = max((last, mention), key=lambda m: m.confidence)
            merged[-1] = replace(best, start=last.start, end=mention.end, party=last.party)
        else:
            merged.append(mention)
    return merged


def _without_parents(mentions: list[Mention], folded: str, grammar: MentionGrammar) -> list[Mention]:
    """The mentions without the treaty that a protocol to it names: "Protocol II annexed to the Geneva Conventions"."""
    kept: list[Mention] = []
    for mention in mentions:
        last = kept[-1] if kept else None
        protocol = last and last.form == "protocol" and grammar.parents.get(last.key) == mention.key
        if last and protocol and grammar.annexed.fullmatch(folded, last.end, mention.start):
            kept[-1] = replace(last, end=mention.end)
        else:
            kept.append(mention)
    return kept


def _merged_laws(
    mentions: list[Mention], folded: str, grammar: MentionGrammar, document: DocumentNames
) -> list[Mention]:
    """The mentions with "loi n° 9 portant Code minier" and "Código de Salud (Decreto 9)" taken as one law each."""
    merged: list[Mention] = []
    for mention in mentions:
        last = merged[-1] if merged else None
        both = last and last.rule == mention.rule == "national law"
        if last and both and grammar.laws.merges.fullmatch(folded, last.end, mention.start):
            document.same[mention.key] = last.key
            merged[-1] = replace(last, end=mention.end)
        else:
            merged.append(mention)
    return merged


def _define(passage: Passage, grammar: MentionGrammar, document: DocumentNames) -> None:
    """Note the short names that follow a mention in brackets: (“the Convention”), (hereinafter PDA)."""
    for mention in passage.mentions:
        match = grammar.defined.match(passage.folded, mention.end)
        if match is None or mention.needs == "body":
            continue
        name = " ".join(word for word in match["name"].split() if word not in grammar.fillers)
        printed = passage.text[match.start("name") : match.end("name")]
        if name in grammar.forms:
            document.defined[grammar.forms[name]] = mention.key
            continue
        marked = match["quote"] or match["lead"].strip() or _ACRONYM.fullmatch(printed)
        if name and marked and len(document.names) < MAX_NAMES:
            document.names.setdefault(name, replace(mention, rule="defined name", confidence=DEFINED, needs=""))


def _defined_names(passage: Passage, document: DocumentNames) -> Iterable[Mention]:
    if not document.names:
        return
    for match in _names_pattern(tuple(document.names)).finditer(passage.folded):
        if mention := document.names.get(" ".join(match.group().split())):
            yield replace(mention, start=match.start(), end=match.end())


@lru_cache(maxsize=64)
def _names_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){word_source(names)}")


def _unlisted(passage: Passage, grammar: MentionGrammar) -> Iterable[Mention]:
    """Treaties that the gazetteer lacks: "the Convention on Examples", or "the Example Convention" with an article."""
    text, folded, laws = passage.text, passage.folded, grammar.laws
    for match in passage.find(grammar.form, grammar.form_starts):
        word = " ".join(match.group().split())
        if word not in grammar.treaty_words or not laws.cased or not text[match.start()].isupper():
            continue
        start, end, needs = match.start(), match.end(), ""
        if grammar.name_link.match(folded, end):
            end = laws.names.after(text, folded, end)
        if end == match.end():
            start, needs = laws.names.before(text, folded, start), "locator"
        if start == match.start() and end == match.end():
            continue
        label = text[start:end]
        key, form = slugify(" ".join(w for w in plain(label).split() if w not in laws.names.inner)), grammar.forms[word]
        yield Mention(start, end, key, form, UNLISTED, "treaty not listed", False, label, needs=needs)


def _settle_doubtful(document: DocumentNames, grammar: MentionGrammar) -> None:
    """Doubtful names mean what the document names plainly elsewhere, else their first meaning."""
    plain = {m.key for p in document.passages for m in p.mentions if m.key and not m.options}
    for passage in document.passages:
        settled = []
        for mention in passage.mentions:
            if not mention.options or mention.needs == "body":
                settled.append(mention)
                continue
            named = [key for key in mention.options if key in plain]
            instrument = grammar.instruments[mention.options[0]]
            if named:
                settled.append(replace(mention, key=named[-1], confidence=0.9, options=()))
            elif not instrument.parent or instrument.parent in plain:
                settled.append(replace(mention, confidence=DOUBTFUL, options=()))
        passage.mentions = settled


def _settle_laws(document: DocumentNames, grammar: MentionGrammar) -> None:
    """Give laws their keys: with the country, and a shortened name the key of the one law that has all its words."""
    if not any(m.rule == "national law" for p in document.passages for m in p.mentions):
        return
    place = grammar.laws.places.jurisdiction(document.passages)
    keys = {m.key for p in document.passages for m in p.mentions if m.rule == "national law"}
    for passage in document.passages:
        passage.mentions = [_placed(m, place, document.same, grammar) if m.key in keys else m for m in passage.mentions]
    laws = [m for p in document.passages for m in p.mentions if m.rule == "national law"]
    bills = {m.key for m in laws if m.form == "bill"}
    whole = {m.key for m in laws if plain(m.label) in grammar.laws.named}
    parts = {key: set(key.split("-")) for key in {m.key for m in laws}}
    full: dict[str, str] = {}
    for key, words in parts.items() if len(parts) <= MAX_LAWS else ():
        longer = sorted(other for other, of in parts.items() if words < of)
        if len(longer) == 1 and len(words) > 1 and key not in whole:
            full[key] = longer[0]
    for passage in document.passages:
        passage.mentions = [
            replace(m, key=full.get(m.key, m.key), form="bill" if m.key in bills else m.form)
            if m.rule == "national law"
            else m
            for m in passage.mentions
        ]


def _placed(law: Mention, place: str | None, same: Mapping[str, str], grammar: MentionGrammar) -> Mention:
    place = law.jurisdiction or place
    places = grammar.laws.places
    country = places.in_english(place)
    english = f"{law.english} ({country})" if law.english and country else law.english
    return replace(law, jurisdiction=place, key=places.key(place, same.get(law.key, law.key)), english=english)


def _add_short_forms(passage: Passage, grammar: MentionGrammar) -> None:
    """Add "the Convention", "that Act", which stand for an instrument named elsewhere."""
    short = [
        Mention(match.start(), match.end(), "", grammar.forms[word], 0.0, "anaphora")
        for match in passage.find(grammar.form, grammar.form_starts)
        if (word := _form_word(match.group(), grammar.forms))
    ]
    passage.mentions = _without_overlaps(short, passage.mentions)


def _form_word(printed: str, forms: dict[str, str]) -> str:
    word = " ".join(printed.split())
    return next((form for form in (word, word[1:], word[2:]) if form in forms), "")
