"""Faulty plugins: each is listed with its fault, none takes anything else down, and none can loosen a verdict."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from cmtool.cli import run

PLUGINS = Path(__file__).parent / "plugins"
SHOP, MILL = PLUGINS / "shop", PLUGINS / "mill"
TODAY = "2026-11-24"
HOOKS = "from cmtool.hookspecs import hookimpl\nfrom pathlib import Path\n"


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Make real distributions: a module and an entry point each, in a folder that Python searches."""
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(site)

    def installed(name: str, source: str, target: str = "") -> None:
        module = f"{name}_made_up"
        (site / f"{module}.py").write_text(dedent(source), encoding="utf-8")
        about = site / f"{name}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
        (about / "entry_points.txt").write_text(f"[cmtool]\n{name} = {target or module}\n", encoding="utf-8")

    yield installed
    for name in [name for name, module in sys.modules.items() if str(getattr(module, "__file__", "")).startswith(str(site))]:
        del sys.modules[name]


@pytest.fixture
def client(add):
    """A client whom the shop serves and whom the list names."""
    return add(
        kind="person", goal="grow", shop_risk_level=4, shop_budget="200万", shop_garden="是", birth_date="1980-01-01", tier="a",
        next_touch="2026-11-20", marketing_consent="是",
    )  # fmt: skip


@pytest.fixture
def outputs(capsys, book, client, tmp_path):
    """Everything that a day's commands print with the installed plugins and the shop, and what they say beside."""

    def ran(*more: str) -> tuple[dict[str, str], str]:
        common = ["--plugin", str(SHOP), "--book", str(book), "--as-of", TODAY, *more]
        found, beside = {}, ""
        commands = (
            ("match", client, "--format", "json"),
            ("today", "--format", "json"),
            ("propose", client, "-o", str(tmp_path / "plan.md"), "--desk", "shop"),
        )
        for command in commands:
            capsys.readouterr()
            code = run([*common, *command])
            said = capsys.readouterr()
            assert code == 0, (command, said)
            found[command[0]] = said.out
            beside += said.err
        found["document"] = (tmp_path / "plan.md").read_text(encoding="utf-8")
        return found, beside

    return ran


@pytest.fixture
def listed(capsys, book):
    """The plugins as listed, by name, and what is said beside."""

    def ran(*more: str) -> tuple[dict[str, list[dict]], str]:
        capsys.readouterr()
        code = run(["--plugin", str(SHOP), "--book", str(book), *more, "plugin", "list", "--format", "json"])
        said = capsys.readouterr()
        assert code == 0, said
        found: dict[str, list[dict]] = {}
        for item in json.loads(said.out)["items"]:
            found.setdefault(item["plugin"], []).append(item)
        return found, said.err

    return ran


def house(folder, card="", **files):
    """Write a folder that is a plugin and return the two hooks that point to it."""
    (folder / "pack").mkdir(parents=True, exist_ok=True)
    (folder / "plugin.toml").write_text(card or CARD, encoding="utf-8")
    for name, content in files.items():
        (folder / "pack" / f"{name}.toml").write_text(content, encoding="utf-8")
    return (
        f"{HOOKS}@hookimpl\ndef cmtool_institution():\n    return Path({str(folder / 'plugin.toml')!r})\n"
        f"@hookimpl\ndef cmtool_pack():\n    return Path({str(folder / 'pack')!r})\n"
    )


CARD = 'name = "dairy"\nprefix = "DAI"\napi = 1\ntitle = { zh = "奶坊", en = "Dairy" }\n'
FACT = '[[fact]]\nname = "{}"\ntype = "bool"\ntitle = {{ zh = "某项", en = "something" }}\n'
NEED = '[[need]]\nname = "{}"\ntitle = {{ zh = "某求", en = "some need" }}\nwhen = "c.is_pep"\n'
HOOK = f"{HOOKS}@hookimpl\ndef "
BROKEN = [
    pytest.param("import no_such_library_anywhere", "no_such_library_anywhere", id="needs-what-is-not-there"),
    pytest.param("raise RuntimeError('kaput')", "RuntimeError: kaput", id="raises-on-import"),
    pytest.param("raise SystemExit('no licence')", "SystemExit: no licence", id="exits-on-import"),
    pytest.param("def (", "SyntaxError", id="is-not-python"),
    pytest.param(f"{HOOK}cmtool_match_produkt(client):\n    return []", "cmtool_match_produkt", id="mistyped-hook"),
    pytest.param("def cmtool_match_product(client, product, on):\n    return []", "没有标 @hookimpl", id="unmarked-hook"),
    pytest.param(f"{HOOK}cmtool_match_product(client, produkt):\n    return []", "produkt", id="wrong-argument"),
    pytest.param(f"{HOOK}cmtool_institution():\n    return Path('plugin.toml')", "缺少 cmtool_pack", id="card-without-a-pack"),
    pytest.param(f"{HOOK}cmtool_pack():\n    return Path('pack')", "缺少 cmtool_institution", id="pack-without-a-card"),
    pytest.param(
        f"{HOOK}cmtool_institution():\n    return 'plugin.toml'", "应回答 Path，收到的是 str", id="a-card-that-is-no-path"
    ),
    pytest.param(
        f"{HOOK}cmtool_institution():\n    raise KeyError('card')", "KeyError: 'card'", id="raises-when-asked-who-it-is"
    ),
]


