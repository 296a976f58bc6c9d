"""What equals what."""

import math
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.compare.difference import agree, alike, difference, distance, error, mismatch
from tests.fuzz_judge import ODD, changed

FLOATS = arrays.arrays(
    np.float64,
    arrays.array_shapes(min_dims=0, min_side=0, max_side=4),
    elements=st.floats(-1e6, 1e6, allow_subnormal=False),
)


@given(FLOATS)
def test_a_value_equals_itself_however_it_is_stored(array: np.ndarray[Any, Any]) -> None:
    for same in (array, array.copy(order="F"), array[..., None][..., 0]):
        assert difference((same,), [array], 0.0) is None
        assert distance(same, array) == 0.0


@given(FLOATS, st.floats(1e-12, 1.0))
def test_the_tolerance_is_where_equality_ends(array: np.ndarray[Any, Any], tolerance: float) -> None:
    assume(array.size and np.abs(array).max() > 1e-3)
    size = np.abs(array).max()
    assert difference(array + 0.5 * tolerance * size, array, tolerance) is None
    found = difference(array + 2 * tolerance * size, array, tolerance)
    assert found and found.reason == "value"


@given(FLOATS, st.floats(1e-3, 10))
def test_distance_and_difference_agree(array: np.ndarray[Any, Any], shift: float) -> None:
    assume(array.size)
    apart = distance(array + shift, array)
    assume(math.isfinite(apart))  # next to the smallest numbers the relative error is beyond the largest
    assert (difference(array + shift, array, apart) is None) and difference(array + shift, array, 0.99 * apart)


@given(FLOATS, st.floats(-1e-3, 1e-3), st.floats(1e-9, 1e-2), st.booleans())
def test_a_plain_agreement_is_one_on_close_inspection(
    array: np.ndarray[Any, Any], shift: float, tolerance: float, elementwise: bool
) -> None:
    assume(array.size)
    got = array * (1 + shift) + shift
    within = bool((error(got, array, elementwise) <= tolerance).all())
    assert agree(got, array, tolerance, elementwise) == within
    assert agree([got, 1.0], (array, 1.0), tolerance, elementwise) == within
    assert not agree(np.full_like(array, np.nan), array, 1.0, elementwise)
    assert not agree(got, np.full_like(array, np.inf), 1.0, elementwise)


@pytest.mark.parametrize("scalar", [2.5, np.float64(2.5), np.float32(2.5), np.array(2.5)])
def test_numbers_scalars_and_0d_arrays_are_equal(scalar: Any) -> None:
    assert difference(scalar, np.array(2.5), 0.0) is None and difference(np.array(2.5), scalar, 0.0) is None


ARRAY = np.arange(4.0)


@pytest.mark.parametrize(
    ("got", "expected", "reason"),
    [
        (None, ARRAY, "structure"),
        ([0.0, 1.0, 2.0, 3.0], ARRAY, "structure"),
        ("text", ARRAY, "structure"),
        (ARRAY, (ARRAY, ARRAY), "structure"),
        ((ARRAY,), (ARRAY, ARRAY), "structure"),
        ({"a": 1.0}, {"b": 1.0}, "structure"),
        ("a", "b", "value"),
        (ARRAY[:, None], ARRAY, "shape"),
        (ARRAY[:3], ARRAY, "shape"),
        (ARRAY.astype(int), ARRAY, "dtype"),
        (ARRAY, ARRAY.astype(int), "dtype"),
        (ARRAY + 0j, ARRAY, "dtype"),
        (np.array([0, 1, np.nan, 3]), ARRAY, "not_finite"),
        (np.array([0, 1, np.inf, 3]), ARRAY, "not_finite"),
        (ARRAY + 1, ARRAY, "value"),
        (np.array([1, 2]), np.array([1, 3]), "value"),
    ],
)
def test_reasons(got: Any, expected: Any, reason: str) -> None:
    found = difference(got, expected, 1e-5)
    assert found and found.reason == reason


def test_structure_comes_before_shape_before_values_before_kind_in_the_whole_tree() -> None:
    wrong_value, wrong_kind, wrong_shape = ARRAY + 1, ARRAY.astype(int), ARRAY[:2]
    expected = (ARRAY, ARRAY, ARRAY)
    for got, reason in [
        ((wrong_value, wrong_kind, wrong_shape), "shape"),
        ((wrong_value, wrong_kind, ARRAY), "value"),
        ((ARRAY, wrong_kind, ARRAY), "dtype"),
        ((wrong_value, ARRAY, np.full(4, np.nan)), "not_finite"),
    ]:
        found = difference(got, expected, 1e-5)
        assert found and found.reason == reason


