"""Asking a client: from a file, on a terminal, within the law's caps; what he needs, and what to ask next."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time

import pytest


def known(ok, code):
    return {item["fact"]: (item["value"], item["source"]) for item in ok("client", "show", code, "--format", "json").items}


@pytest.fixture
def answers(tmp_path):
    """Write a file of answers."""

    def written(text: str, name: str = "answers.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return written


TOML = """
needs = ["steady"]
goal = "积极增值"
horizon_months = 24
next_touch = 2026-12-01
shop_garden = true
"SHP-Q01" = "50万"
"CMT-Q07" = 2
"""
NESTED = TOML.replace("goal", "[answers]\ngoal")
JSON = json.dumps(
    {
        "needs": ["steady"],
        "goal": "grow",
        "horizon_months": 24,
        "next_touch": "2026-12-01",
        "shop_garden": "是",
        "SHP-Q01": 500_000,
        "CMT-Q07": "2",
    }
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a.toml", TOML, id="toml"),
        pytest.param("b.toml", NESTED, id="toml-with-answers-apart"),
        pytest.param("c.json", JSON, id="json"),
        pytest.param("d.toml", "\ufeff" + TOML, id="with-a-mark"),
    ],
)
def test_answers_from_a_file_become_facts_and_needs(ok, add, answers, name, text):
    code = add()
    asked = ok("needs", "ask", code, "--answers", answers(text, name))
    assert "6 项情况、1 项需求" in asked.err
    assert known(ok, code) == {
        "goal": ("grow", "answer"),
        "horizon_months": (24, "answer"),
        "next_touch": ("2026-12-01", "answer"),
        "shop_garden": (True, "answer"),
        "shop_budget": (500_000, "answer"),
        "dependants": (2, "answer"),
    }
    needs = {item["need"]: item["evidence"] for item in ok("needs", "show", code, "--format", "json").items}
    assert needs == {"grow": "主要目标：积极增值", "steady": "客户本人提出", "protect": "需要抚养的人数：2"}


def test_all_bad_answers_are_named_at_once_and_none_is_kept(cmtool, add, answers, book):
    code = add()
    before = book.read_bytes()
    file = answers('needs = ["wealth", "steady"]\ngoal = "rich"\nhorizon_months = "long"\nnonsense = 1\n"SHP-A01-01" = "z"\n')
    refused = cmtool("needs", "ask", code, "--answers", file)
    assert refused.code == 5, refused
    for piece in ("wealth", "“rich”", "“long”", "“nonsense”", "SHP-A01-01", "SHP-A01-02", "answers.toml"):
        assert piece in refused.err
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        pytest.param("a.toml", b"goal = ", 5, id="no-toml"),
        pytest.param("a.json", b"{", 5, id="no-json"),
        pytest.param("a.json", b"[1, 2]", 5, id="no-table"),
        pytest.param("a.toml", "goal = '增值'".encode("gbk"), 5, id="not-utf-8"),
        pytest.param("missing.toml", None, 3, id="not-there"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(cmtool, add, tmp_path, name, content, code):
    add()
    if content is not None:
        (tmp_path / name).write_bytes(content)
    refused = cmtool("needs", "ask", "C-00001", "--answers", tmp_path / name)
    assert refused.code == code, refused
    assert name in refused.err


def test_an_answer_left_empty_leaves_what_is_known(ok, add, answers):
    code = add(goal="grow")
    ok("needs", "ask", code, "--answers", answers('goal = ""\nhorizon_months = 12\n'))
    assert known(ok, code)["goal"] == ("grow", "manual")


def scored(first, second):
    return f'"SHP-A01-01" = "{first}"\n"SHP-A01-02" = "{second}"\n'


@pytest.mark.parametrize(
    ("first", "second", "points", "level", "lowest"),
    [
        pytest.param("b", "a", 2, 1, False, id="just-below-a-band"),
        pytest.param("b", "b", 3, 2, False, id="on-the-band"),
        pytest.param("d", "b", 7, 3, False, id="inside"),
        pytest.param("d", "c", 12, 5, False, id="the-highest"),
        pytest.param("a", "c", 6, 1, True, id="the-answer-of-the-lowest-class"),
    ],
)
def test_a_questionnaire_sets_level_day_and_class(ok, add, answers, first, second, points, level, lowest):
    code = add()
    asked = ok("needs", "ask", code, "--answers", answers(scored(first, second)), "--lang", "en")
    assert f"{points}" in asked.err
    assert f"C{level}" in asked.err
    assert ("R1" in asked.err) == lowest
    assert known(ok, code) == {
        "shop_risk_level": (level, "SHP-A01"),
        "shop_assessed_on": ("2026-11-24", "SHP-A01"),
        "shop_lowest": (lowest, "SHP-A01"),
    }


def test_a_level_is_not_to_be_answered_but_assessed(ok, cmtool, add, answers):
    code = add()
    refused = cmtool("needs", "ask", code, "--answers", answers("shop_risk_level = 5\ngoal = 'grow'\n"))
    assert refused.code == 6
    for piece in ("SHP-A01", "茶铺风险等级"):
        assert piece in refused.err
    assert known(ok, code) == {}


def test_an_incomplete_questionnaire_is_refused_with_the_open_questions(cmtool, add, answers):
    refused = cmtool("needs", "ask", add(), "--answers", answers('"SHP-A01-01" = "b"\n'))
    assert refused.code == 5
    assert "SHP-A01-02" in refused.err
    assert "SHP-A01-01" not in refused.err


def test_a_level_that_differs_from_the_last_is_said(ok, add, answers):
    code = add(shop_risk_level=4)
    asked = ok("needs", "ask", code, "--answers", answers(scored("b", "b")))
    assert "C4" in asked.err
    assert "C2" in asked.err
    same = ok("needs", "ask", code, "--answers", answers(scored("b", "b")), "--as-of", "2026-11-25")
    assert "不同" not in same.err


def test_a_third_attempt_on_one_day_is_refused(ok, cmtool, add, answers, book):
    code, file = add(), answers(scored("b", "b"))
    for _ in range(2):
        ok("needs", "ask", code, "--answers", file)
    before = book.read_bytes()
    refused = cmtool("needs", "ask", code, "--answers", file)
    assert refused.code == 6
    assert "茶铺规约第三条" in refused.err
    assert book.read_bytes() == before
    ok("needs", "ask", code, "--answers", file, "--as-of", "2026-11-25")
    ok("needs", "ask", add("李四"), "--answers", file)  # the cap is each client's own


def test_a_ninth_attempt_within_twelve_months_is_refused(ok, cmtool, add, answers):
    code, file = add(), answers(scored("b", "b"))
    for month in range(1, 9):
        ok("needs", "ask", code, "--answers", file, "--as-of", f"2026-{month:02d}-15")
    refused = cmtool("needs", "ask", code, "--answers", file, "--as-of", "2027-01-14", "--lang", "en")
    assert refused.code == 6
    assert "8" in refused.err
    ok("needs", "ask", code, "--answers", file, "--as-of", "2027-01-15")


def test_an_attempt_that_was_taken_back_counts_all_the_same(ok, cmtool, add, answers):
    code, file = add(), answers(scored("b", "b"))
    for _ in range(2):
        ok("needs", "ask", code, "--answers", file)
    ok("undo")
    assert cmtool("needs", "ask", code, "--answers", file).code == 6
    ok("undo")  # the first attempt goes too
    assert cmtool("needs", "ask", code, "--answers", file).code == 6


def test_taking_an_undo_back_makes_no_further_attempt(ok, add, answers):
    code, file = add(), answers(scored("b", "b"))
    ok("needs", "ask", code, "--answers", file)
    ok("undo")
    ok("undo", ok("journal", "--top", "1", "--format", "ids").out.strip())
    ok("needs", "ask", code, "--answers", file)


def test_a_dry_run_tells_no_score(ok, add, answers):
    told = ok("needs", "ask", add(), "--answers", answers(scored("b", "b")), "--dry-run")
    assert "C2" not in told.err
    assert "分" not in told.err.replace("部分", "")


@pytest.mark.parametrize(
    "more", [(), ("--no-input",), ("--questionnaire", "SHP-A01")], ids=["piped", "no-input", "questionnaire"]
)
def test_without_a_terminal_nothing_is_asked(cmtool, add, more):
    refused = cmtool("needs", "ask", add(), *more)
    assert refused.code == 5
    assert "--answers" in refused.err


def interruptible() -> None:
    """Let the child be interrupted, also where whoever started these tests had interrupts switched off."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """A command on a terminal of its own, answered as it asks."""

    def __init__(self, command: list[str]) -> None:
        import pty

        self.mine, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True, preexec_fn=interruptible
        )
        os.close(theirs)
        self.seen = ""

    def wait_for(self, piece: str) -> None:
        """Read until ``piece`` shows up beyond what was seen before."""
        start, give_up = len(self.seen), time.monotonic() + 20
        while piece not in self.seen[start:]:
            assert time.monotonic() < give_up, self.seen
            if select.select([self.mine], [], [], 0.2)[0]:
                try:
                    self.seen += os.read(self.mine, 4096).decode(errors="replace")
                except OSError:  # the other side has closed
                    break
        assert piece in self.seen[start:], self.seen

    def type(self, line: str) -> None:
        os.write(self.mine, f"{line}\n".encode())

    def ended(self) -> int:
        give_up = time.monotonic() + 20
        while True:
            assert time.monotonic() < give_up, self.seen
            if not select.select([self.mine], [], [], 0.2)[0]:
                continue
            try:
                if not (more := os.read(self.mine, 4096)):
                    break
            except OSError:
                break
            self.seen += more.decode(errors="replace")
        return self.process.wait(timeout=20)


@pytest.fixture
def terminal(office_arguments):
    pytest.importorskip("pty", reason="this system has no pseudo terminals")
    opened = []

    def started(*arguments: str) -> Terminal:
        opened.append(Terminal([sys.executable, "-m", "cmtool", *office_arguments, *arguments]))
        return opened[-1]

    yield started
    for one in opened:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
        os.close(one.mine)


@pytest.fixture
def typed(monkeypatch, cmtool):
    """Run a command in this process on a terminal where these lines are typed ahead."""
    pty = pytest.importorskip("pty", reason="this system has no pseudo terminals")
    opened = []

    def ran(lines: list[str], *arguments: str):
        mine, theirs = pty.openpty()
        opened.append(mine)
        os.write(mine, "".join(f"{line}\n" for line in lines).encode())
        with os.fdopen(theirs, encoding="utf-8") as stdin:
            monkeypatch.setattr("sys.stdin", stdin)
            return cmtool(*arguments)

    yield ran
    for end in opened:
        os.close(end)


def test_the_open_questions_are_asked_one_by_one_and_again_where_an_answer_is_none(ok, add, typed):
    code = add(kind="person", birth_date="1980-01-01", shop_colours="green")
    asked = typed(["很多", "50万", "", "积极增值", "q"], "needs", "ask", code)
    assert asked.code == 0, asked
    assert "“很多”" in asked.err
    assert asked.err.count("您打算花多少钱买茶？") == 2
    assert "grow 积极增值" in asked.err
    assert "喜欢哪些茶" not in asked.err  # known already
    assert {fact: value for fact, (value, _) in known(ok, code).items()} == {
        "kind": "person",
        "birth_date": "1980-01-01",
        "shop_colours": ["green"],
        "shop_budget": 500_000,
        "goal": "grow",
    }


def test_the_questions_of_one_desk_can_be_asked(add, typed):
    asked = typed([""] * 50, "needs", "ask", add(), "--desk", "shop")
    assert asked.code == 0, asked
    assert "您打算花多少钱买茶？" in asked.err


def test_a_questionnaire_takes_only_its_own_answers(ok, add, typed):
    asked = typed(["x", "B", "c"], "needs", "ask", add(), "--questionnaire", "shp-a01", "--lang", "en")
    assert asked.code == 0, asked
    assert "a, b, c, d" in asked.err
    assert known(ok, "C-00001")["shop_risk_level"] == (3, "SHP-A01")


def test_the_cap_holds_on_a_terminal_too(add, typed):
    code = add()
    for _ in range(2):
        assert typed(["b", "b"], "needs", "ask", code, "--questionnaire", "SHP-A01").code == 0
    assert typed(["b", "b"], "needs", "ask", code, "--questionnaire", "SHP-A01").code == 6


def test_a_questionnaire_for_persons_is_not_put_to_a_firm(cmtool, add, answers, book, request, tmp_path):
    shutil.copytree(request.path.parent / "plugins" / "shop", tmp_path / "shop")
    questions = tmp_path / "shop" / "pack" / "questions.toml"
    text = questions.read_text(encoding="utf-8")
    questions.write_text(text.replace('code = "SHP-A01"\n', 'code = "SHP-A01"\nof = "person"\n'), encoding="utf-8")
    firm, person, unknown = add("龙井茶业", kind="organisation"), add("李四", kind="person"), add("王五")
    front = ("--plugin", tmp_path / "shop", "--safe-mode", "--book", book, "--as-of", "2026-11-24")
    for code, exit_code in ((firm, 6), (person, 0), (unknown, 0)):
        asked = cmtool(*front, "needs", "ask", code, "--answers", answers(scored("b", "b")), plain=True)
        assert asked.code == exit_code, asked


def test_an_unknown_questionnaire_is_not_found_and_the_known_are_named(add, typed):
    asked = typed([], "needs", "ask", add(), "--questionnaire", "SHP-A99")
    assert asked.code == 3
    assert "SHP-A01" in asked.err


@pytest.mark.parametrize("how", ["interrupt", "end-of-file"])
def test_an_interrupted_conversation_keeps_nothing(add, terminal, book, how):
    code = add(kind="person", birth_date="1980-01-01")
    before = book.read_bytes()
    asking = terminal("needs", "ask", code)
    asking.wait_for("买茶？")
    asking.type("50万")
    asking.wait_for("茶园")
    time.sleep(0.5)  # nobody breaks off before the question is read
    if how == "interrupt":
        asking.process.send_signal(signal.SIGINT)
    else:
        os.write(asking.mine, b"\x04")
    assert asking.ended() == 130, asking.seen
    assert "已中断" in asking.seen
    assert book.read_bytes() == before


def test_a_need_stated_and_shown_is_one_need(ok, add, answers):
    code = add(goal="grow")
    ok("needs", "ask", code, "--answers", answers('needs = ["grow", "hedge"]'))
    shown = ok("needs", "show", code, "--format", "json").items
    assert [(item["need"], item["weight"]) for item in shown] == [("hedge", 3), ("grow", 2)]


def test_a_need_that_rests_on_a_secret_does_not_tell_it(ok, regular):
    assert "胃寒" not in ok("needs", "show", regular, "--format", "json").out


def test_needs_as_json(ok, add):
    shown = ok("needs", "show", add(goal="grow"), "--format", "json").json
    assert shown == {
        "schema": "cmtool/needs/1",
        "as_of": "2026-11-24",
        "items": [{"need": "grow", "title": "积极增值", "weight": 2, "evidence": "主要目标：积极增值"}],
    }


def test_the_question_that_settles_most_comes_first(ok, add):
    code = add(goal="grow", shop_risk_level=5, birth_date="1980-01-01")
    first, *rest = ok("needs", "next", code, "--format", "json").items
    assert first == {"fact": "shop_budget", "question": "您打算花多少钱买茶？", "code": "SHP-Q01", "touches": 2, "settles": 1}
    assert {item["settles"] for item in rest} == {0}
    assert len(ok("needs", "next", code, "--top", "1", "--format", "json").items) == 1


def test_a_question_for_persons_is_not_put_to_a_firm(ok, add):
    firm = add("龙井茶业", kind="organisation")
    facts = {item["fact"] for item in ok("needs", "next", firm, "--top", "50", "--format", "json").items}
    assert "birth_date" not in facts
    person = add("李四", kind="person")
    assert "birth_date" in {item["fact"] for item in ok("needs", "next", person, "--top", "50", "--format", "json").items}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_next_questions(ok, add, golden, lang):
    golden(f"needs_next_{lang}", ok("needs", "next", add(kind="person"), "--lang", lang).out)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_needs(ok, regular, golden, lang):
    golden(f"needs_show_{lang}", ok("needs", "show", regular, "--lang", lang).out)
