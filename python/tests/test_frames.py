"""Tables in, tables of claims out: pandas, polars, pyarrow."""

import sys

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

TEXTS = [
    "Mayor Ana Petrel demanded on Monday that the dam be opened.",
    "It rained all day.",
    "“We will not accept it,” said Bo Lund. The union rejected the offer.",
]
DATA = {"url": [10, 20, 30], "body": TEXTS, "when": ["mon", "tue", "wed"]}


def expected(classifier):
    return [
        (url, claim.label, claim.text, claim.start)
        for url, claims in zip(DATA["url"], classifier.classify_many(TEXTS))
        for claim in claims
    ]


def frames():
    frame = pd.DataFrame(DATA)
    return {
        "pandas": frame,
        "pandas of objects": frame.astype({"body": object}),
        "pandas of arrow": frame.astype({"body": pd.ArrowDtype(pa.string())}),
        "polars": pl.DataFrame(DATA),
        "pyarrow": pa.table(DATA),
        "pyarrow large": pa.table({**DATA, "body": pa.array(TEXTS, pa.large_string())}),
        "pyarrow view": pa.table({**DATA, "body": pa.array(TEXTS, pa.string_view())}),
        "pyarrow dictionary": pa.table({**DATA, "body": pa.array(TEXTS).dictionary_encode()}),
        "record batch": pa.record_batch(DATA),
        "chunks": pa.concat_tables([pa.table(DATA).slice(0, 1), pa.table(DATA).slice(1)]),
    }


def rows(frame, *names):
    if isinstance(frame, pd.DataFrame):
        return list(frame[list(names)].itertuples(index=False, name=None))
    table = frame.to_arrow() if isinstance(frame, pl.DataFrame) else frame
    return list(zip(*(table.column(name).to_pylist() for name in names)))


@pytest.mark.parametrize("kind", frames())
def test_every_kind_of_frame_gives_the_same_claims(classifier, kind):
    out = classifier.classify_frame(frames()[kind], text="body", id="url", keep=["when"])
    assert rows(out, "url", "label", "text", "start") == expected(classifier)
    days = dict(zip(DATA["url"], DATA["when"]))
    assert all(days[url] == day for url, day in rows(out, "url", "when"))
    names = list(out.columns if hasattr(out, "columns") and not isinstance(out, pa.Table) else out.column_names)
    fixed = "url when claim sentence start end label probability speaker speaker_text speaker_kind cue text abstained"
    assert names == [*fixed.split(), *(f"p_{label}" for label in classifier.labels)]


@pytest.mark.parametrize("kind", frames())
def test_no_rows_give_no_claims_with_the_same_columns(classifier, kind):
    frame = frames()[kind]
    full = classifier.classify_frame(frame, "body", "url")
    empty = frame.iloc[:0] if isinstance(frame, pd.DataFrame) else frame.slice(0, 0)
    out = classifier.classify_frame(empty, "body", "url")
    names = lambda f: list(f.column_names if isinstance(f, pa.Table) else f.columns)
    assert len(out) == 0 and names(out) == names(full)


@pytest.mark.parametrize("kind", frames())
def test_missing_texts_are_refused_or_skipped(classifier, kind):
    texts = [TEXTS[0], None, TEXTS[2]]
    made = {
        "pandas": pd.DataFrame({**DATA, "body": texts}),
        "pandas of objects": pd.DataFrame({**DATA, "body": pd.Series([TEXTS[0], float("nan"), TEXTS[2]], dtype=object)}),
        "polars": pl.DataFrame({**DATA, "body": texts}),
        "pyarrow": pa.table({**DATA, "body": texts}),
    }
    frame = made.get(kind, made["pyarrow"])
    with pytest.raises((ValueError, TypeError), match="row 1: found"):
        classifier.classify_frame(frame, "body")
    out = classifier.classify_frame(frame, "body", "url", on_missing="skip")
    assert rows(out, "url", "label", "text", "start") == [
        row for row in expected(classifier) if row[0] != 20
    ]


def test_pandas_needs_no_pyarrow(classifier, monkeypatch):
    frame = pd.DataFrame(DATA)
    whole = classifier.classify_frame(frame, "body", "url")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    pd.testing.assert_frame_equal(classifier.classify_frame(frame, "body", "url"), whole)


def test_without_an_id_the_row_is_named(classifier):
    frame = pd.DataFrame(DATA, index=["x", "y", "z"])
    assert set(classifier.classify_frame(frame, "body")["row"]) == {"x", "z"}
    assert set(classifier.classify_frame(pl.DataFrame(DATA), "body")["row"]) == {0, 2}


def test_speakers_that_are_not_known_are_missing_not_a_word(classifier):
    frame = pd.DataFrame({"text": ["He rejected the offer, officials said."]})
    out = classifier.classify_frame(frame)
    assert len(out) > 0 and out["speaker"].isna().any()
    assert "nan" not in out["speaker"].tolist() and "None" not in out["speaker"].tolist()


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table])
def test_bad_frames_are_refused_in_one_line(classifier, make):
    frame = make(DATA)
    with pytest.raises(ValueError, match="no column 'text' among url, body, when"):
        classifier.classify_frame(frame)
    with pytest.raises(ValueError, match="no column 'id' among"):
        classifier.classify_frame(frame, "body", "id")
    with pytest.raises(ValueError, match="'body'|stand twice"):
        classifier.classify_frame(frame, "body", keep=["when", "when"])
    with pytest.raises(TypeError, match="int|expected str"):
        classifier.classify_frame(frame, "url")
    with pytest.raises(ValueError, match="on_missing: found 'drop'"):
        classifier.classify_frame(frame, "body", on_missing="drop")


def test_what_is_no_frame_is_refused(classifier):
    for thing in (None, 3, "text", {"text": ["a"]}, [["a"]], pl.DataFrame(DATA).lazy()):
        with pytest.raises(TypeError, match="frame: found"):
            classifier.classify_frame(thing)
    with pytest.raises(ValueError, match="no columns"):
        classifier.classify_frame(pd.DataFrame())
