"""A document looked at again: genuine, altered, of another book, under rules that changed, on facts gone stale: told apart."""

from __future__ import annotations

import io
import re
import shutil
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest

from cmtool.cli import run
from cmtool.exchange.documents.marks import SHAPE, found_in

SHOP = Path(__file__).parent / "plugins" / "shop"
STALE = ("--as-of", "2026-12-25")  # the shop's budget counts for 30 days


@pytest.fixture
def proposed(ok, regular, tmp_path):
    """Propose SHP-P003 to the regular client in a file of this name."""

    def made(name="p.md", *more):
        ok("propose", regular, "-o", tmp_path / name, *more)
        return tmp_path / name

    return made


def verified(cmtool, which, code=0, *more):
    found = cmtool("proposal", "verify", which, "--format", "json", *more)
    assert found.code == code, found
    return found.json


@pytest.mark.parametrize("name", ["p.md", "p.html"])
def test_the_very_bytes_are_genuine(cmtool, ok, proposed, name):
    path = proposed(name)
    assert verified(cmtool, path)["states"] == ["genuine"]
    assert "真本" in ok("proposal", "verify", path).out
    assert verified(cmtool, 1)["file"] == "record"


@pytest.mark.parametrize("name", ["p.md", "p.html"])
def test_an_altered_word_is_shown_with_its_place(cmtool, ok, proposed, name):
    path = proposed(name)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("收成有好有坏", "收成年年都好"), encoding="utf-8")
    found = verified(cmtool, path, 6)
    assert (found["file"], found["number"], found["holds"]) == ("altered", 1, True)
    (change,) = found["differences"]
    assert change["kind"] == "text-changed"
    assert "收成有好有坏" in change["words"]
    assert "收成年年都好" in change["words"]
    assert re.search(r"第 ?\d+ ?行", change["words"])
    told = cmtool("proposal", "verify", path)
    assert "改动过" in told.out
    assert "proposal show" in told.err


@pytest.mark.parametrize("name", ["p.md", "p.html", "p.docx"])
def test_an_altered_file_is_held_against_the_original_of_its_own_format(cmtool, proposed, name):
    """One basis in three formats has one mark; only what was altered is told, whichever was written last."""
    kinds = ["p.md", "p.html", "p.docx"]
    made = {each: proposed(each) for each in kinds}
    path = made[name].with_name(f"copy{Path(name).suffix}")
    content = made[name].read_bytes()
    old, new = "收成有好有坏", "收成年年都好"
    if name == "p.docx":
        content = rewritten(content, "word/document.xml", old, new)
    else:
        content = content.replace(old.encode(), new.encode())
    path.write_bytes(content)
    found = verified(cmtool, path, 6)
    assert found["number"] == kinds.index(name) + 1
    assert [change["kind"] for change in found["differences"]] == ["text-changed"]


def test_words_put_in_or_taken_out_are_shown(cmtool, proposed):
    path = proposed()
    lines = path.read_text(encoding="utf-8").splitlines()
    gone = next(line for line in lines if "亏去一半" in line)
    changed = [line for line in lines if line != gone]
    changed.insert(len(changed) - 2, "另赠茶叶一斤。")
    path.write_text("\n".join(changed) + "\n", encoding="utf-8")
    kinds = {change["kind"]: change["words"] for change in verified(cmtool, path, 6)["differences"]}
    assert set(kinds) == {"text-gone", "text-new"}
    assert "亏去一半" in kinds["text-gone"]
    assert "另赠茶叶一斤" in kinds["text-new"]


def test_a_file_saved_anew_with_the_same_words_is_said_to_be_so(cmtool, proposed):
    path = proposed("p.html")
    path.write_text(path.read_text(encoding="utf-8").replace("<head>", "<head>\n"), encoding="utf-8")
    found = verified(cmtool, path, 6)
    assert [change["kind"] for change in found["differences"]] == ["same-words"]


def test_more_differences_than_a_screen_holds_are_counted(cmtool, proposed):
    path = proposed()
    more = "\n".join(f"第{number}条补充。" for number in range(30))
    path.write_text(f"{path.read_text(encoding='utf-8')}{more}\n", encoding="utf-8")
    told = cmtool("proposal", "verify", path)
    assert "另有 10 处" in told.out
    assert len(verified(cmtool, path, 6)["differences"]) == 30


def test_a_personal_number_typed_into_a_file_is_not_shown(cmtool, proposed, private):
    path = proposed("p.md", "--reveal", "name")
    text = path.read_text(encoding="utf-8")
    assert private["name"] in text
    line = next(line for line in text.splitlines() if private["name"] in line)
    path.write_text(text.replace(line, f"{line} {private['phone']}"), encoding="utf-8")
    told = cmtool("proposal", "verify", path)
    assert private["phone"] not in told.out
    assert private["name"] not in told.out
    assert "138****5678" in told.out


