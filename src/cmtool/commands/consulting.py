"""What several commands ask of the jobs for one client: needs, matches, the next question."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from cmtool.commands.office import Office
from cmtool.jobs.match import match
from cmtool.jobs.needs import Next, needs_of, questions_next
from cmtool.model import Client, Match, Need, Text, Verdict, day_number
from cmtool.words import text as worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Consultation:
    """A client's needs, every product's match, and the questions worth asking."""

    client: Client
    needs: tuple[Need, ...]
    matches: tuple[Match, ...]
    questions: tuple[Next, ...]


def needs(office: Office, client: Client) -> tuple[Need, ...]:
    """Return the client's needs: shown by facts, stated, or read by plugins; a failing plugin is said."""
    found, findings = needs_of(client, office.house, office.plugins, office.on, stated(office, client))
    office.report(findings)
    return tuple(found)


def questions(office: Office, client: Client, verdicts: Iterable[Verdict]) -> dict[str, str]:
    """Return the words of the question for each fact that the verdicts miss."""
    from cmtool.report.items import ask_item

    facts = dict.fromkeys(fact for verdict in verdicts for fact in verdict.missing)
    asks = {fact: office.house.question_on(fact, client.kind) for fact in facts}
    return {fact: ask_item(fact, ask, office.house.facts, office.lang)["question"] for fact, ask in asks.items()}


def stated(office: Office, client: Client) -> list[Need]:
    """Return the needs that the client himself stated, from the book."""
    rows = office.book.rows("SELECT name, evidence FROM need WHERE client = ? ORDER BY id", (client.id,))
    found = []
    for row in rows:
        kind = office.house.needs.get(row["name"])
        if kind is not None:
            said = row["evidence"]
            found.append(
                Need(
                    name=kind.name,
                    title=kind.title,
                    weight=kind.weight,
                    evidence=Text(said, said) if said else worded("need-stated"),
                )
            )
    return found


def consult(office: Office, code: str, *, desk: str = "", reveal: Collection[str] = ()) -> Consultation:
    """Return everything that a conversation with this client needs, over all products or those of one desk.

    Who reveals personal data here journals it in his own entry.
    """
    client = office.book.client(code, day_number(office.on), reveal)
    found = needs(office, client)
    products = [product for product in office.house.products.values() if not desk or product.desk == desk]
    matches, findings = match(client, office.house, office.plugins, office.on, found, products)
    office.report(findings)
    return Consultation(
        client=client,
        needs=found,
        matches=tuple(matches),
        questions=tuple(questions_next(client, office.house, matches, office.on)),
    )
