"""Arrow batches of articles to batches of claims, every article accounted for.

What Spark's workers, DuckDB and plain pyarrow share: every article gives exactly one row of
status ``article`` or ``error``, beside a row of status ``claim`` for each claim, so that what
comes out can be counted against what went in.
"""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pyarrow.compute as pc

from ._classifier import Classifier

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

#: Longest article, in bytes; a longer one is an error row, as on the command line.
MAX_ARTICLE_BYTES = 16 << 20

# One model for all tasks of a worker process.
_models: dict[bytes | None, Classifier] = {}


def _model(data: bytes | None) -> Classifier:
    if data not in _models:
        _models.clear()
        _models[data] = Classifier(data)
    return _models[data]


def fields(labels: list[str]) -> list[tuple[str, pa.DataType, str]]:
    """Name, Arrow type and Spark type of each column of the result."""
    text, number, count = (pa.string(), "string"), (pa.float64(), "double"), (pa.int64(), "bigint")
    out = [
        ("article", *text), ("status", *text), ("error", *text), ("claims", *count),
        ("claim", *count), ("sentence", *count), ("start", *count), ("end", *count),
        ("label", *text), ("probability", *number), ("speaker", *text),
        ("speaker_text", *text), ("speaker_kind", *text), ("cue", *text), ("text", *text),
        ("abstained", pa.bool_(), "boolean"),
    ]
    return out + [(f"p_{label}", *number) for label in labels]


def batches(
    model: bytes | None = None,
    *,
    longest: int = MAX_ARTICLE_BYTES,
    n_jobs: int | None = 1,
    include_none: bool = False,
    min_probability: float | None = None,
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """A function from batches of articles to batches of claims.

    Parameters
    ----------
    model : bytes, optional
        A model file's bytes; the built-in English model without.
    longest : int
        A longer article, in bytes, gives a row of status ``error``.
    n_jobs : int or None
        Threads; one, since engines such as Spark give every core a worker of its own.
    include_none, min_probability
        As in `Classifier.classify`.

    Returns
    -------
    callable
        Of batches whose first column holds the ids and whose second the texts it makes
        batches with the columns of `fields`. Within an article claims are in text order.
    """
    options = {"n_jobs": n_jobs, "include_none": include_none, "min_probability": min_probability}

    def work(source: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        classifier = _model(model)
        schema = pa.schema([(name, kind) for name, kind, _ in fields(classifier.labels)])
        for batch in source:
            yield from _batch(classifier, batch, schema, longest, options)

    return work


def _batch(
    classifier: Classifier, batch: pa.RecordBatch, schema: pa.Schema, longest: int, options: dict
) -> Iterator[pa.RecordBatch]:
    ids, texts = batch.column(0), batch.column(1)
    if pa.types.is_null(texts.type):
        texts = texts.cast(pa.string())
    size = pc.fill_null(pc.binary_length(texts), -1)
    good = pc.and_(pc.greater_equal(size, 0), pc.less_equal(size, longest))
    reasons = {
        n: "no text" if length < 0 else f"{length} bytes of text, at most {longest} are read"
        for n, (fine, length) in enumerate(zip(good.to_pylist(), size.to_pylist()))
        if not fine
    }
    numbers = [n for n in range(len(batch)) if n not in reasons]
    try:
        made = _claims(classifier, texts, numbers, options)
    except Exception:  # one article broke down: find out which, and keep the others
        parts = []
        for n in numbers:
            try:
                parts.append(_claims(classifier, texts, [n], options))
            except Exception as error:
                reasons[n] = str(error)
        numbers = [n for n in numbers if n not in reasons]
        made = pa.concat_tables(parts) if parts else _claims(classifier, texts, [], options)
    rows = made.column("row")
    found = Counter(rows.to_pylist())
    claims = made.drop_columns("row").append_column("article", pc.take(ids, rows.combine_chunks()))
    ends = sorted([*numbers, *reasons])
    done = pa.table(
        {
            "article": pc.take(ids, pa.array(ends, pa.int64())),
            "status": ["error" if n in reasons else "article" for n in ends],
            "error": pa.array([reasons.get(n) for n in ends], pa.string()),
            "claims": pa.array([None if n in reasons else found[n] for n in ends], pa.int64()),
        }
    )
    claims = claims.append_column("status", pa.array(["claim"] * len(claims), pa.string()))
    for part in (claims, done):
        columns = [
            part.column(field.name).cast(field.type)
            if field.name in part.column_names
            else pa.nulls(len(part), field.type)
            for field in schema
        ]
        yield from pa.table(columns, schema=schema).combine_chunks().to_batches()


def _claims(classifier: Classifier, texts: pa.Array, numbers: list[int], options: dict) -> pa.Table:
    """The claims of some texts, ``row`` as they are numbered in the batch."""
    at = pa.array(numbers, pa.int64())
    some = texts if len(numbers) == len(texts) else texts.take(at)
    column = pa.chunked_array([some], type=texts.type)
    made = pa.table(classifier.classify_arrow(column, **options))
    rows = at.take(made.column("row").combine_chunks())
    return made.set_column(0, "row", rows)
