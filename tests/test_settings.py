"""Settings: which of several wins, where each came from, and the language of a run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

SHOP = Path(__file__).parent / "plugins" / "shop"
TODAY = "2026-11-24"

BARE = ("--plugin", str(SHOP), "--safe-mode")


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project two folders above where the user stands."""
    folder = tmp_path / "project"
    (folder / "letters" / "spring").mkdir(parents=True)
    monkeypatch.chdir(folder / "letters" / "spring")
    return folder


@pytest.fixture
def user_file(home):
    folder = home / ".config" / "cmtool"
    folder.mkdir(parents=True)
    return folder / "config.toml"


@pytest.fixture
def settings(cmtool):
    """What ``doctor`` says of the settings, whatever it says of the book."""

    def asked(*arguments):
        return cmtool(*BARE, *arguments, "doctor", "--format", "json", plain=True).json["settings"]

    return asked


def test_what_stands_nearer_to_the_user_wins(settings, project, user_file, home, monkeypatch):
    default = settings()
    assert default["book"] == {"value": str(home / ".local" / "share" / "cmtool" / "book.db"), "origin": "default"}
    assert default["manager"] == {"value": "", "origin": "default"}

    user_file.write_text('manager = "user"\nbook = "/user.db"\nas_of = "2026-01-01"\n')
    assert settings()["manager"] == {"value": "user", "origin": str(user_file)}

    (project / "cmtool.toml").write_text('manager = "project"\nbook = "project.db"\n')
    found = settings()
    assert found["manager"] == {"value": "project", "origin": str(project / "cmtool.toml")}
    assert found["book"] == {"value": str(project / "project.db"), "origin": str(project / "cmtool.toml")}
    assert found["as_of"] == {"value": "2026-01-01", "origin": str(user_file)}  # each setting for itself

    monkeypatch.setenv("CMTOOL_MANAGER", "environment")
    monkeypatch.setenv("CMTOOL_BOOK", "/environment.db")
    found = settings()
    assert found["manager"] == {"value": "environment", "origin": "environment"}
    assert found["book"] == {"value": "/environment.db", "origin": "environment"}

    found = settings("--manager", "flag", "--book", "/flag.db")
    assert found["manager"] == {"value": "flag", "origin": "flag"}
    assert found["book"] == {"value": "/flag.db", "origin": "flag"}


@pytest.mark.parametrize("name", ["book", "lang", "as_of", "manager"])
def test_every_setting_can_come_from_everywhere(settings, project, user_file, monkeypatch, name):
    values = {
        "book": ["/a.db", "/b.db", "/c.db", "/d.db"],
        "lang": ["en", "zh", "en", "zh"],
        "manager": ["a", "b", "c", "d"],
        "as_of": ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"],
    }[name]
    user_file.write_text(f'{name} = "{values[0]}"\n')
    assert settings()[name] == {"value": values[0], "origin": str(user_file)}
    (project / "cmtool.toml").write_text(f'{name} = "{values[1]}"\n')
    assert settings()[name] == {"value": values[1], "origin": str(project / "cmtool.toml")}
    monkeypatch.setenv(f"CMTOOL_{name.upper()}", values[2])
    assert settings()[name] == {"value": values[2], "origin": "environment"}
    assert settings(f"--{name.replace('_', '-')}", values[3])[name] == {"value": values[3], "origin": "flag"}


def test_the_nearest_project_file_counts_alone(settings, project):
    (project / "cmtool.toml").write_text('manager = "far"\nas_of = "2026-01-01"\n')
    (project / "letters" / "cmtool.toml").write_text('manager = "near"\n')
    found = settings()
    assert found["manager"]["value"] == "near"
    assert found["as_of"]["origin"] == "default"


def test_a_command_in_a_project_uses_its_book(cmtool, project, blank):
    shutil.copy2(blank, project / "clients.db")
    (project / "cmtool.toml").write_text('book = "clients.db"\n', encoding="utf-8")
    assert cmtool(*BARE, "client", "add", "李四", plain=True).code == 0
    assert (
        cmtool(*BARE, "--book", str(project / "clients.db"), "client", "list", "--format", "ids", plain=True).out == "C-00001\n"
    )


@pytest.mark.parametrize(
    ("lang", "origins"), [("zh", ("命令行", "环境变量", "默认")), ("en", ("command line", "environment", "default"))]
)
def test_doctor_says_the_origins_in_words(cmtool, monkeypatch, book, lang, origins):
    monkeypatch.setenv("CMTOOL_MANAGER", "王经理")
    said = cmtool(*BARE, "--book", book, "--lang", lang, "doctor", plain=True).out.splitlines()
    for line, (name, value, origin) in zip(
        (said[0], said[3], said[2]),
        (("book", str(book), origins[0]), ("manager", "王经理", origins[1]), ("as_of", "", origins[2])),
        strict=True,
    ):
        assert line.startswith(f"{name} = {value}")
        assert origin in line


