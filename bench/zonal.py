#!/usr/bin/env python3
"""Zonal statistics of a deflate raster with Pyramids and with its peers, interleaved; prints medians, CPU, memory and agreement."""
import argparse, csv, importlib.util, os, shutil, statistics, subprocess, sys, tempfile
import compare

STATS = ("count", "mean", "std", "min", "max")

# The usual way: a grid of labels, which holds one zone for each cell, so that zones that overlap lose theirs.
LABELS = r"""
import sys, csv, json, numpy as np, rasterio, rasterio.features
from osgeo import ogr
source, zones, target = sys.argv[1:4]
file = ogr.Open(zones)
shapes = [(json.loads(f.geometry().ExportToJson()), i + 1) for i, f in enumerate(file.GetLayer())]
n = len(shapes) + 1
count, total, squares = np.zeros(n), np.zeros(n), np.zeros(n)
low, high = np.full(n, np.inf), np.full(n, -np.inf)
with rasterio.open(source) as f:
    labels = rasterio.features.rasterize(shapes, f.shape, transform=f.transform, dtype="int32")
    shift = 1200.0
    for row in range(0, f.height, 1024):
        window = rasterio.windows.Window(0, row, f.width, min(1024, f.height - row))
        v, l = f.read(1, window=window).ravel(), labels[row:row + 1024].ravel()
        keep = (l > 0) & (v != (f.nodata if f.nodata is not None else np.nan))
        v, l = v[keep].astype("f8"), l[keep]
        count += np.bincount(l, minlength=n)
        total += np.bincount(l, v - shift, n)
        squares += np.bincount(l, (v - shift) ** 2, n)
        order = np.argsort(l, kind="stable")
        v, l = v[order], l[order]
        if len(l):
            first = np.flatnonzero(np.r_[True, l[1:] != l[:-1]])
            low[l[first]] = np.minimum(low[l[first]], np.minimum.reduceat(v, first))
            high[l[first]] = np.maximum(high[l[first]], np.maximum.reduceat(v, first))
with open(target, "w", newline="") as out:
    w = csv.writer(out)
    w.writerow(["count", "mean", "std", "min", "max"])
    for i in range(1, n):
        mean = total[i] / count[i] if count[i] else np.nan
        w.writerow([count[i], mean + shift, max(0, squares[i] / count[i] - mean ** 2) ** 0.5 if count[i] else np.nan, low[i], high[i]])
"""

RASTERSTATS = r"""
import sys, csv, rasterstats
source, zones, target = sys.argv[1:4]
with open(target, "w", newline="") as out:
    w = csv.DictWriter(out, ["count", "mean", "std", "min", "max"])
    w.writeheader()
    for row in rasterstats.zonal_stats(zones, source, stats=w.fieldnames): w.writerow(row)
"""


