"""Numbers that name people and firms: one normal form, check digits that count, and masks that hide."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from cmtool.errors import InvalidData
from cmtool.model import Text
from cmtool.rules import identity
from cmtool.words import error

TITLE = Text("证件号码", "identity number")
PERSON, FIRM = "11010519491231002X", "91110000600037341L"


def read(form, written):
    return identity.read(form, TITLE, written)


def refused(form, written):
    with pytest.raises(InvalidData) as wrong:
        read(form, written)
    return wrong.value


@pytest.mark.parametrize(
    "written",
    [PERSON, "11010519491231002x", "110105 19491231 002X", "110105-19491231-002X", "１１０１０５１９４９１２３１００２Ｘ"],
)
def test_a_persons_number_has_one_form(written):
    assert read("identity", written) == PERSON


@pytest.mark.parametrize("written", [FIRM, "91110000600037341l", "91110000 600037341L", "９１１１００００６０００３７３４１Ｌ"])
def test_a_firms_code_has_one_form(written):
    assert read("identity", written) == FIRM


def test_a_firms_code_all_in_digits_is_a_firms():
    assert read("identity", "911100000000000162") == "911100000000000162"


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.integers(0, 999))
def test_only_one_check_digit_of_eleven_is_right(born, number):
    body = f"110105{born:%Y%m%d}{number:03d}"
    right = ric.calc_check_digit(body + "0")
    assert read("identity", body + right) == body + right
    for other in set("0123456789X") - {right}:
        assert refused("identity", body + other).key == "identity-check"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        pytest.param("110105194912310021", "identity-check", id="wrong-check-digit"),
        pytest.param("110105194902310025", "identity-birth", id="31-February"),
        pytest.param("411105194902310025", "identity-birth", id="31-February-where-a-firm-might-be"),
        pytest.param("110105491231002", "identity-shape", id="fifteen-digits"),
        pytest.param("1101051949123100", "identity-shape", id="too-short"),
        pytest.param("11010519491231002X1", "identity-shape", id="too-long"),
        pytest.param("91110000600037341A", "identity-uscc", id="wrong-check-sign-of-a-firm"),
        pytest.param("I1010519491231002X", "identity-uscc", id="letter-for-digit"),
        pytest.param("abc", "identity-uscc", id="no-number-at-all"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_wrong_is_said_without_showing_the_number(written, key, lang):
    wrong = refused("identity", written)
    assert wrong.key == key
    assert written not in error(lang, wrong)
    assert "*" in error(lang, wrong)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("86-13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("010-62345678", "01062345678"),
        ("0571 8888 8888", "057188888888"),
        ("(0571) 88888888", "057188888888"),
        ("62345678", "62345678"),
        ("400-812-3456", "4008123456"),
        ("95588", "95588"),
        ("+1 650 253 0000", "+16502530000"),
        ("+852 2123 4567", "+85221234567"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_phones_of_china_and_abroad(written, kept):
    assert read("phone", written) == kept


@pytest.mark.parametrize(
    "written", ["1380013800", "138001380000", "12345678901", "+86 1380013800", "12", "phone", "+1 650", "+999 123456789", ""]
)
def test_a_number_that_cannot_be_dialled_is_refused_unseen(written):
    wrong = refused("phone", written)
    assert wrong.key == "phone-shape"
    assert len(written) < 3 or written not in error("zh", wrong)


@pytest.mark.parametrize(
    "written",
    ["6222020200112233453", "6222 0202 0011 2233 453", "6222-0202-0011-2233-453", "６２２２０２０２００１１２２３３４５３"],
)
def test_a_bank_card_has_one_form(written):
    assert read("card", written) == "6222020200112233453"


@pytest.mark.parametrize("written", ["6222020200112233458", "6222O20200112233457", "card"])
def test_a_card_with_a_wrong_digit_is_refused_unseen(written):
    wrong = refused("card", written)
    assert wrong.key == "card-check"
    assert written not in error("zh", wrong)


def test_mail_addresses():
    assert read("email", "Zhang.San@Example.COM") == "Zhang.San@example.com"
    for written in ("zhang", "zhang@", "@example.com", "zhang@example", "zhang san@example.com"):
        assert refused("email", written).key == "email-shape"


def test_any_other_text_stays_as_it_is():
    assert read("", " as it is ") == " as it is "
    assert read("name", "张三丰") == "张三丰"


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("identity", PERSON, "110***********002X"),
        ("identity", FIRM, "911***********341L"),
        ("phone", "13800138000", "138****8000"),
        ("phone", "+16502530000", "+16*****0000"),
        ("phone", "62345678", "6*******"),
        ("phone", "95588", "9****"),
        ("card", "6222020200112233453", "622202*********3453"),
        ("name", "张三丰", "张**"),
        ("name", "张三", "张*"),
        ("name", "欧阳修文", "欧***"),
        ("name", "张", "张*"),
        ("email", "zhang@example.com", "z***@example.com"),
        ("address", "北京市海淀区中关村大街1号", "北京市海淀区***"),
        ("anything", "secret", "***"),
        ("", "secret", "***"),
    ],
)
def test_masks(form, value, shown):
    assert identity.masked(form, value) == shown


@given(st.sampled_from(["identity", "phone", "card"]), st.text("0123456789X", min_size=1, max_size=22))
def test_a_mask_never_gives_a_number_away(form, value):
    hidden = identity.masked(form, value).count("*")
    assert hidden >= min(4, max(len(value) - 1, 1))


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("打13800138000找他", "打138****8000找他"),
        ("打 138 0013 8000 或 139-0013-9000", "打 138******8000 或 139******9000"),
        ("+86 13800138000", "+86********8000"),
        (f"证件{PERSON}。", "证件110***********002X。"),
        ("证件110105 19491231 002x", "证件110*************002x"),
        ("卡号6222020200112233453", "卡号622202*********3453"),
        ("卡号 6222 0202 0011 2233 453", "卡号 6222 0************* 453"),
        ("写信到 zhang.san@example.com 吧", "写信到 z***@example.com 吧"),
        ("老身份证110105491231002", "老身份证110105*****1002"),
    ],
)
def test_free_text_is_scrubbed_wherever_a_number_was_typed(typed, shown):
    assert identity.scrubbed(typed) == shown


@pytest.mark.parametrize(
    "plain",
    [
        "2026-11-24 来电",
        "买了50万元，期限365天",
        "合同 20261124001",
        "利率3.5%，编号C-00012",
        "金额 1,234,567.89 元",
        "产品 SEC-P003",
    ],
)
def test_ordinary_text_is_left_alone(plain):
    assert identity.scrubbed(plain) == plain
