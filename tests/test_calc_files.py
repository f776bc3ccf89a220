"""Calculators that read files and give tables: every mistake with its place, every format, the same for Python code."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import date
from decimal import Decimal

import pytest
import xlsxwriter
from wcwidth import wcswidth

from cmtool.errors import InvalidData
from cmtool.testing import Desk

PLAN = """\
keeper = "李掌柜"
share = "5%"

[[month]]
of = "2027-01"
cups = 1000

[[month]]
of = 2027-02-01
cups = 20
grams = 2.5
prices = "spring.csv"
"""
PRICES = "\ufeff日期,收盘价,结算价\n2026-11-24,2.2,2.1\n2026-11-23,1.9,2\n"
SPRING = "open,date,close\n1,20270105.0,4\n"


@pytest.fixture
def stocked(tmp_path, monkeypatch, request):
    """The counter installed, and its files in a folder; returns the folder."""
    site = tmp_path / "site"
    (site / "shopcounter-1.0.dist-info").mkdir(parents=True)
    (site / "shopcounter-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: shopcounter\nVersion: 1.0\n")
    (site / "shopcounter-1.0.dist-info" / "entry_points.txt").write_text("[cmtool]\ncounter = shopcounter.hooks\n")
    for path in (site, request.path.parent / "plugins" / "counter"):
        monkeypatch.syspath_prepend(str(path))
    for name, text in (("plan.toml", PLAN), ("prices.csv", PRICES), ("spring.csv", SPRING)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    yield tmp_path
    for module in [module for module in sys.modules if module.startswith("shopcounter")]:
        del sys.modules[module]


@pytest.fixture
def stock(cmtool, stocked, book):
    """Run the calculator on the plan and prices; further arguments as given."""

    def ran(*arguments, plan="plan.toml", prices="prices.csv"):
        files = ("--plan", stocked / plan) + (("--prices", stocked / prices) if prices else ())
        return cmtool("--book", book, "--as-of", "2026-11-24", "calc", "counter.stock", *files, *arguments, plain=True)

    return ran


def test_a_plan_and_its_prices_give_tables(stock):
    found = stock("--format", "json")
    assert found.code == 0, found
    result = found.json["result"]
    assert result["cost"] == {"value": 6825, "unit": "元"}  # 1000 cups × 3 g × 1.05 × 2.1, and 20 × 2.5 × 1.05 × 4
    assert result["months"]["value"] == [
        {"of": "2027-01-01", "needed": 3150, "price": 2.1, "cost": 6615, "waste": 0.05},
        {"of": "2027-02-01", "needed": 52.5, "price": 4, "cost": 210, "waste": 0.05},
    ]
    assert result["months"]["units"] == {"of": "", "needed": "克", "price": "元/克", "cost": "元", "waste": "", "left": ""}
    assert [row["day"] for row in result["days"]["value"]] == ["2026-11-23", "2026-11-24", "2027-01-05"]
    assert found.json["inputs"]["prices"] == {
        "value": {"count": 2, "first": "2026-11-23", "last": "2026-11-24"}, "unit": "元/克",
    }  # fmt: skip
    assert found.json["inputs"]["plan"]["value"]["month"][1]["prices"] == {
        "count": 1, "first": "2027-01-05", "last": "2027-01-05",
    }  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_has_a_table_for_each_result(stock, golden, lang):
    golden(f"calc_tables_{lang}", stock("--lang", lang).out)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("columns", [80, 40])
def test_a_sheet_fits_the_terminal_and_loses_no_column(stock, monkeypatch, lang, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    found = stock("--lang", lang)
    assert found.code == 0, found
    out = found.out
    assert max(wcswidth(line) for line in out.split("\n")) <= columns
    assert out.count("6,615.00") == 1
    assert out.count("2027-01") == (2 if columns == 80 else 3)  # one row a block, and a day of the quotations


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("csv", "of,needed,price,cost,waste\n2027-01-01,3150,2.1,6615,0.05\n"),
        ("tsv", "of\tneeded\tprice"),
        ("md", "| of "),
        ("ndjson", '{"of": "2027-01-01", "needed": 3150,'),
        ("ids", "2027-01-01\n2027-02-01\n"),
    ],
)
def test_a_table_can_be_had_in_every_list_format(stock, form, begins):
    found = stock("--rows", "months", "--format", form)
    assert found.code == 0, found
    assert found.out.startswith(begins)


def test_single_results_are_rows_where_no_table_is_named(stock, cmtool, book):
    assert stock("--format", "csv").out == "name,title,value,unit\ncost,茶钱,6825,元\non,盘点日,2026-11-24,\n"
    brewed = cmtool("--book", book, "calc", "brew", "--cups", "10", "--price", "2", "--format", "ids", plain=True)
    assert brewed.out.split()[:2] == ["needed", "packets"]


def test_fields_of_a_table_can_be_chosen_and_a_file_written(stock, stocked):
    chosen = stock("--rows", "months", "--format", "csv", "--fields", "cost,of")
    assert chosen.out == "cost,of\n6615,2027-01-01\n210,2027-02-01\n"
    assert stock("--rows", "days", "-o", stocked / "days.csv").code == 0
    assert (stocked / "days.csv").read_text(encoding="utf-8-sig").splitlines()[-1] == "2027-01-05,4"
    assert stock("-o", stocked / "all.json").code == 0
    assert json.loads((stocked / "all.json").read_text(encoding="utf-8"))["result"]["cost"]["value"] == 6825
    assert stock("--rows", "weeks").code == 2


def test_a_named_column_goes_before_the_usual_ones(stock):
    assert stock("--format", "json").json["result"]["months"]["value"][0]["price"] == 2.1  # settlement before close
    assert stock("--format", "json", prices="prices.csv#收盘价").json["result"]["months"]["value"][0]["price"] == 2.2


def test_what_may_be_left_out_is(stock):
    assert stock("--format", "json", prices="").json["result"]["months"]["value"][0]["price"] == 2


def test_today_is_the_day_asked_about(stock):
    assert stock("--format", "json").json["result"]["on"]["value"] == "2026-11-24"
    assert stock("--format", "json", "--on", "2025-01-02").json["result"]["on"]["value"] == "2025-01-02"
    assert "默认 当天（--as-of）" in stock("--help").out


def test_prices_come_from_excel_and_from_old_encodings_too(stock, stocked):
    with xlsxwriter.Workbook(stocked / "prices.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["交易日期", "结算价"])
        sheet.write_datetime(1, 0, date(2026, 11, 24), book.add_format({"num_format": "yyyy-mm-dd"}))
        sheet.write_number(1, 1, 2.1)
    (stocked / "old.csv").write_bytes("日期;价格\n2026年11月24日;2.1\n".encode("gb18030"))
    for name in ("prices.xlsx", "old.csv"):
        found = stock("--format", "json", prices=name)
        assert found.code == 0, found
        assert found.json["result"]["months"]["value"][0]["price"] == 2.1
        assert found.json["inputs"]["prices"]["value"]["first"] == "2026-11-24"


WRONG_PLAN = """\
share = "5%"
keper = "李掌柜"
[[month]]
of = "soon"
cups = 0
[[month]]
of = "2027-03"
prices = "gone.csv"
"""


@pytest.mark.parametrize(
    ("lang", "places"),
    [
        ("zh", ["第 2 行第 9 列", "第 4 行第 6 列", "第 5 行第 8 列", "第 6 行第 1 列", "第 8 行第 10 列"]),
        ("en", ["line 2, column 9", "line 4, column 6", "line 5, column 8", "line 6, column 1", "line 8, column 10"]),
    ],
)
def test_all_mistakes_of_a_plan_are_said_at_once_with_their_places(stock, stocked, lang, places):
    (stocked / "wrong.toml").write_text(WRONG_PLAN, encoding="utf-8")
    refused = stock("--lang", lang, plan="wrong.toml")
    assert refused.code == 5
    assert [place for place in places if place not in refused.err] == []
    assert [word for word in ("keper", "keeper", "soon", "cups", "gone.csv") if word not in refused.err] == []


def test_all_mistakes_of_a_series_are_said_at_once_with_their_places(stock, stocked):
    (stocked / "wrong.csv").write_text("date,settle\n2026-11-23,2\n2026-11-24,0\nsoon,2\n2026-11-23,2\n2026-11-26,n/a\n")
    refused = stock("--lang", "en", prices="wrong.csv")
    assert refused.code == 5
    assert [line.strip() for line in refused.err.splitlines() if "line " in line] == [
        'line 3, column 2: prices (prices) "0" is out of range: more than 0, no limit',
        'line 4, column 1: "soon" is not a day, such as 2026-11-24',
        "line 5, column 1: the day 2026-11-23 stands twice",
        'line 6, column 2: "n/a" is not a number',
    ]


def test_a_long_list_of_mistakes_is_cut_and_counted(stock, stocked):
    (stocked / "wrong.csv").write_text("date,settle\n" + "".join(f"x{number},1\n" for number in range(30)))
    refused = stock("--lang", "en", prices="wrong.csv")
    assert refused.err.count("is not a day") == 20
    assert "and 10 more" in refused.err


@pytest.mark.parametrize(
    ("name", "text", "code", "said"),
    [
        pytest.param("none.csv", None, 3, "none.csv", id="missing"),
        pytest.param("bare.csv", "when,how\n1,2\n", 5, "when", id="no-column"),
        pytest.param("empty.csv", "", 5, "empty.csv", id="empty"),
    ],
)
def test_a_file_that_cannot_be_a_series_is_refused(stock, stocked, name, text, code, said):
    if text is not None:
        (stocked / name).write_text(text)
    refused = stock(prices=name)
    assert refused.code == code
    assert said in refused.err


def test_a_plan_that_is_no_toml_is_refused_with_its_line(stock, stocked):
    (stocked / "torn.toml").write_text("keeper = 李\n", encoding="utf-8")
    refused = stock("--lang", "en", plan="torn.toml")
    assert refused.code == 5
    assert "line 1" in refused.err


def test_a_plan_may_come_by_standard_input(cmtool, stocked, book, monkeypatch):
    text = PLAN.replace('prices = "spring.csv"\n', "")
    monkeypatch.setattr("sys.stdin", type("Stream", (), {"buffer": __import__("io").BytesIO(text.encode())})())
    found = cmtool("--book", book, "calc", "stock", "--plan", "-", "--format", "json", plain=True)
    assert found.code == 0, found
    assert found.json["result"]["months"]["value"][1]["price"] == 2


def test_python_code_gives_the_same_plain_values_or_a_path(stocked):
    from shopcounter import hooks

    desk = Desk(hooks)
    by_path = desk.calc("stock", plan=stocked / "plan.toml", prices=stocked / "prices.csv")
    plan = {
        "keeper": "李掌柜", "share": "5%",
        "month": [{"of": "2027-01", "cups": 1000},
                  {"of": "2027-02", "cups": 20, "grams": "2.5", "prices": [(date(2027, 1, 5), Decimal(4))]}],
    }  # fmt: skip
    assert desk.calc("stock", plan=plan, prices=[("2026-11-24", "2.1"), ("2026-11-23", 2)]).values == by_path.values
    assert by_path.values["on"] == date(2026, 11, 24)
    with pytest.raises(InvalidData) as refused:
        desk.calc("stock", plan={**plan, "month": [{"of": "2027-01"}]})
    assert "month -> 1" in str(refused.value.figures["wrong"][0].figures["wrong"].en)


def test_an_input_may_not_take_the_name_of_an_option(cmtool, stocked, tmp_path, request):
    folder = tmp_path / "faulty"
    shutil.copytree(request.path.parent / "plugins" / "counter" / "shopcounter", folder)
    pack = folder / "pack" / "calculators.toml"
    pack.write_text(pack.read_text(encoding="utf-8").replace('name = "remark"', 'name = "rows"', 1), encoding="utf-8")
    found = cmtool("rule", "check", folder, "--lang", "en")
    assert found.code == 5
    assert '"rows" is an option of every calculator' in found.err + found.out


def test_a_pack_must_say_what_a_file_holds_and_what_columns_a_table_has(cmtool, stocked, tmp_path, request):
    folder = tmp_path / "faulty"
    shutil.copytree(request.path.parent / "plugins" / "counter" / "shopcounter", folder)
    pack = folder / "pack" / "calculators.toml"
    text = pack.read_text(encoding="utf-8").replace('holds = "prices"\n', "", 1)
    pack.write_text(text.replace('[[calculator.result.column]]\nname = "day"', '[[calculator.result.collum]]\nname = "day"'))
    found = cmtool("rule", "check", folder)
    assert found.code == 5
    assert "holds" in found.err + found.out
    assert "collum" in found.err + found.out
