"""Who demands, rejects, concedes or assesses what in news text.

>>> import demarche
>>> claims = demarche.Classifier().classify("The union rejected the offer on Friday.")
>>> claims[0].label, claims[0].speaker.resolved
('rejection', 'The union')

``Classifier`` finds and labels claims, ``train`` makes a model of labelled texts,
``evaluate`` measures predictions, ``network`` ties actors by what they hold, and
``ClaimClassifier`` is an estimator for scikit-learn.
"""

from __future__ import annotations

from ._classifier import Classifier, train
from ._demarche import (
    Claim,
    Cue,
    Evidence,
    Explanation,
    Negation,
    Network,
    Speaker,
    __version__,
)
from ._evaluate import Folds, evaluate, folds
from ._highlight import COLORS, highlight
from ._network import event_list, network

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .sklearn import ClaimClassifier

__all__ = [
    "COLORS",
    "Claim",
    "ClaimClassifier",
    "Classifier",
    "Cue",
    "Evidence",
    "Explanation",
    "Folds",
    "Negation",
    "Network",
    "Speaker",
    "__version__",
    "evaluate",
    "event_list",
    "folds",
    "highlight",
    "network",
    "train",
]


def __getattr__(name: str) -> Any:
    # scikit-learn takes a second to import: only whoever uses it waits.
    if name == "ClaimClassifier":
        from .sklearn import ClaimClassifier

        return ClaimClassifier
    raise AttributeError(f"module 'demarche' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
