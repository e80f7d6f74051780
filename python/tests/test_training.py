"""Training, figures and folds: the same as the command's; scikit-learn's own checks."""

import csv
import json
import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score, log_loss
from sklearn.model_selection import GridSearchCV, GroupKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer
from sklearn.exceptions import SkipTestWarning
from sklearn.utils.estimator_checks import check_estimator
from sklearn.utils.validation import check_is_fitted, validate_data

import demarche
from demarche import ClaimClassifier, Folds


@pytest.fixture(scope="module")
def table(rows, tmp_path_factory):
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(rows)
        writer.writerows(zip(*rows.values()))
    return path


def test_training_gives_the_model_of_the_command(rows, table, binary, tmp_path):
    path = tmp_path / "m.demarche"
    binary("train", table, "-o", path, "--alpha", "0.3,1", "--class-weight", "balanced", "--min-df", "2")
    theirs = demarche.Classifier.load(path)
    ours = demarche.train(
        rows["text"], rows["label"], rows["speaker"], rows["group"],
        alpha=[0.3, 1], class_weight="balanced", min_df=2,
    )
    assert ours.labels == theirs.labels
    texts, speakers = rows["text"][:50], rows["speaker"][:50]
    assert np.array_equal(ours.predict_proba(texts, speakers), theirs.predict_proba(texts, speakers))
    assert ours.training["converged"] and len(ours.training["trials"]) == 2
    again = demarche.train(
        rows["text"], rows["label"], rows["speaker"], rows["group"],
        alpha=[0.3, 1], class_weight="balanced", min_df=2, n_jobs=1,
    )
    assert again.to_bytes() == ours.to_bytes()


def test_cross_validation_gives_the_scores_of_the_command(rows, table, binary, tmp_path):
    report = tmp_path / "report.json"
    binary("evaluate", table, "--cv", "3", "--alpha", "1", "--report", report)
    folds = json.loads(report.read_text())["folds"]
    X = np.array(list(zip(rows["text"], rows["speaker"])), dtype=object)
    for scoring, name in (("accuracy", "accuracy"), ("f1_macro", "macro_f1")):
        scores = cross_val_score(
            ClaimClassifier(alpha=1.0), X, rows["label"], groups=rows["group"],
            cv=Folds(3), scoring=scoring, params={"groups": rows["group"]},
        )
        theirs = [fold[name] for fold in folds]
        assert scores == pytest.approx(theirs, abs=1e-9), scoring


def test_figures_are_those_of_scikit_learn(rows, classifier):
    proba = classifier.predict_proba(rows["text"], rows["speaker"])
    names = np.array(classifier.labels)
    predicted = names[proba.argmax(axis=1)]
    found = demarche.evaluate(
        rows["label"], predicted, proba, classifier.labels, rows["group"], rounds=200
    )
    figure = lambda name: found["figures"][name]["value"]
    assert figure("accuracy") == pytest.approx(accuracy_score(rows["label"], predicted), abs=1e-12)
    assert found["confusion_matrix"] == confusion_matrix(
        rows["label"], predicted, labels=found["matrix_labels"]
    ).tolist()
    macro = f1_score(rows["label"], predicted, average="macro")
    assert figure("macro_f1") == pytest.approx(macro, abs=1e-12)
    assert figure("log_loss") == pytest.approx(log_loss(rows["label"], proba, labels=names), abs=1e-9)
    low, high = (found["figures"]["macro_f1"][end] for end in ("low", "high"))
    assert low < macro < high


def test_folds_keep_groups_together_and_follow_the_seed(rows):
    folds = demarche.folds(rows["label"], rows["group"], 5)
    by_group = {}
    for fold, group in zip(folds, rows["group"]):
        assert by_group.setdefault(group, fold) == fold
    assert set(folds) == set(range(5))
    assert folds == demarche.folds(rows["label"], rows["group"], 5)
    assert folds != demarche.folds(rows["label"], rows["group"], 5, seed=1)
    parts = list(Folds(5).split(rows["text"], rows["label"], rows["group"]))
    assert sorted(np.concatenate([test for _, test in parts])) == list(range(len(folds)))


