"""The cache of checked packs: as good as reading again, never older than the files, and harmless whatever lies in it."""

from __future__ import annotations

import io
import os
import pickle
import shutil
import stat
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from cmtool.model import Institution, Pack, Text
from cmtool.packs import built, pack_of
from cmtool.packs.reader import read_card, read_pack

SHOP = Path(__file__).parent / "plugins" / "shop"
CORE = Path(built.__file__).parent.parent / "pack"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A plugin's folder of its own and an empty cache."""
    monkeypatch.setenv("CMTOOL_CACHE", str(tmp_path / "cache"))
    shutil.copytree(SHOP, tmp_path / "shop")
    return tmp_path / "shop"


@pytest.fixture
def cached(tmp_path):
    """The only file of the cache."""

    def found() -> Path:
        (path,) = (tmp_path / "cache").iterdir()
        return path

    return found


@cache
def core():
    """What the core knows, read anew."""
    return read_pack(CORE / "core", read_card(CORE / "plugin.toml")[0])[0]


def asked(folder):
    return pack_of(folder / "plugin.toml", folder / "pack", core())


def read(folder):
    card, mistakes = read_card(folder / "plugin.toml")
    pack, more = read_pack(folder / "pack", card, core())
    return card, pack, mistakes + more


def from_the_cache(folder, monkeypatch):
    """Return what is asked while reading anew is impossible."""
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "cmtool.packs.reader", None)
        return asked(folder)


def test_the_second_asking_is_answered_from_the_cache_and_the_same(folder, monkeypatch):
    first = asked(folder)
    assert first == read(folder)
    assert from_the_cache(folder, monkeypatch) == first


def test_a_pack_with_mistakes_keeps_them_in_the_cache(folder, monkeypatch):
    (folder / "pack" / "talks.toml").write_text("talk = 5", encoding="utf-8")
    first = asked(folder)
    assert len(first[2]) == 1
    assert from_the_cache(folder, monkeypatch) == first


def test_the_cache_is_the_users_alone(folder, cached):
    asked(folder)
    assert stat.S_IMODE(cached().stat().st_mode) == 0o600
    assert stat.S_IMODE(cached().parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("file", ["plugin.toml", "pack/rules.toml"])
def test_a_changed_file_is_noticed_even_at_the_same_length(folder, file):
    asked(folder)
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8").replace("茶铺", "米铺"), encoding="utf-8")
    os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns + 1))
    card, pack, _ = asked(folder)
    assert "米铺" in (card.title.zh if file == "plugin.toml" else pack.rules[0].source.title)


def test_a_file_that_comes_or_goes_is_noticed(folder):
    assert len(asked(folder)[1].talks) == 1
    talks = (folder / "pack" / "talks.toml").read_text(encoding="utf-8")
    (folder / "pack" / "talks.toml").unlink()
    assert len(asked(folder)[1].talks) == 0
    (folder / "pack" / "talks.toml").write_text(talks, encoding="utf-8")
    assert len(asked(folder)[1].talks) == 1


def test_what_the_core_knows_is_part_of_what_must_not_have_changed(folder):
    assert asked(folder)[2] == []
    fewer = replace(core(), needs=core().needs[1:])
    assert [wrong.place for wrong in pack_of(folder / "plugin.toml", folder / "pack", fewer)[2]] == [
        "products.toml, product 1 (SHP-P001) -> serves",
        "products.toml, product 2 (SHP-P002) -> serves",
    ]
    assert asked(folder)[2] == []


class Burglar:
    """Runs a command when it is unpickled the ordinary way."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return (Path.touch, (self.mark,))


def through_the_nouns(mark):
    """A pickle that would reach ``eval`` through an attribute of a noun's module."""
    name, module = b"day_of.__builtins__.__getitem__", b"cmtool.model.client"
    code = f"__import__('pathlib').Path({str(mark)!r}).touch()".encode()

    def text(data):
        return b"X" + len(data).to_bytes(4, "little") + data

    getitem = text(module) + text(name) + b"\x93"
    evaluate = getitem + text(b"eval") + b"\x85R"
    return b"\x80\x04" + evaluate + text(code) + b"\x85R."


def broken_class(mark):
    return pickle.dumps(("stamp", (Institution, Pack, [])), protocol=5)


