"""What the client got: the very bytes years later, who handed them over when and by what way, and two proposals compared."""

from __future__ import annotations

import re
import shutil
import stat
from pathlib import Path

import pytest

from cmtool.book.copies import packed
from cmtool.report.folding import wide

SHOP = Path(__file__).parent / "plugins" / "shop"
LATER = ("--as-of", "2036-11-24")
SENT = ("proposal", "sent", 1, "--channel")


@pytest.fixture
def proposed(ok, regular, tmp_path):
    ok("propose", regular, "-o", tmp_path / "p.html")
    return tmp_path / "p.html"


def test_the_very_bytes_come_back_years_later_as_a_private_file(ok, proposed, tmp_path):
    got = proposed.read_bytes()
    proposed.unlink()
    told = ok("proposal", "show", 1, "-o", tmp_path / "again.html", *LATER)
    assert (tmp_path / "again.html").read_bytes() == got
    assert stat.S_IMODE((tmp_path / "again.html").stat().st_mode) == 0o600
    assert "逐字节相同" in told.err
    assert ok("proposal", "verify", tmp_path / "again.html", "--format", "json").json["file"] == "genuine"


def test_the_bytes_go_to_standard_output_too(ok, proposed):
    assert ok("proposal", "show", 1, "-o", "-").out == proposed.read_text(encoding="utf-8")


def test_reading_a_copy_that_shows_personal_data_is_journalled(ok, regular, proposed, tmp_path, private, sql):
    ok("proposal", "show", 1, "-o", tmp_path / "again.html")
    assert "reveal" not in [entry["command"] for entry in ok("journal", "--format", "json").items]
    ok("propose", regular, "-o", tmp_path / "r.html", "--reveal", "name")
    before = len(ok("journal", "--format", "json").items)
    ok("proposal", "show", 2, "-o", tmp_path / "again.html")
    newest, *others = ok("journal", "--format", "json").items
    assert len(others) == before
    assert newest["command"] == "reveal"
    assert "proposal 2: name" in newest["about"]
    assert private["name"] in (tmp_path / "again.html").read_text(encoding="utf-8")
    assert private["name"] not in repr(sql("SELECT packed FROM copy"))


def test_a_record_says_what_it_rested_on(ok, proposed, private):
    found = ok("proposal", "show", 1, "--format", "json").json
    assert (found["number"], found["template"]["name"], len(found["template"]["sha256"])) == (1, "proposal.md", 64)
    assert {"shop_budget", "shop_risk_level"} <= {fact["name"] for fact in found["facts"]}
    assert {fact["as_of"] for fact in found["facts"] if fact["name"] == "shop_budget"} == {"2026-11-24"}
    assert len(found["rules"]["SHP-R001"]) == 64
    assert set(found["packs"]) == {"core", "shop"}
    assert found["plugins"].keys() == {"shop"}
    told = ok("proposal", "show", 1).out
    assert "买茶预算：50万元（2026-11-24）" in told
    assert "没有送达记录" in told
    assert private["name"] not in told


def test_a_proposal_from_before_the_keeping_has_no_copy_and_says_so(cmtool, ok, proposed, sql, tmp_path):
    sql("DELETE FROM copy")
    refused = cmtool("proposal", "show", 1, "-o", tmp_path / "x.html")
    assert refused.code == 3
    assert "没有留存" in refused.err
    proposed.write_bytes(b"<!doctype html>" + proposed.read_bytes())
    assert "没有留存" in cmtool("proposal", "verify", proposed).out


def test_a_copy_that_was_tampered_with_is_not_given_out(cmtool, proposed, sql, tmp_path):
    sql("UPDATE copy SET packed = ?", packed(b"another"))
    assert cmtool("proposal", "show", 1, "-o", tmp_path / "x.html").code == 3
    told = cmtool("doctor")
    assert told.code == 1
    assert "copy" in told.out + told.err


