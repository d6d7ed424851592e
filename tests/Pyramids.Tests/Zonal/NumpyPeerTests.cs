using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using Xunit;

namespace Pyramids.Tests.Zonal;

/// <summary>Every statistic by brute force: rasterio says which cells a zone has, OGR how much of each, NumPy does the rest.</summary>
public class NumpyPeerTests
{
    private static readonly PythonPeer Peer = new("import numpy, rasterio.features, osgeo.ogr", "rasterio or GDAL's Python is not installed; "
        + "apt-get install python3-rasterio python3-gdal python3-numpy");

    private static readonly string[] Statistics =
    [
        "count", "sum", "mean", "std", "var", "min", "max", "range", "nodata", "outside", "median", "quantile(0.1)", "quantile(0.75)", "majority", "minority",
        "variety", "histogram(0,5,10,21)", "fraction", "weighted_mean", "weighted_sum",
    ];

    private const string Script = """
        import json, sys
        import numpy as np, rasterio, rasterio.features
        from osgeo import ogr
        folder, method = sys.argv[1:3]
        def read(name):
            with rasterio.open(f"{folder}/{name}") as f:
                return f.read().astype("f8"), f.read_masks(1) > 0 if name == "weights.tif" else np.array([f.read_masks(b) > 0 for b in f.indexes]), f.transform, f.shape
        bands, valid, transform, shape = read("values.tif")
        valid = valid & ~np.isnan(bands)
        weights = read("weights.tif")[0][0]
        zones = [json.loads(line) for line in open(f"{folder}/zones.json")]

        def quantile(v, s, q):
            keep = s > 0
            order = np.argsort(v[keep], kind="stable")
            v, s = v[keep][order], s[keep][order]
            # the sums of shares carry their rounding, so a tie is one within it
            sums, want = np.cumsum(s), q * s.sum()
            i = int(np.argmax(sums >= want - 1e-9 * s.sum()))
            return (v[i] + v[i + 1]) / 2 if abs(sums[i] - want) <= 1e-9 * s.sum() and q > 0 and i + 1 < len(v) else v[i]

        def shares(zone):
            if method != "Fractional":
                return rasterio.features.geometry_mask([zone], shape, transform, all_touched=method == "AllTouched", invert=True).astype("f8")
            g = ogr.CreateGeometryFromJson(json.dumps(zone))
            s = np.zeros(shape)
            x0, x1, y0, y1 = g.GetEnvelope()
            c0, c1 = int((x0 - transform.c) // transform.a), int((x1 - transform.c) // transform.a)
            r0, r1 = int((y1 - transform.f) // transform.e), int((y0 - transform.f) // transform.e)
            for r in range(max(r0, 0), min(r1 + 1, shape[0])):
                for c in range(max(c0, 0), min(c1 + 1, shape[1])):
                    s[r, c] = area(g, transform.c + c * transform.a, transform.f + r * transform.e, 1, 1)
            return s / abs(transform.a * transform.e)

        def area(g, left, top, columns, rows):
            right, bottom = left + columns * transform.a, top + rows * transform.e
            ring = ogr.Geometry(ogr.wkbLinearRing)
            for x, y in ((left, top), (right, top), (right, bottom), (left, bottom), (left, top)): ring.AddPoint_2D(x, y)
            box = ogr.Geometry(ogr.wkbPolygon)
            box.AddGeometry(ring)
            return g.Intersection(box).GetArea()

        classes = [sorted({v for z in zones for v in bands[b][valid[b] & (shares(z) > 1e-10)].tolist()}) for b in range(len(bands))]
        rows = []
        for zone in zones:
            inside, g, row = shares(zone), ogr.CreateGeometryFromJson(json.dumps(zone)), {}
            for b in range(len(bands)):
                at = valid[b] & (inside > 1e-10)
                v, s, p = bands[b][at], inside[at], f"band{b + 1}_"
                put = lambda name, value: row.__setitem__(p + name, None if value is None else float(value))
                put("count", s.sum()); put("sum", (v * s).sum()); put("nodata", inside[~valid[b]].sum())
                put("outside", 1 - area(g, transform.c, transform.f, shape[1], shape[0]) / g.GetArea())
                edges = [0, 5, 10, 21]
                for i, (a, z) in enumerate(zip(edges, edges[1:])):
                    last = i + 2 == len(edges)
                    put(f"histogram[{a},{z}{']' if last else ')'}", s[(v >= a) & ((v <= z) if last else (v < z))].sum())
                w = weights[at] * s
                ok = ~np.isnan(w)
                put("weighted_sum", (w[ok] * v[ok]).sum())
                if len(v) == 0: continue
                mean = (v * s).sum() / s.sum()
                var = (s * (v - mean) ** 2).sum() / s.sum()
                put("mean", mean); put("var", var); put("std", var ** 0.5); put("min", v.min()); put("max", v.max()); put("range", v.max() - v.min())
                for name, q in (("median", 0.5), ("quantile(0.1)", 0.1), ("quantile(0.75)", 0.75)): put(name, quantile(v, s, q))
                u = np.unique(v)
                n = np.array([s[v == x].sum() for x in u])
                put("majority", u[np.argmax(n >= n.max() - 1e-9)]); put("minority", u[np.argmax(n <= n.min() + 1e-9)]); put("variety", len(u))
                for x in classes[b]: put(f"fraction_{x:g}", s[v == x].sum() / s.sum())
                if w[ok].sum() != 0: put("weighted_mean", (w[ok] * v[ok]).sum() / w[ok].sum())
            rows.append(row)
        print(json.dumps(rows))
        """;

