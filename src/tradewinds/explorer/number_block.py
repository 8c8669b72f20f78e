"""Arrays as one block of bytes that a browser reads without parsing them."""

import base64
from typing import Any

import numpy as np

StoredArray = dict[str, Any]
"""Where an array lies in the block: ``at`` (byte), ``kind``, ``shape``; of codes ``low`` and ``step``."""
_ALIGNED = 8
"""Bytes at whose multiples arrays begin, as typed arrays want it."""
_CODES = 2**16 - 1
_FEW = 100_000
"""Numbers up to which single precision is cheap."""
_FINE = 1e-4
"""Largest error of a code, as a share of the standard deviation of what it stands for."""


class Numbers:
    """A block of arrays, little-endian; what is alike is stored once."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0
        self._known: dict[tuple[str, tuple[int, ...], bytes], StoredArray] = {}

    def double(self, array: Any) -> StoredArray:
        """What is to arrive as it is: a history, a range."""
        return self._stored("f8", np.asarray(array, "<f8"))

    def single(self, array: Any) -> StoredArray:
        """Parameters: their seventh digit is lost."""
        return self._stored("f4", np.asarray(array, "<f4"))

    def draws(self, array: Any) -> StoredArray:
        """``single`` of [R, …], once where all draws have the same."""
        array = np.asarray(array, "<f4")
        return self.single(array[:1] if (array == array[:1]).all() else array)

    def codes(self, array: Any) -> StoredArray:
        """Disturbances, where they are many: one of 65,536 values between the smallest and the largest; in
        single precision where tails are too long for that to be near enough."""
        array = np.asarray(array, float)
        if array.size <= _FEW:
            return self.single(array)
        low, width = float(array.min()), float(np.ptp(array))
        step = width / _CODES
        if not np.isfinite(step) or step / 2 > _FINE * array.std():
            return self.single(array)
        codes = np.rint((array - low) / step) if step else np.zeros(array.shape)
        return self._stored("u2", codes.astype("<u2")) | {"low": low, "step": step}

    def __len__(self) -> int:
        return self._size

    def text(self) -> str:
        """The block in base64."""
        return base64.b64encode(b"".join(self._parts)).decode()

    def _stored(self, kind: str, array: np.ndarray) -> StoredArray:
        content = np.ascontiguousarray(array).tobytes()
        key = (kind, array.shape, content)
        if key not in self._known:
            self._known[key] = {"at": self._size, "kind": kind, "shape": list(array.shape)}
            padded = content + bytes(-len(content) % _ALIGNED)
            self._parts.append(padded)
            self._size += len(padded)
        return dict(self._known[key])
