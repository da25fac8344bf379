"""Marks of tests: @slow runs with --all only; how much a campaign does."""
import functools
import unittest

run_slow = False # the slow ones run
everything = False # campaigns are long


def slow(test):
    @functools.wraps(test)
    def wrapped(self, *args, **kwargs):
        if not run_slow:
            raise unittest.SkipTest('slow: runs with --all')
        return test(self, *args, **kwargs)
    return wrapped


def amount(usual, most):
    """A number that is larger with --all."""
    return most if everything else usual
