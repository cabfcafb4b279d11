"""Tests of the shim: ``python -m unittest discover -s python/tests -t python``, on every CPython from 3.8 on."""
