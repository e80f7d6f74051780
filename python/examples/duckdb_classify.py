"""Classify an archive on one machine: DuckDB reads, all cores work, Parquet out.

    python examples/duckdb_classify.py 'archive/*.parquet' claims.parquet --text body --id url
    python examples/duckdb_classify.py archive.parquet claims.parquet --where "day >= '2031-01-01'"

Needs no Spark and no more memory than a batch takes. The result has the rows of
examples/spark_classify.py, in the order of the input, in one file with the column status.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from demarche.archive import batches

BATCH = 2000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("input", help="whatever DuckDB reads by its name: Parquet, CSV, JSON, patterns of them")
    parser.add_argument("output", type=Path, help="Parquet file; appears when it is complete")
    parser.add_argument("--text", default="text", help="column of the text")
    parser.add_argument("--id", default="id", help="column of the id")
    parser.add_argument("--where", default="true", help="which rows to read, in SQL")
    parser.add_argument("--model", type=Path, help="a model file [default: built in]")
    parser.add_argument("--jobs", type=int, help="threads [default: all cores]")
    args = parser.parse_args()

    quoted = lambda name: '"' + name.replace('"', '""') + '"'
    source = "'" + args.input.replace("'", "''") + "'"
    articles = duckdb.execute(
        f"select cast({quoted(args.id)} as varchar), {quoted(args.text)} from {source} where {args.where}"
    )
    # Older releases have another name for it.
    read = getattr(articles, "to_arrow_reader", None) or articles.fetch_record_batch
    work = batches(args.model.read_bytes() if args.model else None, n_jobs=args.jobs)
    began = time.monotonic()
    rows = {"article": 0, "error": 0, "claim": 0}
    aside = args.output.with_name(f".{args.output.name}.part")
    writer = None
    try:
        for batch in work(iter(read(BATCH))):
            writer = writer or pq.ParquetWriter(aside, batch.schema)
            writer.write_batch(batch)
            for status in rows:
                rows[status] += batch.column("status").to_pylist().count(status)
        if writer is None:
            print("no rows to read", file=sys.stderr)
            return 2
        writer.close()
        os.replace(aside, args.output)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    seconds = time.monotonic() - began
    rate = (rows["article"] + rows["error"]) / seconds
    print(json.dumps({**rows, "seconds": round(seconds, 1), "articles_per_second": round(rate, 1)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