def test_a_changed_rule_is_named_and_whether_the_verdict_holds(cmtool, proposed, tmp_path, office_arguments):
    path = proposed()
    folder = tmp_path / "shop"
    for require, code, states in (
        ("c.shop_budget >= p.min_amount * 2", 0, ["genuine", "rules-changed"]),
        ("c.shop_budget > p.min_amount * 10", 6, ["genuine", "rules-changed", "verdict-fallen"]),
    ):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(SHOP, folder)
        rules = folder / "pack" / "rules.toml"
        text = rules.read_text(encoding="utf-8")
        rules.write_text(text.replace("c.shop_budget >= p.min_amount", require, 1), encoding="utf-8")
        arguments = [str(folder) if part == str(SHOP) else part for part in office_arguments]
        found = cmtool(*arguments, "proposal", "verify", path, "--format", "json", plain=True)
        assert (found.code, found.json["states"], found.json["rules_changed"]) == (code, states, ["SHP-R001"])
        told = cmtool(*arguments, "proposal", "verify", path, plain=True).out
        assert ("结论仍成立" in told, "结论不再成立" in told) == (code == 0, code == 6)


def test_a_fact_gone_stale_is_named_with_its_days_and_the_record_stays_genuine(cmtool, ok, proposed):
    path = proposed()
    found = verified(cmtool, path, 0, *STALE)
    assert found["states"] == ["genuine", "fact-stale", "not-today"]
    (budget,) = found["aged"]
    assert (budget["kind"], budget["about"]) == ("fact-stale", "shop_budget")
    assert "2026-11-24" in budget["words"]
    assert "已过期 1 天" in budget["words"]
    assert [(item["product"], item["was"], item["now"]) for item in found["today"]] == [("SHP-P003", "eligible", "ask")]
    assert found["holds"] is True
    told = ok("proposal", "verify", path, *STALE).out
    assert "已过有效期" in told
    assert verified(cmtool, path, 0, "--as-of", "2026-12-24")["states"] == ["genuine"]  # the last day it counts


def test_a_fact_learned_anew_since_is_told_with_both_values(cmtool, ok, proposed, regular):
    path = proposed()
    ok("client", "edit", regular, "--set", "shop_budget=4万", "--as-of", "2026-12-01")
    found = verified(cmtool, path, 0, "--as-of", "2026-12-02")
    assert found["states"] == ["genuine", "fact-newer", "not-today"]
    (change,) = found["aged"]
    assert "50万元" in change["words"]
    assert "4万元" in change["words"]
    assert "2026-12-01" in change["words"]


def test_a_file_altered_under_changed_facts_says_both(cmtool, ok, proposed, regular):
    path = proposed()
    ok("client", "edit", regular, "--set", "shop_budget=4万")
    path.write_text(path.read_text(encoding="utf-8").replace("收成有好有坏", "收成总是很好"), encoding="utf-8")
    found = verified(cmtool, path, 6)
    assert found["states"] == ["altered", "facts-changed", "verdict-fallen"]


@pytest.mark.parametrize(("state", "piece"), [("other-book", "另一本客户簿"), ("unknown", "没有标记"), ("taken-back", "撤销")])
def test_what_is_not_of_this_book_is_told_apart(cmtool, ok, proposed, tmp_path, state, piece):
    path = proposed()
    if state == "taken-back":
        ok("undo")
    elif state == "unknown":
        path.write_text(SHAPE.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        other = tmp_path / "other.db"
        assert run(["--safe-mode", "--book", str(other), "init"]) == 0
        arguments = ["--plugin", str(SHOP), "--safe-mode", "--book", str(other)]
        refused = cmtool(*arguments, "proposal", "verify", path, plain=True)
        assert refused.code == 6
        assert piece in refused.err
        found = cmtool(*arguments, "proposal", "verify", path, "--format", "json", plain=True)
        assert (found.code, found.json["states"]) == (6, ["other-book"])
        return
    refused = cmtool("proposal", "verify", path)
    assert refused.code == 6
    assert piece in refused.err
    assert verified(cmtool, path, 6)["states"] == [state]


def test_a_mark_says_the_book_and_nothing_of_the_client(proposed, sql, private):
    path = proposed()
    (mark,) = found_in(path.read_bytes(), path.name)
    (_, key), (kept,) = sql("SELECT mark, key FROM identity")[0], sql("SELECT mark FROM proposal")[0]
    assert mark == kept
    assert not any(value in mark for value in private.values())
    assert re.fullmatch(r"cmtool:[a-p]{8}:[a-p]{32}", mark)
    assert not re.search(r"\d", mark)
    assert key not in path.read_text(encoding="utf-8")


def test_the_same_question_gives_the_same_bytes_and_is_kept_once(ok, proposed, sql):
    first, second = proposed("p.md"), proposed("q.md")
    assert first.read_bytes() == second.read_bytes()
    assert sql("SELECT count(*) FROM copy") == [(1,)]
    assert sql("SELECT count(*) FROM proposal") == [(2,)]


def test_two_books_mark_the_same_proposal_otherwise(proposed, sql):
    first = found_in(proposed("p.md").read_bytes(), "p.md")
    sql("UPDATE identity SET key = ?", "00" * 32)
    assert found_in(proposed("q.md").read_bytes(), "q.md") != first


def a_word_file(mark: str, *paragraphs: str) -> bytes:
    """Return the least that is a Word file, with a mark in its properties."""
    body = "".join(f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>" for words in paragraphs)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("word/document.xml", f"<w:document {space}><w:body>{body}</w:body></w:document>")
        file.writestr("docProps/core.xml", f"<c xmlns:d='d'><d:identifier>{mark}</d:identifier></c>")
    return out.getvalue()


def test_the_mark_of_a_word_file_is_found_in_its_properties():
    mark = f"cmtool:{'a' * 8}:{'b' * 32}"
    assert found_in(a_word_file(mark, "正文"), "a.docx") == (mark,)
    assert found_in(b"PK\x03\x04 broken " + mark.encode(), "a.docx") == ()


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"%PDF-1.7 broken", b"\xd0\xcf\x11\xe0", b"", b"\xff\xfe\x00"])
def test_a_broken_file_is_none_of_this_book_and_ends_nothing(cmtool, proposed, tmp_path, content):
    proposed()
    for name in ("a.docx", "a.pdf", "a.html", "a"):
        (tmp_path / name).write_bytes(content)
        assert cmtool("proposal", "verify", tmp_path / name).code == 6


