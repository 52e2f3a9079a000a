"""The sessions in the module's text and in the book are what Python prints."""

from __future__ import annotations

import doctest
from pathlib import Path

import rfid_sim

BOOK = Path(__file__).parents[3] / "docs" / "PYTHON.md"


def test_module_text_is_right() -> None:
    results = doctest.testmod(rfid_sim)
    assert results.attempted >= 5 and results.failed == 0


def test_book_is_right() -> None:
    results = doctest.testfile(str(BOOK), module_relative=False)
    assert results.attempted >= 15 and results.failed == 0
