"""``propose --all``: one document for each client, an index of what became of each, and a second run that goes on from it."""

from __future__ import annotations

import csv

import pytest


@pytest.fixture
def three(add):
    """Two clients for whom something is suitable, and one for whom nothing is."""
    return [add("甲", goal="preserve"), add("乙", goal="grow"), add("丙", goal="preserve", tier="a")]


def index(folder):
    with (folder / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["client"]: row for row in csv.DictReader(file)}


@pytest.fixture
def all_of(cmtool, tmp_path):
    def ran(*arguments, code=8):
        found = cmtool("propose", "--all", "-o", tmp_path / "out", *arguments)
        assert found.code == code, found
        return found

    return ran


def test_each_client_gets_a_document_and_what_one_lacks_stops_no_other(all_of, three, tmp_path, sql):
    told = all_of()
    one, none, other = three
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted([f"{one}.html", f"{other}.html", "index.csv"])
    lines = index(tmp_path / "out")
    assert {code: line["status"] for code, line in lines.items()} == {one: "written", none: "refused", other: "written"}
    assert lines[one]["products"].startswith("SHP-P00")
    assert "没有既适合又对应需求的产品" in lines[none]["words"]
    assert none in told.err
    assert sql("SELECT count(*) FROM proposal") == [(2,)]


def test_a_file_name_holds_no_personal_data_and_files_are_private(all_of, add, tmp_path, private):
    add(private["name"], goal="preserve")
    all_of("--reveal", "name", code=0)
    for path in (tmp_path / "out").iterdir():
        assert private["name"] not in path.name
        assert path.stat().st_mode & 0o777 == 0o600
    assert private["name"] not in (tmp_path / "out" / "index.csv").read_text(encoding="utf-8-sig")


def test_a_batch_is_one_entry_and_one_undo(all_of, ok, three, sql):
    all_of()
    first = ok("journal", "--format", "json").items[0]
    assert (first["command"], first["changes"]) == ("propose", 4)  # two proposals with their bytes
    ok("undo")
    assert sql("SELECT count(*) FROM proposal") == [(0,)]


def test_a_second_run_leaves_what_rests_on_the_same_basis(all_of, ok, three, tmp_path, sql):
    all_of()
    one, _, other = three
    stamps = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.html")}
    assert "2 份依据未变" in all_of().err
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out").glob("*.html")} == stamps
    assert sql("SELECT count(*) FROM proposal") == [(2,)]
    ok("client", "edit", one, "--set", "shop_budget=60万")  # a fact changed
    (tmp_path / "out" / f"{other}.html").write_text("altered", encoding="utf-8")  # a file was touched
    assert "写了 2 份" in all_of().err
    assert {line["status"] for line in index(tmp_path / "out").values()} == {"written", "refused"}


def test_a_changed_template_is_another_basis(all_of, three, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cmtool.toml").write_text('[templates]\nfolder = "own"\n', encoding="utf-8")
    (tmp_path / "own").mkdir()
    over = "{{% extends 'core:proposal.md' %}}{{% block signing %}}\n{}\n{{% endblock %}}"
    (tmp_path / "own" / "proposal.md").write_text(over.format("一"), encoding="utf-8")
    all_of()
    (tmp_path / "own" / "proposal.md").write_text(over.format("二二"), encoding="utf-8")
    assert "写了 2 份" in all_of().err


def test_a_file_that_is_not_on_record_is_made_again(all_of, ok, three, tmp_path):
    all_of()
    ok("undo")
    assert "写了 2 份" in all_of().err


def test_a_condition_and_a_manager_choose_the_clients(all_of, add, three, tmp_path):
    code = add("丁", "--manager", "王经理", goal="preserve", tier="a")
    all_of("--where", "c.tier = 'a'", "--manager", "王经理", code=0)
    assert set(index(tmp_path / "out")) == {code}
    all_of("--where", "c.goal = 'grow'")
    assert {line["status"] for line in index(tmp_path / "out").values()} == {"written", "refused"}  # earlier lines stay


@pytest.mark.parametrize("form", ["html", "md"])
def test_the_format_is_named_and_the_same_as_of_one(all_of, ok, add, tmp_path, form):
    code = add("甲", goal="preserve")
    all_of("--format", form, code=0)
    ok("propose", code, "-o", tmp_path / f"one.{form}")
    assert (tmp_path / "out" / f"{code}.{form}").read_bytes() == (tmp_path / f"one.{form}").read_bytes()


def test_a_dry_run_writes_nothing(all_of, three, tmp_path, book):
    before = book.read_bytes()
    assert "2" in all_of("--dry-run").err
    assert not (tmp_path / "out").exists()
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        pytest.param([], 2, id="nobody"),
        pytest.param(["C-00001", "--all"], 2, id="one-and-all"),
        pytest.param(["C-00001", "--where", "c.tier = 'a'"], 2, id="one-with-a-condition"),
        pytest.param(["--all", "--template", "nothing"], 3, id="no-template"),
        pytest.param(["--all", "--where", ""], 5, id="an-empty-condition"),
        pytest.param(["--all", "--product", "SHP-P999"], 3, id="no-such-product"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_written(cmtool, three, tmp_path, arguments, code):
    refused = cmtool("propose", *arguments, "-o", tmp_path / "out")
    assert refused.code == code, refused
    assert not list(tmp_path.glob("out/*.html"))


def test_a_folder_is_no_file_and_a_strange_index_is_left_alone(cmtool, three, tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert cmtool("propose", "--all", "-o", tmp_path / "file").code == 5
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "index.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    refused = cmtool("propose", "--all", "-o", tmp_path / "out")
    assert (refused.code, "index.csv" in refused.err) == (5, True)
    assert (tmp_path / "out" / "index.csv").read_text(encoding="utf-8") == "a,b\n1,2\n"


def test_what_was_made_before_it_broke_off_is_on_record_and_is_not_made_again(cmtool, all_of, three, tmp_path, sql):
    in_the_way = tmp_path / "out" / f"{three[2]}.html"
    in_the_way.mkdir(parents=True)
    broken = cmtool("propose", "--all", "-o", tmp_path / "out")
    assert (broken.code, in_the_way.name in broken.err) == (1, True), broken
    assert sql("SELECT count(*) FROM proposal") == [(1,)]
    assert index(tmp_path / "out")[three[0]]["status"] == "written"
    in_the_way.rmdir()
    assert "写了 1 份，1 份依据未变" in all_of().err
