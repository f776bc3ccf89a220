"""The desk's calculators by the names of ``calculators.toml``."""

from __future__ import annotations

from cmtool_banking.calculators.bill_discount import bill_discount
from cmtool_banking.calculators.loan import loan
from cmtool_banking.calculators.repayment_plan import repayment_plan

BY_NAME = {"loan": loan, "repayment-plan": repayment_plan, "bill-discount": bill_discount}
