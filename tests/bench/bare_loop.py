"""The peer of ingest: paho, `json`, COPY into a table without any rule, acknowledged after the commit. Nothing else.

All in the thread of the network, on MQTT 3.1.1: so it waits for no other thread and reads no properties.
"""

import json
import sys
from typing import Any

import psycopg
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

CLIENT_ID, TABLE = "bench-bare", "bare_reading"
BATCH = 500


class BareLoop:
    """Drains what the broker kept for it, then leaves; without messages to wait for it only makes its session."""

    def __init__(self, url: str, port: int, topic: str, messages: int) -> None:
        self._connection = psycopg.connect(url)
        self._topic, self._left = topic, messages
        self._batch: list[tuple[int, bytes]] = []
        self._client = Client(CallbackAPIVersion.VERSION2, CLIENT_ID, clean_session=False, manual_ack=True)
        self._client.username_pw_set("regie", "bench")
        self._client.on_connect = lambda client, *_: client.subscribe(self._topic, 1)
        self._client.on_subscribe = lambda client, *_: None if self._left else client.disconnect()
        self._client.on_message = self._take
        self._client.connect("127.0.0.1", port)

    def run(self) -> None:
        self._client.loop_forever()
        self._connection.close()

    def _take(self, client: Client, _data: Any, message: Any) -> None:
        self._batch.append((message.mid, message.payload))
        if len(self._batch) == min(BATCH, self._left):
            self._store()
            for mid, _ in self._batch:
                client.ack(mid, 1)
            self._left -= len(self._batch)
            self._batch.clear()
            if not self._left:
                client.disconnect()

    def _store(self) -> None:
        rows = [json.loads(payload) for _, payload in self._batch]
        with self._connection.cursor().copy(f"COPY {TABLE} FROM STDIN") as copy:
            for row in rows:
                copy.write_row((row["register"], row["at"], row["value"]))
        self._connection.commit()


if __name__ == "__main__":
    BareLoop(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])).run()
