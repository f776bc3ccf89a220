"""Proposals on record: kept with what they rested on, replayed as of their day, and what changed since is said."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from older import back_to

from cmtool.model import Predicate, Rule, Source, Text
from cmtool.rules.fingerprint import fingerprint

SHOP = Path(__file__).parent / "plugins" / "shop"
LATER = ("--as-of", "2027-02-01")


@pytest.fixture
def proposed(ok, regular, tmp_path):
    """A proposal of SHP-P003 to the regular client, its file beside the book."""
    ok("propose", regular, "-o", tmp_path / "p.md")
    return tmp_path / "p.md"


def verified(cmtool, which, code=0, *more):
    found = cmtool("proposal", "verify", which, "--format", "json", *more)
    assert found.code == code, found
    return found.json


def changes(found, product="SHP-P003"):
    (item,) = [item for item in found["items"] if item["product"] == product]
    return item["outcome"], {(change["kind"], change["about"]) for change in item["changes"]}


def test_a_proposal_is_on_record_with_the_digest_of_its_bytes_and_no_folder(ok, proposed, regular, sql):
    (item,) = ok("proposal", "list", "--format", "json").items
    assert item == {
        "number": 1, "client": regular, "day": "2026-11-24", "made": item["made"], "who": item["who"], "path": "p.md",
        "proposed": ["SHP-P003"], "sha256": sha256(proposed.read_bytes()).hexdigest(), "sent": [], "sent_words": "",
    }  # fmt: skip
    (entry, *_) = ok("journal", "--format", "json").items
    assert (entry["command"], entry["changes"], entry["at"]) == ("propose", 2, item["made"])
    saved = json.loads(sql("SELECT snapshot FROM proposal")[0][0])
    assert saved["facts"]["shop_budget"][0] == 50_000_000
    assert {product["product"]: product["chosen"] for product in saved["products"]} == {"SHP-P003": True, "SHP-P005": False,
                                                                                       "SHP-P004": False}  # fmt: skip
    assert str(proposed.parent) not in json.dumps(saved)


def test_the_snapshot_holds_no_personal_data_in_the_clear_even_where_it_was_revealed(ok, regular, tmp_path, sql, private):
    ok("propose", regular, "-o", tmp_path / "p.md", "--reveal", "name,phone,id_number")
    (snapshot,) = sql("SELECT snapshot FROM proposal")[0]
    assert [value for value in private.values() if value in snapshot] == []


def test_a_file_named_after_the_client_is_on_record_masked(ok, regular, tmp_path, private):
    ok("propose", regular, "-o", tmp_path / f"{private['name']}-{private['phone']}.md")
    told = ok("proposal", "list").out + ok("proposal", "verify", 1).out
    assert private["name"] not in told
    assert private["phone"] not in told
    assert ".md" in told


def test_a_proposal_on_standard_output_is_on_record_too(ok, regular):
    written = ok("propose", regular, "-o", "-").out
    (item,) = ok("proposal", "list", "--format", "json").items
    assert (item["path"], item["sha256"]) == ("-", sha256(written.encode()).hexdigest())


def test_nothing_is_kept_by_a_dry_run_and_nothing_by_a_refusal(ok, cmtool, regular, tmp_path, sql):
    ok("propose", regular, "-o", tmp_path / "p.md", "--dry-run")
    assert cmtool("propose", regular, "-o", tmp_path / "p.md", "--product", "SHP-P005").code == 6
    assert sql("SELECT count(*) FROM proposal") == [(0,)]


def test_undo_takes_a_proposal_off_the_record_and_the_audit_finds_the_rest_whole(ok, cmtool, proposed, regular, sql):
    ok("undo")
    assert ok("proposal", "list", "--format", "ids").out == ""
    assert cmtool("proposal", "verify", proposed).code == 6
    ok("propose", regular, "-o", proposed)
    sql("UPDATE proposal SET snapshot = replace(snapshot, 'eligible', 'ask')")
    assert "proposal" in cmtool("doctor").out + cmtool("doctor").err


def test_a_client_with_a_proposal_is_not_undone_from_under_it(ok, cmtool, add, tmp_path):
    code = add("李四", goal="preserve")
    ok("propose", code, "-o", tmp_path / "p.md")
    adding = next(entry["entry"] for entry in ok("journal", "--format", "json").items if entry["command"] == "client add")
    assert cmtool("undo", adding).code == 4


@pytest.mark.parametrize("by", ["number", "file"])
def test_the_same_verdicts_are_found_again_also_long_after(ok, cmtool, proposed, regular, by):
    for fact in ("shop_budget=1", "goal=preserve", "shop_colours=white"):
        ok("client", "edit", regular, "--set", fact, *LATER)
    found = verified(cmtool, 1 if by == "number" else proposed)
    assert found["holds"] is True
    assert {item["outcome"] for item in found["items"]} == {"same"}
    assert verified(cmtool, 1, 0, *LATER)["items"] == found["items"]
    assert "结论相同（适合）" in ok("proposal", "verify", proposed).out


def test_a_fact_corrected_on_its_own_day_is_named_with_both_values(ok, cmtool, proposed, regular):
    ok("client", "edit", regular, "--set", "shop_budget=6万")
    outcome, changed = changes(found := verified(cmtool, 1))
    assert (outcome, changed) == ("changed", {("fact-changed", "shop_budget")})
    assert "买茶预算当时是 50万元，现在读作 6万元" in json.dumps(found, ensure_ascii=False)
    ok("client", "edit", regular, "--set", "shop_budget=4万")
    outcome, changed = changes(verified(cmtool, proposed, 6))
    assert (outcome, changed) == ("fallen", {("fact-changed", "shop_budget"), ("answer-changed", "SHP-R001")})
    told = cmtool("proposal", "verify", 1)
    assert told.code == 6
    assert "SHP-P003" in told.err
    ok("undo")
    ok("undo")
    assert changes(verified(cmtool, 1))[0] == "same"


def test_a_secret_that_changed_is_not_told(ok, cmtool, regular, tmp_path):
    ok("client", "edit", regular, "--set", "goal=steady")
    ok("propose", regular, "-o", tmp_path / "p.md", "--product", "SHP-P002")
    ok("client", "edit", regular, "--set", "shop_ailment=畏寒")
    found = cmtool("proposal", "verify", 1)
    assert "忌口与当时不同（未显示）" in found.out
    assert "寒" not in found.out.replace("（未显示）", "")
    assert "寒" not in json.dumps(verified(cmtool, 1, found.code), ensure_ascii=False)


@pytest.fixture
def edited(cmtool, tmp_path, office_arguments):
    """Verify proposal 1 with the shop's pack changed by replacing text in a file."""

    def verify(name, old, new, code):
        folder = tmp_path / "shop"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(SHOP, folder)
        (path,) = folder.rglob(name)
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        arguments = [str(folder) if part == str(SHOP) else part for part in office_arguments]
        found = cmtool(*arguments, "proposal", "verify", 1, "--format", "json", plain=True)
        assert found.code == code, found
        return found.json

    return verify


