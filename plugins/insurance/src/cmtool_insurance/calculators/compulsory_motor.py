"""The compulsory motor premium (交强险保费): base premium times one plus the accident float.

    premium = base · (1 + float)

Base premiums are uniform since 2008. The float goes by years without an at-fault accident in the vehicle's zone (A to E),
or by last year's at-fault accidents. A float for drink-driving, where a province has one, is not in it. Zone A is 内蒙古 海南
青海 西藏, B 陕西 云南 广西, C 甘肃 吉林 山西 黑龙江 新疆, D 北京 天津 河北 宁夏, E all others. Remembered figures: the
insurer's system has the last word.

>>> compulsory_motor(vehicle="private_under_6", zone="a", clean_years=3, fault="none").values["premium"]
Decimal('475.00')
"""

from __future__ import annotations

from decimal import Decimal

from cmtool.errors import Refusal
from cmtool.model import Note, Outcome

BASE = {
    "private_under_6": 950, "private_6_up": 1100,
    "company_under_6": 1000, "company_6_to_10": 1130, "company_10_to_20": 1220, "company_20_up": 1270,
    "public_under_6": 950, "public_6_to_10": 1070, "public_10_to_20": 1140, "public_20_up": 1320,
    "hire_under_6": 1800,
}  # fmt: skip
CLEAN = {"a": (0, 30, 40, 50), "b": (0, 25, 35, 45), "c": (0, 20, 30, 40), "d": (0, 15, 25, 35), "e": (0, 10, 20, 30)}
FAULT = {"one": 0, "several": 10, "death": 30}


def compulsory_motor(*, vehicle: str, zone: str, clean_years: int, fault: str) -> Outcome:
    """Return the base premium, the float and the premium, in yuan a year.

    Args:
        vehicle: Class of vehicle, by use and seats.
        zone: Zone of the float, "a" to "e".
        clean_years: Whole years without an at-fault accident; three and more count alike.
        fault: Last year's at-fault accidents: "none", "one" (nobody died), "several", "death".

    Raises:
        Refusal: clean years are given together with an at-fault accident.
    """
    if fault != "none" and clean_years:
        raise Refusal("clean_and_at_fault", years=clean_years)
    percent = FAULT[fault] if fault != "none" else -CLEAN[zone][min(clean_years, 3)]
    share = Decimal(percent) / 100
    base = Decimal(BASE[vehicle])
    return Outcome(
        values={"base": base, "float": share, "premium": (base * (1 + share)).quantize(Decimal("0.01"))},
        notes=(Note("check_system"),),
    )
