"""A notification: the server calls a web address whenever a flow run fails or is partial."""

from __future__ import annotations

from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.events.schemas.events import ResourceSpecification

from flows.watching.states import WITH_FAILURES

#: The name of the block and of the automation.
NAME = "juesuan-notify"
#: Ends of a flow run that somebody should look at.
ENDS = ("Failed", "Crashed", "TimedOut", WITH_FAILURES)
#: What is sent; the names in braces are Prefect's.
PAYLOAD = """{
  "flow": {{ flow.name | tojson }},
  "run": {{ flow_run.name | tojson }},
  "state": {{ flow_run.state.name | tojson }},
  "message": {{ (flow_run.state.message or "") | tojson }},
  "url": {{ (flow_run | ui_url) | tojson }}
}"""


def notify(url: str) -> None:
    """Have the server call ``url``; a call before this one is replaced."""
    block = Webhook(method="POST", url=url, headers={"Content-Type": "application/json"})
    identifier = block.save(NAME, overwrite=True, _sync=True)  # type: ignore[call-arg]
    automation = AutomationCore(
        name=NAME,
        description="calls a web address when a flow run fails or is partial",
        trigger=EventTrigger(
            expect={f"prefect.flow-run.{end}" for end in ENDS},
            match=ResourceSpecification({"prefect.resource.id": "prefect.flow-run.*"}),
            for_each={"prefect.resource.id"},
            posture=Posture.Reactive,
            threshold=1,
        ),
        actions=[CallWebhook(block_document_id=identifier, payload=PAYLOAD)],
    )
    with get_client(sync_client=True) as client:
        found = client.read_automations_by_name(NAME)
        if found:
            client.update_automation(found[0].id, automation)
        else:
            client.create_automation(automation)


def do_not_notify() -> None:
    """Take the notification away, if there is one."""
    with get_client(sync_client=True) as client:
        for automation in client.read_automations_by_name(NAME):
            client.delete_automation(automation.id)
