"""The identity files say what they mean: ids that the taxonomy has, patterns that compile, both languages."""

from __future__ import annotations

import pytest

from models import taxonomy
from models.identities import Identity, Operand, identities

ALL = identities()


def operands(identity: Identity) -> tuple[Operand, ...]:
    return (identity.whole, *identity.parts, *identity.same_as)


@pytest.mark.parametrize("identity", ALL, ids=lambda identity: identity.id)
def test_identities_are_well_formed(identity: Identity) -> None:
    assert identity.zh and identity.en and identity.source
    for operand in operands(identity):
        assert operand.label_pattern is not None or not operand.label
        assert operand.code_pattern is not None or not operand.code
        assert operand.not_label_pattern is not None or not operand.not_label
        for name in operand.ids:
            assert name.endswith(".*") or taxonomy.by_id(name) is not None, name
        assert operand.header_pattern is not None or not operand.header
    if identity.per in ("row", "table", "section"):
        assert identity.parts
        assert identity.forms or all(operand.forms for operand in (identity.whole, *identity.parts))
    if identity.relation == "ratio":
        assert identity.per == "row" and len(identity.parts) == 2
    else:
        assert (identity.per in ("near", "scores", "tally")) == (identity.relation != "sum")


def test_identities_cover_what_the_forms_promise() -> None:
    forms = {form for identity in ALL for operand in operands(identity) for form in (*identity.forms, *operand.forms)}
    assert {"01", "02", "03", "04", "05", "06", "07", "08", "09", "text"} <= forms
