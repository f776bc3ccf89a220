"""``today --send``, against a real server of our own; and the ready-made examples, their command lines taken out and run."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent.parent / "examples"
SECRET = "s3cretKey"


class Post:
    """A server that keeps what it is sent; ``status`` is what it answers."""

    def __init__(self) -> None:
        self.status = 200
        self.taken: list[dict[str, object]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"json://robot:{SECRET}@127.0.0.1:{self.server.server_address[1]}/{SECRET}"


@pytest.fixture
def post():
    made = Post()
    thread = threading.Thread(target=made.server.serve_forever, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


@pytest.fixture
def closed():
    """An address behind which nobody listens."""
    made = Post()
    made.server.server_close()
    return made.address


@pytest.fixture
def morning(ok, regular, add):
    """A book with two clients to contact, one overdue."""
    ok("client", "edit", regular, "--set", "next_touch=2026-11-20")
    add("龙井茶业", kind="organisation", next_touch="2026-11-24")


def nowhere(text: str, private) -> None:
    """Make sure that a text gives away neither a key nor a client."""
    for secret in (SECRET, "127.0.0.1", *private.values()):
        assert secret not in text


@pytest.mark.parametrize(("lang", "count"), [("zh", "2 位客户，其中 1 位"), ("en", "2 clients to contact today, 1 of them")])
def test_without_a_flag_only_numbers_leave_the_house(ok, morning, post, private, lang, count):
    told = ok("today", "--send", post.address, "--lang", lang)
    assert told.out == ""
    (message,) = post.taken
    assert count in message["message"]
    assert "2026-11-24" in message["title"]
    whole = json.dumps(message, ensure_ascii=False)
    for named in ("C-00001", "C-00002", "龙井", "张", *private.values()):
        assert named not in whole
    assert "JSON" in told.err
    nowhere(told.err, private)


def test_the_flag_names_what_goes_along_and_the_name_stays_masked(ok, morning, post, private):
    ok("today", "--send", post.address, "--send-fields", "client，due, name")
    first, *lines = str(post.taken[0]["message"]).splitlines()
    items = ok("today", "--format", "json").items
    assert lines == [f"{item['client']} · {item['due']} · {item['name']}" for item in items]
    assert private["name"] not in "\n".join(lines)
    assert first


def test_what_left_is_in_the_journal_and_the_address_is_not(ok, morning, post, private, book):
    ok("today", "--send", post.address, "--send-fields", "client,due")
    entry = ok("journal", "--format", "json").items[0]
    assert (entry["command"], entry["about"]) == ("today send", "JSON: 2, client,due")
    assert SECRET.encode() not in book.read_bytes()
    assert ok("doctor").code == 0


def test_a_failure_is_said_with_its_exit_code(cmtool, morning, post, closed, private):
    refused = cmtool("today", "--send", closed)
    assert refused.code == 1
    assert "第 1 个地址（JSON）没有收下" in refused.err
    post.status = 500
    assert cmtool("today", "--send", post.address).code == 1
    post.status = 200
    partly = cmtool("today", "--send", closed, "--send", post.address)
    assert partly.code == 8
    assert "第 1 个地址" in partly.err
    assert "已发送" in partly.err
    for ran in (refused, partly):
        nowhere(ran.out + ran.err, private)


@pytest.mark.parametrize("address", [f"nosuch://{SECRET}", SECRET, f"json://{SECRET}:x:y@", f"@/nowhere/{SECRET}"])
def test_an_address_that_cannot_be_read_is_refused_unprinted_and_nothing_is_sent(cmtool, ok, morning, post, private, address):
    before = len(ok("journal", "--format", "json").items)
    refused = cmtool("today", "--send", post.address, "--send", address)
    assert refused.code == 5, refused
    assert "第 2 个" in refused.err
    nowhere(refused.out + refused.err, private)
    assert post.taken == []
    assert len(ok("journal", "--format", "json").items) == before


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(("--send-fields", "client"), 2, "--send", id="fields-without-an-address"),
        pytest.param(("--send-fields", "phone", "--send", "ADDRESS"), 5, "phone", id="no-such-field"),
    ],
)
def test_fields_are_checked_before_anything_is_sent(cmtool, morning, post, arguments, code, said):
    refused = cmtool("today", *(post.address if one == "ADDRESS" else one for one in arguments))
    assert refused.code == code
    assert said in refused.err
    assert post.taken == []


def test_addresses_come_from_a_file_so_that_no_command_line_shows_them(ok, morning, post, tmp_path):
    (tmp_path / "send.txt").write_text(f"{post.address}\n{post.address}/two\n", encoding="utf-8")
    ok("today", "--send", f"@{tmp_path / 'send.txt'}")
    assert len(post.taken) == 2


def test_a_list_asked_for_beside_is_shown_beside(ok, morning, post, tmp_path):
    assert ok("today", "--send", post.address, "--format", "ids").out.split() == ["C-00001", "C-00002"]
    ok("today", "--send", post.address, "-o", tmp_path / "today.xlsx")
    assert (tmp_path / "today.xlsx").stat().st_size > 0
    assert len(post.taken) == 2


@pytest.mark.parametrize(
    "address",
    [
        "wecombot://abcdef01-2345",
        "dingtalk://abcdef0123456789",
        "feishu://abcdef0123456789",
        "mailtos://u:p@example.cn?to=a@example.cn",
    ],
    ids=lambda address: address.split(":")[0],
)
def test_the_services_that_are_promised_are_understood(address):
    from cmtool.commands.sending import _quiet, _services

    with _quiet():
        assert len(_services([address])) == 1


def test_where_apprise_is_missing_it_is_said_how_to_get_it(process, morning, tmp_path):
    (tmp_path / "apprise.py").write_text("raise ImportError", encoding="utf-8")
    refused = process("today", "--send", "json://localhost", environment={"PYTHONPATH": str(tmp_path)})
    assert refused.returncode == 10
    assert "cmtool-core[send]" in refused.stderr.decode("utf-8")


# the examples


@pytest.fixture
def scheduled(post, morning, book, home, monkeypatch):
    """Run a command line as a scheduler would: no terminal, a home with addresses, ``cmtool`` on the path."""
    for folder in (home / ".config" / "cmtool", home / "AppData" / "cmtool"):
        folder.mkdir(parents=True)
        (folder / "send.txt").write_text(post.address, encoding="utf-8")
    given = {"HOME": str(home), "CMTOOL_BOOK": str(book), "CMTOOL_AS_OF": "2026-11-24", "CMTOOL_LANG": "zh"}
    environment = {**os.environ, **given, "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}

    def ran(command: list[str]) -> subprocess.CompletedProcess:
        done = subprocess.run(
            command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done

    return ran


def test_the_crontab_runs(scheduled, post, home):
    lines = (EXAMPLES / "cron" / "cmtool.crontab").read_text(encoding="utf-8").splitlines()
    jobs = [match[1] for line in lines if (match := re.fullmatch(r"\d+ \d+ \* \* 1-5 (.+)", line))]
    assert len(jobs) == 2
    assert not any("%" in job for job in jobs)  # cron reads it as the end of a line
    settings = [line for line in lines if line and not line.startswith("#") and not line[0].isdigit()]
    assert all(re.fullmatch(r"[A-Z_]+=\S+", line) for line in settings)
    for job in jobs:
        assert scheduled(["sh", "-c", job]).stdout == ""
    assert "今天联系谁" in (home / "today.html").read_text(encoding="utf-8")
    assert len(post.taken) == 1


def test_the_systemd_units_run(scheduled, post, home):
    unit = (EXAMPLES / "systemd" / "cmtool-today.service").read_text(encoding="utf-8")
    commands = re.findall(r"^ExecStart=(.+)$", unit, re.M)
    assert len(commands) == 3
    for command in commands:
        scheduled(shlex.split(command.replace("%h", str(home))))
    assert (home / "today.html").stat().st_mode & 0o777 == 0o600
    assert (home / "today.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    assert len(post.taken) == 1


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not on this machine")
def test_systemd_finds_nothing_wrong_with_its_units(tmp_path):
    for unit in (EXAMPLES / "systemd").iterdir():
        shutil.copy(unit, tmp_path)
    units = sorted(map(str, tmp_path.iterdir()))
    assert len(units) == 2
    found = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60, check=False)
    assert (found.returncode, [line for line in found.stderr.splitlines() if "cmtool-today" in line]) == (0, [])
    (timer,) = (EXAMPLES / "systemd").glob("*.timer")
    when = re.search(r"OnCalendar=(.+)", timer.read_text(encoding="utf-8"))[1]
    assert subprocess.run(["systemd-analyze", "calendar", when], capture_output=True, timeout=60, check=False).returncode == 0


def test_the_windows_task_is_well_formed_and_its_commands_run(scheduled, post, home):
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    content = (EXAMPLES / "windows" / "cmtool-today.xml").read_bytes()
    content.decode("ascii")  # whatever code page the machine has
    task = ET.fromstring(content)
    assert len(task.findall(".//t:DaysOfWeek/*", space)) == 5
    actions = task.findall("t:Actions/t:Exec", space)
    assert [action.findtext("t:Command", namespaces=space) for action in actions] == ["cmd.exe"] * 3
    for action in actions:
        line = action.findtext("t:Arguments", namespaces=space)
        assert line.startswith("/d /c cmtool ")
        here = line.removeprefix("/d /c ").replace("%USERPROFILE%\\", f"{home}/").replace("%APPDATA%\\", f"{home}/AppData/")
        scheduled(shlex.split(here.replace("\\", "/")))
    assert (home / "today.html").is_file()
    assert (home / "today.xlsx").is_file()
    assert len(post.taken) == 1
