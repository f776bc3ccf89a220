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
