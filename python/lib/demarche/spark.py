"""Claims of an archive on Apache Spark.

``classify`` puts a classifier behind ``DataFrame.mapInArrow``: each Python worker loads
one model and works on Arrow batches where they lie. Every article of the input gives
exactly one row of status ``article`` or ``error``, beside a row of status ``claim`` for
each claim, so that what comes out can be counted against what went in, whatever workers
died on the way.
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


def _fields(labels: list[str]) -> list[tuple[str, pa.DataType, str]]:
    """Name, Arrow type and Spark type of each column of the result."""
    text, number, count = (pa.string(), "string"), (pa.float64(), "double"), (pa.int64(), "bigint")
    fields = [
        ("article", *text), ("status", *text), ("error", *text), ("claims", *count),
        ("claim", *count), ("sentence", *count), ("start", *count), ("end", *count),
        ("label", *text), ("probability", *number), ("speaker", *text),
        ("speaker_text", *text), ("speaker_kind", *text), ("cue", *text), ("text", *text),
        ("abstained", pa.bool_(), "boolean"),
    ]
    return fields + [(f"p_{label}", *number) for label in labels]


def classify(
    frame: Any,
    text: str = "text",
    id: str = "id",
    *,
    model: bytes | None = None,
    include_none: bool = False,
    min_probability: float | None = None,
    max_article_bytes: int = MAX_ARTICLE_BYTES,
) -> Any:
    """The claims of a Spark DataFrame of articles.

    Parameters
    ----------
    frame : pyspark.sql.DataFrame
        One article a row.
    text, id : str
        Columns of the text and of the id, which is written as a string.
    model : bytes, optional
        A model file's bytes; the built-in English model without. It is sent to the workers.
    include_none, min_probability
        As in `Classifier.classify`.
    max_article_bytes : int
        A longer article gives a row of status ``error``.

    Returns
    -------
    pyspark.sql.DataFrame
        Rows of status ``claim``, one a claim; ``article``, one for each article that was read,
        with the number of its ``claims``; ``error``, one for each that was not, with the reason.
        Within an article claims are in text order, and its own row comes after them.
    """
    from pyspark.sql import functions as F

    for name in (text, id):
        if name not in frame.columns:
            found = ", ".join(frame.columns)
            raise ValueError(f"frame: no column {name!r} among {found}")
    kind = dict(frame.dtypes)[text]
    if kind not in ("string", "void"):
        raise TypeError(f"frame: column {text!r} is of {kind}, expected strings")
    labels = Classifier(model).labels
    schema = ", ".join(f"`{name}` {kind}" for name, _, kind in _fields(labels))
    # Names that no column of the result has.
    narrow = frame.select(
        F.col(f"`{id}`").cast("string").alias("article_id"),
        F.col(f"`{text}`").cast("string").alias("article_text"),
    )
    work = batches(
        model, include_none=include_none, min_probability=min_probability, longest=max_article_bytes
    )
    return narrow.mapInArrow(work, schema)


def batches(
    model: bytes | None, *, longest: int = MAX_ARTICLE_BYTES, **options: Any
) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """What a worker does: batches of ids and texts in, batches of the result out.

    The first column holds the ids, the second the texts. DuckDB, Polars and plain pyarrow
    can be fed through it as well.
    """

    def work(source: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        classifier = _model(model)
        schema = pa.schema([(name, kind) for name, kind, _ in _fields(classifier.labels)])
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
    # Spark gives every core a worker of its own.
    made = pa.table(classifier.classify_arrow(column, n_jobs=1, **options))
    rows = at.take(made.column("row").combine_chunks())
    return made.set_column(0, "row", rows)


def account(result: Any) -> dict[str, int]:
    """Articles, errors and claims of a result that was written and read again.

    Returns
    -------
    dict
        ``articles`` and ``errors``, which add up to the rows of the input; ``claims``, the rows
        of claims; ``claims_expected``, what the articles' own rows say, which is the same.
    """
    from pyspark.sql import functions as F

    counts = {row["status"]: row for row in result.groupBy("status").agg(
        F.count("*").alias("rows"), F.sum("claims").alias("claims")
    ).collect()}
    rows = {status: counts[status]["rows"] if status in counts else 0 for status in ("article", "error", "claim")}
    expected = counts["article"]["claims"] if "article" in counts else 0
    return {"articles": rows["article"], "errors": rows["error"], "claims": rows["claim"], "claims_expected": expected or 0}
