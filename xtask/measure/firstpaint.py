#!/usr/bin/env python3
"""Time from exec to the first frame that shows a marker colour, memory of the process tree, and processor time at rest.

A black box. It starts its own Xvfb, reads the framebuffer that Xvfb maps to a file, and looks for a level run of pixels
of one colour: let one app's icon be a solid square of it, and the figure is "the list is on the screen". It reaches into
no program and needs nothing built into one.

What makes two figures comparable: commands take turns, and every second round in the opposite order, so that a machine
growing warm or busy bears on all alike; the first round, which fills the disk cache, does not count; each run gets a
fresh session bus, started before the clock; only the command's own processes are weighed, not the bus's.

usage: firstpaint.py [-n ROUNDS] [--plain] [--idle SECONDS] NAME=COMMAND ...
   e.g. firstpaint.py -n 7 floor=target/release/floor 'portico=env XDG_CACHE_HOME=/tmp/x target/release/portico'
Needs Xvfb, dbus-daemon and xsetroot (Debian: xvfb dbus x11-xserver-utils).
With --plain it prints, a line a command and tabs between: name, first paint in seconds (min, median, max), PSS in MiB
(median), processes, processor seconds over the idle time (median, or -). Without, the same for people, and each later
command over the first. Exit 0 when every counted run painted, 1 otherwise.
"""
import argparse
import mmap
import os
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
import time

WIDTH, HEIGHT = 1280, 800
TICKS = os.sysconf("SC_CLK_TCK")


class Screen:
    """A display of our own, whose pixels lie in a file that we can read."""

    def __init__(self, color, run):
        self.folder = tempfile.TemporaryDirectory(prefix="firstpaint-")
        reading, writing = os.pipe()
        # The server picks a free display number itself and tells it, so two measurements never meet on one.
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-fbdir", self.folder.name,
             "-nolisten", "tcp", "-noreset"], pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            number = pipe.readline().strip()
        if not number:
            sys.exit("firstpaint: Xvfb did not start")
        self.env = dict(os.environ, DISPLAY=f":{number}", GDK_BACKEND="x11")
        for name in ("WAYLAND_DISPLAY", "XAUTHORITY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS"):
            self.env.pop(name, None)
        pixels = os.open(os.path.join(self.folder.name, "Xvfb_screen0"), os.O_RDONLY)
        self.pixels = mmap.mmap(pixels, 0, prot=mmap.PROT_READ)
        os.close(pixels)
        red, green, blue = bytes.fromhex(color)
        self.patterns = [bytes([blue, green, red, alpha]) * run for alpha in (0, 255)]

    def shows_marker(self):
        return any(self.pixels.find(pattern) >= 0 for pattern in self.patterns)

    def wipe(self):
        deadline = time.monotonic() + 10
        while True:
            subprocess.run(["xsetroot", "-solid", "black"], env=self.env, stderr=subprocess.DEVNULL, check=False)
            if not self.shows_marker():
                return
            if time.monotonic() > deadline:
                sys.exit("firstpaint: the last run's window does not go away")
            time.sleep(0.1)

    def close(self):
        self.server.terminate()
        self.server.wait()


class Bus:
    """A session bus for one run."""

    def __init__(self, env):
        self.daemon = subprocess.Popen(
            ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"],
            env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.daemon.stdout.readline().strip()
        if not self.address:
            sys.exit("firstpaint: dbus-daemon did not start")

    def close(self):
        end(tree(self.daemon.pid))
        self.daemon.wait()


def tree(pid):
    """A process, its children and theirs."""
    found = [pid]
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children", encoding="ascii") as children:
                for child in children.read().split():
                    found += tree(int(child))
    except (FileNotFoundError, ProcessLookupError):
        pass
    return found


def end(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def pss_mib(pids):
    """Proportional set size: a page shared by n processes counts 1/n in each."""
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as rollup:
                total += sum(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            pass
    return total / 1024


def processor_seconds(pids):
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/stat", encoding="utf-8", errors="replace") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
                total += int(fields[11]) + int(fields[12])
        except (FileNotFoundError, ProcessLookupError):
            pass
    return total / TICKS


def one_run(command, screen, options):
    bus = Bus(screen.env)
    env = dict(screen.env, DBUS_SESSION_BUS_ADDRESS=bus.address)
    start = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    painted = None
    while painted is None and time.perf_counter() - start < options.timeout and process.poll() is None:
        if screen.shows_marker():
            painted = time.perf_counter() - start
        else:
            time.sleep(0.002)
    time.sleep(options.settle)
    pids = tree(process.pid)
    memory = pss_mib(pids)
    idle = None
    if options.idle and painted is not None:
        before = processor_seconds(pids)
        time.sleep(options.idle)
        idle = processor_seconds(pids) - before
    end(pids)
    process.wait()
    bus.close()
    screen.wipe()
    return painted, memory, len(pids), idle


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=5, help="counted rounds")
    parser.add_argument("--color", default="12ab34")
    parser.add_argument("--run", type=int, default=32, help="pixels in a row")
    parser.add_argument("--settle", type=float, default=2.5, help="seconds before memory is read")
    parser.add_argument("--idle", type=float, default=0, help="seconds at rest over which processor time is summed")
    parser.add_argument("--timeout", type=float, default=60)
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("commands", nargs="+", metavar="NAME=COMMAND")
    options = parser.parse_args()
    commands = [item.split("=", 1) for item in options.commands]
    runs = {name: [] for name, _ in commands}
    screen = Screen(options.color, options.run)
    try:
        for number in range(options.n + 1):
            for name, command in commands if number % 2 else reversed(commands):
                result = one_run(shlex.split(command), screen, options)
                if number:
                    runs[name].append(result)
    finally:
        screen.close()

    failed, base = False, None
    for name, results in runs.items():
        painted = [result[0] for result in results if result[0] is not None]
        if len(painted) < len(results) or not painted:
            failed = True
            print(f"{name}: {len(results) - len(painted)} of {len(results)} runs never painted", file=sys.stderr)
            continue
        median, memory = statistics.median(painted), statistics.median(result[1] for result in results)
        idle = statistics.median(result[3] for result in results) if options.idle else None
        if options.plain:
            fields = [name, f"{min(painted):.4f}", f"{median:.4f}", f"{max(painted):.4f}", f"{memory:.1f}",
                      str(results[0][2]), "-" if idle is None else f"{idle:.3f}"]
            print("\t".join(fields))
            continue
        over = "" if base is None else f"; time x{median / base[0]:.3f}, memory x{memory / base[1]:.3f} of {base[2]}"
        rest = "" if idle is None else f"; {idle:.2f} s of processor over {options.idle:.0f} s"
        print(f"{name}: first paint {min(painted):.3f} / {median:.3f} / {max(painted):.3f} s; "
              f"{memory:.0f} MiB in {results[0][2]} processes{rest}{over}")
        base = base or (median, memory, name)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
