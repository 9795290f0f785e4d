"""How many wrong passwords and codes are judged, from where: the numbers of docs/decisions/0027."""

from django.http import HttpRequest

from paper.abuse import address_prefix, client_address
from people import devices
from people.guesses import Lane, take

MINUTE, FIVE_MINUTES, DAY = 60, 300, 86_400

DEVICE, DEVICE_DAY = 10, 100
"""From a browser in which the account has signed in before."""

BROWSER, NETWORK, ACCOUNT_DAY = 5, 15, 100
"""From any other: one kind of browser of a network, all of the network in five minutes; everybody in a day."""

ADDRESS = 300
"""Judged in a minute from one address, whatever the account: a newsroom has one address (decisions.md 25)."""


def take_turn(step: str, account: str, request: HttpRequest, *, pk: int | None) -> list[str] | None:
    """Count one try of a step (`password`, `code`); None when it may not be judged now.

    `account` says what is guessed at, `pk` the user if there is one. The answer goes to
    `guesses.give_back` when the try was right.
    """
    device = devices.known(request, pk)
    at = f"{step}:{account}"
    return take(_of_device(f"{at}:{device}") if device else _of_stranger(at, request))


def _of_device(at: str) -> list[Lane]:
    return [Lane(at, DEVICE, FIVE_MINUTES), Lane(at, DEVICE_DAY, DAY)]


def _of_stranger(at: str, request: HttpRequest) -> list[Lane]:
    address = client_address(request)
    network = address_prefix(address)
    browser = request.headers.get("User-Agent", "")
    return [
        Lane(f"{at}:{network}:{browser}", BROWSER, FIVE_MINUTES),
        Lane(f"{at}:{network}", NETWORK, FIVE_MINUTES),
        Lane(at, ACCOUNT_DAY, DAY),
        Lane(f"address:{address}", ADDRESS, MINUTE),
    ]
