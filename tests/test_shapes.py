"""What scripts read: every format holds the same items in the same order, and JSON has the keys and types it promises."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from wcwidth import wcswidth

LISTS = {
    "today": ("today",), "match": ("match", "C-00001", "--full"), "clients": ("client", "list"), "rules": ("rule", "list"),
    "needs": ("needs", "show", "C-00001"), "needs-next": ("needs", "next", "C-00002"), "products": ("product", "list"),
    "cases": ("case", "list"), "case": ("case", "show", "1"), "product": ("product", "show", "SHP-P003"),
    "journal": ("journal",), "plugins": ("plugin", "list"), "proposals": ("proposal", "list"),
}  # fmt: skip
SUFFIXES = {".json": "json", ".ndjson": "ndjson", ".csv": "csv", ".tsv": "tsv", ".md": "md", ".txt": "table"}
EVERY_LIST = pytest.mark.parametrize("name", LISTS)
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture
def busy(ok, regular, add):
    """A book in which every list has several items, some with awkward words."""
    ok("client", "edit", regular, "--set", "next_touch=2026-11-20")
    add('茶|"业,行', "--manager", "李|经理", kind="organisation", goal="grow")
    add("=SUM(1)茶庄", kind="organisation", net_assets="-5万", tier="b")
    ok("client", "log", "C-00002", "--promise", "2026-11-21", "送|样，=1+1")
    for code in ("SHP-C01", "SHP-C02"):
        ok("case", "open", "C-00002", code)
    for lang in ("zh", "en"):
        ok("propose", "C-00001", "-o", "-", "--lang", lang)


def text(value, lang):
    """A value as one line, as the formats for people and spreadsheets have it."""
    if isinstance(value, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[lang][value]
    if isinstance(value, list):
        return {"zh": "；", "en": "; "}[lang].join(text(part, lang) for part in value)
    return "" if value is None else str(value)


def unguarded(written):
    return written[1:] if re.match(r"'[=+@\t\r-]", written) else written


@EVERY_LIST
@BOTH
def test_every_format_holds_the_same_items_in_the_same_order(ok, busy, name, lang):
    arguments = (*LISTS[name], "--lang", lang)
    items = ok(*arguments, "--format", "json").items
    assert [json.loads(line) for line in ok(*arguments, "--format", "ndjson").out.splitlines()] == items
    for form, delimiter in (("csv", ","), ("tsv", "\t")):
        fields, *rows = csv.reader(io.StringIO(ok(*arguments, "--format", form).out), delimiter=delimiter)
        columns = [[text(item[field], lang) for field in fields] for item in items]
        assert [[unguarded(part) for part in row] for row in rows] == columns
    _, _, *lines = ok(*arguments, "--format", "md").out.splitlines()
    split = [[part.strip().replace("\\|", "|") for part in re.split(r"(?<!\\)\|", line)[1:-1]] for line in lines]
    assert split == columns
    heading, rule, *lines = ok(*arguments, "--format", "table").out.splitlines()
    assert [cut(line, rule) for line in lines] == columns
    assert len(cut(heading, rule)) == len(fields)
    assert ok(*arguments, "--format", "ids").out.splitlines() == [row[0] for row in columns]


def cut(line, rule):
    """A table's line cut where its columns begin, in display columns."""
    places = {wcswidth(line[:place]): place for place in range(len(line) + 1)}
    starts = [places.get(found.start(), len(line)) for found in re.finditer(r"-+", rule)]
    return [line[start:end].strip() for start, end in zip(starts, [*starts[1:], len(line)], strict=True)]


@EVERY_LIST
def test_the_same_question_gets_the_same_bytes(ok, busy, name):
    for form in ("table", "json", "csv", "md"):
        assert ok(*LISTS[name], "--format", form).out == ok(*LISTS[name], "--format", form).out


@EVERY_LIST
def test_a_file_holds_what_the_screen_would(ok, busy, name, tmp_path):
    for suffix, form in SUFFIXES.items():
        path = tmp_path / f"list{suffix}"
        ok(*LISTS[name], "-o", path)
        content = path.read_bytes()
        assert content.startswith(b"\xef\xbb\xbf") is (form in {"csv", "tsv"})
        assert content.decode("utf-8-sig") == ok(*LISTS[name], "--format", form).out
        assert path.stat().st_mode & 0o777 == 0o600


@EVERY_LIST
def test_the_envelope(ok, busy, name):
    found = ok(*LISTS[name], "--format", "json").json
    assert re.fullmatch(r"cmtool/[a-z]+(-[a-z]+)*/\d+", found["schema"])
    assert found["as_of"] == "2026-11-24"
    assert isinstance(found["items"], list)


def test_numbers_below_nothing_stay_numbers_in_a_spreadsheet(ok, busy):
    listed = ok("client", "list", "--reveal", "net_assets", "--format", "csv", "--fields", "client,name,net_assets").out
    assert list(csv.reader(io.StringIO(listed)))[3] == ["C-00003", "'=SUM(1)茶庄", "-50000"]


