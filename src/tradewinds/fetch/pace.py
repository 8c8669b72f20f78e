"""How often a publisher may be asked."""

import time
from collections.abc import Callable


class Pacer:
    """Holds requests apart by 60 ÷ ``per_minute`` seconds."""

    def __init__(
        self,
        per_minute: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.apart = 60.0 / per_minute
        self._clock, self._sleep = clock, sleep
        self._next = clock()

    def wait(self) -> None:
        """Sleep until the next request may go."""
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self.apart
