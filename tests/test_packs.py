"""A pack full of mistakes: ``rule check`` lists every one of them in one run, with its place; a sound one passes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SHOP = Path(__file__).parent / "plugins" / "shop"
W = '{ zh = "字", en = "word" }'
LAW = 'source = { title = "某规", confidence = "V", as_of = 2026-11-24 }'
RULE = f'title = {W}\nseverity = "block"\nremedy = {W}\n{LAW}\nsince = 2020-01-01\n'

CARD = f"""
name = "Bad Name"
prefix = "BAD"
api = 2
title = {W}
risk_fact = "bad_price"
professional_fact = "nobody"
colour = "red"
"""
FILES = {
    "facts": f"""
[[fact]]
name = "bad_price"
type = "money"
title = {W}
low = "10万"
high = "1万"
[[fact]]
name = "Not A Name"
type = "number"
title = {{ zh = "只有中文" }}
valid_days = 0
sensitive = "yes"
aliases = "one"
form = "passport"
sample = {{ guess = 1 }}
[[fact]]
name = "bad_colour"
type = "choice"
title = {W}
[[fact]]
name = "bad_shade"
type = "choice"
title = {W}
choices = {{ Red = {W} }}
[[fact]]
name = "kind"
type = "bool"
title = {W}
[[fact]]
name = "bad_day"
type = "date"
title = {W}
low = "2020-01-01"
""",
    "products": f"""
[[field]]
name = "commission_rate"
type = "ratio"
title = {W}
[[field]]
name = "income"
type = "money"
title = {{ zh = "每单提成", en = "for each sale" }}
[[field]]
name = "since"
type = "date"
title = {W}
[[field]]
name = "board"
type = "int"
title = {W}
[[product]]
code = "OTH-P001"
title = {W}
about = {W}
worst_case = {W}
costs = {W}
risk_level = 6
min_amount = "五十万"
currency = "yuan"
serves = ["fame"]
board = "high"
kickback = 5
since = 2026-01-01
until = 2025-01-01
disclosures = ["so be it"]
[[product]]
code = "BAD-P002"
title = {W}
about = {W}
worst_case = {W}
costs = {W}
risk_level = 1
min_amount = true
disclosures = "so be it"
board = 1
""",
    "rules": f"""
[[rule]]
code = "BAD-R001"
require = "c.nothing >= 1 AND c.bad_price >= p.risk_level"
{RULE}
[[rule]]
code = "BAD-R001"
require = "lower(c.region) = 'x'"
when = "p.nowhere = 1"
{RULE}
[[rule]]
code = "BAD-R3"
require = "c.is_pep"
severity = "forbid"
title = {W}
until = "tomorrow"
source = {{ title = "某规", confidence = "sure" }}
[[rule]]
code = "BAD-R004"
about = "client"
require = "p.risk_level > 1"
until = 2019-01-01
{RULE}
[[rule]]
code = "BAD-R005"
require = "c.is_pep"
title = {W}
severity = "prefer"
points = 99
[[rule]]
code = "BAD-R006"
title = {W}
severity = "prefer"
[[rule]]
code = "BAD-R007"
title = {W}
require = "c.is_pep"
severity = "warn"
remedy = {W}
source = "hearsay"
since = 2020-01-01
[[rule]]
code = "BAD-R008"
title = {W}
require = " "
severity = "warn"
remedy = {W}
source = {{ title = "", confidence = "M", as_of = 2026-11-24T00:00:00 }}
since = 2020-01-01
""",
    "questions": f"""
[[question]]
code = "BAD-Q01"
asks = "nothing"
text = {W}
spin = "small_talk"
order = 1.5
[[questionnaire]]
code = "BAD-A01"
title = {W}
gives = "goal"
dates = "goal"
lowest_fact = "dependants"
{LAW}
bands = [ {{ from = 5, level = 1 }}, {{ from = 0, level = 2 }} ]
[[questionnaire.question]]
code = "Q1"
text = {W}
options = [
    {{ key = "a", text = {W}, score = 1 }},
    {{ key = "a", text = {W}, score = 1 }},
    {{ key = "bb", text = {W}, score = 999 }},
]
[[questionnaire]]
code = "BAD-A02"
title = {W}
gives = "dependants"
{LAW}
bands = 5
question = []
[[questionnaire]]
code = "BAD-A03"
title = {W}
gives = "dependants"
{LAW}
bands = [ {{ from = 0, level = 1 }}, {{ from = 5, level = 6 }} ]
question = []
[[need]]
name = "grow"
title = {W}
weight = 4
""",
    "cases": f"""
