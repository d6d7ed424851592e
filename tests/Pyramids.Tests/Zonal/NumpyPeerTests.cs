using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO.Converters;
using Xunit;

namespace Pyramids.Tests.Zonal;

/// <summary>Every statistic by brute force: rasterio says which cells a zone has, OGR how much of each, NumPy does the rest.</summary>
public class NumpyPeerTests
{
    private static readonly PythonPeer Peer = new("import numpy, rasterio.features, osgeo.ogr",
        "rasterio or GDAL's Python is not installed; "
            + "apt-get install python3-rasterio python3-gdal python3-numpy");

    private static readonly string[] Statistics =
    [
        "count", "sum", "mean", "std", "var", "min", "max", "range", "nodata", "outside", "median", "quantile(0.1)", "quantile(0.75)",
        "majority", "minority",
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
        def row_areas():
            # the area of a zone of the ellipsoid between two parallels, by Simpson's rule
            from math import pi
            def strip(lo, hi, n=200):
                f = np.linspace(lo, hi, 2 * n + 1) * pi / 180
                e2 = (1 / 298.257223563) * (2 - 1 / 298.257223563)
                y = np.cos(f) / (1 - e2 * np.sin(f) ** 2) ** 2
                return 6378137.0 ** 2 * (1 - e2) * abs(transform.a) * pi / 180 * abs(f[1] - f[0]) / 3 * (y[0] + y[-1] + 4 * y[1::2].sum() + 2 * y[2:-1:2].sum())
            edges = [transform.f + r * transform.e for r in range(shape[0] + 1)]
            return np.array([[strip(min(a, b), max(a, b))] * shape[1] for a, b in zip(edges, edges[1:])])
        weights = row_areas() if sys.argv[3] == "CellArea" else read("weights.tif")[0][0]
        def in_cells(zone):
            # a zone in columns and rows, so that cells are unit squares whatever the transform
            ring = lambda points: [list(~transform * tuple(p)) for p in points]
            return ogr.CreateGeometryFromJson(json.dumps({"type": "Polygon", "coordinates": [ring(r) for r in zone["coordinates"]]}))
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
            g = in_cells(zone)
            s = np.zeros(shape)
            x0, x1, y0, y1 = g.GetEnvelope()
            for r in range(max(int(y0 // 1), 0), min(int(y1 // 1) + 1, shape[0])):
                for c in range(max(int(x0 // 1), 0), min(int(x1 // 1) + 1, shape[1])):
                    s[r, c] = area(g, c, r, 1, 1)
            return s

        def area(g, left, top, columns, rows):
            right, bottom = left + columns, top + rows
            ring = ogr.Geometry(ogr.wkbLinearRing)
            for x, y in ((left, top), (right, top), (right, bottom), (left, bottom), (left, top)): ring.AddPoint_2D(x, y)
            box = ogr.Geometry(ogr.wkbPolygon)
            box.AddGeometry(ring)
            return g.Intersection(box).GetArea()

        classes = [sorted({v for z in zones for v in bands[b][valid[b] & (shares(z) > 1e-10)].tolist()}) for b in range(len(bands))]
        rows = []
        for zone in zones:
            inside, g, row = shares(zone), in_cells(zone), {}
            for b in range(len(bands)):
                at = valid[b] & (inside > 1e-10)
                v, s, p = bands[b][at], inside[at], f"band{b + 1}_"
                put = lambda name, value: row.__setitem__(p + name, None if value is None else float(value))
                put("count", s.sum()); put("sum", (v * s).sum()); put("nodata", inside[~valid[b]].sum())
                put("outside", 1 - area(g, 0, 0, shape[1], shape[0]) / g.GetArea())
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

    public enum Kind { NorthUp, SouthUpIntegers, Rotated, Geographic }

    public static TheoryData<Kind, ZonalMethod> Cases()
        => [.. from kind in Enum.GetValues<Kind>() from method in Enum.GetValues<ZonalMethod>() select new TheoryDataRow<Kind, ZonalMethod>(
            kind, method)];

    [Theory, MemberData(nameof(Cases))]
    public void Every_statistic_is_that_of_brute_force(Kind kind, ZonalMethod method)
    {
        var random = new Random(21);
        var grid = new GridSpec(40, 60, kind switch
        {
            Kind.SouthUpIntegers => new(400_000, 10, 0, 5_800_000, 0, 7.5),
            Kind.Rotated => new(400_000, 9, 3, 5_800_000, -2, -7),
            Kind.Geographic => Affine.NorthUp(-3, 62, 0.25, 0.5),
            _ => Affine.NorthUp(400_000, 5_800_000, 10, 7.5),
        }, Crs.FromEpsg(kind == Kind.Geographic ? 4326 : 32633));
        var cells = Enumerable.Range(0, 2 * 40 * 60).Select(_ => random.Next(9) == 0 ? float.NaN : (float)random.Next(21)).ToArray();
        var values = kind switch
        {
            Kind.SouthUpIntegers => NDArray.From(grid, cells.Select(c => float.IsNaN(c) ? (short)-7 : (short)c).ToArray(), noData: -7),
            Kind.Geographic => NDArray.From(grid, cells.Select(c => (double)c).ToArray()),
            _ => NDArray.From(grid, cells),
        };
        var weights = NDArray.From(grid,
            Enumerable.Range(0, 40 * 60).Select(_ => random.Next(20) == 0 ? double.NaN : random.NextDouble()).ToArray());
        // Zones overlap, have holes and reach beyond the raster; the last lies outside.
        var zones = Enumerable.Range(0, 9).Select(i => Zone(random, i, grid.Transform)).Append(Zone(random, -1, grid.Transform)).ToArray();
        var folder = Directory.CreateTempSubdirectory("pyramids");
        try
        {
            values.ToLazy().ToGeoTiff(Path.Combine(folder.FullName, "values.tif"));
            weights.ToLazy().ToGeoTiff(Path.Combine(folder.FullName, "weights.tif"));
            var json = new JsonSerializerOptions { Converters = { new GeoJsonConverterFactory() } };
            File.WriteAllLines(Path.Combine(folder.FullName, "zones.json"), zones.Select(z => JsonSerializer.Serialize(z, json)));
            using var expected = JsonDocument.Parse(Peer.Run(Script,
                [folder.FullName, $"{method}", kind == Kind.Geographic ? "CellArea" : "raster"]));
            var options = new ZonalOptions { Method = method, Weights = kind == Kind.Geographic ? ZonalWeights.CellArea : weights };
            using var dataset = Dataset.ReadFile(Path.Combine(folder.FullName, "values.tif"));
            var table = dataset.ZonalStats(new FeatureCollection(zones, grid.Crs), options, [.. Statistics.Select(Statistic.Parse)]);
            var compared = 0;
            foreach (var (zone, row) in expected.RootElement.EnumerateArray().Index())
                foreach (var column in table.Columns)
                {
                    var theirs = row.TryGetProperty(column.Name, out var found) && found.ValueKind == JsonValueKind.Number
                        ? found.GetDouble()
                        : (double?)null;
                    var ours = column[zone] is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : (double?)null;
                    Assert.True(theirs is null == ours is null
                        && (ours is null || Math.Abs(ours.Value - theirs!.Value) <= 1e-8 * Math.Max(1, Math.Abs(theirs.Value))),
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

    private static Geometry Zone(Random random, int i, Affine transform)
    {
        Geometry star;
        do star = Shapes.Star(random, i < 0 ? 500 : 60 * random.NextDouble(), 40 * random.NextDouble(), 4 + 14 * random.NextDouble(),
            random.Next(4, 30), i % 3 == 0);
        while (!star.IsValid);
        star.Apply(new Shapes.Mapped(c => transform.ToCrs(c.X, c.Y)));
        return star;
    }
}
