"""Tables of articles to tables of claims: pandas, polars, pyarrow, any Arrow stream."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def frame_claims(
    classifier: Any,
    frame: Any,
    text: str,
    id: str | None,
    keep: tuple[str, ...],
    on_missing: str,
    **options: Any,
) -> Any:
    """The claims of a frame, in a frame of the same kind."""
    if on_missing not in ("raise", "skip"):
        raise ValueError(f"on_missing: found {on_missing!r}, expected 'raise' or 'skip'")
    options["skip_null"] = on_missing == "skip"
    taken = (*(() if id is None else (id,)), *keep)
    module = type(frame).__module__.partition(".")[0]
    if module == "pandas" and hasattr(frame, "columns"):
        return _pandas(classifier, frame, text, id, taken, options)
    if module == "polars" and hasattr(frame, "collect"):
        raise TypeError("frame: found a LazyFrame; call .collect() first")
    if module == "polars" and hasattr(frame, "get_columns"):
        return _polars(classifier, frame, text, id, taken, options)
    if module != "pyarrow" and hasattr(frame, "__arrow_c_stream__"):
        import pyarrow

        frame, module = pyarrow.table(frame), "pyarrow"
    if module == "pyarrow" and hasattr(frame, "column_names"):
        return _pyarrow(classifier, frame, text, id, taken, options)
    raise TypeError(
        f"frame: found {type(frame).__name__}, expected a DataFrame of pandas or polars, "
        "a pyarrow Table, or another source of Arrow data"
    )


def _check(columns: list, text: str, taken: tuple[str, ...], made: set[str]) -> None:
    for name in (text, *taken):
        if columns.count(name) != 1:
            found = ", ".join(map(str, columns)) or "no columns"
            what = "twice a column" if name in columns else "no column"
            raise ValueError(f"frame: {what} {name!r} among {found}")
    for n, name in enumerate(taken):
        if name in made or name in taken[:n]:
            raise ValueError(f"frame: column {name!r} would stand twice in the result; rename it")


def _columns(classifier: Any) -> set[str]:
    fixed = "claim sentence start end label probability speaker speaker_text speaker_kind cue"
    return {*fixed.split(), "text", "abstained", *(f"p_{label}" for label in classifier.labels)}


def _pandas(classifier, frame, text, id, taken, options):
    import pandas as pd

    _check(list(frame.columns), text, taken, _columns(classifier))
    series = frame[text]
    arrow = hasattr(series.array, "__arrow_array__") and str(series.dtype).startswith(
        ("str", "large_str")
    )
    try:
        import pyarrow as pa
    except ImportError:  # pandas does without it too
        arrow = False
    if arrow:
        array = pa.array(series.array)
        array = array if isinstance(array, pa.ChunkedArray) else pa.chunked_array([array])
        made = classifier.classify_arrow(array, **options)
    else:
        made = classifier.classify_list(series.tolist(), **options)
    out = pd.DataFrame(made.to_dict())
    rows = out.pop("row").to_numpy(dtype="int64")
    out["abstained"] = out["abstained"].astype(bool)
    for name in ("label", "speaker", "speaker_text", "speaker_kind", "cue", "text"):
        out[name] = out[name].astype("str" if pd.__version__ >= "3" else object)
    if id is None:
        out.insert(0, "row", frame.index.take(rows))
    for n, name in enumerate(taken):
        out.insert(n + (id is None), name, frame[name].iloc[rows].array)
    return out


def _polars(classifier, frame, text, id, taken, options):
    import polars as pl

    _check(list(frame.columns), text, taken, _columns(classifier))
    series = frame[text]
    if series.dtype not in (pl.String, pl.Null):
        raise TypeError(f"frame: column {text!r} is of {series.dtype}, expected strings")
    made = classifier.classify_arrow(series, **options)
    out = pl.DataFrame(made)
    rows = out["row"]
    extra = [frame[name].gather(rows) for name in taken]
    rest = out.drop("row").get_columns()
    return pl.DataFrame([*([rows] if id is None else []), *extra, *rest])


def _pyarrow(classifier, frame, text, id, taken, options):
    import pyarrow as pa

    table = pa.Table.from_batches([frame]) if isinstance(frame, pa.RecordBatch) else frame
    _check(list(table.column_names), text, taken, _columns(classifier))
    column = table.column(text)
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    made = classifier.classify_arrow(column, **options)
    out = pa.table(made)
    rows = out.column("row")
    names = [*(["row"] if id is None else []), *taken, *out.column_names[1:]]
    columns = [
        *([rows] if id is None else []),
        *(table.column(name).take(rows) for name in taken),
        *out.columns[1:],
    ]
    return pa.table(dict(zip(names, columns)))
