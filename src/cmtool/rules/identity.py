"""Numbers that name people and firms: checked and written one way by libraries, and masked.

The forms are ``identity`` (居民身份证 or 统一社会信用代码), ``phone``, ``email``, ``card``, ``name`` and ``address``; any other text is kept as it is.
Masks follow practice (first three and last four of an identity number, never the birth date).

>>> masked("identity", "11010519491231002X"), masked("phone", "13800138000"), masked("name", "张三丰")
('110***********002X', '138****8000', '张**')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cmtool.errors import InvalidData
from cmtool.model import Text


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
        hidden = max(len(value) - first - last, 1)
        return value[:first] + "*" * hidden + (value[-last:] if last else "")
    if form == "email":
        name, _, domain = value.partition("@")
        return f"{name[:1]}***@{domain}"
    return value[:6] + "***" if form == "address" else "***"


def scrubbed(text: str) -> str:
    """Return free text with identity numbers and mobile phones masked, wherever they were typed.

    >>> scrubbed("打13800138000找他")
    '打138****8000找他'
    """
    return PHONE.sub(lambda found: masked("phone", found[0]), IDENTITY.sub(lambda found: masked("identity", found[0]), text))


IDENTITY = re.compile(r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
KEPT = {"identity": (3, 4), "phone": (3, 4), "card": (6, 4), "name": (1, 0)}


def _identity(title: Text, written: str) -> str:
    """Read a person's number or a firm's code; eighteen digits whose middle is no birth date can only be a firm's."""
    compact = written.replace(" ", "").replace("-", "").upper()
    if not compact[:17].isdigit():
        return _organisation(title, compact)
    try:
        return _person(title, compact)
    except InvalidData as wrong:
        if wrong.key != "identity-birth":
            raise
        try:
            return _organisation(title, compact)
        except InvalidData:
            raise wrong from None


def _person(title: Text, written: str) -> str:
    from stdnum.cn import ric
    from stdnum.exceptions import ValidationError

    number = ric.compact(written).upper()
    if len(number) != 18 or not number[:17].isdigit():
        raise InvalidData("identity-shape", value=masked("identity", written), title=title)
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
        return uscc.validate(written.upper())
    except ValidationError:
        raise InvalidData("identity-uscc", value=written, title=title) from None


def _phone(title: Text, written: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(written, "CN")
    except phonenumbers.NumberParseException:
        raise InvalidData("phone-shape", value=masked("phone", written), title=title) from None
    if not phonenumbers.is_possible_number(number):
        raise InvalidData("phone-shape", value=masked("phone", written), title=title)
    if number.country_code == 86:
        return phonenumbers.national_significant_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _card(title: Text, written: str) -> str:
    from stdnum import luhn
    from stdnum.exceptions import ValidationError

    number = written.replace(" ", "").replace("-", "")
    try:
        return luhn.validate(number)
    except ValidationError:
        raise InvalidData("card-check", value=masked("card", number), title=title) from None


def _email(title: Text, written: str) -> str:
    name, at, domain = written.partition("@")
    if not (name and at and "." in domain) or " " in written:
        raise InvalidData("email-shape", value=masked("email", written), title=title)
    return f"{name}@{domain.lower()}"


READERS: Mapping[str, Callable[[Text, str], str]] = {"identity": _identity, "phone": _phone, "card": _card, "email": _email}