@pytest.mark.parametrize(("source", "fault"), BROKEN)
def test_a_plugin_that_cannot_take_part_is_listed_with_its_fault_and_nothing_else_changes(
    install, listed, outputs, source, fault
):
    before, _ = outputs()
    others, _ = listed()
    install("dairy", source)
    found, beside = listed()
    (dairy,) = found.pop("dairy")
    assert not dairy["works"]
    assert [fault in line for line in dairy["findings"]] == [True], dairy["findings"]
    assert f"dairy: {dairy['findings'][0].partition(': ')[2]}" in beside
    assert found == others
    after, warned = outputs()
    assert after == before
    assert "插件 dairy 有 1 处问题" in warned


def test_an_entry_point_that_names_nothing_is_listed(install, listed):
    install("dairy", "", "dairy_made_up:hooks")
    found, _ = listed()
    assert "hooks" in found["dairy"][0]["findings"][0]
    assert found["shop"][0]["works"]


@pytest.mark.parametrize(
    ("card", "files", "taken"),
    [
        pytest.param(CARD.replace("DAI", "SHP"), {}, "SHP", id="prefix"),
        pytest.param(CARD.replace('"dairy"', '"shop"'), {}, "shop", id="name"),
        pytest.param(CARD, {"facts": FACT.format("shop_garden")}, "shop_garden", id="fact"),
        pytest.param(CARD, {"questions": NEED.format("shop_thirst")}, "shop_thirst", id="need"),
    ],
)
def test_of_two_that_claim_the_same_the_later_by_name_is_left_out(install, listed, outputs, tmp_path, card, files, taken):
    before, _ = outputs()
    install("tannery", house(tmp_path / "tannery", card, **files))
    found, _ = listed()
    assert found["shop"][0]["works"]
    assert found["tannery"][0]["findings"] == [f"tannery: “{taken}”已被插件 shop 使用"]
    assert outputs()[0] == before


@pytest.mark.parametrize(
    ("card", "files", "taken"),
    [
        pytest.param(CARD.replace("DAI", "CMT"), {}, "CMT", id="prefix"),
        pytest.param(CARD.replace('"dairy"', '"core"'), {}, "core", id="name"),
        pytest.param(CARD, {"facts": FACT.format("goal")}, "goal", id="fact"),
        pytest.param(CARD, {"questions": NEED.format("grow")}, "grow", id="need"),
    ],
)
def test_what_is_the_cores_nobody_else_can_claim(install, listed, tmp_path, card, files, taken):
    install("dairy", house(tmp_path / "dairy", card, **files))
    found, _ = listed()
    (fault,) = found["dairy"][0]["findings"]
    assert f"“{taken}”" in fault


def test_what_a_plugin_left_out_had_claimed_is_free_for_the_next(install, listed, tmp_path):
    install("tannery", house(tmp_path / "tannery", CARD.replace("DAI", "SHP"), facts=FACT.format("dairy_cow")))
    install("zoo", house(tmp_path / "zoo", CARD.replace("dairy", "zoo").replace("DAI", "ZOO"), facts=FACT.format("dairy_cow")))
    found, _ = listed()
    assert not found["tannery"][0]["works"]
    assert found["zoo"][0]["works"]


def test_two_installed_under_one_name_leave_the_first_at_work(listed, tmp_path):
    shutil.copytree(SHOP, tmp_path / "shop")
    found, _ = listed("--plugin", str(tmp_path / "shop"))
    assert [item["works"] for item in found["shop"]] == [True, False]
    assert str(SHOP) in found["shop"][1]["findings"][0]
    assert found["shop"][0]["products"] == 7


def test_a_folder_that_is_none_is_listed(listed, tmp_path):
    found, _ = listed("--plugin", str(tmp_path / "nowhere"))
    assert str(tmp_path / "nowhere" / "plugin.toml") in found["nowhere"][0]["findings"][0]


