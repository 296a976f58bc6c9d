"""The report of a class and each student's feedback: in a real browser, with hostile names and texts."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from autograder.gradebook.store import Gradebook
from autograder.pages.folder import page_name
from autograder.records import Boundary, Curve, Decision, Submission, Verdict
from autograder.records.picture import packed
from tests.conftest import copy_course, run_grade
from tests.helpers.browser import browser as running_browser
from tests.helpers.browser import opened

WHEN = datetime(2026, 10, 5, 12, tzinfo=UTC)
HOSTILE = '<img src=x onerror=alert(1)>"&\x1b[31m{{ 7*7 }}../../up'
STUDENTS = ["zadaline", "zboris", "ZBORIS", HOSTILE]
TEXT = "<script>alert(2)</script>\n```\n# [x](javascript:alert(3)) \u202edrow"
MAP = "Where it is <b>wrong</b>:\n0012\n0340\n0000"
CURVE = Curve("loss <b>\x1b[31m", 3, (1.0, None, 4.0), 5, 4, (1.0, 0.75, 0.5, 0.25), (1.0, 0.75, 0.75, 0.5))
PLANE = Boundary(("x1", "x2"), -1.0, 2.0, -1.0, 2.0, ("0011", "0111"), ((0.0, 0.0, 0, 0), (1.0, 0.5, 0, 1)))
PAGES = [
    "index.html",
    "misconceptions.html",
    "misconceptions/0001.html",
    "exercises.html",
    "exercises-optimizers.html",
    "students.html",
]


def verdicts(number: int) -> list[Verdict]:
    passed = Verdict("adam_step", "late", "takes a step", "passed", 2.0, 2.0, "hidden", picture=packed(PLANE))
    failed = replace(
        passed,
        check="early",
        status="failed",
        points=0.0,
        visibility="public",
        reason="value",
        message=f"Wrong. {TEXT}",
    )
    failed = replace(failed, mistake=f"climbs {TEXT}", detail=TEXT, differs=MAP, example="adam_step(1)  # <b>")
    failed = replace(failed, picture=packed(CURVE))
    secret = replace(failed, check="tiny", visibility="hidden", detail="PRINTED-ON-A-HIDDEN-CASE", differs="")
    return [passed if number % 2 else replace(passed, status="failed", points=0.0, reason="shape"), failed, secret]


def recorded(location: str | Path, students: list[str] = STUDENTS) -> None:
    book = Gradebook(location)
    for number, student in enumerate(students):
        for attempt in (b"1", b"2"):
            notes = ("handed in by 'zadaline' for the group 'g'",)
            work = Submission(student, "optimizers", attempt, submitted=WHEN, notes=notes)
            judged = verdicts(number) if attempt == b"2" else verdicts(0)
            book.record(work, judged, 6.0, "process", "m", {"the work": str(attempt)})
        book.record(Submission(student, "losses"), [], 10.0, "process", "m")
    if students:
        book.decide(Decision("add", students[0], "optimizers", value="1", comment="<i>nice</i>", who="prof"))
    book.close()


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with a recorded class, its report in `report` and its feedback in `feedback`."""
    root = copy_course(tmp_path_factory.mktemp("pages") / "course")
    recorded(root / "gradebook.db")
    for command in (["report", "report"], ["export", "feedback", "feedback"]):
        ran = run_grade(*command, cwd=root)
        assert ran.code == 0, ran.err
    return root


browser = pytest.fixture(scope="module")(running_browser)


def test_a_report_is_whole_private_and_has_a_page_for_each_student(course: Path) -> None:
    report = course / "report"
    assert {str(path.relative_to(report)) for path in report.rglob("*.html")} >= set(PAGES)
    for kind in ("html", "md"):
        assert {path.stem for path in (report / "students").glob(f"*.{kind}")} == set(map(page_name, STUDENTS))
    assert report.stat().st_mode & 0o077 == 0 and len({page_name(name).lower() for name in STUDENTS}) == len(STUDENTS)
    assert [path.name for path in course.iterdir() if path.name.startswith(".report")] == []


