"""Column headings: what each may mean, by the facts' names, titles and aliases and the client's own columns.

A unit in brackets counts: 金融资产（万元） is the fact 金融资产 with every number in 万.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from cmtool.model import Fact, Kind, Text
from cmtool.rules import identity
from cmtool.rules.literals import TIMES
from cmtool.words import LANGUAGES, said
from cmtool.words import text as worded

OWN = ("code", "name", "manager")
LONG_NUMBER = re.compile(r"\d{7}")
IN_BRACKETS = re.compile(r"(.+)\((.+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the file and what it is taken for: a fact, or the client's code, name or manager."""

    place: int
    header: str
    target: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading may mean; more than one target is doubtful, none unknown."""

    targets: tuple[str, ...] = ()
    unit: str = ""


class Names:
    """All names by which columns are known."""

    def __init__(self, facts: Mapping[str, Fact]) -> None:
        self.facts = facts
        self._own = {plain(word): own for own in OWN for lang in LANGUAGES for word in said(lang, f"headings-{own}").split(",")}
        self._named = {plain(name): name for name in facts}
        self._aliases: dict[str, list[str]] = defaultdict(list)
        for fact in facts.values():
            for word in {plain(word) for word in (fact.title.zh, fact.title.en, *fact.aliases)}:
                self._aliases[word].append(fact.name)

    def meant(self, header: str) -> Meaning:
        """Return what a heading may mean."""
        heading = plain(header)
        found = self._targets(heading)
        bracketed = IN_BRACKETS.fullmatch(heading)
        if found or not bracketed:
            return Meaning(found)
        unit = bracketed[2].removesuffix("元")
        declared = (self.facts[target] for target in self._targets(bracketed[1]) if target in self.facts)
        targets = tuple(fact.name for fact in declared if fact.kind is Kind.MONEY)
        return Meaning(targets, unit) if unit in TIMES and targets else Meaning()

    def title(self, target: str) -> Text:
        """Return a target in words."""
        return self.facts[target].title if target in self.facts else worded(f"heading-{target}")

    def _targets(self, heading: str) -> tuple[str, ...]:
        if heading in self._own:
            return (self._own[heading],)
        return (self._named[heading],) if heading in self._named else tuple(self._aliases.get(heading, ()))


def is_data(header: Iterable[str]) -> bool:
    """Return whether a row of names looks like a client's own row: it holds a long number."""
    return any(LONG_NUMBER.search(name) for name in header)


def shown_names(header: Sequence[str]) -> list[str]:
    """Return the names of a heading as a message may show them: hidden where the row seems to be a client's."""
    named = [name for name in header if name]
    return [identity.masked("name", name) for name in named] if is_data(named) else named


@cache
def plain(header: str) -> str:
    """Return a heading without what does not matter: width, case, spaces, underscores, marks.

    >>> plain("ID_Number *"), plain("金额（万元）：")
    ('idnumber', '金额(万元)')
    """
    return re.sub(r"[\s_*:\ufeff]+", "", unicodedata.normalize("NFKC", header)).lower()
