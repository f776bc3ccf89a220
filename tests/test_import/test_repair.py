"""The rows with faults can be written out, repaired in a spreadsheet and imported again."""

from __future__ import annotations

import csv
import io
import stat

import pytest
import python_calamine

REASONS = "未导入原因"


def table(path, delimiter=","):
    """Return the rows of a file written for repair."""
    if path.suffix == ".xlsx":
        return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=delimiter))


def repaired(bench, path, rows):
    """Save the rows as a person would after mending them."""
    if path.suffix == ".xlsx":
        return bench.workbook(path.name, [[cell if cell != "" else None for cell in row] for row in rows])
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return bench.file(path.name, out.getvalue().encode("utf-8-sig"))


@pytest.mark.parametrize("name", ["待修.csv", "待修.xlsx"])
def test_a_round_through_repair_brings_everything_in(bench, person, name):
    wrong = person[:17] + "0"
    source = f"姓名,证件号码,手机,金融资产\n甲,{wrong},13800138000,50万\n乙,,12345,很多\n丙,,13900139000,1万\n"
    source += ",,13700137000,\n戊,,13600136000\n"
    path = bench.folder / name
    first = bench.take(bench.file("a.csv", source), "--refused", path)
    assert (first.code, first.counts) == (8, (5, 3, 0, 0, 2))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    rows = table(path)
    assert rows[0][:6] == ["姓名", "证件号码", "手机", "金融资产", "客户编号", REASONS]
    assert [row[:5] for row in rows[1:3]] == [
        ["甲", wrong, "13800138000", "50万", "C-00001"],
        ["乙", "", "12345", "很多", "C-00002"],
    ]
    assert "手机" in rows[2][5]
    assert "金融资产" in rows[2][5]
    assert rows[4][6:] == ["戊", "", "13600136000"]

    unrepaired = bench.take(path, "--update-by", "code", "--dry-run")
    assert unrepaired.counts == (4, 0, 0, 2, 2)  # neither the nameless row nor the one that does not fit slips in

    rows[1][1], rows[2][2:4], rows[3][0] = person, ["13500135000", "2亿"], "丁"
    rows[4] = ["戊", "", "13600136000", "", "", ""]
    second = bench.take(repaired(bench, path, rows), "--update-by", "code")
    assert (second.code, second.counts) == (0, (4, 2, 2, 0, 0)), second.out
    assert bench.client("C-00001")["id_number"] == person
    assert bench.client("C-00002")["financial_assets"] == 20_000_000_000
    assert [row["name"] for row in bench.rows("SELECT name FROM client ORDER BY id")] == ["甲", "乙", "丙", "丁", "戊"]
    assert bench.faults() == []


@pytest.mark.parametrize("name", ["待修.csv", "待修.xlsx"])
def test_computed_codes_come_out_the_same_after_repair(bench, name):
    mapping = bench.file("map.toml", '[compute]\ncode = "X-{line:03d}"\nname = "客户{line}"\n')
    first = bench.take(
        bench.file("a.txt", "手机|生日\n13800138000|1990-01-01\n123|1991-01-01\n"),
        "--mapping",
        mapping,
        "--refused",
        bench.folder / name,
    )
    assert first.counts == (2, 2, 0, 0, 0)
    rows = table(bench.folder / name, "|")
    assert rows[0] == ["手机", "生日", "原序号", REASONS]
    assert rows[1][:3] == ["123", "1991-01-01", "2"]
    again = bench.take(bench.folder / name, "--mapping", mapping, "--update-by", "code")
    assert again.counts == (1, 0, 0, 1, 0)
    assert bench.client("X-002")["name"] == "客户2"


def test_cells_of_a_workbook_come_back_as_they_were(bench):
    from datetime import date

    rows = [["客户编号", "姓名", "手机", "生日", "金融资产"], [10001, "甲", 13800138000, date(1990, 3, 7), "很多"]]
    ran = bench.take(bench.workbook("a.xlsx", rows), "--refused", bench.folder / "待修.xlsx")
    assert ran.counts == (1, 1, 0, 0, 0)
    assert table(bench.folder / "待修.xlsx")[1][:5] == [10001, "甲", 13800138000, date(1990, 3, 7), "很多"]


