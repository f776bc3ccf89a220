"""Any file that a colleague sends is read as it is: encodings, delimiters, sheets, headings that stand anywhere."""

from __future__ import annotations

import io
from datetime import date, datetime
from datetime import time as clock

import pytest

ROW = "客户编号,姓名,手机\nK1,䶮文轩,13800138000\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(ROW.encode("utf-8-sig"), id="utf-8-with-mark"),
        pytest.param(ROW.encode("utf-8"), id="utf-8"),
        pytest.param(ROW.encode("gb18030"), id="gb18030"),
        pytest.param(ROW.replace(",", "\t").encode("utf-16"), id="utf-16-tabs-as-excel-saves"),
        pytest.param(ROW.replace(",", ";").encode(), id="semicolons"),
        pytest.param(ROW.replace(",", "|").encode(), id="bars"),
        pytest.param(ROW.replace("\n", "\r\n").encode(), id="windows-lines"),
        pytest.param(ROW.rstrip("\n").encode(), id="no-last-line-end"),
    ],
)
def test_text_is_read_in_any_usual_form(bench, content):
    ran = bench.take(bench.file("a.txt", content))
    assert (ran.code, ran.counts) == (0, (1, 1, 0, 0, 0)), ran.err
    assert bench.client("K1") == {"name": "䶮文轩", "manager": "", "phone": "13800138000"}


def test_gbk_is_read_without_being_told(bench):
    assert bench.take(bench.file("a.csv", "客户编号,姓名\nK1,张伟\n".encode("gbk"))).code == 0
    assert bench.client("K1")["name"] == "张伟"


