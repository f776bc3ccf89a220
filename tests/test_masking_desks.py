"""Personal data in a book with the four desks: firms, foreign phones, bank cards, and numbers typed into texts."""

from __future__ import annotations

import json
import shutil

import pytest

from cmtool.cli import run

ID, USCC, PHONE, ABROAD = "110105198002290128", "91350100M000100Y43", "13812345678", "+442079460958"
EMAIL, CARD, STREET = "zhang.sanfeng@example.cn", "6222021234567890128", "安定门外大街208号1单元502室"
PRIVATE = (ID, ID[6:14], USCC, PHONE, ABROAD, ABROAD[1:], EMAIL, "zhang.sanfeng", CARD, STREET, "张三丰")
FORMATS = ("table", "json", "ndjson", "csv", "tsv", "md", "ids")
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture
def desks(cmtool, book):
    """Run a command with the installed desks."""

    def ran(*arguments):
        return cmtool("--book", book, "--as-of", "2026-11-24", *arguments, plain=True)

    return ran


SPOKEN = f"证件{ID} 电话{PHONE} 邮箱{EMAIL} 卡{CARD}"
KNOWN = {
    "张三丰": {
        "id_number": ID, "phone": PHONE, "email": EMAIL, "address": f"北京市朝阳区{STREET}", "bank_card_number": CARD,
        "kind": "person", "goal": "steady", "next_touch": "2026-11-20", "bank_risk_level": "3", "occupation": SPOKEN,
        "civil_capacity": "full", "bank_idle_money": "10万", "horizon_months": "60", "financial_assets": "50万",
        "birth_date": "1980-02-29",
    },
    "川砺贸易有限公司": {
        "id_number": USCC, "phone": ABROAD, "kind": "organisation", "industry": SPOKEN, "next_touch": "2026-11-20",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def full(tmp_path_factory, cache):
    """A person and a firm of whom all is known, and whose numbers were typed into texts too; made once."""
    path = tmp_path_factory.mktemp("full") / "book.db"

    def ran(*arguments):
        assert run(["--book", str(path), "--as-of", "2026-11-24", *arguments]) == 0

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("CMTOOL_CACHE", str(cache))
        ran("init")
        for name, facts in KNOWN.items():
            sets = [part for fact, value in facts.items() for part in ("--set", f"{fact}={value}")]
            ran("client", "add", name, "--source", "测评单", *sets)
        for code in ("C-00001", "C-00002"):
            ran("client", "log", code, "--note", SPOKEN, "--result", SPOKEN, "--promise", "2026-11-21", SPOKEN)
            ran("case", "open", code, {"C-00001": "BNK-C01", "C-00002": "BNK-C02"}[code])
    return path


@pytest.fixture
def typed(book, full):
    shutil.copy2(full, book)


def hidden(found, but=()):
    said = found if isinstance(found, str) else found.out + found.err
    assert [word for word in PRIVATE if word in said and word not in but] == [], said


@BOTH
@pytest.mark.parametrize(
    "arguments",
    [
        ("today",), ("client", "list"), ("match", "C-00001", "--full"), ("match", "C-00002"), ("needs", "show", "C-00001"),
        ("needs", "next", "C-00001"), ("case", "list", "--all"), ("case", "show", "1"), ("journal",), ("rule", "list"),
        ("product", "list"), ("plugin", "list"), ("journal", "--client", "C-00001"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_no_list_holds_a_number(desks, typed, tmp_path, lang, arguments):
    for form in FORMATS if lang == "zh" else ("table", "json"):
        found = desks(*arguments, "--lang", lang, "--format", form)
        assert found.code == 0, found
        hidden(found)
    assert desks(*arguments, "--lang", lang, "-o", tmp_path / "list.csv").code == 0
    hidden((tmp_path / "list.csv").read_text(encoding="utf-8-sig"))


@BOTH
def test_no_sheet_holds_a_number(desks, typed, lang):
    for arguments in (
        ("client", "show", "C-00001"), ("client", "show", "C-00002"), ("why", "C-00001", "BNK-P008"), ("onboard", "C-00001"),
        ("onboard", "C-00002", "--for", "BNK-C01"), ("doctor",), ("explain", "bank_card_number"), ("explain", "id_number"),
    ):  # fmt: skip
        for form in ("table", "json"):
            found = desks(*arguments, "--lang", lang, "--format", form)
            assert found.code in {0, 6}, found
            hidden(found)


def test_a_mask_shows_what_practice_shows_and_never_the_birthday(desks, typed):
    words = {item["fact"]: item["words"] for item in desks("client", "show", "C-00001", "--format", "json").items}
    assert words["id_number"] == "110***********0128"
    assert words["phone"] == "138****5678"
    assert words["bank_card_number"] == "622202*********0128"
    assert words["email"] == "z***@example.cn"
    assert words["address"] == "北京市朝阳区***"
    firm = desks("client", "show", "C-00002", "--format", "json").json
    assert firm["name"] == "川砺贸易有限公司"
    assert {item["fact"]: item["words"] for item in firm["items"]}["id_number"] == "913***********0Y43"


@BOTH
@pytest.mark.parametrize("suffix", [".md", ".html"])
def test_no_proposal_holds_a_number_unless_asked(desks, typed, tmp_path, lang, suffix):
    path = tmp_path / f"plan{suffix}"
    written = desks("propose", "C-00001", "--desk", "banking", "--lang", lang, "-o", path)
    assert written.code == 0, written
    hidden(written)
    hidden(path.read_text(encoding="utf-8"))
    assert path.stat().st_mode & 0o777 == 0o600
    named = desks("propose", "C-00001", "--desk", "banking", "--lang", lang, "--reveal", "name", "-o", path)
    hidden(named)
    assert "张三丰" in path.read_text(encoding="utf-8")
    hidden(path.read_text(encoding="utf-8"), but=("张三丰",))
    entry = desks("journal", "--top", "1", "--format", "json").items[0]
    assert (entry["command"], entry["about"].rsplit(", ", 1)[1]) == ("propose", "--reveal name")


@BOTH
def test_an_import_tells_nothing_but_in_the_file_for_repair(desks, typed, tmp_path, lang):
    source = tmp_path / "clients.csv"
    wrong = f"{ID[:-1]}0"
    known, faulty = f"张三丰,{ID},{PHONE},{EMAIL},{CARD}", f"张三丰,{wrong},1381234567,x,{CARD[:-1]}0"
    rows = ("姓名,证件号码,手机号,邮箱,银行卡号", known, faulty, f",{ID},{PHONE},,")
    source.write_text("\n".join(rows), encoding="utf-8")
    for form in ("table", "json"):
        for more in (("--dry-run",), ("--refused", tmp_path / "repair.csv"), ("--update-by", "id_number")):
            found = desks("import", source, "--lang", lang, "--format", form, *more)
            assert found.code == 8, found
            hidden(found)
            assert wrong not in found.out + found.err
    assert wrong in (tmp_path / "repair.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "repair.csv").stat().st_mode & 0o777 == 0o600
    hidden(json.dumps(desks("journal", "--format", "json").items, ensure_ascii=False))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_refusal_repeats_a_number(desks, typed, lang):
    for sets, code in (
        ((f"id_number={ID}",), 4), ((f"id_number={USCC}",), 4), ((f"id_number={ID[:-1]}0",), 5),
        ((f"id_number={USCC[:-1]}0",), 5),
        ((f"phone={PHONE}99",), 5), ((f"bank_card_number={CARD[:-1]}0",), 5), ((f"birth_date={ID}", f"tier={PHONE}"), 5),
        ((f"annual_income={EMAIL}", f"goal={CARD}"), 5),
    ):  # fmt: skip
        refused = desks("client", "add", "李四", "--lang", lang, *(part for one in sets for part in ("--set", one)))
        assert refused.code == code, refused
        hidden(refused)
        assert refused.out == ""


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("id_number", ID), ("phone", PHONE), ("email", EMAIL), ("address", STREET), ("bank_card_number", CARD),
        ("name", "张三丰"),
    ],
)  # fmt: skip
def test_revealing_shows_just_that_and_leaves_one_entry(desks, typed, fact, value):
    def entries():
        return len(desks("journal", "--format", "ids").out.split())

    also = (EMAIL, "zhang.sanfeng") if fact == "email" else (ID, ID[6:14]) if fact == "id_number" else (value,)
    for arguments in (("client", "show", "C-00001"), ("client", "list")):
        before = entries()
        hidden(desks(*arguments))
        assert entries() == before
        for form in ("table", "json"):
            found = desks(*arguments, "--reveal", fact, "--format", form)
            assert value in found.out
            hidden(found, but=also if arguments[1] == "show" else (*also, *other_of(fact)))
        assert entries() == before + 2
    hidden(json.dumps(desks("journal", "--format", "json").items, ensure_ascii=False))


def other_of(fact):
    """What the list reveals of the firm as well."""
    return {"id_number": (USCC,), "phone": (ABROAD, ABROAD[1:])}.get(fact, ())
