"""The journal as a list: its shape, its table, its words."""

from __future__ import annotations

import pytest

ENTRY = {
    "entry": int,
    "at": str,
    "who": str,
    "command": str,
    "about": str,
    "undoes": (int, type(None)),
    "changes": int,
    "undone_by": (int, type(None)),
    "fields": list,
}


def test_the_journal_as_json(ok, add):
    add(tier="a")
    ok("client", "edit", "C-00001", "--set", "tier=b")
    ok("undo")
    found = ok("journal", "--format", "json").json
    assert found["schema"] == "cmtool/journal/1"
    for item in found["items"]:
        assert list(item) == list(ENTRY)
        for name, kind in ENTRY.items():
            assert isinstance(item[name], kind), name
    assert [(item["entry"], item["undoes"], item["undone_by"]) for item in found["items"]] == [
        (3, 2, None),
        (2, None, 3),
        (1, None, None),
    ]


def test_an_unknown_client_is_not_found(cmtool):
    assert cmtool("journal", "--client", "C-00001").code == 3


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_journal(ok, add, golden, tmp_path, lang):
    add("李四", "--manager", "王经理", tier="a", goal="preserve")
    ok("client", "edit", "C-00001", "--set", "tier=b", "--manager", "王经理")
    ok("client", "log", "C-00001", "--note", "打13812345678", "--manager", "王经理")
    ok("propose", "C-00001", "-o", tmp_path / "p.md", "--manager", "王经理")
    ok("undo", "--manager", "赵经理")
    golden(f"journal_{lang}", ok("journal", "--lang", lang, "--fields", "entry,who,command,about,changes,undone_by").out)


def test_a_number_given_out_again_belongs_to_whom_the_entry_was_about(ok, add):
    """After an undo the next row has the number of the one that went: neither client's journal holds the other's work."""
    first, second = add(tier="a"), add("乙客户", tier="a")
    ok("client", "log", first, "--note", "出差")
    ok("undo")
    ok("client", "log", second, "--note", "住院")
    ok("undo")
    ok("undo", 6)

    def of(code):
        items = ok("journal", "--client", code, "--format", "json").json["items"]
        return [(item["entry"], item["command"]) for item in items]

    assert of(first) == [(4, "undo"), (3, "client log"), (1, "client add")]
    assert of(second) == [(7, "undo"), (6, "undo"), (5, "client log"), (2, "client add")]
