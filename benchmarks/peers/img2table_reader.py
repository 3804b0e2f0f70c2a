"""Run by an interpreter that has img2table (not this project's): the tables of a PDF as JSON.

    python img2table_reader.py FILE

Prints CPU seconds of reading and, per table, page and cells (row, column, rows and columns spanned, text). A merged
cell comes once for every place that it covers, with one box.
"""

import json
import sys
import time

from img2table.document import PDF


def main() -> None:
    start = time.process_time()
    read = PDF(src=sys.argv[1]).extract_tables()
    spent = time.process_time() - start
    tables = []
    for page, found in sorted(read.items()):
        for table in found:
            places: dict[tuple[int, int, int, int], list[tuple[int, int]]] = {}
            texts = {}
            for row, cells in enumerate(table.content.values()):
                for col, cell in enumerate(cells):
                    box = (cell.bbox.x1, cell.bbox.y1, cell.bbox.x2, cell.bbox.y2)
                    places.setdefault(box, []).append((row, col))
                    texts[box] = cell.value or ""
            tables.append({"page": page + 1, "cells": [_cell(texts[box], spots) for box, spots in places.items()]})
    json.dump({"seconds": spent, "tables": tables}, sys.stdout)


def _cell(text: str, spots: list[tuple[int, int]]) -> list[object]:
    rows, cols = [row for row, _ in spots], [col for _, col in spots]
    return [min(rows), min(cols), max(rows) - min(rows) + 1, max(cols) - min(cols) + 1, text]


if __name__ == "__main__":
    main()
