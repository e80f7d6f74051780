"""An estimator for scikit-learn."""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_consistent_length, check_is_fitted

from ._classifier import Classifier, train


class ClaimClassifier(ClassifierMixin, BaseEstimator):
    """Labels claims; a scikit-learn estimator.

    Parameters
    ----------
    alpha : float, list of float or None
        Strength of the L2 penalty; of several the best by cross-validation, None for
        1, 0.3, 0.1 and 0.03.
    class_weight : dict, 'balanced' or None
        How rows count by label.
    cv : int
        Folds inside the fit, for choosing alpha and for calibration; 0 for neither.
    features : list of str or None
        Families among ngram, act, object, bag, form, source; None for all.
    idf, language, lexicon, mask_names, max_features, min_df, negation, ngram_range, \
ngram_weight, seed, tolerance
        As the options of ``demarche train``.
    n_jobs : int or None
        Threads; None or -1 for all cores.

    Attributes
    ----------
    classes_ : ndarray
        The labels, sorted.
    model_ : Classifier
        The model, with all that a `Classifier` does.
    training_ : dict
        The alpha chosen, whether the fit converged, figures of every alpha.

    Notes
    -----
    ``X`` is a sequence of texts, an array of two columns (text and speaker), or a frame with
    the columns ``text`` and, where known, ``speaker``. ``fit`` takes ``groups`` too: rows that
    the folds inside must keep together. `demarche.Folds` deals rows out as the command does.

    Examples
    --------
    >>> from sklearn.model_selection import cross_val_score
    >>> cross_val_score(ClaimClassifier(alpha=1.0), texts, labels)  # doctest: +SKIP
    """

    def __init__(
        self,
        *,
        alpha: float | list[float] | None = None,
        class_weight: dict | str | None = None,
        cv: int = 5,
        features: list[str] | None = None,
        idf: bool = True,
        language: str = "en",
        lexicon: str | None = None,
        mask_names: bool = False,
        max_features: int | None = None,
        min_df: int = 1,
        n_jobs: int | None = None,
        negation: bool = True,
        ngram_range: tuple[int, int] = (1, 2),
        ngram_weight: float = 0.8,
        seed: int = 0,
        tolerance: float = 1e-4,
    ) -> None:
        self.alpha = alpha
        self.class_weight = class_weight
        self.cv = cv
        self.features = features
        self.idf = idf
        self.language = language
        self.lexicon = lexicon
        self.mask_names = mask_names
        self.max_features = max_features
        self.min_df = min_df
        self.n_jobs = n_jobs
        self.negation = negation
        self.ngram_range = ngram_range
        self.ngram_weight = ngram_weight
        self.seed = seed
        self.tolerance = tolerance

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.one_d_array = True
        tags.input_tags.two_d_array = False
        return tags

    def fit(self, X: Any, y: Any, groups: Any = None) -> ClaimClassifier:
        """Train.

        Parameters
        ----------
        X : array-like
            Texts, or texts with speakers.
        y : array-like
            Their labels.
        groups : array-like, optional
            What folds keep together.

        Returns
        -------
        ClaimClassifier
            Itself.
        """
        if y is None:
            raise ValueError("y: found None, expected the labels")
        texts, speakers = _columns(X)
        check_classification_targets(y)
        y = np.asarray(y)
        if y.ndim == 2 and y.shape[1] == 1:
            y = y.ravel()
        if y.ndim != 1:
            raise ValueError(f"y: found {y.ndim} dimensions, expected one label for each text")
        check_consistent_length(texts, y, groups)
        self.classes_ = np.unique(y)
        names = [str(label) for label in self.classes_]
        if len(set(names)) < len(names):
            raise ValueError("y: two labels that are written alike, such as 1 and '1'")
        if len(names) < 2:
            raise ValueError(
                "Classifier can't train when only one class is present; every row has the label "
                f"{names[0]!r}"
            )
        name_of = dict(zip(self.classes_.tolist(), names))
        params = self.get_params(deep=False)
        if self.class_weight is not None and not isinstance(self.class_weight, str):
            params["class_weight"] = {str(k): float(w) for k, w in self.class_weight.items()}
        self.model_ = train(
            texts, [name_of[label] for label in y.tolist()], speakers, groups, **params
        )
        self.training_ = self.model_.training
        # The model sorts names; classes_ are sorted as what they are.
        self._order = np.array([self.model_.labels.index(name) for name in names])
        return self

    def predict_proba(self, X: Any) -> np.ndarray:
        """Calibrated probabilities, columns in the order of ``classes_``."""
        check_is_fitted(self)
        texts, speakers = _columns(X)
        return self.model_.predict_proba(texts, speakers, n_jobs=self.n_jobs)[:, self._order]

    def predict(self, X: Any) -> np.ndarray:
        """The likeliest label of each text."""
        check_is_fitted(self)
        return self.classes_[self.predict_proba(X).argmax(axis=1)]


def _columns(X: Any) -> tuple[list, list | None]:
    """Texts and speakers of whatever holds them."""
    if isinstance(X, (str, bytes)) or X is None:
        raise TypeError(f"X: found {type(X).__name__}, expected texts")
    if hasattr(X, "columns") and hasattr(X, "__getitem__"):
        names = list(X.columns)
        if "text" not in names:
            found = ", ".join(map(str, names)) or "no columns"
            raise ValueError(f"X: no column 'text' among {found}")
        return list(X["text"]), list(X["speaker"]) if "speaker" in names else None
    if hasattr(X, "toarray"):
        raise TypeError("X: found a sparse matrix, expected texts")
    array = np.asarray(X) if hasattr(X, "__array__") else np.array(list(X), dtype=object)
    if array.dtype.kind == "c":
        raise ValueError("Complex data not supported")
    if array.ndim == 1 and len(array) == 0:
        raise ValueError("X: found 0 texts, expected at least one")
    if array.ndim == 1:
        return array.tolist(), None
    if array.ndim == 2 and array.shape[1] in (1, 2):
        speakers = array[:, 1].tolist() if array.shape[1] == 2 else None
        return array[:, 0].tolist(), speakers
    raise ValueError(
        f"X: found an array of shape {array.shape}, expected texts, or two columns of text and speaker"
    )
