"""Where a stretch of the text stands in the source."""

from __future__ import annotations

from bisect import bisect_right

from extract.types import BBox, Evidence, Segment, Text

#: Two boxes stand on one line if they share this part of the lower one's height.
SAME_LINE = 0.5


class Places:
    """Looks up evidence by characters of the text."""

    def __init__(self, text: Text):
        self._text = text
        self._segments = text.segments
        self._starts = [segment.start for segment in text.segments]
        self._cells = {paragraph.start: paragraph for paragraph in text.paragraphs if paragraph.table_id is not None}
        self._paragraph_starts = [paragraph.start for paragraph in text.paragraphs]

    def confidence(self, start: int, end: int) -> float:
        """How sure the least sure word is that the characters stand in; 1.0 where the source is no picture."""
        at = max(0, bisect_right(self._starts, start) - 1)
        sure = 1.0
        for segment in self._segments[at:]:
            if segment.start >= end:
                break
            if segment.end > start:
                sure = min(sure, segment.confidence)
        return sure

    def of(self, start: int, end: int) -> tuple[Evidence, ...]:
        """One piece of evidence per line (and page) that the characters stand on."""
        paragraph = self._text.paragraphs[max(0, bisect_right(self._paragraph_starts, start) - 1)]
        table = (paragraph.table_id, paragraph.row, paragraph.col)
        boxes: list[tuple[int, BBox, int, int]] = []
        at = max(0, bisect_right(self._starts, start) - 1)
        for segment in self._segments[at:]:
            if segment.start >= end:
                break
            if segment.end <= start or segment.page is None or segment.bbox is None:
                continue
            first, last = max(start, segment.start), min(end, segment.end)
            box = _box(segment, first, last)
            if boxes and boxes[-1][0] == segment.page and _one_line(boxes[-1][1], box):
                boxes[-1] = (segment.page, boxes[-1][1].union(box), boxes[-1][2], last)
            else:
                boxes.append((segment.page, box, first, last))
        if not boxes:
            return (Evidence(None, None, start, end, self._text.chars[start:end], *table),)
        # Blanks between words belong to the word before them.
        found = []
        for number, (page, box, first, last) in enumerate(boxes):
            last = boxes[number + 1][2] if number + 1 < len(boxes) else end
            first = start if number == 0 else first
            found.append(Evidence(page, box, first, last, self._text.chars[first:last], *table))
        return tuple(found)


def _box(segment: Segment, first: int, last: int) -> BBox:
    assert segment.bbox is not None
    boxes = segment.char_boxes[first - segment.start : last - segment.start]
    if len(segment.char_boxes) != segment.end - segment.start or not boxes:
        return segment.bbox
    found = boxes[0]
    for box in boxes[1:]:
        found = found.union(box)
    return found


def _one_line(one: BBox, other: BBox) -> bool:
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared >= SAME_LINE * min(one.height, other.height)