def test_a_rule_that_changed_is_gone_or_new_is_named(proposed, edited):
    rules = (SHOP / "pack" / "rules.toml").read_text(encoding="utf-8")
    assert changes(edited("rules.toml", "c.shop_budget >= p.min_amount", "c.shop_budget >= p.min_amount * 2", 0)) == (
        "changed", {("rule-changed", "SHP-R001")},
    )  # fmt: skip
    outcome, changed = changes(edited("rules.toml", "c.shop_budget >= p.min_amount", "c.shop_budget > p.min_amount * 10", 6))
    assert (outcome, changed) == ("fallen", {("rule-changed", "SHP-R001"), ("answer-changed", "SHP-R001")})
    assert changes(edited("rules.toml", '"SHP-R001"', '"SHP-R099"', 0)) == (
        "changed", {("rule-gone", "SHP-R001"), ("rule-new", "SHP-R099")},
    )  # fmt: skip
    assert changes(edited("rules.toml", "预算够起点", "预算够", 0)) == ("same", set())  # words bind nobody
    assert rules.count("预算够起点") == 1


def test_a_product_that_changed_was_withdrawn_or_is_gone_is_named(proposed, edited, ok):
    minimum = ok("product", "show", "SHP-P003", "--format", "json").items[0]["minimum"]
    assert minimum == "5万元"
    products = (SHOP / "pack" / "products.toml").read_text(encoding="utf-8")
    start = products.index('"SHP-P003"')
    written = products[start : products.index("[[product]]", start)]
    line = next(line for line in written.splitlines() if line.startswith("min_amount"))
    outcome, changed = changes(edited("products.toml", written, written.replace(line, 'min_amount = "6万"'), 0))
    assert (outcome, changed) == ("changed", {("field-changed", "min_amount")})
    found = edited("products.toml", written, written.replace(line, f"{line}\nuntil = 2026-11-23"), 6)
    assert ("product-withdrawn", "SHP-P003") in changes(found)[1]
    found = edited("products.toml", '"SHP-P003"', '"SHP-P033"', 6)
    assert changes(found) == ("fallen", {("product-gone", "SHP-P003")})
    assert [item["now"] for item in found["items"] if item["product"] == "SHP-P003"] == [None]


