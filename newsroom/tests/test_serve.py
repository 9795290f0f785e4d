"""newsroom/serve.py: refusals in one sentence, children kept alive, an end that leaves nothing."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from newsroom import serve
from newsroom.tests import services

STAYS = [sys.executable, "-c", "import time; time.sleep(60)"]
FAILS = [sys.executable, "-c", "raise SystemExit(3)"]
# A parent that starts a child of its own, as the web server does, and prints its number.
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
open(sys.argv[1], "w").write(str(child.pid))
time.sleep(60)
"""


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and was not yet collected does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat")
        return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


@pytest.fixture
def child(request):
    started = serve.Child("worker", STAYS)
    started.start()
    yield started
    started.signal(signal.SIGKILL)
    started.process.wait()


class TestAddress:
    def test_nothing_set_is_port_8000_of_this_machine_alone(self, monkeypatch):
        monkeypatch.setattr(socket.socket, "bind", lambda *_: None)

        assert serve.address({}) == ("127.0.0.1", 8000)

    def test_name_becomes_an_address(self):
        port = services.free_port()

        host, number = serve.address({"HOST": "localhost", "PORT": str(port)})

        assert host in {"127.0.0.1", "::1"}
        assert number == port

    def test_taken_port_is_refused_with_another_to_try(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]

            with pytest.raises(serve.Refusal) as refusal:
                serve.address({"PORT": str(port)})

        assert str(refusal.value) == (
            f"port {port} on 127.0.0.1 is taken: stop what uses it, or choose another, "
            f"make run PORT={port + 1}."
        )

    @pytest.mark.parametrize("port", ["0", "65536", "eighty", "-1", "৮০০০"])
    def test_what_is_no_port_is_refused(self, port):
        with pytest.raises(serve.Refusal, match="is not a port: a number from 1 to 65535"):
            serve.address({"PORT": port})

    def test_address_of_another_machine_is_refused(self):
        with pytest.raises(
            serve.Refusal, match=r"HOST=192\.0\.2\.1 is not an address of this machine"
        ):
            serve.address({"HOST": "192.0.2.1", "PORT": str(services.free_port())})


class TestFresh:
    def test_var_is_put_aside_whole(self, tmp_path, monkeypatch, capsys):
        monkeypatch.delenv("DATABASE_URL", raising=False)
        var = tmp_path / "var"
        var.mkdir()
        (var / "story").write_text("kept")

        serve.put_aside(var)

        (aside,) = tmp_path.iterdir()
        assert aside.name.startswith("var.20")
        assert (aside / "story").read_text() == "kept"
        assert capsys.readouterr().out == f"var/ is now {aside.name}/.\n"

    def test_first_start_has_nothing_to_put_aside(self, tmp_path):
        serve.put_aside(tmp_path / "var")

        assert list(tmp_path.iterdir()) == []

    def test_var_of_a_running_paper_stays(self, tmp_path):
        var = tmp_path / "var"
        with serve.open_lock(var), pytest.raises(serve.Refusal, match="is running: stop it first"):
            serve.put_aside(var)

        assert var.is_dir()

    def test_database_elsewhere_is_said_to_stay(self, tmp_path, monkeypatch, capsys):
        monkeypatch.setenv("DATABASE_URL", "postgresql://db/newsroom")
        var = tmp_path / "var"
        var.mkdir()

        serve.put_aside(var)

        assert "DATABASE_URL is set: that database stays as it is." in capsys.readouterr().out


class TestChild:
    def test_killed_process_is_started_again(self, child):
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        child.process.wait()

        child.revive()

        assert child.process.pid != first
        assert child.process.poll() is None

    def test_running_process_is_left_alone(self, child):
        first = child.process.pid

        child.revive()

        assert child.process.pid == first

    def test_kills_never_exhaust_the_patience(self, child):
        for _ in range(serve.QUICK_DEATHS_ALLOWED + 2):
            os.kill(child.process.pid, signal.SIGKILL)
            child.process.wait()
            child.revive()

        assert child.process.poll() is None

    def test_process_that_fails_at_its_start_five_times_ends_it_all(self):
        failing = serve.Child("worker", FAILS)
        failing.start()

        with pytest.raises(serve.Refusal, match="the worker ended 5 times at its start"):
            while failing.process.wait() is not None:
                failing.revive()

    def test_nothing_of_a_dead_process_is_left(self, tmp_path):
        note = tmp_path / "pid"
        parent = serve.Child("web server", [sys.executable, "-c", PARENT, str(note)])
        parent.start()
        services.wait_until(lambda: note.exists() and note.read_text(), "the grandchild")
        orphan = int(note.read_text())
        os.kill(parent.process.pid, signal.SIGKILL)
        parent.process.wait()
        parent.command = STAYS

        parent.revive()

        services.wait_until(lambda: not is_alive(orphan), "the end of the grandchild")
        parent.signal(signal.SIGKILL)
        parent.process.wait()