    [Theory, InlineData(ZonalMethod.Center), InlineData(ZonalMethod.AllTouched), InlineData(ZonalMethod.Fractional)]
    public void Every_statistic_is_that_of_brute_force(ZonalMethod method)
    {
        var random = new Random(21);
        var grid = new GridSpec(40, 60, Affine.NorthUp(400_000, 5_800_000, 10, 7.5), Crs.FromEpsg(32633));
        var values = NDArray.From(grid, Enumerable.Range(0, 2 * 40 * 60).Select(_ => random.Next(9) == 0 ? float.NaN : (float)random.Next(21)).ToArray());
        var weights = NDArray.From(grid, Enumerable.Range(0, 40 * 60).Select(_ => random.Next(20) == 0 ? double.NaN : random.NextDouble()).ToArray());
        // Zones overlap, have holes and reach beyond the raster; the last lies outside.
        var zones = Enumerable.Range(0, 9).Select(i => Zone(random, i)).Append(Zone(random, -1)).ToArray();
        var folder = Directory.CreateTempSubdirectory("pyramids");
        try
        {
            values.ToLazy().ToGeoTiff(Path.Combine(folder.FullName, "values.tif"));
            weights.ToLazy().ToGeoTiff(Path.Combine(folder.FullName, "weights.tif"));
            var json = new JsonSerializerOptions { Converters = { new GeoJsonConverterFactory() } };
            File.WriteAllLines(Path.Combine(folder.FullName, "zones.json"), zones.Select(z => JsonSerializer.Serialize(z, json)));
            using var expected = JsonDocument.Parse(Peer.Run(Script, [folder.FullName, $"{method}"]));
            var options = new ZonalOptions { Method = method, Weights = weights };
            var table = values.ZonalStats(new FeatureCollection(zones, grid.Crs), options, [.. Statistics.Select(Statistic.Parse)]);
            var compared = 0;
            foreach (var (zone, row) in expected.RootElement.EnumerateArray().Index())
                foreach (var column in table.Columns)
                {
                    var theirs = row.TryGetProperty(column.Name, out var found) && found.ValueKind == JsonValueKind.Number ? found.GetDouble() : (double?)null;
                    var ours = column[zone] is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : (double?)null;
                    Assert.True(theirs is null == ours is null && (ours is null || Math.Abs(ours.Value - theirs!.Value) <= 1e-8 * Math.Max(1, Math.Abs(theirs.Value))),
                        $"zone {zone}, {column.Name}: {ours} here, {theirs} by brute force");
                    compared++;
                }
            Assert.True(compared > 10 * 2 * Statistics.Length, $"only {compared} values were compared");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Geometry Zone(Random random, int i)
    {
        Geometry star;
        do star = Shapes.Star(random, i < 0 ? 500 : 60 * random.NextDouble(), 40 * random.NextDouble(), 4 + 14 * random.NextDouble(), random.Next(4, 30), i % 3 == 0);
        while (!star.IsValid);
        star.Apply(new Shapes.Mapped(c => (400_000 + 10 * c.X, 5_800_000 - 7.5 * c.Y)));
        return star;
    }
}
