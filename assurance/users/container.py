"""What AWS's containers do with our archives, by the toolkits that they have.

python container.py train            runs a job's code below SAGEMAKER_BASE_DIR as a framework container does
                                     (aws/sagemaker-scikit-learn-container, training.py)
python container.py serve MODEL TYPE loads an unpacked model archive and answers the JSON request on stdin as TYPE
                                     (aws/sagemaker-inference-toolkit, default_handler_service.py)
"""

import json
import os
import sys
from typing import Any


def train() -> None:
    """Read the job's configuration, then start its program as that says."""
    from sagemaker_training import entry_point, environment

    found = environment.Environment()
    entry_point.run(
        uri=found.module_dir,
        user_entry_point=found.user_entry_point,
        args=found.to_cmd_args(),
        env_vars=found.to_env_vars(),
    )


class Context:
    """The parts of the model server's context that the handler uses."""

    def __init__(self, folder: str, accept: str) -> None:
        self.system_properties = {"model_dir": folder, "gpu_id": None}
        self.request_processor = [self]
        self._properties = {"Content-Type": "application/json", "Accept": accept}
        self.answer: dict[str, Any] = {"status": 200}

    def get_request_properties(self) -> dict[str, str]:
        return self._properties

    def set_response_content_type(self, _request: int, content_type: str) -> None:
        self.answer["type"] = content_type

    def set_response_status(self, code: int, phrase: str) -> None:
        self.answer |= {"status": code, "phrase": phrase}


def serve(folder: str, accept: str) -> None:
    """Answer one request, with the environment that the registered version has."""
    os.environ |= {"SAGEMAKER_PROGRAM": "inference.py", "SAGEMAKER_SUBMIT_DIRECTORY": f"{folder}/code"}
    sys.path.insert(0, f"{folder}/code")
    from sagemaker_inference.default_handler_service import DefaultHandlerService

    context, service = Context(folder, accept), DefaultHandlerService()
    service.initialize(context)
    [body] = service.handle([{"body": sys.stdin.buffer.read()}], context)
    sys.stdout.write(json.dumps({**context.answer, "body": body}))


if __name__ == "__main__":
    if sys.argv[1] == "train":
        train()
    else:
        serve(*sys.argv[2:])
