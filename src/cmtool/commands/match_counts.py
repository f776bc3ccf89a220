"""``match --all --summary``: how many clients each product comes to, and how many pairs each rule."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from cmtool.commands.office import Office
from cmtool.commands.speaking_plugins import have_a_say, pairs_of
from cmtool.commands.whole_book import Whole
from cmtool.jobs.match_all import ASK, ELIGIBLE, Counting, Matching
from cmtool.jobs.pairing import Pairing

PRODUCT_COLUMNS = ("product", "title", "eligible", "ask", "ineligible")
RULE_COLUMNS = ("code", "title", "severity_words", "broken", "unknown")


def summary(office: Office, whole: Whole, made: Matching, form: str, fields: str | None, output: Path | None) -> None:
    """Show how many clients each product and each rule comes to."""
    from cmtool.commands.console import show, tell
    from cmtool.report.listing import Listing

    found: Counter[tuple[str, ...]] = Counter()
    for counts in whole.each(made.plan, Counting(made), codes=False):
        found.update(counts)
    if have_a_say(office):
        found = _recounted(office, whole, made, found)
    everybody = found["clients",]
    products = [_product_item(office, offer.product.code, found, everybody) for offer in made.offers]
    rules = [_rule_item(office, code, found) for code in sorted({key[1] for key in found if key[0] == "rule"})]
    totals = {verdict: sum(item[verdict] for item in products) for verdict in ("eligible", "ask", "ineligible")}
    head = {"clients": everybody, "products": len(products), **totals, "rules": rules}
    listing = Listing(schema="cmtool/match-summary/1", as_of=office.on, items=products, columns=PRODUCT_COLUMNS, head=head)
    show(office.lang, listing, form, fields, output)
    if form == "table" and (output is None or str(output) == "-") and not fields:
        click.echo()
        show(office.lang, Listing(schema="", as_of=office.on, items=rules, columns=RULE_COLUMNS), form, None, None)
    tell(office.lang, "match-all-totals", clients=everybody, count=len(products), **totals)


def _recounted(office: Office, whole: Whole, made: Matching, found: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """Return the counts with those of products taken from the pairs that the plugins left."""
    again = Counter({key: count for key, count in found.items() if key[0] != "product"})
    again.update(("product", pair.product, pair.verdict) for pairs in pairs_of(office, whole, Pairing(made)) for pair in pairs)
    return again


def _product_item(office: Office, code: str, found: Counter[tuple[str, ...]], everybody: int) -> dict[str, object]:
    eligible, ask = (found["product", code, verdict] for verdict in (ELIGIBLE, ASK))
    title = office.house.products[code].title.said(office.lang)
    return {"product": code, "title": title, "eligible": eligible, "ask": ask, "ineligible": everybody - eligible - ask}


def _rule_item(office: Office, code: str, found: Counter[tuple[str, ...]]) -> dict[str, object]:
    from cmtool.report.items import rule_item

    counts = {answer: found["rule", code, answer] for answer in ("broken", "unknown")}
    return {**rule_item(office.house.rules[code], office.lang), **counts}
