"""The pages look as they did when somebody last looked at them (tests/golden/, made by `make golden`)."""

import pytest
from PIL import Image

from certapp.paper.fonts import Fonts
from tests.golden.cases import CASES, FOLDER, Difference, difference, path, pictures, without_code

# Another build of the renderer smooths edges differently; a line that moves by a pixel is far beyond this.
MEAN, GREATEST = 0.2, 12


def alike(apart: Difference) -> bool:
    return apart.mean <= MEAN and apart.greatest <= GREATEST


@pytest.mark.parametrize("name", CASES)
def test_the_page_looks_as_it_did(name: str, fonts: Fonts) -> None:
    for number, drawn in enumerate(pictures(name, fonts), 1):
        with Image.open(path(name, number)) as kept:
            apart = difference(
                without_code(drawn, name, number, fonts), without_code(kept, name, number, fonts)
            )
        assert alike(apart), (name, number, apart)


def test_every_kept_picture_is_compared(fonts: Fonts) -> None:
    made = {path(name, number + 1) for name in CASES for number in range(len(pictures(name, fonts)))}
    assert made == set(FOLDER.glob("*.png"))


def test_a_line_that_moves_by_a_pixel_is_noticed(fonts: Fonts) -> None:
    [picture] = pictures("usual", fonts)
    line = (0, 610, picture.width, 627)  # "Thời gian: …"
    for across, down in ((1, 0), (0, 1)):
        moved = picture.copy()
        moved.paste(picture.crop(line), (line[0] + across, line[1] + down))
        assert not alike(difference(moved, picture)), (across, down)
