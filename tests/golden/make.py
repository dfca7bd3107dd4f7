"""Makes the pictures in tests/golden/ again: `make golden`. Look at each of them before it is committed."""

from certapp.paper.fonts import Fonts
from tests.golden.cases import CASES, FOLDER, path, pictures, png

FONTS = FOLDER.parents[1] / "node_modules" / "@expo-google-fonts" / "tinos"


def main() -> None:
    """Write every page of every case, and remove pictures that belong to none."""
    fonts = Fonts.load(FONTS)
    kept = set()
    for name in CASES:
        for number, picture in enumerate(pictures(name, fonts), 1):
            path(name, number).write_bytes(png(picture))
            kept.add(path(name, number))
    for stale in set(FOLDER.glob("*.png")) - kept:
        stale.unlink()


if __name__ == "__main__":
    main()
