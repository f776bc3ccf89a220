"""Position limits and the hedge quota: what is used, what is left, what must be asked for (持仓限额与套保额度).

Hedge quota = speculative limit + increase granted; hedge and speculative lots together stay within it, speculative lots
within the limit (大商所、广期所 套期保值管理办法 第九条). Speculative lots of 80 % of the limit or more are reported
(大商所 风险管理办法 第三十三条). Hedge lots of all contracts stay within the year's physical plan (第十五条). A natural
person's limit in the delivery month is 0 (大商所 风险管理办法 第二十九条). What is over is put right by the end of the
second session of the next trading day (第二十三、二十四条). Lots.

>>> found = position_limits(exchange="dce", limit=1000, increase=500, speculative=100, hedge=900, wanted=600)
>>> found.values["quota"], found.values["hedge_room"], found.values["over"], found.values["to_ask"]
(1500, 500, 100, 100)
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome
from cmtool_futures.calculators.quota_days import deadlines

READ = ("dce", "gfex")
"""Exchanges whose hedging rules were read article by article."""
NO_PERSONS = ("dce", "gfex", "czce")
REPORTED = Fraction(8, 10)
NEAR = Decimal("0.8")


def position_limits(
    *,
    limit: int | None = None,
    exchange: str | None = None,
    contract: str = "",
    on: date | None = None,
    open_interest: int | None = None,
    increase: int = 0,
    speculative: int = 0,
    hedge: int = 0,
    wanted: int = 0,
    period: str = "general",
    holder: str = "firm",
    yearly_plan: Decimal | None = None,
    per_lot: Decimal | None = None,
) -> Outcome:
    """Return the room left and what stands over.

    Args:
        limit: Speculative limit of the contract in this period, in lots; may be left out where ``known_limits`` has it.
        exchange: "shfe", "ine", "dce", "czce", "cffex" or "gfex"; or
        contract: the contract's code, with
        on: the day asked about; then period and last days for a request follow from it.
        open_interest: One-sided open interest, where the limit depends on it.
        increase: Increase of the hedge quota granted, in lots.
        speculative: Speculative lots held on this side.
        hedge: Hedge lots held on this side.
        wanted: Hedge lots still to be opened.
        period: "general" or "delivery": the delivery month.
        holder: "firm" or "person".
        yearly_plan: Goods of the year's plan for this side, with
        per_lot: the goods of a lot.

    Raises:
        Refusal: neither exchange nor contract and day are given, no limit is known, a natural person is to hedge, or the plan
            comes without a lot's size.
    """
    if bool(contract) == bool(exchange) or (contract and on is None):
        raise Refusal("exchange_or_contract")
    dated = deadlines(contract, on, open_interest if limit is None else 0) if contract and on else None
    exchange, period = (dated.exchange, dated.period) if dated else (exchange or "", period)
    given, limit = limit is not None, dated.limit if dated and limit is None else limit
    if limit is None:
        raise Refusal("limit_missing")
    if holder == "person" and (hedge or wanted or increase):
        raise Refusal("persons_do_not_hedge")
    most = 0 if holder == "person" and period == "delivery" and exchange in NO_PERSONS else limit
    planned = _planned(yearly_plan, per_lot)
    values: dict[str, Any] = {"limit_used": most}
    values |= _room(most, most + increase, speculative, hedge, wanted)
    values |= {"to_ask": values["over"] if holder == "firm" else None, "plan_lots": planned}
    values |= {"deadlines": dated.rows} if dated else {}
    notes = _now(most, most + increase, speculative, speculative + hedge)
    notes += _asked(max(0, speculative + hedge + wanted - most - increase), period, exchange)
    notes += _plan(hedge + wanted, planned)
    notes += [Note("provisional")] if dated and dated.provisional else []
    notes += [*_scope(exchange, holder, most), Note("limit_given" if given else "limit_read")]
    return Outcome(values=values, notes=tuple(notes))


def _room(most: int, quota: int, speculative: int, hedge: int, wanted: int) -> dict[str, Any]:
    """Return what is used, what is left and what stands over."""
    held = speculative + hedge
    return {
        "quota": quota,
        "used": Decimal(held) / quota if quota else None,
        "hedge_room": max(0, quota - held),
        "speculative_room": max(0, min(most - speculative, quota - held)),
        "over_now": max(0, held - quota, speculative - most),
        "over": max(0, held + wanted - quota),
        "report_at": ceil(most * REPORTED),
    }


def _planned(plan: Decimal | None, per_lot: Decimal | None) -> int | None:
    if (plan is None) != (per_lot is None):
        raise Refusal("plan_and_size")
    return floor(Fraction(plan) / Fraction(per_lot)) if plan is not None and per_lot is not None else None


def _now(most: int, quota: int, speculative: int, held: int) -> list[Note]:
    """Say what is over already, and what must be reported."""
    notes = []
    if speculative > most:
        notes.append(Note("over_limit", lots=speculative - most))
    if held > quota:
        notes.append(Note("over_quota", lots=held - quota))
    elif quota and Decimal(held) / quota >= NEAR:
        notes.append(Note("near_quota", share=round(Decimal(held) / quota * 100, 1)))
    if speculative and speculative >= most * REPORTED:
        notes.append(Note("report_due", lots=ceil(most * REPORTED)))
    return notes


def _asked(over: int, period: str, exchange: str) -> list[Note]:
    """Say what must be asked for, and by when."""
    if not over:
        return []
    if exchange not in READ:
        return [Note("ask_increase", lots=over)]
    general = Note("until_general_dce" if exchange == "dce" else "until_general_gfex")
    return [Note("ask_increase", lots=over), general if period == "general" else Note("until_delivery")]


def _plan(hedged: int, planned: int | None) -> list[Note]:
    over = planned is not None and hedged > planned
    return [Note("over_plan", lots=hedged - (planned or 0), plan=planned)] if over else []


def _scope(exchange: str, holder: str, most: int) -> list[Note]:
    notes = [Note("person_zero")] if holder == "person" and not most else []
    return [*notes, *([] if exchange in READ else [Note("not_read")])]
