"""The process that decodes one uploaded signature or seal: bytes in, pixels out.

Standard input has the upload; standard output gets one line of JSON, `{"width": …, "height": …}` with that
many RGBA pixels after it, or `{"error": code}`. It is run as a file, as decoder.py is, for the same reason.
Whatever else was in the upload (a second format, places, names) ends here: only pixels leave.
"""

import io
import json
import os
import resource
import sys

from PIL import Image, ImageChops, ImageFilter, ImageOps, ImageStat

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 5
MAX_PIXELS = 40_000_000
MAX_SIDE = 30_000  # pixels
FORMATS = ("JPEG", "PNG", "WEBP")
WORK_SIDE = 2400  # pixels, of the whole upload: a signature on a photographed page is still sharp
INK_SIDE = 432  # pixels, of what leaves: 300 dpi for a seal of 36 mm
LEAST_SIDE = 120  # pixels, of the longer side
LEAST_CONTRAST = 48  # between paper and ink, of 255
SHADES = 8  # of transparency: more only makes every paper larger
CLEAR = "clear"  # the argument that asks for white to be made transparent


class Refused(Exception):
    """A picture that is not taken; the only argument is the code of :mod:`certapp.paper.picture_upload`."""


def main() -> None:
    """Set this process's limits, read, decode, answer."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)  # the server answers first
    pixels = b""
    try:
        picture = read(sys.stdin.buffer.read(), is_cleared=CLEAR in sys.argv[1:])
        answer: dict[str, object] = {"width": picture.width, "height": picture.height}
        pixels = picture.tobytes()
    except Refused as refused:
        answer = {"error": refused.args[0]}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + pixels)


def read(data: bytes, *, is_cleared: bool) -> Image.Image:
    """Return the ink in a picture as RGBA, cut close, at most 432 pixels a side.

    :param is_cleared: whether paper is made transparent.
    :raises Refused: `upload_unreadable`, `picture_too_large`, `picture_empty`, `picture_too_small`.
    """
    picture = _picture(data)
    colour = None
    if is_cleared:
        alpha, colour = _ink(picture)
    else:
        alpha = picture.getchannel("A")
    picture.putalpha(alpha)
    box = alpha.point([0] * 64 + [255] * 192).getbbox()
    if box is None:
        raise Refused("picture_empty")
    picture = picture.crop(box)
    if max(picture.size) < LEAST_SIDE:
        raise Refused("picture_too_small")
    picture.thumbnail((INK_SIDE, INK_SIDE))
    return _bare(picture, colour)


def _bare(picture: Image.Image, colour: tuple[int, ...] | None) -> Image.Image:
    """Leave no hidden pixels and no more shades than print; `colour` is that of all ink, if there is one."""
    alpha = picture.getchannel("A").point(
        [(value * SHADES // 256) * 255 // (SHADES - 1) for value in range(256)]
    )
    if colour is not None:
        bare = Image.new("RGBA", picture.size, colour)
    else:
        bare = Image.new("RGBA", picture.size)
        bare.paste(picture, mask=alpha.point([0] + [255] * 255))
    bare.putalpha(alpha)
    return bare


def _picture(data: bytes) -> Image.Image:
    Image.MAX_IMAGE_PIXELS = None  # counted here, from the header, before anything is decoded
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
            raise Refused("picture_too_large")
        picture.draft("RGB", (WORK_SIDE, WORK_SIDE))  # a large JPEG is decoded smaller
        picture.thumbnail((WORK_SIDE, WORK_SIDE), reducing_gap=2.0)
        return ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, MemoryError) as error:  # all of these for a broken file
        raise Refused("upload_unreadable") from error


def _ink(picture: Image.Image) -> tuple[Image.Image, tuple[int, ...]]:
    """Return how much ink is where, and its colour: ink is what is darker than the paper around it.

    The paper of a photograph is grey and has shadows, so it is measured everywhere anew.
    """
    flat = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    red, green, blue = flat.split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)  # coloured ink is dark in one of them
    ink = ImageChops.subtract(_paper(darkest), darkest)
    full = _level(ink, 0.995)
    if full < LEAST_CONTRAST:
        raise Refused("picture_empty")
    low, high = full * 0.2, full * 0.75
    alpha = ink.point([round(min(max((value - low) / (high - low), 0), 1) * 255) for value in range(256)])
    colour = ImageStat.Stat(flat, alpha.point([0] * 200 + [255] * 56)).mean
    return alpha, tuple(map(round, colour))


def _paper(grey: Image.Image) -> Image.Image:
    """How light the paper is at every place: the lightest nearby, smoothed."""
    small = grey.reduce(8) if min(grey.size) >= 8 else grey
    light = small.filter(ImageFilter.MaxFilter(9)).filter(ImageFilter.MaxFilter(9))
    return light.filter(ImageFilter.GaussianBlur(4)).resize(grey.size, Image.Resampling.BICUBIC)


def _level(ink: Image.Image, share: float) -> int:
    """The darkness that `share` of the pixels keep below."""
    histogram, seen = ink.histogram(), 0
    wanted = share * sum(histogram)
    for value, count in enumerate(histogram):
        seen += count
        if seen >= wanted:
            return value
    return 255


if __name__ == "__main__":
    main()
