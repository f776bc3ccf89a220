"""Two real files, with the mappings that are shipped."""

from __future__ import annotations

import csv
from collections import Counter

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_character(number: str) -> str:
    """Return the last character that GB 11643 asks for."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=False)) % 11]


def test_the_public_marketing_table(bench, shared, mappings):
    bench.plugins = []
    ran = bench.take(shared / "bank_marketing" / "bank-full.csv", "--mapping", mappings / "uci-bank.toml")
    assert (ran.code, ran.counts) == (0, (45_211, 45_211, 0, 0, 0)), ran.err
    assert (ran.report["findings"], ran.err) == ([], "")
    first, last = bench.client("UCI-00001"), bench.client("UCI-45211")
    assert first == {
        "name": "UCI 00001", "manager": "", "kind": "person", "occupation": "management", "marital_status": "married",
        "education": "tertiary", "bank_balance": 214_300, "bank_has_default": 0, "bank_has_housing_loan": 1,
        "bank_has_personal_loan": 0,
    }  # fmt: skip  # no birth date is made of an age
    assert last["name"] == "UCI 45211"
    (known,) = bench.rows(
        "SELECT count(f_education) AS education, count(f_occupation) AS occupation, min(f_bank_balance) AS low FROM client"
    )
    assert known == {
        "education": 45_211 - 1_857,
        "occupation": 45_211 - 288,
        "low": -801_900,
    }  # "unknown" is not known, nothing else
    assert bench.faults() == []


def test_the_retail_table_is_refused_without_a_mapping(bench, shared):
    ran = bench.run("import", shared / "bank_customers_cn" / "customer_info_5000.txt")
    assert ran.code == 5
    for part in ("第 2 行有 20 个", "第 1 行的表头有 21 个", "--mapping"):
        assert part in ran.err
    assert bench.rows("SELECT * FROM journal") == []


def test_the_retail_table_with_its_mapping(bench, shared, mappings):
    bench.plugins = []
    source = shared / "bank_customers_cn" / "customer_info_5000.txt"
    ran = bench.take(source, "--mapping", mappings / "cn-retail.toml", "--refused", bench.folder / "待修.xlsx")
    assert (ran.code, ran.counts) == (8, (5_000, 5_000, 0, 0, 0)), ran.err
    with source.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    wrong = [line for line, row in enumerate(rows, 2) if check_character(row[3]) != row[3][17]]
    assert ran.findings == [(line, "证件号码") for line in wrong]
    assert len(wrong) == 463
    held = {row["code"]: row for row in bench.rows("SELECT * FROM client")}
    assert [held[row[0]]["f_id_number"] for row in rows] == [
        row[3] if line not in set(wrong) else None for line, row in enumerate(rows, 2)
    ]
    assert [held[row[0]]["f_bank_card_number"] for row in rows] == [row[16] for row in rows]
    genders = Counter(row["f_gender"] for row in held.values())
    assert genders == Counter("female" if row[5] == "1" else "male" for row in rows)
    first = bench.client(rows[0][0])
    assert (first["marital_status"], first["education"], first["occupation"]) == ("single", "tertiary", "公司职员")
    assert (first["id_type"], first["bank_card_kind"], first["phone"]) == ("resident_id", "debit", "15179502913")
    assert bench.faults() == []

    again = bench.take(bench.folder / "待修.xlsx", "--mapping", mappings / "cn-retail.toml", "--update-by", "code")
    assert (again.code, again.counts) == (8, (463, 0, 0, 463, 0))
    everything = ran.out + again.out + ran.err
    assert not any(row[3] in everything or row[9] in everything or row[16] in everything for row in rows)
