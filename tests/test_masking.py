"""Nothing that names a person leaves the book unless it is asked for by name, and the asking is recorded."""

from __future__ import annotations

import pytest

FORMATS = ("table", "json", "ndjson", "csv", "tsv", "md", "ids")
LISTS = [
    ("client", "list"),
    ("client", "list", "--where", "c.tier = 'a'"),
    ("match", "C-00001"),
    ("match", "C-00001", "--full"),
    ("needs", "show", "C-00001"),
    ("needs", "next", "C-00001"),
    ("today",),
    ("case", "list"),
    ("case", "show", "1"),
    ("journal",),
    ("journal", "--client", "C-00001"),
    ("product", "list"),
    ("rule", "list"),
    ("plugin", "list"),
    ("report", "branch"),
    ("report", "compliance"),
    ("report", "funnel"),
    ("report", "client", "C-00001"),
]
SHEETS = [
    ("client", "show", "C-00001"),
    ("why", "C-00001", "SHP-P003"),
    ("onboard", "C-00001"),
    ("onboard", "C-00001", "--for", "SHP-C01"),
    ("doctor",),
    ("explain", "phone"),
    ("explain", "shop_card"),
]
WRITES = [
    ("client", "edit", "C-00001", "--set", "tier=b"),
    ("client", "edit", "C-00001", "--set", "phone=13812345678"),
    ("client", "log", "C-00001", "--note", "又打13812345678", "--promise", "2026-11-24", "寄到zhang.sanfeng@example.cn"),
    ("case", "open", "C-00001", "SHP-C01"),
    ("case", "step", "1"),
    ("propose", "C-00001", "-o", "-"),
    ("undo",),
    ("client", "add", "张三丰", "--set", "phone=13812345678"),
    ("import", "{file}"),
    ("import", "{file}", "--format", "json"),
    ("import", "{file}", "--update-by", "id_number"),
]
REFUSED = [
    ("client", "add", "王五", "--set", "id_number=110105198002290128"),  # known already
    ("client", "add", "王五", "--set", "id_number=110105198002290120"),  # check digit
    ("client", "add", "王五", "--set", "id_number=110105198013290128"),  # no such day
    ("client", "add", "王五", "--set", "id_number=2101051980022901"),  # too short
    ("client", "add", "王五", "--set", "goal=13812345678"),  # the right value in the wrong place
    ("client", "add", "王五", "--set", "phone=110105198002290128"),
    ("client", "add", "王五", "--set", "shop_card=6222021234567890120"),
    ("client", "add", "王五", "--set", "birth_date=110105198002290128"),
    ("client", "add", "王五", "--set", "13812345678=1"),
    ("client", "add", "王五", "--set", "13812345678"),
    ("client", "add", "王五", "13812345678"),
    ("client", "show", "110105198002290128"),
    ("client", "show", "13812345678"),
    ("client", "show", "C-00001", "--reveal", "13812345678"),
    ("client", "list", "--where", "c.phone = 13812345678"),
    ("client", "list", "--where", "phone = '138 1234 5678'"),
    ("client", "list", "--fields", "13812345678"),
    ("client", "log", "C-00001", "--promise", "13812345678", "回电"),
    ("client", "lost", "13812345678"),
    ("client", "13812345678"),
    ("why", "C-00001", "13812345678"),
    ("case", "open", "C-00001", "13812345678"),
    ("explain", "6222021234567890128"),
    ("today", "--as-of", "13812345678"),
    ("propose", "C-00001", "-o", "p.13812345678"),
    ("propose", "C-00001", "-o", "-", "--product", "SHP-P005"),
    ("import", "no-13812345678.csv"),
]
NUMBERS = (
    "110105198002290120",
    "110105198013290128",
    "2101051980022901",
    "6222021234567890120",
    "138 1234 5678",
    "138-1234-5678",
)


@pytest.fixture
def clean(private):
    """Make sure that a text holds none of what is private."""

    def checked(text: str, but: tuple[str, ...] = ()) -> None:
        leaked = [word for name, word in private.items() if name not in but and word in text]
        leaked += [number for number in NUMBERS if number in text]
        assert leaked == [], text

    return checked