def test_handing_over_stands_in_the_list_the_record_and_the_clients_log(ok, proposed, regular, sql):
    ok(*SENT, "email", "--to-hint", "工作邮箱 13812345678")
    (item,) = ok("proposal", "list", "--format", "json").items
    assert item["sent"] == [{"day": "2026-11-24", "channel": "email"}]
    assert "2026-11-24 邮件" in ok("proposal", "list").out
    told = ok("proposal", "show", 1).out
    assert "工作邮箱 138****5678" in told
    assert sql("SELECT channel, result FROM contact") == [("email", "送达建议书 1")]
    ok("undo")
    assert ok("proposal", "list", "--format", "json").items[0]["sent"] == []
    assert sql("SELECT count(*) FROM contact") == [(0,)]


def test_only_a_meeting_ends_silence(ok, proposed, regular):
    def last():
        return ok("client", "list", "--format", "json").items[0]["last_contact"]

    ok(*SENT, "email")
    assert last() is None
    ok(*SENT, "visit")
    assert last() == "2026-11-24"


@pytest.mark.parametrize(
    ("facts", "channel", "purpose", "code", "piece"),
    [
        (("marketing_consent=否",), "email", "marketing", 6, "营销"),
        (("marketing_consent=否",), "email", "service", 0, ""),
        (("do_not_contact=是",), "email", "service", 6, "联系"),
        (("refused_channels=email",), "email", "service", 6, ""),
        (("refused_channels=email",), "visit", "service", 0, ""),
        (("marketing_channels=message",), "email", "marketing", 6, ""),
        (("marketing_channels=message",), "message", "marketing", 0, ""),
        (("processing_restricted=是",), "visit", "service", 6, ""),
    ],
)
def test_the_gate_is_asked(cmtool, ok, proposed, regular, sql, facts, channel, purpose, code, piece):
    for fact in facts:
        ok("client", "edit", regular, "--set", fact)
    found = cmtool(*SENT, channel, "--purpose", purpose)
    assert found.code == code, found
    assert piece in found.err
    assert sql("SELECT count(*) FROM sending") == [(0 if code else 1,)]
    assert sql("SELECT count(*) FROM contact") == [(0 if code else 1,)]


def test_what_no_longer_holds_is_not_handed_over(cmtool, ok, proposed, regular):
    assert cmtool(*SENT, "email", "--as-of", "2026-12-24").code == 0
    stale = cmtool(*SENT, "email", "--as-of", "2026-12-25")  # the budget counts for 30 days
    assert stale.code == 6
    assert "SHP-P003" in stale.err
    assert cmtool(*SENT, "email", "--on", "2026-12-24", "--as-of", "2026-12-25").code == 0
    ok("client", "edit", regular, "--set", "shop_budget=1万", "--as-of", "2026-12-01")
    assert cmtool(*SENT, "email", "--as-of", "2026-12-02").code == 6


@pytest.mark.parametrize("day", ["2026-11-23", "2026-11-25", "someday"])
def test_a_day_before_it_was_made_or_to_come_is_refused(cmtool, proposed, day):
    assert cmtool(*SENT, "email", "--on", day).code == 5


