#!/usr/bin/env python3
"""Runs the same jobs with Pyramids and with its peers, interleaved; prints medians and ratios."""
import argparse, os, shutil, statistics, subprocess, sys, tempfile, time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOOL = os.path.join(ROOT, "src", "Pyramids.Tool", "bin", "Release", "net10.0", "Pyramids.Tool.dll")

# dask reads the file by windows, each thread by its own handle, as the Python stack does it.
DASK = r"""
import sys, threading, numpy, rasterio, dask, dask.array as da
source, target, job, threads = sys.argv[1:5]
dask.config.set(num_workers=int(threads))
local = threading.local()
with rasterio.open(source) as f: shape, tile, profile = f.shape, 1024, f.profile
def read(block_info=None):
    if not hasattr(local, "file"): local.file = rasterio.open(source)
    (r0, r1), (c0, c1) = block_info[None]["array-location"]
    return local.file.read(1, window=((r0, r1), (c0, c1)))
chunks = da.core.normalize_chunks((tile, tile), shape)
array = da.map_blocks(read, chunks=chunks, dtype="f4", meta=numpy.empty((0, 0), "f4"))
if job == "zarr":
    import zarr
    from numcodecs import Blosc
    out = zarr.open(target, "w", shape=shape, chunks=(tile, tile), dtype="f4", compressor=Blosc("zstd", 5, Blosc.SHUFFLE))
    array.store(out, lock=False)
else:
    from scipy.ndimage import uniform_filter
    statistic, radius = job.split(); radius = int(radius)
    def focal(z):
        z = z.astype("f8")
        middle = z.mean()
        mean = uniform_filter(z - middle, 2 * radius + 1)
        if statistic == "mean": return (mean + middle).astype("f4")
        return numpy.sqrt(numpy.maximum(uniform_filter((z - middle) ** 2, 2 * radius + 1) - mean ** 2, 0)).astype("f4")
    made = array.map_overlap(focal, depth=radius, boundary="reflect", dtype="f4", meta=numpy.empty((0, 0), "f4"))
    profile.update(compress=None)
    class Target:
        def __init__(self, file): self.file = file
        def __setitem__(self, at, cells):
            self.file.write(cells, 1, window=((at[0].start, at[0].stop), (at[1].start, at[1].stop)))
    with rasterio.open(target, "w", **profile) as file: made.store(Target(file), lock=threading.Lock())
"""


def data(path, size):
    """A spectral fractal in strips of rows; deterministic."""
    import numpy as np
    from osgeo import gdal, osr
    rng = np.random.default_rng(1)
    small = min(size, 2048)
    f = np.hypot(np.fft.fftfreq(small)[:, None], np.fft.rfftfreq(small)[None, :])
    f[0, 0] = 1
    noise = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((small, small))) * f ** -1.9, s=(small, small))
    base = (1200 + 500 * (noise - noise.mean()) / noise.std()).astype("f4")
    driver = gdal.GetDriverByName("GTiff")
    file = driver.Create(path, size, size, 1, gdal.GDT_Float32, ["TILED=YES", "BLOCKXSIZE=512", "BLOCKYSIZE=512", "COMPRESS=DEFLATE", "PREDICTOR=3"])
    file.SetGeoTransform((500000, 10, 0, 5100000, 0, -10))
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(32633)
    file.SetProjection(crs.ExportToWkt())
    scale = size // small
    for row in range(0, size, 512):
        rows = np.arange(row, min(size, row + 512)) / scale
        top = np.clip(rows.astype(int), 0, small - 2)
        weight = (rows - top)[:, None]
        coarse = base[top] * (1 - weight) + base[top + 1] * weight
        cols = np.arange(size) / scale
        left = np.clip(cols.astype(int), 0, small - 2)
        strip = coarse[:, left] * (1 - (cols - left)) + coarse[:, left + 1] * (cols - left)
        strip = strip + rng.standard_normal(strip.shape) * 0.3
        file.GetRasterBand(1).WriteArray((np.round(strip / 0.01) * 0.01).astype("f4"), 0, row)
    file = None


