"""What answers of a reconciliation service are, as its specification has them.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, StrictStr


class Said(BaseModel):
    """A part of an answer that has what the specification names, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class Named(Said):
    id: StrictStr = Field(min_length=1)
    name: StrictStr
    description: StrictStr | None = None


class Candidate(Named):
    score: StrictFloat | StrictInt
    match: StrictBool
    type: list[Named]


class Candidates(Said):
    result: list[Candidate]


class SuggestedEntity(Named):
    notable: list[Named]


class SuggestedEntities(Said):
    result: list[SuggestedEntity]


class Suggestions(Said):
    result: list[Named]


class Thing(Said):
    id: StrictStr
    name: StrictStr


class Text(Said):
    str: StrictStr


class Whole(Said):
    int: StrictInt


class Number(Said):
    float: StrictFloat


class Date(Said):
    date: StrictStr = Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$")


class Extension(Said):
    meta: list[Named]
    rows: dict[StrictStr, dict[StrictStr, list[Thing | Text | Whole | Number | Date]]]


class Service(Said):
    service_url: StrictStr = Field(pattern=r"^https?://[^/]+$")
    service_path: StrictStr = Field(pattern="^/")


class View(Said):
    url: StrictStr = Field(pattern=r"^https?://.*\{\{id\}\}")


class Preview(View):
    width: StrictInt
    height: StrictInt


class Setting(Said):
    type: Literal["number", "text", "checkbox", "select"]
    name: StrictStr
    label: StrictStr
    default: StrictInt
    help_text: StrictStr


class Extend(Said):
    propose_properties: Service
    property_settings: list[Setting]


class Manifest(Said):
    versions: list[StrictStr]
    name: StrictStr
    identifierSpace: StrictStr = Field(pattern="^https?://")
    schemaSpace: StrictStr = Field(pattern="^https?://")
    documentation: StrictStr = Field(pattern="^https?://")
    serviceVersion: StrictStr
    logo: StrictStr = Field(pattern="^https?://")
    view: View
    defaultTypes: list[Named]
    batchSize: StrictInt
    preview: Preview
    suggest: dict[Literal["entity", "type", "property"], Service]
    extend: Extend


class Proposed(Said):
    type: StrictStr
    properties: list[Thing]
    limit: StrictInt
