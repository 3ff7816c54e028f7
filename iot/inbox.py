"""The bounded queue between the network and the database."""

import threading
from collections import deque
from time import monotonic

import msgspec

from iot.messages import Message

#: Nothing came for so long: then nothing comes before an acknowledgement.
_QUIET_S = 0.02


class Received(msgspec.Struct, frozen=True):
    """A message with what is needed to acknowledge it on its own connection; `at_s` is on the monotonic clock."""

    message: Message
    generation: int
    mid: int
    qos: int
    at_s: float = 0.0


class BoundedQueue:
    """Holds a number of messages and of bytes; who brings more waits, so that the broker keeps the rest."""

    def __init__(self, max_messages: int, max_bytes: int) -> None:
        self._max_messages, self._max_bytes = max_messages, max_bytes
        self._items: deque[Received] = deque()
        self._bytes = 0
        #: How many messages the taker waits for. Woken by each single one he would do nothing but wake up.
        self._enough = 1
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
            if len(self._items) == self._enough or self._is_full():
                self._changed.notify_all()
            return True

    def _is_full(self) -> bool:
        return len(self._items) >= self._max_messages or self._bytes >= self._max_bytes

    def take(self, max_messages: int, *, wait_s: float, linger_s: float) -> list[Received]:
        """Waits for a first message, then a little for more, as long as more comes; empty when none came."""
        with self._changed:
            self._wait_for(1, wait_s)
            if self._items:
                self._linger(min(max_messages, self._max_messages), monotonic() + linger_s)
            taken = [self._items.popleft() for _ in range(min(max_messages, len(self._items)))]
            self._bytes -= sum(len(item.message.payload) for item in taken)
            self._changed.notify_all()
            return taken

    def _linger(self, enough: int, until_s: float) -> None:
        """A broker that may send no more before we acknowledge is not waited for."""
        before = 0
        while before < len(self._items) < enough and (left_s := until_s - monotonic()) > 0:
            before = len(self._items)
            self._wait_for(enough, min(left_s, _QUIET_S))

    def _wait_for(self, enough: int, seconds: float) -> None:
        self._enough = enough
        self._changed.wait_for(lambda: len(self._items) >= enough or self._is_full() or self._closed, seconds)

    def close(self) -> None:
        """Lets a waiting network thread go; what it brings from now on stays with the broker."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def __len__(self) -> int:
        return len(self._items)