def test_a_file_that_is_called_like_a_number_is_not_meant(ok, proposed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1").write_text("no proposal", encoding="utf-8")
    ok(*SENT, "email")


def test_a_dry_run_and_an_unknown_number_leave_nothing(cmtool, ok, proposed, sql):
    ok(*SENT, "email", "--dry-run")
    assert cmtool("proposal", "sent", 2, "--channel", "email").code == 3
    assert sql("SELECT count(*) FROM sending") == [(0,)]


def test_a_proposal_that_was_handed_over_is_not_undone_from_under_it(ok, cmtool, proposed, regular, tmp_path):
    making = ok("journal", "--format", "json").items[0]["entry"]
    ok(*SENT, "email")
    assert cmtool("undo", making).code == 4
    ok("undo")
    ok("propose", regular, "-o", tmp_path / "again.html")  # the same bytes: kept once, by the first
    assert cmtool("undo", making).code == 4
    ok("undo")
    ok("undo", making)
    assert ok("doctor").code == 0


def test_undone_and_done_again_the_bytes_are_there(ok, proposed, tmp_path):
    got = proposed.read_bytes()
    ok("undo")
    ok("undo", ok("journal", "--format", "json").items[0]["entry"])
    ok("proposal", "show", 1, "-o", tmp_path / "again.html")
    assert (tmp_path / "again.html").read_bytes() == got
    assert ok("doctor").code == 0


def kinds(found):
    return {(change["kind"], change["about"]) for change in found["items"]}


def test_two_proposals_are_compared_by_products_verdicts_facts_and_words(ok, proposed, regular, tmp_path):
    ok("client", "edit", regular, "--set", "shop_risk_level=2", "--source", "paper", "--set", "goal=steady",
       "--as-of", "2026-12-01")  # fmt: skip
    ok("propose", regular, "-o", tmp_path / "q.html", "--as-of", "2026-12-01")
    found = ok("proposal", "diff", 1, 2, "--format", "json", *LATER).json
    assert {("part-changed", "SHP-P003"), ("product-in", "SHP-P002")} <= kinds(found)
    assert ("fact-changed", "shop_risk_level") in kinds(found)
    assert ("verdict-changed", "SHP-G001") in kinds(found)
    assert any(kind in {"disclosure-in", "disclosure-out"} for kind, _ in kinds(found))
    assert any(line.startswith("+") and "茶票" in line for line in found["wording"])
    assert found["same"] is False
    assert ok("proposal", "diff", 1, 1, "--format", "json").json["same"] is True
    assert "没有不同" in ok("proposal", "diff", 1, 1).out


def test_a_file_is_compared_by_the_words_that_stand_in_it(ok, proposed, tmp_path):
    copy = tmp_path / "returned.html"
    copy.write_text(proposed.read_text(encoding="utf-8").replace("收成有好有坏", "收成年年都好"), encoding="utf-8")
    found = ok("proposal", "diff", 1, copy, "--format", "json").json
    assert found["items"] == []
    assert [line for line in found["wording"] if line[:1] in "+-" and line[:3] not in {"+++", "---"}] == [
        "-收成有好有坏。", "+收成年年都好。",
    ]  # fmt: skip


def test_another_template_is_named_and_another_format_is_no_other_template(
    cmtool, ok, proposed, regular, tmp_path, office_arguments
):
    ok("propose", regular, "-o", tmp_path / "q.md")
    assert kinds(ok("proposal", "diff", 1, 2, "--format", "json").json) == set()
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder)
    (folder / "templates").mkdir()
    shared = (SHOP.parents[2] / "templates" / "proposal.md").read_text(encoding="utf-8")
    (folder / "templates" / "proposal.md").write_text(shared + "\n{{ t('茶铺谨上', 'the shop') }}\n", encoding="utf-8")
    arguments = [str(folder) if part == str(SHOP) else part for part in office_arguments]
    assert cmtool(*arguments, "propose", regular, "-o", tmp_path / "r.md", plain=True).code == 0
    found = ok("proposal", "diff", 2, 3, "--format", "json").json
    assert kinds(found) == {("template-changed", "template")}
    assert "+茶铺谨上" in found["wording"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_comparison(ok, proposed, regular, golden, monkeypatch, tmp_path, lang):
    monkeypatch.setenv("COLUMNS", "80")
    ok("client", "edit", regular, "--set", "shop_risk_level=2", "--source", "paper", "--set", "goal=steady",
       "--as-of", "2026-12-01")  # fmt: skip
    ok("propose", regular, "-o", tmp_path / "q.html", "--as-of", "2026-12-01")
    told = ok("--lang", lang, "proposal", "diff", 1, 2, *LATER).out
    golden(f"proposal_diff_{lang}", told)
    assert max(map(wide, told.splitlines())) <= 80
    ok("--lang", lang, "proposal", "diff", 1, 2, "-o", tmp_path / "d.md", *LATER)
    assert (tmp_path / "d.md").read_text(encoding="utf-8").startswith("# ")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_record(ok, proposed, golden, monkeypatch, lang):
    monkeypatch.setenv("COLUMNS", "80")
    ok(*SENT, "email", "--to-hint", "office", "--manager", "王经理")
    told = ok("--lang", lang, "proposal", "show", 1).out
    told = re.sub(r"(?<= )\S*[0-9a-f]{12,64}\S*", "<hash>", told)
    golden(f"proposal_show_{lang}", re.sub("(由|by )[^ ]+(?=[ ,])", r"\1<who>", told))
