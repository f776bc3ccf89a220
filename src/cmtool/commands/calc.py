"""``cmtool calc NAME --input value …``: one calculator of a desk, its inputs checked, its results with units."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.parts import PATH, Command, Group, Option, lang_of, pairs, text_from

if TYPE_CHECKING:
    from cmtool.commands.office import Office
    from cmtool.model import Calculator, File, Outcome, Quantity

DOCUMENTS = (".html", ".htm", ".md", ".docx", ".pdf")


class Calculators(Group):
    """A group with one command for each calculator, made from its declaration."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the short names; a name that two desks share stands with its desk."""
        return sorted(_named(ctx.obj))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of one calculator, by short name or ``desk.name``."""
        found = _named(ctx.obj).get(cmd_name) or _full(ctx.obj).get(cmd_name)
        return _command(found, lang_of(ctx)) if found else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the calculators with their titles."""
        from cmtool.words import said

        lang = lang_of(ctx)
        rows = [(name, found.title.said(lang)) for name, found in sorted(_named(ctx.obj).items())]
        self.write_section(ctx, formatter, "help-calculators", rows or [(said(lang, "value-nothing"), "")])


@click.group(cls=Calculators)
def calc() -> None:
    """Calculators of the desks."""


class InputOption(click.Option):
    """An option made from a declared input: its help gives title, unit, limits and default."""

    def __init__(self, quantity: Quantity, lang: str) -> None:
        from cmtool.words import said

        names = [f"--{quantity.name.replace('_', '-')}", quantity.name]
        unit = f" ({quantity.unit.said(lang)})" if quantity.unit else ""
        choices = f" [{said(lang, 'list-comma').join(quantity.choices)}]" if quantity.choices else ""
        assumed = said(lang, "calc-today") if quantity.default == "today" else quantity.default
        default = "" if assumed in (None, "", []) else " " + said(lang, "calc-default", value=assumed)
        super().__init__(
            names, help=f"{quantity.title.said(lang)}{unit}{choices}{default}", metavar=said(lang, f"meta-{quantity.kind}")
        )


class CalculatorCommand(Command):
    """A calculator's command: the declaration is its help."""

    def __init__(self, calculator: Calculator, lang: str) -> None:
        self.calculator = calculator
        options: list[click.Parameter] = [InputOption(quantity, lang) for quantity in calculator.inputs]
        options.append(Option(["--input", "inputs"], multiple=True))
        options += results_options(calculator)
        super().__init__(calculator.name, params=options, callback=_run)

    def help_paragraphs(self, ctx: click.Context) -> list[str]:
        """Return the title, what it computes, and where the formula comes from."""
        from cmtool.words import said

        lang, source = lang_of(ctx), self.calculator.source
        cited = said(lang, "why-source", source=source.cited(), confidence=source.confidence)
        return [self.calculator.title.said(lang), self.calculator.about.said(lang), cited]


def results_options(calculator: Calculator) -> list[click.Parameter]:
    """Return the options that say how results are written; which table is asked only where there are several."""
    from cmtool.report.listing import FORMATS

    tables = [quantity.name for quantity in calculator.results if quantity.kind == "table"]
    return [
        Option(["--rows"], type=click.Choice(tables), hidden=len(tables) < 2),
        Option(["--format", "form"], type=click.Choice(FORMATS)),
        Option(["--fields"]),
        Option(["-o", "--output", "sheet_output"], type=PATH),
    ]


def _command(calculator: Calculator, lang: str) -> click.Command:
    return CalculatorCommand(calculator, lang)


@click.pass_context
def _run(
    ctx: click.Context,
    form: str | None,
    fields: str | None,
    rows: str | None,
    sheet_output: Path | None,
    inputs: tuple[str, ...],
    **given: str | None,
) -> None:
    """Compute and show."""
    from cmtool.commands.console import columns, show, show_object
    from cmtool.jobs.calculate import inputs_of
    from cmtool.report.calculation import item, listing, sheet

    office: Office = ctx.obj
    output = None if str(sheet_output) == "-" else sheet_output
    calculator: Calculator = ctx.command.calculator  # type: ignore[attr-defined]
    written = _written(calculator, given) | pairs(inputs, _paths(calculator))
    found = inputs_of(calculator, written, opened, office.on)
    outcome = _computed(office, calculator, found)
    if form is None and output is not None and output.suffix.lower() in DOCUMENTS:
        _document(office, calculator, found, outcome, output)
    elif form == "json" or (form is None and output is not None and output.suffix.lower() == ".json"):
        show_object("cmtool/calc/1", office.on, item(calculator, found, outcome, office.lang), output)
    elif form in {None, "table"} and output is None:
        click.echo(sheet(calculator, outcome, office.lang, columns()))
    else:
        show(office.lang, listing(calculator, outcome, office.on, office.lang, rows or ""), form, fields, output)


