"""The measured values of an exercise's checks: tolerances and bands, as stored in calibration.json."""

from collections.abc import Mapping
from dataclasses import asdict, field
from typing import Any

from autograder.system.lazy_dataclass import dataclass


@dataclass(frozen=True)
class Tolerance:
    """The allowed error of a result, between the noise and the nearest named mistake (None: no mistake is near)."""

    noise: float
    nearest: float | None
    tolerance: float


@dataclass(frozen=True)
class Band:
    """What training must reach: ``high`` or lower, by the check's metric, on ``k`` of ``n`` draws.

    ``high`` is the worst of ``runs`` reference runs.
    """

    high: float
    k: int
    n: int
    runs: int


@dataclass(frozen=True)
class Calibration:
    """The tolerances of an exercise by check and precision, and its bands by check."""

    tolerances: Mapping[str, Mapping[str, Tolerance]] = field(default_factory=dict)
    bands: Mapping[str, Band] = field(default_factory=dict)

    def __contains__(self, check: str) -> bool:
        """Whether a check has been measured."""
        return check in self.tolerances or check in self.bands

    @classmethod
    def of_data(cls, data: Mapping[str, Mapping[str, Any]]) -> "Calibration":
        """The records in one exercise's part of a calibration.json; raises `TypeError` or `AttributeError`."""
        bands = {check: Band(**numbers) for check, numbers in data.items() if "high" in numbers}
        measured = ((check, numbers) for check, numbers in data.items() if check not in bands)
        return cls({check: {p: Tolerance(**own) for p, own in numbers.items()} for check, numbers in measured}, bands)

    def data(self) -> dict[str, Any]:
        """What `of_data` reads, in the same order."""
        tolerances = {check: {p: asdict(own) for p, own in by.items()} for check, by in self.tolerances.items()}
        return {**{check: asdict(band) for check, band in self.bands.items()}, **tolerances}
