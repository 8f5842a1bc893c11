"""Decisions and the ledger: taking one, and applying all of them at the begin of every run.

Applying twice does nothing. A decision whose IRI the ledger does not hold is reported, and the others are applied.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from converters.decisions import Decision, DecisionError
from converters.identifiers import distinct, name_slug
from converters.ledger import NAME_PART, Entry, Ledger
from converters.masking import MARK, mask_text, name_pattern
from converters.normalise import normalise_name
from converters.secrecy import conceal

MERGED = ("Organisation", "Person", "Addressee", "LegalInstrument")
AGENTS = ("Organisation", "Person")


def apply_decisions(decisions: Iterable[Decision], ledger: Ledger) -> list[str]:
    """Make the ledger agree with all decisions; what cannot be applied, one line each."""
    problems = []
    for decision in decisions:
        try:
            _ACTIONS[decision.action](decision, ledger)
        except DecisionError as error:
            problems.append(f"decision of {decision.date}, {decision.action} {decision.subject}: {error.message}")
    return problems


def find_entry(path: str, ledger: Ledger, kinds: Sequence[str]) -> Entry:
    """The entry of a path; raises DecisionError where there is none or it is of another class."""
    entry = ledger.get(path)
    if entry is None:
        raise DecisionError(f"the ledger holds no {path}: look it up with `undersigned identity list`")
    if entry.kind not in kinds:
        raise DecisionError(f"{path} is of the class {entry.kind}; expected {' or '.join(kinds)}")
    return entry


def _merge(decision: Decision, ledger: Ledger) -> None:
    old, new = find_entry(decision.subject, ledger, MERGED), find_entry(decision.object, ledger, MERGED)
    if old.kind != new.kind:
        raise DecisionError(f"{old.path} is of the class {old.kind}, {new.path} of {new.kind}: they cannot be one")
    if ledger.follow(new.path) == old.path:
        raise DecisionError(f"{new.path} was merged into {old.path} before: split it off first")
    ledger.succeed(old.path, new.path, decision.date)
    if old.kind in AGENTS:
        for entry in ledger.addressees_of(old.path):
            moved = _moved(entry.path, old.path, new.path)
            if moved not in ledger:
                ledger.add(Entry(moved, "Addressee", entry.name, (), decision.date))
            ledger.succeed(entry.path, moved, decision.date)


def _moved(path: str, old: str, new: str) -> str:
    """An addressee's path after its body or holder was merged into another one."""
    before, after = old.rpartition("/")[2], new.rpartition("/")[2]
    head, *parts = path.removeprefix("id/addressee/").split("/")
    if old.startswith("id/person/"):
        parts = [after if part == before else part for part in parts]
    else:
        head = after
    return "/".join(["id/addressee", head, *parts])


def split_off(entry: Entry, spellings: Sequence[str], ledger: Ledger) -> str:
    """What a `split` decision says of some of a body's spellings: the new path, `=`, the facts; raises DecisionError.

    Without spellings, the path that was merged into the entry last is set free again.
    """
    wanted = set(map(normalise_name, spellings))
    facts = [fact for fact in entry.facts if normalise_name(fact.split(NAME_PART)[0]) in wanted]
    if len(facts) == len(entry.facts) or not facts:
        known = "; ".join(entry.facts)
        raise DecisionError(f"expected some, not all, of the spellings of {entry.path}: {known}")
    name, acronym, _ = (*facts[0].split(NAME_PART), "", "")[:3]
    stem = "id/organisation/" + name_slug(name, acronym) if entry.kind == "Organisation" else f"{entry.path}-s"
    return f"{distinct(stem, lambda path: path in ledger)}={'|'.join(facts)}"


def _split(decision: Decision, ledger: Ledger) -> None:
    entry = find_entry(decision.subject, ledger, AGENTS)
    path, _, spelt = decision.object.partition("=")
    if not path:
        ledger.succeed(entry.path, "", decision.date)
        for addressee in ledger.addressees_of(entry.path):
            ledger.succeed(addressee.path, "", decision.date)
        return
    if not spelt or entry.withdrawn:
        return
    facts = tuple(sorted(spelt.split("|")))
    ledger.learn(entry.path, (fact for fact in entry.facts if fact not in facts))
    if path not in ledger:
        ledger.add(Entry(path, entry.kind, facts[0].split(NAME_PART)[0], facts, decision.date))


def _withhold(decision: Decision, ledger: Ledger) -> None:
    digests = tuple(decision.object.split())
    if decision.subject not in ledger:
        kind = "Person" if decision.subject.startswith("id/person/") else "Organisation"
        ledger.add(Entry(decision.subject, kind, "", digests, decision.date, withdrawn=decision.date))
    entry = find_entry(decision.subject, ledger, AGENTS)
    if not entry.withdrawn:
        scrub(entry, ledger)
        ledger.withdraw(entry.path, decision.date, digests)
    for addressee in ledger.addressees_of(entry.path):
        own = addressee.path.split("/")[2] == entry.path.rpartition("/")[2] or "/holder/" in addressee.path
        if own and not addressee.withdrawn:
            ledger.withdraw(addressee.path, decision.date, ())


def conceal_entry(entry: Entry) -> str:
    """What a `withhold` decision keeps of an entry: the slow digests of its spellings."""
    return " ".join(entry.facts if entry.withdrawn else conceal(entry.path, entry.facts))


def names_of(entry: Entry) -> re.Pattern[str] | None:
    """The pattern of all spellings that an entry still holds."""
    names, acronyms = [entry.name], []
    for fact in () if entry.withdrawn else entry.facts:
        name, acronym, _ = (*fact.split(NAME_PART), "", "")[:3]
        names += [name, normalise_name(name)]
        acronyms.append(acronym)
    return name_pattern(filter(None, names), acronyms if entry.kind == "Organisation" else ())


def scrub(entry: Entry, ledger: Ledger) -> None:
    """Take the names of an entry out of all other entries; signatures of its own lose their words altogether."""
    pattern = names_of(entry)
    for other in list(ledger):
        if other.path == entry.path:
            continue
        if other.kind == "Signature" and entry.path in other.facts:
            ledger.rename(other.path, MARK)
        elif pattern is not None and other.kind not in AGENTS:
            ledger.rename(other.path, mask_text(other.name, pattern))
            ledger.learn(other.path, (_without(fact, pattern) for fact in other.facts))


def _without(fact: str, pattern: re.Pattern[str]) -> str:
    """A fact without a name; a path stays as it is."""
    return fact if fact.startswith("id/") else " ".join(pattern.sub("", fact).split())


def _withdraw(decision: Decision, ledger: Ledger) -> None:
    sources = tuple(decision.object.split())
    if decision.subject not in ledger:
        ledger.add(Entry(decision.subject, "Statement", "", sources, decision.date, withdrawn=decision.date))
    entry = find_entry(decision.subject, ledger, ("Statement",))
    if not entry.withdrawn:
        ledger.withdraw(entry.path, decision.date, sources)
        for kind in ("Signature", "Demand"):
            for part in ledger.parts(entry.path, kind):
                ledger.withdraw(part.path, decision.date, ())


def _apart(decision: Decision, ledger: Ledger) -> None:
    for path in (decision.subject, decision.object):
        find_entry(path, ledger, AGENTS)


_ACTIONS = {"merge": _merge, "split": _split, "apart": _apart, "withhold": _withhold, "withdraw": _withdraw}