@pytest.mark.parametrize("sign", ["=1", "+1", "-1", "@x"])
def test_a_manager_called_like_a_formula_is_harmless(ok, add, sign):
    add("茶庄", "--manager", sign, kind="organisation")
    assert ok("client", "list", "--format", "csv", "--fields", "manager").out == f"manager\n'{sign}\n"
    assert ok("client", "list", "--format", "json", "--fields", "manager").items == [{"manager": sign}]


TODAY = {
    "client": str, "name": str, "manager": str, "due": str, "urgency": int, "terms": list, "reason": str, "say": str,
    "may_contact": bool, "not_about": list,
}  # fmt: skip
MATCH = {"product": str, "title": str, "desk": str, "verdict": str, "rank": int, "terms": list, "rules": list, "ask": list}
RULE = {"code": str, "verdict": str, "words": str, "required": list, "found": list, "source": str, "confidence": str}
EVIDENCE = ("since", "until", "inputs", "gap", "missing")
TERM = {"code": str, "points": int, "words": str}


def shaped(item, shape, more=()):
    """Whether an item has exactly these keys, each of its type."""
    assert set(item) == {*shape, *more}, item
    for key, kind in shape.items():
        assert type(item[key]) is kind, (key, item[key])


@BOTH
def test_today_as_others_read_it(ok, busy, lang):
    items = ok("today", "--lang", lang, "--format", "json").items
    assert items
    for item in items:
        shaped(item, TODAY, more=("contact", "channels", "purposes"))
        for term in item["terms"]:
            shaped(term, TERM)
        assert sum(term["points"] for term in item["terms"]) == item["urgency"]
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", item["due"])
        assert all(isinstance(words, str) for words in item["not_about"])
    assert [item["urgency"] for item in items] == sorted((item["urgency"] for item in items), reverse=True)


@BOTH
def test_match_as_others_read_it(ok, busy, lang):
    ok("client", "edit", "C-00001", "--unset", "shop_budget")
    found = ok("match", "C-00001", "--lang", lang, "--format", "json").json
    assert found["client"] == "C-00001"
    verdicts = set()
    for item in found["items"]:
        shaped(item, MATCH, more=("verdict_words", "reason"))
        verdicts.add(item["verdict"])
        for term in item["terms"]:
            shaped(term, TERM)
        assert sum(term["points"] for term in item["terms"]) == item["rank"]
        for rule in item["rules"]:
            shaped(rule, RULE, more=("blocks", "remedy", "title", "severity", "when", "require", *EVIDENCE))
            assert rule["verdict"] in {"kept", "broken", "unknown"}
            assert len(rule["required"]) == len(rule["found"])
            assert rule["confidence"] in {"V", "V2", "M", "M-", "U"}
        for question in item["ask"]:
            shaped(question, {"fact": str, "question": str})
        assert bool(item["ask"]) or item["verdict"] != "ask"
    assert verdicts == {"eligible", "ask", "ineligible"}


@BOTH
def test_import_as_others_read_it(cmtool, tmp_path, lang):
    file = tmp_path / "clients.csv"
    rows = ("姓名,证件号码,客户等级", "王五,110105198002290128,a", "赵六,110105198002290120,z", ",110105198002290128,a")
    file.write_text("\n".join(rows), encoding="utf-8")
    ran = cmtool("import", file, "--lang", lang, "--format", "json")
    assert ran.code == 8
    found = ran.json
    assert (found["schema"], found["as_of"]) == ("cmtool/import/1", "2026-11-24")
    counts = {key: found[key] for key in ("read", "added", "updated", "unchanged", "refused")}
    assert counts == {"read": 3, "added": 2, "updated": 0, "unchanged": 0, "refused": 1}
    assert set(found) == {"schema", "as_of", *counts, "findings"}
    for finding in found["findings"]:
        shaped(finding, {"line": int, "column": str, "value_masked": str, "words": str})
    assert {finding["line"] for finding in found["findings"]} == {3, 4}


@BOTH
def test_calc_as_others_read_it(cmtool, book, lang):
    ran = cmtool(
        "--book", book, "--lang", lang, "calc", "loan", "--principal", "100万", "--annual-rate", "3.5%", "--months", "240",
        "--as-of", "2026-11-24", "--format", "json", plain=True,
    )  # fmt: skip
    assert ran.code == 0, ran
    found = ran.json
    assert set(found) == {"schema", "as_of", "calculator", "inputs", "result", "notes"}
    assert (found["schema"], found["as_of"], found["calculator"]) == ("cmtool/calc/1", "2026-11-24", "banking.loan")
    for part in (*found["inputs"].values(), *found["result"].values()):
        assert set(part) == {"value", "unit"}
    assert found["inputs"]["months"] == {"value": 240, "unit": "个月" if lang == "zh" else "months"}
    assert found["result"]["first_payment"] == {"value": 5799.6, "unit": "元" if lang == "zh" else "CNY"}
    assert all(isinstance(note, str) for note in found["notes"])


def test_an_article_remembered_doubtfully_is_never_shown(ok, regular):
    for arguments in (("explain", "SHP-R002"), ("why", regular, "SHP-P004"), ("rule", "list"), ("match", regular, "--full")):
        for form in ("table", "json"):
            found = ok(*arguments, "--format", form)
            assert "第六条" not in found.out  # of SHP-R002, confidence M-
    assert "第五条" in ok("explain", "SHP-R001").out  # of one that was seen
