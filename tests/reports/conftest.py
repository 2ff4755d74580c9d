"""A call centre to report on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from centre import Centre

from anfu.playbook import Playbook
from anfu.reports.names import Names


@pytest.fixture
def centre(book: Playbook) -> Iterator[Centre]:
    """An empty call centre."""
    centre = Centre(book)
    yield centre
    centre.service.store.close()


@pytest.fixture(scope="session")
def names(book: Playbook) -> Names:
    """The Chinese names."""
    return Names(book, "zh")
