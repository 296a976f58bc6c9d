"""Dataclasses whose methods are made late are as the standard ones, whatever is done with them first."""

import copy
import dataclasses
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

import autograder
from autograder.course.rules import LatePolicy
from autograder.system.lazy_dataclass import dataclass
from tests.helpers.dataclass_uses import DEFAULTS, METHODS, USES, WAYS, Written, bare, build, outcome

OPTIONS = st.fixed_dictionaries(dict.fromkeys(("init", "eq", "frozen", "kw_only"), st.booleans()))


@given(
    st.fixed_dictionaries(
        {
            "fields": st.dictionaries(st.sampled_from("abc"), st.sampled_from(sorted(DEFAULTS)), max_size=3),
            "methods": st.sets(st.sampled_from(sorted(METHODS)), max_size=2),
        }
    ),
    st.sampled_from(WAYS),
    OPTIONS,
    st.permutations(sorted(USES)),
)
def test_a_class_does_what_a_standard_one_does(
    written: Written, way: str, options: dict[str, bool], uses: list[str]
) -> None:
    try:
        standard = build(dataclasses.dataclass, written, way, options)
    except Exception as error:  # a fault of the class, which shows at the first use here
        with pytest.raises(type(error)) as found:
            dataclasses.fields(build(dataclass, written, way, options))
        assert str(found.value) == str(error)
        return
    late = build(dataclass, written, way, options)
    assert [outcome(USES[use], late) for use in uses] == [outcome(USES[use], standard) for use in uses]


@dataclass(frozen=True)
class Point:
    x: int
    y: int = 2

    @cached_property
    def sum(self) -> int:
        return self.x + self.y


def test_a_property_is_kept_in_a_frozen_object() -> None:
    point = Point(1)
    assert point.sum == vars(point)["sum"] == 3
    with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'sum'"):
        point.sum = 4


def test_pydantic_reads_one() -> None:
    @dataclass
    class Read:
        number: int

    assert TypeAdapter(Read).validate_python({"number": "3"}) == Read(3)


def test_an_option_that_is_not_offered_is_an_error() -> None:
    with pytest.raises(TypeError, match="slots"):
        dataclass(slots=True)


# In another process.

FIRST_USES = {
    "one == other": "True",
    "one != other": "False",
    "hash(one) == hash(other)": "True",
    "repr(one) == repr(other) and 'LatePolicy(' in repr(one)": "True",
    "len({one, other})": "1",
    "replace(one) == other": "True",
    "asdict(one) == vars(other)": "True",
    "pickle.loads(pickle.dumps(one)) == other": "True",
    "copy.deepcopy(one) == other": "True",
    "refusal(one)": "cannot assign to field 'grace_minutes'",
}
SCRIPT = """
import copy, pickle, sys
from dataclasses import FrozenInstanceError, asdict, replace

def refusal(one):
    try:
        one.grace_minutes = 1
    except FrozenInstanceError as error:
        return error

one, other = pickle.loads(sys.stdin.buffer.read())
kinds = {type(one), type(other)}
print([type(vars(kind)["__init__"]).__name__ for kind in kinds])
print(EXPRESSION)
sys.stdout.flush()
sys.stdout.buffer.write(pickle.dumps(one))
"""


@pytest.mark.parametrize("expression", FIRST_USES)
def test_what_comes_from_another_process_is_used_before_one_is_made(expression: str) -> None:
    sent = pickle.dumps((LatePolicy(), copy.deepcopy(LatePolicy())))
    command = [sys.executable, "-c", SCRIPT.replace("EXPRESSION", expression)]
    done = subprocess.run(command, input=sent, capture_output=True, check=True)
    waiting, said, back = done.stdout.split(b"\n", 2)
    assert (waiting, said.decode()) == (b"['_Later']", FIRST_USES[expression])
    assert pickle.loads(back) == LatePolicy()  # noqa: S301  (our own)


def test_importing_a_command_makes_the_methods_of_few_classes() -> None:
    script = (
        "import sys, autograder.student.check\n"
        "kinds = [kind for name, module in [*sys.modules.items()] if name.startswith('autograder.')\n"
        "    and not name.startswith('autograder.worker') for kind in vars(module).values()\n"
        "    if isinstance(kind, type) and kind.__module__ == name and '__dataclass_fields__' in vars(kind)]\n"
        "waiting = [type(vars(kind)['__dataclass_fields__']).__name__ == '_Later' for kind in kinds]\n"
        "print(sum(waiting), len(waiting))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    waiting, known = map(int, done.stdout.split())
    assert waiting > 0.85 * known > 50, "An object that is made while a module is imported has all methods made."


# In threads.


def test_threads_may_use_a_class_for_the_first_time_at_once() -> None:
    def use(turn: int, meet: threading.Barrier, cls: type[Any]) -> bool:
        one, other = bare(cls, a=1, b=2), bare(cls, a=1, b=2)
        meet.wait()
        return (
            lambda: cls(1, b=2) == one,
            lambda: one == other,
            lambda: hash(one) == hash(other),
            lambda: repr(one).endswith("Shared(a=1, b=2)"),
            lambda: dataclasses.replace(one, b=3).b == 3,
            lambda: [field.name for field in dataclasses.fields(cls)] == ["a", "b"],
        )[turn % 6]()

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as threads:
            for _ in range(100):
                meet, cls = threading.Barrier(6), shared_class()
                assert all([*threads.map(use, range(6), [meet] * 6, [cls] * 6)])
    finally:
        sys.setswitchinterval(before)


def shared_class() -> type[Any]:
    @dataclass(frozen=True)
    class Base:
        a: int

    @dataclass(frozen=True)
    class Shared(Base):
        b: int = dataclasses.field(default=4)

    return Shared


# All of ours.


def modules() -> Iterator[str]:
    """The names of our modules, without those that are scripts."""
    folder = Path(autograder.__file__).parent
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        if path.stem != "__main__" and "migrations" not in parts:
            yield ".".join(parts).removesuffix(".__init__")


def test_every_class_of_ours_is_without_fault() -> None:
    """Which the standard decorator finds where a module is imported, such as a default that is a list."""
    found = [made for name in modules() for made in vars(import_module(name)).values() if isinstance(made, type)]
    ours = {
        kind for kind in found if "__dataclass_fields__" in vars(kind) and kind.__module__.startswith("autograder.")
    }
    assert len(ours) > 150
    for kind in ours:
        assert dataclasses.fields(kind) is not None and hasattr(kind, "__dataclass_params__")
        assert "_Later" not in {type(made).__name__ for made in vars(kind).values()}, kind


def test_an_object_that_is_only_made_has_no_other_methods_made() -> None:
    @dataclass(frozen=True)
    class Made:
        x: int

    one = Made(1)
    waiting = {name for name, made in vars(Made).items() if type(made).__name__ == "_Later"}
    assert waiting == {"__dataclass_params__", "__repr__", "__eq__", "__hash__", "__doc__"}
    assert one == Made(1) and not {name for name in waiting if type(vars(Made)[name]).__name__ == "_Later"}
