"""Punctuation as Chinese text is set with it: recognition does not see how wide a colon or a bracket is.

The network says ``:`` or ``：`` for the same picture, now one, now the other. Beside a Chinese character the wide one
is printed (GB/T 15834, 标点符号用法); between and inside figures nothing is changed. No character comes or goes.
"""

from __future__ import annotations

import re

_CHINESE = r"[\u4e00-\u9fff“”《》〈〉、。，；：（）]"
#: Brackets around words, or behind a word; not those around a figure alone, which may be a minus.
_PAIR = re.compile(r"\((?P<in>[^()（）]*)\)")
_WORDS = re.compile(r"[\u4e00-\u9fff]")
_OPEN = re.compile(rf"\((?={_CHINESE})")
_CLOSE = re.compile(rf"(?<={_CHINESE})\)")
_STOPS = re.compile(rf"(?<={_CHINESE})[:;,]|[,;](?={_CHINESE})")
_WIDE = {":": "：", ";": "；", ",": "，"}


def set_as_chinese(text: str) -> str:
    """The text with wide punctuation where it stands among Chinese characters.

    Parameters
    ----------
    text : str
        As recognised.

    Returns
    -------
    str
        Of the same length.
    """
    if not _WORDS.search(text):
        return text
    text = _PAIR.sub(lambda found: f"（{found['in']}）" if _WORDS.search(found["in"]) else found[0], text)
    text = _CLOSE.sub("）", _OPEN.sub("（", text))
    return _STOPS.sub(lambda found: _WIDE[found[0]], text)
