"""What a slip means where it stands: a factor below a fraction divides, a term behind a minus is taken off."""

import ast
import re

from autograder.exercise.slips.sites import Site
from autograder.exercise.slips.words import called

Mirrors = tuple[tuple[re.Pattern[str], str], ...]
FACTORS: Mirrors = (
    (re.compile(r"^leaves out the multiplication by (.+)$"), r"does not divide by \1"),
    (re.compile(r"^divides by (.+) where it is to multiply$"), r"multiplies by \1 where it is to divide"),
    (re.compile(r"^multiplies by (.+) twice$"), r"divides by \1 twice"),
    (re.compile(r"^does not divide by (.+)$"), r"leaves out the multiplication by \1"),
    (re.compile(r"^multiplies by (.+) where it is to divide$"), r"divides by \1 where it is to multiply"),
    (re.compile(r"^divides by (.+) twice$"), r"multiplies by \1 twice"),
)
TERMS: Mirrors = (
    (re.compile(r"^subtracts (.+) where it is to be added$"), r"adds \1 where it is to be subtracted"),
    (re.compile(r"^adds (.+) where it is to be subtracted$"), r"subtracts \1 where it is to be added"),
    (re.compile(r"^does not subtract (.+)$"), r"leaves out \1"),
)
KEEPS_FACTORS = ("sqrt", "abs", "square")  # functions of a product that are the product of the functions
TWICE = re.compile(r"^(?:multiplies|divides) by (.+) twice$")  # under a root that is once more: no root is left


def as_it_stands(says: str, site: Site) -> str:
    """The sentence on a slip at a site, mirrored where what stands around it turns its meaning around."""
    if _under_a_root(site) and (twice := TWICE.search(says)):
        return f"takes no root of {twice[1]}"
    mirrors = (*(FACTORS if _below(site) else ()), *(TERMS if _behind_a_minus(site) else ()))
    return next((pattern.sub(mirrored, says) for pattern, mirrored in mirrors if pattern.search(says)), says)


def _under_a_root(site: Site) -> bool:
    """Whether a factor at a site is one of what a square root is taken of."""
    for outer in reversed(site.path):
        if isinstance(outer, ast.Call):
            return called(outer) == "sqrt"
        if not isinstance(outer, ast.BinOp) or not isinstance(outer.op, (ast.Mult, ast.Div)):
            return False
    return False


def _below(site: Site) -> bool:
    """Whether a factor at a site divides."""
    below, inner = False, site.node
    for outer in reversed(site.path):
        if isinstance(outer, ast.BinOp) and isinstance(outer.op, (ast.Mult, ast.Div)):
            below ^= isinstance(outer.op, ast.Div) and inner is outer.right
        elif isinstance(outer, ast.AugAssign):
            return below ^ isinstance(outer.op, ast.Div)
        elif not _keeps_factors(outer, inner):
            return below
        inner = outer
    return below


def _keeps_factors(outer: ast.AST, inner: ast.AST) -> bool:
    if isinstance(outer, ast.BinOp):
        return isinstance(outer.op, ast.Pow) and inner is outer.left
    return isinstance(outer, ast.UnaryOp) or (isinstance(outer, ast.Call) and called(outer) in KEEPS_FACTORS)


def _behind_a_minus(site: Site) -> bool:
    """Whether a term at a site is taken off."""
    behind, inner = False, site.node
    for outer in reversed(site.path):
        if isinstance(outer, ast.BinOp) and isinstance(outer.op, (ast.Add, ast.Sub)):
            behind ^= isinstance(outer.op, ast.Sub) and inner is outer.right
        elif isinstance(outer, ast.UnaryOp) and isinstance(outer.op, ast.USub):
            behind = not behind
        elif isinstance(outer, ast.AugAssign):
            return behind ^ isinstance(outer.op, ast.Sub)
        else:
            return behind
        inner = outer
    return behind
