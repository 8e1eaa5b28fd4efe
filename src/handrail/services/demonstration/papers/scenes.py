# ruff: noqa: PLR0917 -- a form reads like its boxes, in order; its small accidents are seeded, not secret
"""What the phone saw: roofs, fences, truck doors, tags, whiteboards and forms on a tailgate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handrail.services.demonstration.papers.photo import HEIGHT, INK, WIDTH, Canvas, Colour

SHINGLE: Colour = (86, 82, 84)
WOOD: Colour = (176, 138, 92)


def roof(
    seed: str, day: date, *, toe_boards: bool = True, workers: int = 2, tied: bool = True, snow: bool = False
) -> bytes:
    """A roof under work: anchors and ropes, toe boards at the eave where they were set."""
    c = Canvas(seed)
    c.sky((112, 160, 214), (208, 224, 236), 430)
    tone: Colour = (214, 218, 224) if snow else SHINGLE
    c.shape([(40, 330), (680, 300), (WIDTH, 700), (0, 740)], tone)
    for row in range(9):
        y = 350 + row * 42
        c.line([(30 - row * 4, y + 14), (690 + row * 4, y - 10)], (66, 62, 64), 2)
    c.shape([(0, 740), (WIDTH, 700), (WIDTH, HEIGHT), (0, HEIGHT)], (188, 178, 160))
    if toe_boards:
        for x in (60, 270, 480):
            c.shape([(x, 690), (x + 190, 680), (x + 190, 704), (x, 714)], WOOD)
            c.line([(x + 20, 712), (x + 20, 672)], (120, 120, 124), 6)
    for number in range(workers):
        x = 190 + number * 230 + c.dice.randint(-30, 30)
        c.person(x, 600 + number * 26, harness=tied)
        if tied:
            c.line([(x, 480 + number * 26), (350, 318)], (240, 240, 232), 4)
    c.disc(350, 316, 10, (214, 60, 40))
    return c.taken(day)


def yard(seed: str, day: date, *, closed: bool = True) -> bytes:
    """The ground beside a house: barrier tape and a sign, so that nobody walks below."""
    c = Canvas(seed)
    c.sky((150, 188, 220), (226, 232, 230), 300)
    c.box((0, 220, WIDTH, 560), (206, 196, 176))
    c.box((90, 300, 240, 470), (120, 150, 176), (240, 240, 236), 8)
    c.shape([(0, 560), (WIDTH, 540), (WIDTH, HEIGHT), (0, HEIGHT)], (110, 134, 78))
    if closed:
        for x in (70, 350, 630):
            c.box((x - 7, 560, x + 7, 800), (240, 120, 30))
        for y in (600, 700):
            for number in range(14):
                c.box((70 + number * 40, y, 110 + number * 40, y + 22), (232, 200, 40) if number % 2 else (34, 34, 34))
        c.box((260, 740, 470, 880), (250, 250, 246), (200, 40, 30), 8)
        c.write(286, 765, "STAY OUT", 36, (190, 30, 24))
        c.write(284, 815, "work above", 30)
    return c.taken(day)


def posted(seed: str, day: date, title: str, lines: Sequence[str], *, on: str = "truck", thumb: bool = False) -> bytes:
    """A page taped to the truck door or the shop wall, photographed so that the place shows."""
    c = Canvas(seed, (236, 236, 232))
    if on == "truck":
        c.box((0, 0, WIDTH, HEIGHT), (238, 240, 242))
        c.line([(40, 0), (40, HEIGHT)], (150, 154, 160), 8)
        c.line([(0, 170), (WIDTH, 150)], (180, 184, 190), 10)
        c.box((560, 250, 690, 300), (60, 64, 70))
        c.box((0, 0, WIDTH, 140), (90, 108, 128))
    else:
        for x in range(0, WIDTH, 90):
            c.box((x, 0, x + 86, HEIGHT), (190 + x % 23, 160, 118))
    c.box((150, 260, 540, 780), (252, 251, 245), (190, 190, 184))
    for x, y in ((160, 250), (490, 250), (160, 760), (490, 760)):
        c.box((x, y, x + 46, y + 24), (222, 214, 180))
    c.write(180, 290, title, 27)
    c.line([(180, 330), (500, 330)], (60, 60, 60), 3)
    for number, line in enumerate(lines):
        c.write(180, 352 + number * 40, line, 21, (50, 50, 50))
    return c.taken(day, thumb=thumb)


def tag(seed: str, day: date, item: str, lines: Sequence[str]) -> bytes:
    """The tag of a harness or ladder held to the camera, with initials of whoever looked at it."""
    c = Canvas(seed, (92, 96, 88))
    for x in range(0, WIDTH, 120):
        c.line([(x, 0), (x + 260, HEIGHT)], (38, 88, 58), 40)
    c.box((130, 230, 590, 760), (246, 238, 150), (70, 64, 30), 5)
    c.disc(360, 280, 22, (92, 96, 88))
    c.write(170, 330, item, 34)
    c.scrawl(170, 410, lines, 28)
    return c.taken(day, thumb=True)


def whiteboard(seed: str, day: date | None, lines: Sequence[str], *, ring: bool = False) -> bytes:
    """The whiteboard in the shop, with marker and glare."""
    c = Canvas(seed, (140, 132, 120))
    c.box((30, 90, WIDTH - 30, HEIGHT - 120), (246, 248, 248), (160, 164, 168), 14)
    c.scrawl(80, 150, lines, 33, (24, 60, 130), 26)
    c.shape([(480, 100), (640, 100), (560, 330), (430, 330)], (255, 255, 255))
    if ring:
        c.draw.arc((460, 600, 620, 750), 0, 330, fill=(150, 110, 70), width=7)
    return c.taken(day)


def form(
    seed: str,
    day: date | None,
    title: str,
    boxes: Sequence[tuple[str, str]],
    *,
    names: Sequence[str] = (),
    tilt: float | None = None,
    thumb: bool = False,
    ring: bool = False,
    wet: bool = False,
) -> bytes:
    """A paper form filled in by hand, photographed on a tailgate."""
    c = Canvas(seed, (70, 66, 60))
    for y in range(0, HEIGHT, 60):
        c.line([(0, y), (WIDTH, y + 14)], (60, 56, 52), 6)
    c.box((70, 50, 650, 910), (248, 247, 240))
    c.write(100, 76, title, 29)
    c.line([(100, 122), (620, 122)], (70, 70, 70), 3)
    y = 140
    for label, value in boxes:
        c.write(100, y, label, 17, (96, 96, 96))
        c.scrawl(112, y + 21, [value], 25)
        c.line([(100, y + 56), (620, y + 56)], (190, 190, 186), 2)
        y += 66
    for number, name in enumerate(names):
        x, row = 100 + number % 2 * 270, max(y + 10, 640) + number // 2 * 62
        c.scrawl(x + 10, row, [name], 27, INK)
        c.line([(x, row + 36), (x + 240, row + 36)], (120, 120, 120), 2)
    if ring:
        c.draw.arc((420, 560, 600, 730), 20, 350, fill=(160, 118, 74), width=8)
    if wet:
        c.draw.ellipse((330, 640, 700, 960), fill=(228, 226, 214))
    return c.taken(day, tilt=tilt, thumb=thumb)


def card(seed: str, day: date, holder: str, course: str, number: str, valid: str, *, back: bool = False) -> bytes:
    """A ticket from a wallet, front or back."""
    c = Canvas(seed, (150, 112, 74))
    c.box((60, 300, 660, 680), (244, 246, 250), (80, 100, 140), 5)
    c.box((60, 300, 660, 372), (44, 88, 140))
    c.write(90, 318, "Demonstration ticket", 30, (250, 250, 250))
    if back:
        c.scrawl(90, 410, [holder, course, valid], 27)
    else:
        c.box((90, 400, 230, 590), (190, 200, 212))
        c.disc(160, 460, 40, (214, 178, 150))
        c.box((115, 510, 205, 590), (70, 90, 120))
        for step, line in enumerate((holder, course, number, valid)):
            c.write(260, 405 + step * 52, line, 27)
    return c.taken(day, thumb=True)


def fence(seed: str, day: date, *, locates: bool = True, workers: int = 1, barrier: bool = True) -> bytes:
    """A row of posts along a lot line, the locate marks on the ground, the auger standing by."""
    c = Canvas(seed)
    c.sky((136, 178, 222), (222, 232, 238), 420)
    c.shape([(0, 420), (WIDTH, 400), (WIDTH, HEIGHT), (0, HEIGHT)], (128, 142, 84))
    for number in range(6):
        x, size = 70 + number * 118, 180 + number * 26
        c.box((x, 560 - size // 2, x + 18 + number * 2, 560 + size // 2), WOOD)
    c.line([(76, 500), (690, 450)], WOOD, 16)
    if locates:
        for number in range(5):
            c.line(
                [(120 + number * 100, 900 - number * 30), (150 + number * 100, 880 - number * 30)], (236, 210, 40), 9
            )
    c.box((560, 640, 600, 820), (60, 60, 64))
    c.shape([(552, 820), (608, 820), (580, 900)], (90, 90, 96))
    for number in range(workers):
        c.person(260 + number * 150, 800, harness=False, vest=(216, 232, 60))
    if barrier:
        for x in (40, 200):
            c.shape([(x, 900), (x + 50, 900), (x + 25, 800)], (240, 110, 30))
    return c.taken(day)


def shelf(seed: str, day: date, items: Sequence[str]) -> bytes:
    """The first-aid kit and what hangs beside it, lids open."""
    c = Canvas(seed, (176, 176, 172))
    c.box((70, 210, 480, 690), (240, 242, 242), (200, 30, 30), 10)
    c.box((240, 250, 310, 450), (200, 30, 30))
    c.box((175, 315, 375, 385), (200, 30, 30))
    c.box((540, 260, 640, 690), (206, 40, 32))
    c.box((565, 210, 615, 262), (40, 40, 40))
    c.scrawl(90, 480, items, 25, (40, 40, 40))
    return c.taken(day)


def chat(seed: str, lines: Sequence[tuple[bool, str]]) -> bytes:
    """A picture of a text thread, without any day on it."""
    c = Canvas(seed, (232, 236, 240))
    c.box((0, 0, WIDTH, 90), (60, 72, 88))
    c.write(40, 28, "Crew", 34, (250, 250, 250))
    y = 130
    for mine, line in lines:
        x = 220 if mine else 30
        c.draw.rounded_rectangle((x, y, x + 460, y + 84), 22, fill=(190, 226, 196) if mine else (252, 252, 252))
        c.write(x + 22, y + 26, line, 24)
        y += 108
    return c.taken(None, tilt=0, shadow=False)