def test_safe_mode_leaves_the_installed_out_and_keeps_the_folders(install, listed):
    install("dairy", "raise RuntimeError('kaput')")
    found, beside = listed("--safe-mode")
    assert list(found) == ["shop"]
    assert "kaput" not in beside


VERBS = {
    "cmtool_check_client": "client, on",
    "cmtool_read_needs": "client, answers, on",
    "cmtool_match_product": "client, product, on",
    "cmtool_write_sections": "proposal",
    "cmtool_due_tasks": "client, on",
}
ANSWERS = [
    pytest.param("raise ValueError('no idea')", "ValueError: no idea", id="raises"),
    pytest.param("raise SystemExit(3)", "SystemExit: 3", id="exits"),
    pytest.param("return 5", "TypeError", id="no-list"),
    pytest.param("return ['kept']", "收到的是 str", id="no-noun"),
    pytest.param("yield from ()\n    raise ValueError('halfway')", "ValueError: halfway", id="raises-halfway"),
]


@pytest.mark.parametrize("hook", VERBS)
@pytest.mark.parametrize(("answer", "fault"), ANSWERS)
def test_a_verb_hook_that_fails_is_listed_and_spoils_no_other_answer(install, listed, hook, answer, fault):
    install("dairy", f"{HOOKS}@hookimpl\ndef {hook}({VERBS[hook]}):\n    {answer}\n")
    found, _ = listed()
    (dairy,) = found["dairy"]
    assert dairy["works"]
    assert dairy["status"] == "部分出错"
    assert [hook in line and fault in line for line in dairy["findings"]] == [True], dairy["findings"]
    assert found["shop"][0]["findings"] == []


@pytest.mark.parametrize("hook", ["cmtool_match_product", "cmtool_read_needs", "cmtool_write_sections", "cmtool_due_tasks"])
def test_what_others_said_stands_when_one_fails(install, outputs, hook):
    before, _ = outputs()
    install("dairy", f"{HOOKS}@hookimpl\ndef {hook}({VERBS[hook]}):\n    raise ValueError('no idea')\n")
    after, beside = outputs()
    assert after == before
    assert f"dairy: {hook} 出错：ValueError: no idea" in beside


def test_onboarding_says_which_plugin_failed(install, cmtool, client, capsys, book):
    install("dairy", f"{HOOKS}@hookimpl\ndef cmtool_check_client(client, on):\n    raise ValueError('no idea')\n")
    run(["--plugin", str(SHOP), "--book", str(book), "onboard", client])
    assert "dairy: cmtool_check_client 出错：ValueError: no idea" in capsys.readouterr().err


LOOSENING = """
    from cmtool.hookspecs import hookimpl
    from cmtool.model import ALWAYS, Answer, Known, Need, Predicate, Rule, Text, Verdict

    WORDS = Text("没事", "all is well")

    @hookimpl(tryfirst=True)
    def cmtool_match_product(client, product, on):
        try:
            client.facts["shop_risk_level"] = Known(5, 0)
        except TypeError:
            pass
        for code in ("SHP-G001", "SHP-R001", "DAI-R001"):
            yield Verdict(rule=Rule(code=code, desk="shop", title=WORDS, require=Predicate("TRUE", ALWAYS)), answer=Answer.KEPT)

    @hookimpl(tryfirst=True)
    def cmtool_check_client(client, on):
        return cmtool_match_product(client, None, on)

    @hookimpl(hookwrapper=True)
    def cmtool_due_tasks(client, on):
        said = yield
        said.force_result([])
"""


def test_a_plugin_cannot_loosen_a_verdict_nor_silence_another(install, outputs, ok, add):
    low = add("李四", kind="person", goal="grow", shop_risk_level=1, shop_budget=1)
    before, _ = outputs()
    cautious = ok("match", low, "--format", "json").items
    assert {item["verdict"] for item in cautious if item["product"] >= "SHP-P002"} == {"ineligible"}
    install("dairy", LOOSENING)
    after, _ = outputs()
    assert after == before
    installed = ok("match", low, "--format", "json")
    assert installed.items == cautious


