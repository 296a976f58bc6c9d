"""Results as JUnit XML, which CI systems show: a test suite for each submission, a test case for each check.

The format is that of the Jenkins xUnit plugin's schema (junit-10.xsd).
"""

from collections.abc import Sequence
from xml.etree import ElementTree

from autograder.records import Result, Verdict


def junit_xml(results: Sequence[Result]) -> str:
    """The document: failed checks are failures, those that could not be judged errors, missing work is skipped."""
    suites = ElementTree.Element("testsuites")
    for result in results:
        _suite(suites, result)
    ElementTree.indent(suites)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def _suite(suites: ElementTree.Element, result: Result) -> None:
    name = clean(f"{result.student or 'own work'}.{result.assignment}")
    verdicts = result.verdicts
    counts = {
        "tests": len(verdicts) or 1,
        "failures": sum(verdict.status == "failed" for verdict in verdicts),
        "errors": sum(verdict.status == "could_not_judge" for verdict in verdicts),
        "skipped": 0 if verdicts else 1,
    }
    suite = ElementTree.SubElement(suites, "testsuite", {"name": name, **{key: str(n) for key, n in counts.items()}})
    for verdict in verdicts:
        _case(suite, name, verdict)
    if not verdicts:
        case = ElementTree.SubElement(suite, "testcase", classname=name, name="handed in")
        ElementTree.SubElement(case, "skipped", message="nothing was handed in")


def _case(suite: ElementTree.Element, name: str, verdict: Verdict) -> None:
    case = ElementTree.SubElement(
        suite, "testcase", classname=f"{name}.{verdict.exercise}", name=clean(f"{verdict.check}: {verdict.says}")
    )
    if verdict.status != "passed":
        kind = "failure" if verdict.status == "failed" else "error"
        message = clean(verdict.mistake or verdict.message)
        told = ElementTree.SubElement(case, kind, type=verdict.reason or "value", message=message)
        told.text = clean(verdict.message)


def clean(text: str) -> str:
    """``text`` without the characters that XML 1.0 cannot hold (section 2.2)."""
    return "".join(char if _is_xml(char) else "\N{REPLACEMENT CHARACTER}" for char in text)


def _is_xml(char: str) -> bool:
    code = ord(char)
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
