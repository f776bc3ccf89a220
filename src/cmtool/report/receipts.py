"""The receipt of a handover (交接单): per client what is open, for whoever takes over; as a paper with room to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cmtool.model import Errand, day_of
from cmtool.report.listing import Listing, render
from cmtool.rules.identity import scrubbed
from cmtool.words import said

if TYPE_CHECKING:
    from cmtool.rules.house import House

Item = dict[str, Any]
Rows = Sequence[Mapping[str, Any]]


def receipt_item(
    client: Item, duties: Sequence[Errand], cases: Rows, promises: Rows, away: Rows, house: House, lang: str
) -> Item:
    """Return a client as the receipt has him: when to be in touch, and what is owed to him."""
    return {
        **client,
        "duties": [_duty(errand, lang) for errand in duties],
        "promises": [_promise(row, lang) for row in promises],
        "cases": [_case(row, house, lang) for row in cases],
        "put_off": [_away(row, house, lang) for row in away],
    }


def receipt(listing: Listing, lang: str) -> str:
    """Return the receipt as Markdown: who hands what to whom, the clients, and lines to sign."""
    head = listing.head
    lines = [said(lang, "receipt-title"), "", said(lang, "receipt-from", given=head["from"], taken=head["to"])]
    lines += [said(lang, "receipt-day", day=listing.as_of.isoformat(), count=head["count"])]
    lines += [said(lang, "receipt-reason", reason=scrubbed(str(head["reason"])))] if head["reason"] else []
    lines += [said(lang, "receipt-entry", entry=head["entry"]) if head["entry"] else said(lang, "receipt-preview")]
    lines += ["", render(listing, "md", (), lang), "", said(lang, "receipt-kept"), ""]
    return "\n".join([*lines, said(lang, "receipt-sign", given=head["from"], taken=head["to"]), ""])


def _duty(errand: Errand, lang: str) -> Item:
    title, due = errand.title.said(lang), day_of(errand.due).isoformat()
    return {"code": errand.code, "due": due, "words": said(lang, "receipt-duty", title=title, due=due)}


def _promise(row: Mapping[str, Any], lang: str) -> Item:
    words, due = scrubbed(row["promise"]), day_of(row["day"]).isoformat()
    return {"due": due, "promise": words, "by": row["by"], "words": said(lang, "receipt-promise", words=words, due=due)}


def _case(row: Mapping[str, Any], house: House, lang: str) -> Item:
    kind, due = house.cases.get(row["code"]), day_of(row["due"]).isoformat()
    step = kind.steps[min(row["step"], len(kind.steps)) - 1].name.said(lang) if kind else str(row["step"])
    title = kind.title.said(lang) if kind else row["code"]
    words = said(lang, "receipt-case", number=row["id"], title=title, step=step, due=due)
    return {"case": row["id"], "code": row["code"], "step": step, "due": due, "words": words}


def _away(row: Mapping[str, Any], house: House, lang: str) -> Item:
    trigger, until = house.follow_ups.get(row["code"]), day_of(row["until"]).isoformat()
    reason, state = scrubbed(row["reason"]), said(lang, f"state-{row['state']}")
    title = trigger.title.said(lang) if trigger else row["code"]
    key = "receipt-away-why" if reason else "receipt-away"
    words = said(lang, key, title=title, state=state, until=until, **({"reason": reason} if reason else {}))
    return {"code": row["code"], "state": row["state"], "until": until, "reason": reason, "words": words}