def test_bytes_that_are_not_on_record_and_carry_no_mark_are_refused(cmtool, proposed):
    text = proposed.read_text(encoding="utf-8")
    proposed.write_text(text[: text.index("[//]: #")], encoding="utf-8")
    refused = cmtool("proposal", "verify", proposed)
    assert refused.code == 6
    assert "没有留底" in refused.err


@pytest.mark.parametrize("which", ["2", "99999999999999999999", "nowhere.md", "²"])
def test_what_is_neither_a_number_nor_a_file_is_not_found(cmtool, proposed, which):
    refused = cmtool("proposal", "verify", which)
    assert refused.code == 3, refused
    assert "cmtool proposal list" in refused.err


def test_the_list_is_of_one_client_of_one_manager_and_as_of_a_day(ok, proposed, regular, add, tmp_path):
    code = add("李四", "--manager", "王经理", goal="preserve")
    ok("propose", code, "-o", tmp_path / "q.html", *LATER)
    assert ok("proposal", "list", "--format", "ids", *LATER).out == "1\n2\n"
    assert ok("proposal", "list", "--format", "ids").out == "1\n"
    assert ok("proposal", "list", code, "--format", "ids", *LATER).out == "2\n"
    assert ok("proposal", "list", "--manager", "王经理", "--format", "ids", *LATER).out == "2\n"


def rule(**changed):
    source = Source(title="规约", number="1号", article="第五条", confidence="V")
    require = Predicate("c.sum >= 5", (">=", ("c", "sum"), ("lit", 5)), ("sum",))
    words = {"title": Text("甲", "a"), "remedy": None, "source": source, "desk": "shop"}
    return Rule(code="SHP-R001", **{"require": require, **words, **changed})


def test_a_fingerprint_covers_what_binds_and_nothing_else():
    # books hold it: no version may compute another
    assert fingerprint(rule()) == "d6708bdb5ec7957c7c4c266c37363a25220cc1374dc5b90949fa6c51c402b207"
    assert fingerprint(rule(title=Text("乙", "b"), remedy=Text("丙", "c"), desk="other")) == fingerprint(rule())
    binding = [
        rule(require=Predicate("c.sum >= 6", (">=", ("c", "sum"), ("lit", 6)), ("sum",))),
        rule(when=Predicate("c.sum > 0", (">", ("c", "sum"), ("lit", 0)), ("sum",))),
        rule(severity="warn"),
        rule(source=Source(title="规约", number="2号", article="第五条", confidence="V")),
        rule(source=None),
    ]
    assert len({fingerprint(one) for one in [rule(), *binding]}) == 6


def test_a_book_of_the_first_version_gains_the_record(ok, add, book, tmp_path):
    code = add(goal="preserve")
    with closing(sqlite3.connect(book, isolation_level=None)) as old:
        for statement in back_to(1):
            old.execute(statement)
    ok("propose", code, "-o", tmp_path / "p.md")
    assert ok("proposal", "verify", tmp_path / "p.md").code == 0