[[case]]
code = "BAD-C01"
title = {W}
about = {W}
conditions = ["BAD-R404"]
[[case.paper]]
key = "id_card"
name = {W}
[[case.paper]]
key = "id_card"
name = {W}
[[case.step]]
name = {W}
owner = {W}
days = -1
[[case]]
code = "BAD-C02"
title = {W}
about = {W}
""",
    "follow_ups": f"""
[[follow_up]]
code = "BAD-F01"
title = {W}
when = "c.annual_income"
due = "annual_income"
kind = "gossip"
points = 0
say = {W}
not_say = ""
marketing = 1
""",
    "calculators": f"""
[[calculator]]
name = "Sum Up"
title = {W}
about = {W}
{LAW}
input = 5
[[calculator.result]]
name = "total"
kind = "choice"
title = {W}
""",
    "talks": "talk = 5",
    "glossary": f"[[term]]\nword = {W}\nplain = {W}\nalso = [1]\n[jokes]\na = 1",
    "jokes": "",
}
# place (as printed, from its beginning) and a piece of what is said there
EXPECTED = [
    ("plugin.toml -> name", "写法不对"),
    ("plugin.toml -> api", "1 到 1"),
    ("plugin.toml -> risk_source", "必须填写"),
    ("plugin.toml -> colour", "没有这一项"),
    ("plugin.toml -> risk_fact", "money"),
    ("plugin.toml -> professional_fact", "nobody"),
    ("jokes.toml", "没有这种文件"),
    ("glossary.toml -> jokes", "没有这一项"),
    ("facts.toml, fact 1 (bad_price) -> high", "1万"),
    ("facts.toml, fact 2 (Not A Name) -> name", "写法不对"),
    ("facts.toml, fact 2 (Not A Name) -> type", "number"),
    ("facts.toml, fact 2 (Not A Name) -> title", "两种语言"),
    ("facts.toml, fact 2 (Not A Name) -> valid_days", "收到的是 0"),
    ("facts.toml, fact 2 (Not A Name) -> sensitive", "true 或 false"),
    ("facts.toml, fact 2 (Not A Name) -> aliases", "文字列表"),
    ("facts.toml, fact 2 (Not A Name) -> form", "passport"),
    ("facts.toml, fact 2 (Not A Name) -> sample", "没有这一项"),
    ("facts.toml, fact 3 (bad_colour) -> choices", "必须填写"),
    ("facts.toml, fact 4 (bad_shade) -> choices", "Red"),
    ("facts.toml, fact 6 (bad_day) -> low", "2020-01-01"),
    ("facts.toml, fact 5 (kind) -> name", "“kind”出现了两次"),
    ("products.toml, field 1 (commission_rate) -> name", "机构的收入"),
    ("products.toml, field 2 (income) -> title", "每单提成"),
    ("products.toml, field 3 (since) -> name", "出现了两次"),
    ("products.toml, product 1 (OTH-P001) -> code", "BAD-P001"),
    ("products.toml, product 1 (OTH-P001) -> risk_level", "1 到 5"),
    ("products.toml, product 1 (OTH-P001) -> min_amount", "五十万"),
    ("products.toml, product 1 (OTH-P001) -> currency", "CNY"),
    ("products.toml, product 1 (OTH-P001) -> serves", "fame"),
    ("products.toml, product 1 (OTH-P001) -> board", "high"),
    ("products.toml, product 1 (OTH-P001) -> kickback", "机构的收入"),
    ("products.toml, product 1 (OTH-P001) -> kickback", "没有这一项"),
    ("products.toml, product 1 (OTH-P001) -> until", "早于"),
    ("products.toml, product 1 (OTH-P001) -> disclosures", "so be it"),
    ("products.toml, product 2 (BAD-P002) -> min_amount", "True"),
    ("products.toml, product 2 (BAD-P002) -> disclosures", "so be it"),
    ("rules.toml, rule 1 (BAD-R001) -> require", "c.nothing"),
    ("rules.toml, rule 1 (BAD-R001) -> require", "money / int"),
    ("rules.toml, rule 2 (BAD-R001) -> require", "LOWER(c.region)"),
    ("rules.toml, rule 2 (BAD-R001) -> when", "p.nowhere"),
    ("rules.toml, rule 2 (BAD-R001) -> code", "“BAD-R001”出现了两次"),
    ("rules.toml, rule 3 (BAD-R3) -> code", "BAD-R001"),
    ("rules.toml, rule 3 (BAD-R3) -> severity", "forbid"),
    ("rules.toml, rule 3 (BAD-R3) -> remedy", "必须填写"),
    ("rules.toml, rule 3 (BAD-R3) -> since", "必须填写"),
    ("rules.toml, rule 3 (BAD-R3) -> until", "tomorrow"),
    ("rules.toml, rule 3 (BAD-R3) -> source -> confidence", "sure"),
    ("rules.toml, rule 3 (BAD-R3) -> source -> as_of", "必须填写"),
    ("rules.toml, rule 4 (BAD-R004) -> require", "不能用 p."),
    ("rules.toml, rule 4 (BAD-R004) -> until", "早于"),
    ("rules.toml, rule 5 (BAD-R005) -> points", "1 到 30"),
    ("rules.toml, rule 6 (BAD-R006) -> require", "必须填写"),
    ("rules.toml, rule 6 (BAD-R006) -> points", "必须填写"),
    ("rules.toml, rule 7 (BAD-R007) -> source", "hearsay"),
    ("rules.toml, rule 8 (BAD-R008) -> require", "不是文字"),
    ("rules.toml, rule 8 (BAD-R008) -> source -> title", "不是文字"),
    ("rules.toml, rule 8 (BAD-R008) -> source -> as_of", "2026-11-24"),
    ("questions.toml, questionnaire 2 (BAD-A02) -> bands", "5 没有从低到高"),
    ("questions.toml, questionnaire 3 (BAD-A03) -> bands", "'level': 6"),
    ("questions.toml, question 1 (BAD-Q01) -> asks", "nothing"),
    ("questions.toml, question 1 (BAD-Q01) -> spin", "small_talk"),
    ("questions.toml, question 1 (BAD-Q01) -> order", "1.5"),
    ("questions.toml, questionnaire 1 (BAD-A01) -> gives", "choice"),
    ("questions.toml, questionnaire 1 (BAD-A01) -> dates", "date"),
    ("questions.toml, questionnaire 1 (BAD-A01) -> lowest_fact", "bool"),
    ("questions.toml, questionnaire 1 (BAD-A01) -> bands", "从低到高"),
    ("questions.toml, questionnaire 1 (BAD-A01) -> question 1 -> code", "BAD-A01-01"),
    ("questions.toml, questionnaire 1 (BAD-A01) -> question 1 -> options", "“a”出现了两次"),
    ("questions.toml, questionnaire 1 (BAD-A01) -> question 1 -> options 3 -> key", "bb"),
    ("questions.toml, questionnaire 1 (BAD-A01) -> question 1 -> options 3 -> score", "999"),
    ("questions.toml, need 1 (grow) -> weight", "1 到 3"),
    ("questions.toml, need 1 (grow) -> name", "“grow”出现了两次"),
    ("cases.toml, case 1 (BAD-C01) -> conditions", "BAD-R404"),
    ("cases.toml, case 1 (BAD-C01) -> paper", "“id_card”出现了两次"),
    ("cases.toml, case 1 (BAD-C01) -> step 1 -> days", "-1"),
    ("cases.toml, case 2 (BAD-C02) -> step", "必须填写"),
    ("follow_ups.toml, follow_up 1 (BAD-F01) -> when", "没有真假"),
    ("follow_ups.toml, follow_up 1 (BAD-F01) -> due", "annual_income"),
    ("follow_ups.toml, follow_up 1 (BAD-F01) -> kind", "gossip"),
    ("follow_ups.toml, follow_up 1 (BAD-F01) -> points", "1 到 100"),
    ("follow_ups.toml, follow_up 1 (BAD-F01) -> not_say", "两种语言"),
    ("follow_ups.toml, follow_up 1 (BAD-F01) -> marketing", "true 或 false"),
    ("calculators.toml, calculator 1 (Sum Up) -> name", "margin-ratio"),
    ("calculators.toml, calculator 1 (Sum Up) -> input", "int"),
    ("calculators.toml, calculator 1 (Sum Up) -> result 1 -> choices", "必须填写"),
    ("talks.toml -> talk", "int"),
    ("glossary.toml, term 1 (字) -> also", "文字列表"),
]


@pytest.fixture
def plugin(tmp_path):
    """Write a plugin's folder: its card and the files of its pack."""

    def written(card: str = CARD, **files: str) -> Path:
        folder = tmp_path / "bad"
        (folder / "pack").mkdir(parents=True, exist_ok=True)
        (folder / "plugin.toml").write_text(card, encoding="utf-8")
        for name, content in files.items():
            (folder / "pack" / f"{name}.toml").write_text(content, encoding="utf-8")
        return folder

    return written


