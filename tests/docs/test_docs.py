"""The documents say what is there: commands, settings, links, version, and nothing of anybody's machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from anfu import __version__
from anfu.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent.parent
READMES = ("README.md", "README.zh-CN.md")
DOCS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def read(name: str | Path) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def commands(text: str, program: str) -> set[str]:
    """The first words behind `program` in code blocks and code spans."""
    code = "\n".join([*FENCE.findall(text), *re.findall(r"`([^`\n]+)`", FENCE.sub("", text))])
    return set(re.findall(rf"(?:^|[\s/&|$]){program} ([a-z][a-z-]*)", code, re.MULTILINE))


def subcommands() -> set[str]:
    from typer.main import get_command

    from anfu.cli.app import app

    return set(get_command(app).commands)  # type: ignore[attr-defined]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):.*## ", read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_a_document_names_exists(path: Path) -> None:
    text = read(path)
    assert commands(text, "make") <= targets()
    assert commands(text, "anfu") <= subcommands()


@pytest.mark.parametrize("name", READMES)
def test_a_readme_starts_with_two_commands(name: str) -> None:
    assert {"setup", "run"} & commands(read(name), "make")
    assert commands(read(name), "anfu") >= {"replay", "lint"}


def test_every_command_is_in_the_readme() -> None:
    assert subcommands() <= commands(read("README.md"), "anfu")


def test_operators_find_every_setting() -> None:
    rows = dict(re.findall(r"^\| `(ANFU_\w+)` \| (.*?) \|", read("docs/operators.md"), re.MULTILINE))
    assert list(rows) == [setting.name for setting in SETTINGS]
    for setting in SETTINGS:
        assert rows[setting.name] == (f"`{setting.default}`" if setting.default else "empty")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", FENCE.sub("", read(path))):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{path.name} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", there.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {slug(heading) for heading in headings}, f"{path.name} links to {target}"


def slug(heading: str) -> str:
    """A heading as hosts turn it into an anchor."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_the_changelog_speaks_of_this_version() -> None:
    newest = re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == __version__
    assert f'version = "{__version__}"' in read("pyproject.toml")


def test_the_folders_of_the_map_exist() -> None:
    for name in READMES:
        for folder in re.findall(r"^\| `([a-z/_.]+)`", read(name), re.MULTILINE):
            assert (ROOT / folder).exists(), f"{name} maps {folder}"


def tracked() -> list[Path]:
    """The files of the repository; without git (a source archive), those that would be in it."""
    try:
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a git clone")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_machine() -> None:
    registry = re.compile(
        r"https?://[\w.-]*(?:py" + "pi|python" + "hosted|npm" + "js|npm" + r"mirror|deb" + r"ian)\."
    )
    machine = re.compile(r"/(?:ro" + "ot|ho" + "me|Us" + "ers|wo" + r"rk)/[\w.-]+/")
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}: {hit[0]}"
            for rule in (registry, machine)
            for hit in rule.finditer(text)
        ]
    assert found == []
