"""The documentation holds: every command and snippet of a page is run, its output is the run's, and its links lead on."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from autograder.cli import grade
from docs.pictures import PICTURES, new_kit
from docs.reference import commands
from docs.screens import DIGESTS, digests
from tests.conftest import REPOSITORY
from tests.helpers.language import quaint
from tests.pages import PAGES
from tests.pages.blocks import blocks
from tests.pages.normal import new_home
from tests.pages.run import difference, differences, shown_commands, with_function

OF_A_WORKER = "AUTOGRADER_WORKER"  # how a supervisor finds what it has started; nobody sets it
RUN = [page for page in PAGES if any(block.language in ("console", "python", "yaml") for block in blocks(page))]
TEXTS = [*PAGES, *(REPOSITORY / f"{name}.md" for name in ("CONTRIBUTING", "SECURITY", "CHANGELOG"))]


def name_of(page: Path) -> str:
    return str(page.relative_to(REPOSITORY))


@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_a_page_shows_what_its_commands_print(page: Path) -> None:
    with new_home() as home:
        found = list(differences(page, home))
    assert not found, f"{difference(page, found)}\n\n`python -m tests.pages --write {name_of(page)}` writes it."


def test_every_command_is_shown_with_its_output() -> None:
    shown = {words for page in PAGES for words, _, _ in shown_commands(page)}
    assert not {name for name, _ in commands(grade) if not any(f"{words} ".startswith(f"{name} ") for words in shown)}


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    tokens = MarkdownIt().parse(page.read_text(encoding="utf-8"))
    titles = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def links(page: Path) -> list[str]:
    """The addresses of a page's links and pictures."""
    found: list[Token] = []
    for token in MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8")):
        found += token.children or []
    return [str(t.attrs.get("href", t.attrs.get("src"))) for t in found if t.type in ("link_open", "image")]


@pytest.mark.parametrize("page", TEXTS, ids=name_of)
def test_a_link_within_the_repository_leads_somewhere(page: Path) -> None:
    for link in links(page):
        path, _, anchor = link.partition("#")
        if ":" in path or "/generated/" in path:  # the site's own build checks what it generates
            continue
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or target.suffix != ".md" or anchor in headings(target), link


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_its_command_shows_now(name: str, tmp_path: Path) -> None:
    drawn = PICTURES[name](new_kit(tmp_path / "kit"))
    assert drawn == (REPOSITORY / f"docs/{name}.svg").read_text(), "`python -m docs.pictures` draws it."


def test_the_pictures_of_pages_show_what_the_pages_say_now() -> None:
    with new_home() as home:
        stale = {name for name, now in digests(home).items() if json.loads(DIGESTS.read_text())[name] != now}
    assert not stale, "`python -m docs.screens` takes them."


def test_the_house_names_files_that_are_there() -> None:
    text = (REPOSITORY / "docs/contributing/house.md").read_text()
    named = set(re.findall(r"`(?:autograder/)?([\w/]+/[\w/]*\.(?:py|json))`", text))
    assert len(named) > 30
    assert not {name for name in named if not any((REPOSITORY / base / name).exists() for base in ("", "autograder"))}


def test_every_variable_of_the_environment_is_listed() -> None:
    text = (REPOSITORY / "docs/reference/environment.md").read_text()
    source = "\n".join(path.read_text() for path in (REPOSITORY / "autograder").rglob("*.py"))
    assert not set(re.findall(r"\bAUTOGRADER_[A-Z]+\b", source)) - {*re.findall(r"`(\w+)`", text), OF_A_WORKER}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_a_page_is_in_plain_words(page: Path) -> None:
    prose = re.sub(r"^```.*?^```$|`[^`]*`", "", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    assert page.name == "explained.md" or quaint(prose) == []


def test_the_site_is_built_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "-q", "docs", str(tmp_path)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "index.html").is_file()


def test_an_answer_is_put_into_the_place_of_the_stub() -> None:
    stub = 'import numpy\n\n\ndef f(x):\n    """What f is."""\n    raise NotImplementedError\n\n\ndef g(x):\n    return x\n'
    assert with_function(stub, "def f(x):\n    return 2 * x\n") == stub.replace(
        "raise NotImplementedError", "return 2 * x"
    )
