"""What was read once from a file that cannot change, kept until it takes too much room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Values by their keys, up to a room that they share; when it is full all go and are read again.

    Safe to use from several threads: at worst something is read twice, and counted so until all goes the next time.
    """

    def __init__(self, room: int, size: Callable[[V], int] = lambda value: 1) -> None:
        self.room = room
        self.size = size
        self._values: dict[K, V] = {}
        self._taken = 0

    def get(self, key: K) -> V | None:
        """Return the value of a key, None when it is not (or no longer) kept."""
        return self._values.get(key)

    def keep(self, key: K, value: V) -> V:
        """Keep a value and return it.

        >>> words = Remembered[str, str](5, len)
        >>> words.keep("a", "abc"), words.keep("b", "defg"), words.get("a"), words.get("b")
        ('abc', 'defg', None, 'defg')
        """
        size = self.size(value)
        if self._taken + size > self.room:
            self._values, self._taken = {}, 0
        self._values[key] = value
        self._taken += size
        return value
