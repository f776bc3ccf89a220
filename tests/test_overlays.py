"""Overlays: an institution tightens another's rules and products, through the command line; none can ever loosen."""

from __future__ import annotations

import json
import shutil
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cmtool.cli import run
from cmtool.model import Client, Fact, Field, Institution, Kind, Known, Pack, Product, Standing, Text, day_number
from cmtool.packs import laws
from cmtool.packs.entry import Entry
from cmtool.packs.extending import beneath
from cmtool.rules.house import House
from cmtool.rules.verdicts import Judge, standing
from cmtool.testing import PluginContract
from cmtool.testing.desk import TODAY as ON

SHOP = Path(__file__).parent / "plugins" / "shop"
TODAY = "2026-11-24"
W = '{ zh = "字", en = "word" }'
OWN = 'source = { title = "茶楼决定", article = "第一条", confidence = "V", as_of = 2026-11-24 }'


def card(name="teahouse", prefix="TEA", extends='["shop"]', more=""):
    return f'name = "{name}"\nprefix = "{prefix}"\napi = 1\ntitle = {W}\nextends = {extends}\n{more}\n'


def rule(number, tightens, body, severity="block", source=OWN, prefix="TEA"):
    return (
        f'[[rule]]\ncode = "{prefix}-R{number:03}"\ntitle = {{ zh = "茶楼之规{number}", en = "house rule {number}" }}\n'
        f'tightens = "{tightens}"\nseverity = "{severity}"\nremedy = {W}\n{source}\nsince = 2020-01-01\n{body}\n'
    )


@pytest.fixture
def plugin(tmp_path):
    """Write a plugin that extends the shop."""

    def written(rules="", name="teahouse", about=None, **files):
        folder = tmp_path / name
        (folder / "pack").mkdir(parents=True, exist_ok=True)
        (folder / "plugin.toml").write_text(about or card(name), encoding="utf-8")
        for file, content in {"rules": rules, **files}.items():
            (folder / "pack" / f"{file}.toml").write_text(content, encoding="utf-8")
        return folder

    return written


@pytest.fixture
def check(cmtool, plugin):
    """Check an overlay and return its mistakes as (place, field, sentence)."""

    def checked(rules, lang="zh", **more):
        found = cmtool("--lang", lang, "rule", "check", plugin(rules, **more), "--format", "json")
        assert (found.code == 5) == bool(found.items), found
        return [(item["code"], item["field"], item["words"]) for item in found.items]

    return checked


@pytest.fixture
def matched(cmtool, add):
    """Where each of the shop's products stands for one client, without and with a plugin."""
    client = add(
        kind="person", goal="grow", shop_risk_level=5, shop_budget="60万", shop_garden="是", birth_date="1980-01-01",
        experience_months=3, shop_colours="black",
    )  # fmt: skip

    def ran(*plugins):
        found = cmtool(*(part for folder in plugins for part in ("--plugin", folder)), "match", client, "--format", "json")
        assert found.code == 0, found
        return {item["product"]: item["verdict"] for item in found.items}

    return ran


def test_a_higher_threshold_bars_where_the_base_did_not_and_says_so_under_its_own_code(cmtool, plugin, matched, ok):
    before = matched()
    folder = plugin(rule(1, "SHP-R001", 'require = "c.shop_budget >= p.min_amount * 20"'))
    after = matched(folder)
    assert before["SHP-P003"] == after["SHP-P002"] == "eligible", before
    assert after["SHP-P003"] == "ineligible"
    assert {code for code in before if before[code] != after[code]} == {"SHP-P003"}
    assert "TEA-R001" in ok("--plugin", folder, "why", "C-00001", "SHP-P003").out
    assert "TEA-R001" not in ok("--plugin", folder, "why", "C-00001", "SHP-P001").out  # the base says nothing of it either


