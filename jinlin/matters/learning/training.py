"""Learn categories from labelled texts: same texts, same labels, same model, in seconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256

import numpy as np
from scipy import sparse

from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.matters.learning.categories import Model, certainty
from jinlin.matters.learning.faults import Faults
from jinlin.matters.learning.features import (
    Spaces,
    counted,
    piece_weights,
    views_of,
    vocabulary_of,
    weighted,
)
from jinlin.matters.learning.text import bare, runs

FEWEST_EXAMPLES = 3
"""A label with fewer different texts than this is left out of training, and named as left out."""
PARTS = 3
"""Parts for measuring how far a score may be trusted: each is judged by a model that has not seen it."""


def train(texts: Iterable[str], labels: Iterable[str]) -> Model:
    """Learn which words lead to which label.

    The same text with the same label counts once; texts or labels that are blank are passed over. Refused with
    Faults: wrong_length (not one label per text), too_few_labels (fewer than two labels with enough texts).
    """
    examples, left_out = _examples(list(texts), list(labels))
    categories = tuple(sorted({label for _, label in examples}))
    number = {category: place for place, category in enumerate(categories)}
    wanted = np.asarray([number[label] for _, label in examples])
    counts, vocabularies = _counts([text for text, _ in examples])
    parts = np.asarray(_parts(examples))
    sharpness = _sharpness(counts, wanted, parts, len(categories))
    weights, pull, start = _fit(counts, wanted, len(categories))
    return Model(
        categories=categories,
        spaces=Spaces(vocabularies, tuple(weights)),
        pull=pull.astype(np.float32),
        start=start.astype(np.float32),
        sharpness=sharpness,
        trained_on=len(examples),
        left_out=left_out,
    )


def _examples(
    texts: Sequence[str], labels: Sequence[str]
) -> tuple[list[tuple[str, str]], tuple[tuple[str, int], ...]]:
    """Different texts with their labels, without labels that have too few; the latter with their counts."""
    if len(texts) != len(labels):
        words = Words("文本与类别的数目不同：{texts} 与 {labels}", "{texts} texts but {labels} labels")
        raise Faults([Reason("wrong_length", words.format(texts=len(texts), labels=len(labels)))])
    different: dict[tuple[str, str], str] = {}
    for text, label in zip(texts, labels, strict=True):
        key = (bare(text), label.strip())
        if all(key):
            different.setdefault(key, text)
    counts = Counter(label for _, label in different)
    left_out = tuple(sorted((label, count) for label, count in counts.items() if count < FEWEST_EXAMPLES))
    few = {label for label, _ in left_out}
    if len(counts) - len(few) < 2:
        words = Words(
            "至少要有两个类别，每类至少 {fewest} 条不同的文本",
            "at least two labels with at least {fewest} different texts each are needed",
        )
        raise Faults([Reason("too_few_labels", words.format(fewest=FEWEST_EXAMPLES))])
    return [(text, label) for (_, label), text in different.items() if label not in few], left_out


def _counts(texts: Sequence[str]) -> tuple[list[sparse.csr_matrix], tuple[tuple[str, ...], ...]]:
    views = [views_of(runs(text)) for text in texts]
    counts, vocabularies = [], []
    for place in range(len(views[0])):
        view = [row[place] for row in views]
        vocabulary = vocabulary_of(view)
        vocabularies.append(tuple(vocabulary))
        counts.append(counted(view, {piece: column for column, piece in enumerate(vocabulary)}))
    return counts, tuple(vocabularies)


def _fit(
    counts: Sequence[sparse.csr_matrix], wanted: np.ndarray, category_count: int
) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Weights of the pieces of each view, pull of each piece, start of each category."""
    weights = [piece_weights(view, wanted, category_count) for view in counts]
    vectors = sparse.hstack(
        [weighted(view, weight) for view, weight in zip(counts, weights, strict=True)]
    ).tocsr()
    # Loaded here: who only asks for suggestions needs neither its time nor its memory.
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=1.0, class_weight="balanced", random_state=0, max_iter=2000).fit(vectors, wanted)
    if category_count == 2:  # one border only: what pulls to one side pushes from the other
        return (
            weights,
            np.vstack([-machine.coef_, machine.coef_]).T,
            np.r_[-machine.intercept_, machine.intercept_],
        )
    return weights, machine.coef_.T, machine.intercept_


def _parts(examples: Sequence[tuple[str, str]]) -> list[int]:
    """The part of each example: spread evenly within a label, by the text alone, copies of a text together."""
    place_in_label: dict[str, dict[str, int]] = {}
    marks = [sha256(bare(text).encode()).hexdigest() for text, _ in examples]
    for mark, (_, label) in sorted(zip(marks, examples, strict=True)):
        texts = place_in_label.setdefault(label, {})
        texts.setdefault(mark, len(texts) % PARTS)
    return [place_in_label[label][mark] for mark, (_, label) in zip(marks, examples, strict=True)]


def _sharpness(
    counts: Sequence[sparse.csr_matrix], wanted: np.ndarray, parts: np.ndarray, category_count: int
) -> float:
    """The one number that makes scores mean what they say: on texts that the judging model had not seen, the mean
    score of the suggestions is the share of them that are right.
    """
    distances = np.zeros((len(wanted), category_count))
    for part in range(PARTS):
        seen, unseen = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        weights, pull, start = _fit([view[seen] for view in counts], wanted[seen], category_count)
        vectors = sparse.hstack(
            [weighted(view[unseen], weight) for view, weight in zip(counts, weights, strict=True)]
        ).tocsr()
        distances[unseen] = vectors @ pull + start
    right = float((distances.argmax(axis=1) == wanted).mean())

    def difference(sharpness: float) -> float:
        return (float(certainty(distances, sharpness).max(axis=1).mean()) - right) ** 2

    from scipy.optimize import minimize_scalar

    return float(minimize_scalar(difference, bounds=(0.05, 30.0), method="bounded").x)
