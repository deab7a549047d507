"""Calls Nudge with the client that openapi-python-client generated, and prints the responses."""

import os

from nudge_client import AuthenticatedClient
from nudge_client.api.automations import create_automation, get_automation, list_automations
from nudge_client.api.events import append_events
from nudge_client.api.templates import save_template
from nudge_client.models import (
    Actions,
    Attributes,
    Automation,
    AutomationBody,
    AutomationPage,
    AutomationSaved,
    Channel,
    Condition,
    EventData,
    EventsAppended,
    ListAutomationsSort,
    LeadEvent,
    Operator,
    Problem,
    SendMessage,
    Template,
    TemplateBody,
    TimerLogic,
    TimerLogicUnit,
    TriggerLogicType,
)

client = AuthenticatedClient(base_url=os.environ["NUDGE_URL"], token=os.environ["NUDGE_TOKEN"])

template = save_template.sync("still-there", client=client, body=TemplateBody(channel=Channel.SMS, body="Hi {{firstName}}"))
assert isinstance(template, Template)
print("template", template.name, template.channel.value)

saved = create_automation.sync(
    client=client,
    body=AutomationBody(
        name="Answer in an hour",
        event="message.received",
        trigger_logic_type=TriggerLogicType.TIMER,
        timer_logic=TimerLogic(delay=1, unit=TimerLogicUnit.HOURS),
        conditions=[Condition(not_=Condition(field="status", op=Operator.EQ, value="Lost"))],
        actions=Actions(send_message=[SendMessage(template="still-there", channel=Channel.SMS)]),
    ),
)
assert isinstance(saved, AutomationSaved)
print("automation", saved.automation.name, saved.automation.conditions[0].not_.value)

page = list_automations.sync(
    client=client, limit=10, sort=ListAutomationsSort.NAME, name="Answer in an hour", enabled=True
)
assert isinstance(page, AutomationPage)
first = page.items[0]
assert isinstance(first, Automation)
print("listed", len(page.items), first.timer_logic.unit.value)

data = EventData.from_dict({"body": "Is it still available?"})
lead = Attributes(first_name="Ana")
lead["budget"] = 1200
appended = append_events.sync(client=client, body=[LeadEvent(type_="message.received", lead_id="lead-7", data=data, lead=lead)])
assert isinstance(appended, EventsAppended)
print("events", len(appended.ids))

refused = save_template.sync("broken", client=client, body=TemplateBody(body=" "))
assert isinstance(refused, Problem)
print("refused", refused.status, refused.type_.value, refused.errors[0].pointer)

missing = get_automation.sync("none", client=client)
assert isinstance(missing, Problem)
print("missing", missing.status, missing.type_.value)
