"""The solver's process: `python -m services.events.solving.gateways.solver_process`.

Reads one problem as a line of JSON, writes progress and at last the result as lines of JSON. Stops
with its best answer at a line `stop` or SIGTERM; ends at once when its input closes.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from importlib.metadata import version
from typing import Any

from services.events.solving.gateways.search import CpSearch
from services.events.solving.rules import Limits, from_plain

_CODE_MB = 4096
"""Address space that the interpreter, the libraries and the threads' stacks reserve."""


def main() -> None:
    """Solve what the first line poses."""
    os.nice(5)
    told = json.loads(sys.stdin.readline())
    most = (told["memory_mb"] + _CODE_MB) * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    search = CpSearch(from_plain(Limits, told["limits"]), _tell)
    signal.signal(signal.SIGTERM, lambda *_: search.stop())
    threading.Thread(target=_listen, args=(search.stop,), daemon=True).start()
    solve: Callable[..., dict[str, Any]] = importlib.import_module(told["module"]).solve
    result = solve(told["problem"], search)
    _write({"result": result | {"solver_version": version("ortools")}})


def _listen(stop: Callable[[], None]) -> None:
    for line in sys.stdin:
        if line.strip() == "stop":
            stop()
    os._exit(1)  # whoever wanted the answer is gone


def _tell(progress: Mapping[str, Any]) -> None:
    _write({"progress": progress})


def _write(value: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
