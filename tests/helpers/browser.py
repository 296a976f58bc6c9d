"""A real headless Chromium for the tests, that of the system, driven by Playwright; nothing is downloaded."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


def browser() -> Iterator[Any]:
    """A running browser; a test that asks for it is skipped where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    from playwright.sync_api import sync_playwright

    args = (
        ["--no-sandbox"] if os.name == "posix" and os.geteuid() == 0 else []
    )  # Chromium's own, which root cannot have
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=args)
        yield running
        running.close()


def opened(running: Any, path: Path, seen: list[str], **settings: Any) -> Any:
    """A page in a context of its own; ``seen`` gets each error, console line, dialog, and request but for files."""

    def refuse(dialog: Any) -> None:
        seen.append("dialog")
        dialog.dismiss()

    page = running.new_context(**settings).new_page()
    page.on("console", lambda message: seen.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: seen.append(f"error: {error}"))
    page.on("dialog", refuse)
    page.on("request", lambda request: seen.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(path.as_uri())
    return page
