"""A draw always succeeds: every search of a generator of cases has a bound, and a fallback that needs no luck."""

import importlib.util
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autograder.course.config import load_course
from autograder.course.library import load_assignment
from autograder.exercise.assigned import SolvedExercise
from autograder.exercise.cases import (
    attention_inputs,
    away_from_kinks,
    dense_layers,
    drawn_until,
    lifted_off_kinks,
    separable,
)
from autograder.exercise.cases import graphs as random_graphs
from autograder.grading.draw import draw_hidden, draw_public, variant_of
from tests import fuzz_draws
from tests.conftest import REPOSITORY


def declaration(place: str) -> ModuleType:
    """The module of an exercise."""
    spec = importlib.util.spec_from_file_location("declaration", REPOSITORY / f"solutions/{place}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_secret_that_no_search_step_was_found_with_draws_one() -> None:
    exercise = load_assignment(load_course(REPOSITORY / "grader.yaml"), "gradient_descent").exercise(
        "random_search_step"
    )
    secret = b"course-secret-0032xxxxxxxx"
    assert draw_hidden(exercise, secret, variant_of(secret, "cyd", 8))


def test_a_search_ends_and_takes_the_fallback() -> None:
    drawn = iter(range(100))
    assert drawn_until(lambda n: n == 7, lambda: next(drawn), lambda: -1) == 7
    assert drawn_until(lambda n: False, lambda: next(drawn), lambda: -1, tries=50) == -1
    assert next(drawn) == 58


@pytest.mark.parametrize("wanted", [True, False])
def test_a_search_step_is_put_where_it_helps_or_harms(wanted: bool) -> None:
    exercise, rng = declaration("gradient_descent/random_search_step"), np.random.default_rng(0)
    for seed in range(50):
        w, centre, scale = rng.normal(size=3), rng.normal(size=3), float(rng.uniform(0.1, 0.9))
        assert exercise.helps(exercise.put_where(w, centre, scale, seed, wanted) - centre, scale, seed) is wanted


@pytest.mark.parametrize("gate", ["AND", "OR", "NAND"])
def test_a_gate_always_has_a_start_that_is_wrong(gate: str) -> None:
    exercise = declaration("perceptron/perceptron_train")
    t = np.array(exercise.GATES[gate])
    right = np.array([[2.0, 2.0, -3.0], [2.0, 2.0, -1.0], [-2.0, -2.0, 3.0]])[list(exercise.GATES).index(gate)]
    w1, w2, b = exercise.wrong_start(t, lambda: right)
    assert np.sum((exercise.CORNERS @ [w1, w2] + b >= 0) != t) >= 2


def test_a_network_always_gets_away_from_its_kinks() -> None:
    rng = np.random.default_rng(0)
    x, params = rng.normal(size=(500, 4)), dense_layers(rng, (4, 20, 20, 3))
    assert not away_from_kinks(x, params) and away_from_kinks(x, lifted_off_kinks(x, params))


def test_a_graph_always_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(random_graphs, "_operation", lambda graph, rng: (lambda: graph[0][0], 100.0))
    [case] = random_graphs.random_expressions("Value", 5)(np.random.default_rng(0))
    [steps] = case.inputs.values()
    made: list[Any] = [step.args[0] for step in steps.steps if step.verb == "operator"]
    assert made.count("neg") == 5


@pytest.mark.parametrize("margin", [0.3, 3.0, 30.0])
def test_separable_data_are_as_many_and_as_far_apart_as_asked(margin: float) -> None:
    data = separable(np.random.default_rng(0), samples=20, features=3, margin=margin, unseen=10)
    heights = np.concatenate([data.x, data.unseen_x]) @ data.separator[:-1] + data.separator[-1]
    t = np.concatenate([data.t, data.unseen_t])
    assert np.abs(heights).min() >= margin and list(np.bincount(t)) == [15, 15] and (t == (heights > 0)).all()


def test_a_tensor_is_made_from_an_array_where_that_holds_a_single_number_too() -> None:
    exercise = load_assignment(load_course(REPOSITORY / "grader.yaml"), "autograd").exercise("Tensor")
    steps = [step for group in draw_public(exercise) for step in group.call.args[0].steps]
    made = [step.args[1] for step in steps if step.verb == "call" and step.args[0] == "Tensor"]
    assert all(isinstance(array, np.ndarray) for array in made) and any(array.ndim == 0 for array in made)


def test_a_gradient_that_is_asked_is_more_than_rounding_errors() -> None:
    """These draws have had a layer whose units passed on every row or none, and failed right work."""
    answers: dict[str, Any] = {}
    exec(load_assignment(load_course(REPOSITORY / "grader.yaml"), "deep_networks").answer, answers)  # noqa: S102  (ours)
    networks = declaration("deep_networks/network_backward").networks
    for seed in (20, 282, 1057):
        for case in networks((2, 3, 4, 3, 2), rows=(6,))(np.random.default_rng(seed)):
            x, params, state, p, *_ = case.inputs["cache"].args
            cache = answers["network_forward"](x, params, state, p, np.random.default_rng(0), True)[2]
            *hidden, _ = answers["network_backward"](case.inputs["dout"], cache)
            assert all(np.abs(dbeta).max() > 1e-9 for _, _, _, dbeta in hidden)


def test_where_no_draw_is_far_from_rounding_the_fallback_is() -> None:
    module = declaration("deep_networks/network_backward")
    for seed in range(200):
        rng = np.random.default_rng(seed)
        x, params = rng.normal(size=(6, 2)), module.random_params(rng, (2, 3, 4, 3, 2))
        assert module.far_from_rounding(x, module.some_rows_of_one_unit(x, params))


@pytest.mark.parametrize("secret", [b"scan 37", b"scan 117", b"scan 159"])
def test_the_weights_of_a_line_are_more_than_rounding_errors(secret: bytes) -> None:
    """The best line through these points has been w = 0, and right work failed."""
    exercise = load_assignment(load_course(REPOSITORY / "grader.yaml"), "gradient_descent").exercise("normal_equations")
    for group in draw_hidden(exercise, secret, 0):
        if group.call.check == "fit":
            phi, t = group.call.args
            assert np.abs(phi.T @ t).max() > 1e-9


def test_right_work_that_a_draw_fails_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    title, secret = "losses/cross_entropy", "draw 0"
    assert fuzz_draws.tried([secret], title) == []
    exercise = fuzz_draws.exercises()[title]
    wrong = exercise.mistaken(exercise.mistakes[0])
    monkeypatch.setattr(SolvedExercise, "accepted", [("another one", wrong)])
    found = fuzz_draws.tried([secret], title)
    check = exercise.owner(exercise.mistakes[0])
    assert f"{title}.{check}: another one fails under the secret {secret!r}" in found


@pytest.mark.parametrize("kind", ["random", "padding"])
def test_some_query_sees_two_keys_and_none_sees_nothing(kind: str) -> None:
    """Where each sees one, the gradients of queries and keys are rounding errors."""
    for seed in range(300):
        for case in attention_inputs(((2, 1), 2, 3, 2, 1), masked=kind)(np.random.default_rng(seed)):
            seen = case.inputs["mask"].sum(axis=-1)
            assert seen.min() >= 1 and seen.max() >= 2
