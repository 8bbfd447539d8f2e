"""Take the pictures in the README from a demonstration that is being served.

    ./vigil demo --anew --port 8100 &
    .venv/bin/python checks/demo_pictures.py http://localhost:8100

Each is 1280 pixels wide, with a palette, and below 150 kB; they go to `docs/pictures`. It needs
Chromium, of the system or of Playwright.
"""

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Page, sync_playwright

FOLDER: Final = Path(__file__).resolve().parents[1] / "docs" / "pictures"
BROWSERS: Final = ("chromium-headless-shell", "chromium", "google-chrome")
CHROMIUM: Final = next(filter(None, map(shutil.which, BROWSERS)), None)
SIZE: Final = (1280, 800)
LARGEST: Final = 150_000
COLOURS: Final = (256, 128, 64, 32)


def front(page: Page, site: str) -> None:
    """Open the front page."""
    page.goto(f"{site}/")


def person(page: Page, site: str) -> None:
    """Open the page of the first person of whom there is a story."""
    page.goto(f"{site}/stories/")
    page.locator("main a[href*='/stories/S-']").first.click()


def figures(page: Page, site: str) -> None:
    """Open the figures."""
    page.goto(f"{site}/figures/")


def desk(page: Page, site: str) -> None:
    """Sign in as the first coder, and open the queue."""
    page.goto(f"{site}/demonstration/")
    page.locator("main form button").first.click()
    page.wait_for_url("**/desk/**")


PICTURES: Final[dict[str, Callable[[Page, str], None]]] = {
    "front": front,
    "story": person,
    "figures": figures,
    "desk": desk,
}


def small(taken: bytes) -> bytes:
    """Return a picture as a PNG with a palette, in as many colours as its size allows."""
    with Image.open(io.BytesIO(taken)) as picture:
        for colours in COLOURS:
            out = io.BytesIO()
            picture.convert("RGB").quantize(colours).save(out, "PNG", optimize=True)
            if out.tell() < LARGEST:
                return out.getvalue()
    raise SystemExit(f"no palette makes a picture smaller than {LARGEST} bytes")


def main(site: str) -> None:
    """Take every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    width, height = SIZE
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": width, "height": height})
        for name, opened in PICTURES.items():
            opened(page, site.rstrip("/"))
            page.wait_for_load_state("networkidle")
            (FOLDER / f"demo-{name}.png").write_bytes(small(page.screenshot()))
            print(FOLDER / f"demo-{name}.png")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://localhost:8100")
