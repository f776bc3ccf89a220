"""The insurance desk's calculators, by the name one types."""

from __future__ import annotations

from cmtool_insurance.calculators.compulsory_motor import compulsory_motor
from cmtool_insurance.calculators.cover_gap import cover_gap
from cmtool_insurance.calculators.policy_irr import policy_irr
from cmtool_insurance.calculators.premium_load import premium_load

BY_NAME = {
    "cover-gap": cover_gap,
    "policy-irr": policy_irr,
    "premium-load": premium_load,
    "compulsory-motor": compulsory_motor,
}
