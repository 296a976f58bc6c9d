"""A zygote that is launched ahead is used, replaced if it has died, and ended if nobody needs it."""

import signal
import sys

import pytest

from autograder.sandbox import launch_zygote
from autograder.sandbox.launch_zygote import launched_zygote, unwalled_launched_ahead, zygote_launched_ahead

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="zygotes are forked with Linux's means")


def test_one_that_nobody_needs_is_ended() -> None:
    with zygote_launched_ahead(True):
        [waiting] = launch_zygote._waiting
    assert waiting.process.poll() is not None and launch_zygote._waiting == []


def test_the_waiting_one_is_used_once() -> None:
    with zygote_launched_ahead(True):
        [waiting] = launch_zygote._waiting
        first, second = launched_zygote(), launched_zygote()
    assert first is waiting and second is not waiting
    assert first.process.poll() is None and second.process.poll() is None
    first.end()
    second.end()


def test_one_that_has_died_is_replaced() -> None:
    with zygote_launched_ahead(True):
        [waiting] = launch_zygote._waiting
        waiting.process.send_signal(signal.SIGKILL)
        waiting.process.wait()
        replaced = launched_zygote()
    assert replaced.process.poll() is None
    replaced.end()


def test_one_without_walls_is_not_used_for_walled_workers() -> None:
    with unwalled_launched_ahead():
        [waiting] = launch_zygote._waiting
        walled, unwalled = launched_zygote(), launched_zygote(walled=False)
    assert unwalled is waiting and walled is not waiting
    walled.end()
    unwalled.end()
    assert unwalled.process.poll() is not None


def test_none_is_launched_where_none_is_wanted() -> None:
    with zygote_launched_ahead(False):
        assert launch_zygote._waiting == []
