"""Photographs every screen into docs/screens/: both languages, light and dark, narrow and wide.

    .venv/bin/python docs/screens.py [--only board]

Serves the whole of Anfu with an empty database, plays a few example calls into it, and walks through the panel
as tests/support/tour.py does for the tests.
"""

from __future__ import annotations

import argparse
import io
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from served import Running, running  # noqa: E402
from tour import agent_screens, board_screens, door, furnish  # noqa: E402
from words import Words  # noqa: E402

from anfu.settings import read_settings  # noqa: E402

FOLDER = ROOT / "docs" / "screens"
SIZES = {360: {"width": 360, "height": 760}, 1280: {"width": 1280, "height": 800}}
COLOURS = 128
# Small things over a page: on a wide one they look the same.
NARROW_ONLY = {"tour", "override", "ask", "shortcuts", "ending", "sign-in", "board-act", "card", "start"}


def main() -> None:
    """Takes the pictures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="screens whose name contains this")
    only: str = parser.parse_args().only
    FOLDER.mkdir(exist_ok=True)
    if not only:
        for old in FOLDER.glob("*.png"):
            old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        with _served() as open_house:
            for walk in product(("zh-CN", "en"), ("light", "dark"), SIZES):
                _walk(browser, open_house, *walk, only)
        with _served() as locked:
            locked.house.service.add_user("管理员", "admin")
            locked.house.gate.look()
            for language, theme, width in product(("zh-CN", "en"), ("light", "dark"), SIZES):
                page = _page(browser, theme, width)
                for name in door(page, locked.url, Words(language)):
                    _shoot(page, name, language, theme, width, only)
                page.context.close()
        browser.close()
    print(
        f"{len(list(FOLDER.glob('*.png')))} pictures, {sum(one.stat().st_size for one in FOLDER.glob('*.png')) / 1e6:.2f} MB"
    )


def _served():  # type: ignore[no-untyped-def]
    folder = tempfile.mkdtemp(prefix="anfu-screens-")
    warnings.simplefilter("ignore")
    return running(read_settings({}, home=str(ROOT), data_dir=folder, turn_timeout="20"))


def _walk(browser: Browser, house: Running, language: str, theme: str, width: int, only: str) -> None:
    words = Words(language)
    with house.client() as http:
        call = furnish(http)
    page = _page(browser, theme, width)

    def everything() -> Iterator[str]:
        yield from board_screens(page, house.url, words)
        yield from agent_screens(page, house.url, call, words)

    for name in everything():
        _shoot(page, name, language, theme, width, only)
    page.context.close()
    with house.client() as http:
        for record in http.get("/api/v1/calls", params={"active": True, "limit": 100}).json()["items"]:
            http.post(f"/api/v1/calls/{record['id']}/end")


def _page(browser: Browser, theme: str, width: int) -> Page:
    context = browser.new_context(
        viewport=SIZES[width],  # type: ignore[arg-type]
        color_scheme=theme,  # type: ignore[arg-type]
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.add_init_script("if (origin !== 'null') localStorage.setItem('anfu.tour', 'seen')")
    return context.new_page()


def _shoot(page: Page, name: str, language: str, theme: str, width: int, only: str) -> None:
    if only not in name or (width > 360 and name in NARROW_ONLY):
        return
    path = FOLDER / f"{name}-{language[:2]}-{theme}-{width}.png"
    path.write_bytes(_small(page.screenshot(animations="disabled", caret="hide")))


def _small(picture: bytes) -> bytes:
    """The same picture in few colours, where Pillow is there (Rasa's plotting brings it)."""
    try:
        from PIL import Image
    except ImportError:
        return picture
    small = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as image:
        image.convert("RGB").quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            small, "PNG", optimize=True
        )
    return small.getvalue()


if __name__ == "__main__":
    main()
