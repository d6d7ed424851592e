#!/usr/bin/env python3
"""A maximum of radius 2 by scipy.ndimage.generic_filter and by FocalApply, one after the other; prints cells per second of processor time,
the ratios, and what the threads of FocalApply make of them (generic_filter has one)."""
import argparse, os, re, statistics, subprocess, sys, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BENCHMARKS = os.path.join(ROOT, "tests", "Pyramids.Benchmarks", "bin", "Release", "net10.0", "Pyramids.Benchmarks.dll")


def scipy_rate(side, radius):
    """Cells per second of generic_filter on one thread; its time grows with the number of cells, so a small raster tells."""
    import numpy, scipy.ndimage
    cells = (1200 + numpy.random.default_rng(1).standard_normal((side, side))).astype("f4")
    started = time.process_time()
    scipy.ndimage.generic_filter(cells, numpy.max, size=2 * radius + 1, mode="reflect")
    return side * side / (time.process_time() - started)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--side", type=int, default=2048)
    options.add_argument("--radius", type=int, default=2)
    options.add_argument("--threads", type=int, default=os.cpu_count())
    options.add_argument("--rounds", type=int, default=3)
    args = options.parse_args()
    if not os.path.exists(BENCHMARKS): sys.exit("Build first: dotnet build -c Release tests/Pyramids.Benchmarks")
    peer, ours = [], {}
    for _ in range(args.rounds):
        peer.append(scipy_rate(256, args.radius))
        text = subprocess.run(["dotnet", BENCHMARKS, "focal-apply", str(args.side), str(args.radius), str(args.threads), "12"], check=True, capture_output=True, text=True).stdout
        for name, rate in re.findall(r"^(\S.*?)\s+[\d.]+ s\s+([\d.]+) Mcell/s", text, re.M): ours.setdefault(name, []).append(float(rate) * 1e6)
    base = statistics.median(peer)
    print(f"maximum of radius {args.radius}; medians of {args.rounds} rounds, by processor time")
    print(f"{'generic_filter(numpy.max)':<26} {base / 1e6:10.3f} Mcell/s")
    for name, rates in ours.items():
        print(f"{name:<26} {statistics.median(rates) / 1e6:10.3f} Mcell/s {statistics.median(r / p for r, p in zip(rates, peer)):6.0f} times on one thread, {args.threads * statistics.median(r / p for r, p in zip(rates, peer)):6.0f} on {args.threads}")


if __name__ == "__main__": main()
