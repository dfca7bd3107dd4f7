"""Pictures as people upload them: a photographed signature on grey paper in uneven light, a scanned seal."""

import io
import math

from PIL import Image, ImageDraw, ImageFilter

BLUE, RED = (28, 48, 150), (214, 30, 40)


def signature() -> Image.Image:
    """A signature of 1050 x 320 pixels in blue on a photograph of 1600 x 900, dimmer to one side."""
    size = (1600, 900)
    picture = Image.new("RGB", size, (205, 203, 196))
    pen = ImageDraw.Draw(picture)
    swing = [(300 + 3 * x, 450 + 150 * math.sin(x / 18) * math.exp(-x / 400)) for x in range(330)]
    pen.line(swing, fill=BLUE, width=9, joint="curve")
    pen.line([(280, 640), (1330, 560)], fill=BLUE, width=7)
    light = Image.linear_gradient("L").resize(size).point(lambda shade: 150 + shade // 3)
    dimmed = Image.composite(picture, Image.new("RGB", size, (60, 60, 60)), light)
    noise = Image.effect_noise(size, 30).convert("RGB")
    return Image.blend(dimmed, noise, 0.08).filter(ImageFilter.GaussianBlur(1))


def seal() -> Image.Image:
    """A red ring of 800 pixels with a red star, on white."""
    picture = Image.new("RGB", (1000, 1000), "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((100, 100, 900, 900), outline=RED, width=22)
    points = []
    for corner in range(10):
        reach, angle = (150, 60)[corner % 2], math.radians(36 * corner)
        points.append((500 + reach * math.sin(angle), 500 - reach * math.cos(angle)))
    pen.polygon(points, fill=RED)
    return picture


def file_of(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """Return the picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()
