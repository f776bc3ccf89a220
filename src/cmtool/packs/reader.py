"""Reads a folder of TOML into a checked pack, all mistakes at once, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path
from typing import Any

from cmtool.errors import Misconfigured
from cmtool.model import Fact, Field, Finding, Institution, Pack, Text
from cmtool.packs import goals, laws, offers, phrases, speech, works
from cmtool.packs.entry import Entry, a_table, a_text, matching, texts, whole

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

FILES = {
    "facts": ("fact",),
    "products": ("field", "product"),
    "rules": ("rule",),
    "questions": ("question", "questionnaire", "need"),
    "cases": ("case", "paper"),
    "follow_ups": ("follow_up",),
    "calculators": ("calculator",),
    "phrases": ("phrase", "guard", "spelling"),
    "talks": ("talk",),
    "glossary": ("term",),
    "targets": ("measure",),
}
CODES = {
    "rule": r"R\d{3}",
    "product": r"P\d{3}",
    "question": r"Q\d{2,3}",
    "questionnaire": r"A\d{2}",
    "case": r"C\d{2}",
    "follow_up": r"F\d{2}",
    "talk": r"T\d{2}",
    "phrase": r"L\d{3}",
    "measure": r"M\d{2}",
}
CONSEQUENCES = {  # what is only wrong because a whole file could not be read
    "facts": frozenset({"predicate-unknown-fact", "pack-no-such-fact", "pack-no-such-date-fact"}),
    "products": frozenset({"predicate-unknown-field"}),
    "rules": frozenset({"pack-no-such-rule"}),
    "questions": frozenset({"pack-no-such-need"}),
}
CONSEQUENCES["extends"] = frozenset({"pack-no-such-base"}).union(*CONSEQUENCES.values())
API = 1
CORE = "core"


def read_card(path: Path) -> tuple[Institution, list[Finding]]:
    """Read a plugin's identity card, ``plugin.toml``.

    Raises:
        Misconfigured: there is no such file.
    """
    mistakes: list[Finding] = []
    entry = Entry(toml_of(path, mistakes), path.name, mistakes)
    if mistakes:
        return Institution(name="", prefix="", title=Text("", "")), mistakes
    card = Institution(
        name=entry.take("name", matching(r"[a-z][a-z0-9_-]*", "my-house"), "", needed=True),
        prefix=entry.take("prefix", matching(r"[A-Z]{3}", "ABC"), "", needed=True),
        title=entry.words("title"),
        api=entry.take("api", whole(1, API), API, needed=True),
        risk_fact=entry.take("risk_fact", a_text, ""),
        professional_fact=entry.take("professional_fact", a_text, ""),
        risk_source=entry.source("risk_source", needed="risk_fact" in entry.data),
        clients=entry.take("clients", a_table, {}),
        extends=entry.take("extends", texts, ()),
    )
    if card.name in card.extends:
        entry.wrong("extends", "pack-extends-itself", found=card.name)
    entry.close()
    return card, mistakes


def read_pack(
    folder: Path, card: Institution, shared: Pack | None = None, *, lacking: bool = False
) -> tuple[Pack, list[Finding]]:
    """Read the pack in ``folder``; conditions may also speak of the facts, fields and needs of the ``shared`` pack.

    Where something that the plugin extends is ``lacking``, what only follows from that is not said.
    """
    return _Reading(folder, card, shared, lacking=lacking).pack()


class _Reading:
    """One reading of one folder: the tables by file, and the mistakes found so far."""

    def __init__(self, folder: Path, card: Institution, shared: Pack | None, *, lacking: bool) -> None:
        self.card = card
        self.shared = shared
        self.mistakes: list[Finding] = []
        if not folder.is_dir():
            raise Misconfigured("pack-no-file", path=folder)
        self._entries: dict[str, list[Entry]] = {}
        self.tables = {name: toml_of(folder / f"{name}.toml", self.mistakes, needed=False) for name in FILES}
        torn = {wrong.place.removesuffix(".toml") for wrong in self.mistakes} | ({"extends"} if lacking else set())
        self._consequences = frozenset().union(*(CONSEQUENCES[name] for name in torn & CONSEQUENCES.keys()))
        self._unknown_files(folder)

    def pack(self) -> tuple[Pack, list[Finding]]:
        """Return the pack and its mistakes."""
        desk, code = self.card.name, self.code
        own = tuple(offers.fact(entry, desk) for entry in self.entries("fact"))
        facts = {fact.name: fact for fact in (*(self.shared.facts if self.shared else ()), *own)}
        declared = tuple(offers.field(entry) for entry in self.entries("field"))
        foreign = self.shared.fields if self.shared else ()
        fields: dict[str, Field] = {**offers.common_fields(), **{field.name: field for field in (*foreign, *declared)}}
        pack = Pack(
            institution=self.card,
            facts=own,
            fields=declared,
            products=tuple(offers.product(entry, desk, code("product"), fields) for entry in self.entries("product")),
            rules=tuple(laws.rule(entry, desk, code("rule"), facts, fields, self.shared) for entry in self.entries("rule")),
            questions=tuple(speech.question(entry, desk, code("question"), facts) for entry in self.entries("question")),
            questionnaires=tuple(
                speech.questionnaire(entry, desk, code("questionnaire"), facts) for entry in self.entries("questionnaire")
            ),
            needs=tuple(speech.need(entry, desk, facts) for entry in self.entries("need")),
            papers=tuple(works.paper(entry, facts) for entry in self.entries("paper")),
            cases=tuple(works.case(entry, desk, code("case"), facts, fields) for entry in self.entries("case")),
            follow_ups=tuple(laws.follow_up(entry, desk, code("follow_up"), facts) for entry in self.entries("follow_up")),
            calculators=tuple(speech.calculator(entry, desk) for entry in self.entries("calculator")),
            talks=tuple(speech.talk(entry, desk, code("talk")) for entry in self.entries("talk")),
            terms=tuple(speech.term(entry, desk) for entry in self.entries("term")),
            phrases=tuple(phrases.phrase(entry, desk, code("phrase")) for entry in self.entries("phrase")),
            phrase_guards=tuple(phrases.guard(entry) for entry in self.entries("guard")),
            spellings=tuple(phrases.spelling(entry) for entry in self.entries("spelling")),
            measures=tuple(goals.measure(entry, desk, code("measure"), facts) for entry in self.entries("measure")),
        )
        self._whole(pack, facts)
        return pack, [wrong for wrong in self.mistakes if wrong.key not in self._consequences]

    def entries(self, table: str) -> list[Entry]:
        """Return a cursor for each ``[[table]]``, with a place such as ``rules.toml, rule 3 (SEC-R003)``."""
        if table not in self._entries:
            file = next(name for name, tables in FILES.items() if table in tables)
            found = self.tables[file].get(table, [])
            if not isinstance(found, list) or not all(isinstance(data, dict) for data in found):
                self._wrong("pack-not-tables", f"{file}.toml -> {table}", found=type(found).__name__)
                found = []
            self._entries[table] = [
                Entry(data, place_of(file, table, number, data), self.mistakes) for number, data in enumerate(found, 1)
            ]
        return self._entries[table]

    def code(self, table: str) -> Callable[[Any], str]:
        """Return the reader of this plugin's codes for one kind of table."""
        prefix = self.card.prefix or "ABC"
        example = f"{prefix}-{CODES[table][0]}" + ("001" if "3" in CODES[table] else "01")
        return matching(f"{self.card.prefix or '[A-Z]{3}'}-{CODES[table]}", example)

    def _unknown_files(self, folder: Path) -> None:
        for path in sorted(folder.glob("*.toml")):
            if path.stem not in FILES:
                self._wrong("pack-unknown-file", path.name, known=[f"{name}.toml" for name in FILES])
        for name, tables in FILES.items():
            for table in self.tables[name]:
                if table not in tables:
                    self._wrong("pack-unknown-key", f"{name}.toml -> {table}", known=tables)

    def _whole(self, pack: Pack, facts: Mapping[str, Fact]) -> None:
        """Check what only the whole pack shows: names twice, and needs, conditions and assessment facts that do not exist."""
        shared = self.shared
        self._twice("code", self._coded(pack))
        for table, named, known in (
            ("fact", pack.facts, shared.facts if shared else ()),
            ("need", pack.needs, shared.needs if shared else ()),
            ("field", pack.fields, shared.fields if shared else ()),
            ("calculator", pack.calculators, ()),
        ):
            pairs = [(entry, item.name) for entry, item in zip(self.entries(table), named, strict=True)]
            self._twice("name", pairs, {item.name for item in known})
        needs = {need.name: need.title for need in (*(self.shared.needs if self.shared else ()), *pack.needs)}
        for entry, product in zip(self.entries("product"), pack.products, strict=True):
            laws.unknown_needs(entry, product.serves, needs)
        rules = {rule.code: rule for rule in (*(self.shared.rules if self.shared else ()), *pack.rules)}
        for entry, case in zip(self.entries("case"), pack.cases, strict=True):
            if case.opens is not None and not self.card.risk_fact:
                entry.wrong("opens", "pack-opens-no-level")
            works.unknown_rules(entry, case, rules)
        self._assessments(pack, facts)
        every = (*((shared,) if shared else ()), pack)
        guards = (guard for one in every for guard in one.phrase_guards)
        phrases.untrue(self.entries("phrase"), pack.phrases, guards, (way for one in every for way in one.spellings))

    def _assessments(self, pack: Pack, facts: Mapping[str, Fact]) -> None:
        """Check that the institution assesses its clients itself, and nobody else's for them."""
        for key, kind in (("risk_fact", "int"), ("professional_fact", "bool")):
            named = getattr(self.card, key)
            if named and named not in facts:
                self._wrong("pack-no-such-fact", f"plugin.toml -> {key}", found=named)
            elif named and facts[named].desk != self.card.name:
                self._wrong("pack-not-own-fact", f"plugin.toml -> {key}", found=named)
            elif named and facts[named].kind.value != kind:
                self._wrong("pack-fact-kind", f"plugin.toml -> {key}", found=named, kind=facts[named].kind.value, expected=kind)
        for entry, questionnaire in zip(self.entries("questionnaire"), pack.questionnaires, strict=True):
            for key in ("gives", "lowest_fact", "dates"):
                named = getattr(questionnaire, key)
                if named in facts and facts[named].desk not in {self.card.name, CORE}:
                    entry.wrong(key, "pack-not-own-fact", found=named)
        risky = [product.code for product in pack.products if (product.risk_level or 0) > 1]
        if risky and not self.card.risk_fact:
            self._wrong("pack-no-risk-fact", "plugin.toml -> risk_fact", products=risky)

    def _wrong(self, key: str, place: str, **figures: object) -> None:
        self.mistakes.append(Finding(key=key, place=place, figures=tuple(figures.items())))

    def _coded(self, pack: Pack) -> list[tuple[Entry, str]]:
        """Return everything that has a code, with the entry it stands in."""
        every = {
            "product": pack.products,
            "rule": pack.rules,
            "question": pack.questions,
            "questionnaire": pack.questionnaires,
            "case": pack.cases,
            "follow_up": pack.follow_ups,
            "talk": pack.talks,
            "phrase": pack.phrases,
            "measure": pack.measures,
        }
        coded = [
            (entry, item.code) for table, items in every.items() for entry, item in zip(self.entries(table), items, strict=True)
        ]
        for entry, questionnaire in zip(self.entries("questionnaire"), pack.questionnaires, strict=True):
            coded += [(entry, question.code) for question in questionnaire.questions]
        return coded

    def _twice(self, key: str, named: Iterable[tuple[Entry, str]], known: Collection[str] = ()) -> None:
        """Note each name that already stands elsewhere, where it stands again."""
        seen = set(known)
        for entry, name in named:
            if name and name in seen:
                entry.wrong(key, "pack-twice", found=name)
            seen.add(name)


def place_of(file: str, table: str, number: int, data: object) -> str:
    """Return the place of a table, such as ``rules.toml, rule 3 (SEC-R003)``."""
    named = data.get("code") or data.get("name") if isinstance(data, dict) else None
    if isinstance(data, dict) and isinstance(data.get("word"), dict):
        named = Text(**data["word"]).zh if set(data["word"]) == {"zh", "en"} else None
    return f"{file}.toml, {table} {number}" + (f" ({named})" if isinstance(named, str) else "")


def toml_of(path: Path, mistakes: list[Finding], *, needed: bool = True) -> dict[str, Any]:
    """Return a file's tables, none where it is not TOML, which is then noted.

    Raises:
        Misconfigured: there is no such file, and it is ``needed``.
    """
    if not path.exists():
        if needed:
            raise Misconfigured("pack-no-file", path=path)
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        mistakes.append(Finding(key="pack-not-toml", place=path.name, figures=(("wrong", str(wrong)),)))
        return {}