def test_a_product_can_be_narrowed_and_no_other_is_touched(plugin, matched):
    before = matched()
    after = matched(plugin(rule(1, "SHP-P002", "require = \"has(c.papers, 'tea_licence')\"")))
    assert (before["SHP-P002"], after["SHP-P002"]) == ("eligible", "ask")
    assert {code for code in before if before[code] != after[code]} == {"SHP-P002"}


def test_the_guard_itself_can_be_tightened(plugin, matched):
    folder = plugin(rule(1, "SHP-G001", 'require = "c.shop_risk_level > p.risk_level"\nwhen = "p.risk_level >= 3"'))
    before, after = matched(), matched(folder)
    assert {code for code in before if before[code] != after[code]} == {"SHP-P005"}
    assert after["SHP-P005"] == "ineligible"


@pytest.mark.parametrize("base", ["SHP-R003", "SHP-R005"], ids=["a-warning", "hearsay"])
def test_what_only_warned_bars_when_the_institution_says_so(plugin, matched, check, base):
    folder = plugin(rule(1, base, ""))
    before, after = matched(), matched(folder)
    assert before["SHP-P003"] == "eligible"
    assert after["SHP-P003"] == "ineligible"
    assert check(rule(1, base, "")) == []


def test_the_list_and_explanations_say_what_tightens_what(plugin, ok):
    folder = plugin(
        rule(1, "SHP-R001", 'require = "c.shop_budget >= p.min_amount * 2"') + rule(2, "SHP-P002", 'require = "c.shop_garden"')
    )
    rules = {item["code"]: item["tightens"] for item in ok("--plugin", folder, "rule", "list", "--format", "json").items}
    assert (rules["TEA-R001"], rules["TEA-R002"], rules["SHP-R001"]) == ("SHP-R001", "SHP-P002", None)
    assert "收紧" in ok("--plugin", folder, "rule", "list").out.splitlines()[0]
    assert "收紧" not in ok("rule", "list").out.splitlines()[0]
    upper = ok("--plugin", folder, "explain", "TEA-R001").out
    assert "收紧的是：SHP-R001 预算够起点" in upper
    assert "涉及产品：SHP-P002、SHP-P003、SHP-P004" in upper
    assert "另有收紧：TEA-R001 茶楼之规1" in ok("--plugin", folder, "explain", "SHP-R001").out
    assert "tightened further by: TEA-R002 house rule 2" in ok("--lang", "en", "--plugin", folder, "explain", "SHP-P002").out


def test_a_condition_of_a_case_can_be_tightened(plugin, add, cmtool):
    folder = plugin(rule(1, "SHP-R009", 'require = "c.shop_budget >= 5万"'))
    client = add(kind="person", shop_budget="2万", shop_banned="否", shop_garden="否")
    plain, tight = (cmtool(*more, "onboard", client, "--for", "SHP-C01").out for more in ((), ("--plugin", folder)))
    assert "TEA-R001" not in plain
    assert "TEA-R001" in tight


NOWHERE, SAME = "永远不适用", "没有在"


@pytest.mark.parametrize("base", ["SHP-R008", "CMT-R001"], ids=["the-shop's", "the-core's"])
def test_a_rule_on_clients_can_be_tightened_and_the_only_desk_stays_the_only_one(plugin, add, cmtool, base):
    folder = plugin(rule(1, base, 'require = "c.shop_garden"'))
    client = add(kind="person", shop_banned="是", shop_garden="否")
    plain, tight = (
        {item["code"]: item["verdict"] for item in cmtool(*more, "onboard", client, "--format", "json").json["checks"]}
        for more in ((), ("--plugin", folder))
    )
    assert plain["SHP-R008"] == "broken"
    assert tight == {**plain, "TEA-R001": "broken"}