def test_a_formula_never_reaches_a_spreadsheet(bench):
    cells = ["=1+1", "+86-SUM(A1)", "@SUM(A1)", "-2+3", "-5", "+12.5", "\t=1"]
    source = "code,name,职业,手机\n" + "".join(f'K{number},甲,"{cell}",错\n' for number, cell in enumerate(cells))
    for name in ("待修.csv", "待修.xlsx"):
        assert bench.take(bench.file("a.csv", source), "--refused", bench.folder / name, "--update-by", "code").code == 8
    written = [row[2] for row in table(bench.folder / "待修.csv")[1:]]
    assert written == ["'=1+1", "'+86-SUM(A1)", "'@SUM(A1)", "'-2+3", "-5", "+12.5", "'\t=1"]
    assert [row[2] for row in table(bench.folder / "待修.xlsx")[1:]] == cells
    for name in ("待修.csv", "待修.xlsx"):
        assert bench.take(bench.folder / name, "--update-by", "code").counts == (7, 0, 0, 7, 0)  # the same texts come back
    assert bench.client("K0")["occupation"] == "=1+1"


def test_a_second_repair_starts_from_the_first(bench):
    first, second = bench.folder / "一.csv", bench.folder / "二.csv"
    bench.take(bench.file("a.csv", "姓名,手机\n甲,1\n乙\n丙,13800138000\n丁,13900139000\n"), "--refused", first)
    ran = bench.take(first, "--update-by", "code", "--refused", second)
    assert (ran.code, ran.counts) == (8, (2, 0, 0, 1, 1))
    assert [row[:3] + row[4:] for row in table(second)] == [row[:3] + row[4:] for row in table(first)]
    assert "移到" in table(second)[2][3]


def test_no_file_is_written_where_nothing_is_refused(bench):
    ran = bench.run("import", bench.file("a.csv", "code,name\nK1,甲\n"), "--refused", "待修.csv")
    assert ran.code == 0
    assert not (bench.folder / "待修.csv").exists()


def test_the_place_to_write_to_is_checked_before_anything_is_written(bench):
    file = bench.file("a.csv", "code,name,手机\nK1,甲,1\n")
    assert bench.run("import", file, "--refused", "待修.pdf").code == 5
    assert bench.run("import", file, "--refused", file).code == 5
    assert file.read_text(encoding="utf-8") == "code,name,手机\nK1,甲,1\n"
    assert bench.run("import", file, "--refused", "no-such-folder/待修.csv").code == 3
    assert bench.codes() == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_groups_by_reason_and_says_what_to_do_next(bench, lang):
    rows = "".join(f"K{number},甲,{number}\n" for number in range(7)) + ",,\n"
    file = bench.file("a.csv", "code,name,手机\n" + rows)
    ran = bench.run("import", file, "--lang", lang)
    assert ran.code == 8
    lines = ran.out.splitlines()
    assert (
        lines
        == {
            "zh": [
                "a.csv：读取 7 行，新增 7，更新 0，未变 0，拒收 0",
                "7 行里有 7 处需要处理：",
                "  7 处 [手机] 手机号码“0***”不像电话号码（第 2、3、4、5、6 行等）",
            ],
            "en": [
                "a.csv: 7 rows read, 7 added, 0 updated, 0 unchanged, 0 refused",
                "7 findings in 7 rows:",
                '  7 × [手机] mobile phone "0***" does not look like a phone number (lines 2, 3, 4, 5, 6 and more)',
            ],
        }[lang]
    )
    assert "--refused" in ran.err
    again = bench.run("import", file, "--refused", "fix.csv", "--update-by", "code", "--lang", lang)
    assert "--update-by code" in again.err


def test_many_kinds_of_faults_are_counted_even_where_not_all_are_listed(bench):
    columns = [
        "手机",
        "电子邮件",
        "证件号码",
        "生日",
        "客户等级",
        "性别",
        "学历",
        "婚姻状况",
        "年收入",
        "净资产",
        "金融资产",
        "免打扰",
        "目标",
    ]
    file = bench.file("a.csv", f"code,{','.join(columns)}\nK1,{','.join('?' * len(columns))}\n")
    lines = bench.run("import", file).out.splitlines()
    assert lines[1].startswith("1 行里有 13 处")
    assert len(lines) == 2 + 12 + 1
    assert "另有 1 类" in lines[-1]