def test_no_students_page_has_anything_of_anybody_else(course: Path) -> None:
    for student in STUDENTS:
        others = [one for one in STUDENTS if one != student]
        own = [course / f"report/students/{page_name(student)}.{kind}" for kind in ("html", "md")]
        own += [course / f"feedback/{page_name(student)}/feedback.{kind}" for kind in ("html", "md")]
        for path in own:
            text = path.read_text()
            assert "Wrong" in text and "PRINTED-ON-A-HIDDEN-CASE" not in text
            assert path.suffix == ".md" or "<script" not in text
            assert not [
                other for other in others if other in text or page_name(other) in text.replace(page_name(student), "")
            ]


def test_markdown_has_no_markup_of_a_submission(course: Path) -> None:
    from markdown_it import MarkdownIt

    for student in STUDENTS:
        made = MarkdownIt("commonmark").render((course / f"feedback/{page_name(student)}/feedback.md").read_text())
        assert re.findall(r"<(script|img|a|i|b)\b", made) == [] and made.count("<h1>") == 1
        assert "&lt;script&gt;alert(2)" in made


def test_pictures_are_drawn_and_said_for_public_cases_alone(course: Path, browser: Any, seen: list[str]) -> None:
    for place, student in enumerate(STUDENTS):
        page = opened(browser, course / f"report/students/{page_name(student)}.html", seen)
        passes = place % 2
        captions = page.locator("figcaption").all_inner_texts()
        assert (page.locator("svg.curve").count(), page.locator("svg.boundary").count()) == (1, passes)
        assert len(captions) == 1 + passes and "between 0.25 and 0.5 at last (4 steps)." in captions[-1]
        assert "Loss <b>\\x1b[31m of this code: 1 at first, 4 at last (3 steps)" in captions[-1]
        text = (course / f"feedback/{page_name(student)}/feedback.md").read_text()
        assert text.count("Loss \\<b\\>") == 1 and text.count("1 of 2 is on the right side") == passes
        page.context.close()


def test_every_misconception_has_a_page_with_all_who_hold_it(course: Path) -> None:
    many = [f"student{number:03}" for number in range(45)]
    book = Gradebook(course / "many.db")
    for place, student in enumerate(many):
        own = [replace(one, mistake=f"makes mistake {place}", differs="") for one in verdicts(0)[1:2]]
        shared = [replace(one, check="other", mistake="makes the mistake of all") for one in own]
        book.record(Submission(student, "optimizers", b"1", submitted=WHEN), [*own, *shared], 4.0, "process", "m")
    book.close()
    ran = run_grade("report", "of-many", "--gradebook", course / "many.db", "--all-students", cwd=course)
    assert ran.code == 0, ran.err
    assert len(list((course / "of-many/misconceptions").iterdir())) == 1 + len(many)
    board = (course / "of-many/misconceptions.html").read_text()
    assert all(f'href="misconceptions/{number:04}.html"' in board for number in range(1, 47))
    first = (course / "of-many/misconceptions/0001.html").read_text()
    assert "makes the mistake of all" in first and all(f">{student}</a>" in first for student in many)
    assert re.search(
        r'<a href="misconceptions/0001.html">makes the mistake of all</a>: 45 students',
        (course / "of-many/index.html").read_text(),
    )


def test_only_a_folder_of_our_own_is_replaced(course: Path) -> None:
    theirs = course / "theirs"
    theirs.mkdir()
    (theirs / "thesis.txt").write_text("mine")
    for command in (["report"], ["export", "feedback"]):
        ran = run_grade(*command, theirs, cwd=course)
        assert ran.code == 2 and "has not made it" in ran.err
    assert [path.name for path in theirs.iterdir()] == ["thesis.txt"]
    (course / "report/old.html").write_text("old")
    assert run_grade("report", "report", cwd=course).code == 0
    assert not (course / "report/old.html").exists() and (course / "report/index.html").exists()


@pytest.mark.parametrize("students", [[], ["zadaline"]], ids=["nobody", "one"])
def test_a_class_of_nobody_or_one_has_a_report_on_postgresql(
    course: Path, postgresql: str, students: list[str]
) -> None:
    recorded(postgresql, students)
    ran = run_grade("report", f"report-{len(students)}", "--gradebook", postgresql, cwd=course)
    assert ran.code == 0, ran.err
    shown = (course / f"report-{len(students)}/index.html").read_text()
    assert ("1 student, as of" if students else "0 students, as of") in shown
    for student in students:
        page = (course / f"report-1/students/{page_name(student)}.html").read_text()
        assert page.count('<svg xmlns="http://www.w3.org/2000/svg" class="curve"') == 1


