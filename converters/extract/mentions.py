"""All places of a document that name an instrument or stand for one, in order, with names that the text defines.

Brings together the gazetteer (`instruments`), numbers (`symbols`) and national laws (`laws`), and settles what needs
the whole document: whose general comment it is, which country's law, what a doubtful or shortened name means.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from converters.extract.instruments import DOUBTFUL, load_gazetteer, slugify
from converters.extract.laws import LawGrammar
from converters.extract.passages import Mention, Passage, first_words, plain, prefix_source, word_source
from converters.extract.symbols import SymbolGrammar
from data import Instrument, Language, Reference

DEFINED, UNLISTED = 0.93, 0.6
TOPIC_REACH = 120  # characters after "General Comment No. 4" in which its topic tells whose it is
_SAME_NAME = re.compile(r"[\s,(\[\"'»)]{0,6}")
_ACRONYM = re.compile(r"[^\W\d_][\w&-]*[A-Z][\w&-]*")


class MentionGrammar:
    """The patterns of one language and gazetteer, compiled once."""

    def __init__(self, language: Language, reference: Reference) -> None:
        def words(key: str) -> str:
            return word_source(language.words("law", key))

        self.instruments = reference.instruments
        self.gazetteer = load_gazetteer(reference)
        self.symbols = SymbolGrammar(language, reference)
        self.laws = LawGrammar(language)
        self.forms: dict[str, str] = {plain(word): form for word, form in language.table("law", "forms").items()}
        self.form = re.compile(prefix_source(language) + word_source(self.forms))
        self.form_starts = first_words(self.forms, language)
        self.treaty_words = {plain(word) for word in language.words("law", "treaty_words")}
        self.name_link = re.compile(rf"\s+{words('name_links')}\s")
        self.body_after = re.compile(rf"(?:'s)?\s+(?:\w+\s+)?{words('body_words')}")
        self.body_before = re.compile(rf"{words('body_words')}(?:\s*\(|\s+|[^.;()]{{1,90}}\()$")
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
        committees = {**reference.citation_patterns["committees"]}
        self.comment_kinds: dict[str, str] = committees
        self.committees: dict[str, str] = {plain(n): c for n, c in language.table("law", "committees").items()}
        self.committees.update({acronym: acronym for acronym in committees})
        self.committee = re.compile(prefix_source(language) + word_source(self.committees))
        self.committee_starts = first_words(self.committees, language)
        self.fillers = {plain(word) for word in language.words("law", "fillers")}
        self.children = self.gazetteer.children


@dataclass
class DocumentNames:
    """What is settled by the document as a whole: `defined` maps a form to the instrument that "the Convention" is."""

    passages: list[Passage]
    defined: dict[str, str] = field(default_factory=dict)
    names: dict[str, Mention] = field(default_factory=dict)
    committee: str = ""


def read_mentions(passages: Sequence[Passage], grammar: MentionGrammar) -> DocumentNames:
    """The passages with their mentions, every one settled or left out."""
    document = DocumentNames(list(passages))
    ilo = any(map(grammar.symbols.names_ilo, passages))
    for passage in passages:
        passage.mentions = _named(passage, grammar, document, ilo)
        _define(passage, grammar, document)
    _settle_doubtful(document, grammar)
    _settle_comments(document, grammar)
    _settle_laws(document, grammar)
    for passage in passages:
        _add_short_forms(passage, grammar)
    return document


def _named(passage: Passage, grammar: MentionGrammar, document: DocumentNames, ilo: bool) -> list[Mention]:
    chosen = _without_overlaps([*grammar.gazetteer.find(passage), *grammar.symbols.find(passage, ilo)])
    others = [*_unlisted(passage, grammar), *grammar.laws.find(passage), *_defined_names(passage, document)]
    chosen = _without_overlaps(others, chosen)
    return _merged([m for mention in chosen if (m := _in_context(mention, passage, grammar))], passage.folded)


def _without_overlaps(mentions: Iterable[Mention], first: Sequence[Mention] = ()) -> list[Mention]:
    """The mentions in order, `first` and longer ones before those that they overlap."""
    chosen = list(first)
    taken = sorted((m.start, m.end) for m in first)
    end = -1
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.start < end or any(a < mention.end and mention.start < b for a, b in taken):
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
    return replace(mention, party=True) if body or grammar.party.search(before) else mention


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
        elif (name and (match["quote"] or match["lead"].strip())) or _ACRONYM.fullmatch(printed):
            document.names.setdefault(name, replace(mention, rule="defined name", confidence=DEFINED, needs=""))


def _defined_names(passage: Passage, document: DocumentNames) -> Iterable[Mention]:
    if not document.names:
        return
    for match in re.finditer(rf"(?<!\w){word_source(document.names)}", passage.folded):
        if mention := document.names.get(" ".join(match.group().split())):
            yield replace(mention, start=match.start(), end=match.end())


def _unlisted(passage: Passage, grammar: MentionGrammar) -> Iterable[Mention]:
    """Treaties that the gazetteer lacks: "the Convention on Examples", or "the Example Convention" with an article."""
    text, folded, laws = passage.text, passage.folded, grammar.laws
    for match in passage.find(grammar.form, grammar.form_starts):
        word = " ".join(match.group().split())
        if word not in grammar.treaty_words or not laws.cased or not text[match.start()].isupper():
            continue
        start, end, needs = match.start(), match.end(), ""
        if grammar.name_link.match(folded, end):
            end = laws.name_after(text, folded, end)
        if end == match.end():
            start, needs = laws.name_before(text, folded, start), "locator"
        if start == match.start() and end == match.end():
            continue
        label = text[start:end]
        key, form = slugify(" ".join(w for w in plain(label).split() if w not in laws.inner)), grammar.forms[word]
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


def _settle_comments(document: DocumentNames, grammar: MentionGrammar) -> None:
    """Give each general comment the committee that its sentence, its topic or the document names."""
    if not any(m.needs == "body" for p in document.passages for m in p.mentions):
        return
    found = [(passage, _committees(passage, grammar)) for passage in document.passages]
    whole = " ".join(p.folded for p in document.passages)
    last = ""
    for passage, places in found:
        treaties = [(m.start, m.end, grammar.instruments[m.key].committee) for m in passage.mentions
                    if m.key in grammar.instruments and grammar.instruments[m.key].committee]  # fmt: skip
        settled = []
        for mention in passage.mentions:
            if mention.needs == "body":
                body = _whose(mention, passage, places, treaties, last or _first(found), whole, grammar)
                if not body:
                    continue
                kind = grammar.comment_kinds[body]
                key = f"{body}-{kind}-{mention.options[1]}"
                mention = replace(mention, key=key, known=key in grammar.instruments, options=(), needs="")
            settled.append(mention)
        passage.mentions = settled
        last = max([*places, *treaties], default=(0, 0, last))[2]


def _first(found: Sequence[tuple[Passage, list[tuple[int, int, str]]]]) -> str:
    return next((body for _, committees in found for _, _, body in committees if body), "")


def _committees(passage: Passage, grammar: MentionGrammar) -> list[tuple[int, int, str]]:
    """The committees that a passage names, with start and end; an acronym counts in capitals only."""
    found = []
    for match in passage.find(grammar.committee, grammar.committee_starts):
        printed = " ".join(match.group().split())
        if len(printed) > 5 or passage.text[match.start() : match.end()].isupper():
            body = grammar.committees.get(printed) or grammar.committees.get(printed[1:], "")
            found += [(match.start(), match.end(), body)] if body else []
    return found


def _whose(
    mention: Mention, passage: Passage, committees: list[tuple[int, int, str]], treaties: list[tuple[int, int, str]],
    last: str, whole: str, grammar: MentionGrammar,
) -> str:  # fmt: skip
    kind, number = mention.options
    after = next(
        (c for c in committees if 0 <= c[0] - mention.end <= 40 and "." not in passage.folded[mention.end : c[0]]), None
    )
    if after:
        return after[2]
    near = [c for c in committees if c[1] <= mention.start]
    options = [
        i
        for i in grammar.instruments.values()
        if i.kind == "general-comment" and i.key.endswith(f"-g{kind[1]}-{number}")
    ]
    topical = [
        i.key.split("-")[0] for i in options if _speaks_of(passage.folded[mention.end : mention.end + TOPIC_REACH], i)
    ]
    if not near and len(topical) == 1:
        return topical[0]
    if before := [c for c in [*near, *treaties] if c[1] <= mention.start]:
        return max(before)[2]
    if last:
        return last
    for text in (passage.folded, whole):
        topical = [i.key.split("-")[0] for i in options if _speaks_of(text, i)]
        if len(topical) == 1:
            return topical[0]
    return ""


def _speaks_of(folded: str, comment: Instrument) -> bool:
    topics = [topic for words in comment.topics.values() for topic in words]
    return bool(topics) and re.search(rf"(?<!\w){word_source(topics)}", folded) is not None


def _settle_laws(document: DocumentNames, grammar: MentionGrammar) -> None:
    """Give laws their keys: with the country, and a shortened name the key of the one law that has all its words."""
    if not any(m.rule == "national law" for p in document.passages for m in p.mentions):
        return
    place = grammar.laws.jurisdiction(document.passages)
    for passage in document.passages:
        passage.mentions = [_placed(m, place, grammar) if m.rule == "national law" else m for m in passage.mentions]
    keys = {m.key for p in document.passages for m in p.mentions if m.rule == "national law"}
    parts = {key: set(key.split("-")) for key in keys}
    full: dict[str, str] = {}
    for key, words in parts.items():
        longer = sorted(other for other, of in parts.items() if words < of)
        if len(longer) == 1 and len(words) > 1:
            full[key] = longer[0]
    for passage in document.passages:
        passage.mentions = [
            replace(m, key=full[m.key]) if m.rule == "national law" and m.key in full else m for m in passage.mentions
        ]


def _placed(law: Mention, place: str | None, grammar: MentionGrammar) -> Mention:
    place = law.jurisdiction or place
    return replace(law, jurisdiction=place, key=grammar.laws.key(place, law.key))


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
