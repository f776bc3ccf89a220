"""Proposals: what may be proposed, what was considered and not chosen, and the guard between the two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cmtool.errors import Refused
from cmtool.model import Answer, Client, Finding, Insisted, Match, Need, Proposal, Question, Section, Standing, Text
from cmtool.plugins import Plugins
from cmtool.words import text as worded

MOST = 3
CONSIDERED = 5
GENERAL = ("disclosure-no-promise", "disclosure-past", "disclosure-read", "disclosure-own-decision")


def choose(matches: Sequence[Match], wanted: Sequence[str] = (), most: int = MOST) -> list[Match]:
    """Return the matches to propose: those asked for by code, else the best that serve a need.

    Raises:
        Refused: a product that was asked for is not eligible, or serves none of the client's needs; the message says why.
    """
    if not wanted:
        return [match for match in matches if match.standing is Standing.ELIGIBLE and match.rank > 0][:most]
    by_code = {match.product.code: match for match in matches}
    chosen = [by_code[code] for code in dict.fromkeys(code.upper() for code in wanted)]
    for match in chosen:
        guard(match)
        if not match.rank:
            raise Refused("proposal-no-need", product=match.product.code, title=match.product.title)
    return chosen


def guard(match: Match) -> None:
    """Let nothing into a proposal that is not suitable or not yet known to be.

    Raises:
        Refused: a blocking rule is broken or unknown.
    """
    if match.standing is Standing.ELIGIBLE:
        return
    bad = [verdict for verdict in match.verdicts if verdict.rule.blocks and verdict.answer is not Answer.KEPT]
    reasons = [worded("refusal-reason", code=verdict.rule.code, title=verdict.rule.title) for verdict in bad]
    key = "proposal-unsuitable" if match.standing is Standing.INELIGIBLE else "proposal-unknown"
    raise Refused(key, product=match.product.code, title=match.product.title, reasons=reasons)


def proposal(client: Client, on: date, manager: str, needs: Sequence[Need], matches: Sequence[Match], chosen: Sequence[Match],
             questions: Sequence[Question] = (), asked: Sequence[Insisted] = ()) -> Proposal:  # fmt: skip
    """Return the proposal as a plain value; disclosures that its products require join by themselves.

    What was ``asked`` for against advice stands in a part of its own and is never among the chosen.

    Raises:
        Refused: a product is not suitable, or not on offer on the day.
    """
    for match in chosen:
        guard(match)
        if not match.product.offered(on):
            raise Refused("proposal-not-offered", product=match.product.code, title=match.product.title, on=on)
    codes = {match.product.code for match in (*chosen, *(one.match for one in asked))}
    considered = [match for match in matches if match.rank > 0 and match.product.code not in codes and not _never(match)]
    return Proposal(
        client=client,
        on=on,
        manager=manager,
        needs=tuple(needs),
        chosen=tuple(chosen),
        considered=tuple(considered[:CONSIDERED]),
        disclosures=_disclosures([*chosen, *(one.match for one in asked)]),
        open_questions=tuple(questions),
        asked=tuple(asked),
    )


def sections(plan: Proposal, plugins: Plugins) -> tuple[tuple[Section, ...], list[Finding]]:
    """Return the sections that plugins write, and the findings of those that failed."""
    answers = list(plugins.ask("cmtool_write_sections", proposal=plan))
    return tuple(section for answer in answers for section in answer.items), [
        answer.finding for answer in answers if answer.finding
    ]


def _never(match: Match) -> bool:
    """Whether a product is closed to this kind of client: it was not considered, so it is not worth a line."""
    broken = (verdict for verdict in match.verdicts if verdict.rule.blocks and verdict.answer is Answer.BROKEN)
    return any(reason.fact == "kind" for verdict in broken for reason in verdict.reasons)


def _disclosures(chosen: Sequence[Match]) -> tuple[Text, ...]:
    own = [sentence for match in chosen for sentence in match.product.disclosures]
    return tuple(dict.fromkeys([*own, *(worded(key) for key in GENERAL)]))