LOOSE = [
    pytest.param("SHP-R001", 'require = "c.shop_budget >= p.min_amount - 1万"', "block", "require", "还宽", id="threshold"),
    pytest.param("SHP-R004", 'require = "age_years(c.birth_date) < 75"', "block", "require", "还宽", id="age"),
    pytest.param("SHP-R002", 'require = "c.shop_garden OR c.is_pep"', "block", "require", "还宽", id="another-way"),
    pytest.param("SHP-R002", 'require = "c.shop_garden IS NULL OR c.shop_garden"', "block", "require", "还宽", id="unknown"),
    pytest.param("SHP-R003", 'require = "c.experience_months >= 6"', "warn", "require", "还宽", id="a-warning-on-a-warning"),
    pytest.param("SHP-R001", 'require = "c.shop_budget >= p.min_amount"', "block", "require", SAME, id="the-same"),
    pytest.param("SHP-R001", 'require = "NOT c.shop_budget < p.min_amount"', "block", "require", SAME, id="in-other-words"),
    pytest.param("SHP-P003", 'require = "p.risk_level <= 4"', "block", "require", SAME, id="what-the-product-always-keeps"),
    pytest.param("SHP-R001", 'require = "c.shop_budget >= 900万"', "warn", "severity", "轻于", id="a-weaker-severity"),
    pytest.param("SHP-R002", 'require = "c.is_pep"\nwhen = "p.leaf = \'black\'"', "block", "when", NOWHERE, id="silent-base"),
    pytest.param("SHP-P002", 'require = "c.is_pep"\nwhen = "p.risk_level >= 3"', "block", "when", NOWHERE, id="other-product"),
]  # fmt: skip


@pytest.mark.parametrize(("base", "body", "severity", "field", "sentence"), LOOSE)
def test_an_overlay_that_adds_nothing_is_refused_with_both_codes(check, cmtool, base, body, severity, field, sentence):
    ((code, where, words),) = check(rule(1, base, body, severity))
    assert (code, where) == ("TEA-R001", field)
    assert sentence in words
    assert "TEA-R001" in words
    assert base in words
    ((_, _, english),) = check(rule(1, base, body, severity), lang="en")
    assert "TEA-R001" in english
    assert base in english


@pytest.mark.parametrize(
    ("rules", "field", "sentence"),
    [
        (rule(1, "SHP-R099", 'require = "c.is_pep"'), "tightens", "没有可收紧的规则或产品“SHP-R099”"),
        (rule(1, "SHP-R099", ""), "tightens", "没有可收紧的规则或产品"),
        (rule(1, "TEA-R001", 'require = "c.is_pep"'), "tightens", "没有可收紧的规则或产品“TEA-R001”"),
        (rule(1, "SHP-R006", 'require = "c.is_pep"'), "tightens", "偏好规则"),
        (rule(1, "SHP-R001", ""), "require", "必须填写"),
        (rule(1, "SHP-P002", ""), "require", "必须填写"),
        (rule(1, "SHP-R005", "", severity="warn"), "require", "必须填写"),
        (rule(1, "SHP-R005", "", source=OWN.replace('"V"', '"U"')), "source -> confidence", "本机构自己的决定"),
        (rule(1, "SHP-R005", "", source=OWN.replace('"V"', '"V2"')), "source -> confidence", "本机构自己的决定"),
        (rule(1, "SHP-R009", 'require = "c.is_pep"\nabout = "client"'), "about", "case"),
        (rule(1, "SHP-R009", 'require = "p.risk_level > 1"'), "require", "不能用 p. 字段"),
        (rule(1, "SHP-R001", 'require = "c.shop_nothing"'), "require", "c.shop_nothing"),
    ],
)
def test_what_is_no_overlay_is_one_mistake(check, rules, field, sentence):
    ((_, where, words),) = check(rules)
    assert where == field
    assert sentence in words


