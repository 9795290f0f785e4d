"""One large photograph on its way into the library: seconds until the answer, seconds of the worker, memory.

Each step runs in a process of its own, whose peak of memory is the step's. The photograph is made
here: 24 million pixels with detail everywhere, as heavy as a camera's.
`.venv/bin/python benchmarks/making.py` measures it alone.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

WIDTH, HEIGHT = 6_000, 4_000
ROUNDS = 3
STEPS = ("answer", "webp and jpeg", "avif")
BARS = {"answer": "1.5", "webp and jpeg": "12 together", "avif": "12 together"}


class Took(NamedTuple):
    """Seconds of one step and the most memory its process had, in MB."""

    seconds: float
    megabytes: float


def photograph(path: Path) -> None:
    """Write a JPEG of 24 million pixels: a fractal under the grain of a sensor, 9 to 10 MB."""
    from PIL import Image

    shapes = Image.effect_mandelbrot((WIDTH, HEIGHT), (-2, -1.2, 1, 1.2), 60).convert("RGB")
    grain = Image.effect_noise((WIDTH, HEIGHT), 40).convert("RGB")
    Image.blend(shapes, grain, 0.35).save(path, "JPEG", quality=86)


def lines() -> list[str]:
    """Measure every step some times; return the table with the medians."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "photograph.jpg"
        photograph(file)
        found = {step: sorted(run(step, file, folder) for _ in range(ROUNDS)) for step in STEPS}
        size = file.stat().st_size / 1e6
    table = [
        f"| {step} | {took[ROUNDS // 2].seconds:.2f} | {BARS[step]} | {max(t.megabytes for t in took):.0f} | 400 |"
        for step, took in found.items()
    ]
    return [
        f"## One JPEG of {WIDTH} × {HEIGHT} pixels, {size:.1f} MB, median of {ROUNDS}", "",
        "| step | seconds | bar | MB at most | bar |", "|---|---:|---:|---:|---:|", *table, "",
    ]  # fmt: skip


def run(step: str, file: Path, folder: str) -> Took:
    """Do one step in a process of its own, on an empty database in `folder`."""
    done = subprocess.run(
        [sys.executable, __file__, "--step", step, str(file)],
        env=os.environ | {"NEWSROOM_VAR": folder, "DATABASE_URL": f"sqlite:///{folder}/making.sqlite3"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return Took(*map(float, done.stdout.split()[-2:]))


def do(step: str, file: Path) -> Took:
    """Do one step here: what an upload is answered after, or one task of the worker."""
    from django.conf import settings
    from django.core.files import File
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from images import judging, metadata, renditions
    from images.models import Picture

    def answer() -> None:
        with file.open("rb") as sent:
            judging.judge(sent)
            metadata.read(sent)
            picture = Picture(file=File(sent, name="photograph.jpg"), alt="ক")
            picture.save()
        renditions.add(picture)

    if step == "answer":
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        work = answer
    else:
        picture = Picture.objects.latest("pk")
        task = renditions.make if step == "webp and jpeg" else renditions.make_smaller
        shutil.rmtree(Path(settings.MEDIA_ROOT) / "renditions", ignore_errors=True)

        def work() -> None:
            task(picture)

    start = time.perf_counter()
    work()
    return Took(time.perf_counter() - start, peak())


def peak() -> float:
    """Return the most memory this program had, in MB: getrusage would count the one that started it."""
    with Path("/proc/self/status").open(encoding="ascii") as status:
        (line,) = (line for line in status if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def main() -> None:
    """Measure alone, or do one step for a measurement."""
    base = Path(__file__).resolve().parent.parent
    sys.path.insert(0, str(base))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    if sys.argv[1:2] != ["--step"]:
        print("\n".join(lines()))
        return
    import django

    django.setup()
    took = do(sys.argv[2], Path(sys.argv[3]))
    print(f"{took.seconds} {took.megabytes}")


if __name__ == "__main__":
    main()