@pytest.mark.parametrize(
    ("hook", "noun", "fault"),
    [
        ("cmtool_read_needs", "Need(name='grow', title='要紧', weight=3, evidence=WORDS)", "TypeError: '要紧' is not a Text"),
        (
            "cmtool_due_tasks",
            "Errand(code='D', kind='gossip', points=1, title=WORDS, due=0, say=WORDS)",
            "ValueError: kind 'gossip'",
        ),
        (
            "cmtool_due_tasks",
            "Errand(code='D', kind='duty', points=1, title=WORDS, due=0, say=None)",
            "TypeError: None is not a Text",
        ),
        ("cmtool_write_sections", "Section(title=WORDS, paragraphs=('text',))", "TypeError: 'text' is not a Text"),
        ("cmtool_check_client", "Verdict(rule='DAI-R001', answer=Answer.BROKEN)", "TypeError: a Verdict holds a Rule"),
        ("cmtool_match_product", "Verdict(rule=None, answer='broken')", "TypeError: a Verdict holds a Rule"),
        ("cmtool_match_product", "Reason(fact='x', title=WORDS, required='5', found=WORDS)", "TypeError: '5' is not a Text"),
    ],
)
def test_a_noun_that_is_not_whole_is_the_plugins_fault(install, listed, outputs, hook, noun, fault):
    before, _ = outputs()
    install(
        "dairy",
        f"{HOOKS}from cmtool.model import Answer, Errand, Need, Reason, Section, Text, Verdict\n"
        f"WORDS = Text('要紧', 'urgent')\n@hookimpl\ndef {hook}({VERBS[hook]}):\n    return [{noun}]\n",
    )
    found, _ = listed()
    assert [fault in line for line in found["dairy"][0]["findings"]] == [True], found["dairy"]
    assert outputs()[0] == before


def test_a_need_or_task_of_more_weight_than_any_rule_allows_is_the_plugins_fault(install, listed, outputs):
    before, _ = outputs()
    install(
        "dairy",
        """
        from cmtool.hookspecs import hookimpl
        from cmtool.model import Errand, Need, Text

        WORDS = Text("要紧", "urgent")

        @hookimpl
        def cmtool_read_needs(client, answers, on):
            return [Need(name="grow", title=WORDS, weight=1000, evidence=WORDS)]

        @hookimpl
        def cmtool_due_tasks(client, on):
            return [Errand(code="DAI-F001", kind="duty", points=1000, title=WORDS, due=0, say=WORDS)]
        """,
    )
    found, _ = listed()
    assert sorted(line.split("：")[-1] for line in found["dairy"][0]["findings"]) == [
        "ValueError: 1000 points are not 1 to 100",
        "ValueError: weight 1000 is not 1 to 3",
    ]
    assert outputs()[0] == before


@pytest.mark.parametrize(
    ("hook", "answer", "fault"),
    [
        ("cmtool_calculators", "return ['sum']", "应回答 Mapping，收到的是 list"),
        ("cmtool_calculators", "raise ValueError('no idea')", "ValueError: no idea"),
        ("cmtool_templates", "return 'templates'", "应回答 Path，收到的是 str"),
        ("cmtool_commands", "raise ValueError('no idea')", "ValueError: no idea"),
    ],
)
def test_a_noun_hook_that_fails_is_listed_and_the_rest_of_the_plugin_works(install, listed, outputs, hook, answer, fault):
    before, _ = outputs()
    install("dairy", f"{HOOKS}@hookimpl\ndef {hook}():\n    {answer}\n")
    found, _ = listed()
    (dairy,) = found["dairy"]
    assert dairy["works"]
    assert [fault in line for line in dairy["findings"]] == [True], dairy["findings"]
    assert outputs()[0] == before


def test_a_command_of_one_plugin_is_found_past_another_that_fails(install, monkeypatch, capsys):
    monkeypatch.syspath_prepend(MILL)
    install("alms", f"{HOOKS}@hookimpl\ndef cmtool_commands():\n    raise ValueError('no idea')\n")
    install("mill", "", "mill_hooks")
    assert run(["grind", "wheat"]) == 0
    assert capsys.readouterr().out == "ground wheat\n"


@pytest.mark.parametrize(
    ("target", "fault"),
    [("no_such_module_anywhere:go", "no_such_module_anywhere"), ("json:go", "go"), ("json:dumps", "function"), ("math", "''")],
)
def test_a_command_that_is_not_there_is_said_as_the_plugins_fault(install, capsys, target, fault):
    install("dairy", f"{HOOKS}@hookimpl\ndef cmtool_commands():\n    return {{'milk': {target!r}}}\n")
    assert run(["milk"]) == 10
    said = capsys.readouterr().err
    assert "dairy" in said
    assert fault in said or target in said


def test_a_command_that_nobody_brings_is_a_usage_error(install, capsys):
    install("dairy", f"{HOOKS}@hookimpl\ndef cmtool_commands():\n    return {{'milk': 5}}\n")
    assert run(["milk"]) == 2
    assert "milk" in capsys.readouterr().err
