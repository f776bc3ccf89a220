"""Questions, questionnaires, needs, talks, terms and calculators as a pack writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from cmtool.model import (
    SPIN,
    Calculator,
    Fact,
    GlossaryTerm,
    NeedKind,
    Option,
    Quantity,
    Question,
    Questionnaire,
    ScoredQuestion,
    Talk,
    Text,
)
from cmtool.packs.entry import Entry, Wrong, a_flag, a_number, choices, matching, one_of, texts, whole

NAME = matching(r"[a-z][a-z0-9_]*", "annual_income")
CALCULATOR = matching(r"[a-z][a-z0-9-]*", "margin-ratio")
DOCUMENT = matching(r"[a-z][a-z0-9_-]*", "hedging-plan")
LEVELS = frozenset(range(1, 6))
SIMPLE = ("int", "number", "money", "ratio", "date", "month", "choice", "text", "series")
QUANTITIES = (*SIMPLE, "table", "file")
HOLDS = ("prices", "table")
RESERVED = frozenset({"input", "format", "fields", "rows", "output", "help", "lang"})


def question(entry: Entry, desk: str, code: object, facts: Mapping[str, Fact]) -> Question:
    """Read a question that sets one fact."""
    found = Question(
        code=entry.take("code", code, "", needed=True),
        desk=desk,
        asks=entry.take("asks", _fact_in(facts), "", needed=True),
        text=entry.words("text"),
        spin=entry.take("spin", one_of(SPIN), "situation", needed=True),
        order=entry.take("order", whole(0, 9999), 100),
    )
    entry.close()
    return found


def questionnaire(entry: Entry, desk: str, code: object, facts: Mapping[str, Fact]) -> Questionnaire:
    """Read a scored assessment; its bands must rise."""
    found = Questionnaire(
        code=entry.take("code", code, "", needed=True),
        desk=desk,
        title=entry.words("title"),
        gives=entry.take("gives", _fact_in(facts, "int"), "", needed=True),
        questions=tuple(_scored(part, entry.data.get("code")) for part in entry.entries("question", needed=True)),
        bands=entry.take("bands", _bands, ((0, 1),), needed=True),
        of=entry.take("of", one_of(("person", "organisation", "both")), "both"),
        valid_days=entry.take("valid_days", whole(1, 36_500)),
        per_day=entry.take("per_day", whole(1, 100)),
        per_year=entry.take("per_year", whole(1, 1000)),
        lowest_fact=entry.take("lowest_fact", _fact_in(facts, "bool"), ""),
        dates=entry.take("dates", _fact_in(facts, "date"), ""),
        source=entry.source(needed=True),
    )
    entry.close()
    return found


def need(entry: Entry, desk: str, facts: Mapping[str, Fact]) -> NeedKind:
    """Read a need and the facts that show it."""
    found = NeedKind(
        name=entry.take("name", NAME, "", needed=True),
        desk=desk,
        title=entry.words("title"),
        weight=entry.take("weight", whole(1, 3), 1),
        when=entry.condition("when", facts, {}),
    )
    entry.close()
    return found


def talk(entry: Entry, desk: str, code: object) -> Talk:
    """Read an objection with its probing question and honest answer."""
    parts = {key: entry.words(key) for key in ("concern", "probe", "answer")}
    found = Talk(code=entry.take("code", code, "", needed=True), desk=desk, **parts)
    entry.close()
    return found


def term(entry: Entry, desk: str) -> GlossaryTerm:
    """Read a term in plain words."""
    found = GlossaryTerm(word=entry.words("word"), plain=entry.words("plain"), desk=desk, also=entry.take("also", texts, ()))
    entry.close()
    return found


def calculator(entry: Entry, desk: str) -> Calculator:
    """Read a calculator's words, units and limits; the function joins it later."""
    found = Calculator(
        name=entry.take("name", CALCULATOR, "", needed=True),
        desk=desk,
        title=entry.words("title"),
        about=entry.words("about"),
        source=entry.source(needed=True),
        inputs=tuple(_input(part) for part in entry.entries("input", needed=True)),
        results=tuple(_quantity(part, (*SIMPLE, "table")) for part in entry.entries("result", needed=True)),
        notes=dict(_sentence(part) for part in entry.entries("note")),
        refusals=dict(_sentence(part) for part in entry.entries("refusal")),
        document=entry.take("document", DOCUMENT, ""),
    )
    entry.close()
    return found


