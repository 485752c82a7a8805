"""What doctests may use without an import."""

import math
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _named(doctest_namespace: dict[str, Any]) -> None:
    doctest_namespace["math"] = math
