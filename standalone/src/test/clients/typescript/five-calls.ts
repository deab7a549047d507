// Calls Nudge with the types that openapi-typescript generated, and prints the responses.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { env: Record<string, string> };

type LeadEvent = components["schemas"]["LeadEvent"];
type Problem = components["schemas"]["Problem"];

const client = createClient<paths>({
  baseUrl: process.env.NUDGE_URL,
  headers: { Authorization: `Bearer ${process.env.NUDGE_TOKEN}` },
});

function present<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new Error("Expected an answer but found none");
  }
  return value;
}

const template = await client.PUT("/api/templates/{name}", {
  params: { path: { name: "still-there" } },
  body: { channel: "sms", body: "Hi {{firstName}}" },
});
console.log("template", present(template.data).name, present(template.data).channel);

const saved = await client.POST("/api/automations", {
  body: {
    name: "Answer in an hour",
    event: "message.received",
    triggerLogicType: "timer",
    timerLogic: { delay: 1, unit: "hours" },
    conditions: [{ not: { field: "status", op: "eq", value: "Lost" } }],
    actions: { sendMessage: [{ template: "still-there", channel: "sms" }] },
  },
});
const automation = present(saved.data).automation;
console.log("automation", automation.name, automation.conditions?.[0]?.not?.value);

const page = await client.GET("/api/automations", {
  params: { query: { limit: 10, sort: "name", name: "Answer in an hour", enabled: true } },
});
const items = present(page.data).items;
console.log("listed", items.length, items[0]?.timerLogic?.unit);

const event: LeadEvent = {
  type: "message.received",
  leadId: "lead-7",
  data: { body: "Is it still available?" },
  lead: { firstName: "Ana", budget: 1200 },
};
const appended = await client.POST("/api/events", { body: [event] });
console.log("events", present(appended.data).ids.length);

const refused = await client.PUT("/api/templates/{name}", {
  params: { path: { name: "broken" } },
  body: { body: " " },
});
const invalid: Problem = present(refused.error);
console.log("refused", invalid.status, invalid.type, invalid.errors?.[0]?.pointer);

const missing = await client.GET("/api/automations/{id}", { params: { path: { id: "none" } } });
const notFound: Problem = present(missing.error);
console.log("missing", notFound.status, notFound.type);
