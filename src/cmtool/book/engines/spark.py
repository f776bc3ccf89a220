"""Spark: the institution's own cluster reads its Parquet; the session's own settings say where (the extra ``spark``).

Only SQL runs on the workers: nothing has to be installed there. ``PYSPARK_SUBMIT_ARGS`` names the cluster, as for any program.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from cmtool.book.engines.outside import known_share
from cmtool.book.engines.reading import BETWEEN_SETS, Reading, block_of
from cmtool.errors import NotFound
from cmtool.model import Kind
from cmtool.rules.dialects import SPARK
from cmtool.rules.readings import Block

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, Row, SparkSession

T = TypeVar("T")
TYPES = {Kind.RATIO: "DOUBLE", Kind.CHOICE: "STRING", Kind.TEXT: "STRING", Kind.SET: "STRING"}
SETTINGS = {
    "spark.app.name": "cmtool match",
    "spark.ui.enabled": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.pyspark.python": sys.executable,
    "spark.pyspark.driver.python": sys.executable,
}


class Reader:
    """Reads Parquet files with the columns of a book."""

    def __init__(self, source: str) -> None:
        from pyspark.sql import SparkSession  # half a gigabyte that most never install: this module is read without it

        self._source = source
        self._session = SparkSession.builder.config(map=SETTINGS)

    def each(self, reading: Reading, work: Callable[[Block], T]) -> Iterator[T]:
        """Yield what ``work`` makes of each block, the clients going by code.

        Raises:
            NotFound: there are no such files.
        """
        spark = self._session.getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")
        try:
            clients = spark.read.parquet(self._source)
        except Exception as wrong:  # the cluster's own class of errors differs by version
            raise NotFound("clients-not-reached", wrong=str(wrong).splitlines()[0]) from None
        mine = clients.where(clients.manager == reading.manager) if reading.manager else clients
        yield from (work(_block(reading, row)) for row in _rows(spark, mine, reading))


def _rows(spark: SparkSession, clients: DataFrame, reading: Reading) -> Iterator[Row]:
    """Yield one row a block: its clients' codes in order, their signs side by side, their sets."""
    parts = max(1, -(-clients.count() // reading.block))
    writer, scales = reading.writer(SPARK), reading.scales
    inner = f"SELECT CAST(code AS STRING) AS code{reading.columns(set(clients.columns), _typed)} FROM cmtool_clients"
    signs = [scale.sql(writer) for scale in scales if scale.family != "set"]
    sets = [scale.sql(writer) for scale in scales if scale.family == "set"]
    joined = f"concat({', '.join(signs) or repr('')}) AS signs, concat_ws(char(31), {', '.join(sets) or repr('')}) AS sets"
    clients.createOrReplaceTempView("cmtool_clients")
    placed = spark.sql(f"SELECT code, {joined} FROM ({inner})")
    placed.repartitionByRange(parts, "code").sortWithinPartitions("code").createOrReplaceTempView("cmtool_ordered")
    lists = "collect_list(code) AS codes, collect_list(signs) AS signs, collect_list(sets) AS sets"
    parted = "SELECT *, spark_partition_id() AS part FROM cmtool_ordered"
    return spark.sql(f"SELECT part, {lists} FROM ({parted}) GROUP BY part").orderBy("part").toLocalIterator()


def _block(reading: Reading, row: Row) -> Block:
    signs, width = "".join(row.signs), sum(scale.family != "set" for scale in reading.scales)
    columns = iter([signs[at::width] for at in range(width)])
    split = zip(*(text.split(BETWEEN_SETS) for text in row.sets), strict=True)
    read = [BETWEEN_SETS.join(next(split)) if scale.family == "set" else next(columns) for scale in reading.scales]
    return block_of(row.codes, reading.scales, read)


def _typed(sql: str, kind: Kind) -> str:
    typed = f"CAST({sql} AS {TYPES.get(kind, 'BIGINT')})"
    return known_share(typed, "DOUBLE") if kind is Kind.RATIO else typed
