"""Hardware tokens for tests: SoftHSM2 in a folder of its own, whose tokens are plugged in and pulled out."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from certapp.keystore import pkcs11
from certapp.keystore.token_uri import TokenUri

MODULE = next(
    (str(path) for path in Path("/usr/lib").glob("**/libsofthsm2.so")), "/usr/lib/softhsm/libsofthsm2.so"
)
CONFIGURATION = "SOFTHSM2_CONF"  # the module reads it whenever it is initialised
PIN = "mã-pin-2468"
SO_PIN = "so-pin-13579"


@dataclass
class Reader:
    """A card reader with tokens in it; whoever finds `CONFIGURATION` in the environment sees these."""

    folder: Path
    module: str = MODULE
    _pulled: dict[TokenUri, tuple[Path, Path]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.folder / "tokens").mkdir(parents=True)
        (self.folder / "away").mkdir()
        self.configuration.write_text(
            f"directories.tokendir = {self.folder / 'tokens'}\nobjectstore.backend = file\n"
        )

    @property
    def configuration(self) -> Path:
        """The file that `CONFIGURATION` names."""
        return self.folder / "softhsm2.conf"

    def insert(self, label: str, pin: str = PIN) -> TokenUri:
        """Plug in a new token with a PIN."""
        before = self._places()
        subprocess.run(
            [
                *("softhsm2-util", "--init-token", "--free", "--label", label),
                *("--so-pin", SO_PIN, "--pin", pin),
            ],
            env={**os.environ, CONFIGURATION: str(self.configuration)},
            check=True,
            capture_output=True,
        )
        [place] = self._places() - before
        [uri] = [uri for uri in pkcs11.tokens(self.module) if uri.label == label]
        self._pulled[uri] = (place, self.folder / "away" / place.name)
        return uri

    def pull(self, uri: TokenUri) -> None:
        """Pull a token out, whatever is going on."""
        place, away = self._pulled[uri]
        place.rename(away)

    def plug(self, uri: TokenUri) -> None:
        """Plug in again what was pulled out."""
        place, away = self._pulled[uri]
        away.rename(place)

    def _places(self) -> set[Path]:
        return set((self.folder / "tokens").iterdir())
