"""Days that come back every year: festivals with whom the house keeps them, and the dates of a client's own trade."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cmtool.words import catalogue

SPRING = date(2026, 2, 17)
THEN = ("--as-of", "2025-01-01")


@pytest.fixture
def configured(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda text: (tmp_path / "cmtool.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def today(ok):
    """Return the list of a day: client to the codes on his line."""

    def found(day):
        items = ok("today", "--format", "json", "--as-of", day).items
        return {item["client"]: [term["code"] for term in item["terms"] if "-" in term["code"]] for item in items}

    return found


@pytest.fixture
def people(add):
    """Clients of every tier, a firm, and one with a tag alone; none of them due for another reason."""
    facts = {"next_touch": "2030-01-01"}
    codes = {tier: add(tier, *THEN, kind="person", tier=tier, **facts) for tier in "abcd"}
    codes["firm"] = add("某公司", *THEN, kind="organisation", tier="a", **facts)
    codes["vip firm"] = add("某某公司", *THEN, kind="organisation", tags="vip", **facts)
    codes["vip"] = add("贵", *THEN, kind="person", tier="d", tags="old,vip", **facts)
    return codes


WHOM = [
    pytest.param("", 3, "a,b", id="as-usual"),
    pytest.param('[festivals]\ntiers = ["a", "b", "c"]\n', 3, "a,b,c", id="more-tiers"),
    pytest.param('[festivals.spring]\ntiers = ["d"]\n', 3, "d,vip", id="this-one-otherwise"),
    pytest.param('[festivals.mid-autumn]\ntiers = ["d"]\n', 3, "a,b", id="another-one-otherwise"),
    pytest.param('[festivals]\ntags = ["vip"]\n', 3, "a,b,vip,vip firm", id="a-tag-whatever-the-tier"),
    pytest.param("[festivals.spring]\ntiers = []\n", 3, "", id="not-kept"),
    pytest.param("[festivals]\nahead = 10\n", 10, "a,b", id="earlier"),
    pytest.param("[festivals]\nahead = 10\n[festivals.spring]\nahead = 0\n", 0, "a,b", id="on-the-day"),
]


@pytest.mark.parametrize(("setting", "ahead", "whom"), WHOM)
def test_festivals_are_kept_with_whom_the_house_says(people, today, configured, setting, ahead, whom):
    configured(setting)
    codes = sorted(people[name] for name in whom.split(",") if name)
    for days, expected in ((ahead + 1, []), (ahead, codes), (0, codes), (-1, [])):
        assert sorted(today(SPRING - timedelta(days=days))) == expected, days


def test_quiet_days_are_counted_from_the_last_contact(ok, add, today, configured):
    code = add("甲", *THEN, kind="person", tier="a", next_touch="2030-01-01")
    ok("client", "log", code, "--as-of", "2026-02-10", "--next", "2030-01-01")
    for setting, first in (("", "2026-02-17"), ("[festivals]\nquiet_days = 5\n", "2026-02-15")):
        configured(setting)
        assert today(date.fromisoformat(first) - timedelta(days=1)) == {}
        assert today(first) == {code: ["CMT-F92"]}


OWN = [
    pytest.param("fiscal_year_end", "1231", 30, "2026-12-31", "CMT-F95", "service", id="the-fiscal-year-ends"),
    pytest.param("fiscal_year_end", "331", 30, "2026-03-31", "CMT-F95", "service", id="a-fiscal-year-to-march"),
    pytest.param("fiscal_year_end", "115", 30, "2026-01-15", "CMT-F95", "service", id="over-the-new-year"),
    pytest.param("founded_on", "2010-06-18", 3, "2026-06-18", "CMT-F96", "greeting", id="founding-day"),
    pytest.param("founded_on", "2012-02-29", 3, "2026-02-28", "CMT-F96", "greeting", id="founded-on-29-february"),
    pytest.param("season_starts", "915", 14, "2026-09-15", "CMT-F97", "service", id="harvest"),
    pytest.param("season_starts", "229", 14, "2028-02-29", "CMT-F97", "service", id="29-february-of-a-leap-year"),
    pytest.param("season_starts", "229", 14, "2027-02-28", "CMT-F97", "service", id="29-february-of-a-common-year"),
    pytest.param("trade_fair", "1015", 14, "2026-10-15", "CMT-F98", "service", id="trade-fair"),
]


@pytest.mark.parametrize(("fact", "value", "ahead", "day", "code", "purpose"), OWN)
def test_a_clients_own_dates_come_back_every_year(ok, add, today, fact, value, ahead, day, code, purpose):
    client = add("某公司", *THEN, kind="organisation", next_touch="2040-01-01", **{fact: value})
    on = date.fromisoformat(day)
    assert today(on - timedelta(days=ahead + 1)) == today(on + timedelta(days=1)) == {}
    assert today(on - timedelta(days=ahead)) == today(on) == {client: [code]}
    (item,) = ok("today", "--format", "json", "--as-of", on - timedelta(days=ahead)).items
    assert (item["due"], item["purposes"]) == (day, [purpose])
    assert today(on.replace(year=on.year + 4)) == {client: [code]}


def test_each_of_several_dates_is_done_by_itself(ok, add, today):
    code = add("某公司", *THEN, kind="organisation", next_touch="2030-01-01", founded_on="2010-12-31", fiscal_year_end="1231")
    assert sorted(today("2026-12-28")[code]) == ["CMT-F95", "CMT-F96"]
    ok("task", "done", code, "--only", "CMT-F95", "--no-contact", "--as-of", "2026-12-28")
    assert today("2026-12-28") == today("2026-12-31") == {code: ["CMT-F96"]}
    assert "CMT-F95" in today("2027-12-01")[code]  # and comes back next year


HARVEST = """
[occasions]
fiscal_year_end = 5

