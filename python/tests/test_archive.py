"""Batches of articles, by hand and by DuckDB: every article gives one row of its own."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import demarche
from demarche import archive

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def rows(batches):
    return [row for batch in batches for row in batch.to_pylist()]


def source(ids, texts, size=3):
    return iter(pa.table({"id": ids, "text": pa.array(texts, pa.string())}).to_batches(max_chunksize=size))


def test_articles_errors_and_claims_add_up(articles, classifier):
    texts = [*articles.values(), None, "x" * 200_000, ""]
    ids = [*articles, "none", "long", "empty"]
    made = rows(archive.batches(longest=100_000, n_jobs=2)(source(ids, texts)))
    of = lambda status: [row for row in made if row["status"] == status]
    assert {row["article"] for row in of("article")} == {*articles, "empty"}
    assert {row["article"]: row["error"] for row in of("error")} == {
        "none": "no text",
        "long": "200000 bytes of text, at most 100000 are read",
    }
    assert sum(row["claims"] for row in of("article")) == len(of("claim"))
    for id, text in articles.items():
        found = [(r["label"], r["start"], r["text"]) for r in of("claim") if r["article"] == id]
        assert found == [(c.label, c.start, c.text) for c in classifier.classify(text)]


def test_one_article_that_breaks_down_takes_no_other_along(monkeypatch, articles):
    text = articles["harbor-strike"]

    class Fragile:
        labels = demarche.Classifier().labels

        def classify_arrow(self, column, **options):
            if "break" in column.to_pylist():
                raise RuntimeError("row 0: an internal error")
            return demarche.Classifier().classify_arrow(column, **options)

    monkeypatch.setattr(archive, "_model", lambda data: Fragile())
    made = rows(archive.batches()(source(["a", "b", "c"], [text, "break", text])))
    status = {row["article"]: row["status"] for row in made if row["status"] != "claim"}
    assert status == {"a": "article", "b": "error", "c": "article"}
    counts = [sum(r["status"] == "claim" and r["article"] == id for r in made) for id in "ac"]
    assert counts[0] == counts[1] > 5


def test_duckdb_reads_and_parquet_comes_out(articles, tmp_path):
    pytest.importorskip("duckdb")
    table = pa.table({"url": [*articles, "none"], "body": [*articles.values(), None]})
    pq.write_table(table, tmp_path / "in.parquet")
    command = [
        sys.executable, EXAMPLES / "duckdb_classify.py", tmp_path / "in.parquet",
        tmp_path / "out.parquet", "--text", "body", "--id", "url",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    counts = json.loads(run.stdout)
    assert (counts["article"], counts["error"]) == (len(articles), 1)
    out = pq.read_table(tmp_path / "out.parquet")
    assert len(out) == counts["article"] + counts["error"] + counts["claim"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]
