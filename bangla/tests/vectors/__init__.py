"""Facts about Bangla, collected from papers, CLDR 48 and ICU 78; each file names its tables."""

import json
from pathlib import Path
from typing import Any


def load(name: str) -> dict[str, Any]:
    """Read one file of vectors."""
    return json.loads((Path(__file__).parent / f"{name}.json").read_text(encoding="utf-8"))
