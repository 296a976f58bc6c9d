"""Generators of random cases that several exercises share."""

from autograder.exercise.cases.common import batched, drawn_until, seed, several
from autograder.exercise.cases.data import Pictures, Separable, drawn_shapes, line_data, line_fits, separable
from autograder.exercise.cases.digits import Digits, handwritten_digits
from autograder.exercise.cases.elementwise import (
    any_shape,
    exactly,
    far_left,
    far_right,
    leaking,
    near_zero,
    predictions,
    scattered,
    single,
    upstream,
)
from autograder.exercise.cases.graphs import random_expressions
from autograder.exercise.cases.networks import (
    away_from_kinks,
    dense_layers,
    images,
    lifted_off_kinks,
    optimizer_steps,
    pooled,
    trajectory,
)
from autograder.exercise.cases.sequences import balanced_text, recurrent
from autograder.exercise.cases.transformers import (
    attention_inputs,
    transformer_block_weights,
    transformer_weights,
)
from autograder.words import many

__all__ = [
    "Digits",
    "Pictures",
    "Separable",
    "any_shape",
    "attention_inputs",
    "away_from_kinks",
    "balanced_text",
    "batched",
    "dense_layers",
    "drawn_shapes",
    "drawn_until",
    "exactly",
    "far_left",
    "far_right",
    "handwritten_digits",
    "images",
    "leaking",
    "lifted_off_kinks",
    "line_data",
    "line_fits",
    "many",
    "near_zero",
    "optimizer_steps",
    "pooled",
    "predictions",
    "random_expressions",
    "recurrent",
    "scattered",
    "seed",
    "separable",
    "several",
    "single",
    "trajectory",
    "transformer_block_weights",
    "transformer_weights",
    "upstream",
]
