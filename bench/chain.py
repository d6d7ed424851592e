#!/usr/bin/env python3
"""Heights normalised, the low ones raised, the slope of that, and its statistics in 1,000 zones that part the raster: with Pyramids in one expression
(`dotnet build -c Release tests/Pyramids.Benchmarks`), and by hand in strips with rasterio, NumPy and a grid of labels; interleaved, medians, agreement."""
import argparse, json, os, statistics, subprocess, sys, tempfile
import compare

BENCHMARKS = os.path.join(compare.ROOT, "tests", "Pyramids.Benchmarks", "bin", "Release", "net10.0", "Pyramids.Benchmarks.dll")

PEER = r"""
import sys, json, numpy as np, rasterio, rasterio.features
from osgeo import ogr
source, zones = sys.argv[1:3]
with rasterio.open(source, num_threads=int(sys.argv[3])) as f:
    n, total, squares = 0, 0.0, 0.0
    def read(first, last): return f.read(1, window=((first, last), (0, f.width))).astype("f4")
    for row in range(0, f.height, 1024):
        v = read(row, min(row + 1024, f.height)).astype("f8") - 1200
        n, total, squares = n + v.size, total + v.sum(), squares + np.dot(v.ravel(), v.ravel())
    mean, std = total / n + 1200, (squares / n - (total / n) ** 2) ** 0.5
    file = ogr.Open(zones)
    shapes = [(json.loads(z.geometry().ExportToJson()), i + 1) for i, z in enumerate(file.GetLayer())]
    labels = rasterio.features.rasterize(shapes, f.shape, transform=f.transform, dtype="int32")
    count, sums, squared = (np.zeros(len(shapes) + 1) for _ in range(3))
    low, high = np.full(len(shapes) + 1, np.inf), np.full(len(shapes) + 1, -np.inf)
    cell = f.transform.a
    for row in range(0, f.height, 1024):
        end = min(row + 1024, f.height)
        first, last = max(0, row - 1), min(f.height, end + 1)
        z = np.maximum((read(first, last) - np.float32(mean)) / np.float32(std), np.float32(-0.5)) * np.float32(std)
        # Beyond the raster's edge cells go on as along a line, as gdaldem -compute_edges has it.
        z = np.pad(z, 1, "reflect", reflect_type="odd")[row - first:][:end - row + 2]
        dx = (z[:-2, 2:] + 2 * z[1:-1, 2:] + z[2:, 2:] - z[:-2, :-2] - 2 * z[1:-1, :-2] - z[2:, :-2]) / np.float32(8 * cell)
        dy = (z[2:, :-2] + 2 * z[2:, 1:-1] + z[2:, 2:] - z[:-2, :-2] - 2 * z[:-2, 1:-1] - z[:-2, 2:]) / np.float32(8 * cell)
        slope = np.degrees(np.arctan(np.sqrt(dx * dx + dy * dy)))
        l, v = labels[row:end].ravel(), slope.ravel()
        l, v = l[l > 0], v[l > 0].astype("f8")
        count += np.bincount(l, minlength=len(count)); sums += np.bincount(l, v, len(count)); squared += np.bincount(l, v * v, len(count))
        order = np.argsort(l, kind="stable")
        l, v = l[order], v[order]
        starts = np.flatnonzero(np.r_[True, l[1:] != l[:-1]]) if len(l) else []
        np.minimum.at(low, l[starts], np.minimum.reduceat(v, starts)); np.maximum.at(high, l[starts], np.maximum.reduceat(v, starts))
means = sums[1:][count[1:] > 0] / count[1:][count[1:] > 0]
print(json.dumps({"summary": {"mean": means.mean()}}))
"""


def partition(path, size, side=32):
    """Crooked quadrangles that share their sides and cover the raster."""
    import numpy as np
    from osgeo import ogr, osr
    rng = np.random.default_rng(7)
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32633)
    layer = (file := ogr.GetDriverByName("GPKG").CreateDataSource(path)).CreateLayer("zones", crs, ogr.wkbPolygon)
    step = 10.0 * size / side
    at = np.stack(np.meshgrid(np.arange(side + 1), np.arange(side + 1)), -1) * step
    at[1:-1, 1:-1] += (rng.random((side - 1, side - 1, 2)) - 0.5) * 0.7 * step
    layer.StartTransaction()
    for i in range(side):
        for j in range(side):
            ring = ogr.Geometry(ogr.wkbLinearRing)
            for x, y in (at[i, j], at[i, j + 1], at[i + 1, j + 1], at[i + 1, j], at[i, j]): ring.AddPoint_2D(500000 + x, 5100000 - y)
            polygon = ogr.Geometry(ogr.wkbPolygon)
            polygon.AddGeometry(ring)
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetGeometryDirectly(polygon)
            layer.CreateFeature(feature)
    layer.CommitTransaction()


def run(command):
    *taken, out = compare.measured(command)
    return *taken, json.loads(out)["summary"]["mean"]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=8192)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--threads", default=str(os.cpu_count()))
    options.add_argument("--memory", default="1GiB")
    args = options.parse_args()
    if not os.path.exists(BENCHMARKS): sys.exit("Build first: dotnet build -c Release tests/Pyramids.Benchmarks")
    folder = os.path.join(tempfile.gettempdir(), "pyramids-bench")
    os.makedirs(folder, exist_ok=True)
    source, zones = os.path.join(folder, f"dem_{args.size}.tif"), os.path.join(folder, f"partition_{args.size}.gpkg")
    here = os.path.dirname(os.path.abspath(__file__))
    for path, call in ((source, f"compare.data({source!r}, {args.size})"), (zones, f"chain.partition({zones!r}, {args.size})")):
        if not os.path.exists(path): subprocess.run([sys.executable, "-c", f"import sys; sys.path.insert(0, {here!r}); import compare, chain; {call}"], check=True)
    commands = (["dotnet", BENCHMARKS, "chain", source, zones, args.threads, args.memory], [sys.executable, "-c", PEER, source, zones, args.threads])
    rounds = [[run(command) for command in (commands if i % 2 else commands[::-1])][::1 if i % 2 else -1] for i in range(args.rounds + 1)][1:]
    middle = lambda pick: statistics.median(pick(r) for r in rounds)
    print(f"chain, {args.size} x {args.size} Float32 deflate, {args.threads} threads, {args.rounds} rounds, machine's load {os.getloadavg()[0]:.1f}")
    for i, name in enumerate(("Pyramids", "rasterio + NumPy")):
        print(f"{name:18} {middle(lambda r: r[i][0]):7.2f} s {middle(lambda r: r[i][1]):7.2f} CPU s {middle(lambda r: r[i][2]):6.0f} MB   mean of means {rounds[0][i][3]:.9g}")
    print(f"ratio {middle(lambda r: r[1][0] / r[0][0]):.1f}x, of CPU {middle(lambda r: r[1][1] / r[0][1]):.1f}x")


if __name__ == "__main__":
    main()
