"""Columns are recognised or said not to be; values are read as people write them; what is wrong costs a value, not the row."""

from __future__ import annotations

from datetime import date

import pytest


def number(year: int, month: int, day: int) -> int:
    return (date(year, month, day) - date(1970, 1, 1)).days


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("id_number", "id_number"), ("证件号码", "id_number"), ("身份证号", "id_number"), ("ID Number", "id_number"),
        ("ID_number *", "id_number"), (" 证 件 号 码：", "id_number"), ("identity number", "id_number"),
    ],
)  # fmt: skip
def test_a_fact_is_known_by_name_title_and_alias(bench, person, heading, name):
    assert bench.take(bench.file("a.csv", f"code,{heading}\nK1,{person}\n")).code == 0
    assert bench.client("K1")[name] == person


@pytest.mark.parametrize("heading", ["客户编号", "客户号", "Client ID", "code"])
def test_the_code_column_goes_by_many_names(bench, heading):
    assert bench.take(bench.file("a.csv", f"{heading},客户姓名\nK1,甲\n")).code == 0
    assert bench.codes() == ["K1"]


def test_columns_not_recognised_are_named_once_and_passed_over(bench):
    ran = bench.take(bench.file("a.csv", "code,name,宠物,,车牌\nK1,甲,猫,x,沪A\n"))
    assert ran.code == 0
    (line,) = [line for line in ran.err.splitlines() if "未导入" in line]
    assert "宠物" in line
    assert "车牌" in line
    assert "第 4 列" in line


def test_two_columns_for_one_fact_are_refused_with_both_names(bench):
    ran = bench.take(bench.file("a.csv", "code,name,手机,联系电话\nK1,甲,13800138000,13900139000\n"))
    assert ran.code == 5
    assert "手机" in ran.err
    assert "联系电话" in ran.err
    assert bench.codes() == []


def test_a_heading_that_may_mean_two_facts_is_not_guessed(bench, tmp_path):
    fact = '[[fact]]\nname = "{name}"\ntype = "money"\ntitle = {{ zh = "{name}", en = "{name}" }}\naliases = ["闲钱"]\n'
    for plugin, prefix in (("one", "ONE"), ("two", "TWO")):
        (tmp_path / plugin / "pack").mkdir(parents=True)
        card = f'name = "{plugin}"\nprefix = "{prefix}"\napi = 1\ntitle = {{ zh = "甲", en = "A" }}\n'
        (tmp_path / plugin / "plugin.toml").write_text(card, encoding="utf-8")
        (tmp_path / plugin / "pack" / "facts.toml").write_text(fact.format(name=f"{plugin}_idle"), encoding="utf-8")
        bench.plugins += ["--plugin", str(tmp_path / plugin)]
    ran = bench.take(bench.file("a.csv", "code,name,闲钱,two_idle\nK1,甲,5万,6万\n"))
    assert ran.code == 0
    assert "one_idle" in ran.err
    assert bench.client("K1") == {"name": "甲", "manager": "", "two_idle": 6_000_000}


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("1.2亿", 12_000_000_000), ("50万", 50_000_000), ('"1,234.56"', 123_456), ("￥3000", 300_000), ("-5万", None), ("0", 0),
        ("１２３", 12_300), ("12元", 1_200), ("", None), ("三百", None), ("1" * 30, None),
    ],
)  # fmt: skip
def test_money_is_read_as_people_write_it(bench, written, fen):
    ran = bench.take(bench.file("a.csv", f"code,name,金融资产\nK1,甲,{written}\n"))
    assert ran.counts == (1, 1, 0, 0, 0)
    assert bench.client("K1").get("financial_assets") == fen
    assert ran.code == (8 if fen is None and written else 0)


def test_a_negative_amount_stays_negative_where_it_makes_sense(bench):
    assert bench.take(bench.file("a.csv", "code,name,净资产\nK1,甲,-1.5万\n")).code == 0
    assert bench.client("K1")["net_assets"] == -1_500_000


@pytest.mark.parametrize("heading", ["金融资产（万元）", "金融资产(万)", "financial assets（万元）"])
def test_a_unit_in_the_heading_counts(bench, heading):
    assert bench.take(bench.file("a.csv", f"code,name,{heading}\nK1,甲,12.5\nK2,乙,3亿\n")).code == 0
    assert bench.client("K1")["financial_assets"] == 12_500_000
    assert bench.client("K2")["financial_assets"] == 30_000_000_000  # a unit of its own goes before that of the heading


@pytest.mark.parametrize(
    "written",
    ["1990-03-07", "1990/3/7", "1990.03.07", "1990年3月7日", "19900307", "1990-03-07 08:15:00", " 1990-3-7 "],
)
def test_days_are_read_in_many_forms(bench, written):
    assert bench.take(bench.file("a.csv", f"code,name,生日\nK1,甲,{written}\n")).code == 0
    assert bench.client("K1")["birth_date"] == number(1990, 3, 7)


@pytest.mark.parametrize("written", ["1990-02-29", "07/03/1990", "1990", "昨天", "1990-13-01"])
def test_what_is_no_day_is_a_finding(bench, written):
    ran = bench.take(bench.file("a.csv", f"code,name,生日\nK1,甲,{written}\n"))
    assert (ran.code, ran.findings) == (8, [(2, "生日")])
    assert bench.client("K1") == {"name": "甲", "manager": ""}


