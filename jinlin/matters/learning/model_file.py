"""A learned model as one file of plain arrays: nothing in it can run when it is read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from jinlin.base.rule import Reason
from jinlin.base.words import Words
from jinlin.matters.learning.faults import Faults
from jinlin.matters.learning.features import VIEWS, Spaces

if TYPE_CHECKING:
    from jinlin.matters.learning.categories import Model

FORMAT = "jinlin-categories-1"


def write_model(path: Path, model: Model) -> None:
    """Write the model beside the path and move it there, so that no reader meets half a file."""
    facts = {
        "format": FORMAT,
        "categories": model.categories,
        "sharpness": model.sharpness,
        "trained_on": model.trained_on,
        "left_out": model.left_out,
    }
    arrays: dict[str, Any] = {
        "facts": np.frombuffer(json.dumps(facts, ensure_ascii=False).encode(), dtype=np.uint8),
        "pull": model.pull,
        "start": model.start,
    }
    for place, (known, weights) in enumerate(
        zip(model.spaces.vocabularies, model.spaces.weights, strict=True)
    ):
        arrays[f"known_{place}"] = np.frombuffer("\n".join(known).encode(), dtype=np.uint8)
        arrays[f"weights_{place}"] = weights
    path = Path(path)
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as file:
        np.savez_compressed(file, **arrays)
    unfinished.replace(path)


def read_model(path: Path) -> dict[str, Any]:
    """The parts of a model; Faults(wrong_model) where the file is not one that ``write_model`` wrote."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            facts = json.loads(arrays["facts"].tobytes())
            parts = {name: arrays[name] for name in arrays.files if name != "facts"}
        if facts["format"] != FORMAT:
            raise ValueError(facts["format"])
        return _checked(facts, parts)
    except FileNotFoundError:
        raise
    except Exception as fault:  # a damaged or foreign file fails in many ways; all mean the same here
        words = Words("{path} 不是类别模型文件", "{path} is not a file of learned categories")
        raise Faults([Reason("wrong_model", words.format(path=path))]) from fault


def _checked(facts: dict[str, Any], parts: dict[str, np.ndarray]) -> dict[str, Any]:
    known = [parts[f"known_{place}"].tobytes().decode() for place in range(len(VIEWS))]
    vocabularies = tuple(tuple(words.split("\n")) if words else () for words in known)
    weights = tuple(parts[f"weights_{place}"] for place in range(len(VIEWS)))
    pull, start = parts["pull"], parts["start"]
    sizes_agree = (
        pull.shape == (sum(map(len, vocabularies)), len(facts["categories"]))
        and start.shape == (len(facts["categories"]),)
        and all(weight.shape == (len(known),) for weight, known in zip(weights, vocabularies, strict=True))
    )
    if not sizes_agree:
        raise ValueError("sizes do not agree")
    return {
        "categories": tuple(facts["categories"]),
        "spaces": Spaces(vocabularies, weights),
        "pull": pull,
        "start": start,
        "sharpness": float(facts["sharpness"]),
        "trained_on": int(facts["trained_on"]),
        "left_out": tuple((label, count) for label, count in facts["left_out"]),
    }
