"""Texts to labelled claims, and labelled texts to a model."""

from __future__ import annotations

import os

from . import _demarche
from ._frames import frame_claims

# Without the import of typing, which takes longer than the package's own.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    import numpy as np

    from ._demarche import Claim, Explanation


class Classifier(_demarche.Classifier):
    """A model that finds and labels claims.

    Parameters
    ----------
    model : str, path, bytes or None
        A model file, its bytes, or None for the built-in English model.

    Attributes
    ----------
    labels : list of str
        The labels, sorted.
    facts : dict
        What is known of the model's making: rows, parameters, scores, settings.

    Notes
    -----
    A classifier is immutable and may be used from several threads at once. It pickles as
    the bytes of its model file, which are checked when they are read and cannot run code.
    All offsets count code points, as Python's strings do, so ``text[claim.start:claim.end]``
    is the claim.

    Examples
    --------
    >>> claims = Classifier().classify("Ana Petrel called the map “unacceptable”.")
    >>> claims[0].label
    'rejection'
    """

    def __new__(cls, model: str | os.PathLike | bytes | None = None) -> Classifier:
        if model is None:
            return super().__new__(cls)
        if isinstance(model, (bytes, bytearray, memoryview)):
            return super().__new__(cls, bytes(model))
        return cls.load(model)

    @classmethod
    def load(cls, path: str | os.PathLike) -> Classifier:
        """Read a model file.

        Parameters
        ----------
        path : str or path
            A file that ``demarche train`` or ``save`` wrote.

        Raises
        ------
        OSError
            Where the file cannot be read.
        ValueError
            Where it is damaged, or no model of this version.
        """
        with open(path, "rb") as file:
            native = _demarche.Classifier.from_bytes(file.read(), os.fspath(path))
        return super().__new__(cls, native.to_bytes())

    def save(self, path: str | os.PathLike) -> None:
        """Write the model file; it appears when it is complete.

        Parameters
        ----------
        path : str or path
            Where it goes. The command line reads it too.
        """
        import tempfile

        path = os.fspath(path)
        handle, aside = tempfile.mkstemp(prefix=".demarche-", dir=os.path.dirname(path) or ".")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self.to_bytes())
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(aside, 0o666 & ~umask)
            os.replace(aside, path)
        except BaseException:
            os.unlink(aside)
            raise

    def classify(
        self,
        text: str,
        *,
        article: str = "",
        include_none: bool = False,
        explain: int | None = None,
        min_probability: float | None = None,
    ) -> list[Claim]:
        """Find and label the claims of one article.

        Parameters
        ----------
        text : str
            The article.
        article : str
            Its id, which claims carry.
        include_none : bool
            Whether narration, labelled ``none``, comes too, and claims that were
            abstained from.
        explain : int, optional
            Give each claim the features that decided, at most so many.
        min_probability : float, optional
            Leave out claims that are less certain.

        Returns
        -------
        list of Claim
            In text order.
        """
        return super().classify(
            text,
            article=article,
            include_none=include_none,
            explain=explain,
            min_probability=min_probability,
        )

    def classify_many(
        self,
        texts: Iterable[str],
        *,
        ids: Iterable | None = None,
        n_jobs: int | None = None,
        include_none: bool = False,
        explain: int | None = None,
        min_probability: float | None = None,
    ) -> list[list[Claim]]:
        """Find and label the claims of many articles, on several threads.

        Parameters
        ----------
        texts : iterable of str
            The articles; a generator is read as the work goes on.
        ids : iterable, optional
            An id for each; their numbers without.
        n_jobs : int, optional
            Threads; None or -1 for all cores. The result is the same with any number.
        include_none, explain, min_probability
            As in `classify`.

        Returns
        -------
        list of list of Claim
            The claims of each article, in order.
        """
        return super().classify_many(
            texts,
            ids=ids,
            n_jobs=n_jobs,
            include_none=include_none,
            explain=explain,
            min_probability=min_probability,
        )

    def classify_frame(
        self,
        frame: Any,
        text: str = "text",
        id: str | None = None,
        *,
        keep: Sequence[str] = (),
        n_jobs: int | None = None,
        include_none: bool = False,
        min_probability: float | None = None,
        on_missing: str = "raise",
    ) -> Any:
        """Find and label the claims of a table of articles.

        Parameters
        ----------
        frame : pandas.DataFrame, polars.DataFrame, pyarrow.Table or any Arrow stream
            One article a row.
        text : str
            Column of the articles.
        id : str, optional
            Column that goes with every claim; without it ``row`` holds the number of the
            row, or of pandas the index.
        keep : sequence of str
            More columns to go with every claim, such as a date.
        n_jobs, include_none, min_probability
            As in `classify_many`.
        on_missing : {'raise', 'skip'}
            What becomes of rows without a text.

        Returns
        -------
        frame of the same kind
            One row a claim: id, the columns of `keep`, claim, sentence, start, end, label,
            probability, speaker (None where it is not certain), speaker_text, speaker_kind,
            cue, text, abstained, and p_LABEL for each label.

        Notes
        -----
        Text of Arrow columns (polars, pyarrow, pandas with its Arrow strings) is read where it
        lies; that of Python objects is copied once.
        """
        return frame_claims(
            self,
            frame,
            text,
            id,
            tuple(keep) if not isinstance(keep, str) else (keep,),
            on_missing,
            n_jobs=n_jobs,
            include_none=include_none,
            min_probability=min_probability,
        )

    def label_claims(
        self,
        texts: Iterable[str],
        speakers: Iterable[str | None] | None = None,
        *,
        n_jobs: int | None = None,
        explain: int | None = None,
    ) -> list[Claim]:
        """Label texts that are one claim each, as rows of a labelled table are.

        Parameters
        ----------
        texts : iterable of str
            The claims.
        speakers : iterable of str or None, optional
            Who holds each.
        n_jobs, explain
            As in `classify_many`.

        Returns
        -------
        list of Claim
            One for each text, ``none`` among their labels.
        """
        return super().label_claims(texts, speakers, n_jobs=n_jobs, explain=explain)

    def predict_proba(
        self,
        texts: Iterable[str],
        speakers: Iterable[str | None] | None = None,
        *,
        n_jobs: int | None = None,
    ) -> np.ndarray:
        """Calibrated probabilities of texts that are one claim each.

        Returns
        -------
        numpy.ndarray of shape (texts, labels)
            Columns in the order of `labels`.
        """
        import numpy as np

        data = super().probability_bytes(texts, speakers, n_jobs=n_jobs)
        return np.frombuffer(data, dtype="<f8").reshape(-1, len(self.labels)).copy()

    def explain(self, claim: Claim, top: int = 10) -> Explanation:
        """What decided for a claim's label.

        Parameters
        ----------
        claim : Claim
            A claim that this classifier made.
        top : int
            Features, those that count most first.

        Returns
        -------
        Explanation
            ``label``, ``runner_up`` and ``evidence``: features with their family, their
            weight for the label against the runner-up, and where they stand.
        """
        return super().explain(claim, top)

    def parse(self, text: str, *, article: str = "") -> list[dict]:
        """What is known of a text before any label.

        Returns
        -------
        list of dict
            A sentence each, with tokens, tags, stems, quotations, negations and claims, as
            ``demarche parse --format jsonl`` writes them.
        """
        return super().parse(text, article=article)

    def strongest(
        self, label: str, top: int = 20, *, against: bool = False
    ) -> list[tuple[str, str, float]]:
        """The features that speak most for a label, or against it.

        Returns
        -------
        list of (feature, family, weight)
        """
        return super().strongest(label, top, against=against)