def test_an_unusual_encoding_is_asked_for_by_name(bench):
    file = bench.file("a.csv", "客户編號,姓名\nK1,張偉\n".replace("編號", "编号").encode("utf-8"))
    file.write_bytes("code,name\nK1,張偉\n".encode("big5"))
    assert bench.take(file, "--encoding", "big5").code == 0
    assert bench.client("K1")["name"] == "張偉"


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        pytest.param(b"code,name\nK1,\xff\xff\xff\n", (), "第 2 行", id="no-known-encoding"),
        pytest.param(b"code,name\nK1,a\n", ("--encoding", "klingon"), "klingon", id="no-such-encoding"),
        pytest.param(b"code,name\nK1,a\n", ("--delimiter", "<>"), "<>", id="no-such-delimiter"),
        pytest.param(b"\x00\x01\x02code,name\n", (), "另存为", id="not-text"),
        pytest.param("<html><table><tr><td>姓名".encode(), (), "网页", id="web-page-called-xls"),
        pytest.param(b"", (), "没有任何内容", id="empty"),
        pytest.param(b" \n,,\n", (), "没有任何内容", id="blank"),
        pytest.param(b"PK\x03\x04nonsense", (), "Excel", id="damaged-workbook"),
        pytest.param("宠物,车牌\n猫,沪A\n".encode(), (), "宠物、车牌", id="nothing-recognised"),
        pytest.param("手机,生日\n13800138000,1990-01-01\n".encode(), (), "客户编号或姓名", id="nobody"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_whole(bench, content, options, expected):
    ran = bench.run("import", bench.file("a.csv", content), *options)
    assert ran.code == 5
    assert expected in ran.err
    assert bench.rows("SELECT * FROM journal") == []


def test_a_file_that_is_not_there_is_not_found(bench):
    assert bench.run("import", "nowhere.csv").code == 3


def test_cells_may_hold_line_ends_and_delimiters(bench):
    ran = bench.take(bench.file("a.csv", 'code,name,地址\nK1,甲,"北京,\n朝阳"\nK2,乙,"说""好"""\nK3,丙,上海,多\n'))
    assert ran.findings == [(5, "")]  # the physical line, although a cell before it holds a line end
    assert ran.counts == (3, 2, 0, 0, 1)
    assert bench.client("K1")["address"] == "北京,\n朝阳"
    assert bench.client("K2")["address"] == '说"好"'


def test_a_quotation_mark_left_open_costs_its_own_row_only(bench):
    ran = bench.take(bench.file("a.csv", 'code,name\nK1,"甲\nK2,乙\nK3,"丙"丁\nK4,戊\n'))
    assert (ran.code, ran.counts) == (8, (4, 2, 0, 0, 2))
    assert ran.findings == [(2, ""), (4, "")]
    assert bench.codes() == ["K2", "K4"]


def test_titles_above_the_heading_are_passed_over_and_said(bench):
    ran = bench.take(bench.file("a.csv", "2026年客户台账,,\n,,\n客户编号,姓名,手机\nK1,甲,13800138000\n"))
    assert (ran.code, ran.counts) == (0, (1, 1, 0, 0, 0))
    assert "第 3 行是表头" in ran.err


def test_a_workbook_keeps_numbers_dates_and_texts_right(bench, person):
    moment = datetime.combine(date(2026, 12, 1), clock(9, 30))
    rows = [
        ["客户编号", "姓名", "手机", "证件号码", "出生日期", "金融资产", "同意营销", "下次联系"],
        [10001, "张三", 13800138000, person, date(1990, 3, 7), 1234.56, True, moment],
    ]
    ran = bench.take(bench.workbook("a.xlsx", rows))
    assert (ran.code, ran.counts) == (0, (1, 1, 0, 0, 0)), ran.out
    client = bench.client("10001")
    assert client["phone"] == "13800138000"
    assert client["id_number"] == person
    assert client["financial_assets"] == 123_456
    assert client["marketing_consent"] == 1
    assert client["birth_date"] == (date(1990, 3, 7) - date(1970, 1, 1)).days
    assert client["next_touch"] == (date(2026, 12, 1) - date(1970, 1, 1)).days


def test_an_identity_number_kept_as_a_number_is_never_taken(bench, person):
    ran = bench.take(bench.workbook("a.xlsx", [["姓名", "证件号码"], ["张三", int(person)]]))
    assert ran.findings == [(2, "证件号码")]
    assert "文本" in ran.report["findings"][0]["words"]
    short = bench.take(bench.file("b.csv", "姓名,证件号码,手机\n李四,1.10105E+17,1.38E+10\n"))
    assert short.findings == [(2, "证件号码"), (2, "手机")]
    assert all("id_number" not in bench.client(code) for code in bench.codes())


def test_an_old_workbook_is_read_too(bench, old_workbook):
    content = old_workbook([["客户编号", "姓名", "手机", "出生日期"], ["K1", "张三", 13800138000.0, date(1990, 3, 7)]])
    ran = bench.take(bench.file("a.xls", content))
    assert (ran.code, ran.counts) == (0, (1, 1, 0, 0, 0)), ran.err
    assert bench.client("K1")["phone"] == "13800138000"
    assert bench.client("K1")["birth_date"] == (date(1990, 3, 7) - date(1970, 1, 1)).days


def test_a_file_is_what_it_is_whatever_its_name_says(bench):
    assert bench.take(bench.file("a.xls", "code\tname\nK1\t甲\n")).code == 0
    bench.workbook("b.xlsx", [["code", "name"], ["K2", "乙"]]).rename(bench.folder / "b.csv")
    assert bench.take(bench.folder / "b.csv").code == 0
    assert bench.codes() == ["K1", "K2"]


def test_headings_merged_over_rows_and_columns_are_read_by_their_lowest_row(bench):
    rows = [
        ["客户台账", None, None, None],
        ["姓名", "联系方式", None, "客户经理"],
        [None, "手机", "邮箱", None],
        ["张三", 13800138000, "a@b.cn", "王经理"],
        ["李四", 13900139000, None, None],
    ]
    ran = bench.take(bench.workbook("a.xlsx", rows, merged=("A1:D1", "A2:A3", "B2:C2", "D2:D3", "D4:D5")))
    assert (ran.code, ran.counts) == (0, (2, 2, 0, 0, 0)), ran.err
    assert bench.client("C-00001") == {"name": "张三", "manager": "王经理", "phone": "13800138000", "email": "a@b.cn"}
    assert bench.client("C-00002")["manager"] == "王经理"


def test_only_the_first_sheet_is_read_and_the_others_are_named(bench):
    file = bench.workbook(
        "a.xlsx", [["code", "name"], ["K1", "甲"]], sheets={"城东": [["code", "name"], ["K2", "乙"]], "空": []}
    )
    ran = bench.take(file)
    assert ran.code == 0
    assert "城东" in ran.err
    assert "空" not in ran.err
    assert bench.take(file, "--sheet", "城东").code == 0
    assert bench.take(file, "--sheet", "2").counts == (1, 0, 0, 0, 1)
    missing = bench.take(file, "--sheet", "城西")
    assert missing.code == 3
    assert "城东" in missing.err
    assert bench.codes() == ["K1", "K2"]


def test_the_managers_own_ledgers_are_refused_with_what_was_found(bench, shared):
    for name, heading in (("tbindustry.xlsx", "商户名"), ("tbservice.xlsx", "服务名称")):
        ran = bench.run("import", shared / "crm_ledger" / name)
        assert ran.code == 5
        assert heading in ran.err
    assert bench.rows("SELECT * FROM journal") == []


def test_standard_input_is_a_file_too(bench, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("code,name\nK1,甲\n".encode())))
    ran = bench.take("-")
    assert ran.code == 0, ran.err
    assert ran.counts == (1, 1, 0, 0, 0), ran.err


@pytest.mark.parametrize("mapping", [None, '[rename]\n"名字" = "name"\n'])
def test_a_file_without_headings_is_refused_and_shows_nobody(bench, person, mapping):
    options = ("--mapping", bench.file("map.toml", mapping)) if mapping else ()
    ran = bench.run("import", bench.file("a.csv", f"欧阳锋,13800138000,{person}\n"), *options)
    assert ran.code == 5
    assert not any(secret in ran.err for secret in ("欧阳锋", "13800138000", person))
