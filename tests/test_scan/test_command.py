"""``cmtool scan``: exit codes, list formats, several files, standard input; and what a pack's phrases may be."""

from __future__ import annotations

import csv
import io

import pytest
from test_scan.conftest import docx

BAD = "这款产品保本，放心买"


@pytest.fixture
def scan(cmtool, tmp_path):
    """Write files by name and scan them, with all desks."""

    def ran(files: dict[str, str | bytes], *options: str):
        for name, content in files.items():
            (tmp_path / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return cmtool("scan", "--as-of", "2026-11-24", *(tmp_path / name for name in files), *options, plain=True)

    return ran


def test_a_clean_file_is_no_finding(scan):
    found = scan({"a.md": "您好，资料已寄出。"})
    assert (found.code, found.out) == (0, "")
    assert "0 处" in found.err


def test_something_forbidden_is_a_line_and_exit_6(scan):
    found = scan({"a.md": f"您好\n{BAD}"}, "--format", "json")
    assert found.code == 6
    assert found.json["schema"] == "cmtool/scan/1"
    (item,) = found.items
    assert item | {"file": ""} == {
        "file": "", "place": "第 2 行", "code": "CMT-L001", "also": [], "category": "capital_guarantee",
        "category_words": "保证本金", "severity": "block", "severity_words": "禁用", "found": "保本", "context": BAD,
        "disguised": False, "suggestion": "删除；改为“本产品不保证本金和收益”",
        "source": "中华人民共和国广告法第二十五条", "confidence": "V",
    }  # fmt: skip


@pytest.mark.parametrize(("text", "level", "code"), [
    ("高收益理财来袭", "high", 0), ("高收益理财来袭", "medium", 6), ("高收益理财来袭", "block", 0),
    ("史上最低利率", "medium", 0), ("史上最低利率", "low", 6), ("100%中签", "medium", 0), ("100%中签", "low", 6),
    ("预期年化收益 5%", "high", 6), ("预期年化收益 5%", "block", 0), (BAD, "block", 6),
])  # fmt: skip
def test_the_level_decides_the_exit_code(scan, text, level, code):
    assert scan({"a.txt": text}, "--level", level).code == code


def test_a_file_that_cannot_be_read_is_a_line_and_the_others_still_go_on(scan):
    found = scan({"a.md": "您好", "b.docx": docx(["好"])[:-30], "c.md": "您好"}, "--format", "json", "--lang", "en")
    assert found.code == 8
    assert [(item["severity"], item["file"].endswith("b.docx")) for item in found.items] == [("unreadable", True)]
    assert "save a copy" in found.items[0]["suggestion"]
    assert scan({"b.docx": docx(["好"])[:-30], "c.md": BAD}).code == 6


def test_a_file_that_is_not_there_and_a_folder_are_lines(cmtool, tmp_path):
    (tmp_path / "a.md").write_text(BAD, encoding="utf-8")
    found = cmtool("scan", tmp_path / "none.md", tmp_path, tmp_path / "a.md", "--format", "ndjson", plain=True)
    assert found.code == 6
    assert [line.count('"unreadable"') for line in found.out.splitlines()] == [1, 1, 0]


@pytest.mark.parametrize("form", ["table", "json", "ndjson", "csv", "tsv", "md", "ids"])
def test_every_list_format(scan, form):
    found = scan({"a.md": BAD}, "--format", form)
    assert found.code == 6
    assert ("a.md" if form == "ids" else "保本") in found.out
    if form == "csv":
        assert next(csv.DictReader(io.StringIO(found.out)))["code"] == "CMT-L001"


def test_the_list_goes_into_a_file(scan, tmp_path):
    assert scan({"a.md": BAD}, "-o", str(tmp_path / "found.csv")).code == 6
    assert "CMT-L001" in (tmp_path / "found.csv").read_text(encoding="utf-8-sig")


def test_standard_input_is_a_document(process):
    found = process("scan", "-", "--format", "json", input=BAD.encode())
    assert found.returncode == 6
    assert '"stdin"' in found.stdout.decode()
    assert process("scan", "-", input=docx([BAD])).returncode == 6


def test_a_desk_alone_and_what_is_skipped(scan):
    text = {"a.md": "专业带单，稳定盈利。期货交易介绍"}
    assert {item["code"] for item in scan(text, "--format", "json", "--desk", "insurance").items} == set()
    assert {item["code"] for item in scan(text, "--format", "json", "--desk", "futures").items} == {"FUT-L028", "FUT-L200"}
    skipped = scan(text, "--format", "json", "--desk", "futures", "--skip", "missing_warning", "--skip", "fut-l028")
    assert (skipped.code, skipped.items) == (0, [])
    wrong = scan(text, "--skip", "missing")
    assert wrong.code == 3
    assert "missing_warning" in wrong.err


def test_personal_data_is_found_and_not_shown(scan):
    found = scan({"a.md": "客户 11010519491231002X，联系 13800138000"}, "--format", "json")
    assert {item["code"] for item in found.items} == {"CMT-L220", "CMT-L221"}
    assert "13800138000" not in found.out + found.err
    assert "11010519491231002X" not in found.out + found.err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_person_reads(cmtool, golden, tmp_path, monkeypatch, lang):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("您好\n这款产品保 本，年化收益高达 15%\n本公司为行业第一品牌\n", encoding="utf-8")
    (tmp_path / "b.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    found = cmtool("scan", "a.md", "b.doc", "--lang", lang, "--desk", "banking", plain=True)
    golden(f"scan_{lang}", found.out + found.err)


W = '{ zh = "字", en = "word" }'
LAW = 'source = { title = "某规", confidence = "V", as_of = 2026-11-24 }'
PHRASE = f'category = "house"\nseverity = "block"\nsuggestion = {W}\n{LAW}\n'


@pytest.fixture
def house(tmp_path):
    """A house's own plugin that holds phrases alone."""

    def made(phrases: str):
        folder = tmp_path / "house"
        (folder / "pack").mkdir(parents=True)
        (folder / "plugin.toml").write_text(f'name = "house"\nprefix = "HSE"\napi = 1\ntitle = {W}\n', encoding="utf-8")
        (folder / "pack" / "phrases.toml").write_text(phrases, encoding="utf-8")
        return folder

    return made


def test_a_house_adds_its_own_words_guards_and_spellings(cmtool, house, tmp_path):
    folder = house(
        f'[[phrase]]\ncode = "HSE-L001"\npattern = "内推码"\nfires = "内推码"\nsilent = "好"\n{PHRASE}'
        '[[spelling]]\nmeans = "内推码"\nwritten = ["内推马"]\n[[guard]]\nside = "left"\npattern = "作废的$"\n'
    )
    for text, code in (("内推码", 6), ("内推马", 6), ("作废的内推码", 0), ("好", 0)):
        (tmp_path / "a.md").write_text(text, encoding="utf-8")
        found = cmtool("--plugin", folder, "--safe-mode", "scan", tmp_path / "a.md", plain=True)
        assert found.code == code, (text, found)


def test_every_mistake_of_a_file_is_said_at_once(cmtool, house):
    folder = house(f"""
[[phrase]]
code = "HSE-L001"
pattern = "a*b"
fires = "b"
silent = "c"
{PHRASE}
[[phrase]]
code = "HSE-L001"
pattern = "(保|本"
fires = "保"
silent = "好"
{PHRASE}
[[phrase]]
code = "HSE-P3"
pattern = "保?"
fires = "保"
silent = "好"
{PHRASE}
[[phrase]]
code = "HSE-L004"
pattern = "好人"
fires = "坏人"
silent = "好人"
{PHRASE}
[[phrase]]
code = "HSE-L005"
pattern = "((好){{1,9}}人){{1,9}}"
fires = "好人"
silent = "坏人"
guard = "up"
colour = "red"
{PHRASE}
[[guard]]
side = "top"
pattern = "["
[[spelling]]
means = "好"
written = ["好"]
""")
    found = cmtool("--safe-mode", "rule", "check", folder, "--format", "json", "--lang", "en", plain=True)
    assert found.code == 5
    assert {(item["code"] or item["entry"], item["field"], item["key"]) for item in found.items} == {
        ("HSE-L001", "pattern", "pack-pattern-endless"),
        ("HSE-L001", "pattern", "pack-pattern-broken"),
        ("HSE-L001", "code", "pack-twice"),
        ("HSE-P3", "pattern", "pack-pattern-empty"),
        ("HSE-P3", "code", "pack-not-shaped"),
        ("HSE-L004", "fires", "pack-phrase-silent"),
        ("HSE-L004", "silent", "pack-phrase-fires"),
        ("HSE-L005", "pattern", "pack-pattern-endless"),
        ("HSE-L005", "guard", "pack-not-one-of"),
        ("HSE-L005", "colour", "pack-unknown-key"),
        ("guard 1", "side", "pack-not-one-of"),
        ("guard 1", "pattern", "pack-pattern-broken"),
        ("spelling 1", "written", "pack-spelling-broad"),
    }
