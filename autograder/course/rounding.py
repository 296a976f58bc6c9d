"""Points and scores in decimals: rounded like money, half away from zero, whatever their binary value."""

from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")
ROOM = Context(prec=400)  # for every float, to the cent


def exact(value: float) -> Decimal:
    """The number that a person would write for ``value``: 0.3 for ``0.1 + 0.2``; twelve digits are kept."""
    return Decimal(f"{value:.12g}")


def to_cents(value: Decimal) -> float:
    """``value`` with two digits after the point: 0.13 for 0.125, and -0.13 for -0.125."""
    return float(value.quantize(CENT, ROUND_HALF_UP, ROOM))
