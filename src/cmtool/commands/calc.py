"""``cmtool calc NAME --input value …``: one calculator of a desk, its inputs checked, its results with units."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cmtool.commands.parts import Command, Group, Option, lang_of, pairs, text_from

if TYPE_CHECKING:
    from cmtool.commands.office import Office
    from cmtool.model import Calculator, Outcome, Quantity


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
        default = "" if quantity.default in (None, "", []) else " " + said(lang, "calc-default", value=quantity.default)
        super().__init__(
            names, help=f"{quantity.title.said(lang)}{unit}{choices}{default}", metavar=said(lang, f"meta-{quantity.kind}")
        )


class CalculatorCommand(Command):
    """A calculator's command: the declaration is its help."""

    def __init__(self, calculator: Calculator, lang: str) -> None:
        self.calculator = calculator
        options: list[click.Parameter] = [InputOption(quantity, lang) for quantity in calculator.inputs]
        options.append(Option(["--input", "inputs"], multiple=True))
        options.append(Option(["--format", "form"], type=click.Choice(("table", "json")), default="table"))
        super().__init__(calculator.name, params=options, callback=_run)

    def help_paragraphs(self, ctx: click.Context) -> list[str]:
        """Return the title, what it computes, and where the formula comes from."""
        from cmtool.words import said

        lang, source = lang_of(ctx), self.calculator.source
        cited = said(lang, "why-source", source=source.cited(), confidence=source.confidence)
        return [self.calculator.title.said(lang), self.calculator.about.said(lang), cited]


def _command(calculator: Calculator, lang: str) -> click.Command:
    return CalculatorCommand(calculator, lang)


@click.pass_context
def _run(ctx: click.Context, form: str, inputs: tuple[str, ...], **given: str | None) -> None:
    """Compute and show."""
    from cmtool.commands.console import show_object
    from cmtool.errors import InvalidData, NotFound, Refusal
    from cmtool.jobs.calculate import calculate, inputs_of

    office: Office = ctx.obj
    calculator = ctx.command.calculator  # type: ignore[attr-defined]
    written = {name: text_from(value) for name, value in given.items() if value is not None} | pairs(inputs)
    function = office.plugins.calculators(_plugin_of(office, calculator)).get(calculator.name)
    if function is None:
        raise NotFound("calc-no-function", calculator=calculator.name)
    try:
        outcome = calculate(calculator, function, written)
    except Refusal as wrong:
        words = calculator.refusals[wrong.key].filled(**wrong.figures) if wrong.key in calculator.refusals else wrong.key
        raise InvalidData("calc-refused", calculator=calculator.name, words=words) from None
    if form == "json":
        show_object("cmtool/calc/1", office.on, _item(calculator, inputs_of(calculator, written), outcome, office.lang))
    else:
        click.echo(_sheet(calculator, outcome, office.lang))


def _item(calculator: Calculator, inputs: dict[str, Any], outcome: Outcome, lang: str) -> dict[str, Any]:
    from cmtool.report.figures import notes, outer

    units = {
        quantity.name: quantity.unit.said(lang) if quantity.unit else ""
        for quantity in (*calculator.inputs, *calculator.results)
    }
    return {
        "calculator": f"{calculator.desk}.{calculator.name}",
        "inputs": {name: {"value": outer(value), "unit": units[name]} for name, value in inputs.items()},
        "result": {name: {"value": outer(value), "unit": units.get(name, "")} for name, value in outcome.values.items()},
        "notes": notes(calculator, outcome, lang),
    }


def _sheet(calculator: Calculator, outcome: Outcome, lang: str) -> str:
    from cmtool.report.figures import notes, shown
    from cmtool.report.listing import tabulated
    from cmtool.words import said

    rows = [
        {
            "title": quantity.title.said(lang),
            "value": shown(quantity, outcome.values[quantity.name], lang),
            "unit": quantity.unit.said(lang) if quantity.unit else "",
        }
        for quantity in calculator.results
        if outcome.values.get(quantity.name) is not None
    ]
    said_notes = [said(lang, "calc-note", words=words) for words in notes(calculator, outcome, lang)]
    return "\n".join(
        [
            calculator.title.said(lang),
            "",
            tabulated(rows, ("title", "value", "unit"), lang),
            *([""] if said_notes else []),
            *said_notes,
        ]
    )


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
