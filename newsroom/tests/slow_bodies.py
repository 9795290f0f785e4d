"""Sends request bodies drop by drop while readers ask for pages, and tells what the readers saw.

`python -m newsroom.tests.slow_bodies PORT [SLOW] [READERS] [SECONDS] [PATH] [POST_PATH]`
"""

import asyncio
import sys
import time
from dataclasses import dataclass, field

DROP_SECONDS = 0.5
ANSWER_SECONDS = 5.0


@dataclass
class Seen:
    """What the readers saw: seconds per page, and how many pages did not come in time."""

    seconds: list[float] = field(default_factory=list)
    lost: int = 0

    def at(self, share: float) -> float:
        """Return the time, in milliseconds, within which that share of the pages came."""
        ordered = sorted(self.seconds) or [ANSWER_SECONDS]
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def __str__(self) -> str:
        return (
            f"{len(self.seconds)} pages, {self.lost} lost, "
            f"p50 {self.at(0.5):.1f} p99 {self.at(0.99):.1f} max {self.at(1):.1f} ms"
        )


def application(environ, start_response):
    """Read the whole body, as a form does, then answer: the least that a WSGI application is."""
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]


async def drip(port: int, path: str, stop: asyncio.Event) -> None:
    """Announce a body of 100 kB and send a byte of it every half second until told to stop."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 100000\r\n\r\n"
    )
    writer.write(head.encode() + b"body=")
    while not stop.is_set():
        try:
            writer.write(b"x")
            await writer.drain()
        except ConnectionError:
            break  # a server may refuse such a body: so much the better
        await asyncio.sleep(DROP_SECONDS)
    writer.close()


async def read_page(port: int, path: str) -> bool:
    """Ask for one page on a connection of its own; return whether a whole 200 came in time."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    try:
        writer.write(request.encode())
        answer = await asyncio.wait_for(reader.read(-1), ANSWER_SECONDS)
    except (TimeoutError, ConnectionError):
        return False
    finally:
        writer.close()
    return answer.startswith(b"HTTP/1.1 200")


async def read_pages(port: int, path: str, until: float, seen: Seen) -> None:
    """Ask for the page again and again until a moment of the monotonic clock."""
    while (started := time.monotonic()) < until:
        if await read_page(port, path):
            seen.seconds.append(time.monotonic() - started)
        else:
            seen.lost += 1


async def measure(
    port: int,
    slow: int = 64,
    readers: int = 8,
    seconds: float = 5,
    path: str = "/",
    post_path: str = "/",
) -> Seen:
    """Return what `readers` saw of `path` while `slow` clients sent bodies to `post_path`."""
    stop, seen = asyncio.Event(), Seen()
    drips = [asyncio.create_task(drip(port, post_path, stop)) for _ in range(slow)]
    await asyncio.sleep(1 if slow else 0)
    until = time.monotonic() + seconds
    await asyncio.gather(*(read_pages(port, path, until, seen) for _ in range(readers)))
    stop.set()
    await asyncio.gather(*drips)
    return seen


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:5]]
    print(asyncio.run(measure(*numbers[:3], *numbers[3:4], *sys.argv[5:7])))
