"""What the image work shares: connected shapes, and pages of grey that only look as if they had three channels."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np

#: So many labels fit 16 bits, for which OpenCV takes a third of the time.
_SHORT = 65_535


def shapes(mask: Any) -> tuple[int, Any, Any]:
    """Connected shapes (diagonals connect): how many with the ground, the label of each pixel, their statistics.

    Parameters
    ----------
    mask : ndarray of uint8, shape (height, width)

    Returns
    -------
    count : int
        The ground is the first.
    labels : ndarray of uint16 or int32, shape (height, width)
    stats : ndarray of int32, shape (count, 5)
        Left, top, width, height, area, in pixels.
    """
    # A shape begins where a run of its pixels begins: there are never more labels on the way than runs.
    runs = cv2.countNonZero(mask[:, 0]) + cv2.countNonZero(cv2.compare(mask[:, 1:], mask[:, :-1], cv2.CMP_GT))
    kind = cv2.CV_16U if runs < _SHORT else cv2.CV_32S
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=kind)
    return count, labels, stats


def only_channel(pixels: Any) -> Any | None:
    """The channel of a raster whose channels are all the same, as of most scans; None where there is colour."""
    first, second, third = (pixels[:, :, channel] for channel in range(3))
    # Most colour shows at a glance.
    step = max(1, pixels.shape[0] // 16)
    if not (np.array_equal(first[::step], second[::step]) and np.array_equal(first[::step], third[::step])):
        return None
    first, second, third = cv2.split(pixels)
    return first if not cv2.norm(first, second, cv2.NORM_INF) and not cv2.norm(first, third, cv2.NORM_INF) else None


def in_three(channel: Any) -> Any:
    """A raster of three channels, all the same."""
    return cv2.merge([channel, channel, channel])
