"""Classify an archive on Apache Spark: Parquet in, Parquet out.

    spark-submit examples/spark_classify.py archive.parquet claims.parquet --text body --id url
    python examples/spark_classify.py archive.parquet claims.parquet --master 'local[8,4]'

The result is partitioned by status: ``status=claim`` holds a row a claim, ``status=article``
a row for each article that was read, ``status=error`` one for each that was not, with why. At
the end rows in and rows out are counted against each other; the exit status is 1 where they
do not add up. On a cluster install the package on every worker (``pip install demarche``, or
``--archives`` with a packed environment) and leave ``--master`` out.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

from pyspark.sql import SparkSession

from demarche.spark import account, classify


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("input", help="Parquet file or folder, one article a row")
    parser.add_argument("output", help="folder for the result; must not exist")
    parser.add_argument("--text", default="text", help="column of the text")
    parser.add_argument("--id", default="id", help="column of the id")
    parser.add_argument("--model", type=Path, help="a model file [default: built in]")
    parser.add_argument("--min-probability", type=float)
    parser.add_argument("--master", help="such as local[2,4]: two cores, four tries for each task")
    parser.add_argument("--partitions", type=int, help="parts of the input [default: as it is stored]")
    args = parser.parse_args()

    builder = SparkSession.builder.appName("demarche")
    # Batches of some megabytes; a worker holds one or two of them at a time.
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", "500")
    # One open file for each status, instead of sorting all rows by status first.
    builder = builder.config("spark.sql.maxConcurrentOutputFileWriters", "4")
    if args.master:
        # Workers of this machine run in this environment.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.master(args.master)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")

    began = time.monotonic()
    articles = spark.read.parquet(args.input)
    if args.partitions:
        articles = articles.repartition(args.partitions)
    result = classify(
        articles, args.text, args.id,
        model=args.model.read_bytes() if args.model else None,
        min_probability=args.min_probability,
    )
    result.write.partitionBy("status").parquet(args.output)
    seconds = time.monotonic() - began

    # Counted in what was written: a counter kept on the way would count retried tasks twice.
    counts = {"rows_in": spark.read.parquet(args.input).count(), **account(spark.read.parquet(args.output))}
    whole = (
        counts["rows_in"] == counts["articles"] + counts["errors"]
        and counts["claims"] == counts["claims_expected"]
    )
    rate = counts["rows_in"] / seconds
    print(json.dumps({**counts, "whole": whole, "seconds": round(seconds, 1), "articles_per_second": round(rate, 1)}))
    spark.stop()
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main())