def train(
    texts: Iterable[str],
    labels: Iterable[str],
    speakers: Iterable[str | None] | None = None,
    groups: Iterable | None = None,
    **params: Any,
) -> Classifier:
    """Train a model on labelled claims.

    Parameters
    ----------
    texts : iterable of str
        One claim each.
    labels : iterable of str
        Its label; any two or more will do.
    speakers : iterable of str or None, optional
        Whose claim it is; where the words stand in the text, they select the claim of a
        sentence that holds several.
    groups : iterable, optional
        What cross-validation must keep together, such as the article.
    **params
        As the options of ``demarche train``: ``alpha`` (a number, or a list to choose from;
        None for 1, 0.3, 0.1, 0.03), ``class_weight`` ('balanced', None or a dict),
        ``cv`` (folds; 0 for none, and then no calibration), ``features`` (families among
        ngram, act, object, bag, form, source), ``idf``, ``language``, ``lexicon`` (a table's
        text), ``mask_names``, ``max_features``, ``min_df``, ``n_jobs``, ``negation``,
        ``ngram_range``, ``ngram_weight``, ``seed``, ``target_precision``, ``tolerance``.

    Returns
    -------
    Classifier
        Its ``training`` says which alpha was chosen, whether the fit converged, and the
        cross-validated figures of every alpha.

    Notes
    -----
    The same texts and parameters give the same model, to the byte, on any number of threads.
    Ctrl-C ends the call at once; threads of the fit go on until it is done.
    """
    native, report = _demarche.fit(texts, labels, speakers, groups, params)
    model = Classifier(native.to_bytes())
    model.training = report
    return model
