"""What a training container starts: what the image has goes before what was sent along."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).with_name("vendor")))

from workload import edge, train

raise SystemExit(edge.run(train.main))
