"""What a template needs to know for its figures: from the book where it is known, from ``--input`` where it is handed over.

Each figure keeps where it comes from. What is missing is told all at once, with how to give it, and nothing is written; what
is given and nobody asks for is told too. For trying a template out, its own examples stand in.

>>> from cmtool.model import Client
>>> nobody = Client(id=1, code="C-1", shown_name="—", manager="")
>>> asked = Asking(nobody, {}, {"months": "240"}, "zh").ask(months=("期数", "120"))
>>> asked.months, asked.rows
('240', [['期数', '240', '本次提供']])
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cmtool.errors import CmtoolError, InvalidData, Refusal
from cmtool.model import Client, Fact, Known, day_of
from cmtool.report.press.asked import NO_NUMBER, Asked
from cmtool.rules import values
from cmtool.words import said

Wanted = tuple[object, ...]
BOOK = "book"
ASKS = "press-asks"
GIVERS = frozenset({ASKS, NO_NUMBER, "calc-refused", "calc-bad-inputs"})


def givers_fault(wrong: CmtoolError) -> bool:
    """Return whether what went wrong lies in what was given, not in the template: it is missing, or a calculator refuses it."""
    return wrong.key in GIVERS or isinstance(wrong, Refusal)


class Asking:
    """Asks for figures on behalf of one document."""

    def __init__(
        self, client: Client, facts: Mapping[str, Fact], given: Mapping[str, str], lang: str, *, examples: bool = False
    ) -> None:
        self._client = client
        self._facts = facts
        self._given = given
        self._lang = lang
        self._examples = examples

    def ask(self, **wanted: Wanted) -> Asked:
        """Return what is asked for: ``name=(title, example)`` or ``name=(title, example, fact)``; an empty example: not needed.

        A fact that only an assessment or a record may set is taken from the book alone: ``(title, example, fact, "book")``.

        Raises:
            InvalidData: some are missing, or something is given that is not asked for; all are named.
        """
        open_to = [name for name, (_, _, *more) in wanted.items() if BOOK not in more]
        wrong = [InvalidData("press-not-asked", name=name, known=open_to) for name in self._given if name not in open_to]
        found: dict[str, object] = {}
        rows = []
        for name, (title, example, *more) in wanted.items():
            value, shown, source = self._one(name, str(example), str(more[0]) if more else "")
            found[name] = value
            if value is not None:
                rows.append([str(title), shown, source])
            elif example:
                wrong.append(self._missing(name, title, example, more))
        if wrong:
            raise InvalidData(ASKS, count=len(wrong), wrong=wrong)
        return Asked(found, rows)

    def _missing(self, name: str, title: object, example: object, more: Sequence[object]) -> InvalidData:
        """Return how to give what is missing: by hand, in the book, or in the book alone."""
        fact = str(more[0]) if more and more[0] in self._facts else ""
        key = "press-ask-book" if BOOK in more else "press-ask-fact" if fact else "press-ask"
        return InvalidData(key, name=name, title=title, example=example, fact=fact)

    def _one(self, name: str, example: str, fact: str) -> tuple[Any, str, str]:
        """Return a value, its words and where it comes from; ``None`` where nobody knows."""
        if self._given.get(name, "").strip():
            return self._given[name], self._given[name], said(self._lang, "press-from-given")
        known = self._client.facts.get(fact)
        if known is not None and known.value is not None and fact in self._facts:
            return self._of_book(self._facts[fact], known)
        if self._examples and example:
            return example, example, said(self._lang, "press-from-example")
        return None, "", ""

    def _of_book(self, fact: Fact, known: Known) -> tuple[Any, str, str]:
        source = said(self._lang, "press-from-book", day=day_of(known.as_of).isoformat())
        return values.outer(fact.kind, known.value), values.shown(fact, known.value).said(self._lang), source