def test_an_extension_cannot_assess_in_the_place_of_what_it_extends(cmtool, plugin):
    questions = (SHOP / "pack" / "questions.toml").read_text(encoding="utf-8").partition("[[need]]")[0]
    questionnaire = questions[questions.index("[[questionnaire]]") :].replace("SHP-", "TEA-")
    found = cmtool("rule", "check", plugin(questions=questionnaire), "--format", "json").items
    assert [(item["code"], item["field"], item["key"]) for item in found] == [
        ("TEA-A01", field, "pack-not-own-fact") for field in ("gives", "lowest_fact", "dates")
    ]
    borrowed = plugin(about=card(more=f'risk_fact = "shop_risk_level"\nrisk_{OWN}'))
    (borrowed / "pack" / "questions.toml").unlink()
    assert [item["field"] for item in cmtool("rule", "check", borrowed, "--format", "json").items] == ["risk_fact"]


class TestTeahouse(PluginContract):
    """A folder that only tightens sits the examination beside what it extends."""

    beside = (SHOP,)

    @pytest.fixture(autouse=True)
    def written(self, plugin):
        self.hooks = plugin(rule(1, "SHP-R001", 'require = "c.shop_budget >= p.min_amount + 1万"'))

    @pytest.mark.parametrize(("budget", "said"), [("6万", "kept"), ("5.9万", "broken"), (None, "unknown")])
    def test_the_house_asks_for_more(self, budget, said):
        facts = {"shop_budget": budget} if budget else {}
        assert self.desk().outcome("TEA-R001", facts, "SHP-P003") == said
        assert self.desk().outcome("TEA-R001", facts, "SHP-P001") == "not concerned"


def test_an_overlay_may_end_before_its_base(check):
    assert check(rule(1, "SHP-R001", 'require = "c.shop_budget >= p.min_amount * 2"\nuntil = 2027-01-01')) == []


def test_without_its_base_a_plugin_is_left_out_and_the_lack_is_named(cmtool, plugin):
    folder = plugin(rule(1, "SHP-R001", 'require = "c.shop_budget >= 900万"'), about=card(extends='["bakery", "shop"]'))
    found = cmtool("--plugin", folder, "plugin", "list", "--format", "json")
    teahouse = next(item for item in found.items if item["plugin"] == "teahouse")
    assert not teahouse["works"]
    assert [("bakery" in line, "现有：shop" in line) for line in teahouse["findings"]] == [(True, True)]
    # and the check says just that, not every fact that follows from it; for one file too
    for path in (folder, folder / "pack" / "rules.toml"):
        checked = cmtool("--safe-mode", "rule", "check", path, "--format", "json")
        assert [(item["key"], item["field"]) for item in checked.items] == [("plugin-extends-missing", "extends")]


def test_plugins_that_extend_each_other_in_a_circle_are_named(cmtool, plugin):
    one = plugin(name="one", about=card("one", "ONE", '["two"]'))
    two = plugin(name="two", about=card("two", "TWO", '["one"]'))
    three = plugin(name="three", about=card("three", "THR", '["two"]'))
    found = cmtool("--plugin", one, "--plugin", two, "--plugin", three, "plugin", "list", "--format", "json")
    said = {item["plugin"]: item["findings"] for item in found.items}
    assert "one、two、one" in said["one"][0]
    assert "two、one、two" in said["two"][0]
    assert "没有在工作：two" in said["three"][0]
    assert said["shop"] == []
    assert "本插件自己" in cmtool("rule", "check", plugin(name="four", about=card("four", "FOU", '["four"]'))).err


def test_a_base_with_a_fault_takes_down_what_extends_it_and_nothing_else(cmtool, plugin, tmp_path):
    broken = plugin("[[rule]]\n", name="base_house", about=card("base_house", "BAS", "[]"))
    above = plugin(name="above", about=card("above", "ABO", '["base_house"]'))
    found = cmtool("--plugin", broken, "--plugin", above, "plugin", "list", "--format", "json")
    works = {item["plugin"]: item["works"] for item in found.items}
    assert works == {"above": False, "base_house": False, "shop": True}


