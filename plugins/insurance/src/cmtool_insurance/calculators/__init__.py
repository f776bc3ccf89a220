"""The insurance desk's calculators, by the name one types."""

from __future__ import annotations

from cmtool_insurance.calculators.compulsory_motor import compulsory_motor
from cmtool_insurance.calculators.cover_gap import cover_gap
from cmtool_insurance.calculators.policy_irr import policy_irr

BY_NAME = {"cover-gap": cover_gap, "policy-irr": policy_irr, "compulsory-motor": compulsory_motor}
