"""Writes parameters.json: each operation of the pinned SDK, and which of its parameters name a resource.

python parameters.py < services.json > parameters.json, with the botocore of templates/ml/requirements.txt.
A name in an event of CloudTrail is the parameter's, with a small first letter.
"""

import json
import sys

import botocore
import botocore.session

READS = ("Get", "List", "Describe", "Head")
NAMING = json.load(sys.stdin)
session = botocore.session.get_session()


def event_key(member):
    return member[0].lower() + member[1:]


operations = {}
for service, facts in NAMING["services"].items():
    sdk = facts.get("sdk", [service])
    names = {}
    for client in sdk:
        model = session.get_service_model(client)
        for operation in model.operation_names:
            if operation.startswith(READS):
                continue
            shape = model.operation_model(operation).input_shape
            members = [event_key(name) for name in shape.members] if shape else []
            names[operation] = sorted(set(members) & set(facts.get("naming", {})))
    operations[service] = dict(sorted(names.items()))
print(json.dumps({"botocore": botocore.__version__, "operations": operations}, indent=1))
