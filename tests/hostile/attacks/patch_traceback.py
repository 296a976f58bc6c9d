"""Breaks what the worker describes failures with."""

import linecache
import traceback


def broken(*args, **options):
    raise SystemExit("@MARK@")


traceback.extract_tb = traceback.format_list = traceback.format_exception_only = linecache.getline = broken


def scale(x):
    raise ValueError("@MARK@")
