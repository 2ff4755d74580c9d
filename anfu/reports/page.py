"""A document as one printable HTML page: everything in it, no scripts, every text escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from html import escape
from importlib.resources import files

from anfu.reports.clean import printable
from anfu.reports.document import Column, Document, Field, Section, Share, Value
from anfu.reports.fitting import figures_in, pairs
from anfu.reports.shown import shown

MEDIA = "text/html; charset=utf-8"
STYLE = (files("anfu.reports") / "page.css").read_text(encoding="utf-8")
_SHORT = 16
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""The Content-Security-Policy of a page: its own style and nothing else, whatever a text might smuggle in."""


def page(document: Document, zone: tzinfo) -> str:
    """The document as a page of its own."""
    language = "zh-CN" if document.language == "zh" else "en"
    facts = "".join(f"<span>{_text(fact.name)}：<b>{_text(fact.text)}</b></span>" for fact in document.facts)
    return "".join(
        [
            f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{_meta_policy()}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{_text(document.name)}</title>\n<style>{STYLE}</style>\n</head>\n",
            f'<body class="{"landscape" if document.landscape else "portrait"}">\n<main>\n',
            f'<header><p class="heading">{_text(document.heading)}</p><h1>{_text(document.title)}</h1>',
            f'<p class="facts">{facts}</p></header>\n',
            *(_section(section, document, zone) for section in document.sections),
            _signatures(document),
            f"<footer>{_text(document.foot)}</footer>\n</main>\n</body>\n</html>\n",
        ]
    )


def _meta_policy() -> str:
    # A page that was saved keeps its policy; frame-ancestors has no meaning there.
    return escape(POLICY.replace("frame-ancestors 'none'; ", ""))


def _section(section: Section, document: Document, zone: tzinfo) -> str:
    note = f"<small>（{_text(section.note)}）</small>" if section.note else ""
    inner = _form(section, document, zone) if section.fields else _table(section, document, zone)
    apart = ' class="apart"' if section.new_page else ""
    return f"<section{apart}>\n<h2>{_text(section.name)}{note}</h2>\n{inner}</section>\n"


def _form(section: Section, document: Document, zone: tzinfo) -> str:
    rows = []
    for line in pairs(section.fields):
        cells = "".join(_pair(field, document, zone) for field in line)
        if len(line) == 1 and not line[0].wide:
            cells += "<th></th><td></td>"
        rows.append(f"<tr>{cells}</tr>\n")
    return f'<table class="form">{"".join(rows)}</table>\n'


def _pair(field: Field, document: Document, zone: tzinfo) -> str:
    span = ' colspan="3"' if field.wide else ""
    strong = ' class="strong"' if field.id in ("cr", "level") else ""
    value = _text(shown(field.value, zone, document.language))
    return f'<th scope="row">{_text(field.name)}</th><td{span}{strong}>{value}</td>'


def _table(section: Section, document: Document, zone: tzinfo) -> str:
    total = sum(column.width for column in section.columns)
    # Widths in whole percent as attributes: a style attribute would need a policy that lets styles in.
    columns = "".join(f'<col width="{round(100 * column.width / total)}%">' for column in section.columns)
    head = "".join(f'<th scope="col">{_text(column.name)}</th>' for column in section.columns)
    return (
        f'<table class="list"><colgroup>{columns}</colgroup>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{''.join(_rows(section, document, zone))}</tbody></table>\n"
    )


def _rows(section: Section, document: Document, zone: tzinfo) -> Iterator[str]:
    width, middle = len(section.columns), figures_in(section)
    if not section.rows and not section.empty:
        yield f'<tr><td class="nothing" colspan="{width}">{_text(document.nothing)}</td></tr>\n'
    for number, row in enumerate(section.rows, 1):
        cells = zip(row, section.columns, range(width), strict=True)
        total = ' class="total"' if section.total and number == len(section.rows) else ""
        yield f"<tr{total}>{''.join(_cell(value, column, place in middle, document, zone) for value, column, place in cells)}</tr>\n"
    for _ in range(section.empty):
        yield f'<tr class="empty">{"<td></td>" * width}</tr>\n'


def _cell(value: Value, column: Column, middle: bool, document: Document, zone: tzinfo) -> str:
    text = _text(shown(value, zone, document.language, column.width))
    match value:
        case datetime():
            # Breaks between day and time, not within the day.
            return f'<td class="figure time"><span>{text.replace(" ", "</span> <span>")}</span></td>'
        case Share(of_one) if column.id == "share":
            # A drawing, because widths in a style attribute would be refused by the page's own policy.
            bar = f'<rect width="{min(of_one, 1) * 100:.1f}" height="6"/>'
            drawn = f'<svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">{bar}</svg>'
            return f'<td class="figure">{text}{drawn}</td>'
        case None:
            return "<td></td>"
        case str():
            names = ["code"] * _is_code(value, column) + ["figure"] * middle
            return f'<td class="{" ".join(names)}">{text}</td>' if names else f"<td>{text}</td>"
        case timedelta():
            return f'<td class="figure time">{text}</td>'
    return f'<td class="figure">{text}</td>'


def _is_code(text: str, column: Column) -> bool:
    """Whether it is a number or code that would not read well in two lines, and has its place in one.

    In a table as wide as the paper a character is given less room than it takes.
    """
    fits = 1.7 * len(text) + 2 <= column.width
    return text.isascii() and len(text) <= _SHORT and " " not in text and fits


def _signatures(document: Document) -> str:
    if not document.signatures:
        return ""
    cells = "".join(f"<th>{_text(name)}</th><td></td>" for name in document.signatures)
    return f'<table class="signatures"><tr>{cells}</tr></table>\n'


def _text(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")
