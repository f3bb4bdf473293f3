"""Runs each peer and Kindred by turns on the same file and prints the medians side by side: compare.py BENCH FOLDER [KERNEL...]

On a machine with other work, processor seconds (all threads) say more than seconds on the clock."""
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys

import numpy as np

from run import load

ROUNDS = 3


def call(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def data(kernel, folder):
    file = folder / f"{kernel['data'].name}.npy"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        np.save(file, kernel["data"]())
    return file


def median(results):
    return {"seconds": statistics.median(r["seconds"] for r in results), "cpu": statistics.median(r["cpu"] for r in results),
            "quality": {key: statistics.median(r["quality"][key] for r in results) for key in results[0]["quality"]}}


def times(result):
    return f"{result['seconds']:.3f} ({result['cpu']:.3f})"


def words(quality):
    return ", ".join(f"{key} {value:.6g}" for key, value in quality.items())


def main(bench, folder, *names):
    kernels = load()
    unknown = [name for name in names if name not in kernels]
    if unknown:
        sys.exit(f"No kernel {', '.join(unknown)}; there are {', '.join(kernels)}.")
    print(f"{platform.machine()}, {os.cpu_count()} cores, median of {ROUNDS} by turns, each in a fresh process after loading its data.\n")
    print("| work | peer s (cpu) | Kindred s (cpu) | ratio (cpu) | at least | peer | Kindred |\n|---|---|---|---|---|---|---|", flush=True)
    for name in names or kernels:
        kernel, peers, ours = kernels[name], [], []
        file = data(kernel, pathlib.Path(folder))
        for _ in range(ROUNDS):
            if not kernel["alone"]:
                peers.append(call(sys.executable, pathlib.Path(__file__).parent / "run.py", name, file))
            ours.append(call(bench, name, file))
        own = median(ours)
        if kernel["alone"]:
            print(f"| {name}: {kernel['work']} | – | {times(own)} | – | – | – | {words(own['quality'])} |", flush=True)
            continue
        peer = median(peers)
        print(f"| {name}: {kernel['work']} | {times(peer)} | {times(own)} | {peer['seconds'] / own['seconds']:.1f} × "
              f"({peer['cpu'] / own['cpu']:.1f} ×) | {kernel['least'] or '–'} | {words(peer['quality'])} | {words(own['quality'])} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
