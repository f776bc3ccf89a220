"""The house's own hours before the gate: by channel, on days of rest, beside what the client wants, and wrong settings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool.jobs.gate import CHANNELS, PURPOSES, House, Wishes, may

YES = "是"
HOUSE = """
[gate]
quiet_from = 21
quiet_to = 8
workdays_only = ["visit", "phone"]

[gate.message]
quiet_from = 22
quiet_to = 7

[gate.phone]
workdays_only = false
"""
TUESDAY, SATURDAY, WORKED_SATURDAY, HOLIDAY = "2026-11-24", "2026-11-28", "2026-10-10", "2026-10-05"


@pytest.fixture
def configured(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda text: (tmp_path / "cmtool.toml").write_text(text, encoding="utf-8")


@pytest.fixture
def shut(ok, configured):
    """Return what bars each channel for a purpose: channel to codes."""
    configured(HOUSE)

    def found(code, purpose, day, hour=None):
        at = () if hour is None else ("--at", hour)
        items = ok("client", "contact", code, "--as-of", day, *at, "--format", "json").items
        return {
            item["channel"]: tuple(item["codes"]) for item in items if item["purpose"] == purpose and not item["allowed"]
        }  # fmt: skip

    return found


BOTH, REST = ("house-hours",), ("rest-day",)
TABLE = [
    pytest.param(TUESDAY, None, {}, id="a-working-day"),
    pytest.param(TUESDAY, 20, {}, id="before-the-hours"),
    pytest.param(TUESDAY, 21, {"phone": BOTH, "visit": BOTH}, id="as-they-begin"),
    pytest.param(TUESDAY, 22, {"phone": BOTH, "visit": BOTH, "message": BOTH}, id="messages-too"),
    pytest.param(TUESDAY, 7, {"phone": BOTH, "visit": BOTH}, id="messages-again"),
    pytest.param(TUESDAY, 8, {}, id="as-they-end"),
    pytest.param(SATURDAY, None, {"visit": REST}, id="saturday"),
    pytest.param(SATURDAY, 22, {"phone": BOTH, "visit": BOTH + REST, "message": BOTH}, id="saturday-night"),
    pytest.param(WORKED_SATURDAY, None, {}, id="a-saturday-that-is-worked"),
    pytest.param(HOLIDAY, None, {"visit": REST}, id="a-holiday-on-a-monday"),
    pytest.param("2027-01-01", None, {"visit": REST}, id="a-year-not-published"),
]


@pytest.mark.parametrize(("day", "hour", "expected"), TABLE)
@pytest.mark.parametrize("purpose", ["service", "greeting", "marketing"])
def test_the_houses_hours_by_channel(add, shut, purpose, day, hour, expected):
    code = add("甲", "--as-of", "2026-09-01", marketing_consent=YES)
    assert shut(code, purpose, day, hour) == expected


@pytest.mark.parametrize(("day", "hour", "minded"), [
    (TUESDAY, 12, []), (TUESDAY, 22, ["house-hours-duty"]), (SATURDAY, 22, ["house-hours-duty", "rest-day-duty"]),
])  # fmt: skip
def test_a_duty_may_be_told_and_says_what_to_mind(ok, add, shut, day, hour, minded):
    code = add(marketing_consent=YES)
    assert shut(code, "duty", day, hour) == {}
    items = ok("client", "contact", code, "--as-of", day, "--at", hour, "--format", "json").items
    (cell,) = [item for item in items if (item["purpose"], item["channel"]) == ("duty", "visit")]
    assert [item for item in cell["codes"] if item != "no-product"] == minded


CLIENTS = [
    pytest.param({"quiet_from": 12, "quiet_until": 14}, 13, {"phone", "visit"}, id="his-hours-where-the-house-has-none"),
    pytest.param({"quiet_from": 12, "quiet_until": 14}, 22, {"phone", "visit", "message"}, id="the-houses-where-he-has-none"),
    pytest.param({"quiet_from": 20, "quiet_until": 9}, 20, {"phone", "visit"}, id="his-are-longer"),
    pytest.param({"quiet_from": 23, "quiet_until": 6}, 21, {"phone", "visit"}, id="his-are-shorter"),
    pytest.param({"refused_channels": "email"}, 12, {"email"}, id="a-channel-he-refuses"),
]


@pytest.mark.parametrize(("facts", "hour", "expected"), CLIENTS)
def test_of_the_house_and_the_client_the_stricter_decides(add, shut, facts, hour, expected):
    assert set(shut(add(**facts), "service", TUESDAY, hour)) == expected


def test_the_line_of_the_morning_says_so(ok, add, shut):
    add("甲", "--as-of", "2026-09-01", next_touch="2026-09-01", refused_channels="phone,message,email,branch,other")
    assert ok("today", "--format", "json", "--as-of", TUESDAY).items[0]["channels"] == ["visit"]
    (item,) = ok("today", "--format", "json", "--as-of", SATURDAY).items
    assert item["channels"] == []
    assert "休息日" in item["contact"]
    (item,) = ok("today", "--format", "json", "--as-of", SATURDAY, "--at", "22").items
    assert "休息日" in item["contact"]
    assert "21点至8点" in item["contact"]
    (item,) = ok("today", "--week", "--format", "json", "--as-of", SATURDAY).items
    assert (item["day"], item["channels"]) == ("2026-11-30", ["visit"])


def test_without_a_setting_nothing_is_shut(ok, add):
    items = ok("client", "contact", add(marketing_consent=YES), "--as-of", SATURDAY, "--at", "3", "--format", "json").items
    assert all(item["allowed"] for item in items)


WRONG = [
    pytest.param("[gate]\nquiet = 21\n", ["[gate]", "quiet", "quiet_from"], id="no-such-key"),
    pytest.param("[gate]\nquiet_from = 21\n", ["[gate]", "quiet_to"], id="one-end-alone"),
    pytest.param("[gate]\nquiet_from = 24\nquiet_to = 8\n", ["quiet_from", "24", "23"], id="no-such-hour"),
    pytest.param('[gate]\nquiet_from = 21\nquiet_to = "8:00"\n', ["quiet_to", "8:00", "24"], id="no-whole-hour"),
    pytest.param('[gate]\nworkdays_only = ["fax"]\n', ["workdays_only", "fax", "message"], id="no-such-channel"),
    pytest.param("[gate]\nworkdays_only = true\n", ["workdays_only", "message"], id="no-list"),
    pytest.param("[gate.fax]\nquiet_from = 1\nquiet_to = 2\n", ["[gate]", "fax", "message"], id="a-table-for-no-channel"),
    pytest.param("[gate.phone]\nquiet_from = -1\nquiet_to = 2\n", ["[gate.phone]", "-1"], id="in-a-channels-table"),
    pytest.param("[gate.phone]\nworkdays_only = 1\n", ["[gate.phone]", "workdays_only", "1"], id="no-flag"),
    pytest.param("[gate]\nphone = 3\n", ["gate.phone"], id="no-table"),
    pytest.param("[gate]\nquiet_from = 99\nworkdays_only = ['fax']\n", ["99", "quiet_to", "fax"], id="all-at-once"),
]  # fmt: skip


@pytest.mark.parametrize("command", [("today",), ("client", "contact", "C-00001")], ids=" ".join)
@pytest.mark.parametrize(("text", "named"), WRONG)
def test_settings_that_cannot_be_are_refused_with_the_file(cmtool, add, configured, command, text, named):
    add(next_touch=TUESDAY)
    configured(text)
    found = cmtool(*command, "--lang", "en")
    assert found.code == 10, found
    assert [word for word in ("cmtool.toml", *named) if word not in found.err] == []


HOURS = st.tuples(st.integers(0, 23), st.integers(0, 24))
HOUSES = st.builds(
    House,
    quiet=st.dictionaries(st.sampled_from(CHANNELS), HOURS).map(lambda found: tuple(found.items())),
    workdays_only=st.frozensets(st.sampled_from(CHANNELS)), resting=st.booleans(),
)  # fmt: skip
HELD = st.builds(Wishes, marketing=st.sampled_from([None, True, False]), do_not_contact=st.booleans(),
                 refused=st.frozensets(st.sampled_from(CHANNELS)), quiet=st.none() | HOURS)  # fmt: skip


@given(house=HOUSES, held=HELD, purpose=st.sampled_from(PURPOSES), channel=st.sampled_from(CHANNELS), hour=st.integers(0, 23))
def test_the_house_only_ever_closes_what_the_client_leaves_open(house, held, purpose, channel, hour):
    alone, together = may(held, purpose, channel, hour), may(held, purpose, channel, hour, house)
    assert alone.allowed or not together.allowed
    if purpose == "duty":
        assert together.allowed == alone.allowed
    if not alone.allowed:
        assert set(alone.codes) <= set(together.codes)
    assert len(together.codes) == len(set(together.codes)) == len(together.reasons)
