"""The last layer of a recognition network: from its features to characters, the common ones first.

The network knows 18,708 characters and gives nearly all of its steps to some 1,700 of them. What all of them cost
(a fifth of recognition) is spent only on the steps where the common ones do not settle it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from extract.ocr.engine import EngineError
from models.characters import frequent_ideographs, known_symbols

#: A step is settled by the common characters if the best of them has this probability among them, and this logit:
#: where a rare character is printed the common one that looks most like it may have all of the probability among the
#: common ones, never so high a logit (docs/decisions/0002-ocr-engine.md). A logit is a measure of one network:
#: others keep their last layer.
SETTLED, SETTLED_LOGIT = 0.99, 20.0
#: A rare character that has less than this at every step is left out; no reading offers such a one.
KEPT = 0.01
#: So many steps are done together at most, those of a longer line alone: a matrix of weights costs its reading.
STEPS = 512


class Head:
    """A linear layer and its softmax.

    Parameters
    ----------
    weights : ndarray of float32, shape (features, classes)
    bias : ndarray of float32, shape (classes,)
    characters : sequence of str
        The character of each class; class 0 is CTC's blank.

    Raises
    ------
    EngineError
        If there are not as many characters as classes.
    """

    def __init__(self, weights: Any, bias: Any, characters: Sequence[str]):
        if weights.shape[1] != len(characters) or bias.shape != (len(characters),):
            raise EngineError(f"the recognition model has {weights.shape[1]} classes for {len(characters)} characters")
        first = np.array([_common(character) for character in characters])
        self._common, self._rare = np.flatnonzero(first), np.flatnonzero(~first)
        self._weights = np.ascontiguousarray(weights[:, self._common]), np.ascontiguousarray(weights[:, self._rare])
        self._bias = bias[self._common], bias[self._rare]
        self._characters = list(characters)
        self._known = [self._characters[i] for i in self._common]
        self._room = np.empty((STEPS, len(self._common)), dtype=np.float32)

    def of(self, lines: Sequence[Any]) -> Iterator[tuple[Any, list[str]]]:
        """Probabilities of lines, each from its features (steps, features), with the character of each class.

        The classes (of an array (steps, classes)) are the common ones, the blank first, and such rare ones as a step
        of the line has a use for. Of a step that the common ones settle the rare ones have none. An array is to be
        used before the next is asked for.
        """
        at = 0
        while at < len(lines):
            end, steps = at + 1, len(lines[at])
            while end < len(lines) and steps + len(lines[end]) <= STEPS:
                steps, end = steps + len(lines[end]), end + 1
            yield from self._together(lines[at:end])
            at = end

    def _together(self, lines: Sequence[Any]) -> Iterator[tuple[Any, list[str]]]:
        features = np.concatenate(lines)
        room = self._room
        if len(features) > STEPS:
            room = np.empty((len(features), len(self._common)), dtype=np.float32)
        found = room[: len(features)]
        np.matmul(features, self._weights[0], out=found)
        found += self._bias[0]
        top = found.max(axis=1)
        found -= top[:, None]
        np.exp(found, out=found)
        whole = found.sum(axis=1)
        unsettled = np.flatnonzero((top < SETTLED_LOGIT) | (whole * SETTLED > 1))
        others = features[unsettled] @ self._weights[1] + self._bias[1]
        # A rare one may be the best by far.
        best = np.maximum(top[unsettled], others.max(axis=1, initial=-np.inf))
        others -= best[:, None]
        np.exp(others, out=others)
        shrunk = np.exp(top[unsettled] - best)
        found[unsettled] *= shrunk[:, None]
        whole[unsettled] = whole[unsettled] * shrunk + others.sum(axis=1)
        others /= whole[unsettled, None]
        found /= whole[:, None]
        begin = 0
        for line in lines:
            end = begin + len(line)
            mine = slice(*np.searchsorted(unsettled, (begin, end)))
            kept = np.flatnonzero(others[mine].max(axis=0, initial=0.0) >= KEPT)
            if len(kept):
                beside = np.zeros((len(line), len(kept)), dtype=np.float32)
                beside[unsettled[mine] - begin] = others[mine][:, kept]
                names = [self._characters[self._rare[i]] for i in kept]
                yield np.hstack([found[begin:end], beside]), self._known + names
            else:
                yield found[begin:end], self._known
            begin = end


def _common(character: str) -> bool:
    """The blank of CTC, what is in ASCII, frequent ideographs, and symbols that are no letters."""
    if character in frequent_ideographs() or character.isascii():
        return True
    return character in known_symbols() and not character.isalpha()
