"""`anfu lint`: what a draft should not say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from anfu.cli import lines
from anfu.cli.console import BLOCKED, Complaint, out, print_json
from anfu.labels import Industry, Role

if TYPE_CHECKING:
    from rich.console import Console

    from anfu.drafts import DraftCheck, Review

_LONGEST = 10_000
_COLOURS = {"block": "bold red", "warn": "yellow", "hint": "cyan", "ok": "green"}
_VERDICTS = {"block": "✗ 不能说", "warn": "! 最好换个说法", "hint": "· 可以更好", "ok": "✓ 可以说"}


def lint(
    text: Annotated[
        str | None, typer.Argument(help="The draft. Without it: standard input.", show_default=False)
    ] = None,
    jsonl: Annotated[
        str | None,
        typer.Option(
            metavar="FILE|-", help='Many drafts: one {"id", "text"} a line; answers are JSON lines.'
        ),
    ] = None,
    role: Annotated[Role, typer.Option(help="Whose authority promises are measured against.")] = "agent",
    industry: Annotated[
        Industry, typer.Option(help="Whose lexicon pack counts beside the general one.")
    ] = "general",
    model: Annotated[
        bool, typer.Option("--model", help="Let the trained model listen too: slower to start, hears more.")
    ] = False,
    utf16: Annotated[
        bool, typer.Option("--utf16", help="Count spans in UTF-16 units, as browsers do.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object, for machines.")] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit code 0 also when the draft is blocked.")
    ] = False,
) -> None:
    """Check what an agent is about to say: forbidden wordings, promises beyond their authority, better words.

    Needs no trained model, unless --model asks for it. Exit code 2 when the draft must not be said; with --jsonl
    the verdict is in each line, and exit code 1 means that a line could not be read.
    """
    if text is not None and jsonl is not None:
        raise Complaint("there is both a text and --jsonl", "give one of them")
    draft = lines.one_text(text, longest=_LONGEST) if jsonl is None else ""
    review = _review(model)

    def plain(found: DraftCheck) -> dict[str, Any]:
        return _plain(found, utf16)

    if jsonl is not None:
        lines.answer_lines(
            jsonl,
            lambda asked: plain(review.check(asked.text, asked.role or role, asked.industry or industry)),
            longest=_LONGEST,
        )
        return
    found = review.check(draft, role, industry)
    if as_json:
        print_json({"id": None} | plain(found))
    else:
        _show(out(), found)
    if found.verdict == "block" and not exit_zero:
        raise typer.Exit(BLOCKED)


def _review(model: bool) -> Review:
    """The review by itself: the service would bring the store along, and a second of imports."""
    from anfu.cli import parts
    from anfu.drafts import Guard, Review
    from anfu.settings import read_settings

    settings = read_settings()
    book = parts.playbook(settings)
    guard = Guard(book)
    return Review(book, lambda: guard, parts.reader(settings).taboos if model else None)


def _plain(found: DraftCheck, utf16: bool) -> dict[str, Any]:
    import msgspec

    from anfu.drafts import in_utf16

    plain: dict[str, Any] = msgspec.to_builtins(in_utf16(found) if utf16 else found)
    return plain


def _show(console: Console, found: DraftCheck) -> None:
    """The draft with its findings underlined; below, why each is one and what to say instead."""
    draft = Text(found.text)
    for finding in found.findings:
        draft.stylize(f"underline {_COLOURS[finding.severity]}", *finding.span)
    console.print(Text.assemble((_VERDICTS[found.verdict], _COLOURS[found.verdict]), "  ", draft))
    for finding in found.findings:
        console.print()
        label = f"{finding.taboo} · {finding.severity} · {finding.source}"
        if finding.by == "model":
            label += f" · 模型 {finding.confidence:.0%}"
        console.print(Text.assemble("  ", (finding.text, _COLOURS[finding.severity]), "  ", (label, "dim")))
        console.print(Text.assemble("    ", finding.why))
        if finding.instead:
            console.print(Text.assemble("    → ", (" / ".join(finding.instead), "green")))
    if found.rewrite:
        console.print()
        console.print(Text.assemble(("  整句可以说：", "bold"), (found.rewrite, "green")))
