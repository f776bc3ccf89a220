"""A mapping file renames, translates, computes, converts and sets; all its mistakes are said at once, each with its place."""

from __future__ import annotations

import pytest

FILE = "编号,名字,省,市,余额,状态\n1,甲,浙江,杭州,12.5,A\n2,乙,上海,,3,B\n3,丙,,,,\n"


def mapped(bench, mapping, content=FILE, *arguments):
    return bench.take(bench.file("a.csv", content), "--mapping", bench.file("map.toml", mapping), *arguments)


def test_each_table_of_a_mapping_does_its_work(bench):
    mapping = """
    [rename]
    "名字" = "name"
    "余额" = "financial_assets"
    "状态" = "tier"
    [values."状态"]
    A = "a"
    B = ""
    [compute]
    code = "ZJ-{line:03d}"
    address = "{省}{市}"
    [unit]
    "余额" = "万元"
    [constant]
    kind = "person"
    manager = "王经理"
    [read]
    ignore = ["编号"]
    """
    ran = mapped(bench, mapping)
    assert (ran.code, ran.counts) == (0, (3, 3, 0, 0, 0)), ran.err
    common = {"manager": "王经理", "kind": "person"}
    assert bench.client("ZJ-001") == {
        "name": "甲",
        **common,
        "address": "浙江杭州",
        "financial_assets": 12_500_000,
        "tier": "a",
    }
    assert bench.client("ZJ-002") == {"name": "乙", **common, "address": "上海", "financial_assets": 3_000_000}
    assert bench.client("ZJ-003") == {"name": "丙", **common}
    assert "未导入" not in ran.err  # every column is taken, computed with or ignored on purpose


def test_the_heading_may_stand_on_any_line(bench):
    content = "姓名,手机\n导出,说明\n编号,客户\n1,甲\n"
    ran = mapped(bench, '[read]\nheader = 3\n[rename]\n"编号" = "code"\n"客户" = "name"\n', content)
    assert (ran.code, ran.counts) == (0, (1, 1, 0, 0, 0))
    assert bench.client("1")["name"] == "甲"


def test_columns_replace_a_heading_that_does_not_fit(bench):
    content = "姓名,手机,多余\n张三,K1,13800138000,x\n李四,K2,13900139000,y\n"
    without = bench.take(bench.file("a.csv", content))
    assert without.code == 5
    for part in ("第 2 行有 4 个", "有 3 个列名", "columns", "skip = 1"):
        assert part in without.err
    ran = mapped(bench, '[read]\nskip = 1\ncolumns = ["姓名", "客户编号", "手机", "备用"]\nignore = ["备用"]\n', content)
    assert (ran.code, ran.counts) == (0, (2, 2, 0, 0, 0))
    assert bench.client("K2") == {"name": "李四", "manager": "", "phone": "13900139000"}


def test_columns_that_do_not_fit_either_are_refused(bench):
    ran = mapped(bench, '[read]\nskip = 1\ncolumns = ["客户编号", "姓名"]\n', "a,b,c\n1,甲,x\n2,乙,y\n")
    assert ran.code == 5
    assert "第 2 行有 3 个" in ran.err
    assert bench.codes() == []


@pytest.mark.parametrize(("misfits", "code", "counts"), [(2, 8, (4, 2, 0, 0, 2)), (3, 5, None)])
def test_a_heading_fits_as_long_as_half_of_the_rows_do(bench, misfits, code, counts):
    rows = [f"K{number},甲,13800138000" for number in range(4 - misfits)] + [f"K9{number},乙" for number in range(misfits)]
    ran = bench.take(bench.file("a.csv", "\n".join(["code,name,手机", *rows])))
    assert ran.code == code
    if counts:
        assert ran.counts == counts
        assert ran.findings == [(line, "") for line in range(6 - misfits, 6)]
    else:
        assert bench.rows("SELECT * FROM journal") == []


def test_encoding_delimiter_and_texts_that_mean_nothing(bench):
    mapping = '[read]\nencoding = "big5"\ndelimiter = "tab"\nunknown = ["NULL", "-"]\n'
    ran = mapped(bench, mapping, "code\tname\t手機\tphone\nK1\t張偉\tx\tNULL\nK2\t王\tx\t-\n".encode("big5"))
    assert (ran.code, ran.counts) == (0, (2, 2, 0, 0, 0)), ran.err
    assert bench.client("K1") == {"name": "張偉", "manager": ""}


