"""Runs one command; prints its wall and processor time in ms and its peak memory in KiB, as JSON (wait4(2))."""

import json
import os
import subprocess
import sys
import time

start = time.perf_counter()
child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
print(
    json.dumps(
        {
            "exit": os.waitstatus_to_exitcode(status),
            "wall": (time.perf_counter() - start) * 1000,
            "cpu": (usage.ru_utime + usage.ru_stime) * 1000,
            "memory": usage.ru_maxrss,
        }
    )
)
