"""What a document is made of at the counter: which shelf its template stands on, and what it is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from cmtool.commands.office import Office
from cmtool.errors import InvalidData, Misconfigured
from cmtool.report.press.glossary import Glossary
from cmtool.report.press.lookup import Folder, Shelf, Template

if TYPE_CHECKING:
    from cmtool.model import Calculator, Proposal
    from cmtool.report.paper import Paper


MOST = 10**17  # fen


def shelf(office: Office, desks: Collection[str]) -> Shelf:
    """Return where templates are looked for: the settings' folder, what extends the one desk concerned, the desk, the shared.

    Where several desks are concerned, or none, none of them goes before the shared ones; what only they have is found after.
    """
    folders = _of_plugins(office)
    first = [one for one in folders if len(desks) == 1 and _concerned(office, one.origin, desks)]
    first.sort(key=lambda one: one.origin in desks)  # what extends a desk goes before it
    return Shelf([*_of_settings(), *first], [one for one in folders if one not in first])


def _of_settings() -> list[Folder]:
    """Return the folder that the settings name: ``[templates] folder = "…"``."""
    from cmtool.commands.settings import section

    table, path = section("templates")
    named = table.get("folder")
    if named is None:
        return []
    folder = Path(path).parent / Path(str(named)).expanduser()
    if not folder.is_dir():
        raise Misconfigured("template-no-folder", path=folder, settings=path)
    return [Folder("own", folder)]


def _of_plugins(office: Office) -> list[Folder]:
    names = [plugin.pack.institution.name for plugin in office.plugins.working if plugin.pack]
    return [Folder(name, path) for name in names if (path := office.plugins.templates(name)) is not None]


def _concerned(office: Office, name: str, desks: Collection[str]) -> bool:
    """Whether a plugin is one of the desks or extends one."""
    return bool({name, *office.house.institutions[name].extends} & set(desks))


def glossary(office: Office, desks: Collection[str] = ()) -> Glossary:
    """Return what the words of the trade mean, by all packs; those of ``desks`` are looked for in texts."""
    return Glossary((term for pack in office.house.packs for term in pack.terms), desks)


def told(
    office: Office, plan: Proposal, template: Template, given: Mapping[str, str], desks: Collection[str], *,
    lang: str = "", rehearsing: bool = False,
) -> dict[str, Callable[[], object]]:  # fmt: skip
    """Return everything that a template may name, each made only when it is named: this is the one place where that is said.

    ``rehearsing`` says that the client is invented and nothing was handed over.
    """
    from cmtool.commands.looking import asking, reviewed
    from cmtool.report import documents
    from cmtool.words import said

    lang = lang or office.lang
    institutions = tuple(office.house.institutions[desk] for desk in sorted(desks))
    return {
        **documents.told(plan, lang, office.house.facts),
        "given": lambda: dict(given),
        "amount": lambda: amount(given),
        "institutions": lambda: institutions,
        "company": lambda: said(lang, "list-comma").join(one.title.said(lang) for one in institutions),
        "calc": lambda: calculating(office, template, given, lang),
        "brief": lambda: _brief(office, plan, lang, rehearsing=rehearsing),
        "rehearsing": lambda: rehearsing,
        "review": lambda: reviewed(office, plan, desks),
        "ask": lambda: asking(office, plan, given, lang, examples=rehearsing).ask,
    }


def _brief(office: Office, plan: Proposal, lang: str, *, rehearsing: bool) -> dict[str, object]:
    """Return the brief before a visit, in words, masked whatever the document reveals; of an invented client what is known."""
    from cmtool.commands.brief import brief_of
    from cmtool.jobs import brief as job
    from cmtool.model import Dealings
    from cmtool.report.briefing import brief_item

    if rehearsing:
        matches = (*plan.chosen, *plan.considered)
        found = job.brief(plan.client, office.house, plan.on, plan.manager, Dealings(), plan.needs, matches, ())
    else:
        found = brief_of(office, plan.client.code, "", set())
    return brief_item(found, office.house.facts, lang)


def amount(given: Mapping[str, str]) -> int | None:
    """Return the client's own amount in fen, ``--input amount=50万``; ``None`` where none was given.

    Raises:
        InvalidData: it is no amount.
    """
    from cmtool.rules.literals import number

    written = given.get("amount")
    if written is None:
        return None
    try:
        fen = int(number(written) * 100)
    except ValueError:
        raise InvalidData("template-no-amount", found=written) from None
    if not 0 < fen <= MOST:
        raise InvalidData("template-no-amount", found=written)
    return fen


def calculating(office: Office, template: Template, given: Mapping[str, str], lang: str) -> Callable[..., Paper]:
    """Return ``calc(name, **inputs)``: inputs from the command line that the calculator takes stand where none is said.

    Raises:
        InvalidData: an input was given that none of the template's calculators takes.
    """
    from cmtool.commands.calc import calculator_named, opened, other_of
    from cmtool.report.paper import Paper

    run = other_of(office)
    declared = [calculator_named(office, name) for name in template.calculators]
    _all_taken(declared, given)

    def calc(name: str, **inputs: object) -> Paper:
        asked = calculator_named(office, name)
        ours = [one for one in asked.inputs if asked in declared and one.name in given]
        handed = {one.name: opened(one, given[one.name], "") if one.kind == "file" else given[one.name] for one in ours}
        return Paper(*run(name, {**handed, **inputs}), lang, run)

    return calc


def files_among(office: Office) -> frozenset[str]:
    """Return the inputs of calculators that are files: what is handed over for them is a path, and is opened here alone."""
    every = (quantity for pack in office.house.packs for found in pack.calculators for quantity in found.inputs)
    return frozenset(quantity.name for quantity in every if quantity.kind == "file")


def _all_taken(declared: list[Calculator], given: Mapping[str, str]) -> None:
    known = {quantity.name for calculator in declared for quantity in calculator.inputs}
    strange = [name for name in given if declared and name not in known]
    if strange:
        raise InvalidData("template-no-such-input", found=strange, known=sorted(known))
