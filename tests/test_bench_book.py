"""The benchmark's book, 10,000 clients × 50 products × 25 rules: our grammar and every engine give its own SQL's counts.

The generator and its rules are given beside the project; the rules are rewritten in our grammar by ``benchmarks/book.py``.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import sqlite3
import sys
from pathlib import Path

import pytest

from cmtool.cli import run

ROOT = Path(__file__).parent.parent
CLIENTS, PRODUCTS = 10_000, 50
pytestmark = pytest.mark.skipif(
    not (ROOT.parent / "shared" / "bench" / "book.py").is_file(),
    reason="the given generator ../shared/bench/book.py is not here",
)


@pytest.fixture(scope="module")
def bench():
    spec = importlib.util.spec_from_file_location("bench", ROOT / "benchmarks" / "book.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def made(bench, tmp_path_factory, cache):
    folder = tmp_path_factory.mktemp("bench")
    bench.write_pack(folder, CLIENTS, PRODUCTS, worst=False)
    bench.write_book(folder, CLIENTS, PRODUCTS)
    return folder


@pytest.fixture(scope="module")
def given(bench, tmp_path_factory):
    """The verdicts by the generator's own rules, as its own SQL has them: product number to (eligible, ask)."""
    generator = bench.generator()
    path = tmp_path_factory.mktemp("given") / "given.db"
    generator.to_sqlite(str(path), *generator.gen(CLIENTS, PRODUCTS))
    code = generator.code_expr()
    counted = "sum(code = 0), sum(code & 4294967295 = 0 AND code <> 0)"
    pairs = f"SELECT p.id AS product, ({code}) AS code FROM clients c CROSS JOIN products p LIMIT -1 OFFSET 0"
    with contextlib.closing(sqlite3.connect(path)) as db:
        rows = db.execute(f"SELECT product, {counted} FROM ({pairs}) GROUP BY product").fetchall()
    return {f"BEN-P{product:03d}": (eligible, ask) for product, eligible, ask in rows}


@pytest.fixture
def counts(made, bench, capsys):
    """Count verdicts by product through the command line."""

    def counted(*arguments):
        capsys.readouterr()
        plain = ["--plugin", str(made / "pack"), "--safe-mode", "--book", str(made / "book.db"), "--as-of", bench.AS_OF]
        code = run([*plain, "match", "--all", "--summary", "--format", "json", *map(str, arguments)])
        said = capsys.readouterr()
        assert code == 0, said.err
        return {item["product"]: (item["eligible"], item["ask"]) for item in json.loads(said.out)["items"]}

    return counted


@pytest.fixture(scope="module")
def parquet(made):
    """The book's clients as Parquet."""
    import pyarrow
    import pyarrow.parquet

    with contextlib.closing(sqlite3.connect(made / "book.db")) as db:
        cursor = db.execute("SELECT * FROM client ORDER BY id")
        columns = zip(*cursor.fetchall(), strict=True)
        table = {column[0]: list(values) for column, values in zip(cursor.description, columns, strict=True)}
    path = made / "clients.parquet"
    pyarrow.parquet.write_table(pyarrow.table(table), path)
    return path


def test_the_rules_in_our_grammar_give_the_given_counts(counts, given):
    assert counts() == given
    assert sum(eligible for eligible, _ in given.values()) > 500


@pytest.mark.parametrize("engine", ["sqlite", "duckdb"])
def test_engines_give_the_given_counts_on_the_book(counts, given, engine):
    assert counts("--engine", engine) == given


def test_a_file_of_clients_gives_the_given_counts(counts, given, parquet):
    assert counts("--clients", parquet) == given


def test_a_server_of_clients_gives_the_given_counts(counts, given, made, server_of):
    assert counts("--clients", server_of(made / "book.db")) == given


@pytest.mark.cluster
def test_a_cluster_gives_the_given_counts(counts, given, parquet):
    assert counts("--clients", parquet, "--engine", "spark") == given
