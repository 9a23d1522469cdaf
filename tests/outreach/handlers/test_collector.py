"""The collector of garbage waits for the end of the first event, and no longer."""

from __future__ import annotations

import subprocess
import sys

FIRST_BATCH = """
import gc
usual = gc.get_threshold()
from functions.outreach.handlers.queues.batch import each
waits = gc.get_threshold()[0] > usual[0]
handled = each({"Records": [{"messageId": "m1", "body": "{}"}]}, lambda body: None)
assert handled == {"batchItemFailures": []}
print(waits, gc.isenabled(), gc.get_threshold() == usual, gc.get_freeze_count() > 1000)
"""


def test_the_first_batch_is_handled_before_the_collector_looks() -> None:
    done = subprocess.run(
        [sys.executable, "-c", FIRST_BATCH], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "True", "True", "True"]
