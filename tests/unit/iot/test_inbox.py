"""The queue between network and database: bounded in messages and bytes, and never in the way of a stop."""

import threading
from time import monotonic

from iot.inbox import BoundedQueue, Received
from iot.messages import Message
from tests.support.waiting import until


def received(number: int, size: int = 1) -> Received:
    return Received(Message("t", b"x" * size), 1, number, 1)


def test_messages_come_out_in_their_order_and_in_batches() -> None:
    queue = BoundedQueue(10, 1_000)
    for number in range(5):
        queue.put(received(number))
    assert [item.mid for item in queue.take(3, wait_s=0, linger_s=0)] == [0, 1, 2]
    assert [item.mid for item in queue.take(3, wait_s=0, linger_s=0)] == [3, 4]
    assert queue.take(3, wait_s=0, linger_s=0) == []


def test_a_full_queue_holds_the_network_back_until_something_is_taken() -> None:
    queue = BoundedQueue(1, 1_000)
    queue.put(received(1))
    network = threading.Thread(target=queue.put, args=(received(2),))
    network.start()
    assert [item.mid for item in queue.take(5, wait_s=1, linger_s=0)] == [1]
    network.join(timeout=5)
    assert [item.mid for item in queue.take(5, wait_s=1, linger_s=0)] == [2]


def test_a_large_message_counts_by_its_bytes() -> None:
    queue = BoundedQueue(100, 50)
    queue.put(received(1, size=60))
    network = threading.Thread(target=queue.put, args=(received(2),))
    network.start()
    assert network.is_alive()
    queue.take(1, wait_s=0, linger_s=0)
    network.join(timeout=5)
    assert len(queue) == 1


def test_a_waiting_network_thread_is_let_go_when_the_queue_closes() -> None:
    queue = BoundedQueue(1, 1_000)
    queue.put(received(1))
    taken: list[bool] = []
    network = threading.Thread(target=lambda: taken.append(queue.put(received(2))))
    network.start()
    queue.close()
    until(lambda: taken == [False], "the thread is let go", within_s=5)


def test_a_broker_that_sends_no_more_before_it_hears_from_us_is_not_waited_for() -> None:
    queue = BoundedQueue(100, 1_000)
    for number in range(20):
        queue.put(received(number))
    started = monotonic()
    assert len(queue.take(50, wait_s=1, linger_s=5)) == 20
    assert monotonic() - started < 1