def test_a_base_whose_name_is_taken_takes_down_what_extends_it(cmtool, plugin):
    taken = plugin(name="zebra", about=card("zebra", "SHP", "[]"))
    above = plugin(name="above", about=card("above", "ABO", '["zebra"]'))
    found = cmtool("--plugin", taken, "--plugin", above, "plugin", "list", "--format", "json")
    assert {item["plugin"]: item["works"] for item in found.items} == {"above": False, "shop": True, "zebra": False}


def chain(plugin):
    """Three plugins on the shop: one tightens it, one tightens that, one brings products and speaks of the shop's facts."""
    one = plugin(rule(1, "SHP-R001", 'require = "c.shop_budget >= p.min_amount * 2"'))
    two = plugin(
        rule(1, "TEA-R001", 'require = "c.shop_budget >= p.min_amount * 20"', prefix="ABB"),
        name="abbey", about=card("abbey", "ABB", '["teahouse"]'),
    )  # fmt: skip
    product = (
        f'[[product]]\ncode = "COT-P001"\ntitle = {W}\nabout = {W}\nworst_case = {W}\ncosts = {W}\nserves = ["shop_thirst"]\n'
    )
    three = plugin(
        f'[[rule]]\ncode = "COT-R001"\ntitle = {W}\nwhen = "p.leaf = \'green\' OR p.pots > 1"\nrequire = "c.shop_garden"\n'
        f'severity = "block"\nremedy = {W}\n{OWN}\nsince = 2020-01-01\n',
        name="cottage", about=card("cottage", "COT"),
        products=f'[[field]]\nname = "pots"\ntype = "int"\ntitle = {W}\n{product}risk_level = 1\nleaf = "green"\npots = 2\n',
    )  # fmt: skip
    return one, two, three


def test_extensions_of_extensions_work_and_one_may_have_products_of_its_own(plugin, matched, ok):
    folders = chain(plugin)
    before, after = matched(), matched(*folders)
    assert before["SHP-P003"] == "eligible"
    assert after["SHP-P003"] == "ineligible"
    assert after["COT-P001"] == "eligible"
    options = [part for folder in folders for part in ("--plugin", folder)]
    assert "COT-R001" in ok(*options, "why", "C-00001", "COT-P001").out
    assert "SHP-P003" not in ok(*options, "explain", "COT-R001").out  # its own rules speak of its own products
    assert "ABB-R001" in ok(*options, "explain", "TEA-R001").out


def test_the_order_of_plugins_changes_nothing(plugin, office_arguments, add, capsys):
    client = add(kind="person", goal="grow", shop_risk_level=5, shop_budget="60万", shop_garden="否", birth_date="1980-01-01")
    common = [part for part in office_arguments if part not in {"--plugin", str(SHOP)}]
    outputs = set()
    for order in permutations([SHOP, *chain(plugin)]):
        options = [part for folder in order for part in ("--plugin", str(folder))]
        for command in (("match", client), ("rule", "list"), ("plugin", "list")):
            capsys.readouterr()
            assert run([*options, *common, *command, "--format", "json"]) == 0
            outputs.add((command[0], json.dumps(json.loads(capsys.readouterr().out)["items"])))
    assert len(outputs) == 3


def test_the_kept_pack_is_read_again_when_what_it_extends_changes(cmtool, plugin, tmp_path, office_arguments):
    shop = tmp_path / "shop"
    shutil.copytree(SHOP, shop)
    folder = plugin(rule(1, "SHP-R001", 'require = "c.shop_budget >= p.min_amount + 1万"'))
    common = [part for part in office_arguments if part not in {"--plugin", str(SHOP)}]

    def works():
        found = cmtool(*common, "--plugin", shop, "--plugin", folder, "plugin", "list", "--format", "json", plain=True)
        return next(item for item in found.items if item["plugin"] == "teahouse")["works"]

    assert works()
    rules = shop / "pack" / "rules.toml"
    rules.write_text(
        rules.read_text(encoding="utf-8").replace("c.shop_budget >= p.min_amount", "c.shop_budget >= p.min_amount + 3万")
    )
    assert not works()  # now the overlay asks for less than its base