def _paths(calculator: Calculator) -> frozenset[str]:
    """Return the inputs that are files: their values are paths, and stay so."""
    return frozenset(quantity.name for quantity in calculator.inputs if quantity.kind == "file")


def _written(calculator: Calculator, given: Mapping[str, str | None]) -> dict[str, str]:
    paths = _paths(calculator)
    return {name: value if name in paths else text_from(value) for name, value in given.items() if value is not None}


def opened(quantity: Quantity, written: object, beside: str) -> File:
    """Open a file that is given by its path, or as ``-`` for standard input."""
    from cmtool.exchange.given import content_of, file_at

    if written == "-":
        return content_of(sys.stdin.buffer.read(), "-", quantity)
    return file_at(quantity, written, beside)


def _computed(office: Office, calculator: Calculator, found: Mapping[str, Any]) -> Outcome:
    """Run the function; what it refuses is said in the calculator's own words."""
    from cmtool.errors import InvalidData, NotFound, Refusal

    function = office.plugins.calculators(_plugin_of(office, calculator)).get(calculator.name)
    if function is None:
        raise NotFound("calc-no-function", calculator=calculator.name)
    try:
        return function(**found)
    except Refusal as wrong:
        words = calculator.refusals[wrong.key].filled(**wrong.figures) if wrong.key in calculator.refusals else wrong.key
        raise InvalidData("calc-refused", calculator=calculator.name, words=words) from None


def _document(office: Office, calculator: Calculator, found: Mapping[str, Any], outcome: Outcome, output: Path) -> None:
    """Write a calculation as a document of its own."""
    from cmtool.commands.console import private, tell
    from cmtool.report.paper import paper

    own = office.plugins.templates(calculator.desk)
    terms = [term for pack in office.house.packs for term in pack.terms]
    content = paper(calculator, found, outcome, output.suffix, office.lang, office.on, own, other_of(office), terms)
    with private(output) as file:
        file.write(content)
    tell(office.lang, "calc-written", path=output)


def calculator_named(office: Office, name: str) -> Calculator:
    """Return a calculator by its short name or ``desk.name``.

    Raises:
        NotFound: there is none.
    """
    from cmtool.errors import NotFound

    found = _named(office).get(name) or _full(office).get(name)
    if found is None:
        raise NotFound("calc-no-such-name", found=name)
    return found


def names_of(office: Office) -> set[str]:
    """Return every name that a calculator can be called by."""
    return {*_named(office), *_full(office)}


def other_of(office: Office) -> Callable[[str, Mapping[str, object]], tuple[Calculator, Outcome]]:
    """Return what runs a calculator that a template names; inputs that are files are given as their content."""
    from cmtool.jobs.calculate import inputs_of

    def other(name: str, written: Mapping[str, object]) -> tuple[Calculator, Outcome]:
        asked = calculator_named(office, name)
        return asked, _computed(office, asked, inputs_of(asked, written, on=office.on))  # no files: a template opens none

    return other


def _named(office: Office) -> dict[str, Calculator]:
    """Return the calculators by short name, those that share one by ``desk.name``."""
    every = [found for pack in office.house.packs for found in pack.calculators]
    shared = {found.name for found in every if sum(other.name == found.name for other in every) > 1}
    return {f"{found.desk}.{found.name}" if found.name in shared else found.name: found for found in every}


def _full(office: Office) -> dict[str, Calculator]:
    return {f"{found.desk}.{found.name}": found for pack in office.house.packs for found in pack.calculators}


def _plugin_of(office: Office, calculator: Calculator) -> str:
    return next(
        plugin.name for plugin in office.plugins.working if plugin.pack and plugin.pack.institution.name == calculator.desk
    )
