"""A made-up mill that answers every hook of the contract."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cmtool.hookspecs import hookimpl

if TYPE_CHECKING:
    from cmtool.model import Client, Errand, Need, Outcome, Product, Proposal, Rule, Section, Verdict

HERE = Path(__file__).parent
FULL = 100


@hookimpl
def cmtool_institution() -> Path:
    return HERE / "plugin.toml"


@hookimpl
def cmtool_pack() -> Path:
    return HERE / "pack"


@hookimpl
def cmtool_templates() -> Path:
    return HERE / "templates"


@hookimpl
def cmtool_calculators() -> Mapping[str, Callable[..., Outcome]]:
    from mill_work import bags

    return {"bags": bags}


@hookimpl
def cmtool_commands() -> Mapping[str, str]:
    return {"grind": "mill_work:grind"}


@hookimpl
def cmtool_check_client(client: Client, on: date) -> Iterable[Verdict]:
    """Take no client on whose store is over-full."""
    if (client.value("mill_bags") or 0) > FULL:
        yield _broken("MIL-R901", "磨坊满仓", "the mill is full")


@hookimpl
def cmtool_read_needs(client: Client, answers: Mapping[str, object], on: date) -> Iterable[Need]:
    """Read out of a garden that there may be grain to keep."""
    from cmtool.model import Need, Text

    if answers.get("mill_bags") == FULL:
        words = Text("整整一百袋", "a hundred bags exactly")
        yield Need(name="steady", title=Text("稳当", "keep steady"), weight=1, evidence=words)


@hookimpl
def cmtool_match_product(client: Client, product: Product, on: date) -> Iterable[Verdict]:
    """Offer nobody a share in a mill that is full."""
    if product.code == "MIL-P002" and (client.value("mill_bags") or 0) >= FULL:
        yield _broken("MIL-R902", "满仓不招合伙人", "no partner while the mill is full")


@hookimpl
def cmtool_write_sections(proposal: Proposal) -> Iterable[Section]:
    from cmtool.model import Section, Text

    words = Text(f"本建议书有{len(proposal.chosen)}件东西。", f"This proposal holds {len(proposal.chosen)} things.")
    return [Section(title=Text("磨坊的话", "A word from the mill"), paragraphs=(words,))]


@hookimpl
def cmtool_due_tasks(client: Client, on: date) -> Iterable[Errand]:
    from cmtool.model import Errand, Text, day_number

    if client.value("mill_bags"):
        title, say = Text("存粮该翻晒了", "the grain wants airing"), Text("请客户来翻晒", "ask the client to air it")
        yield Errand(code="MIL-F901", kind="promise", points=40, title=title, due=day_number(on), say=say)


def _broken(code: str, zh: str, en: str) -> Verdict:
    from cmtool.model import Answer, Verdict

    return Verdict(rule=_rule(code, zh, en), answer=Answer.BROKEN)


def _rule(code: str, zh: str, en: str) -> Rule:
    from cmtool.model import ALWAYS, Predicate, Rule, Text

    words = Text("等磨坊有空", "wait until there is room")
    return Rule(code=code, desk="mill", title=Text(zh, en), require=Predicate("TRUE", ALWAYS), remedy=words)
