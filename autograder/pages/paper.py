"""Templates -> pages: autoescaped, whole in one file, under a Content-Security-Policy that lets nothing else in."""

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from autograder.report.safe import safe


def page(template: str, *, scripted: bool = False, **content: Any) -> str:
    """A whole page; the script, which sorts and filters tables, is added where the page is ``scripted``."""
    style, script = _asset("style.css"), _asset("script.js")
    policy = f"default-src 'none'; style-src '{_digest(style)}'; base-uri 'none'; form-action 'none'"
    policy += f"; script-src '{_digest(script)}'" if scripted else ""
    shown = {"links": (), "up": "", "here": "", **content}
    own = {"style": style, "script": script if scripted else "", "policy": policy}
    made = _environment().get_template(template)
    return made.render({**shown, **{name: Markup(text) for name, text in own.items()}})  # noqa: S704  (our own texts)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("autograder.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
    )


def _visible(value: Any) -> Any:
    """A text whose control characters are visible instead of active."""
    plain = isinstance(value, str) and not isinstance(value, Markup)
    return safe(value, lines=True) if plain and not value.isprintable() else value


@cache
def _asset(name: str) -> str:
    return (files("autograder.pages") / "templates" / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