@pytest.mark.parametrize("where", ["project", "user"])
@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b'book = "a.db"\nmanager = \n', id="no-toml"),
        pytest.param('manager = "王"\n'.encode("gbk"), id="not-utf-8"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_broken_settings_file_is_named(cmtool, project, user_file, where, content, lang):
    path = project / "cmtool.toml" if where == "project" else user_file
    path.write_bytes(content)
    wrong = cmtool(*BARE, "--lang", lang, "today", plain=True)
    assert wrong.code == 10, wrong
    assert wrong.out == ""
    assert str(path) in wrong.err
    assert wrong.err.startswith("错误" if lang == "zh" else "Error")
    if content.startswith(b"book"):
        assert "line 2" in wrong.err


def test_help_needs_no_settings(cmtool, project):
    (project / "cmtool.toml").write_text("manager = \n")
    assert cmtool("--help", plain=True).code == 0


LOCALES = [
    ({}, "zh"),
    ({"LANG": ""}, "zh"),
    ({"LANG": "zh_CN.UTF-8"}, "zh"),
    ({"LANG": "zh_TW"}, "zh"),
    ({"LANG": "ZH_cn"}, "zh"),
    ({"LANG": "C"}, "zh"),
    ({"LANG": "C.UTF-8"}, "zh"),
    ({"LANG": "POSIX"}, "zh"),
    ({"LANG": "en_US.UTF-8"}, "en"),
    ({"LANG": "fr_FR"}, "en"),
    ({"LANG": "zh_CN", "LC_ALL": "en_US"}, "en"),
    ({"LANG": "en_US", "LC_MESSAGES": "zh_CN"}, "zh"),
    ({"LC_ALL": "zh_CN", "LC_MESSAGES": "en_US"}, "zh"),
    ({"LANG": "en_US", "LC_CTYPE": "zh_CN"}, "en"),
]


@pytest.mark.parametrize(
    ("locale", "lang"), LOCALES, ids=lambda part: "-".join(map("=".join, part.items())) if isinstance(part, dict) else part
)
def test_the_locale_chooses_the_language(cmtool, monkeypatch, locale, lang):
    for name, value in locale.items():
        monkeypatch.setenv(name, value)
    assert cmtool("--help", plain=True).out.startswith("用法" if lang == "zh" else "Usage")


def test_a_flag_beats_the_environment_beats_the_locale(cmtool, monkeypatch):
    def opening(*arguments):
        return cmtool(*arguments, "--help", plain=True).out.split()[0]

    monkeypatch.setenv("LANG", "zh_CN")
    monkeypatch.setenv("CMTOOL_LANG", "en")
    assert opening() == "Usage:"
    assert opening("--lang", "zh") == "用法："
    assert opening("--lang=zh") == "用法："
    monkeypatch.setenv("CMTOOL_LANG", "klingon")  # no language of ours: as if it were not set
    assert opening() == "用法："


def test_a_language_there_is_not_is_a_usage_error(cmtool):
    assert cmtool("--lang", "fr", "today").code == 2


@pytest.mark.parametrize("place", ["before", "after", "between"])
def test_global_options_stand_anywhere(cmtool, book, place):
    front = ("--book", str(book), "--as-of=2026-01-02", "--lang", "en", "--safe-mode")
    order = {
        "before": (*front, "client", "list", "--format", "json"),
        "after": ("client", "list", "--format", "json", *front),
        "between": ("client", *front, "list", "--format", "json"),
    }
    found = cmtool(*order[place], plain=True)
    assert found.code == 0, found
    assert found.json["as_of"] == "2026-01-02"


def test_a_double_dash_ends_the_options(ok, cmtool):
    ok("client", "add", "--", "--lang")
    assert ok("client", "show", "C-00001", "--reveal", "name", "--format", "json").json["name"] == "--lang"
    assert cmtool("client", "add", "--", "甲", "--as-of", "2026-01-01").code == 2  # words too many, not options


def test_a_global_option_without_its_value_is_a_usage_error(cmtool):
    found = cmtool("today", "--book", plain=True)
    assert found.code == 2
    assert "--book" in found.err


def test_the_day_can_come_from_the_environment(cmtool, book, monkeypatch):
    monkeypatch.setenv("CMTOOL_AS_OF", "2025-05-06")
    front = (*BARE, "--book", book)
    assert cmtool(*front, "client", "list", "--format", "json", plain=True).json["as_of"] == "2025-05-06"
    assert cmtool(*front, "--as-of", TODAY, "client", "list", "--format", "json", plain=True).json["as_of"] == TODAY


@pytest.mark.parametrize("day", ["2026-02-30", "tomorrow", "24.11.2026", "2026"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("origin", ["flag", "environment"])
def test_a_bad_day_is_invalid_data(cmtool, book, monkeypatch, day, lang, origin):
    given = ("--as-of", day) if origin == "flag" else ()
    monkeypatch.setenv("CMTOOL_AS_OF", "" if given else day)
    wrong = cmtool(*BARE, "--book", book, "--lang", lang, *given, "today", plain=True)
    assert wrong.code == 5, wrong
    assert day in wrong.err


def test_a_book_somewhere_on_a_server_is_refused_by_name(cmtool):
    wrong = cmtool(*BARE, "--book", "postgresql://host/book", "today", plain=True)
    assert wrong.code == 10
    assert "postgresql://host/book" in wrong.err


def test_folders_can_be_moved(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("CMTOOL_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CMTOOL_CONFIG", str(tmp_path / "config"))
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "config.toml").write_text('manager = "王"\n', encoding="utf-8")
    found = settings()
    assert found["book"]["value"] == str(tmp_path / "data" / "book.db")
    assert found["manager"]["value"] == "王"


@pytest.mark.skipif(os.name == "nt", reason="homes are elsewhere there")
def test_a_tilde_is_the_home(cmtool, home, blank):
    shutil.copy2(blank, home / "mine.db")
    assert cmtool(*BARE, "--book", "~/mine.db", "client", "list", plain=True).code == 0
