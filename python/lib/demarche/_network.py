"""Claims to networks of actors and what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from . import _demarche
from ._demarche import Claim

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ._demarche import Network


def network(
    claims: Any, documents: Any = None, *, article: str = "article", **options: Any
) -> Network | list[Network]:
    """A network of actors, as ``demarche network`` makes it.

    Parameters
    ----------
    claims : iterable of Claim or dict, or a frame
        What `Classifier.classify`, `classify_many` (flattened) or `classify_frame` gives,
        or the same with more fields.
    documents : mapping or frame, optional
        Dates by article, or a frame or list of dicts with the columns article (or id), date,
        title, author, source, section, type.
    article : str
        Field of the article's id in dicts and frames.
    **options
        As those of the command: ``mode`` ('two', 'one'), ``variable1`` ('speaker'),
        ``variable2`` ('label', another field, or 'mentions'), ``qualifier``,
        ``qualifier_values`` (dict), ``qualifier_aggregation``, ``normalization``,
        ``duplicates``, ``isolates``, ``exclude`` (dict of lists), ``min_probability``,
        ``unresolved``, ``start_date``, ``stop_date``, ``window``, ``window_size``.

    Returns
    -------
    Network, or with a window a list of them
        With ``nodes``, ``edges``, ``to_networkx()``, ``to_graphml()`` and ``to_gexf()``.
    """
    if options.get("mode") == "events":
        raise ValueError("mode: found 'events', expected 'one' or 'two'; use event_list")
    made, _, _ = _demarche.build_networks(_lines(claims, article), _table(documents), options)
    return made if options.get("window", "no") != "no" else made[0]


def event_list(
    claims: Any, documents: Any = None, *, article: str = "article", **options: Any
) -> str:
    """The statements of some claims as the event-list CSV of Discourse Network Analyzer.

    Parameters
    ----------
    claims, documents, article, **options
        As in `network`.

    Returns
    -------
    str
        A table with semicolons; read it with ``pandas.read_csv(io.StringIO(...), sep=";")``.
    """
    options["mode"] = "events"
    _, table, _ = _demarche.build_networks(_lines(claims, article), _table(documents), options)
    return table


def to_networkx(made: Network) -> Any:
    """The network as networkx has it; nodes are the labels, of two kinds pairs with the variable."""
    import networkx as nx

    graph = nx.DiGraph() if made.directed else nx.Graph()
    variables = {variable for _, variable, _, _ in made.nodes}
    names = [
        label if len(variables) < 2 else (variable, label) for label, variable, _, _ in made.nodes
    ]
    for name, (label, variable, kind, statements) in zip(names, made.nodes):
        graph.add_node(name, label=label, variable=variable, kind=kind, statements=statements)
    for source, target, weight in made.edges:
        graph.add_edge(names[source], names[target], weight=weight)
    graph.graph.update({k: v for k, v in (("start", made.start), ("stop", made.stop)) if v})
    return graph


def _rows(source: Any) -> Iterator[Any]:
    """The rows of a frame as dicts, or what is iterable as it is."""
    module = type(source).__module__.partition(".")[0]
    if module == "pandas" and hasattr(source, "to_dict"):
        columns = [str(name) for name in source.columns]
        return (dict(zip(columns, row)) for row in source.itertuples(index=False, name=None))
    if module == "polars" and hasattr(source, "iter_rows"):
        return source.iter_rows(named=True)
    if module == "pyarrow" and hasattr(source, "to_pylist"):
        return iter(source.to_pylist())
    if isinstance(source, (str, bytes, Mapping)) or not isinstance(source, Iterable):
        raise TypeError(
            f"claims: found {type(source).__name__}, expected claims, dicts or a frame of them"
        )
    return iter(source)


def _lines(claims: Any, article: str) -> Iterator[str]:
    import json

    for n, claim in enumerate(_rows(claims)):
        if isinstance(claim, Claim):
            yield claim.to_json()
        elif isinstance(claim, Mapping):
            fields = {str(key): _plain(value) for key, value in claim.items()}
            if article != "article" and article in fields:
                fields["article"] = str(fields[article])
            yield json.dumps(fields)
        else:
            raise TypeError(f"claims[{n}]: found {type(claim).__name__}, expected a Claim or a dict")


def _plain(value: Any) -> Any:
    """A value as JSON takes it; what is missing is null."""
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return None if value != value else value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if hasattr(value, "item"):  # a scalar of numpy
        return _plain(value.item())
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    return str(value)


def _table(documents: Any) -> str | None:
    if documents is None:
        return None
    import csv
    import io

    if isinstance(documents, Mapping):
        documents = [{"article": id, "date": date} for id, date in documents.items()]
    columns = ("article", "id", "date", "title", "author", "source", "section", "type")
    out = io.StringIO()
    rows = [{str(key): value for key, value in row.items()} for row in _rows(documents)]
    present = [name for name in columns if any(name in row for row in rows)]
    writer = csv.writer(out)
    writer.writerow(present)
    for row in rows:
        writer.writerow(["" if (v := _plain(row.get(name))) is None else v for name in present])
    return out.getvalue()
