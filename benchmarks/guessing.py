"""The door under attack: 200 wrong passwords in a minute at one account over HTTP, and the right editor meanwhile.

    PAPER=http://127.0.0.1:8000 LOGIN=editor PASSWORD=… .venv/bin/python benchmarks/guessing.py

asks a running paper (its demo's sign-ins stand in `var/demo-logins.txt`). Prints how many guesses were judged,
how long the editor took to enter from a known browser, from a new one, and from one like the robot's; then whether
times tell a known name from an unknown one, at sign-in and at a password reset (KNOWN, MAIL: an account and its
address).
"""

import os
import re
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import requests

PAPER = os.environ.get("PAPER", "http://127.0.0.1:8000")
LOGIN = os.environ.get("LOGIN", "editor")
GUESSES, SECONDS = 200, 60
BAR_MS = 20
ROBOT, HUMAN = "robot/1", "Mozilla/5.0 (X11; Linux x86_64)"


def browser(agent: str) -> requests.Session:
    """Return a visitor who has opened the door's page and holds its form token."""
    session = requests.Session()
    session.headers["User-Agent"] = agent
    session.token = token(session.get(f"{PAPER}/accounts/login/").text)
    return session


def token(page: str) -> str:
    """Return the form token of a page."""
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def send(session: requests.Session, path: str, **typed: str) -> requests.Response:
    """Send a form as a browser does."""
    typed["csrfmiddlewaretoken"] = session.token
    headers = {"Referer": f"{PAPER}{path}"}
    return session.post(f"{PAPER}{path}", typed, headers=headers, allow_redirects=False)


def enter(session: requests.Session, password: str) -> tuple[bool, float]:
    """Try the right password; return whether it let in, and the seconds it took."""
    started = time.perf_counter()
    answer = send(session, "/accounts/login/", login=LOGIN, password=password)
    return answer.status_code == 302, time.perf_counter() - started


def attack(texts: list[str]) -> None:
    """Send the guesses evenly over the minute, four at a time."""
    robots = [browser(ROBOT) for _ in range(4)]
    began = time.monotonic()

    def guess(number: int) -> str:
        time.sleep(max(0, began + number * SECONDS / GUESSES - time.monotonic()))
        robot = robots[number % 4]
        page = send(robot, "/accounts/login/", login=LOGIN, password=f"wrong-{number}").text
        return " ".join(re.findall(r'class="error-title">([^<]+)', page))

    with ThreadPoolExecutor(4) as pool:
        texts += pool.map(guess, range(GUESSES))


def under_attack(password: str) -> None:
    """Guess for a minute, and have the right editor come in the middle of it, in three ways."""
    known = browser(HUMAN)
    enter(known, password)
    known.cookies.pop("sessionid")
    known.token = token(known.get(f"{PAPER}/accounts/login/").text)  # a sign-in gives a new one
    texts: list[str] = []
    attacker = threading.Thread(target=attack, args=(texts,))
    attacker.start()
    time.sleep(SECONDS / 2)
    print("| who, at the attacker's own address | enters | seconds |\n|---|---|---:|")
    for who, session in (
        ("known browser", known),
        ("new browser", browser(HUMAN + " new")),
        ("new browser that looks like the robot", browser(ROBOT)),
    ):
        is_in, took = enter(session, password)
        print(f"| {who} | {'yes' if is_in else 'no'} | {took:.2f} |")
    attacker.join()
    refusals = max(set(texts), key=texts.count)
    print(f"\nGuesses: {len(texts)} in {SECONDS} s; judged: {sum(t != refusals for t in texts)}.")


def times(
    path: str, typed: list[dict[str, str]], samples: int, *, judged: bool
) -> list[list[float]]:
    """Return the milliseconds of each way of asking, asked by turns; `judged` tries come as many browsers."""
    taken: list[list[float]] = [[] for _ in typed]
    session = browser(HUMAN)
    for sample in range(samples):
        for number, fields in enumerate(typed):
            session.headers["User-Agent"] = f"{HUMAN} {sample}" if judged else ROBOT
            started = time.perf_counter()
            send(session, path, **fields)
            taken[number].append((time.perf_counter() - started) * 1000)
    return taken


def silence(known: str, mail: str) -> None:
    """Compare known and unknown names, judged and refused, and addresses at the password reset."""
    door = [{"login": name, "password": "x"} for name in (known, f"nobody-{time.time():.0f}")]
    reset = [{"email": address} for address in (mail, "nobody-here@example.org")]
    print("\n| asked | tries | known ms | unknown ms | apart |\n|---|---:|---:|---:|---:|")
    for what, path, typed, samples, judged in (
        ("sign-in, judged", "/accounts/login/", door, 14, True),
        ("sign-in, refused", "/accounts/login/", door, 50, False),
        ("password reset", "/accounts/password/reset/", reset, 5, False),
    ):
        one, other = times(path, typed, samples, judged=judged)
        apart = abs(statistics.median(a - b for a, b in zip(one, other, strict=True)))
        verdict = "" if apart <= BAR_MS else " **too far**"
        middle = f"{statistics.median(one):.1f} | {statistics.median(other):.1f}"
        print(f"| {what} | {samples} | {middle} | {apart:.1f}{verdict} |")


if __name__ == "__main__":
    under_attack(os.environ["PASSWORD"])
    silence(os.environ.get("KNOWN", "chief"), os.environ.get("MAIL", "chief@example.org"))
