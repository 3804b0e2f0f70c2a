"""Pages drawn for tests: tables where one wants them, with a font that every reader of PDF has."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
HEIGHT = 842.0


class Drawn:
    """A PDF in the making; places are points from the top left."""

    def __init__(self, size: tuple[float, float] = (595.0, HEIGHT)) -> None:
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
        self.size = size
        self.out = io.BytesIO()
        self.pen = Canvas(self.out, pagesize=size, invariant=1)

    def text(self, x: float, y: float, text: str, size: float = 9) -> None:
        """A line whose base line ends at y."""
        self.pen.setFont(FONT, size)
        self.pen.drawString(x, self.size[1] - y, text)

    def table(
        self,
        x: float,
        y: float,
        widths: Sequence[float],
        rows: Sequence[Sequence[str]],
        height: float = 18,
        rules: str = "all",
    ) -> float:
        """A table from its top left; ``<`` goes with the cell at its left; gives where it ends.

        ``rules``: ``all``, ``rows`` (no vertical ones) or ``three`` (above, below the head, below).
        """
        edges = [x]
        for width in widths:
            edges.append(edges[-1] + width)
        for index, row in enumerate(rows):
            top = y + index * height
            for col, text in enumerate(row):
                if text == "<":
                    continue
                end = col + 1
                while end < len(row) and row[end] == "<":
                    end += 1
                if rules == "all":
                    self.pen.rect(edges[col], self.size[1] - top - height, edges[end] - edges[col], height)
                right = text.replace(",", "").replace(".", "").lstrip("-").isdigit() and col > 0
                for number, line in enumerate(text.split("\n")):
                    wide = pdfmetrics.stringWidth(line, FONT, 9)
                    at = edges[end] - 3 - wide if right else edges[col] + 3
                    self.text(at, top + 12 + 10 * number, line)
            if rules == "rows" or (rules == "three" and index in (0, 1)):
                self.pen.line(x, self.size[1] - top, edges[-1], self.size[1] - top)
        bottom = y + len(rows) * height
        if rules != "all":
            self.pen.line(x, self.size[1] - bottom, edges[-1], self.size[1] - bottom)
        return bottom

    def page(self) -> None:
        """End the page."""
        self.pen.showPage()

    def data(self) -> bytes:
        """The file."""
        self.pen.save()
        return self.out.getvalue()
