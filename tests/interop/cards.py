# SPDX-License-Identifier: MIT
"""Model cards by Hugging Face's reader and bills of materials by CycloneDX's schema: tests/interop/cards.py DIRECTORY."""
import json
import pathlib
import sys

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from huggingface_hub import ModelCard

from checks import check, report

directory = pathlib.Path(sys.argv[1])
validator = JsonStrictValidator(SchemaVersion.V1_6)
for name in ("full", "small", "hostile"):
    card = ModelCard.load(directory / f"{name}.md")  # reads the front matter, and model-index strictly
    data = card.data.to_dict()
    allowed = {"license", "license_name", "library_name", "pipeline_tag", "tags", "model-index"}
    check(set(data) <= allowed and data["library_name"] == "lastro" and "\n# " in card.content,
          f"{name}.md: huggingface_hub reads {len(data)} entries, and none that a text has smuggled in")
    again = ModelCard(str(card))
    check(again.data.to_dict() == data and again.text == card.text, f"{name}.md: the same after huggingface_hub wrote it")
    text = (directory / f"{name}.cdx.json").read_text()
    problem = validator.validate_str(text)
    check(problem is None, f"{name}.cdx.json: valid against the schema of CycloneDX 1.6{problem or ''}")

full = ModelCard.load(directory / "full.md").data
found = {(r.task_type, r.dataset_name, r.metric_type): r.metric_value for r in full.eval_results}
check(found == {("tabular-classification", "seattle 2015", "brier_score"): 0.125,
                ("tabular-classification", "seattle 2015", "accuracy"): 0.83}
      and full.license == "apache-2.0" and full.pipeline_tag == "tabular-classification" and full.model_name == "rain",
      "licence, task, name and metrics come out as they went in")
bom = json.loads((directory / "full.cdx.json").read_text())
model = bom["metadata"]["component"]
metric = model["modelCard"]["quantitativeAnalysis"]["performanceMetrics"]
check(model["licenses"] == [{"license": {"id": "Apache-2.0"}}]
      and metric[1] == {"type": "accuracy", "value": "0.83", "confidenceInterval": {"lowerBound": "0.8", "upperBound": "0.86"}}
      and metric[2]["slice"] == "location = New York"
      and {c["bom-ref"] for c in bom["components"]} == set(bom["dependencies"][0]["dependsOn"]),
      "the bill has the licence, the metrics with intervals and segments, and every set of data")
broken = dict(bom, serialNumber="urn:uuid:no")
check(validator.validate_str(json.dumps(broken)) is not None, "the schema does refuse a bill that is not one")
report()