# the law of it: whatever is laid on whatever, no product is ever better off
FACTS = {
    name: Fact(name=name, kind=kind, title=Text(name, name))
    for name, kind in (("risk", Kind.INT), ("sum", Kind.MONEY), ("yes", Kind.BOOL))
}
FIELDS = {
    name: Field(name=name, kind=kind, title=Text(name, name))
    for name, kind in (("risk_level", Kind.INT), ("min_amount", Kind.MONEY))
}
PIECES = st.sampled_from(
    ["c.risk >= p.risk_level", "c.risk > p.risk_level", "c.risk >= 3", "c.risk < 4", "c.sum >= p.min_amount", "c.sum >= 2万",
     "c.sum < 5万", "c.yes", "NOT c.yes", "c.yes IS NULL", "p.risk_level > 2", "p.min_amount >= 1万"]
)  # fmt: skip
TEXTS = st.recursive(
    PIECES, lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["AND", "OR"]), inner), max_leaves=4
)
SEVERITIES = st.sampled_from(["block", "warn"])
CLIENTS = st.fixed_dictionaries(
    {
        "risk": st.none() | st.integers(1, 5),
        "sum": st.none() | st.sampled_from([0, 1_000_000, 2_000_000, 5_000_000]),
        "yes": st.none() | st.integers(0, 1),
    }
)
ORDER = {Standing.ELIGIBLE: 2, Standing.ASK: 1, Standing.INELIGIBLE: 0}


def read(table, shared=None):
    """Read one rule as a pack does; ``None`` where it is refused."""
    mistakes = []
    law = {"title": "某规", "confidence": table.pop("confidence", "V"), "as_of": ON}
    words = {"zh": "字", "en": "word"}
    entry = Entry({"title": words, "remedy": words, "source": law, "since": date_of(2020), **table}, "rule", mistakes)
    found = laws.rule(entry, "shop", str, FACTS, FIELDS, shared)
    return None if mistakes else found


def date_of(year):
    return ON.replace(year=year)


def pack(name, *rules, products=(), extends=()):
    card = Institution(name=name, prefix=name[:3].upper(), title=Text(name, name), extends=extends)
    return Pack(institution=card, facts=tuple(FACTS.values()) if name == "core" else (), products=products, rules=rules)


@settings(max_examples=200, deadline=None)
@given(
    st.fixed_dictionaries(
        {"require": TEXTS, "severity": SEVERITIES, "confidence": st.sampled_from(["V", "U"])}, optional={"when": TEXTS}
    ),
    st.fixed_dictionaries({"severity": SEVERITIES}, optional={"when": TEXTS, "require": TEXTS}),
    st.sampled_from(["SHP-R001", "SHP-P001"]),
    st.integers(1, 5),
    st.sampled_from([0, 1_000_000, 3_000_000]),
    st.lists(CLIENTS, min_size=1, max_size=8),
)
def test_with_an_overlay_no_product_ever_stands_better(base, overlay, tightens, level, least, clients):
    words = Text("品", "product")
    values = {"code": "SHP-P001", "risk_level": level, "min_amount": least}
    product = Product(code="SHP-P001", desk="shop", title=words, about=words, worst_case=words, costs=words, values=values)
    ground = read({"code": "SHP-R001", **base})
    assume(ground)
    core, shop = pack("core"), pack("shop", ground, products=(product,))
    laid = read({"code": "TEA-R001", "tightens": tightens, **overlay}, beneath(core, [shop]))
    assume(laid)
    before, after = House([core, shop]), House([core, shop, pack("tea", laid, extends=("shop",))])
    for facts in clients:
        known = {name: Known(value, day_number(ON)) for name, value in facts.items() if value is not None}
        client = Client(id=1, code="C-1", shown_name="甲", manager="", facts=known)
        judge = Judge(client, FACTS, ON)
        better, worse = (standing(judge.verdicts(house.rules_on(product), product)) for house in (before, after))
        assert ORDER[worse] <= ORDER[better]
