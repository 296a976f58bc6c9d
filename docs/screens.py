"""Pictures of pages in a browser: the class, its misconceptions, a notebook; with digests that say when they are stale.

python -m docs.screens
"""

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from docs.pictures import new_kit
from tests.conftest import REPOSITORY, pytest_configure
from tests.helpers.browser import browser
from tests.pages.normal import VARIES, new_home
from tests.pages.run import Session

HERE = Path(__file__).parent
DIGESTS = HERE / "screens.json"
STUDENTS = ("ada", "alan", "barbara", "claude", "dennis", "edsger", "emmy", "frances", "grace", "hedy", "john", "kurt")
SIZE = {"width": 1100, "height": 640}


def report_pages(home: Path) -> dict[str, Path]:
    """The pages of a small class, as `grade report` writes them."""
    session = Session(home)
    session.enter("course")
    for student in STUDENTS:
        shutil.copytree(REPOSITORY / "examples/class" / student, session.where / "submissions" / student)
    for command in ("grade all --quiet --ignore-unknown", "grade report report --quiet"):
        code, said = session.run(command)
        if code:
            raise RuntimeError(said)
    folder = session.where / "report"
    return {"class": folder / "index.html", "misconceptions": folder / "misconceptions.html"}


def notebook_page(home: Path) -> dict[str, Path]:
    """A student's notebook with one mistake, run by a kernel: the cell of the function, and of its check."""
    import nbconvert
    import nbformat
    from nbclient import NotebookClient

    path = new_kit(home / "kit") / "assignments/losses/losses.ipynb"
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]  # nbformat's own
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    [at] = [n for n, cell in enumerate(code) if cell.source.startswith("def cross_entropy")]
    code[at].source = WRONG
    notebook.cells = code[: at + 2]
    NotebookClient(notebook, resources={"metadata": {"path": str(path.parent)}}).execute()
    notebook.cells = code[at : at + 2]
    page = home / "notebook.html"
    templates = Path(nbconvert.__file__).parents[4] / "share/jupyter/nbconvert/templates"
    paths = {"extra_template_basedirs": [str(templates)], "extra_template_paths": [str(templates)]}
    exporter = nbconvert.HTMLExporter(**paths)  # type: ignore[no-untyped-call]  # nbconvert has no annotations
    page.write_text(exporter.from_notebook_node(notebook)[0], encoding="utf-8")
    return {"notebook": page}


WRONG = """def cross_entropy(p, t):
    surprise = -np.log(np.where(t > 0, p, 1.0))
    return np.mean(t * surprise)"""
MAKERS: tuple[Callable[[Path], dict[str, Path]], ...] = (report_pages, notebook_page)


def digest(page: Path) -> str:
    """What a page says, without its code and what varies, as a number."""
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>|<svg.*?</svg>|<[^>]*>", " ", page.read_text(encoding="utf-8"))
    for varies, stands in VARIES:
        text = re.sub(varies, stands, text)
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def digests(home: Path) -> dict[str, str]:
    """The digest of each page as it is now."""
    return {name: digest(page) for make in MAKERS for name, page in make(home).items()}


def main() -> None:
    """Take all pictures, and note what was on the pages."""
    pytest_configure()
    with new_home() as home, contextmanager(browser)() as running:
        pages = {name: page for make in MAKERS for name, page in make(home).items()}
        for name, page in pages.items():
            tab = running.new_page(viewport=SIZE)
            tab.goto(page.as_uri())
            bottom = tab.evaluate("document.body.getBoundingClientRect().bottom")
            tab.set_viewport_size({**SIZE, "height": min(SIZE["height"], int(bottom) + 16)})
            tab.screenshot(path=str(HERE / f"{name}.png"))
        found = {name: digest(page) for name, page in pages.items()}
    DIGESTS.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