def _scored(entry: Entry, questionnaire: object) -> ScoredQuestion:
    options = tuple(_option(part) for part in entry.entries("options", needed=True))
    code = matching(rf"{re.escape(str(questionnaire))}-\d{{2}}", f"{questionnaire}-01")
    found = ScoredQuestion(code=entry.take("code", code, "", needed=True), text=entry.words("text"), options=options)
    keys = [option.key for option in options]
    for key in {key for key in keys if key and keys.count(key) > 1}:
        entry.wrong("options", "pack-twice", found=key)
    entry.close()
    return found


def _option(entry: Entry) -> Option:
    found = Option(
        key=entry.take("key", matching("[a-z]", "a"), "", needed=True),
        text=entry.words("text"),
        score=entry.take("score", whole(-100, 100), 0, needed=True),
        lowest=entry.take("lowest", a_flag, default=False),
    )
    entry.close()
    return found


def _input(entry: Entry) -> Quantity:
    """Read an input; its name is an option of the command, beside those that every calculator has."""
    if (name := entry.data.get("name")) in RESERVED:
        entry.wrong("name", "pack-reserved", found=name, known=sorted(RESERVED))
    return _quantity(entry, (*SIMPLE, "file"))


def _quantity(entry: Entry, kinds: tuple[str, ...] = QUANTITIES) -> Quantity:
    """Read an input, a result, or a column of either; only what holds a table has columns."""
    kind = entry.take("kind", one_of(kinds), "number", needed=True)
    holds = entry.take("holds", one_of(HOLDS), "", needed=kind == "file")
    tabled = "table" in {kind, holds}
    found = Quantity(
        name=entry.take("name", NAME, "", needed=True),
        kind=kind,
        title=entry.words("title"),
        unit=entry.words("unit", needed=False),
        low=entry.take("low", a_number),
        above=entry.take("above", a_number),
        high=entry.take("high", a_number),
        default=entry.take("default", lambda value: value),
        choices=entry.take("choices", choices, {}, needed=kind == "choice"),
        columns=tuple(_quantity(part) for part in entry.entries("column", needed=True)) if tabled else (),
        holds=holds,
        optional=entry.take("optional", a_flag, default=False),
        places=entry.take("places", whole(0, 12)),
    )
    entry.close()
    return found


def _sentence(entry: Entry) -> tuple[str, Text]:
    pair = (entry.take("key", NAME, "", needed=True), entry.words("text"))
    entry.close()
    return pair


def _bands(value: object) -> tuple[tuple[int, int], ...]:
    try:
        bands = tuple((int(band["from"]), int(band["level"])) for band in value)  # type: ignore[attr-defined]
    except (TypeError, KeyError, ValueError):
        raise Wrong("pack-not-bands", found=value) from None
    levels = [level for _, level in bands]
    if not bands or list(bands) != sorted(set(bands)) or levels != sorted(set(levels)) or not set(levels) <= LEVELS:
        raise Wrong("pack-not-bands", found=value)
    return bands


def _fact_in(facts: Mapping[str, Fact], kind: str = "") -> Callable[[Any], str]:
    """Return a reader of the names of declared facts, of one kind where it matters."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in facts:
            raise Wrong("pack-no-such-fact", found=value)
        if kind and facts[value].kind.value != kind:
            raise Wrong("pack-fact-kind", found=value, kind=facts[value].kind.value, expected=kind)
        return value

    return read
