"""What cloudsplaining and parliament say of policies: JSON on stdin, findings as JSON on stdout.

stdin: [{"where": text, "document": policy, "identity": bool}, ...]; argv[1]: the judge.
stdout: [{"rule": text, "where": text, "what": text}, ...]
"""

import json
import sys
from collections.abc import Iterator


def cloudsplaining(policy: dict) -> Iterator[tuple[str, str, str]]:
    from cloudsplaining.scan.policy_document import PolicyDocument

    document = PolicyDocument(policy["document"])
    risks = {
        "PrivilegeEscalation": [escalation["type"] for escalation in document.allows_privilege_escalation],
        "DataExfiltration": document.allows_data_exfiltration_actions,
        "ResourceExposure": document.permissions_management_without_constraints,
        "CredentialsExposure": document.credentials_exposure,
        "InfrastructureModification": document.infrastructure_modification,
        "ServiceWildcard": document.service_wildcard,
    }
    for rule, said in risks.items():
        for what in said:
            yield rule, policy["where"], str(what)


def parliament(policy: dict) -> Iterator[tuple[str, str, str]]:
    from parliament import analyze_policy_string, enhance_finding

    for found in analyze_policy_string(json.dumps(policy["document"])).findings:
        finding = enhance_finding(found)
        yield finding.issue, policy["where"], f"{finding.title}: {finding.detail}"


judge = {"cloudsplaining": cloudsplaining, "parliament": parliament}[sys.argv[1]]
found = [
    {"rule": rule, "where": where, "what": what} for policy in json.load(sys.stdin) for rule, where, what in judge(policy)
]
json.dump(found, sys.stdout)