def zones(path, size, count, corners=96):
    """Irregular stars that overlap, about as large in sum as the raster; deterministic."""
    import numpy as np
    from osgeo import ogr, osr
    rng = np.random.default_rng(count)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32633)
    file = ogr.GetDriverByName("GPKG").CreateDataSource(path)
    layer = file.CreateLayer("zones", crs, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("id", ogr.OFTInteger64))
    layer.StartTransaction()
    side = 10 * size
    radius = side * (1.0 / count) ** 0.5 * 0.8
    for i in range(count):
        angles = np.sort(rng.random(corners)) * 2 * np.pi
        r = radius * (0.5 + 0.5 * rng.random(corners))
        x, y = 500000 + side * rng.random() + r * np.cos(angles), 5100000 - side * rng.random() + r * np.sin(angles)
        ring = ogr.Geometry(ogr.wkbLinearRing)
        for px, py in zip(np.r_[x, x[0]], np.r_[y, y[0]]): ring.AddPoint_2D(float(px), float(py))
        polygon = ogr.Geometry(ogr.wkbPolygon)
        polygon.AddGeometry(ring)
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometryDirectly(polygon)
        feature.SetField(0, i)
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def difference(a, b):
    """The largest difference of the means of zones, for zones that both have."""
    def means(path):
        with open(path) as f: return [float(v) if v not in ("", "nan", "None") else None for v in
                                      (next(v for k, v in row.items() if k.endswith("mean")) for row in csv.DictReader(f))]
    return max((abs(x - y) for x, y in zip(means(a), means(b)) if x is not None and y is not None), default=float("nan"))


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=8192)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--threads", default=str(os.cpu_count()))
    args = options.parse_args()
    if not os.path.exists(compare.TOOL): sys.exit("Build first: dotnet build -c Release src/Pyramids.Tool")
    folder = os.path.join(tempfile.gettempdir(), "pyramids-bench")
    os.makedirs(folder, exist_ok=True)
    out = lambda name: os.path.join(folder, name)
    make = lambda name, *values: subprocess.run([sys.executable, "-c",        # in a process of its own: a child's peak memory counts its parent's
        f"import sys; sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r}); import compare, zonal; {name}{values!r}"], check=True)
    source = out(f"dem_{args.size}.tif")
    if not os.path.exists(source): make("compare.data", source, args.size)
    layers = {count: out(f"zones_{args.size}_{count}.gpkg") for count in (1000, 10000)}
    for count, path in layers.items():
        if not os.path.exists(path): make("zonal.zones", path, args.size, count)
    ours = lambda count, *more: ["dotnet", compare.TOOL, "zonal", source, layers[count], "--stats", ",".join(STATS), "--threads", args.threads, "--out", out("ours.csv"), *more]
    python = lambda script, count: [sys.executable, "-c", script, source, layers[count], out("peer.csv")]
    jobs = [(f"centres, {count} zones", ours(count), "rasterio + NumPy", python(LABELS, count)) for count in layers]
    if importlib.util.find_spec("rasterstats"): jobs.append(("centres, 1000 zones", ours(1000), "rasterstats", python(RASTERSTATS, 1000)))
    if exact := os.environ.get("EXACTEXTRACT") or shutil.which("exactextract"):
        jobs.append(("shares, 1000 zones", ours(1000, "--method", "fractional"), "exactextract", [exact, "-r", source, "-p", layers[1000], "-f", "id", "-o", out("peer.csv"),
            *(word for stat in STATS for word in ("-s", "stdev" if stat == "std" else stat))]))
    print(f"{args.size} x {args.size} Float32 deflate, {args.threads} threads, {args.rounds} rounds, machine's load {os.getloadavg()[0]:.1f}")
    print(f"{'job':24} {'peer':18} {'ours s':>8} {'CPU s':>7} {'MB':>5}   {'peer s':>8} {'CPU s':>7} {'MB':>5}   {'ratio':>6} {'of CPU':>6}  means differ")
    seconds = {}
    for name, mine, label, peer in jobs:
        rounds = []
        for i in range(args.rounds + 1):
            for path in (out("ours.csv"), out("peer.csv")):
                if os.path.exists(path): os.remove(path)
            pair = (compare.measured(mine), compare.measured(peer)) if i % 2 else tuple(reversed((compare.measured(peer), compare.measured(mine))))
            if i: rounds.append(pair)                                         # the first one warms the page cache
        middle = lambda pick: statistics.median(pick(r) for r in rounds)
        seconds.setdefault(name, (middle(lambda r: r[0][0]), middle(lambda r: r[0][1])))
        print(f"{name:24} {label:18} {middle(lambda r: r[0][0]):8.2f} {middle(lambda r: r[0][1]):7.2f} {middle(lambda r: r[0][2]):5.0f}   "
              f"{middle(lambda r: r[1][0]):8.2f} {middle(lambda r: r[1][1]):7.2f} {middle(lambda r: r[1][2]):5.0f}   "
              f"{middle(lambda r: r[1][0] / r[0][0]):5.1f}x {middle(lambda r: r[1][1] / r[0][1]):5.1f}x  {difference(out('ours.csv'), out('peer.csv')):.2g}", flush=True)

    few, many = (seconds[f"centres, {count} zones"] for count in layers)
    print(f"10000 zones take {many[0] / few[0]:.2f} times as long as 1000, {many[1] / few[1]:.2f} times the CPU")
    small = out(f"small_{args.size}.gpkg")
    if not os.path.exists(small): make("zonal.zones", small, args.size, 1000000, 8)
    for name, more in (("centres", ()), ("shares", ("--method", "fractional"))):
        took = compare.measured(["dotnet", compare.TOOL, "zonal", source, small, "--stats", ",".join(STATS), "--threads", args.threads, "--out", out("ours.csv"), *more])
        print(f"{name}, 1000000 small zones: {took[0]:.2f} s, CPU {took[1]:.2f} s, {took[2]:.0f} MB")


if __name__ == "__main__":
    main()
