"""Numbers that name people and firms: checked and written one way by libraries, and masked.

The forms are ``identity`` (居民身份证 or 统一社会信用代码), ``phone``, ``email``, ``card``, ``name`` and ``address``;
any other text is kept as it is.
Masks follow practice (first three and last four of an identity number, never the birth date).

>>> masked("identity", "11010519491231002X"), masked("phone", "13800138000"), masked("name", "张三丰")
('110***********002X', '138****8000', '张**')
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from cmtool.errors import InvalidData
from cmtool.model import Text

if TYPE_CHECKING:
    from types import ModuleType

    from phonenumbers import PhoneNumber


def read(form: str, title: Text, written: str) -> str:
    """Return ``written`` in its one normal form.

    Raises:
        InvalidData: a check digit, a date inside, or the shape is wrong.
    """
    reader = READERS.get(form)
    return reader(title, written) if reader else written


def masked(form: str, value: str) -> str:
    """Return ``value`` with what names a person hidden."""
    if form in KEPT:
        first, last = KEPT[form]
        if form != "name" and len(value) < first + last + HIDDEN_AT_LEAST:
            first, last = 1, 0
        hidden = max(len(value) - first - last, 1)
        return value[:first] + "*" * hidden + (value[-last:] if last else "")
    if form == "email":
        name, _, domain = value.partition("@")
        return f"{name[:1]}***@{domain}"
    return value[:6] + "***" if form == "address" else "***"


def scrubbed(text: str) -> str:
    """Return free text with identity numbers, payment cards, mobile phones and mail addresses masked, wherever they were typed.

    >>> scrubbed("打13800138000找他")
    '打138****8000找他'
    """
    for pattern, form in TYPED:
        text = pattern.sub(lambda found, form=form: masked(form, found[0]), text)
    return text


TYPED = (
    (re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"), "email"),
    (re.compile(r"(?<!\d)\d{6}([ -]?)(?:18|19|20)\d{6}\1\d{3}[\dXxＸｘ](?!\d)"), "identity"),
    (re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d([ -]?)\d{4}\1\d{4}(?!\d)"), "phone"),
    (re.compile(r"(?<!\d)(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}(?:\1\d{1,3})?|\d{15,19})(?!\d)"), "card"),
)
KEPT = {"identity": (3, 4), "phone": (3, 4), "card": (6, 4), "name": (1, 0)}
HIDDEN_AT_LEAST = 4  # of a shorter number its first digit alone is shown
MOBILE = re.compile(r"1[3-9]\d{9}")


def _identity(title: Text, written: str) -> str:
    """Read a person's number or a firm's code; eighteen digits whose middle is no birth date can only be a firm's."""
    compact = _plain(written).upper()
    if not compact[:17].isdigit():
        return _organisation(title, compact)
    try:
        return _person(title, compact)
    except InvalidData as wrong:
        of_a_person = _is_province(compact[:2])
        if wrong.key != "identity-birth" or (of_a_person and not _is_province(compact[2:4])):
            raise  # where a firm's code names its region there is none
        try:
            return _organisation(title, compact)
        except InvalidData as not_a_firm:
            raise (wrong if of_a_person else not_a_firm) from None


def _is_province(digits: str) -> bool:
    from stdnum import numdb

    return digits == "10" or any(named for _, named in numdb.get("cn/loc").info(digits))


def _person(title: Text, written: str) -> str:
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    number = ric.compact(written)
    if len(number) != 18:
        raise InvalidData("identity-shape", value=masked("identity", number), title=title)
    try:
        ric.get_birth_date(number)
    except ValidationError:
        raise InvalidData("identity-birth", value=masked("identity", number), title=title) from None
    if ric.calc_check_digit(number) != number[-1]:
        raise InvalidData("identity-check", value=masked("identity", number), title=title)
    return number


def _organisation(title: Text, written: str) -> str:
    from stdnum.cn import uscc
    from stdnum.exceptions import ValidationError

    try:
        return uscc.validate(written)
    except ValidationError:
        raise InvalidData("identity-uscc", value=masked("identity", written), title=title) from None


def _phone(title: Text, written: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(unicodedata.normalize("NFKC", written), "CN")
    except phonenumbers.NumberParseException:
        raise InvalidData("phone-shape", value=masked("phone", written), title=title) from None
    if not _dialled(phonenumbers, number):
        raise InvalidData("phone-shape", value=masked("phone", written), title=title)
    if number.country_code == 86:
        return _plain(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _dialled(phonenumbers: ModuleType, number: PhoneNumber) -> bool:
    """Whether it can be dialled: in China what begins like a mobile's number must be a whole one."""
    national = phonenumbers.national_significant_number(number)
    if number.country_code == 86 and national.startswith("1"):
        return bool(MOBILE.fullmatch(national)) or phonenumbers.is_valid_number(number)
    return phonenumbers.is_possible_number(number)


def _card(title: Text, written: str) -> str:
    from stdnum import luhn
    from stdnum.exceptions import ValidationError

    number = _plain(written)
    try:
        return luhn.validate(number)
    except ValidationError:
        raise InvalidData("card-check", value=masked("card", number), title=title) from None


def _plain(written: str) -> str:
    """Return a number without gaps, in digits of ordinary width."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", written))


def _email(title: Text, written: str) -> str:
    name, at, domain = written.partition("@")
    if not (name and at and "." in domain) or " " in written:
        raise InvalidData("email-shape", value=masked("email", written), title=title)
    return f"{name}@{domain.lower()}"


READERS: Mapping[str, Callable[[Text, str], str]] = {"identity": _identity, "phone": _phone, "card": _card, "email": _email}
