"""Students' ids in nbgrader, which writes them unescaped into pages, links, folders and CSV.

Most names stand there unchanged. A comma would move the columns of `nbgrader export`, a quotation mark would end a
string of the formgrader's script, a percent sign would change its link: such characters are written in their full
width, which nbgrader takes for letters.
"""

from collections.abc import Collection, Iterable

MAX_NAME = 128  # characters in nbgrader's tables
FULL_WIDTH = 0xFEE0  # from an ASCII character to its form in full width
WIDE = {ord(char): ord(char) + FULL_WIDTH for char in ',"<>/\\?#%'}
PLAIN = {wide: plain for plain, wide in WIDE.items()}
SIGNS = "=+-@"  # a cell that begins with one is a formula to a spreadsheet
CALLS = "(|!"  # what a formula needs to run a function or a program


def nbgrader_ids(names: Iterable[str], present: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """The id of each student whom nbgrader can hold, and why it cannot hold the others.

    A name that is ``present`` among nbgrader's students already is used as it is.
    """
    names = list(names)
    ids, refused, taken = {}, {}, set(names)
    for name in names:
        wide = name if name in present else name.translate(WIDE)
        problem = None if name in present else _problem(wide)
        if wide != name and wide in taken:
            problem = f"in nbgrader it would be written {wide}, as another student is"
        if problem:
            refused[name] = problem
        else:
            ids[name] = wide
            taken.add(wide)
    return ids, refused


def plain_name(student: str, known: Collection[str]) -> str:
    """The name in our class that an id of nbgrader stands for: itself, or the ``known`` one that was written wide."""
    plain = student.translate(PLAIN)
    return plain if student not in known and plain in known else student


def _problem(name: str) -> str | None:
    """Why nbgrader cannot hold a name, or None."""
    if not name.isprintable():
        return "the name has characters that cannot be printed"
    if len(name) > MAX_NAME:
        return f"the name has {len(name)} characters, and nbgrader keeps at most {MAX_NAME}"
    if name in ("", ".", ".."):
        return "nbgrader uses names as folders, and this one is not a folder name"
    if name[0] in _both_widths(SIGNS) and set(name) & _both_widths(CALLS):
        return "`nbgrader export` writes names as they are, and a spreadsheet would run this one as a formula"
    return None


def _both_widths(chars: str) -> set[str]:
    return {*chars, *(chr(ord(char) + FULL_WIDTH) for char in chars)}