class OnNumbers(ClaimClassifier):
    """The estimator behind rows of numbers, each number a word: scikit-learn's checks know no text."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.one_d_array = False
        tags.input_tags.two_d_array = True
        return tags

    def _words(self, X):
        level = np.clip(np.round(np.asarray(X, dtype=float) * 3), -40, 40).astype(int)
        return [
            " ".join(f"w{n}{'m' if v < 0 else 'p'}{abs(v)}" for n, v in enumerate(row))
            for row in level
        ]

    def fit(self, X, y):
        X, y = validate_data(self, X, y)
        return super().fit(self._words(X), y)

    def predict_proba(self, X):
        check_is_fitted(self)
        return super().predict_proba(self._words(validate_data(self, X, reset=False)))


def test_scikit_learn_finds_nothing_wrong():
    # Of text itself it only says that it cannot test it.
    with pytest.warns(SkipTestWarning, match="string=True"):
        check_estimator(ClaimClassifier(alpha=1.0, cv=0))
    results = check_estimator(OnNumbers(alpha=0.01, cv=0), on_fail=None, on_skip=None)
    wrong = [f"{r['check_name']}: {r['exception']!r}" for r in results if r["status"] == "failed"]
    assert not wrong, "\n".join(wrong)
    assert sum(r["status"] == "passed" for r in results) > 40


def test_pipelines_searches_clones_and_pickles_work(rows):
    texts, labels = rows["text"][:200], rows["label"][:200]
    estimator = ClaimClassifier(alpha=1.0, cv=0)
    assert clone(estimator).set_params(min_df=2).get_params()["min_df"] == 2
    pipeline = make_pipeline(FunctionTransformer(lambda texts: [t.strip() for t in texts]), estimator)
    assert len(pipeline.fit(texts, labels).predict(texts[:3])) == 3
    search = GridSearchCV(estimator, {"alpha": [0.3, 1.0]}, cv=GroupKFold(2))
    search.fit(texts, labels, groups=rows["group"][:200])
    assert search.best_params_["alpha"] in (0.3, 1.0)
    copied = pickle.loads(pickle.dumps(search.best_estimator_))
    assert np.array_equal(copied.predict_proba(texts), search.predict_proba(texts))
    assert copied.score(texts, labels) > 0.5


def test_texts_come_as_lists_arrays_series_and_frames(rows):
    texts, speakers, labels = (rows[name][:200] for name in ("text", "speaker", "label"))
    estimator = ClaimClassifier(alpha=1.0, cv=0)
    plain = estimator.fit(texts, labels).predict_proba(texts)
    for X in (tuple(texts), np.array(texts), np.array(texts, dtype=object), pd.Series(texts), pd.DataFrame({"text": texts})):
        assert np.array_equal(estimator.predict_proba(X), plain)
    both = estimator.fit(pd.DataFrame({"text": texts, "speaker": speakers}), labels)
    pairs = np.array(list(zip(texts, speakers)), dtype=object)
    assert np.array_equal(both.predict_proba(pairs), both.model_.predict_proba(texts, speakers))


def test_labels_may_be_numbers(rows):
    texts = rows["text"][:200]
    numbers = np.array([{"demand": 2, "rejection": 10}.get(label, 1) for label in rows["label"][:200]])
    estimator = ClaimClassifier(alpha=0.1, cv=0).fit(texts, numbers)
    assert estimator.classes_.tolist() == [1, 2, 10]
    assert estimator.predict(texts).dtype == numbers.dtype
    assert estimator.score(texts, numbers) > 0.8


@pytest.mark.parametrize(
    ("change", "kind", "words"),
    [
        ({"texts": ["a", None]}, TypeError, r"texts\[1\]: found None"),
        ({"texts": ["a"]}, ValueError, "labels: found 2, expected 1"),
        ({"labels": ["x", 3]}, TypeError, r"labels\[1\]: found int"),
        ({"labels": ["x", ""]}, ValueError, r"labels\[1\]: found an empty label"),
        ({"labels": ["x", "x"]}, ValueError, "every row has the label"),
        ({"speakers": ["x"]}, ValueError, "speakers: found 1, expected 2"),
        ({"groups": ["x"]}, ValueError, "groups: found 1, expected 2"),
        ({"alpha": 0}, ValueError, "alpha: found 0"),
        ({"alpha": "much"}, TypeError, "alpha: found 'much'"),
        ({"cv": 1}, ValueError, "cv: found 1"),
        ({"features": ["tokens"]}, ValueError, "features: found \"tokens\""),
        ({"class_weight": {"z": 1.0}, "cv": 0}, ValueError, "class weight"),
        ({"ngram_range": (3, 1)}, ValueError, "ngram-range"),
        ({"alhpa": 1}, TypeError, "alhpa: no such parameter"),
    ],
)
def test_what_cannot_be_trained_on_is_refused(change, kind, words):
    arguments = {"texts": ["a b", "c d"], "labels": ["x", "y"], "cv": 0, **change}
    with pytest.raises(kind, match=words):
        demarche.train(**arguments)


def test_figures_of_what_does_not_fit_are_refused():
    with pytest.raises(ValueError, match="y_pred: found 1, expected 2"):
        demarche.evaluate(["a", "b"], ["a"])
    with pytest.raises(ValueError, match="labels: found None"):
        demarche.evaluate(["a", "b"], ["a", "b"], [[1, 0], [0, 1]])
    with pytest.raises(ValueError, match="y_proba: found 2 numbers"):
        demarche.evaluate(["a", "b"], ["a", "b"], [[1], [0]], ["a", "b"])
    with pytest.raises(ValueError, match="rows|row"):
        demarche.evaluate([], [])
    with pytest.raises(ValueError, match="number of folds"):
        demarche.folds(["a", "b"], None, 5)
