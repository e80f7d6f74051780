"""What the tests share: the repository's articles and tables, the binary, a classifier."""

import csv
import os
import subprocess
from pathlib import Path

import pytest

import demarche

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def classifier():
    return demarche.Classifier()


@pytest.fixture(scope="session")
def articles():
    """Id and text of the held-out articles."""
    paths = sorted((ROOT / "datasets/articles").glob("*.txt"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


@pytest.fixture(scope="session")
def rows():
    """Text, label, speaker and group of a part of the corpus, small enough to train on."""
    with open(ROOT / "datasets/claims-en.csv", encoding="utf-8", newline="") as file:
        all_rows = list(csv.DictReader(file))
    picked = [row for row in all_rows if row["text"].strip() and row["label"].strip()][:600]
    return {
        name: [(row.get(name) or "").strip() for row in picked]
        for name in ("text", "label", "speaker", "group")
    }


@pytest.fixture(scope="session")
def binary():
    """The command; .ci/python builds it first."""
    path = Path(os.environ.get("DEMARCHE_BIN", ROOT / "target/release/demarche"))
    if not path.exists():
        pytest.skip("no binary; cargo build --release, or set DEMARCHE_BIN")

    def run(*args, input=None):
        done = subprocess.run(
            [path, *map(str, args)], input=input, capture_output=True, check=True, cwd=ROOT
        )
        return done.stdout.decode("utf-8")

    return run
