"""A product above the client's own level that he insists on in writing (风险不匹配确认), where the law opens that path.

A regulator's rules let an investor who was told that a product does not suit him, and who insists, have it after a special
written warning. They close that way to the lowest class, to what was recommended, and where access rules are not met. Which
rules, and for which products, says the kind of case with its source.

A case opens the core's guard on the level of its own institution, for the products that its kind names, and nothing else: every
other rule that bars must be kept. It makes no recommendation; everything is checked each time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from cmtool.errors import Refused
from cmtool.jobs.onboard import readiness
from cmtool.model import Answer, CaseKind, Client, Insisted, Match, Paper, Readiness, Text, Verdict, day_number, day_of
from cmtool.rules.binding import bound
from cmtool.rules.evaluate import truth
from cmtool.rules.house import House
from cmtool.words import text as worded

Row = Mapping[str, Any]


def path(match: Match, client: Client, house: House, on: date) -> CaseKind | None:
    """Return the kind of work by which the law lets a client insist on a product; ``None`` where there is none for it."""
    if guarded(match, house) is None:
        return None
    return next((kind for kind in house.cases.values() if _opened(kind, match, client, on)), None)


def guarded(match: Match, house: House) -> Verdict | None:
    """Return the verdict of the level guard where it, and nothing else, bars a product."""
    guard = house.guards.get(match.product.desk)
    bars = [verdict for verdict in match.verdicts if verdict.rule.blocks and verdict.answer is not Answer.KEPT]
    alone = len(bars) == 1 and guard is not None and bars[0].rule.code == guard.code
    return bars[0] if alone and bars[0].answer is Answer.BROKEN else None


def insisted(
    match: Match, client: Client, house: House, on: date, row: Row, fresh: Collection[str], *, sheet: bool = False
) -> Insisted:
    """Return a product that a client insists on, its path checked from end to end.

    Args:
        match: The product as it is judged today.
        client: The client as of ``on``.
        house: All packs.
        on: The day it is looked at.
        row: The case in the book.
        fresh: The papers that were handed in for this case and not for an earlier one.
        sheet: Only the sheets that the path itself asks for are wanted, before they are signed: then what the steps up to the
            present one ask for must be there, else everything.

    Raises:
        Refused: the law opens no such path here, or something that it asks for is not there.
    """
    kind = house.cases.get(row["code"])
    _of_this(match, client, row, kind)
    barred = guarded(match, house)
    if kind is None or barred is None or not _opened(kind, match, client, on):
        raise _closed(match, house, kind)
    ready = readiness(client, house, kind, on) if not sheet else _so_far(client, house, kind, row["step"], on)
    _complete(match, row, kind, ready, fresh, sheet=sheet)
    institution = house.institutions[match.product.desk]
    return Insisted(
        match=match,
        case=kind,
        number=row["id"],
        opened=day_of(row["opened"]),
        level=int(client.value(institution.risk_fact) or 0),
        barred=barred,
        papers=ready.held,
    )


def noted(one: Insisted) -> dict[str, Any]:
    """Return what a snapshot keeps of a case."""
    return {
        "number": one.number,
        "kind": one.case.code,
        "product": one.match.product.code,
        "opened": day_number(one.opened),
        "papers": [paper.key for paper in one.papers],
    }


def _opened(kind: CaseKind, match: Match, client: Client, on: date) -> bool:
    """Whether a kind of work opens the guard of its own institution for this product and client."""
    if kind.opens is None or kind.desk != match.product.desk:
        return False
    day = day_number(on)
    for_client = kind.when is None or truth(kind.when.tree, client.value, day) is not False
    return for_client and truth(bound(kind.opens.tree, match.product.values), client.value, day) is True


def _of_this(match: Match, client: Client, row: Row, kind: CaseKind | None) -> None:
    """Make sure that the case is this client's, about this product, and was not given up.

    Raises:
        Refused: it is not.
    """
    figures = {"number": row["id"], "client": client.code, "product": match.product.code}
    if row["client"] != client.id:
        raise Refused("own-request-other-client", **figures)
    if kind is None or kind.opens is None:
        raise Refused("own-request-no-path", code=row["code"], **figures)
    if match.product.code not in str(row["about"]).upper().split():
        raise Refused("own-request-other-product", about=row["about"] or "–", kind=row["code"], **figures)
    if row["status"] == "dropped":
        raise Refused("own-request-dropped", **figures)


def _closed(match: Match, house: House, kind: CaseKind | None) -> Refused:
    """Return why the path is closed to a product: suitable after all, closed by the law, or barred by something else."""
    guard = house.guards.get(match.product.desk)
    bars = [verdict for verdict in match.verdicts if verdict.rule.blocks and verdict.answer is not Answer.KEPT]
    figures = {"product": match.product.code, "title": match.product.title, "kind": kind.code if kind else "–"}
    if not bars:
        return Refused("own-request-suitable", **figures)
    others = [verdict for verdict in bars if guard is None or verdict.rule.code != guard.code]
    if not others and bars[0].answer is Answer.UNKNOWN:
        return Refused("own-request-no-level", **figures)
    if others:
        return Refused("own-request-barred", reasons=_reasons(others), **figures)
    return Refused("own-request-closed", **figures)


def _so_far(client: Client, house: House, kind: CaseKind, position: int, on: date) -> Readiness:
    """Return where the client stands with all steps before the present one."""
    done = kind.steps[: position - 1]
    papers = {key for step in done for key in step.papers}
    conditions = tuple(dict.fromkeys(code for step in done for code in step.conditions))
    part = replace(kind, papers=tuple(paper for paper in kind.papers if paper.key in papers), conditions=conditions)
    return readiness(client, house, part, on)


def _complete(match: Match, row: Row, kind: CaseKind, ready: Readiness, fresh: Collection[str], *, sheet: bool) -> None:
    """Make sure that steps, papers and conditions are all there.

    Raises:
        Refused: one is missing; all that are missing are named.
    """
    wanting: list[Text] = []
    least = min(2, len(kind.steps)) if sheet else len(kind.steps)
    if row["status"] != "done" and row["step"] < least:
        wanting.append(worded("own-request-step", step=row["step"], least=least, title=kind.steps[least - 2].name))
    wanting += [worded("own-request-paper", paper=paper.name, code=paper.key) for paper in ready.missing]
    old = [paper for paper in ready.held if paper.key not in fresh]
    wanting += [worded("own-request-old-paper", paper=paper.name, code=paper.key) for paper in _signed(old, kind)]
    wanting += _reasons([verdict for verdict in ready.open_conditions if verdict.rule.blocks])
    if wanting:
        raise Refused("own-request-wanting", number=row["id"], kind=kind.code, product=match.product.code, wanting=wanting)


def _signed(papers: Sequence[Paper], kind: CaseKind) -> list[Paper]:
    """Return the papers that belong to this case alone: those that its own steps ask for."""
    asked = {key for step in kind.steps for key in step.papers} or {paper.key for paper in kind.papers}
    return [paper for paper in papers if paper.key in asked]


def _reasons(verdicts: Sequence[Verdict]) -> list[Text]:
    return [worded("refusal-reason", code=verdict.rule.code, title=verdict.rule.title) for verdict in verdicts]
