"""How many characters of Bijoy a second become Unicode: the stories of the demo paper, each word once typed by chance.

Processor time of one process. `.venv/bin/python benchmarks/bijoy.py` measures it alone.
"""

import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = 7
BASE_DIR = Path(__file__).resolve().parent.parent
BAR = 500_000


def lines() -> list[str]:
    """Measure some times; return the table with the medians."""
    from bangla.bijoy import convert, looks_like_bijoy, to_unicode

    text = stories()
    asked = {
        "to_unicode": to_unicode,
        "looks_like_bijoy": looks_like_bijoy,
        "convert, English kept": convert,
    }
    table = []
    for name, function in asked.items():
        rates = sorted(rate(function, text) for _ in range(ROUNDS))
        bar = f"{BAR:,}" if function is to_unicode else ""
        table.append(f"| {name} | {statistics.median(rates):,.0f} | {rates[0]:,.0f} | {bar} |")
    return [
        f"## Bijoy, {len(text):,} characters of the demo paper, processor time, median of {ROUNDS}", "",
        "| asked | characters/s | least | bar |", "|---|---:|---:|---:|", *table, "",
    ]  # fmt: skip


def stories() -> str:
    """Return the stories of the demo paper as somebody would have typed them in SutonnyMJ."""
    from bangla.tests.bijoy_encoder import encode
    from bangla.text import canonical

    choose = random.Random(1)
    files = sorted((BASE_DIR / "newsroom" / "demo" / "stories").glob("*.html"))
    texts = [
        re.sub("<[^>]*>|^[a-z]+:.*$", "", file.read_text("utf-8"), flags=re.M) for file in files
    ]
    return "\n".join(encode(canonical(text.replace("\u200c", "")), choose) for text in texts)


def rate(function: Callable[[str], Any], text: str) -> float:
    """Return characters a second."""
    start = time.process_time()
    function(text)
    return len(text) / (time.process_time() - start)


if __name__ == "__main__":
    sys.path.insert(0, str(BASE_DIR))
    print("\n".join(lines()))
