"""Claims of an archive on Apache Spark.

``classify`` puts a classifier behind ``DataFrame.mapInArrow``: each Python worker loads
one model and works on Arrow batches where they lie. Every article of the input gives
exactly one row of status ``article`` or ``error``, so that rows in and rows out can be
counted against each other, whatever workers died on the way.
"""

from __future__ import annotations

from ._classifier import Classifier
from .archive import MAX_ARTICLE_BYTES, batches, fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


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
    schema = ", ".join(f"`{name}` {kind}" for name, _, kind in fields(labels))
    # Names that no column of the result has.
    narrow = frame.select(
        F.col(f"`{id}`").cast("string").alias("article_id"),
        F.col(f"`{text}`").cast("string").alias("article_text"),
    )
    work = batches(
        model, include_none=include_none, min_probability=min_probability, longest=max_article_bytes
    )
    return narrow.mapInArrow(work, schema)


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
