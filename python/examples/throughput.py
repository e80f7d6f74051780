"""Articles per second of the package against the command, in turns on the same articles.

    python python/examples/throughput.py target/release/demarche --articles 4000 --jobs 2

Both get the articles of datasets/articles, repeated; the command reads JSON lines and writes
JSON lines to nowhere, the package goes from a list of strings to claims. Turns alternate, so
that a busy machine is busy for both; processor time is shown beside, which other load hardly
moves.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import demarche

ARTICLES = Path(__file__).resolve().parents[2] / "datasets/articles"


def timed(work):
    """Seconds of the clock and of all processors, with those of children."""

    def spent():
        own, children = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        return sum(u.ru_utime + u.ru_stime for u in (own, children))

    clock, before = time.perf_counter(), spent()
    work()
    return time.perf_counter() - clock, spent() - before


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("binary")
    parser.add_argument("--articles", type=int, default=4000)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=5)
    args = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(ARTICLES.glob("**/*.txt"))]
    texts = [texts[n % len(texts)] for n in range(args.articles)]
    classifier = demarche.Classifier()
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "articles.jsonl"
        lines.write_text("".join(json.dumps({"id": str(n), "text": text}) + "\n" for n, text in enumerate(texts)))
        command = [args.binary, "classify", lines, "--format", "jsonl", "--jobs", str(args.jobs), "-q", "-o", os.devnull]
        works = {
            "command": lambda: subprocess.run(command, check=True),
            "classify_many": lambda: classifier.classify_many(texts, n_jobs=args.jobs),
            "classify_frame": lambda: classifier.classify_list(texts, n_jobs=args.jobs).to_dict(),
        }
        classifier.classify_many(texts[:50])
        seconds = {name: [] for name in works}
        for _ in range(args.rounds):
            for name, work in works.items():
                seconds[name].append(timed(work))
    best = {name: (min(c for c, _ in s), min(p for _, p in s)) for name, s in seconds.items()}
    for name, (clock, processor) in best.items():
        share = [best["command"][0] / clock, best["command"][1] / processor]
        ratio = statistics.median(a[0] / b[0] for a, b in zip(seconds["command"], seconds[name]))
        print(
            f"{name:15} {args.articles / clock:8.1f} articles/s ({share[0]:.2f} of the command's, median of turns "
            f"{ratio:.2f}); processor {1000 * processor / args.articles:.3f} ms an article ({share[1]:.2f})"
        )


if __name__ == "__main__":
    main()
