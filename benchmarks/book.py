"""The benchmark's pack and book: N clients, M products and 25 rules, the same data as ``../shared/bench/book.py`` makes.

``python benchmarks/book.py FOLDER --clients N --products M [--worst]`` writes ``FOLDER/pack`` (a plugin: facts, fields, products
and the 25 rules in our grammar) and ``FOLDER/book.db`` (clients, written by the book's own pen). ``--worst`` gives each product
thresholds of its own in twelve of the rules. Needs numpy and pyarrow, which the generator uses.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

GENERATOR = Path(__file__).parent.parent.parent / "shared" / "bench" / "book.py"
AS_OF = "2024-10-04"  # the generator's day 20000
SOURCE = 'source = { title = "benchmark", confidence = "V", as_of = 2024-10-04 }'
BITS = [f"b{bit}" for bit in range(8)]
# generator's column: type in our pack, and what else its declaration says
CLIENT = {
    "risk_level": ("int", ""), "assets": ("money", ""), "age": ("int", ""), "perms": ("set", "BITS"), "region": ("choice", "REGIONS"),
    "region_bit": ("set", "REGIONS"), "tenure": ("ratio", ""), "professional": ("bool", ""), "client_type": ("choice", "TYPES"),
    "risk_expiry": ("date", ""), "horizon": ("int", ""), "aml_level": ("int", ""), "test_score": ("int", ""), "income": ("money", ""),
    "drawdown_tol": ("ratio", ""), "tax_ok": ("bool", ""), "is_pep": ("bool", ""), "kyc_complete": ("bool", ""), "employee": ("bool", ""),
    "video_done": ("bool", ""), "liquidity_need": ("int", ""), "cash": ("money", ""), "fx_account": ("bool", ""),
}  # fmt: skip
PRODUCT = {
    "age_min": "int", "age_max": "int", "perms_req": "set", "regions": "set", "tenure_min": "ratio", "prof_only": "bool",
    "inst_only": "bool", "lock_years": "int", "max_share": "ratio", "max_aml": "int", "test_min": "int", "income_min": "money",
    "max_drawdown": "ratio", "cross_border": "bool", "restrict_staff": "bool", "liquidity": "int", "open_hmt": "bool",
}  # fmt: skip
RULES = {
    "risk": "c.b_risk_level >= p.risk_level",
    "min_amount": "c.b_assets >= p.min_amount",
    "age_min": "c.b_age >= p.b_age_min",
    "age_max": "c.b_age <= p.b_age_max",
    "permission": "has_all(c.b_perms, p.b_perms_req)",
    "region": "p.b_everywhere OR has_any(c.b_region_bit, p.b_regions)",
    "tenure": "c.b_tenure >= p.b_tenure_min",
    "prof_only": "NOT p.b_prof_only OR c.b_professional",
    "inst_only": "NOT p.b_inst_only OR c.b_client_type = 'org'",
    "risk_valid": "days_until(c.b_risk_expiry) >= 0",
    "horizon": "c.b_horizon >= p.b_lock_years",
    "concentration": "p.min_amount <= c.b_assets * p.b_max_share",
    "aml": "c.b_aml_level <= p.b_max_aml",
    "test": "c.b_test_score >= p.b_test_min",
    "income": "c.b_income >= p.b_income_min",
    "drawdown": "c.b_drawdown_tol >= p.b_max_drawdown",
    "tax": "NOT p.b_cross_border OR c.b_tax_ok",
    "pep": "NOT c.b_is_pep OR p.risk_level <= 3",
    "kyc": "c.b_kyc_complete",
    "staff": "NOT c.b_employee OR NOT p.b_restrict_staff",
    "senior": "c.b_age < 65 OR p.risk_level <= 3 OR c.b_video_done",
    "liquidity": "c.b_liquidity_need BETWEEN 0 AND p.b_liquidity",
    "cash": "c.b_cash >= p.min_amount * 0.1",
    "fx": "p.currency = 'CNY' OR c.b_fx_account",
    "region_ban": "c.b_region NOT IN ('r31', 'r32', 'r33') OR p.b_open_hmt",
}


def generator() -> ModuleType:
    """Return the given generator as a module."""
    spec = importlib.util.spec_from_file_location("bench_book", GENERATOR)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words(text: str) -> str:
    return f'{{ zh = "{text}", en = "{text}" }}'


def choices(names: list[str]) -> str:
    return "{ " + ", ".join(f"{name} = {words(name)}" for name in names) + " }"


def facts(regions: int) -> str:
    named = {"BITS": BITS, "REGIONS": [f"r{number}" for number in range(regions)], "TYPES": ["org", "ind"]}
    parts = []
    for name, (kind, more) in CLIENT.items():
        declared = f'[[fact]]\nname = "b_{name}"\ntype = "{kind}"\ntitle = {words(name)}\n'
        parts.append(declared + (f"choices = {choices(named[more])}\n" if more else ""))
    return "\n".join(parts)


def rules() -> str:
    parts = [
        f'[[rule]]\ncode = "BEN-R{number:03d}"\ntitle = {words(name)}\nrequire = "{text}"\nseverity = "block"\n'
        f"remedy = {words('ask compliance')}\n{SOURCE}\nsince = 2000-01-01\n"
        for number, (name, text) in enumerate(RULES.items(), 1)
    ]
    return "\n".join(parts)


def products(rows: list[dict], regions: int, worst: bool) -> str:
    named = {"perms_req": BITS, "regions": [f"r{number}" for number in range(regions)]}
    declared = [
        f'[[field]]\nname = "b_{name}"\ntype = "{kind}"\ntitle = {words(name)}\n'
        + (f"choices = {choices(named[name])}\n" if name in named else "")
        for name, kind in PRODUCT.items()
    ]
    declared.append(f'[[field]]\nname = "b_everywhere"\ntype = "bool"\ntitle = {words("everywhere")}\n')
    return "\n".join([*declared, *(product(row, len(rows), worst) for row in rows)])


def product(row: dict, count: int, worst: bool) -> str:
    """Return one product as TOML; in the worst case thresholds are moved a little, each product's its own way."""
    own = {name: row["region_mask" if name == "regions" else name] for name in PRODUCT}
    own["perms_req"] = [BITS[bit] for bit in range(8) if row["perms_req"] >> bit & 1]
    own["regions"] = [f"r{bit}" for bit in range(34) if row["region_mask"] >> bit & 1]
    amount = row["min_amount"] + (row["id"] if worst else 0)
    if worst:
        own |= own_thresholds(row)
    own["everywhere"] = row["region_mask"] == 0
    lines = [f"b_{name} = {toml(value)}" for name, value in own.items()]
    head = f'[[product]]\ncode = "BEN-P{row["id"]:03d}"\nrisk_level = {row["risk_level"]}\nmin_amount = {toml(amount)}\n'
    said = "".join(f"{name} = {words('benchmark')}\n" for name in ("title", "about", "worst_case", "costs"))
    return f'{head}currency = "{row["currency"]}"\nserves = []\n{said}' + "\n".join(lines) + "\n"


