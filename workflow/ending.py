"""A run that is asked to end, by SIGTERM, ends.

Snakemake's own answer to the signal waits for the lock under which it chooses the next jobs. Where the signal
arrives while they are chosen the lock is that of the very thread that waits, and the run stands for ever.
"""

import _thread
from typing import Any


def at_any_moment(scheduler: Any) -> None:
    """Snakemake's ``scheduler``, a class, answers the signal beside its work instead of in the middle of it.

    The choice of jobs comes to its end, and the answer follows. A bare thread: to start one of ``threading``
    takes locks that the interrupted work may have too.
    """
    own = scheduler.exit_gracefully

    def answer(self: Any, *signal_and_frame: Any) -> None:
        _thread.start_new_thread(own, (self,))

    scheduler.exit_gracefully = answer