def test_the_command_line_goes_before_the_mapping(bench):
    ran = mapped(
        bench, '[read]\ndelimiter = ";"\nencoding = "big5"\n', "code|name\nK1|甲\n", "--delimiter", "|", "--encoding", "utf-8"
    )
    assert ran.code == 0
    assert bench.client("K1")["name"] == "甲"


def test_a_sheet_may_be_named(bench):
    file = bench.workbook("a.xlsx", [["x"], [1]], sheets={"名单": [["code", "name"], ["K1", "甲"]]})
    assert bench.take(file, "--mapping", bench.file("map.toml", '[read]\nsheet = "名单"\n')).code == 0


def test_all_mistakes_are_said_at_once_with_their_places(bench):
    mapping = """
    colour = "blue"
    [rename]
    "名字" = "nam"
    "没有" = "phone"
    [values."状态"]
    A = 1
    [compute]
    code = "{line:05d"
    address = "{省.__class__}"
    region = "{市}{县}"
    [unit]
    "余额" = "斤"
    [constant]
    kind = "外星人"
    phone = "13800138000"
    """
    ran = mapped(bench, mapping)
    assert ran.code == 5
    places = [line.split(": ")[0] for line in ran.err.splitlines()[:-1]]
    assert sorted(places) == sorted([
        "map.toml -> colour", "map.toml -> rename -> 名字", "map.toml -> values -> 状态", "map.toml -> compute -> code",
        "map.toml -> compute -> address", "map.toml -> unit -> 余额", "map.toml -> constant -> kind", "map.toml",
        "map.toml -> rename", "map.toml -> compute -> region",
    ])  # fmt: skip
    assert "10 处" in ran.err.splitlines()[-1]
    assert bench.rows("SELECT * FROM journal") == []


@pytest.mark.parametrize(
    ("mapping", "place"),
    [
        ("[read]\nheader = 0\n", "map.toml -> read -> header"),
        ('[read]\nheader = 1\ncolumns = ["a"]\n', "map.toml -> read -> columns"),
        ("[read]\nskip = 1\n", "map.toml -> read -> skip"),
        ('[read]\ncolumns = ["a", "A"]\n', "map.toml -> read -> columns"),
        ('[read]\ndelimiter = "<>"\n', "map.toml -> read -> delimiter"),
        ("[read\n", "map.toml"),
    ],
)
def test_a_mapping_that_cannot_say_how_to_read_stops_at_once(bench, mapping, place):
    ran = mapped(bench, mapping)
    assert ran.code == 5
    assert ran.err.splitlines()[0].startswith(f"{place}: ")


def test_a_heading_line_that_is_empty_and_a_mapping_that_is_not_there(bench):
    ran = mapped(bench, "[read]\nheader = 2\n", "code,name\n\nK1,甲\n")
    assert ran.code == 5
    assert "第 2 行" in ran.err
    assert bench.take(bench.file("a.csv", FILE), "--mapping", "nowhere.toml").code == 3


def test_a_computed_fact_and_a_column_for_it_are_two(bench):
    ran = mapped(bench, '[compute]\ncode = "{line}"\n', "code,name\nK1,甲\n")
    assert ran.code == 5
    assert "map.toml -> compute" in ran.err


def test_a_computed_value_is_checked_as_any_other(bench):
    ran = mapped(bench, '[compute]\nphone = "{省}"\n[rename]\n"名字" = "name"\n', "名字,省\n甲,浙江\n乙,13800138000\n")
    assert (ran.code, ran.counts, ran.findings) == (8, (2, 2, 0, 0, 0), [(2, "phone")])
    assert bench.client("C-00002")["phone"] == "13800138000"


def test_the_explained_mapping_is_a_mapping(bench, mappings):
    content = "2026年名单,,,,,\n户名,省,市,资产,级别,备注\n甲,浙江,杭州,12.5,1,x\n乙,NULL,宁波,-,9,\n".encode("gb18030")
    ran = bench.take(bench.file("a.csv", content), "--mapping", mappings / "explained.toml")
    assert (ran.code, ran.counts) == (0, (2, 2, 0, 0, 0)), ran.err
    first = {
        "name": "甲",
        "manager": "王经理",
        "kind": "person",
        "tier": "a",
        "financial_assets": 12_500_000,
        "address": "浙江杭州",
    }
    assert bench.client("NB-00001") == first
    assert bench.client("NB-00002") == {"name": "乙", "manager": "王经理", "kind": "person", "address": "宁波"}