def test_a_bad_value_costs_the_value_and_says_line_column_and_reason(bench, person):
    wrong = person[:-1] + ("X" if person[-1] != "X" else "0")
    ran = bench.take(bench.file("a.csv", f"code,name,证件号码,手机\nK1,甲,{person},13800138000\nK2,乙,{wrong},12345\n"))
    assert (ran.code, ran.counts) == (8, (2, 2, 0, 0, 0))
    (first, second) = ran.report["findings"]
    assert (first["line"], first["column"], first["value_masked"]) == (3, "证件号码", "110***********001X")
    assert "校验码" in first["words"]
    assert (second["line"], second["column"], second["value_masked"]) == (3, "手机", "1***")
    assert bench.client("K2") == {"name": "乙", "manager": ""}


def test_no_output_shows_personal_data_whatever_column_it_was_typed_in(bench, person):
    wrong = person[:17] + "3"
    rows = "code,name,生日,证件号码,手机,金融资产\n"
    rows += f"K1,甲,{person},{wrong},138001380001,13900139000号\nK2,乙,,1101051990O307001{person[-1]},,\n"
    for form in ("table", "json"):
        ran = bench.run("import", bench.file("a.csv", rows), "--format", form, "--dry-run")
        assert ran.code == 8
        for secret in (person, wrong, "138001380001", "13900139000", "1101051990O307001"):
            assert secret not in ran.out + ran.err


def test_an_identity_number_says_kind_birth_date_and_gender(bench, person, woman):
    rows = f"code,name,证件号码\nK1,甲,{person}\nK2,乙,{woman}\nK3,丙公司,91110000600037341L\nK4,丁,\n"
    assert bench.take(bench.file("a.csv", rows)).code == 0
    first = bench.client("K1")
    assert (first["kind"], first["birth_date"], first["gender"]) == ("person", number(1990, 3, 7), "male")
    assert bench.client("K2")["gender"] == "female"
    assert bench.client("K3") == {"name": "丙公司", "manager": "", "kind": "organisation", "id_number": "91110000600037341L"}
    assert "kind" not in bench.client("K4")
    sheet = bench.run("client", "show", "K1", "--format", "json").report
    sources = {item["fact"]: item["source"] for item in sheet["items"]}
    assert (sources["id_number"], sources["birth_date"]) == ("import:a.csv", "derived:id_number")


def test_a_birth_date_that_disagrees_with_the_number_is_a_finding(bench, person):
    rows = f"code,name,证件号码,出生日期,性别\nK1,甲,{person},1990-03-08,男\nK2,乙,,1990-03-08,女\n"
    ran = bench.take(bench.file("a.csv", rows))
    assert (ran.code, ran.findings) == (8, [(2, "出生日期")])
    assert "1990-03-07" in ran.report["findings"][0]["words"]
    assert bench.client("K1")["birth_date"] == number(1990, 3, 7)
    assert bench.client("K2")["birth_date"] == number(1990, 3, 8)


def test_a_passport_has_no_check_digit_to_fail(bench):
    rows = "code,name,证件类型,证件号码\nK1,甲,护照,e1234 5678\nK2,乙,居民身份证,E12345678\n"
    ran = bench.take(bench.file("a.csv", rows))
    assert ran.findings == [(3, "证件号码")]
    assert bench.client("K1")["id_number"] == "E12345678"
    assert "kind" not in bench.client("K1")


def test_rows_without_code_get_the_next_codes(bench):
    assert bench.take(bench.file("a.csv", "code,name\nC-00041,甲\n")).code == 0
    assert bench.take(bench.file("b.csv", "name,code\n乙,\n丙,C-00050\n丁,\n")).code == 0
    assert bench.codes() == ["C-00041", "C-00051", "C-00050", "C-00052"]


def test_a_row_with_neither_code_nor_name_is_refused(bench):
    ran = bench.take(bench.file("a.csv", "code,name,手机\nK1,,13800138000\n,甲,\n,,13900139000\n"))
    assert (ran.code, ran.counts, ran.findings) == (8, (3, 2, 0, 0, 1), [(4, "")])
    assert bench.client("K1")["name"] == ""


def test_blank_rows_are_no_rows(bench):
    assert bench.take(bench.file("a.csv", "code,name\n\nK1,甲\n,\n  ,\nK2,乙\n")).counts == (2, 2, 0, 0, 0)


def test_the_manager_named_fills_in_where_the_file_names_none(bench):
    rows = bench.file("a.csv", "code,name,客户经理\nK1,甲,王经理\nK2,乙,\n")
    assert bench.take(rows, "--manager", "李经理").code == 0
    assert [bench.client(code)["manager"] for code in ("K1", "K2")] == ["王经理", "李经理"]


def test_facts_are_as_of_the_day_asked(bench):
    assert bench.take(bench.file("a.csv", "code,name,标签\nK1,甲,老客户\n")).code == 0
    (row,) = bench.rows("SELECT at_tags FROM client")
    assert row["at_tags"] == number(2026, 11, 24)


def test_texts_that_only_keep_excel_from_calculating_lose_their_mark(bench):
    rows = "code,name,职业,手机\nK1,甲,'=SUM(A1),=\"13800138000\"\nK2,乙,'老'板,'+8613900139000\n"
    assert bench.take(bench.file("a.csv", rows.replace('="13800138000"', '"=""13800138000"""'))).code == 0
    assert (bench.client("K1")["occupation"], bench.client("K1")["phone"]) == ("=SUM(A1)", "13800138000")
    assert (bench.client("K2")["occupation"], bench.client("K2")["phone"]) == ("'老'板", "13900139000")
