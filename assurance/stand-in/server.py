"""A stand-in for AWS on this machine: moto, with CloudFormation's calls in front of it: python server.py --port 5000

It shows the road of the CDK's command line and of doctor, and not CloudFormation: what a service refuses is not known here.
POST /_stand-in {"fail": {"LogicalId": 1}} makes a resource fail that many times, {"status": {"STACK": "DELETE_FAILED"}} puts a
stack into a state, {"deny": [["kms", "ListAliases"]]} refuses calls by service and operation or path, and {"fixed": {"lambda": {}}}
answers for a service that moto does not have.
"""

import argparse
import json
import os
import re
from io import BytesIO
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from botocore.exceptions import ClientError
from moto.core.serialize import QuerySerializer
from moto.core.utils import get_service_model
from moto.iam.models import get_account_id_from
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple
from werkzeug.wrappers import Request, Response

from cloudformation import CloudFormation
from stacks import Invalid, Stacks

MODEL = get_service_model("cloudformation")
SCOPE = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")

# What moto does not answer, and an account that is fresh but for its quotas does. Method and path, or target.
TYPES = ("ml.m5.large", "ml.c5.large", "ml.t3.medium", "ml.m5.xlarge", "ml.m5.2xlarge", "ml.m5.4xlarge", "ml.c5.xlarge", "ml.c5.2xlarge", "ml.g4dn.xlarge",
         "ml.g5.xlarge", "ml.g5.2xlarge", "ml.c5.4xlarge")
DENIED = "User: arn:aws:iam::123456789012:user/person is not authorized to perform this action"
FIXED: list[tuple[str, str, Any]] = [
    ("access-analyzer", "/analyzer", {"analyzers": []}),
    (
        "lambda",
        "/2016-08-19/account-settings",
        {"AccountLimit": {"ConcurrentExecutions": 10, "UnreservedConcurrentExecutions": 10}, "AccountUsage": {}},
    ),
    (
        "servicequotas",
        "ServiceQuotasV20190624.ListServiceQuotas",
        {
            "Quotas": [
                {"QuotaName": f"{kind} for {use} job usage", "QuotaCode": "L-STANDIN", "Value": 1.0}
                for kind in TYPES
                for use in ("training", "processing")
            ]
        },
    ),
    ("macie2", "/macie", None),
]


class StandIn:
    def __init__(self, address: str):
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.stacks = Stacks(address)
        self.cloudformation = CloudFormation(self.stacks)
        self.denied: list[list[str]] = []
        self.fixed: dict[str, Any] = {name: document for name, _, document in FIXED}

    def told(self, given: dict[str, Any]) -> None:
        """What a test sets, all at once."""
        self.stacks.failing.update(given.get("fail", {}))
        self.fixed.update(given.get("fixed", {}))
        self.denied = given.get("deny", self.denied)
        for stack in self.stacks.all:
            stack.status = given.get("status", {}).get(stack.name, stack.status) if stack.status != "DELETE_COMPLETE" else stack.status

    def refuses(self, service: str, request: Request, body: bytes) -> bool:
        target = request.headers.get("X-Amz-Target", "").rpartition(".")[2]
        action = dict(parse_qsl(body.decode("utf8", "replace"))).get("Action", "")
        return any(service == name and what in (target, action, request.path, "*") for name, what in self.denied)

    def __call__(self, environ: dict[str, Any], start: Any) -> Any:
        # Read once, and read again by moto.
        environ["wsgi.input"] = BytesIO(Request(environ).get_data())
        request = Request(environ)
        scope = SCOPE.search(request.headers.get("Authorization", ""))
        if request.path == "/_stand-in":
            self.told(request.get_json())
            return Response("{}")(environ, start)
        if not scope:
            return self.moto(environ, start)
        key, region, service = scope.groups()
        # The bootstrap's template is YAML with conditions, and moto makes of it what is needed: a bucket and a parameter.
        body = request.get_data()
        if self.refuses(service, request, body):
            return self._denied("X-Amz-Target" in request.headers or b"Action=" not in body)(environ, start)
        if service == "cloudformation" and b"CDKToolkit" not in body:
            return self._answer(get_account_id_from(key), region, body.decode())(environ, start)
        environ["wsgi.input"].seek(0)
        for name, where, _ in FIXED:
            if service == name and where in (request.path, request.headers.get("X-Amz-Target")):
                return self._fixed(self.fixed[name])(environ, start)
        return self.moto(environ, start)

    def _fixed(self, document: Any) -> Response:
        if document is None:
            refused = {"__type": "AccessDeniedException", "message": "Macie is not enabled"}
            return Response(json.dumps(refused), 403, {"x-amzn-ErrorType": "AccessDeniedException"}, mimetype="application/json")
        return Response(json.dumps(document), mimetype="application/json")

    def _denied(self, is_json: bool) -> Response:
        if is_json:
            refused = {"__type": "AccessDeniedException", "message": DENIED}
            return Response(json.dumps(refused), 403, {"x-amzn-ErrorType": "AccessDeniedException"}, mimetype="application/json")
        text = f"<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{DENIED}</Message></Error></ErrorResponse>"
        return Response(text, 403, mimetype="text/xml")

    def _answer(self, account: str, region: str, body: str) -> Response:
        form = dict(parse_qsl(body, keep_blank_values=True))
        try:
            result = self.cloudformation.answer(account, region, form)
        # A fault of the stand-in's own is told once, and not tried again for minutes.
        except (Invalid, ClientError, KeyError, TypeError, ValueError) as error:
            text = f"<ErrorResponse><Error><Type>Sender</Type><Code>{getattr(error, 'code', 'ValidationError')}</Code><Message>{escape(str(error))}</Message></Error></ErrorResponse>"
            return Response(text, 400, mimetype="text/xml")
        made = QuerySerializer(MODEL.operation_model(form["Action"])).serialize(result)
        return Response(made["body"], made["status_code"], mimetype="text/xml")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    os.environ["MOTO_PORT"] = str(port)
    run_simple("127.0.0.1", port, StandIn(f"http://127.0.0.1:{port}"), threaded=True)
