"""Times taizhang beside Polars and DuckDB on the same job, in one interleaved run.

    python benches/peers/compare.py LEDGER.csv --as-of 2025-12-31 --taizhang target/release/taizhang

Every round runs each program once in a process of its own, after one warm-up each. CPU is user + system time of the
process with all its threads, memory its peak resident set, both as the operating system accounts them. The programs
must write the same metrics.csv to the byte, else there is nothing to compare and the exit code is 1.
"""

import argparse
import datetime
import importlib.metadata
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

# Nothing heavy may be imported here: Linux counts the memory of the process that starts a program into the program's
# own peak.

HERE = Path(__file__).resolve().parent
PEERS = {"polars": HERE / "polars_job.py", "duckdb": HERE / "duckdb_job.py"}
# ru_maxrss is in KiB on Linux, in bytes on macOS.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class Failure(Exception):
    """The comparison cannot be made; the text says why."""


@dataclass
class Program:
    name: str
    version: str
    command: list[str]
    metrics: Path


@dataclass
class Measurement:
    cpu: float
    wall: float
    memory: float


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("ledger", type=Path, help="a clean UTF-8 CSV ledger: taizhang sample OUT --dirt 0 --format csv")
    parser.add_argument("--as-of", required=True, type=datetime.date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--taizhang", required=True, type=Path, help="the release binary")
    parser.add_argument("--runs", type=int, default=5, help="measured runs of each program (default: 5)")
    parser.add_argument("--year", help="handed to taizhang run")
    given = parser.parse_args()
    if given.runs < 1:
        parser.error("--runs must be at least 1")
    return given


def programs(given: argparse.Namespace, folder: Path) -> list[Program]:
    """taizhang first, then the peers that are installed."""
    if not given.ledger.is_file():
        raise Failure(f"no such ledger: {given.ledger}")
    binary = str(given.taizhang.resolve())
    if not os.access(binary, os.X_OK):
        raise Failure(f"no such program: {given.taizhang} (cargo build --release makes it)")
    ledger, as_of = str(given.ledger), given.as_of.isoformat()
    version = subprocess.run([binary, "--version"], capture_output=True, text=True).stdout.split()
    out = folder / "taizhang"
    command = [binary, "run", ledger, "--out", str(out), "--as-of", as_of, "--quiet"]
    if given.year:
        command += ["--year", given.year]
    found = [Program("taizhang", version[-1] if version else "", command, out / "metrics.csv")]

    missing = []
    for name, script in PEERS.items():
        if importlib.util.find_spec(name) is None:
            missing.append(name)
            continue
        metrics = folder / name / "metrics.csv"
        command = [sys.executable, str(script), ledger, "--as-of", as_of, "--out", str(metrics)]
        found.append(Program(name, importlib.metadata.version(name), command, metrics))
    if missing:
        print(
            f"Not installed, so not compared: {', '.join(missing)}.\n"
            "To install: python -m pip install -r benches/peers/requirements.txt\n",
            file=sys.stderr,
        )
    if len(found) == 1:
        raise Failure("no peer is installed")
    return found


def measure(program: Program) -> tuple[Measurement, bytes]:
    """Runs the program once, into an empty folder."""
    out = program.metrics.parent
    shutil.rmtree(out, ignore_errors=True)
    if program.name != "taizhang":
        out.mkdir()
    with tempfile.TemporaryFile() as messages:
        start = time.perf_counter()
        process = subprocess.Popen(program.command, stdout=messages, stderr=messages)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            messages.seek(0)
            text = messages.read().decode(errors="replace").strip()
            raise Failure(f"{program.name} ended with exit code {process.returncode}:\n{text}")
    if not program.metrics.is_file():
        raise Failure(f"{program.name} wrote no metrics.csv")
    measurement = Measurement(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * RSS_UNIT / 2**20)
    return measurement, program.metrics.read_bytes()


def check_equal(metrics: dict[str, bytes]) -> None:
    """All metrics.csv are the same bytes."""
    (first, expected), *others = metrics.items()
    for name, given in others:
        if given == expected:
            continue
        lines = [text.decode(errors="replace").split("\n") for text in (expected, given)]
        length = max(map(len, lines))
        left, right = (side + ["(end of file)"] * (length - len(side)) for side in lines)
        different = [n for n in range(length) if left[n] != right[n]]
        shown = "\n".join(
            f"  line {n + 1}\n    {first}: {left[n]}\n    {name}: {right[n]}" for n in different[:5]
        )
        raise Failure(f"metrics.csv of {first} and {name} differ in {len(different)} lines:\n{shown}")


def report(given: argparse.Namespace, found: list[Program], taken: dict[str, list[Measurement]], lines: int) -> None:
    size = given.ledger.stat().st_size / 1e6
    print(f"{given.ledger.name}: {size:.0f} MB; metrics.csv: {lines} lines, the same from all")
    print(f"medians of {given.runs} interleaved runs, one warm-up each; {os.cpu_count()} CPUs\n")
    print(f"{'':<18}{'CPU s':>8}{'min-max':>14}{'wall s':>9}{'peak MiB':>10}")
    medians = {}
    for program in found:
        runs = taken[program.name]
        cpu = statistics.median(run.cpu for run in runs)
        wall = statistics.median(run.wall for run in runs)
        memory = statistics.median(run.memory for run in runs)
        medians[program.name] = (cpu, wall, memory)
        spread = f"{min(run.cpu for run in runs):.2f}-{max(run.cpu for run in runs):.2f}"
        print(f"{program.name + ' ' + program.version:<18}{cpu:>8.2f}{spread:>14}{wall:>9.2f}{memory:>10.0f}")
    own = medians.pop("taizhang")
    print()
    for index, kind in enumerate(["CPU", "wall", "memory"]):
        best = min(medians, key=lambda name: medians[name][index])
        print(f"taizhang / best peer, {kind + ':':<8}{own[index] / medians[best][index]:.2f} ({best})")


def main() -> int:
    given = arguments()
    with tempfile.TemporaryDirectory(prefix="taizhang-peers-") as folder:
        try:
            found = programs(given, Path(folder))
            taken = {program.name: [] for program in found}
            for round_number in range(given.runs + 1):
                metrics = {}
                for program in found:
                    measurement, metrics[program.name] = measure(program)
                    if round_number > 0:
                        taken[program.name].append(measurement)
                check_equal(metrics)
        except Failure as failure:
            print(failure, file=sys.stderr)
            return 1
    report(given, found, taken, len(metrics["taizhang"].splitlines()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