def test_a_word_file_with_the_mark_of_a_record_is_compared_by_its_words(cmtool, proposed, tmp_path):
    path = proposed()
    (mark,) = found_in(path.read_bytes(), path.name)
    (tmp_path / "w.docx").write_bytes(a_word_file(mark, "全然不同"))
    found = verified(cmtool, tmp_path / "w.docx", 6)
    assert (found["file"], found["number"]) == ("altered", 1)
    assert any("全然不同" in change["words"] for change in found["differences"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet(cmtool, ok, proposed, regular, golden, monkeypatch, lang):
    monkeypatch.setenv("COLUMNS", "80")
    path = proposed()
    ok("client", "edit", regular, "--set", "shop_budget=6万", "--as-of", "2026-12-01")
    path.write_text(path.read_text(encoding="utf-8").replace("收成有好有坏", "收成年年都好"), encoding="utf-8")
    golden(f"proposal_verify_{lang}", cmtool("--lang", lang, "proposal", "verify", path, "--as-of", "2027-11-25").out)


def rewritten(content: bytes, part: str, old: str, new: str) -> bytes:
    """Return an Office file with a text in one part replaced, as whoever tampers with it would."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as file, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in file.namelist():
            held = file.read(name)
            if name == part:
                assert old.encode() in held, part
                held = held.replace(old.encode(), new.encode())
            copy.writestr(name, held)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "part"), [("docx", "word/document.xml"), ("xlsx", "xl/sharedStrings.xml")])
def test_a_tampered_office_file_shows_the_paragraph_or_cell(cmtool, proposed, kind, part):
    path = proposed(f"p.{kind}")
    assert verified(cmtool, path)["states"] == ["genuine"]
    path.write_bytes(rewritten(path.read_bytes(), part, "收成有好有坏", "收成年年都好"))
    found = verified(cmtool, path, 6)
    assert (found["states"], found["number"]) == (["altered"], 1)
    (change,) = found["differences"]
    assert "收成有好有坏" in change["words"]
    assert "收成年年都好" in change["words"]
    assert re.match(r"第 \d+ 段：|.+![A-Z]+\d+：", change["words"])


def test_a_word_file_opened_and_saved_again_has_the_same_words(cmtool, proposed):
    path = proposed("p.docx")
    document = docx.Document(str(path))
    document.save(str(path))
    found = verified(cmtool, path, 6)
    assert [change["kind"] for change in found["differences"]] == ["same-words"]
    next(one for one in document.paragraphs if one.text.strip()).add_run("（修订）")
    document.save(str(path))
    (change,) = verified(cmtool, path, 6)["differences"]
    assert "（修订）" in change["words"]


def test_a_pdf_saved_anew_is_known_by_its_mark_and_an_added_page_is_shown(cmtool, proposed):
    path = proposed("p.pdf")
    assert verified(cmtool, path)["states"] == ["genuine"]
    writer = pypdf.PdfWriter(clone_from=str(path))
    writer.write(str(path))
    found = verified(cmtool, path, 6)
    assert (found["states"], [change["kind"] for change in found["differences"]]) == (["altered"], ["same-words"])
    page = proposed("q.pdf", "--product", "SHP-P003", "--lang", "en")
    writer.append(str(page))
    writer.write(str(path))
    changes = verified(cmtool, path, 6)["differences"]
    assert {change["kind"] for change in changes} == {"text-new"}
    assert any("a bad harvest may cost half" in change["words"] for change in changes)


@pytest.mark.parametrize("kind", ["md", "html", "docx", "pdf", "xlsx"])
def test_every_format_carries_the_mark_of_its_record(proposed, sql, kind):
    path = proposed(f"p.{kind}")
    assert [found_in(path.read_bytes(), path.name)] == [sql("SELECT mark FROM proposal")[-1]]
