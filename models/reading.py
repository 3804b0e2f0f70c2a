"""Reading the YAML files of this folder."""

from __future__ import annotations

from typing import Any

import yaml

#: libyaml reads the same language in a tenth of the time; a build of PyYAML without it reads too.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def data_of(text: str) -> Any:
    """What a YAML text holds.

    Examples
    --------
    >>> data_of("a: [1, 二]")
    {'a': [1, '二']}
    """
    return yaml.load(text, Loader=_LOADER)
