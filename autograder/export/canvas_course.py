"""A course on a Canvas server, by its documented REST API: https://developerdocs.instructure.com/services/canvas."""

import ipaddress
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import requests.adapters
from canvasapi import Canvas
from canvasapi.exceptions import (
    CanvasException,
    Forbidden,
    InvalidAccessToken,
    RateLimitExceeded,
    ResourceDoesNotExist,
    Unauthorized,
)

from autograder.errors import AutograderError
from autograder.export.canvas_plan import CanvasAssignment, CanvasStudent, Grade, Grades

Got = TypeVar("Got")
WAITS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0)  # seconds before each further try, where Canvas asks for fewer requests
AT_ONCE = 200  # grades of a request
JOB_SECONDS = 600.0
SECONDS = 60.0  # without a byte from Canvas, for a connection and then for each answer
LOOKS = (0.2, 0.5, 1.0, 2.0)  # seconds between two looks at a job; the last is repeated


class CanvasCourse:
    """A course whose lists may be read, and whose grades may be set.

    Every method raises `AutograderError` if Canvas refuses, cannot be reached, or fails.  The token is sent to this
    server alone, and is in no message.
    """

    def __init__(self, url: str, token: str, number: int) -> None:
        _require_private(url)
        self._number = number
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that this machine's own address is not https
            self._canvas = Canvas(url, token)
        _limit_time(self._canvas)
        self._course = self._get(lambda: self._canvas.get_course(number))
        self.name = str(getattr(self._course, "name", number))

    def assignments(self) -> list[CanvasAssignment]:
        """All assignments of the course."""
        found = self._get(lambda: list(self._course.get_assignments()))
        return [CanvasAssignment(one.id, str(one.name), getattr(one, "points_possible", None)) for one in found]

    def students(self) -> list[CanvasStudent]:
        """All students of the course."""
        asked = {"enrollment_type": ["student"], "include": ["email"]}
        found = self._get(lambda: list(self._course.get_users(**asked)))
        return [CanvasStudent(one.id, _told(one)) for one in found]

    def send(self, grades: Grades) -> Iterator[int]:
        """Set the grades of one assignment, and yield how many are set after each request.

        Canvas sets them in a job of its own; when this returns they are set.
        """
        assignment = self._get(lambda: self._course.get_assignment(grades.assignment.number))
        everything, sent = list(grades.grades.items()), 0
        while some := everything[sent : sent + AT_ONCE]:
            data = {str(number): _posted(grade) for number, grade in some}
            job = self._get(lambda data=data: assignment.submissions_bulk_update(grade_data=data))  # type: ignore[misc]
            self._wait_for(job, grades.plan.name)
            sent += len(some)
            yield sent

    def _wait_for(self, job: Any, name: str) -> None:
        ends, looks = time.monotonic() + JOB_SECONDS, list(LOOKS)
        while job.workflow_state not in ("completed", "failed"):
            if time.monotonic() > ends:
                raise AutograderError(
                    f"Canvas has not set the grades of {name} within {JOB_SECONDS:g} s.", "Look there."
                )
            time.sleep(looks.pop(0) if len(looks) > 1 else looks[0])
            job = self._get(job.query)
        if job.workflow_state == "failed":
            raise AutograderError(f"Canvas could not set the grades of {name}.", "Some of them may be set: look there.")

    def _get(self, ask: Callable[[], Got]) -> Got:
        """What Canvas answers, asked again later where it asks for fewer requests."""
        with _translated(self._number):
            for seconds in WAITS:
                try:
                    return ask()
                except (RateLimitExceeded, Forbidden) as error:
                    if "rate limit exceeded" not in str(error).lower():  # which older servers say with a 403
                        raise
                    time.sleep(seconds)
            return ask()


class _Impatient(requests.adapters.HTTPAdapter):
    """Waits no longer than `SECONDS` for a server; requests itself waits forever."""

    def send(self, *args: Any, **options: Any) -> requests.Response:
        return super().send(*args, **{**options, "timeout": SECONDS})


def _limit_time(canvas: Canvas) -> None:
    """Let each request of canvasapi end in time, for which it has no option: its session is a private one."""
    session = canvas._Canvas__requester._session
    for scheme in ("https://", "http://"):
        session.mount(scheme, _Impatient())


def _posted(grade: Grade) -> dict[str, Any]:
    return {"excuse": True} if grade is None else {"posted_grade": f"{grade:.12g}"}


def _told(user: Any) -> dict[str, str]:
    """What Canvas says of a student, as a row of its gradebook would."""
    said = {
        "id": getattr(user, "sis_user_id", None),
        "login": getattr(user, "login_id", None),
        "email": getattr(user, "email", None),
        "name": getattr(user, "sortable_name", None) or getattr(user, "name", None),
        "canvas_id": user.id,
    }
    return {kind: str(text) for kind, text in said.items() if text}


def _require_private(url: str) -> None:
    """Raise `AutograderError` unless nobody on the way can read the token."""
    parts = urlsplit(url)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and _is_here(parts.hostname or ""):
        return
    raise AutograderError(
        "The address of Canvas has to begin with https://, because the token is sent to it.",
        "Give the school's own address, such as https://school.instructure.com.",
    )


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _translated(number: int) -> Iterator[None]:
    try:
        yield
    except (InvalidAccessToken, Unauthorized) as error:
        raise AutograderError(
            "Canvas does not accept the token.", "Make a new one under Account > Settings."
        ) from error
    except RateLimitExceeded as error:
        raise AutograderError("Canvas asks for fewer requests, again and again.", "Wait a few minutes.") from error
    except Forbidden as error:
        raise AutograderError(
            f"Whoever made the token may not do this in the Canvas course {number}.", "Ask its teacher."
        ) from error
    except ResourceDoesNotExist as error:
        raise AutograderError(
            f"There is no course {number} on this Canvas server, or the token's owner may not see it.",
            "The number is in the address of the course's page: /courses/NUMBER.",
        ) from error
    except requests.Timeout as error:
        raise AutograderError(
            f"Canvas has not answered within {SECONDS:g} s.", "What was sent before may be set: look there."
        ) from error
    except requests.RequestException as error:
        raise AutograderError(f"Canvas cannot be reached ({type(error).__name__}).", "Check the address.") from error
    except CanvasException as error:
        raise AutograderError(f"Canvas failed ({type(error).__name__}).", "Try again later.") from error