def measured(command):
    """Seconds, CPU seconds, peak MB and output of a process."""
    started = time.perf_counter()
    with tempfile.TemporaryFile("w+") as error:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=error, text=True)
        out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        error.seek(0)
        if status: sys.exit(f"{' '.join(command)[:200]} failed: {error.read()[-2000:]}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, out


def run(command, target):
    if os.path.isdir(target): shutil.rmtree(target)
    elif os.path.exists(target): os.remove(target)
    seconds, _, peak, _ = measured(command)
    return seconds, peak, size_of(target)


def size_of(path):
    if os.path.isdir(path): return sum(os.path.getsize(os.path.join(d, f)) for d, _, files in os.walk(path) for f in files) / 1e6
    return os.path.getsize(path) / 1e6


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--size", type=int, default=8192)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--memory", default="512MiB")
    options.add_argument("--threads", default=str(os.cpu_count()))
    args = options.parse_args()
    if not os.path.exists(TOOL): sys.exit("Build first: dotnet build -c Release src/Pyramids.Tool")
    folder = os.path.join(tempfile.gettempdir(), "pyramids-bench")
    os.makedirs(folder, exist_ok=True)
    source = os.path.join(folder, f"dem_{args.size}.tif")
    if not os.path.exists(source):                                     # in a process of its own: a child's peak memory counts its parent's
        subprocess.run([sys.executable, "-c", f"import sys; sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r}); import compare; compare.data({source!r}, {args.size})"], check=True)
    ours = lambda *words: ["dotnet", TOOL, *words, "--memory", args.memory, "--threads", args.threads]
    out = lambda name: os.path.join(folder, name)
    tiled = ["-q", "-co", "TILED=YES", "-co", "BLOCKXSIZE=512", "-co", "BLOCKYSIZE=512"]
    plain = out(f"dem_{args.size}_plain.tif")
    if not os.path.exists(plain):
        subprocess.run(["gdal_translate", *tiled, source, plain + ".part.tif"], check=True)
        os.replace(plain + ".part.tif", plain)
    dask = lambda job, target: [sys.executable, "-c", DASK, source, target, job, args.threads]
    focal = lambda job, radius: (ours("focal", source, out("a.tif"), "--op", job, "--radius", radius, "--compress", "none"), out("a.tif"),
                                 dask(f"{job} {radius}", out("b.tif")), out("b.tif"))
    gdal = [*tiled, "-co", "COMPRESS=DEFLATE", "-co", f"NUM_THREADS={args.threads}"]
    terrain = lambda job, dem, options, peers: (ours(job, dem, out("a.tif"), *options), out("a.tif"),
                                                ["gdaldem", job, *peers, dem, out("b.tif")], out("b.tif"))
    jobs = {
        "hillshade, uncompressed": terrain("hillshade", plain, ["--compress", "none"], tiled),
        "slope, uncompressed": terrain("slope", plain, ["--compress", "none"], tiled),
        "hillshade, deflate to deflate": terrain("hillshade", source, [], gdal),
        "slope, deflate to deflate": terrain("slope", source, [], [*gdal, "-co", "PREDICTOR=3"]),
        "GeoTIFF to Zarr, Blosc with Zstandard": (ours("convert", source, out("a.zarr"), "--codec", "blosc-zstd"), out("a.zarr"),
            dask("zarr", out("b.zarr")), out("b.zarr")),
        "focal mean, radius 1, uncompressed out": focal("mean", "1"),
        "focal mean, radius 10, uncompressed out": focal("mean", "10"),
        "focal std, radius 5, uncompressed out": focal("std", "5"),
    }
    print(f"{args.size} x {args.size} Float32, {args.threads} threads, {args.rounds} rounds, memory budget {args.memory}")
    print(f"{'job':40} {'ours s':>8} {'peer s':>8} {'ratio':>6} {'ours MB':>8} {'peer MB':>8} {'ours out MB':>12} {'peer out MB':>12}")
    for name, (mine, mine_out, peer, peer_out) in jobs.items():
        rounds = []
        for i in range(args.rounds + 1):
            pair = (run(mine, mine_out), run(peer, peer_out)) if i % 2 else tuple(reversed((run(peer, peer_out), run(mine, mine_out))))
            if i: rounds.append(pair)                                  # the first one warms the page cache
        middle = lambda pick: statistics.median(pick(r) for r in rounds)
        print(f"{name:40} {middle(lambda r: r[0][0]):8.2f} {middle(lambda r: r[1][0]):8.2f} {middle(lambda r: r[1][0] / r[0][0]):5.1f}x "
              f"{middle(lambda r: r[0][1]):8.0f} {middle(lambda r: r[1][1]):8.0f} {middle(lambda r: r[0][2]):12.1f} {middle(lambda r: r[1][2]):12.1f}", flush=True)


if __name__ == "__main__":
    main()