@pytest.fixture
def talkative(ok, regular, private, tmp_path):
    """A book whose notes and promises repeat all that is private."""
    spoken = f"证件{private['id_number']}，卡{private['shop_card']}，卡6222 0212 3456 7890 128"
    ok(
        "client",
        "log",
        regular,
        "--note",
        spoken,
        "--result",
        f"打{private['phone']}",
        "--promise",
        "2026-11-20",
        f"发到{private['email']}",
    )
    ok(
        "client",
        "log",
        regular,
        "--note",
        "打138 1234 5678或138-1234-5678或+8613812345678",
        "--promise",
        "2026-11-21",
        f"寄{private['id_number']}",
    )
    ok("case", "open", regular, "SHP-C01")
    file = tmp_path / "clients.csv"
    rows = (
        f"张三丰,{private['id_number']},{private['phone']},{private['email']},{private['shop_card']}",
        "赵六,110105198002290120,123,x,6222021234567890120",
    )
    file.write_text("\n".join(("姓名,证件号码,手机号,邮箱,储值卡号", *rows)), encoding="utf-8")
    return file


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", FORMATS)
def test_no_list_in_any_format_tells(ok, cmtool, talkative, clean, tmp_path, lang, form):
    for command in LISTS:
        found = cmtool(*command, "--format", form, "--lang", lang)
        assert found.code == 0, found
        clean(found.out + found.err)
        items = ok(*command, "--format", "json").items
        if form not in ("table", "ids") and items:
            names = list(items[0])
            clean(ok(*command, "--format", form, "--fields", ",".join(names), "--lang", lang).out)
        ok(*command, "--format", form, "-o", tmp_path / "list", "--lang", lang)
        clean((tmp_path / "list").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["table", "json"])
def test_no_sheet_tells(cmtool, talkative, clean, lang, form):
    for command in SHEETS:
        found = cmtool(*command, "--format", form, "--lang", lang)
        assert found.code in (0, 6), found
        clean(found.out + found.err)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("suffix", ["md", "html"])
def test_no_document_tells(ok, talkative, clean, tmp_path, lang, suffix):
    found = ok("propose", "C-00001", "-o", tmp_path / f"p.{suffix}", "--lang", lang)
    clean(found.out + found.err + (tmp_path / f"p.{suffix}").read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_command_that_writes_tells_and_the_journal_keeps_quiet(ok, cmtool, talkative, clean, sql, lang):
    for command in WRITES:
        found = cmtool(*(word.format(file=talkative) for word in command), "--lang", lang)
        assert found.code in (0, 8), found
        clean(found.out + found.err)
    clean(ok("journal", "--format", "json").out)
    clean(str(sql("SELECT at, who, command, about FROM journal")))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("command", REFUSED, ids=" ".join)
def test_no_refusal_tells(cmtool, talkative, clean, command, lang):
    refused = cmtool(*command, "--lang", lang)
    assert refused.code not in (0, 1), refused
    clean(refused.out + refused.err)


def test_a_file_to_repair_holds_what_the_file_held_and_is_private(cmtool, talkative, tmp_path):
    assert cmtool("import", talkative, "--refused", tmp_path / "again.csv").code == 8
    assert (tmp_path / "again.csv").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("fact", ["name", "id_number", "phone", "email", "address", "shop_card"])
def test_revealing_shows_just_what_was_asked_for_and_is_journalled(ok, talkative, private, clean, fact):
    for command in (("client", "show", "C-00001"), ("client", "list")):
        shown = ok(*command, "--reveal", fact, "--format", "json")
        assert private[fact] in shown.out
        clean(shown.out + shown.err, but=(fact,))
        entry = ok("journal", "--top", "1", "--format", "json").items[0]
        assert entry["command"] == "reveal"
        assert entry["about"].endswith(f": {fact}")
        clean(str(entry))


def test_several_can_be_asked_for_at_once(ok, talkative, private, clean):
    shown = ok("client", "show", "C-00001", "--reveal", "phone，手机号码, name", "--format", "json")
    assert private["phone"] in shown.out
    assert private["name"] in shown.out
    clean(shown.out, but=("name", "phone"))


def test_a_secret_is_shown_only_when_asked_for(ok, talkative):
    assert "胃寒" not in ok("client", "show", "C-00001", "--format", "json").out
    assert "胃寒" in ok("client", "show", "C-00001", "--reveal", "shop_ailment", "--format", "json").out


def test_asking_for_what_is_no_fact_reveals_and_journals_nothing(cmtool, ok, talkative, book):
    before = book.read_bytes()
    assert cmtool("client", "show", "C-00001", "--reveal", "fone").code == 3
    assert cmtool("client", "list", "--reveal", "fone").code == 3
    assert book.read_bytes() == before


def test_what_was_revealed_into_a_file_is_private(ok, talkative, private, tmp_path):
    (tmp_path / "list.csv").touch(0o644)
    ok("client", "list", "--reveal", "phone", "-o", tmp_path / "list.csv")
    assert private["phone"] in (tmp_path / "list.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "list.csv").stat().st_mode & 0o777 == 0o600


def test_a_firms_name_is_no_secret(ok, add):
    add("龙井茶业有限公司", kind="organisation")
    add("欧阳")
    assert [item["name"] for item in ok("client", "list", "--format", "json").items] == ["龙井茶业有限公司", "欧*"]
