"""What a worker tells of an exception: short texts and shapes, checked when they arrive."""

from autograder.system.lazy_dataclass import dataclass
from autograder.worker.wire import Value

TEXT, CODE, NAME = 300, 160, 60  # characters that are kept of a message, an expression and a name
MOST_OPERANDS, MOST_AXES = 6, 8
RAISE = "raise"
LONGEST = 1 << 40  # elements along an axis


@dataclass(frozen=True)
class Operand:
    """Something that stands in the failing expression: its text, its kind or dtype, and an array's shape."""

    text: str
    kind: str
    shape: tuple[int, ...] | None


@dataclass(frozen=True)
class Crash:
    """Where a submission raised, as it tells itself: hostile, and only ever used to explain a failure.

    ``text`` is the exception's message, ``code`` the failing expression, ``inside`` the function that was at work and
    ``near`` the existing name that is most like a missing one.
    """

    text: str = ""
    code: str = ""
    operands: tuple[Operand, ...] = ()
    inside: str = ""
    near: str = ""

    @property
    def is_own(self) -> bool:
        """Whether a ``raise`` statement has raised it, and no operation that failed."""
        return self.code.startswith(RAISE)

    @property
    def reply(self) -> dict[str, Value]:
        """The facts as a worker tells them; `of_reply` reads them."""
        operands: list[Value] = [[one.text, one.kind, _lengths(one.shape)] for one in self.operands]
        return {"text": self.text, "code": self.code, "operands": operands, "inside": self.inside, "near": self.near}

    @classmethod
    def of_reply(cls, told: Value) -> "Crash":
        """The facts in a worker's reply; what is not of the right kind is left out."""
        if not isinstance(told, dict):
            return cls()
        parts = told.get("operands")
        operands = [_operand(part) for part in parts[:MOST_OPERANDS]] if isinstance(parts, list) else []
        return cls(
            text=_text(told.get("text"), TEXT),
            code=_text(told.get("code"), CODE),
            operands=tuple(operand for operand in operands if operand),
            inside=_text(told.get("inside"), NAME),
            near=_text(told.get("near"), NAME),
        )


NOTHING_MET = Crash()


def _lengths(shape: tuple[int, ...] | None) -> Value:
    return None if shape is None else list(shape)


def _text(told: Value, most: int) -> str:
    return told[:most] if type(told) is str else ""


def _operand(told: Value) -> Operand | None:
    if not isinstance(told, list) or len(told) != 3:
        return None
    text, kind, shape = _text(told[0], NAME), _text(told[1], NAME), told[2]
    if not text or not kind:
        return None
    return Operand(text, kind, None) if shape is None else _array(text, kind, shape)


def _array(text: str, kind: str, shape: Value) -> Operand | None:
    if not isinstance(shape, list) or len(shape) > MOST_AXES:
        return None
    if not all(type(length) is int and 0 <= length < LONGEST for length in shape):
        return None
    return Operand(text, kind, tuple(shape))
