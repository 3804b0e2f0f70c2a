"""The gate: whether a change may be released, from a configuration and one or two reports."""

from evaluation.gate.rules import GateConfig, GateError, Verdict, judge, load_config

__all__ = ["GateConfig", "GateError", "Verdict", "judge", "load_config"]
