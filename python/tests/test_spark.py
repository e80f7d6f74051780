"""Spark: every article is accounted for, though a worker is killed in the middle.

Needs PySpark and Java 17 or later, and is left out without. DEMARCHE_SPARK_ARTICLES sets how
many articles (2,000), DEMARCHE_SPARK_TEXTS a folder of texts to repeat; the figures of the
README come from 100,000 and notebooks/data/aune.
"""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import demarche

os.environ["PYSPARK_PYTHON"] = sys.executable
pytest.importorskip("pyspark")

EXAMPLE = Path(__file__).resolve().parents[1] / "examples/spark_classify.py"
ARTICLES = int(os.environ.get("DEMARCHE_SPARK_ARTICLES", "2000"))


def children(pid):
    """All processes below one, by /proc."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (FileNotFoundError, ProcessLookupError):
                continue
    below, last = {pid}, 0
    while len(below) > last:
        last = len(below)
        below |= {child for child, parent in parents.items() if parent in below}
    return below - {pid}


def python_workers(pid):
    """Workers that classify: forked by PySpark's daemon, and busy."""
    found = []
    for child in children(pid):
        try:
            command = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
            parent = int(Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[1])
            of_parent = Path(f"/proc/{parent}/cmdline").read_text().replace("\0", " ")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if "pyspark.daemon" in command and "pyspark.daemon" in of_parent:
            found.append(child)
    return found


def written(out):
    """Files of tasks that are done, while folders come and go."""
    try:
        return len(list(out.glob("_temporary/**/*.parquet")))
    except OSError:
        return 0


def test_every_article_is_accounted_for_though_a_worker_dies(articles, tmp_path):
    folder = os.environ.get("DEMARCHE_SPARK_TEXTS")
    texts = list(articles.values())
    if folder:
        texts = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).glob("*.txt"))]
    ids = [f"a{n}" for n in range(ARTICLES)]
    bodies = [texts[n % len(texts)] for n in range(ARTICLES)]
    bodies[7] = None
    bodies[11] = "He said no. " * 1_500_000  # 18 MB
    pq.write_table(pa.table({"url": ids, "body": bodies}), tmp_path / "in.parquet", row_group_size=max(100, ARTICLES // 16))
    command = [
        sys.executable, EXAMPLE, tmp_path / "in.parquet", tmp_path / "out", "--text", "body",
        "--id", "url", "--master", "local[2,4]", "--partitions", "16",
    ]
    killed = []
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def kill_one():
        while run.poll() is None and not killed:
            # The first tasks are done and others are under way.
            done = written(tmp_path / "out")
            workers = python_workers(run.pid)
            if workers and done >= 2:
                os.kill(workers[-1], signal.SIGKILL)
                killed.append(workers[-1])
            time.sleep(0.05)

    killer = threading.Thread(target=kill_one)
    killer.start()
    out, err = run.communicate(timeout=3600)
    killer.join()
    assert run.returncode == 0, err[-3000:]
    counts = json.loads(out.strip().splitlines()[-1])
    print(counts)
    assert killed, "no worker was there to be killed"
    assert counts["rows_in"] == ARTICLES
    assert (counts["articles"], counts["errors"]) == (ARTICLES - 2, 2)
    assert counts["claims"] == counts["claims_expected"] > ARTICLES
    errors = pq.read_table(tmp_path / "out/status=error").select(["article", "error"]).to_pylist()
    assert {e["article"]: e["error"].split(" ")[-1] for e in errors} == {"a7": "text", "a11": "read"}

    # The claims are those of one process.
    claims = pq.read_table(tmp_path / "out/status=claim", columns=["article", "claim", "label", "start", "text", "probability"])
    rows = {}
    for row in claims.to_pylist():
        rows.setdefault(row["article"], []).append(row)
    expected = demarche.Classifier().classify_many(texts)
    checked = [n for n in range(ARTICLES) if n not in (7, 11)]
    for n in checked[:: max(1, len(checked) // 200)]:
        found = sorted(rows.get(f"a{n}", []), key=lambda row: row["claim"])
        assert [(r["label"], r["start"], r["text"], r["probability"]) for r in found] == [
            (c.label, c.start, c.text, c.probability) for c in expected[n % len(texts)]
        ]
    assert len(rows) == len([n for n in checked if expected[n % len(texts)]])


def test_columns_that_are_not_there_are_refused():
    from pyspark.sql import SparkSession

    from demarche.spark import classify

    spark = SparkSession.builder.master("local[1]").getOrCreate()
    frame = spark.createDataFrame([(1, "a")], "id int, body string")
    with pytest.raises(ValueError, match="no column 'text' among id, body"):
        classify(frame)
    with pytest.raises(TypeError, match="'id' is of int, expected strings"):
        classify(frame, text="id")
    spark.stop()
