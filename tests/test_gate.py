"""The gate: forty clients, four purposes, six channels; may he be contacted, and if not, why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cmtool.jobs.gate import CHANNELS, PURPOSES, Wishes, is_quiet, may, wishes_from

YES, NO = "是", "否"
# one letter a channel: phone, visit, message, email, branch, other
CELL = {
    "+": (), "x": (), "c": ("channel-refused",), "m": ("marketing-channel",), "q": ("quiet-hours",),
    "r": ("channel-refused", "quiet-hours"), "n": ("channel-refused", "marketing-channel"),
    "w": ("marketing-channel", "quiet-hours"),
}  # fmt: skip
OPEN, SHUT = "++++++", "xxxxxx"
UNKNOWN, REFUSED, DNC, BOTH = "marketing-unknown", "marketing-refused", "do-not-contact", "deceased restricted"

CONSENTS = {"marketing_consent": YES}

# a client's facts, the hour, then for duty, service, greeting, marketing: what bars the purpose, and the channels
STATES = [
    (
        "nothing-known", {}, None,
        "", OPEN, "", OPEN, "", OPEN, UNKNOWN, SHUT,
    ),
    (
        "consents", CONSENTS, None,
        "", OPEN, "", OPEN, "", OPEN, "", OPEN,
    ),
    (
        "refuses-marketing", {"marketing_consent": NO}, None,
        "", OPEN, "", OPEN, "", OPEN, REFUSED, SHUT,
    ),
    (
        "not-to-be-contacted", {"do_not_contact": YES}, None,
        "", OPEN, DNC, SHUT, DNC, SHUT, f"{DNC} {UNKNOWN}", SHUT,
    ),
    (
        "not-to-be-contacted-though-consenting", {**CONSENTS, "do_not_contact": YES}, None,
        "", OPEN, DNC, SHUT, DNC, SHUT, DNC, SHUT,
    ),
    (
        "not-to-be-contacted-nor-sold-to", {"do_not_contact": YES, "marketing_consent": NO}, None,
        "", OPEN, DNC, SHUT, DNC, SHUT, f"{DNC} {REFUSED}", SHUT,
    ),
    (
        "may-be-contacted-again", {"do_not_contact": NO}, None,
        "", OPEN, "", OPEN, "", OPEN, UNKNOWN, SHUT,
    ),
    (
        "erasure-asked", {"processing_restricted": YES}, None,
        "restricted", SHUT, "restricted", SHUT, "restricted", SHUT, f"restricted {UNKNOWN}", SHUT,
    ),
    (
        "erasure-asked-once-consenting", {**CONSENTS, "processing_restricted": YES}, None,
        "restricted", SHUT, "restricted", SHUT, "restricted", SHUT, "restricted", SHUT,
    ),
    (
        "erasure-not-asked", {**CONSENTS, "processing_restricted": NO}, None,
        "", OPEN, "", OPEN, "", OPEN, "", OPEN,
    ),
    (
        "died", {"deceased": YES}, None,
        "deceased", SHUT, "deceased", SHUT, "deceased", SHUT, f"deceased {UNKNOWN}", SHUT,
    ),
    (
        "died-once-consenting", {**CONSENTS, "deceased": YES}, None,
        "deceased", SHUT, "deceased", SHUT, "deceased", SHUT, "deceased", SHUT,
    ),
    (
        "died-and-erasure-asked", {**CONSENTS, "deceased": YES, "processing_restricted": YES}, None,
        BOTH, SHUT, BOTH, SHUT, BOTH, SHUT, BOTH, SHUT,
    ),
    (
        "no-greetings", {"greeting_consent": NO}, None,
        "", OPEN, "", OPEN, "greeting-refused", SHUT, UNKNOWN, SHUT,
    ),
    (
        "no-greetings-but-offers", {**CONSENTS, "greeting_consent": NO}, None,
        "", OPEN, "", OPEN, "greeting-refused", SHUT, "", OPEN,
    ),
    (
        "greetings-but-no-offers", {"greeting_consent": YES, "marketing_consent": NO}, None,
        "", OPEN, "", OPEN, "", OPEN, REFUSED, SHUT,
    ),
    (
        "no-service-calls", {"service_consent": NO}, None,
        "", OPEN, "service-refused", SHUT, "", OPEN, UNKNOWN, SHUT,
    ),
    (
        "no-service-calls-but-offers", {**CONSENTS, "service_consent": NO}, None,
        "", OPEN, "service-refused", SHUT, "", OPEN, "", OPEN,
    ),
    (
        "duties-alone", {"service_consent": NO, "greeting_consent": NO, "marketing_consent": NO}, None,
        "", OPEN, "service-refused", SHUT, "greeting-refused", SHUT, REFUSED, SHUT,
    ),
    (
        "everything-welcome", {**CONSENTS, "service_consent": YES, "greeting_consent": YES}, None,
        "", OPEN, "", OPEN, "", OPEN, "", OPEN,
    ),
    (
        "no-phone", {**CONSENTS, "refused_channels": "phone"}, None,
        "", "c+++++", "", "c+++++", "", "c+++++", "", "c+++++",
    ),
    (
        "no-phone-no-consent", {"refused_channels": "phone", "marketing_consent": NO}, None,
        "", "c+++++", "", "c+++++", "", "c+++++", REFUSED, "cxxxxx",
    ),
    (
        "no-visits-no-mail", {**CONSENTS, "refused_channels": "visit,email"}, None,
        "", "+c+c++", "", "+c+c++", "", "+c+c++", "", "+c+c++",
    ),
    (
        "no-channel-at-all", {**CONSENTS, "refused_channels": "phone,visit,message,email,branch,other"}, None,
        "", "cccccc", "", "cccccc", "", "cccccc", "", "cccccc",
    ),
    (
        "no-phone-and-not-contacted", {**CONSENTS, "refused_channels": "phone", "do_not_contact": YES}, None,
        "", "c+++++", DNC, "cxxxxx", DNC, "cxxxxx", DNC, "cxxxxx",
    ),
    (
        "offers-by-mail", {**CONSENTS, "marketing_channels": "email"}, None,
        "", OPEN, "", OPEN, "", OPEN, "", "m+m+++",
    ),
    (
        "offers-by-phone-and-message", {**CONSENTS, "marketing_channels": "phone,message"}, None,
        "", OPEN, "", OPEN, "", OPEN, "", "+++m++",
    ),
    (
        "offers-by-mail-withdrawn", {"marketing_channels": "email", "marketing_consent": NO}, None,
        "", OPEN, "", OPEN, "", OPEN, REFUSED, "mxmxxx",
    ),
    (
        "offers-by-mail-mail-refused", {**CONSENTS, "marketing_channels": "email", "refused_channels": "email"}, None,
        "", "+++c++", "", "+++c++", "", "+++c++", "", "m+mc++",
    ),
    (
        "offers-by-mail-phone-refused", {**CONSENTS, "marketing_channels": "email", "refused_channels": "phone"}, None,
        "", "c+++++", "", "c+++++", "", "c+++++", "", "n+m+++",
    ),
    (
        "at-noon-resting", {**CONSENTS, "quiet_from": 12, "quiet_until": 14}, 13,
        "", OPEN, "", "qq++++", "", "qq++++", "", "qq++++",
    ),
    (
        "at-noon-before", {**CONSENTS, "quiet_from": 12, "quiet_until": 14}, 11,
        "", OPEN, "", OPEN, "", OPEN, "", OPEN,
    ),
    (
        "at-noon-after", {**CONSENTS, "quiet_from": 12, "quiet_until": 14}, 14,
        "", OPEN, "", OPEN, "", OPEN, "", OPEN,
    ),
    (
        "at-night", {**CONSENTS, "quiet_from": 21, "quiet_until": 8}, 21,
        "", OPEN, "", "qq++++", "", "qq++++", "", "qq++++",
    ),
    (
        "early", {**CONSENTS, "quiet_from": 21, "quiet_until": 8}, 7,
        "", OPEN, "", "qq++++", "", "qq++++", "", "qq++++",
    ),
    (
        "at-eight", {**CONSENTS, "quiet_from": 21, "quiet_until": 8}, 8,
        "", OPEN, "", OPEN, "", OPEN, "", OPEN,
    ),
    (
        "at-night-hour-not-asked", {**CONSENTS, "quiet_from": 21, "quiet_until": 8}, None,
        "", OPEN, "", OPEN, "", OPEN, "", OPEN,
    ),
    (
        "at-night-no-phone", {**CONSENTS, "quiet_from": 21, "quiet_until": 8, "refused_channels": "phone"}, 23,
        "", "c+++++", "", "rq++++", "", "rq++++", "", "rq++++",
    ),
    (
        "at-night-offers-by-mail", {**CONSENTS, "quiet_from": 21, "quiet_until": 8, "marketing_channels": "email"}, 23,
        "", OPEN, "", "qq++++", "", "qq++++", "", "wqm+++",
    ),
    (
        "ward", {**CONSENTS, "kind": "person", "civil_capacity": "limited"}, None,
        "", OPEN, "", OPEN, "", OPEN, "", OPEN,
    ),
]  # fmt: skip


def test_there_are_forty_states_and_none_twice():
    assert len(STATES) == 40
    assert len({str(state[1:3]) for state in STATES}) == 40


@pytest.mark.parametrize("state", STATES, ids=lambda state: state[0])
def test_the_gate(ok, add, state):
    _, facts, hour, *expected = state
    at = () if hour is None else ("--at", hour)
    items = ok("client", "contact", add(**facts), *at, "--format", "json").items
    assert [(item["purpose"], item["channel"]) for item in items] == [(what, way) for what in PURPOSES for way in CHANNELS]
    cells = iter(items)
    for purpose, bars, letters in zip(PURPOSES, expected[::2], expected[1::2], strict=True):
        for letter, item in zip(letters, cells, strict=False):
            reasons = (*bars.split(), *CELL[letter])
            assert item["allowed"] == (letter == "+"), (purpose, item)
            if letter != "+":
                assert tuple(item["codes"]) == reasons, (purpose, item)
            assert len(item["why"]) == len(item["codes"])


MINDED = [
    ({"do_not_contact": YES}, "duty", None, "duty-only"),
    ({"kind": "person", "civil_capacity": "none"}, "service", None, "guardian"),
    ({"marketing_consent": NO}, "greeting", None, "no-product"),
    ({"quiet_from": 21, "quiet_until": 8}, "duty", 22, "quiet-duty"),
]


@pytest.mark.parametrize(("facts", "purpose", "hour", "code"), MINDED, ids=lambda value: str(value))
def test_what_is_allowed_may_still_have_to_be_minded(ok, add, facts, purpose, hour, code):
    at = () if hour is None else ("--at", hour)
    items = ok("client", "contact", add(**facts), *at, "--format", "json").items
    (cell,) = [item for item in items if (item["purpose"], item["channel"]) == (purpose, "phone")]
    assert cell["allowed"]
    assert code in cell["codes"]


def line(ok, *arguments):
    (item,) = ok("today", "--format", "json", *arguments).items
    return item


def test_a_greeting_to_one_who_refused_marketing_has_no_product_in_it(ok, add):
    add(birth_date="1980-11-24", marketing_consent=NO, shop_garden=YES, shop_ripe_on="2026-12-01", service_consent=NO)
    item = line(ok)
    assert [term["code"] for term in item["terms"]] == ["CMT-F90"]
    assert item["purposes"] == ["greeting"]
    assert "茶" not in item["reason"] + item["say"]
    assert any("不推介任何产品" in words for words in item["not_about"])


def test_no_greeting_to_one_who_wants_none(ok, add):
    add(birth_date="1980-11-24", greeting_consent=NO)
    assert ok("today", "--format", "json").items == []


@pytest.mark.parametrize(("fact", "law"), [("processing_restricted", "第四十七条"), ("deceased", "继承")])
def test_a_duty_to_one_who_may_not_be_contacted_is_listed_with_what_to_do(ok, add, fact, law):
    add(kind="person", id_expires_on="2026-11-30", birth_date="1980-11-24", next_touch="2026-11-24", **{fact: YES})
    item = line(ok)
    assert item["terms"][0]["code"] == "CMT-F02"
    assert (item["purposes"], item["channels"], item["may_contact"]) == (["duty"], [], False)
    assert law in item["contact"]


def test_the_line_names_the_channels_that_are_left(ok, add):
    add(next_touch="2026-11-24", refused_channels="phone,email")
    assert line(ok)["channels"] == ["visit", "message", "branch", "other"]
    assert "电话" in line(ok)["contact"]


def test_the_line_knows_quiet_hours(ok, add):
    add(next_touch="2026-11-24", quiet_from=12, quiet_until=14)
    assert line(ok)["contact"] == "可以"
    assert line(ok, "--at", "13")["channels"] == ["message", "email", "branch", "other"]
    assert any("12点至14点" in words for words in line(ok)["not_about"])


LEVELS = [
    pytest.param({}, "只可谈R1产品", id="never-assessed"),
    pytest.param({"shop_risk_level": 2}, "不谈R3及以上产品", id="cautious"),
    pytest.param({"shop_risk_level": 4}, "不谈R5及以上产品", id="nearly-highest"),
    pytest.param({"shop_risk_level": 5}, None, id="highest"),
    pytest.param({"shop_risk_level": 1, "shop_expert": YES}, None, id="the-law-sets-the-level-aside"),
]


@pytest.mark.parametrize(("facts", "words"), LEVELS)
def test_topics_above_the_assessed_level_are_barred(ok, add, facts, words):
    add("张三", "--source", "record", shop_ripe_on="2026-12-20", marketing_consent=YES, **facts)
    barred = [topic for topic in line(ok)["not_about"] if "R" in topic]
    assert [words in topic for topic in barred] == ([True] if words else [])


FLAGS = st.sampled_from([None, True, False])
HELD = st.builds(
    Wishes,
    marketing=FLAGS, service=FLAGS, greeting=FLAGS, do_not_contact=st.booleans(),
    restricted=st.booleans(), deceased=st.booleans(),
    incapable=st.booleans(), refused=st.frozensets(st.sampled_from(CHANNELS)),
    marketing_by=st.none() | st.frozensets(st.sampled_from(CHANNELS)),
    quiet=st.none() | st.tuples(st.integers(0, 23), st.integers(0, 24)),
)  # fmt: skip


@given(held=HELD, purpose=st.sampled_from(PURPOSES), channel=st.sampled_from(CHANNELS), hour=st.none() | st.integers(0, 23))
def test_whatever_is_known_of_a_client_the_gate_keeps_its_laws(held, purpose, channel, hour):
    answer = may(held, purpose, channel, hour)
    assert answer.allowed or answer.codes  # a refusal has its reason
    assert len(answer.codes) == len(set(answer.codes)) == len(answer.reasons)
    if answer.allowed:
        assert purpose != "marketing" or held.marketing is True
        assert channel not in held.refused
        assert not held.restricted
        assert not held.deceased
        assert purpose == "duty" or not held.do_not_contact
    stricter = may(wishes_from({"do_not_contact": 1, "marketing_consent": held.marketing}), purpose, channel)
    assert not stricter.allowed or purpose == "duty"


@given(st.integers(0, 23), st.integers(0, 23))
def test_quiet_hours_last_as_long_as_they_say(start, end):
    assert sum(is_quiet((start, end), hour) for hour in range(24)) == (end - start) % 24
