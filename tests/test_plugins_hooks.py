"""Every hook seen from the command line, through a made-up mill installed beside the shop."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from cmtool.cli import run

PLUGINS = Path(__file__).parent / "plugins"
SHOP, MILL = PLUGINS / "shop", PLUGINS / "mill"


@pytest.fixture
def mill(tmp_path, monkeypatch, capsys, book):
    """The mill as an installed distribution, and a runner for commands with it and the shop."""
    about = tmp_path / "site" / "mill-2.5.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: mill\nVersion: 2.5\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[cmtool]\nmill = mill_hooks\n", encoding="utf-8")
    shutil.copytree(MILL, tmp_path / "mill")
    monkeypatch.syspath_prepend(tmp_path / "mill")
    monkeypatch.syspath_prepend(about.parent)

    def ran(*arguments: object, code: int = 0):
        capsys.readouterr()
        found = run(["--plugin", str(SHOP), "--book", str(book), "--as-of", "2026-11-24", *map(str, arguments)])
        said = capsys.readouterr()
        assert found == code, said
        return said

    yield ran
    for name in ("mill_hooks", "mill_work"):
        sys.modules.pop(name, None)


@pytest.fixture
def client(mill):
    """Add a client of the mill and return the code."""

    def added(**facts: object) -> str:
        sets = [
            part
            for name, value in {"kind": "person", "birth_date": "1980-01-01", "mill_risk_level": 3, **facts}.items()
            for part in ("--set", f"{name}={value}")
        ]
        return re.search(r"C-\d+", mill("client", "add", "张三", "--source", "paper", *sets).err)[0]

    return added


def items(said):
    return json.loads(said.out)["items"]


def test_the_mill_is_listed_with_its_version_and_all_its_hooks(mill):
    from cmtool import hookspecs

    found = {item["plugin"]: item for item in items(mill("plugin", "list", "--format", "json"))}["mill"]
    assert (found["works"], found["version"], found["products"], found["findings"]) == (True, "2.5", 2, [])
    assert found["hooks"] == sorted(name for name in dir(hookspecs) if name.startswith("cmtool_"))


def test_check_client_adds_an_objection_to_onboarding(mill, client):
    def objections(code):
        found = json.loads(mill("onboard", code, "--format", "json", code=6).out)["checks"]
        return [(item["code"], item["verdict"], item["words"]) for item in found if item["code"].startswith("MIL")]

    assert objections(client(mill_bags=100)) == []
    assert objections(client(mill_bags=101)) == [("MIL-R901", "broken", "磨坊满仓")]


def test_read_needs_adds_a_need_with_its_evidence(mill, client):
    def needs(code):
        return {item["need"]: item["evidence"] for item in items(mill("needs", "show", code, "--format", "json"))}

    assert needs(client(mill_bags=100))["steady"] == "整整一百袋"
    assert "steady" not in needs(client(mill_bags=99))
    assert "整整一百袋" not in str(
        needs(client(mill_bags=100, goal="steady"))
    )  # what facts show stands before what a plugin reads


def test_match_product_tightens_and_says_why(mill, client, tmp_path):
    def verdict(code):
        (found,) = [item for item in items(mill("match", code, "--format", "json")) if item["product"] == "MIL-P002"]
        return found["verdict"], [rule["code"] for rule in found["rules"] if rule["verdict"] == "broken"]

    assert verdict(client(mill_bags=99, goal="grow")) == ("eligible", [])
    full = client(mill_bags=100, goal="grow")
    assert verdict(full) == ("ineligible", ["MIL-R902"])
    assert "满仓不招合伙人" in mill("why", full, "MIL-P002").out
    refused = mill("propose", full, "-o", tmp_path / "plan.md", "--product", "MIL-P002", code=6)
    assert "MIL-R902" in refused.err
    assert not (tmp_path / "plan.md").exists()


def test_due_tasks_join_the_morning_list_and_are_merged_with_the_rest(mill, client):
    code = client(mill_bags=5, next_touch="2026-11-24")
    other = client(mill_bags=0)
    found = {item["client"]: item for item in items(mill("today", "--format", "json"))}
    assert {"MIL-F901", "CMT-F01"} <= {term["code"] for term in found[code]["terms"]}
    assert "请客户来翻晒" in found[code]["say"]
    assert found[code]["urgency"] == sum(term["points"] for term in found[code]["terms"])
    assert "MIL-F901" not in str(found.get(other))


@pytest.mark.parametrize(("lang", "said"), [("zh", "磨坊的话"), ("en", "A word from the mill")])
def test_write_sections_are_in_the_proposal_in_its_language(mill, client, tmp_path, lang, said):
    code = client(mill_bags=5, shop_risk_level=5, goal="steady", shop_budget="200万", horizon_months=36)
    for suffix in ("md", "html"):
        mill("propose", code, "-o", tmp_path / f"plan.{suffix}", "--lang", lang)
        assert said in (tmp_path / f"plan.{suffix}").read_text(encoding="utf-8")


def test_a_template_of_its_own_serves_where_the_mill_alone_proposes(mill, client, tmp_path):
    code = client(mill_bags=5, shop_risk_level=5, goal="steady", shop_budget="200万", horizon_months=36)
    plan = tmp_path / "plan.md"
    mill("propose", code, "-o", plan, "--desk", "mill")
    own = plan.read_text(encoding="utf-8")
    assert own.startswith("# 磨坊建议书")
    assert "面粉要防潮。" in own
    assert "磨坊的话" in own
    mill("propose", code, "-o", plan, "--product", "MIL-P001", "--product", "SHP-P002")
    assert not plan.read_text(encoding="utf-8").startswith("# 磨坊建议书")
    mill("propose", code, "-o", tmp_path / "plan.html", "--desk", "mill")  # one template serves every format
    assert "<title>磨坊建议书" in (tmp_path / "plan.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        pytest.param("{{ proposal.nothing }}", "nothing", id="a-field-that-is-not-there"),
        pytest.param("{% for", "proposal.md", id="not-a-template"),
        pytest.param("{{ proposal.__class__.__mro__ }}", "unsafe", id="reaches-for-the-machine"),
        pytest.param("# 建议书", "面粉要防潮", id="leaves-a-disclosure-out"),
    ],
)
def test_a_template_that_cannot_serve_is_refused_and_nothing_is_written(mill, client, tmp_path, template, said):
    (tmp_path / "mill" / "templates" / "proposal.md").write_text(template, encoding="utf-8")
    refused = mill("propose", client(mill_bags=5), "-o", tmp_path / "plan.md", "--desk", "mill", code=10)
    assert said in refused.err
    assert str(tmp_path / "mill" / "templates" / "proposal.md") in refused.err
    assert not (tmp_path / "plan.md").exists()


@pytest.mark.parametrize(("inputs", "note"), [(("--grain", "50"), ""), (("--grain", "60", "--bag", "25"), "余 10 公斤")])
def test_calculators_become_commands(mill, inputs, note):
    said = mill("calc", "bags", *inputs).out
    assert re.search(r"袋数\s+2\s+袋", said)
    assert note in said
    assert ("余" in said) is bool(note)
    found = json.loads(mill("calc", "bags", *inputs, "--format", "json").out)
    assert found["calculator"] == "mill.bags"
    assert found["result"]["bags"] == {"value": 2, "unit": "袋"}
    assert found["notes"] == ([note] if note else [])


def test_a_calculators_refusal_is_said_in_the_packs_words(mill):
    mill("calc", "bags", "--grain", "10000")
    refused = mill("calc", "bags", "--grain", "10000.01", code=5)
    assert "一次最多磨 10,000 公斤" in refused.err or "一次最多磨 10000 公斤" in refused.err


def test_a_command_of_its_own_runs_with_help_and_cannot_take_a_place_that_is_taken(mill):
    assert mill("grind", "wheat").out == "ground wheat\n"
    assert "Grind WHAT." in mill("grind", "--help").out
    mill("grind", code=2)
