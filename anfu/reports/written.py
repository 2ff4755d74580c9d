"""A document written in one of its forms, with what a browser must know of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Literal

import msgspec

from anfu.reports import commas, data, page, workbook
from anfu.reports.document import Document

Form = Literal["json", "html", "xlsx", "csv"]


class Written(msgspec.Struct, frozen=True):
    """The bytes, their media type, and the name a file of them should have."""

    content: bytes
    media: str
    name: str


_WRITE: dict[Form, tuple[str, Callable[[Document, tzinfo], bytes]]] = {
    "json": (data.MEDIA, data.as_json),
    "html": (page.MEDIA, lambda document, zone: page.page(document, zone).encode()),
    "xlsx": (workbook.MEDIA, workbook.workbook),
    "csv": (commas.MEDIA, lambda document, zone: commas.commas(document, zone).encode()),
}
MEDIA = tuple(media.partition(";")[0] for media, _ in _WRITE.values())
"""The media types a document may come in."""


def written(document: Document, form: Form, zone: tzinfo) -> Written:
    """The document in this form."""
    media, write = _WRITE[form]
    return Written(write(document, zone), media, f"{document.name}.{form}")
