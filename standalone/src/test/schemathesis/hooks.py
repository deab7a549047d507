"""Two checks that replace Schemathesis's own and know the rules that the description contains as text only."""

import json
import os
import re
from datetime import datetime

import jsonschema_rs
import schemathesis
from schemathesis.specs.openapi.checks import negative_data_rejection

with open(os.environ["NUDGE_REFUSED_ALTHOUGH_VALID"], encoding="utf-8") as file:
    REFUSED_ALTHOUGH_VALID = json.load(file)
# For POST /dev/token in dev-token.yaml: characters that Unicode has not assigned count as invisible.
REFUSED_ALTHOUGH_VALID.append({"code": "format", "message": 'without invisible characters, in "userId"'})

# Statuses that depend on the state of the data, not on the form of the request; each is described.
DECIDED_BY_STATE = {304, 403, 404, 409, 412, 422, 429}

# The web server's responses to requests that exceed its limits, whatever the schema says.
TOO_LARGE = {413, 414, 431}


@schemathesis.check
def refused_only_where_described(ctx, response, case):
    """A schema-valid request is refused only where a description says so."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    if response.status_code < 300 or response.status_code in DECIDED_BY_STATE:
        return
    if not has_valid_parameters(case):  # a header 0 counts as text for the generator, whatever the pattern says
        return
    faults = response.json().get("errors", []) if response.status_code == 400 else []
    unexplained = [fault for fault in faults if not is_described(fault)]
    assert faults and not unexplained, f"Refused although schema-valid: {unexplained or response.text[:1000]}"


def is_described(fault):
    return any(
        fault["code"] == known["code"] and re.search(known["message"], fault["message"], re.DOTALL)
        for known in REFUSED_ALTHOUGH_VALID
    )


@schemathesis.check
def accepted_only_where_described(ctx, response, case):
    """A request that is not schema-valid is accepted only where a description says so."""
    if response.status_code in TOO_LARGE:
        return
    try:
        negative_data_rejection(ctx, response, case)
    except Exception:
        if not (has_valid_parameters(case) and has_valid_body(case)):
            raise


def has_valid_parameters(case):
    """An empty parameter of a query counts as none."""
    return all(
        is_valid(case, parameter["schema"], canonical(value))
        for parameter in parameters(case)
        if (value := value_of(case, parameter)) not in (None, "")
    )


def parameters(case):
    document = case.operation.schema.raw_schema
    path = document["paths"][case.operation.path]
    for parameter in path.get("parameters", []) + path[case.operation.method.lower()].get("parameters", []):
        yield at(document, parameter["$ref"]) if "$ref" in parameter else parameter


def at(document, reference):
    for name in reference.removeprefix("#/").split("/"):
        document = document[name]
    return document


def value_of(case, parameter):
    values = {"query": case.query, "header": case.headers, "path": case.path_parameters}[parameter["in"]]
    value = (values or {}).get(parameter["name"])
    is_text = parameter["schema"].get("type") not in ("integer", "boolean")
    return str(value) if value is not None and is_text else value


def has_valid_body(case):
    """A null counts as absent, an event may be sent without the list, parts of an instant may be left out."""
    content = case.operation.definition.raw.get("requestBody", {}).get("content", {})
    if not content or not isinstance(case.body, (dict, list)):
        return not content
    schema = content[case.media_type]["schema"]
    body = case.body if "application/merge-patch+json" in content else canonical(case.body)
    if schema["$ref"].endswith("/LeadEvents") and isinstance(body, dict):
        body = [body]
    return is_valid(case, schema, body)


def is_valid(case, schema, value):
    rooted = {**schema, "components": case.operation.schema.raw_schema["components"]}
    return jsonschema_rs.Draft202012Validator(rooted, validate_formats=True).is_valid(value)


def canonical(value):
    """Without nulls, with integers in ids as texts, and with instants in the form of RFC 3339."""
    if isinstance(value, dict):
        return {
            name: str(int(inner)) if name in ("id", "leadId") and is_integer(inner) else canonical(inner)
            for name, inner in value.items()
            if inner is not None
        }
    if isinstance(value, list):
        return [canonical(inner) for inner in value]
    if isinstance(value, str) and re.match(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}", value):
        try:
            return datetime.fromisoformat(value).isoformat()
        except ValueError:
            return value
    return value


def is_integer(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value // 1
