"""The bounded queue between the network and the database."""

import threading
from collections import deque
from dataclasses import dataclass

from iot.messages import Message


@dataclass(frozen=True, slots=True)
class Received:
    """A message with what is needed to acknowledge it on the connection that brought it."""

    message: Message
    generation: int
    mid: int
    qos: int


class BoundedQueue:
    """Holds a number of messages and of bytes; who brings more waits, so that the broker keeps the rest."""

    def __init__(self, max_messages: int, max_bytes: int) -> None:
        self._max_messages, self._max_bytes = max_messages, max_bytes
        self._items: deque[Received] = deque()
        self._bytes = 0
        self._changed = threading.Condition()
        self._closed = False

    def put(self, item: Received) -> bool:
        """Waits for room; False when the queue was closed meanwhile and the message was not taken."""
        with self._changed:
            while not self._closed and self._is_full():
                self._changed.wait()
            if self._closed:
                return False
            self._items.append(item)
            self._bytes += len(item.message.payload)
            self._changed.notify_all()
            return True

    def _is_full(self) -> bool:
        return len(self._items) >= self._max_messages or self._bytes >= self._max_bytes

    def take(self, max_messages: int, *, wait_s: float, linger_s: float) -> list[Received]:
        """Waits for a first message, then a little for more; empty when none came."""
        with self._changed:
            self._changed.wait_for(lambda: self._items or self._closed, wait_s)
            if self._items:
                enough = min(max_messages, self._max_messages)
                self._changed.wait_for(lambda: len(self._items) >= enough or self._is_full() or self._closed, linger_s)
            taken = [self._items.popleft() for _ in range(min(max_messages, len(self._items)))]
            self._bytes -= sum(len(item.message.payload) for item in taken)
            self._changed.notify_all()
            return taken

    def close(self) -> None:
        """Lets a waiting network thread go; what it brings from now on stays with the broker."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __len__(self) -> int:
        return len(self._items)
