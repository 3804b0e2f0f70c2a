"""The deployments: each flow under its name, with tags, schedules and defaults."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

from prefect import Flow
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.events import DeploymentEventTrigger
from prefect.flows import EntrypointType

from flows.serving import flows

#: By name: the flow, and what it is about.
DEPLOYMENTS: dict[str, tuple[Flow, tuple[str, ...]]] = {
    "crawl": (flows.crawl_portal, ("documents", "network")),
    "run": (flows.run_documents, ("documents",)),
    "backfill": (flows.backfill, ("documents", "upkeep")),
    "evaluate": (flows.evaluate_all, ("models",)),
    "train": (flows.train_models, ("models",)),
}


#: A deployment, and the one after whose completed runs it runs by itself: a model is judged as soon as it is trained.
AFTER = {"evaluate": "train"}


class ServeError(ValueError):
    """A schedule or a default that cannot be used; its text is one line for the user."""


def deployments(schedules: list[str], parameters: list[str]) -> list[RunnerDeployment]:
    """All deployments.

    Parameters
    ----------
    schedules : list of str
        ``run=0 2 * * *``: a deployment and a cron line.
    parameters : list of str
        ``run.out="results"``: a deployment's parameter and its default, as JSON.

    Raises
    ------
    ServeError
    """
    crons, defaults = _crons(schedules), _defaults(parameters)
    made = []
    for name, (flow, tags) in DEPLOYMENTS.items():
        missing = set(flow.parameters.required) - defaults[name].keys()
        if crons[name] and missing:
            raise ServeError(f"a schedule of {name} needs defaults for {', '.join(sorted(missing))} (--parameter)")
        made.append(
            RunnerDeployment.from_flow(
                flow,
                name=name,
                cron=crons[name] or None,
                parameters=defaults[name],
                tags=["juesuan", *tags],
                # a run that nobody asks for has to know where its results go
                triggers=[_completed(AFTER[name])] if name in AFTER and not missing else [],
                description=flow.description,
                # one run of a deployment at a time: runs that come meanwhile wait
                concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE),
                entrypoint_type=EntrypointType.MODULE_PATH,
            )
        )
    return made


def _completed(name: str) -> DeploymentEventTrigger:
    """The event that a run of another deployment has ended well."""
    return DeploymentEventTrigger(
        expect={"prefect.flow-run.Completed"},
        match_related={"prefect.resource.name": DEPLOYMENTS[name][0].name, "prefect.resource.role": "flow"},
    )


def _crons(schedules: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one in schedules:
        name, _, cron = one.partition("=")
        _known(name, one)
        if len(cron.split()) != 5:
            raise ServeError(f"{one}: not a cron line of five fields")
        found[name].append(cron)
    return found


def _defaults(parameters: list[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for one in parameters:
        place, _, value = one.partition("=")
        name, _, parameter = place.partition(".")
        _known(name, one)
        if parameter not in DEPLOYMENTS[name][0].parameters.properties:
            raise ServeError(f"{one}: {name} has no parameter {parameter}")
        try:
            found[name][parameter] = json.loads(value)
        except ValueError as error:
            raise ServeError(f"{one}: the value is not JSON: {error}") from error
    return found


def _known(name: str, given: str) -> None:
    if name not in DEPLOYMENTS:
        raise ServeError(f"{given}: no deployment {name}; there are {', '.join(DEPLOYMENTS)}")
