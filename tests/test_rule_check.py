"""``rule check``: every mistake of a pack in one run, each with its file, rule, key and remedy, in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from cmtool.model import Text
from cmtool.packs.advice import coached
from cmtool.plugins import Plugins
from cmtool.words import catalogue

SHOP = Path(__file__).parent / "plugins" / "shop"
W = '{ zh = "字", en = "word" }'
OWN = 'source = { title = "茶楼决定", article = "第一条", confidence = "V", as_of = 2026-11-24 }'
CARD = f'name = "teahouse"\nprefix = "TEA"\napi = 1\ntitle = {W}\nextends = ["shop"]\n'


@dataclass(frozen=True)
class Planted:
    """One mistake: what is written, where it must be found, and a piece of the remedy in each language."""

    body: str
    field: str
    found: str
    zh: str
    en: str
    key: str

    def rule(self, number: int) -> str:
        """Return a rule that is sound but for this one mistake."""
        sound = {
            "code": f'"TEA-R{number:03}"', "title": W, "severity": '"block"', "remedy": W, "since": "2020-01-01",
            "source": OWN.partition(" = ")[2], "require": '"c.shop_garden"',
        }  # fmt: skip
        own = dict(re.findall(r"^(\w+) = (.*)$", self.body, re.MULTILINE))
        lines = [f"{key} = {value}" for key, value in {**sound, **own}.items() if value != "-"]
        return "[[rule]]\n" + "\n".join(lines) + "\n"


def needs(condition: str, found: str, zh: str, en: str, key: str, field: str = "require") -> Planted:
    return Planted(f'{field} = "{condition}"', field, found, zh, en, f"predicate-{key}")


DEEP = "NOT " * 45 + "c.shop_garden"
LONG = " OR ".join(["c.shop_garden"] * 300)
PLANTED = [
    # columns and kinds
    needs("c.shop_gardens", "c.shop_gardens", "在 facts.toml 里声明", "declare it in facts.toml", "unknown-fact"),
    needs(
        "p.leaves = 'green'",
        "p.leaves",
        "在 products.toml 的 [[field]] 里声明",
        "under [[field]] in products.toml",
        "unknown-field",
    ),
    needs("shop_garden", "shop_garden", "写成 c.字段（客户）或 p.字段", "write c.fact (client) or p.field", "no-prefix"),
    needs(
        "c.shop_budget > c.dependants",
        "c.shop_budget > c.dependants",
        "只比较同一类型",
        "compare like with like",
        "kinds-differ",
    ),
    needs("c.shop_budget", "c.shop_budget", "加上比较", "compare it with something", "not-a-condition"),
    needs("c.goal < 'grow'", "c.goal < 'grow'", "用 =、<> 或 IN", "use =, <> or IN", "not-ordered"),
    needs(
        "c.shop_colours = c.tags",
        "c.shop_colours = c.tags",
        "用 has、has_any 或 has_all",
        "use has, has_any or has_all",
        "set-compared",
    ),
    needs("has(c.goal, 'grow')", "has(c.goal, 'grow')", "单个值用 = 或 IN", "compare a single value with = or IN", "needs-set"),
    needs("age_years(c.dependants) > 1", "age_years(c.dependants)", "用日期字段", "use a date fact", "needs-date"),
    needs(
        "c.shop_budget * c.shop_budget > 1",
        "c.shop_budget * c.shop_budget",
        "只乘以次数或比率",
        "multiply an amount by a count",
        "bad-arithmetic",
    ),
    # units and sizes
    needs(
        "c.dependants >= 50万",
        "c.dependants >= 50万",
        "次数和天数写纯数字",
        "write counts and days as plain numbers",
        "wrong-unit",
    ),
    needs("c.shop_budget > 3%", "c.shop_budget > 3%", "金额写 50万", "amounts like 50万", "wrong-unit"),
    needs(
        "c.shop_budget >= 90071992547409.92",
        "90071992547409.92",
        "金额最多",
        "write at most 90071992547409.91",
        "number-too-large",
    ),
    needs("c.shop_budget >= 0.001", "0.001", "写到分为止", "write at most two decimals", "finer-than-fen"),
    needs("c.shop_share > 0.1234567890123", "0.1234567890123", "最多12位小数", "write at most 12", "number-too-fine"),
    needs(
        "c.dependants * c.dependants * c.dependants * c.dependants * c.dependants > 9",
        "c.dependants * c.dependants * c.dependants * c.dependants * c.dependants",
        "最多 4 个因数",
        "at most 4 factors",
        "too-many-factors",
    ),
    needs("c.shop_budget = 1e6", "1e6", "写全所有数字", "write all its digits", "number-shape"),
    # what cannot be
    needs(
        "c.shop_budget >= 5万 OR c.shop_budget < 5万",
        "c.shop_budget >= 5万 OR c.shop_budget < 5万",
        "去掉这个条件",
        "leave it out, or, to demand",
        "always-true",
    ),
    needs(
        "c.shop_budget >= 5万 AND c.shop_budget < 3万",
        "c.shop_budget >= 5万 AND c.shop_budget < 3万",
        "核对界限和选项",
        "check limits and choices",
        "always-false",
    ),
    needs(
        "c.shop_garden AND p.min_amount >= 0",
        "p.min_amount >= 0",
        "去掉它，或写对界限",
        "leave it out, or put its limit right",
        "idle-part",
    ),
    needs(
        "c.shop_garden OR c.shop_budget < 0",
        "c.shop_budget < 0",
        "去掉它，或写对界限",
        "leave it out, or put its limit right",
        "dead-part",
    ),
    needs("c.shop_risk_level >= 6", "c.shop_risk_level >= 6", "写在 1 到 5 以内", "stay within 1 to 5", "outside-limits"),
    needs("c.goal = 'fame'", "fame", "可选：preserve", "there are: preserve", "no-such-choice"),
    needs("c.birth_date <= 2026-02-29", "2026-02-29", "写一个日历上有的日期", "write one of the calendar", "no-such-day"),
    # what engines answer differently, or do not know
    needs("c.shop_share = 30%", "c.shop_share = 30%", "改用 >=、<= 或 BETWEEN", "use >=, <= or BETWEEN", "ratio-equality"),
    needs("c.shop_budget / 2 > 1万", "c.shop_budget / 2", "把除数乘到另一边", "multiply the other side instead", "no-division"),
    needs(
        "c.dependants % 2 = 0",
        "c.dependants % 2",
        "用 IN 或 BETWEEN 写出要的数",
        "write the numbers wanted with IN",
        "no-modulo",
    ),
    needs(
        "c.occupation LIKE '茶%'", "c.occupation LIKE '茶%'", "用 IN ('甲', '乙')", "write the words wanted with IN", "no-like"
    ),
    needs(
        "c.occupation ~ '茶'",
        "REGEXP_LIKE(c.occupation, '茶')",
        "用 IN ('甲', '乙')",
        "write the words wanted with IN",
        "no-regexp",
    ),
    needs(
        "CAST(c.dependants AS TEXT) = '1'",
        "CAST(c.dependants AS TEXT)",
        "直接比较同类的值",
        "compare values as they are",
        "no-cast",
    ),
    needs("c.goal IN (SELECT 1)", "c.goal IN (SELECT 1)", "可选的值写在 IN (…) 里", "write the values into IN", "no-subquery"),
    needs(
        "CASE WHEN c.shop_garden THEN TRUE END",
        "CASE WHEN c.shop_garden THEN TRUE END",
        "拆成两条规则",
        "or two rules, each with its when",
        "no-case",
    ),
    needs("lower(c.goal) = 'grow'", "LOWER(c.goal)", "可用：age_years", "there are age_years", "no-function"),
    needs(
        "coalesce(c.dependants, 0) > 1",
        "COALESCE(c.dependants, 0)",
        "未知（NULL）就是“要问”",
        "unknown (NULL) means ask",
        "no-coalesce",
    ),
    needs("c.birth_date < now()", "NOW()", "用 days_since(c.日期)", "write days_since(c.date)", "no-clock"),
    needs(
        "days_since(c.birth_date + 30) > 1", "days_since(c.birth_date + 30)", "天数移到外面比", "the days outside", "plain-date"
    ),
    needs(
        "age_years(c.birth_date, c.birth_date) > 1",
        "AGE_YEARS(c.birth_date, c.birth_date)",
        "日期函数只要一个日期",
        "a date function takes one date",
        "wrong-inputs",
    ),
    needs("c.dependants == 1", "==", "写一个 =", "write a single =", "double-equals"),
    needs("c.goal = NULL", "NULL", "写 IS NULL 或 IS NOT NULL", "write IS NULL or IS NOT NULL", "null-compared"),
    needs("c.shop_garden IS TRUE", "c.shop_garden IS TRUE", "是非字段直接写", "a yes-or-no fact stands alone", "is-truth"),
    needs("c.shop_garden -- 有茶园", "--", "写在 TOML 的 # 之后", "write it after a # of the TOML", "no-comment"),
    needs("c.shop_garden; c.is_pep", ";", "用 AND 连起来", "a condition is one, joined with AND", "two-statements"),
    needs("DROP TABLE client", "DROP TABLE client", "条件只判断真假", "a condition is only true or false", "no-statement"),
    needs("c.shop_garden AND", "c.shop_garden AND", "引号和括号成对", "quotes and brackets in pairs", "not-sql"),
    needs(LONG, f"{LONG[:40]}…", "拆成几条规则或改用 IN", "split it into several rules or use IN", "too-long"),
    needs(DEEP, f"{DEEP[:40]}…", "最多40层", "40 levels deep at most", "too-deep"),
    needs("c.occupation = 'a\\\\\\\\b'", "'a\\\\\\\\b'", "换成没有这些字符的选项", "use a choice without it", "bad-text"),
    needs(
        "p.risk_level > 9", "p.risk_level > 9", "写在 1 到 5 以内", "stay within 1 to 5", "no-such-product-value", field="when"
    ),
    # the entry itself
    Planted("source = -", "source", "", "不能留空", "it may not be left out", "pack-missing"),
    Planted("remedy = -", "remedy", "", "不能留空", "it may not be left out", "pack-missing"),
    Planted(
        'remedy = { zh = "先问清楚" }', "remedy", "{'zh': '先问清楚'}", "两种语言都要有", "in both languages", "pack-not-words"
    ),
    Planted('code = "TEA-7"', "code", "TEA-7", "例如 TEA-R001", "for example TEA-R001", "pack-not-shaped"),
    Planted('code = "TEA-R001"', "code", "TEA-R001", "换一个没有用过的", "take one that is not in use", "pack-twice"),
    Planted(
        'severity = "forbid"',
        "severity",
        "forbid",
        "可选：block、warn、prefer",
        "there are: block, warn, prefer",
        "pack-not-one-of",
    ),
    Planted("weight = 3", "weight", "", "可用的有：about", "there are: about", "pack-unknown-key"),
    Planted("until = 2019-12-31", "until", "2019-12-31", "核对这两天", "put the two days right", "pack-dates-reversed"),
    Planted(
        'since = "2020-01-01"',
        "since",
        "2020-01-01",
        "不加引号写 2026-11-24",
        "write 2026-11-24 without quotes",
        "pack-not-day",
    ),
    Planted(
        'about = "client"\nrequire = "p.risk_level > 1"', "require", "", "只用 c. 字段", "use c. facts", "pack-no-product-here"
    ),
    Planted(
        'remedy = { zh = "请客户重新测评以提高等级", en = "wait" }',
        "remedy",
        "重新测评以提高",
        "只写客户实际要具备的条件",
        "say what must really be so",
        "pack-remedy-coaches",
    ),
    Planted(
        'remedy = { zh = "再等等", en = "Retake the questionnaire to qualify" }',
        "remedy",
        "retake the questionnaire to",
        "只写客户实际要具备的条件",
        "say what must really be so",
        "pack-remedy-coaches",
    ),
    # overlays
    Planted(
        'tightens = "SHP-R001"\nrequire = "c.shop_budget >= p.min_amount - 1万"',
        "require",
        "",
        "写得更严，放宽是不可能的",
        "nothing can be loosened",
        "pack-overlay-loosens",
    ),
    Planted(
        'tightens = "SHP-R001"\nrequire = "c.shop_budget >= p.min_amount"',
        "require",
        "",
        "或去掉这条",
        "or leave it out",
        "pack-overlay-repeats",
    ),
    Planted(
        'tightens = "SHP-R001"\nseverity = "warn"\nrequire = "c.shop_budget >= 900万"',
        "severity",
        "warn",
        'severity = "block" 或更重',
        'write severity = "block" or heavier',
        "pack-overlay-weaker",
    ),
    Planted(
        'tightens = "SHP-R404"',
        "tightens",
        "SHP-R404",
        "写 plugin.toml 的 extends",
        "name the code of an institution that plugin.toml extends",
        "pack-no-such-base",
    ),
    Planted('tightens = "SHP-R006"', "tightens", "SHP-R006", "不写 tightens", "without tightens", "pack-base-prefers"),
    Planted(
        'tightens = "SHP-R005"\nsource = { title = "坊间", confidence = "U", as_of = 2026-11-24 }',
        "source -> confidence",
        "U",
        "标 V 或 M",
        "marked V or M",
        "pack-overlay-unsure",
    ),
    Planted(
        'tightens = "SHP-R002"\nwhen = "p.risk_level < 4"\nrequire = "c.is_pep"',
        "when",
        "",
        "核对它的 when",
        "look at its when",
        "pack-overlay-silent",
    ),
]
OTHER_FILES = {
    "products": f"""