def check(cmtool, folder, *more):
    return cmtool("--safe-mode", "rule", "check", folder, *more, plain=True)


def test_every_mistake_is_listed_in_one_run_with_its_place(cmtool, plugin):
    found = check(cmtool, plugin(**FILES))
    assert found.code == 5
    assert found.out == ""
    *lines, last = found.err.splitlines()
    missed = [
        (place, piece)
        for place, piece in EXPECTED
        if not any(line.startswith(f"{place}: ") and piece in line for line in lines)
    ]
    unexpected = [
        line for line in lines if not any(line.startswith(f"{place}: ") and piece in line for place, piece in EXPECTED)
    ]
    assert missed == []
    assert unexpected == []
    assert len(lines) == len(EXPECTED) >= 30
    assert str(len(EXPECTED)) in last


def test_the_mistakes_are_said_in_english_too(cmtool, plugin):
    found = check(cmtool, plugin(**FILES), "--lang", "en")
    assert found.code == 5
    assert len(found.err.splitlines()) == len(EXPECTED) + 1
    assert (
        'rules.toml, rule 1 (BAD-R001) -> require: the two sides of "c.bad_price >= p.risk_level" differ in kind (money / int)'
        in found.err
    )
    assert f"{len(EXPECTED)} mistakes to put right" in found.err