[occasions.harvest]
tag = "粮食"
day = "09-15"
ahead = 10
zh = "秋收将至"
en = "the harvest is near"

[occasions.fair]
tag = "外贸"
day = ["04-15", "10-15"]
zh = "广交会将至"
en = "the Canton Fair is near"
"""


def test_the_dates_of_a_tag_are_the_houses(ok, add, today, configured):
    configured(HARVEST)
    grain = add("甲粮", *THEN, tags="粮食,老客户", next_touch="2030-01-01")
    trade = add("乙贸", *THEN, tags="外贸", next_touch="2030-01-01")
    add("丙", *THEN, tags="粮食局", next_touch="2030-01-01")
    firm = add("丁", *THEN, kind="organisation", fiscal_year_end="1231", next_touch="2030-01-01")
    assert [today(day) for day in ("2026-09-04", "2026-09-05", "2026-09-15", "2026-09-16")] == [
        {}, {grain: ["CMT-F99-HARVEST"]}, {grain: ["CMT-F99-HARVEST"]}, {},
    ]  # fmt: skip
    assert today("2026-04-08") == today("2026-10-15") == {trade: ["CMT-F99-FAIR"]}
    assert today("2026-12-25") == {}
    assert today("2026-12-26") == {firm: ["CMT-F95"]}
    for lang, words in (("zh", "广交会将至"), ("en", "the Canton Fair is near")):
        (item,) = ok("today", "--as-of", "2026-10-10", "--lang", lang, "--format", "json").items
        assert (item["reason"], item["due"]) == (words, "2026-10-15")


GREETED = {"kind": "person", "tier": "a", "birth_date": "1980-02-17", "lunar_birthday": "101", "tags": "粮食"}
OFFERING = {
    "zh": ("产品", "推荐", "推介", "收益", "理财", "优惠", "活动", "保本", "茶"),
    "en": ("product", "recommend", "return", "offer", "yield", "tea"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_greeting_draft_has_a_product_in_it_for_one_who_refused_marketing(ok, add, configured, lang):
    configured(HARVEST.replace("09-15", "02-17"))
    facts = {"next_touch": "2030-01-01", "marketing_consent": "否", "shop_garden": "是"}
    add("甲", *THEN, **GREETED, **facts)
    add("某公司", *THEN, kind="organisation", tags="粮食", founded_on="2001-02-17", fiscal_year_end="217", season_starts="217",
        trade_fair="217", **facts)  # fmt: skip
    items = ok("today", "--as-of", SPRING, "--lang", lang, "--format", "json").items
    greeted = {term["code"] for item in items for term in item["terms"] if "-F9" in term["code"]}
    assert greeted == {"CMT-F90", "CMT-F92", "CMT-F95", "CMT-F96", "CMT-F97", "CMT-F98", "CMT-F99-HARVEST"}
    for item in items:
        drafts = (item["say"] + item["reason"]).lower()
        assert [word for word in OFFERING[lang] if word in drafts] == []
        assert "marketing" not in item["purposes"]
        assert catalogue(lang)["barred-marketing"] in item["not_about"]


@pytest.mark.parametrize("number", range(90, 100))
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_code_that_the_core_counts_by_itself_is_explained(ok, lang, number):
    assert len(ok("explain", f"CMT-F{number}", "--lang", lang).out.splitlines()) >= 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_drafts_pass_the_scanner(ok, tmp_path, lang):
    drafts = [words for key, words in catalogue(lang).items() if key.endswith("-say") and not key.endswith("not-say")]
    path = tmp_path / "drafts.txt"
    path.write_text("\n".join(drafts), encoding="utf-8")
    assert len(drafts) > 10
    assert ok("scan", path, "--format", "json").items == []


WRONG = [
    pytest.param("[festivals]\nquiet = 3\n", ["[festivals]", "quiet", "quiet_days"], id="no-such-key"),
    pytest.param("[festivals.easter]\nahead = 3\n", ["easter", "spring"], id="no-such-festival"),
    pytest.param('[festivals]\ntiers = ["e"]\n', ["tiers", "e", "a, b, c, d"], id="no-such-tier"),
    pytest.param("[festivals.spring]\ntags = 'vip'\n", ["[festivals.spring]", "tags", "vip"], id="tags-no-list"),
    pytest.param("[festivals.spring]\nahead = 91\n", ["[festivals.spring]", "ahead", "91", "90"], id="too-early"),
    pytest.param("[festivals]\nspring = 3\n", ["festivals.spring"], id="no-table"),
    pytest.param("[occasions]\nfounded_on = -1\n", ["founded_on", "-1"], id="days-below-nought"),
    pytest.param("[occasions]\nharvest = 3\n", ["occasions.harvest", "trade_fair"], id="days-for-no-date-of-ours"),
    pytest.param("[occasions.x]\nday = '09-15'\n", ["tag, zh, en"], id="no-tag-and-no-words"),
    pytest.param("[occasions.x]\ntag = 'a'\nzh = '甲'\nen = 'A'\n", ["[occasions.x]", "day", "09-15"], id="no-day"),
    pytest.param("[occasions.x]\ntag = 'a'\nday = '02-30'\nzh = '甲'\nen = 'A'\n", ["02-30"], id="no-such-day"),
    pytest.param("[occasions.x]\ntag = 'a'\nday = []\nzh = '甲'\nen = 'A'\n", ["[occasions.x] day"], id="no-days-at-all"),
    pytest.param("[festivals]\nahead = 91\ntiers = 3\n", ["91", "tiers"], id="all-at-once"),
]


@pytest.mark.parametrize(("text", "named"), WRONG)
def test_settings_that_cannot_be_are_refused_with_the_file(cmtool, add, configured, text, named):
    add()
    configured(text)
    found = cmtool("today", "--lang", "en")
    assert found.code == 10, found
    assert [word for word in ("cmtool.toml", *named) if word not in found.err] == []
