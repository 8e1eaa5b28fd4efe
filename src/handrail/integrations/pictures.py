"""Photos as they come from a phone, made safe to keep and to show.

Every picture is decoded and written anew: upright, without EXIF, place or anything hidden after its last byte. The day it
was taken is read first. Large pictures are decoded in a process of their own with a limit on memory and time, so that a
picture made to do harm cannot take the server with it; small ones cannot do harm and are decoded here.
"""

from __future__ import annotations

import io
import subprocess
import sys
import warnings
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image as PillowImage

MAX_PIXELS = 110_000_000  # the largest phone sensors write 108 million
HERE_UP_TO_PIXELS = 2_500_000
LONGEST_SIDE = 2400  # handwriting on a whole page stays readable
QUALITY = 82
BLUR_SIDE, BLUR_REACH = 1200, 5
MEMORY_BYTES = 1_500 * 1024 * 1024
SECONDS = 15
FORMATS: tuple[str, ...] = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})

_DATE_TAGS = (0x9003, 0x9004)  # taken, digitised
_EXIF_IFD, _PLAIN_DATE = 0x8769, 0x0132


class BadPicture(Exception):
    """The bytes are no picture that can be kept; `sentence` says why, for a person."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code, self.sentence = code, sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture written anew as JPEG, the day its own data says it was taken, and how blurred it is (0 sharp to 1)."""

    data: bytes
    taken_on: date | None
    blur: float


def is_heif(data: bytes) -> bool:
    """Whether the bytes begin as HEIC, the format of many phones."""
    return data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS


def redraw(data: bytes) -> Picture:
    """The picture upright, at most 2,400 pixels on its longer side, as JPEG without any data of its own.

    Raises BadPicture where the bytes are damaged, too large, or not a picture.
    """
    if _pixels(data) <= HERE_UP_TO_PIXELS:
        return _redraw_here(data)
    return _redraw_apart(data)


def smaller(data: bytes, longest: int) -> bytes:
    """A picture of ours, already safe to read, at most so many pixels on its longer side, as JPEG.

    Raises BadPicture where the bytes are no picture any more.
    """
    from PIL import Image

    with _open(data) as image:
        try:
            image.draft("RGB", (longest, longest))
            image.load()
            image.thumbnail((longest, longest), Image.Resampling.LANCZOS)
            out = io.BytesIO()
            _flat(image).save(out, "JPEG", quality=QUALITY, optimize=True)
        except Exception:  # decoders raise nearly anything on damaged input
            raise _damaged() from None
    return out.getvalue()


def _open(data: bytes) -> PillowImage.Image:
    """The picture with only its head read; BadPicture where it is none or too large."""
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    formats = FORMATS
    if is_heif(data):
        from pi_heif import register_heif_opener

        register_heif_opener()
        formats = ("HEIF",)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=formats)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_large() from None
    except UnidentifiedImageError:
        raise BadPicture("not_a_picture", "This file cannot be read as a picture.") from None
    except Exception:  # decoders raise nearly anything on damaged input
        raise _damaged() from None


def _pixels(data: bytes) -> int:
    with _open(data) as image:
        return image.width * image.height


def _redraw_here(data: bytes) -> Picture:
    from PIL import Image, ImageOps

    with _open(data) as image:
        taken = _taken_on(image)
        try:
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            image.load()
            upright = ImageOps.exif_transpose(image)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            plain = _flat(upright)
            plain.info.clear()
            out = io.BytesIO()
            plain.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
        except BadPicture:
            raise
        except Exception:  # decoders raise nearly anything on damaged input
            raise _damaged() from None
    return Picture(out.getvalue(), taken, _blur(plain))


def _blur(image: PillowImage.Image) -> float:
    """How blurred a picture is, 0 to 1: how little of its steps from pixel to pixel a further blur takes away.

    A sharp page loses nearly all of them, a blurred one little. Crété, Dolmière, Ladret and Nicolas, "The blur effect",
    SPIE 6492 (2007). Measured at a size at which a line of a letter page is some ten pixels high.
    """
    from PIL import Image, ImageChops, ImageFilter, ImageStat

    grey = image.convert("L")
    grey.thumbnail((BLUR_SIDE, BLUR_SIDE), Image.Resampling.BOX)
    grey = grey.filter(ImageFilter.MedianFilter(3))  # grain is no detail
    wide, high = grey.size
    found = []
    for across, down in ((1, 0), (0, 1)):
        blurred = grey.filter(ImageFilter.BoxBlur((BLUR_REACH * across, BLUR_REACH * down)))
        steps, left = (
            ImageChops.difference(one.crop((across, down, wide, high)), one.crop((0, 0, wide - across, high - down)))
            for one in (grey, blurred)
        )
        total = ImageStat.Stat(steps).sum[0]
        taken = ImageStat.Stat(ImageChops.subtract(steps, left)).sum[0]
        found.append(1 - taken / total if total else 0.0)
    return round(max(found), 3)


def _flat(image: PillowImage.Image) -> PillowImage.Image:
    """Plain colours: what is see-through becomes white, as paper would be."""
    from PIL import Image

    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGB", clear.size, "white")
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return image.convert("RGB")


def _taken_on(image: PillowImage.Image) -> date | None:
    """The day in the picture's own data, if it has one that is a day."""
    with suppress(Exception):  # a damaged maker's note is no reason to refuse the picture
        exif = image.getexif()
        inner = exif.get_ifd(_EXIF_IFD)
        for value in (*(inner.get(tag) for tag in _DATE_TAGS), exif.get(_PLAIN_DATE)):
            if isinstance(value, str) and len(value) >= 10:
                return date.fromisoformat(value[:10].replace(":", "-"))
    return None


def _redraw_apart(data: bytes) -> Picture:
    """The same in a process with limits: its answer's first line is the day, the second the blur, the rest the picture."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__], input=data, capture_output=True, timeout=SECONDS * 2, check=False
        )
    except subprocess.TimeoutExpired:
        raise _too_large() from None
    head, _, rest = done.stdout.partition(b"\n")
    blur, _, body = rest.partition(b"\n")
    if done.returncode == 1:
        raise _damaged()
    if done.returncode != 0 or not body:
        raise _too_large()
    return Picture(body, date.fromisoformat(head.decode()) if head else None, float(blur))


def _too_large() -> BadPicture:
    return BadPicture("picture_too_large", "This picture is too large to be read. Send a smaller copy of it.")


def _damaged() -> BadPicture:
    return BadPicture("picture_damaged", "This picture is damaged and cannot be shown. Take or send it once more.")


def _answer() -> int:
    """The work of the separate process: picture in, day, blur and picture out."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        picture = _redraw_here(sys.stdin.buffer.read())
    except BadPicture as problem:
        return 1 if problem.code == "picture_damaged" else 2
    except MemoryError:
        return 2
    taken = picture.taken_on.isoformat() if picture.taken_on else ""
    sys.stdout.buffer.write(f"{taken}\n{picture.blur}\n".encode() + picture.data)
    return 0


if __name__ == "__main__":
    sys.exit(_answer())
