"""``match --all``: what it says of everybody is what ``match CLIENT`` says of each."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from datetime import date

import pyarrow.parquet
import pytest

from cmtool.book import Book
from cmtool.cli import run
from cmtool.jobs.match import match
from cmtool.jobs.needs import needs_of
from cmtool.model import Standing, day_number
from cmtool.plugins import Plugins
from cmtool.rules.house import House

ON = date(2026, 11, 24)


def pairs(said):
    return [json.loads(line) for line in said.out.splitlines()]


@pytest.fixture(scope="module")
def desks(tmp_path_factory, cache):
    """The demo book of all desks."""
    folder = tmp_path_factory.mktemp("desks")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        assert run(["--as-of", str(ON), "demo", str(folder), "--clients", "120"]) == 0
        yield folder / "book.db"


@pytest.fixture
def whole(capsys, desks):
    """Run a command on the demo book of all desks."""

    def ran(*arguments):
        capsys.readouterr()
        code = run(["--book", str(desks), "--as-of", str(ON), "--lang", "en", *map(str, arguments)])
        said = capsys.readouterr()
        assert code == 0, said.err
        return said

    return ran


@pytest.fixture(scope="module")
def one_by_one(desks):
    """Every client matched by himself: the pairs that are not barred, as the stream should have them."""
    plugins = Plugins()
    house = House(plugins.packs)
    book = Book.open(desks, house.facts)
    found = []
    for client in book.clients(day_number(ON)):
        needs, _ = needs_of(client, house, plugins, ON)
        matches, _ = match(client, house, plugins, ON, needs)
        for one in sorted(matches, key=lambda one: one.product.code):
            waiting = sorted(v.rule.code for v in one.verdicts if v.rule.blocks and v.answer.value == "unknown")
            if one.standing is not Standing.INELIGIBLE:
                found.append((client.code, one.product.code, one.standing.value, one.rank, waiting, set(one.missing)))
    book.close()
    return found


def test_everybody_at_once_is_each_by_himself(whole, one_by_one):
    found = [
        (one["client"], one["product"], one["verdict"], one["rank"], one["rules"], set(one["facts"]))
        for one in pairs(whole("match", "--all", "--format", "ndjson"))
    ]
    assert {pair[2] for pair in found} == {"eligible", "ask"}
    assert found == one_by_one


PREFERENCES = """
[[rule]]
code = "TEA-R001"
title = { zh = "%(word)s", en = "%(word)s" }
when = "%(when)s"
require = "c.horizon_months >= 12"
severity = "prefer"
points = 7
"""


@pytest.mark.parametrize("when", ["c.kind = 'person'", "c.experience_months >= 24", "c.dependants > 1 AND p.risk_level > 1"])
def test_a_preference_earns_points_only_where_it_speaks_of_the_client(whole, tmp_path, when):
    (tmp_path / "pack").mkdir()
    card = 'name = "tea"\nprefix = "TEA"\napi = 1\ntitle = { zh = "茶楼", en = "tea house" }\nextends = ["banking"]\n'
    (tmp_path / "plugin.toml").write_text(card, encoding="utf-8")
    (tmp_path / "pack" / "rules.toml").write_text(PREFERENCES % {"word": "word", "when": when}, encoding="utf-8")
    with_plugin = ("--plugin", tmp_path, "match")
    ranks = {(one["client"], one["product"]): one["rank"] for one in pairs(whole(*with_plugin, "--all", "--format", "ndjson"))}
    assert len(set(ranks.values())) > 3
    for number in (1, 2, 6, 9, 16, 19, 20):
        client = f"C-{number:05d}"
        alone = json.loads(whole(*with_plugin, client, "--format", "json").out)["items"]
        expected = {one["product"]: one["rank"] for one in alone if one["verdict"] != "ineligible"}
        assert {product: rank for (who, product), rank in ranks.items() if who == client} == expected


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_the_summary_counts_the_pairs(whole, one_by_one, engine):
    counted = Counter((product, verdict) for _, product, verdict, *_ in one_by_one)
    found = json.loads(whole("match", "--all", "--summary", "--format", "json", "--engine", engine).out)
    assert found["clients"] == 120
    assert {item["product"]: (item["eligible"], item["ask"]) for item in found["items"]} == {
        item["product"]: (counted[item["product"], "eligible"], counted[item["product"], "ask"]) for item in found["items"]
    }
    assert all(item["eligible"] + item["ask"] + item["ineligible"] == 120 for item in found["items"])


def test_the_formats_hold_the_same_pairs(whole, tmp_path):
    lines = pairs(whole("match", "--all", "--format", "ndjson"))
    rows = list(csv.DictReader(io.StringIO(whole("match", "--all", "--format", "csv").out)))
    assert [(row["client"], row["product"], row["verdict"], int(row["rank"])) for row in rows] == [
        (one["client"], one["product"], one["verdict"], one["rank"]) for one in lines
    ]
    whole("match", "--all", "-o", tmp_path / "pairs.parquet")
    assert pyarrow.parquet.read_table(tmp_path / "pairs.parquet").to_pylist() == lines
    assert [path.name for path in tmp_path.iterdir()] == ["pairs.parquet"]


def test_filters_take_their_part_of_the_whole(whole):
    everything = pairs(whole("match", "--all", "--format", "ndjson"))
    futures = pairs(whole("match", "--all", "--desk", "futures", "--format", "ndjson"))
    assert futures == [one for one in everything if one["product"].startswith("FUT")]
    manager = json.loads(whole("client", "list", "--format", "json").out)["items"][0]["manager"]
    theirs = whole("--manager", manager, "client", "list", "--format", "ids").out.split()
    assert pairs(whole("--manager", manager, "match", "--all", "--format", "ndjson")) == [
        one for one in everything if one["client"] in theirs
    ]
    tier = whole("client", "list", "--where", "c.tier = 'a'", "--format", "ids").out.split()
    chosen = pairs(whole("match", "--all", "--where", "c.tier = 'a'", "--verdict", "ask", "--format", "ndjson"))
    assert chosen == [one for one in everything if one["client"] in tier and one["verdict"] == "ask"]
    assert pairs(whole("match", "--all", "--needed", "--format", "ndjson")) == [one for one in everything if one["rank"]]


def test_a_campaign_list_is_the_eligible_clients_of_a_product(whole, one_by_one):
    found = whole("match", "--product", "BNK-P008", "--format", "ids").out.split()
    assert found == [client for client, product, verdict, *_ in one_by_one if (product, verdict) == ("BNK-P008", "eligible")]
    assert found
