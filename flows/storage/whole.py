"""Whether the files of results at an address are of one run and whole: ``python -m flows.storage.whole ADDRESS``."""

from __future__ import annotations

import hashlib
import sys

from flows.storage.address import Remote, StorageError
from flows.storage.publishing import MANIFEST, manifest_at


def wrong_at(remote: Remote) -> list[str]:
    """The files that are not those which the manifest names: a run is replacing them, or did not come to its end.

    Raises
    ------
    StorageError
        If the address cannot be read.
    """
    manifest = manifest_at(remote)
    if manifest is None or not manifest.whole:
        return [MANIFEST]
    wrong = []
    for name, file in sorted(manifest.files.items()):
        data = remote.read(name, file.bytes)
        if data is None or hashlib.sha256(data).hexdigest() != file.sha256:
            wrong.append(name)
    return wrong


def main(arguments: list[str]) -> int:
    """Print what is not whole; 0 where everything is, 1 where something is not, 2 where that cannot be said."""
    try:
        wrong = wrong_at(Remote(arguments[0]))
    except (IndexError, StorageError) as error:
        print(f"{StorageError.code} {error}", file=sys.stderr)
        return 2
    for name in wrong:
        print(name)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