def test_a_report_can_be_made_while_the_gradebook_is_written(course: Path) -> None:
    from sqlalchemy import create_engine, text

    with create_engine(f"sqlite:///{course / 'gradebook.db'}").connect() as writer:
        writer.execute(text("BEGIN IMMEDIATE"))
        writer.execute(text("UPDATE submissions SET missing = 1"))
        ran = run_grade("report", "meanwhile", cwd=course)
        writer.rollback()
    assert ran.code == 0, ran.err
    assert 'class="curve"' in (course / f"meanwhile/students/{page_name(STUDENTS[1])}.html").read_text()


@pytest.fixture
def seen() -> Iterator[list[str]]:
    """What a page does that it must not do: it stays empty."""
    found: list[str] = []
    yield found
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_fits_a_phone_and_asks_for_nothing(
    course: Path, browser: Any, seen: list[str], scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    students = [f"students/{page_name(name)}.html" for name in (STUDENTS[0], HOSTILE)]
    for name in [*PAGES, *students]:
        page = opened(
            browser,
            course / "report" / name,
            seen,
            color_scheme=scheme,
            viewport={"width": 390, "height": 800},
            bypass_csp=True,
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        violations = Axe().run(page).response["violations"]
        assert [(each["id"], [node["html"] for node in each["nodes"]][:2]) for each in violations] == [], name
        page.context.close()


def test_tables_sort_and_filter_and_links_lead_to_pages(course: Path, browser: Any, seen: list[str]) -> None:
    page = opened(browser, course / "report/students.html", seen)

    def names() -> list[str]:
        return list(page.locator("tbody tr:visible th").all_inner_texts())

    assert len(names()) == len(STUDENTS)
    page.get_by_role("button", name="optimizers").click()
    place = 1 + [*map(str.strip, page.locator("thead th").all_inner_texts())].index("optimizers")
    scores = [float(text) for text in page.locator(f"tbody tr > :nth-child({place})").all_inner_texts()]
    assert page.locator("th[aria-sort=descending]").count() == 1
    assert scores == sorted(scores, reverse=True) and len(set(scores)) > 1
    page.get_by_label("Filter:").fill("adal")
    assert names() == ["zadaline"]
    page.get_by_role("link", name="zadaline").click()
    assert page.locator("h1").inner_text() == "zadaline" and page.locator("svg[role=img]").count() == 2
    assert "1 points by prof" in page.inner_text("main") and "<i>nice</i>" in page.inner_text("main")
    page.go_back()
    for name in PAGES:
        page.goto((course / "report" / name).as_uri())
        for target in page.eval_on_selector_all("a", "links => links.map(link => link.href)"):
            assert Path(target.removeprefix("file://").partition("#")[0]).is_file(), target


def test_hostile_texts_stay_text_and_pages_read_without_script(course: Path, browser: Any, seen: list[str]) -> None:
    for scripts in (True, False):
        page = opened(browser, course / f"report/students/{page_name(HOSTILE)}.html", seen, java_script_enabled=scripts)
        assert page.locator("img, script").count() == 0 and "<script>alert(2)</script>" in page.inner_text("main")
        assert "{{ 7*7 }}" in page.locator("h1").inner_text() and "\\x1b" in page.locator("h1").inner_text()
        page.goto((course / "report/students.html").as_uri())
        assert page.locator("tbody tr").count() == len(STUDENTS) and page.locator("img").count() == 0
    page = opened(browser, course / "report/index.html", [], java_script_enabled=True)
    page.evaluate(
        "() => { const s = document.createElement('script'); s.text = 'window.ran = 1'; document.body.append(s) }"
    )
    assert page.evaluate("window.ran") is None  # the policy refuses what is not ours
    shutil.copy(course / "feedback" / page_name(HOSTILE) / "feedback.html", course / "alone.html")
    assert opened(browser, course / "alone.html", seen).locator("a").count() == 0
