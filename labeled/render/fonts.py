"""Where the fonts are. Needed only to render; reading and testing needs none.

``song+times`` sets digits and Latin letters in another font, as most offices do.

All carry open licences that allow embedding; each is a Debian package.
``LABELED_FONTS`` names more folders, separated by colons.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

#: Where Debian puts them.
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts")


@dataclass(frozen=True)
class Font:
    """A font by the name used here. ``index`` is its place in a collection."""

    name: str
    file: str
    index: int
    package: str
    licence: str


FONTS = {
    font.name: font
    for font in (
        Font("hei", "wqy-zenhei.ttc", 0, "fonts-wqy-zenhei", "GPL-2 with font embedding exception"),
        Font("microhei", "wqy-microhei.ttc", 0, "fonts-wqy-microhei", "Apache-2.0 or GPL-3 with exception"),
        Font("ming", "uming.ttc", 0, "fonts-arphic-uming", "Arphic Public License"),
        Font("song", "gbsn00lp.ttf", 0, "fonts-arphic-gbsn00lp", "Arphic Public License"),
        Font("kai", "gkai00mp.ttf", 0, "fonts-arphic-gkai00mp", "Arphic Public License"),
    )
}

#: Fonts for digits, letters and signs of ASCII alone, named after what they are made to fit.
LATIN = {
    font.name: font
    for font in (
        Font("times", "LiberationSerif-Regular.ttf", 0, "fonts-liberation", "GPL-2 with font embedding exception"),
        Font("arial", "LiberationSans-Regular.ttf", 0, "fonts-liberation", "GPL-2 with font embedding exception"),
    )
}


def fonts_of(told: str) -> tuple[Font, ...]:
    """The font of Chinese text and, where one is named behind a plus, that of digits and letters.

    Raises
    ------
    ValueError
        If there is no such font.
    """
    name, plus, latin = told.partition("+")
    if name not in FONTS or (plus and latin not in LATIN):
        raise ValueError(f"no font {told!r}; there are {', '.join(FONTS)}, behind a plus {', '.join(LATIN)}")
    return (FONTS[name], LATIN[latin]) if plus else (FONTS[name],)


def find_font(name: str) -> Path:
    """The file of a font.

    Raises
    ------
    FileNotFoundError
        With the Debian package that has it.
    """
    font = FONTS.get(name) or LATIN[name]
    folders = [*os.environ.get("LABELED_FONTS", "").split(":"), *FOLDERS]
    for folder in filter(None, folders):
        for found in sorted(Path(folder).expanduser().rglob(font.file)):
            return found
    raise FileNotFoundError(f"{font.file} is not installed: apt-get install {font.package}, or set LABELED_FONTS")


def have_font(told: str) -> bool:
    """Whether a font, or both of ``song+times``, are there."""
    try:
        for font in fonts_of(told):
            find_font(font.name)
    except FileNotFoundError:
        return False
    return True