def own_thresholds(row: dict) -> dict:
    """Return thresholds that no other product has: with the minimum amount they make twelve rules differ product by product."""
    number = row["id"]
    whole = {
        "age_min": number - 180,
        "age_max": 40 + number,
        "lock_years": number - 190,
        "max_aml": number,
        "test_min": number - 120,
    }
    shares = {"tenure_min": 0.01, "max_share": 0.0001, "max_drawdown": 0.0001}
    moved = {name: round(row[name] + number * step, 6) for name, step in shares.items()}
    return {**whole, **moved, "liquidity": number, "income_min": row["income_min"] + number}


def card() -> str:
    source = "{" + SOURCE.split("{")[1]
    return f'name = "bench"\nprefix = "BEN"\napi = 1\ntitle = {words("benchmark")}\nrisk_fact = "b_risk_level"\nrisk_source = {source}\n'


def write_pack(folder: Path, clients: int, count: int, worst: bool) -> Path:
    """Write the pack and return its folder."""
    made = generator()
    _, table = made.gen(clients, count)
    (folder / "pack" / "pack").mkdir(parents=True, exist_ok=True)
    texts = {
        "plugin": card(),
        "pack/facts": facts(len(made.REGIONS)),
        "pack/rules": rules(),
        "pack/products": products(table.to_pylist(), len(made.REGIONS), worst),
    }
    for name, text in texts.items():
        (folder / "pack" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder / "pack"


def inner(name: str, column: list) -> list:
    """Return a column of the generator as the book keeps it: fen, day numbers, 0 and 1, sets between bars."""
    kind = CLIENT[name][0]
    if kind == "money":
        return [None if value is None else round(value * 100) for value in column]
    if kind == "bool":
        return [None if value is None else int(value) for value in column]
    if name == "perms":
        sets = ["|" + "".join(f"b{bit}|" for bit in range(8) if mask >> bit & 1) for mask in range(256)]
        return [None if value is None else sets[value] for value in column]
    if name == "region_bit":
        return [f"|r{value.bit_length() - 1}|" for value in column]
    return column


def rows(table: object, regions: list[str], day: int) -> Iterator[list]:
    """Yield the clients' rows in the order of ``columns``."""
    number = {region: f"r{at}" for at, region in enumerate(regions)}
    for batch in table.to_batches(max_chunksize=50_000):
        data = {name: inner(name, batch.column(name).to_pylist()) for name in CLIENT}
        data["region"] = [number[region] for region in data["region"]]
        data["client_type"] = [kind.lower() for kind in data["client_type"]]
        kinds = ["organisation" if kind == "org" else "person" for kind in data["client_type"]]
        facts = [kinds, ["grow"] * len(kinds), *data.values()]
        for at, values in zip(batch.column("id").to_pylist(), zip(*facts, strict=True), strict=True):
            dated = [part for value in values for part in (value, None if value is None else day)]
            yield [f"C-{at:07d}", f"client {at}", f"M{at % 500:03d}", '{"": "benchmark"}', *dated]


def write_book(folder: Path, clients: int, count: int) -> Path:
    """Write the book through its own pen and return its path."""
    from datetime import date

    from cmtool.book import Book
    from cmtool.book.ledger import Entry
    from cmtool.model import day_number

    made = generator()
    table, _ = made.gen(clients, count)
    path = folder / "book.db"
    names = ["kind", "goal", *(f"b_{name}" for name in CLIENT)]
    columns = ["code", "name", "manager", "sources", *(part for name in names for part in (f"f_{name}", f"at_{name}"))]
    path.unlink(missing_ok=True)
    book = Book.create(path, {})
    with book.writing(Entry(at="2024-10-04T09:00:00+08:00", who="benchmark", command="import")) as pen:
        pen.insert_many("client", columns, rows(table, made.REGIONS, day_number(date.fromisoformat(AS_OF))))
    book.close()
    return path


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return '"' + ",".join(value) + '"' if value else '"none"'
    return repr(value)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clients", type=int, default=1_000_000)
    parser.add_argument("--products", type=int, default=200)
    parser.add_argument("--worst", action="store_true")
    parser.add_argument("--pack-only", action="store_true")
    given = parser.parse_args()
    print(write_pack(given.folder, given.clients, given.products, given.worst))
    if not given.pack_only:
        print(write_book(given.folder, given.clients, given.products))


if __name__ == "__main__":
    sys.exit(main())
