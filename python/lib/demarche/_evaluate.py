"""Truth and predictions to figures; labels and groups to folds."""

from __future__ import annotations

from . import _demarche

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    import numpy as np


def evaluate(
    y_true: Iterable[str],
    y_pred: Iterable[str],
    y_proba: Any = None,
    labels: Iterable[str] | None = None,
    groups: Iterable | None = None,
    *,
    rounds: int = 1000,
    seed: int = 0,
) -> dict:
    """Figures of some predictions, with bootstrap intervals.

    Parameters
    ----------
    y_true, y_pred : iterable of str
        The true and the predicted label of each row.
    y_proba : array-like of shape (rows, labels), optional
        Probabilities; log loss, Brier score, calibration and curves need them.
    labels : iterable of str, optional
        The label of each column of `y_proba`, such as ``classifier.labels``.
    groups : iterable, optional
        What rows are drawn by, such as the article; one by one without.
    rounds : int
        Bootstrap samples.
    seed : int
        Same seed, same intervals.

    Returns
    -------
    dict
        ``figures`` (accuracy, macro-F1 and more, each with its interval), ``labels``,
        ``confusion_matrix`` with ``matrix_labels``, ``reliability`` and the rest that
        ``demarche evaluate --report`` writes as JSON.
    """
    if y_proba is not None:
        rows = [[float(p) for p in row] for row in y_proba]
        y_proba = [p for row in rows for p in row]
    names = None if labels is None else [str(label) for label in labels]
    return _demarche.measure(y_true, y_pred, y_proba, names, groups, rounds, seed)


def folds(
    labels: Iterable, groups: Iterable | None = None, k: int = 5, seed: int = 0
) -> list[int]:
    """The fold, from 0, of every row, as ``demarche evaluate --cv`` deals them out.

    Labels are spread evenly, and the rows of one group stay together.
    """
    return _demarche.assign_folds(labels, groups, k, seed)


class Folds:
    """The folds of ``demarche evaluate --cv``, for scikit-learn's ``cv=``.

    Parameters
    ----------
    n_splits : int
        Number of folds.
    seed : int
        As ``--seed``.

    Examples
    --------
    >>> cross_val_score(ClaimClassifier(), texts, labels, groups=articles,
    ...                 cv=Folds(5), params={"groups": articles})  # doctest: +SKIP
    """

    def __init__(self, n_splits: int = 5, seed: int = 0) -> None:
        self.n_splits = n_splits
        self.seed = seed

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """The number of folds."""
        return self.n_splits

    def split(
        self, X: Any, y: Any = None, groups: Any = None
    ) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Rows to train on and to test on, for each fold."""
        import numpy as np

        if y is None:
            raise ValueError("y: found None, expected the labels")
        fold_of = np.asarray(folds(y, groups, self.n_splits, self.seed))
        for fold in range(self.n_splits):
            yield np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)

    def __repr__(self) -> str:
        return f"Folds(n_splits={self.n_splits}, seed={self.seed})"
