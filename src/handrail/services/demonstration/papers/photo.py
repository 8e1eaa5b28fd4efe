# ruff: noqa: PLR0917, S311 -- a form reads like its boxes, in order; its small accidents are seeded, not secret
"""Pictures like those off a phone: a scene drawn with a few shapes, then grain, a shadow, a tilt, perhaps a thumb."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image as PillowImage
    from PIL import ImageDraw as PillowDraw
    from PIL import ImageFont as PillowFont

WIDTH, HEIGHT = 720, 960
Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]
INK: Colour = (34, 52, 96)

_EXIF_IFD, _TAKEN = 0x8769, 0x9003


class Canvas:
    """A portrait picture to draw on; the seed decides every small accident of it."""

    def __init__(self, seed: str, ground: Colour = (200, 200, 196)) -> None:
        from PIL import Image, ImageDraw

        self.dice = Random(seed)
        self.image: PillowImage.Image = Image.new("RGB", (WIDTH, HEIGHT), ground)
        self.draw: PillowDraw.ImageDraw = ImageDraw.Draw(self.image)

    def box(self, area: Box, fill: Colour, outline: Colour | None = None, width: int = 2) -> None:
        self.draw.rectangle(area, fill=fill, outline=outline, width=width)

    def shape(self, points: Sequence[tuple[float, float]], fill: Colour) -> None:
        self.draw.polygon(list(points), fill=fill)

    def line(self, points: Sequence[tuple[float, float]], fill: Colour, width: int = 4) -> None:
        self.draw.line(list(points), fill=fill, width=width, joint="curve")

    def disc(self, x: float, y: float, radius: float, fill: Colour) -> None:
        self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)

    def write(self, x: float, y: float, text: str, size: int = 26, fill: Colour = (30, 30, 30)) -> None:
        self.draw.text((x, y), text, font=font(size), fill=fill)

    def scrawl(
        self, x: float, y: float, lines: Sequence[str], size: int = 27, fill: Colour = INK, gap: int = 12
    ) -> None:
        """Handwriting: each line a little off the last."""
        for line in lines:
            self.write(x + self.dice.randint(-5, 9), y + self.dice.randint(-3, 4), line, size, fill)
            y += size + gap

    def sky(self, top: Colour, bottom: Colour, until: int) -> None:
        for y in range(0, until, 4):
            share = y / until
            tone = tuple(int(a + (b - a) * share) for a, b in zip(top, bottom, strict=True))
            self.draw.rectangle((0, y, WIDTH, y + 4), fill=(tone[0], tone[1], tone[2]))

    def person(
        self, x: float, y: float, *, vest: Colour = (236, 120, 30), harness: bool = True, scale: float = 1
    ) -> None:
        """Somebody at work: boots at (x, y)."""
        s = scale
        self.box((x - 17 * s, y - 88 * s, x - 3 * s, y), (52, 58, 72))
        self.box((x + 3 * s, y - 88 * s, x + 17 * s, y), (52, 58, 72))
        self.box((x - 24 * s, y - 165 * s, x + 24 * s, y - 84 * s), vest)
        self.line([(x - 22 * s, y - 155 * s), (x - 50 * s, y - 105 * s)], vest, int(13 * s))
        self.line([(x + 22 * s, y - 155 * s), (x + 52 * s, y - 118 * s)], vest, int(13 * s))
        self.disc(x, y - 182 * s, 17 * s, (206, 164, 132))
        self.draw.pieslice((x - 23 * s, y - 211 * s, x + 23 * s, y - 166 * s), 180, 360, fill=(244, 206, 50))
        if harness:
            self.line([(x - 18 * s, y - 164 * s), (x + 18 * s, y - 90 * s)], (28, 70, 44), int(7 * s))
            self.line([(x + 18 * s, y - 164 * s), (x - 18 * s, y - 90 * s)], (28, 70, 44), int(7 * s))

    def taken(self, day: date | None, *, tilt: float | None = None, thumb: bool = False, shadow: bool = True) -> bytes:
        """The picture as a phone would give it (JPEG), with its day where the phone kept one."""
        from PIL import Image, ImageChops, ImageDraw, ImageFilter

        if shadow:
            shade = Image.new("L", (WIDTH, HEIGHT), 255)
            pen = ImageDraw.Draw(shade)
            x, y = self.dice.randint(0, WIDTH), self.dice.randint(HEIGHT // 2, HEIGHT)
            pen.ellipse((x - 360, y - 170, x + 300, y + 420), fill=150)
            soft = shade.resize((90, 120)).filter(ImageFilter.GaussianBlur(9)).resize((WIDTH, HEIGHT))
            self.image = ImageChops.multiply(self.image, Image.merge("RGB", (soft, soft, soft)))
        angle = self.dice.uniform(-1.8, 1.8) if tilt is None else tilt
        picture = self.image.rotate(angle, resample=Image.Resampling.BILINEAR, fillcolor=(92, 84, 74))
        if thumb:
            pen = ImageDraw.Draw(picture)
            pen.ellipse((WIDTH - 120, HEIGHT - 230, WIDTH + 130, HEIGHT + 70), fill=(198, 150, 122))
            pen.ellipse((WIDTH - 96, HEIGHT - 216, WIDTH + 10, HEIGHT - 110), fill=(216, 174, 150))
        grain = Image.effect_noise((WIDTH // 3, HEIGHT // 3), 16).resize((WIDTH, HEIGHT))
        picture = Image.blend(picture, Image.merge("RGB", (grain, grain, grain)), 0.08)
        exif = Image.Exif()
        if day is not None:
            exif.get_ifd(_EXIF_IFD)[_TAKEN] = (
                f"{day:%Y:%m:%d} {self.dice.randint(7, 16):02}:{self.dice.randint(0, 59):02}:00"
            )
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=66, exif=exif)
        return out.getvalue()


_FONTS: dict[int, PillowFont.FreeTypeFont | PillowFont.ImageFont] = {}


def font(size: int) -> PillowFont.FreeTypeFont | PillowFont.ImageFont:
    """Pillow's own font, so that no font of the machine is needed."""
    from PIL import ImageFont

    if size not in _FONTS:
        _FONTS[size] = ImageFont.load_default(size)
    return _FONTS[size]


Scene = Callable[[], bytes]
