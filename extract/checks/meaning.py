"""Whether a figure means what an operand of an identity asks for."""

from __future__ import annotations

from extract.checks.figures import Figure
from models import taxonomy
from models.identities import Operand


def fits(operand: Operand, figure: Figure) -> bool:
    """Whether a figure means what an operand asks for, its place aside."""
    fact = figure.fact
    return (
        (not operand.forms or figure.form in operand.forms)
        and (operand.flow is None or fact.flow in operand.flow)
        and (operand.part is None or fact.part in operand.part)
        and (operand.fund is None or fact.fund in operand.fund)
        and (operand.cut is None or fact.part in operand.cut or fact.fund in operand.cut)
        and (operand.basis is None or fact.basis in operand.basis)
        and fact.measure in operand.measure
        and (fact.kind in operand.kinds if operand.kinds else fact.kind != "score")
        and _named(operand, figure)
        and (operand.code_pattern is None or operand.code_pattern.fullmatch(figure.code) is not None)
        and (operand.label_pattern is None or operand.label_pattern.fullmatch(figure.label) is not None)
        and (operand.header_pattern is None or operand.header_pattern.fullmatch(figure.header) is not None)
        and (operand.not_label_pattern is None or operand.not_label_pattern.fullmatch(figure.label) is None)
    )


def _named(operand: Operand, figure: Figure) -> bool:
    """Whether a figure has one of the ids, or the name, that an operand asks for."""
    if operand.name_pattern is not None and operand.name_pattern.fullmatch(taxonomy.fold(figure.fact.indicator or "")):
        return True
    return figure.taxonomy_id in operand.ids if operand.ids else operand.name_pattern is None
