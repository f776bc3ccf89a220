"""One client's matches: every product with its verdict and reasons, and the next question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cmtool.commands.office import Office

if TYPE_CHECKING:
    from cmtool.commands.consulting import Consultation
    from cmtool.model import Match

COLUMNS = ("product", "title", "verdict_words", "rank", "reason")


def match_one(
    office: Office,
    code: str,
    desk: str,
    products: tuple[str, ...],
    verdict: str | None,
    full: bool,
    form: str | None,
    fields: str | None,
    output: Path | None,
) -> None:
    """Match products with one client."""
    from cmtool.commands.console import show
    from cmtool.commands.consulting import consult
    from cmtool.report.listing import Listing

    found = consult(office, code, desk=desk)
    asked = {office.house.product(item).code for item in products}
    meant = [one for one in found.matches if not asked or one.product.code in asked]
    wanted = [one for one in meant if verdict in {None, one.standing.value}]
    table = form in {None, "table"} and (output is None or output.suffix == ".txt")
    shown = [one for one in wanted if full or verdict or one.rank] if table else wanted
    items = _rows(office, shown) if table and not fields else _items(office, found, shown)
    head = {"client": found.client.code, "name": found.client.shown_name}
    show(
        office.lang,
        Listing(schema="cmtool/match/1", as_of=office.on, items=items, columns=COLUMNS, head=head),
        form,
        fields,
        output,
    )
    _summary(office, found, len(wanted) - len(shown))


def _rows(office: Office, matches: Sequence[Match]) -> list[dict[str, object]]:
    """Return what the table shows and nothing more: wording every verdict's evidence would take longer than matching."""
    brief = [{"product": one.product.code, "title": one.product.title.said(office.lang), "rank": one.rank} for one in matches]
    return [{**row, **_words(office, one)} for row, one in zip(brief, matches, strict=True)]


def _items(office: Office, found: Consultation, matches: Sequence[Match]) -> list[dict[str, object]]:
    from cmtool.report.evidence import Evidence
    from cmtool.report.items import match_item

    asks = {fact: office.house.question_on(fact, found.client.kind) for match in matches for fact in match.missing}
    evidence = Evidence(found.client, office.house, office.on, office.lang)
    return [{**match_item(one, asks, office.house.facts, office.lang, evidence.item), **_words(office, one)} for one in matches]


def _words(office: Office, one: Match) -> dict[str, object]:
    from cmtool.report.sheets import first_reason
    from cmtool.words import said

    return {"verdict_words": said(office.lang, f"standing-{one.standing.value}"), "reason": first_reason(one, office.lang)}


def _summary(office: Office, found: Consultation, hidden: int) -> None:
    """Say the client's needs, what the table left out, and the next question."""
    from cmtool.commands.console import tell
    from cmtool.report.items import ask_item

    tell(office.lang, "match-needs" if found.needs else "match-no-needs", needs=[need.title for need in found.needs])
    if hidden:
        tell(office.lang, "match-hidden", count=hidden)
    for following in found.questions[:1]:
        question = ask_item(following.fact, following.ask, office.house.facts, office.lang)["question"]
        key = "next-question" if following.touches else "next-question-needs"
        tell(office.lang, key, question=question, touches=following.touches, settles=following.settles)
