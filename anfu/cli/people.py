"""`anfu user`: who may sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from anfu.cli.console import Complaint, note, out, print_json
from anfu.labels import LinkRole, Role
from anfu.stamps import now

if TYPE_CHECKING:
    from anfu.service import Service

LONGEST_NAME = 64
_LEADS = ("supervisor", "trainer")
app = typer.Typer(
    help="Add, list and revoke the users of the HTTP API; let someone in by link.", no_args_is_help=True
)
Name = Annotated[str, typer.Argument(metavar="NAME")]


@app.command("add")
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="agent · trainer · supervisor · admin")] = "agent",
) -> None:
    """Add a user and print their token, this once.

    From the first user on everybody signs in, also on this machine.
    """
    name = _checked(name)
    token = _service().add_user(name, role)
    note(f"{name} ({role}). The token is shown this once; send it as  Authorization: Bearer TOKEN")
    typer.echo(token)


@app.command("link")
def link(
    name: Name,
    role: Annotated[LinkRole, typer.Option(help="agent · trainer · supervisor")] = "agent",
) -> None:
    """Print a link that signs this person in to the panel: once, within five minutes.

    Needs ANFU_LINK_KEY, which a host system signs such links with.
    """
    from anfu.cli.parts import service
    from anfu.settings import read_settings
    from anfu.signin import Links

    settings = read_settings()
    store = service(settings).store
    try:
        signed = Links(store, settings.link_key, now).link(_checked(name), role)
    finally:
        store.close()
    page = "panel/board" if role in _LEADS else "panel/"
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    note(f"{name.strip()} ({role}), valid for five minutes and once")
    typer.echo(f"http://{host}:{settings.port}/{page}#link={signed}")


@app.command("list")
def list_users(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for machines.")] = False,
) -> None:
    """List users, the revoked ones too."""
    users = _service().store.users()
    if as_json:
        shown = ("name", "role", "created_at", "revoked_at")
        print_json({"items": [{key: getattr(user, key) for key in shown} for user in users]})
        return
    if not users:
        note("no users yet: requests from this machine need no token")
        return
    table = Table("Name", "Role", "Added", "Revoked", box=None, header_style="dim")
    for user in users:
        revoked = f"{user.revoked_at.astimezone():%Y-%m-%d %H:%M}" if user.revoked_at else ""
        table.add_row(Text(user.name), user.role, f"{user.created_at.astimezone():%Y-%m-%d %H:%M}", revoked)
    out().print(table)


@app.command("revoke")
def revoke(name: Name) -> None:
    """Take a user's access away, at once and for good."""
    if not _service().store.revoke_user(name.strip()):
        raise Complaint(f"there is no active user {name!r}", "see `anfu user list`")
    note(f"{name} has no access any more")


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Complaint("this is no name", f"1 to {LONGEST_NAME} characters, without control characters")
    return name


def _service() -> Service:
    from anfu.cli.parts import service
    from anfu.settings import read_settings

    return service(read_settings())