@pytest.mark.parametrize(
    "forged",
    [
        pytest.param(lambda mark: pickle.dumps(Burglar(mark)), id="a-call"),
        pytest.param(lambda mark: pickle.dumps(("stamp", (Burglar(mark), None, []))), id="a-call-in-its-place"),
        pytest.param(through_the_nouns, id="a-call-through-the-nouns"),
        pytest.param(broken_class, id="classes-for-values"),
        pytest.param(lambda mark: b"", id="empty"),
        pytest.param(lambda mark: b"\x80\x05no pickle at all", id="no-pickle"),
        pytest.param(lambda mark: b"\x80\x05h\xff.", id="a-memo-that-is-not-there"),
        pytest.param(lambda mark: b"\x80\x05.", id="nothing-on-the-stack"),
        pytest.param(lambda mark: pickle.dumps(42), id="a-number"),
        pytest.param(lambda mark: pickle.dumps(("stamp", 42)), id="a-number-for-a-pack"),
        pytest.param(lambda mark: os.urandom(4096), id="noise"),
    ],
)
def test_a_forged_cache_runs_nothing_and_is_made_again(folder, cached, tmp_path, monkeypatch, forged):
    asked(folder)
    mark = tmp_path / "burgled"
    cached().write_bytes(forged(mark))
    assert asked(folder) == read(folder)
    assert not mark.exists()
    assert from_the_cache(folder, monkeypatch) == read(folder)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("builtins", "eval"),
        ("os", "system"),
        ("cmtool.model", "import_module"),
        ("cmtool.modelling", "Fact"),
        ("cmtool.model.client", "day_of"),
        ("cmtool.model.client", "Fact"),
        ("cmtool.model.client", "Client.__init__"),
        ("cmtool.packs.reader", "read_pack"),
    ],
)
def test_nothing_is_made_but_the_nouns_where_they_are_at_home(module, name):
    with pytest.raises(pickle.UnpicklingError):
        built.NounsOnly(io.BytesIO()).find_class(module, name)


def test_the_burglars_of_these_tests_would_get_in_elsewhere(tmp_path):
    for number, forged in enumerate((pickle.dumps(Burglar(tmp_path / "0")), through_the_nouns(tmp_path / "1"))):
        pickle.loads(forged)
        assert (tmp_path / str(number)).exists()


def test_the_right_stamp_on_the_wrong_things_is_not_taken(folder, cached):
    asked(folder)
    stamp, card, mistakes, gists, shelves = kept = built.NounsOnly(io.BytesIO(cached().read_bytes())).load()
    assert mistakes == []
    fewer = {name: shelf for name, shelf in shelves.items() if name != "rules"}
    for wrong in (("card", *kept[2:]), (card, 5, gists, shelves), (card, [], {}, shelves), (card, [], gists, fewer),
                  (card, [], gists, dict.fromkeys(shelves)), (Text("字", "word"),) * 4, 5):  # fmt: skip
        cached().write_bytes(pickle.dumps((stamp, *wrong) if isinstance(wrong, tuple) else (stamp, wrong)))
        assert asked(folder) == read(folder)


DAMAGED = {"empty": b"", "no-pickle": b"damaged", "no-tuple": pickle.dumps("no shelf"), "forged": pickle.dumps(os.system)}


@pytest.mark.parametrize("shelf", DAMAGED.values(), ids=DAMAGED)
def test_a_shelf_that_is_damaged_or_forged_is_read_from_its_files(folder, cached, shelf):
    asked(folder)
    *kept, shelves = built.NounsOnly(io.BytesIO(cached().read_bytes())).load()
    cached().write_bytes(pickle.dumps((*kept, {**shelves, "rules": shelf})))
    _, pack, _ = asked(folder)
    assert type(pack) is built.KeptPack
    assert pack.rules == read(folder)[1].rules
    assert pack == read(folder)[1]


def test_a_kept_pack_is_a_pack_in_every_way(folder):
    plain = asked(folder)[1]
    kept = asked(folder)[1]
    assert (type(plain), type(kept)) == (Pack, built.KeptPack)
    assert plain == kept
    assert kept == plain
    assert {name: built.gist(kept, name) for name in built.GISTS} == {name: built.gist(plain, name) for name in built.GISTS}
    fewer = replace(kept, rules=())
    assert fewer == replace(plain, rules=())
    assert built.gist(fewer, "spoken_of") == built.gist(replace(plain, rules=()), "spoken_of") != built.gist(kept, "spoken_of")
    assert pickle.loads(pickle.dumps(kept)) == plain
    with pytest.raises(AttributeError):
        _ = kept.nothing


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_cache_that_cannot_be_written_is_harmless(folder, tmp_path, monkeypatch):
    (tmp_path / "sealed").mkdir(mode=0o500)
    monkeypatch.setenv("CMTOOL_CACHE", str(tmp_path / "sealed" / "cache"))
    assert asked(folder) == read(folder)


def test_a_cache_that_is_a_file_is_harmless(folder, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("CMTOOL_CACHE", str(tmp_path / "file"))
    assert asked(folder) == read(folder)
    assert (tmp_path / "file").read_text() == "not a folder"
