"""Small real files to put in: a manual of several pages and photos of a site."""

from __future__ import annotations

from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw


def manual(folder: Path, pages: int = 24) -> Path:
    """A safety manual as one PDF."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(612, 792))
    path = folder / "Safety manual.pdf"
    document.save(path)
    return path


def photo(folder: Path, name: str, shade: int = 120) -> Path:
    """A photo-like picture: sky, a wall and a plank."""
    picture = Image.new("RGB", (900, 1200), (150, 190, 220))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((80, 500, 820, 1200), fill=(shade, shade // 2, 70))
    draw.line((0, 700 + shade % 90, 900, 560), fill=(210, 180, 120), width=36)
    path = folder / f"{name}.jpg"
    picture.save(path, quality=70)
    return path