class TestSupervisor:
    # A supervisor of two stand-ins: a web server that only listens, a worker that only sleeps.
    SCRIPT = """
import sys
from pathlib import Path
from newsroom import serve
port = int(sys.argv[1])
supervisor = serve.Supervisor("127.0.0.1", port, Path(sys.argv[2]))
listens = f"import socket, time; s = socket.create_server(('127.0.0.1', {port})); time.sleep(60)"
supervisor.children = [
    serve.Child("web server", [sys.executable, "-c", listens]),
    serve.Child("worker", [sys.executable, "-c", "import time; time.sleep(60)"]),
]
raise SystemExit(supervisor.run())
"""

    @pytest.fixture
    def supervisor(self, tmp_path):
        process = subprocess.Popen(
            [sys.executable, "-c", self.SCRIPT, str(services.free_port()), str(tmp_path)],
            cwd=serve.BASE_DIR,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        process.greeted = process.stdout.readline() + process.stdout.readline()
        yield process
        process.kill()
        process.communicate()

    def children(self, process) -> list[int]:
        return [
            int(number)
            for number in Path(f"/proc/{process.pid}/task/{process.pid}/children")
            .read_text()
            .split()
        ]

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_signal_stops_everything_and_is_no_error(self, supervisor, number):
        children = self.children(supervisor)

        supervisor.send_signal(number)

        assert supervisor.wait(timeout=10) == 0
        assert len(children) == 2
        assert not any(is_alive(pid) for pid in children)

    def test_dead_worker_is_back_within_half_a_second(self, supervisor):
        before = self.children(supervisor)
        os.kill(before[1], signal.SIGKILL)
        died_at = time.monotonic()

        services.wait_until(
            lambda: (
                len(self.children(supervisor)) == 2 and self.children(supervisor)[1] != before[1]
            ),
            "the new worker",
        )

        assert time.monotonic() - died_at < 0.5
        assert self.children(supervisor)[0] == before[0]

    def test_killed_supervisor_takes_its_children_along(self, supervisor):
        children = self.children(supervisor)

        supervisor.kill()

        services.wait_until(lambda: not any(map(is_alive, children)), "the end of the children")

    def test_paper_is_announced_when_it_is_served(self, supervisor):
        assert "The paper  http://127.0.0.1:" in supervisor.greeted


class TestGreeting:
    def test_addresses_are_those_a_person_can_open(self, tmp_path, monkeypatch):
        monkeypatch.delenv("SITE_URL", raising=False)

        assert "http://127.0.0.1:8000/admin/" in serve.greeting("0.0.0.0", 8000, tmp_path)
        assert "http://[::1]:8000/" in serve.greeting("::1", 8000, tmp_path)

    def test_site_url_is_the_address_where_it_is_set(self, tmp_path, monkeypatch):
        monkeypatch.setenv("SITE_URL", "https://example.org")

        assert "https://example.org/admin/" in serve.greeting("127.0.0.1", 8000, tmp_path)

    def test_sign_ins_of_the_demo_are_shown(self, tmp_path):
        logins = tmp_path / "demo-logins.txt"
        logins.write_text("editor\tসম্পাদক\tgreen-boat-17\n", encoding="utf-8")
        logins.chmod(stat.S_IRUSR | stat.S_IWUSR)

        lines = serve.greeting("127.0.0.1", 8000, tmp_path).splitlines()

        assert "    editor     green-boat-17            সম্পাদক" in lines

    def test_paper_without_demo_shows_no_sign_ins(self, tmp_path):
        assert "Sign-ins" not in serve.greeting("127.0.0.1", 8000, tmp_path)

    def test_way_to_a_first_account_is_shown_while_there_is_none(self, tmp_path):
        without = serve.greeting("127.0.0.1", 8000, tmp_path)
        link = "http://127.0.0.1:8000/accounts/invitation/1-1.abc/"
        (tmp_path / "first-sign-in.txt").write_text(f"{link}\n", encoding="utf-8")

        lines = serve.greeting("127.0.0.1", 8000, tmp_path).splitlines()

        assert f"    {link}" in lines
        assert "first account" not in without


class TestWebCommand:
    def option(self, name: str) -> str:
        command = serve.web_command("127.0.0.1", 8000)
        return command[command.index(name) + 1]

    def test_a_worker_of_the_server_stands_64_slow_bodies_alone(self):
        assert int(self.option("--blocking-threads")) > 64

    def test_at_least_two_workers_so_that_one_may_fall(self, monkeypatch):
        monkeypatch.setattr(os, "cpu_count", lambda: 1)

        assert self.option("--workers") == "2"

    def test_number_of_workers_can_be_set(self, monkeypatch):
        monkeypatch.setenv("WEB_WORKERS", "3")

        assert self.option("--workers") == "3"

    def test_fallen_worker_is_started_again_at_once(self):
        assert "--respawn-failed-workers" in serve.web_command("127.0.0.1", 8000)
        assert float(self.option("--respawn-interval")) <= 0.5
