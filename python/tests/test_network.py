"""Networks: what the command writes is read by networkx, and is what Python gets."""

import csv
import io

import networkx as nx
import pandas as pd
import polars as pl
import pytest

import demarche

CODED = [
    {"article": "a-2031-01-05", "speaker": "Ana Petrel", "speaker_kind": "person", "topic": "dam", "agree": True, "label": "demand"},
    {"article": "a-2031-01-05", "speaker": "Ana Petrel", "speaker_kind": "person", "topic": "dam", "agree": True, "label": "demand"},
    {"article": "a-2031-01-05", "speaker": "Bo & Sons <Ltd>", "speaker_kind": "organisation", "topic": "dam", "agree": False, "label": "rejection"},
    {"article": "b-2031-02-10", "speaker": "Bo & Sons <Ltd>", "speaker_kind": "organisation", "topic": "ferry", "agree": True, "label": "demand"},
    {"article": "b-2031-02-10", "speaker": "Ana Petrel", "speaker_kind": "person", "topic": "ferry", "agree": True, "label": "demand"},
]
OPTIONS = {"variable2": "topic", "qualifier": "agree"}


def as_csv(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().lower().replace("ana petrel", "Ana Petrel").replace("bo & sons <ltd>", "Bo & Sons <Ltd>")


def edges(graph):
    label = lambda n: graph.nodes[n].get("label", n)
    return {
        frozenset((label(a), label(b))): round(float(data["weight"]), 9)
        for a, b, data in graph.edges(data=True)
    }


@pytest.mark.parametrize("format", ["graphml", "gexf"])
@pytest.mark.parametrize(
    "options",
    [
        {"mode": "two"},
        {"mode": "two", "qualifier_aggregation": "subtract", "normalization": "activity"},
        {"mode": "one", "qualifier_aggregation": "congruence", "normalization": "average"},
        {"mode": "one", "qualifier_aggregation": "subtract"},
    ],
)
def test_networkx_reads_what_the_command_writes(binary, tmp_path, format, options):
    path = tmp_path / f"n.{format}"
    flags = [part for name, value in options.items() for part in ("--" + name.replace("_", "-"), value)]
    binary("network", "-", "--variable2", "topic", "--qualifier", "agree", *flags, "-o", path, input=as_csv(CODED).encode())
    graph = nx.read_graphml(path) if format == "graphml" else nx.read_gexf(path)
    ours = demarche.network(CODED, **OPTIONS, **options).to_networkx()
    assert edges(graph) == edges(ours) != {}
    for _, data in graph.nodes(data=True):
        assert data["variable"] in ("speaker", "topic")
        assert isinstance(data["statements"], int)
    assert {d["kind"] for _, d in graph.nodes(data=True) if d["label"] == "Ana Petrel"} == {"person"}
    assert "Bo & Sons <Ltd>" in {d["label"] for _, d in graph.nodes(data=True)}


def test_weights_are_those_counted_by_hand():
    one = demarche.network(CODED, mode="one", qualifier_aggregation="conflict", **OPTIONS)
    assert one.edges == [(0, 1, 2.0)]
    two = demarche.network(CODED, qualifier_aggregation="subtract", **OPTIONS).to_networkx()
    assert two.edges[("speaker", "Bo & Sons <Ltd>"), ("topic", "dam")]["weight"] == -1


def test_claims_come_as_objects_dicts_and_frames(classifier, articles):
    texts = list(articles.values())
    claims = [c for cs in classifier.classify_many(texts, ids=articles) for c in cs]
    table = {"id": list(articles), "text": texts}
    graph = edges(demarche.network(claims).to_networkx())
    assert len(graph) > 10
    assert edges(demarche.network(c.to_dict() for c in claims).to_networkx()) == graph
    for make in (pd.DataFrame, pl.DataFrame):
        frame = classifier.classify_frame(make(table), id="id")
        assert edges(demarche.network(frame, article="id").to_networkx()) == graph


def test_windows_and_dates():
    made = demarche.network(CODED, window="months", **OPTIONS)
    assert [(n.start, n.stop, len(n.edges)) for n in made] == [
        ("2031-01-01", "2031-01-31", 2), ("2031-02-01", "2031-02-28", 2)
    ]
    moved = demarche.network(CODED, {"b-2031-02-10": "2031-01-20"}, window="months", **OPTIONS)
    assert len(moved) == 1
    assert demarche.network(CODED, start_date="2031-02-01", **OPTIONS).to_networkx().number_of_edges() == 2


def test_event_list_is_a_table():
    text = demarche.event_list(CODED, pd.DataFrame({"id": ["a-2031-01-05"], "date": ["2031-01-06"], "title": ["The dam; again"]}), **OPTIONS)
    frame = pd.read_csv(io.StringIO(text), sep=";")
    assert frame["document title"][0] == "The dam; again"
    assert frame["time"].tolist()[0] == "2031-01-06 00:00:00"
    assert frame["agreement"].tolist() == [1, 1, 0, 1, 1]
    assert frame["organization"].dropna().unique().tolist() == ["Bo & Sons <Ltd>"]


@pytest.mark.parametrize(
    ("claims", "options", "kind", "words"),
    [
        (None, {}, TypeError, "claims: found NoneType"),
        ("text", {}, TypeError, "claims: found str"),
        ([1], {}, TypeError, r"claims\[0\]: found int"),
        (CODED, {"mode": "three"}, ValueError, "mode: found three"),
        (CODED, {"mode": "events"}, ValueError, "event_list"),
        (CODED, {"variable2": "theme"}, ValueError, "no claim has a field \"theme\""),
        (CODED, {"qualifier": "label"}, ValueError, r"claims\[0\]: the qualifier"),
        (CODED, {"shape": 1}, TypeError, "shape: no such option"),
        (CODED, {"start_date": "soon"}, ValueError, "start_date: found \"soon\""),
    ],
)
def test_bad_claims_and_options_are_refused(claims, options, kind, words):
    with pytest.raises(kind, match=words):
        demarche.network(claims, **options)


def test_no_claims_give_an_empty_network():
    assert demarche.network([]).nodes == []