[[field]]
name = "commission_rate"
type = "ratio"
title = {W}
[[field]]
name = "maker"
type = "text"
title = {W}
[[product]]
code = "TEA-P001"
title = {W}
about = {W}
worst_case = {W}
costs = {W}
risk_level = 1
min_amount = "9007199亿"
serves = ["fame"]
maker = 'a\\b'
""",
    "follow_ups": f"""
[[follow_up]]
code = "TEA-F01"
title = {W}
when = "c.shop_risk_level > 5"
kind = "duty"
points = 5
say = {W}
not_say = {W}
""",
}
ELSEWHERE = [
    ("products.toml", "field 1", "commission_rate", "name", "pack-house-income"),
    ("products.toml", "product 1", "TEA-P001", "serves", "pack-no-such-need"),
    ("products.toml", "product 1", "TEA-P001", "min_amount", "pack-too-large"),
    ("products.toml", "product 1", "TEA-P001", "maker", "pack-unspeakable"),
    ("follow_ups.toml", "follow_up 1", "TEA-F01", "when", "predicate-always-false"),
]


@pytest.fixture
def folder(tmp_path):
    """A plugin on the shop with one sound rule, then every mistake planted in a rule of its own."""
    pack = tmp_path / "teahouse" / "pack"
    pack.mkdir(parents=True)
    (pack.parent / "plugin.toml").write_text(CARD, encoding="utf-8")
    rules = [Planted("", "", "", "", "", "").rule(1), *(planted.rule(number) for number, planted in enumerate(PLANTED, 2))]
    for name, content in {"rules": "".join(rules), **OTHER_FILES}.items():
        (pack / f"{name}.toml").write_text(content, encoding="utf-8")
    return pack.parent


def place(number, planted):
    own = re.search(r'^code = "(.*)"$', planted.body, re.MULTILINE)
    return ("rules.toml", f"rule {number}", own[1] if own else f"TEA-R{number:03}", planted.field, planted.key)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_planted_mistake_is_found_in_one_run_with_its_remedy_and_nothing_else(cmtool, folder, lang):
    found = cmtool("--lang", lang, "rule", "check", folder, "--format", "json")
    assert found.code == 5
    assert found.json["schema"] == "cmtool/mistakes/1"
    assert len(PLANTED) >= 30
    by_place = {(item["file"], item["entry"], item["code"], item["field"], item["key"]): item for item in found.items}
    wanted = [place(number, planted) for number, planted in enumerate(PLANTED, 2)]
    assert sorted(map(str, by_place)) == sorted(map(str, [*wanted, *ELSEWHERE]))
    assert len(found.items) == len(by_place)
    for where, planted in zip(wanted, PLANTED, strict=True):
        item = by_place[where]
        assert planted.found == (item["found"] or "") or not planted.found, item
        assert (planted.zh if lang == "zh" else planted.en) in item["remedy"], item
        assert item["words"].endswith(item["remedy"]), item


def test_each_kind_of_mistake_has_a_remedy_of_its_own():
    keys = {planted.key for planted in PLANTED}
    assert len(keys) >= 50
    for lang, mark in (("zh", "；"), ("en", "; ")):
        every = {key: words for key, words in catalogue(lang).items() if key.startswith(("predicate-", "pack-"))}
        assert [key for key, words in every.items() if mark not in words and key != "pack-no-file"] == []


def test_without_a_format_it_is_a_line_each_and_the_number_of_them(cmtool, folder):
    found = cmtool("rule", "check", folder)
    assert (found.code, found.out) == (5, "")
    *lines, last = found.err.splitlines()
    assert len(lines) == len(PLANTED) + len(ELSEWHERE)
    assert str(len(lines)) in last
    assert (
        "rules.toml, rule 27 (TEA-R027) -> require: “c.shop_budget / 2”有除法，除以零时各数据库结果不同；"
        "把除数乘到另一边，如 c.a >= c.b * 2" in lines
    )


@pytest.mark.parametrize(
    ("form", "first"),
    [
        ("table", "文件"),
        ("ids", "products.toml"),
        ("csv", "\ufefffile,entry"),
        ("md", "| 文件"),
    ],
)
def test_the_mistakes_are_a_list_like_every_other(cmtool, folder, tmp_path, form, first):
    path = tmp_path / "mistakes.out"
    found = cmtool("rule", "check", folder, "--format", form, "-o", path)
    assert found.code == 5
    assert path.read_text(encoding="utf-8").startswith(first)
    assert cmtool("rule", "check", folder, "--fields", "file,remedy", "--format", "json").items[0].keys() == {"file", "remedy"}


@pytest.mark.parametrize(("file", "count"), [("products.toml", 4), ("follow_ups.toml", 1), ("rules.toml", len(PLANTED))])
def test_one_file_shows_its_own_mistakes_alone(cmtool, folder, file, count):
    found = cmtool("rule", "check", folder / "pack" / file, "--format", "json")
    assert found.code == 5
    assert [item["file"] for item in found.items] == [file] * count


def test_a_sound_file_of_a_faulty_pack_passes(cmtool, folder):
    (folder / "pack" / "talks.toml").write_text("", encoding="utf-8")
    found = cmtool("rule", "check", folder / "pack" / "talks.toml", "--format", "json")
    assert (found.code, found.items) == (0, [])
    assert cmtool("rule", "check", folder / "plugin.toml").code == 0


def test_a_file_that_no_pack_has_is_refused(cmtool, folder):
    (folder / "pack" / "notes.txt").write_text("", encoding="utf-8")
    found = cmtool("rule", "check", folder / "pack" / "notes.txt")
    assert found.code == 10
    assert "notes.txt" in found.err


@pytest.mark.parametrize(
    ("zh", "en", "said"),
    [
        ("重新测评以提高等级", "wait", ["重新测评以提高"]),
        ("改填第三题", "wait", ["改填"]),
        ("提高风险等级后再申请", "wait", ["提高风险等级后"]),
        ("请重测，争取提升一级", "wait", ["重测，争取提升"]),
        ("等", "Raise your level first", ["raise your level"]),
        ("换个答案", "Answer differently", ["换个答案", "answer differently"]),
        ("等级过期了，请重新测评。收入提高后再谈", "The assessment has lapsed; take it anew. Nothing raises it", []),
        ("日均资产满20个交易日后再申请", "Apply after 20 trading days at this level", []),
        ("改看低风险产品", "look at less risky ones", []),
    ],
)
def test_a_remedy_that_coaches_is_told_from_one_that_does_not(zh, en, said):
    assert coached(Text(zh, en)) == said


def test_no_shipped_rule_coaches_and_every_shipped_pack_is_sound():
    plugins = Plugins()
    assert len(plugins.found) >= 4
    assert {plugin.name: plugin.findings for plugin in plugins.found if plugin.findings} == {}
    rules = [rule for pack in plugins.packs for rule in pack.rules if rule.remedy]
    assert len(rules) > 150
    assert [(rule.code, coached(rule.remedy)) for rule in rules if coached(rule.remedy)] == []