def test_a_sound_pack_passes_and_says_what_it_holds(cmtool):
    found = check(cmtool, SHOP)
    assert (found.code, found.out) == (0, "")
    assert "11" in found.err
    assert "7" in found.err


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("facts", '[[fact]\nname = "x"'),
        ("rules", "[[rule]]\ncode = BAD"),
        ("products", "a = 1\na = 2\nb = 3"),
        ("talks", "\x00"),
    ],
)
def test_a_file_that_is_no_toml_is_one_mistake_with_its_line_and_the_rest_is_still_read(cmtool, plugin, file, content):
    folder = plugin(
        f'name = "bad"\nprefix = "BAD"\napi = 1\ntitle = {W}',
        **{name: FILES[name] for name in ("facts", "rules", "products", "cases")},
    )
    (folder / "pack" / f"{file}.toml").write_text(content, encoding="utf-8")
    found = check(cmtool, folder)
    assert found.code == 5
    torn = [line for line in found.err.splitlines() if "TOML" in line]
    assert len(torn) == 1
    assert torn[0].startswith(f"{file}.toml: ")
    assert "line" in torn[0]
    assert "cases.toml, case 2 (BAD-C02) -> step" in found.err
    assert file != "facts" or "c.bad_price" not in found.err  # what only follows from the torn file is not said


def test_a_file_in_another_encoding_is_said(cmtool, plugin):
    folder = plugin(f'name = "bad"\nprefix = "BAD"\napi = 1\ntitle = {W}')
    (folder / "pack" / "talks.toml").write_bytes('[[talk]]\ncode = "术语"'.encode("gb18030"))
    found = check(cmtool, folder)
    assert found.code == 5
    assert found.err.startswith("talks.toml: ")


def test_a_card_that_is_no_toml_is_one_mistake(cmtool, plugin):
    found = check(cmtool, plugin("name = "))
    assert found.code == 5
    assert [line.partition(":")[0] for line in found.err.splitlines()[:-1]] == ["plugin.toml"]
    assert "1" in found.err.splitlines()[-1]


@pytest.mark.parametrize("missing", ["plugin.toml", "pack"])
def test_a_folder_that_is_no_plugin_is_refused_by_name(cmtool, tmp_path, missing):
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder)
    shutil.rmtree(folder / missing) if (folder / missing).is_dir() else (folder / missing).unlink()
    found = check(cmtool, folder)
    assert found.code == 10
    assert str(folder / missing) in found.err


@pytest.mark.parametrize(
    "name",
    [
        "commission",
        "revenue_share",
        "profit_to_house",
        "sales_bonus",
        "kickback",
        "house_income",
        "house_margin",
        "incentive_points",
        "sales_score",
    ],
)
def test_nothing_that_earns_for_the_house_can_be_written_as_a_field_or_a_key(cmtool, plugin, tmp_path, name):
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder)
    products = folder / "pack" / "products.toml"
    sound = products.read_text(encoding="utf-8")
    products.write_text(f'[[field]]\nname = "{name}"\ntype = "money"\ntitle = {W}\n{sound}', encoding="utf-8")
    assert check(cmtool, folder).err.count("推荐只看客户利益") == 1
    products.write_text(sound.replace("risk_level = 1", f"risk_level = 1\n{name} = 5", 1), encoding="utf-8")
    found = check(cmtool, folder)
    assert found.code == 5
    assert f"product 1 (SHP-P001) -> {name}" in found.err
    assert found.err.count("推荐只看客户利益") == 1


def test_a_faulty_plugin_is_left_out_and_named_and_the_rest_works(cmtool, plugin, office_arguments):
    folder = plugin(**FILES)
    found = cmtool("--plugin", folder, "product", "list", "--format", "ids")
    assert found.code == 0
    assert found.out.splitlines()[0] == "SHP-P001"
    assert f"插件 bad 有 {len(EXPECTED)} 处问题" in found.err