def test_truth_values_are_whole_numbers() -> None:
    assert difference(np.array([True, False]), np.array([1, 0]), 0.0) is None


def test_an_array_is_as_good_as_a_list_of_numbers() -> None:
    assert difference(np.array([3, 1, 0]), [3, 1, 0], 0.0) is None
    assert difference(np.array([[3], [1]]), [3, 1], 0.0)


def test_equal_infinities_are_equal() -> None:
    odd = np.array([np.inf, -np.inf, np.nan])
    assert difference(odd, odd.copy(), 0.0) is None and difference(-odd, odd, 1.0)


def test_elementwise_measures_each_element_by_itself() -> None:
    got, expected = np.array([1.0, 1.1e-9]), np.array([1.0, 1e-9])
    assert difference(got, expected, 1e-5) is None
    assert difference(got, expected, 1e-5, elementwise=True)


def test_numbers_too_large_to_subtract_have_no_small_distance() -> None:
    assert distance(np.array([1e308]), np.array([-1e308])) >= 1


def test_a_difference_in_form_is_infinitely_far() -> None:
    assert distance(ARRAY[:2], ARRAY) == math.inf and mismatch(ARRAY[:2], ARRAY)


def test_what_is_told_of_a_hidden_difference_holds_no_values() -> None:
    found = difference(np.array([0, 1, 2, 3.125]), ARRAY, 1e-5)
    assert found and "3.125" in found.values and "3.125" not in found.where + found.amount


def test_another_text_is_another_value_and_is_not_quoted() -> None:
    found = difference(["dense", "<b>tanh"], ["dense", "relu"], 1e-6)
    assert found is not None and (found.reason, found.where) == ("value", "[1]")
    assert "tanh" not in found.amount + found.values


def test_a_list_of_any_length_has_layers_of_any_shape_but_is_not_empty() -> None:
    layers = [np.ones((2, 3)), np.ones(4)]
    assert mismatch(layers, layers, any_length=True) is None
    assert mismatch([1.0, 2.0], [1.0], any_length=True) is None
    assert mismatch([], [1.0], any_length=True) is not None


def pairs() -> Iterator[tuple[Any, Any]]:
    """Every two odd values, and right ones beside what a fault makes of them."""
    yield from product(ODD, ODD)
    for seed in range(300):
        rng = np.random.default_rng(seed)
        right = rng.normal(size=(3, int(rng.integers(1, 5))))
        for expected in (right, np.round(right).astype(int), right > 0, (right, 2.0), {"a": [right, "text"]}):
            yield changed(expected, rng, 0.5), expected


@pytest.mark.parametrize("elementwise", [False, True])
def test_values_are_alike_where_there_is_no_difference(elementwise: bool) -> None:
    found = set()
    with np.errstate(all="ignore"):
        for got, expected in pairs():
            reason = getattr(difference(got, expected, 1e-6, elementwise), "reason", None)
            assert alike(got, expected, 1e-6, elementwise) == (reason is None), (got, expected)
            assert alike(got, expected, 1e-6, elementwise, any_kind=True) == (reason in (None, "dtype")), (
                got,
                expected,
            )
            found.add(reason)
    assert found == {None, "structure", "shape", "not_finite", "value", "dtype"}


def test_a_dict_with_other_names_is_told_which_it_lacks_and_not_which_it_has() -> None:
    found = difference({"<theirs>": 1.0, "w": 2.0}, {"architecture": 1.0, "w": 2.0}, 0.0)
    assert found and found.amount == "expected a dict of 2, got a dict of 2 without 'architecture'"
    found = difference({"<theirs>": 1.0, "w": 2.0}, {"w": 2.0}, 0.0)
    assert found and found.amount == "expected a dict of 1, got a dict of 2 with other names as well"


def test_a_number_that_is_none_is_not_said_to_have_no_error() -> None:
    found = difference(np.array([math.nan, 1.0]), np.array([math.inf, 1.0]), 1e-5)
    assert found and "the largest relative error is inf, allowed 1e-05" in found.amount
