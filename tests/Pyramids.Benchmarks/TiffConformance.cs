using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pyramids.Benchmarks;

/// <summary>Reads every TIFF under a folder with GDAL and with this reader and tells which are equal, refused or
/// different: <c>conformance FOLDER [--list]</c>.</summary>
/// <remarks>Compared are cells, cell type, nodata, transform and coordinate reference system of the main image.
/// Differences make the exit code 1.</remarks>
internal static class TiffConformance
{
    private const long MostBytes = 200 << 20;

    // Files whose system GDAL 3.6.2 gets wrong, and how that is known; their cells and transforms are compared all the same.
    private static readonly (string File, string Why)[] Faults =
    [
        ("projected_GTCitationGeoKey_with_underscore", "GDAL gives EPSG:2039 the projection 'unnamed' on WGS 84"),
        ("-non_scaled", "GDAL takes the datum ETRS_1989 for IRENET95; from well-known text it reads the same name as ETRS89"),
    ];

    // One line of JSON for each file; the cells go to a file beside it.
    private const string Peer = """
        import sys, json, os
        from osgeo import gdal
        gdal.UseExceptions()
        gdal.PushErrorHandler('CPLQuietErrorHandler')
        for k, v in (('GDAL_PAM_ENABLED', 'NO'), ('GDAL_GEOREF_SOURCES', 'INTERNAL,WORLDFILE'), ('GTIFF_REPORT_COMPD_CS', 'YES'), ('OSR_USE_NON_DEPRECATED', 'NO')): gdal.SetConfigOption(k, v)
        out = sys.argv[1]
        # Heights are in GDAL's answer only by option in files of GeoTIFF 1.0.
        def horizontal():
            gdal.SetConfigOption('GTIFF_REPORT_COMPD_CS', 'NO')
            d = gdal.OpenEx(path, allowed_drivers=['GTiff'])
            crs = d.GetProjection() or d.GetGCPProjection()
            gdal.SetConfigOption('GTIFF_REPORT_COMPD_CS', 'YES')
            return crs
        for line in sys.stdin:
            path = line.rstrip('\n')
            r = {}
            try:
                d = gdal.OpenEx(path, allowed_drivers=['GTiff'])
                b = d.GetRasterBand(1)
                t = gdal.GetDataTypeName(b.DataType)
                if b.GetMetadataItem('PIXELTYPE', 'IMAGE_STRUCTURE') == 'SIGNEDBYTE': t = 'Int8'
                nodata = b.GetNoDataValueAsInt64() if b.DataType == 13 else b.GetNoDataValueAsUInt64() if b.DataType == 12 else b.GetNoDataValue()
                r = dict(type=t, bands=d.RasterCount, rows=d.RasterYSize, columns=d.RasterXSize, nodata=None if nodata is None else repr(float(nodata)),
                         transform=[repr(float(x)) for x in d.GetGeoTransform(can_return_null=True) or []], crs=d.GetProjection() or d.GetGCPProjection(),
                         horizontal=horizontal(), compression=d.GetMetadataItem('COMPRESSION', 'IMAGE_STRUCTURE'))
                if d.RasterCount * d.RasterXSize * d.RasterYSize * 8 <= MOST:
                    with open(out, 'wb') as f:
                        for i in range(d.RasterCount): f.write(d.GetRasterBand(i + 1).ReadRaster(buf_type=b.DataType))
                    r['cells'] = True
            except Exception as e:
                r['error'] = str(e)
            print(json.dumps(r), flush=True)
        """;

    public static async Task<int> Run(string[] args)
    {
        if (args.Length == 0) throw new ArgumentException("Name a folder of TIFFs.");
        var files = Directory.EnumerateFiles(args[0], "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path).ToLowerInvariant() is ".tif" or ".tiff").Order(StringComparer.Ordinal).ToList();
        var dump = Path.GetTempFileName();
        var counts = new SortedDictionary<string, int>();
        var reasons = new SortedDictionary<string, int>();
        using var gdal = Start(dump);
        foreach (var path in files)
        {
            await gdal.StandardInput.WriteLineAsync(path);
            var line = await gdal.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"GDAL died over {path}.");
            var said = JsonDocument.Parse(line).RootElement;
            var (verdict, detail) = await Judge(path, said, dump);
            counts[verdict] = counts.GetValueOrDefault(verdict) + 1;
            if (verdict is "refused" or "georeference refused")
            {
                var reason = detail.IndexOf(';') is var at and > 0 ? detail[..at] : detail;
                reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
            }
            if (args.Contains("--list") || verdict is "different" or "failed" or "GDAL errs" or "georeference refused")
                Console.WriteLine($"{verdict,-20} {Path.GetRelativePath(args[0], path)}: {detail}");
        }
        gdal.StandardInput.Close();
        File.Delete(dump);
        Console.WriteLine($"{files.Count} files");
        foreach (var (verdict, count) in counts) Console.WriteLine($"{count,6} {verdict}");
        foreach (var (reason, count) in reasons.OrderByDescending(reason => reason.Value))
            Console.WriteLine($"{count,12} refused: {reason}");
        return counts.ContainsKey("different") || counts.ContainsKey("failed") ? 1 : 0;
    }

    private static async Task<(string Verdict, string Detail)> Judge(string path, JsonElement said, string dump)
    {
        var error = said.TryGetProperty("error", out var text) ? text.GetString()! : null;
        var (store, key) = FileStore.ForFile(path);
        await using var owned = store;
        try
        {
            var image = (await GeoTiffFile.OpenAsync(store, key, default)).Main;
            var schema = image.Source.Schema;
            var fits = schema.Bytes <= MostBytes;
            var chunk = Chunk.Allocate(fits ? schema.Whole : new(0, 0, 1, 1), schema.Type);
            if (fits) await image.Source.ReadAsync(chunk, default);
            if (error is not null) return ("GDAL refuses", error);
            var differences = Differences(image, said).ToList();
            if (fits && said.TryGetProperty("cells", out _) && Cells(chunk, await File.ReadAllBytesAsync(dump)) is { } different)
                differences.Add(different);
            var part = image.Metadata.Reference.Problems;
            if (differences is [var one] && one.StartsWith("CRS", StringComparison.Ordinal)
                && Faults.FirstOrDefault(fault => image.Source.Name.Contains(fault.File, StringComparison.Ordinal)) is { Why: { } why })
                return ("GDAL errs", $"{schema.Grid.Crs?.ToString() ?? "no CRS"}: {why}");
            return differences.Count == 0 && part.Count > 0 ? ("georeference refused", part[0].Message)
                : differences.Count > 0 ? ("different", string.Join("; ", differences))
                : ("equal", schema.Grid.Crs?.ToString() ?? "");
        }
        catch (RasterFormatException refusal)
        {
            return (error is null ? "refused" : "both refuse", refusal.Message);
        }
        catch (Exception other)
        {
            return ("failed", other.ToString());
        }
    }

    private static IEnumerable<string> Differences(GeoTiffImage image, JsonElement said)
    {
        var schema = image.Source.Schema;
        var type = said.GetProperty("type").GetString() switch { "Byte" => "UInt8", var other => other };
        if (type != schema.Type.ToString()) yield return $"type {schema.Type}, GDAL {type}";
        var shape = (said.GetProperty("bands").GetInt32(), said.GetProperty("rows").GetInt32(), said.GetProperty("columns").GetInt32());
        if (shape != (schema.Bands, schema.Grid.Rows, schema.Grid.Columns))
            yield return $"shape {schema.Bands}, {schema.Grid}; GDAL {shape}";
        double? nodata = said.GetProperty("nodata").GetString() is { } value ? Number(value) : null;
        if (schema.Type == DType.Float32 && nodata is { } wide) nodata = (float)wide;
        if (!Equals(nodata, schema.NoData) && image.Metadata.NoData.Problem is null) yield return $"nodata {schema.NoData}, GDAL {nodata}";
        var problems = image.Metadata.Reference.Problems;
        var transform = said.GetProperty("transform").EnumerateArray().Select(n => Number(n.GetString()!));
        var ours = image.Metadata.Reference.HasTransform ? schema.Grid.Transform.ToGeoTransform() : [];
        var refusesTransform = !image.Metadata.Reference.HasTransform
            && problems.Any(problem => problem.Message.Contains("transform", StringComparison.Ordinal));
        if (!transform.SequenceEqual(ours) && !refusesTransform)
            yield return $"transform {string.Join(' ', ours)}, GDAL {string.Join(' ', transform)}";
        var crs = said.GetProperty("crs").GetString();
        // A local system without name and unit is GDAL's way to say that there are geo keys, and nothing in them.
        if (crs?.StartsWith("LOCAL_CS[\"unnamed\",UNIT[\"unknown\"", StringComparison.Ordinal) == true) crs = null;
        if (schema.Grid.Crs is null && problems.Any(problem => problem.Message.Contains("GeoKey", StringComparison.Ordinal))) yield break;
        if (string.IsNullOrEmpty(crs) != schema.Grid.Crs is null)
            yield return $"CRS {schema.Grid.Crs}, GDAL {(string.IsNullOrEmpty(crs) ? "none" : crs[..Math.Min(crs.Length, 200)])}";
        else if (!string.IsNullOrEmpty(crs) && !IsSame(crs, schema.Grid.Crs!)
            && !IsSame(said.GetProperty("horizontal").GetString()!, schema.Grid.Crs!))
            yield return $"CRS {schema.Grid.Crs!.ToWkt(WktVersion.Wkt1Gdal)}, GDAL {crs}";
    }

    /// <summary>Whether GDAL's text, or the EPSG code that the text claims for itself, defines the system.</summary>
    private static bool IsSame(string gdal, Crs crs)
        => Crs.TryFromUserInput(gdal, out var theirs)
            && (theirs == crs || theirs.ClaimedEpsg is { } code && Crs.TryFromEpsg(code, out var claimed) && claimed == crs);

    private static double Number(string python) => python switch
    {
        "nan" => double.NaN, "inf" => double.PositiveInfinity, "-inf" => double.NegativeInfinity,
        _ => double.Parse(python, System.Globalization.CultureInfo.InvariantCulture),
    };

    private static string? Cells(Chunk chunk, ReadOnlySpan<byte> expected)
    {
        ReadOnlySpan<byte> found = chunk.Bytes;
        if (found.SequenceEqual(expected)) return null;
        if (found.Length != expected.Length) return $"{found.Length} bytes of cells, GDAL {expected.Length}";
        var (size, window, different, first) = (chunk.Type.Size(), chunk.Window, 0L, -1L);
        for (var i = 0; i < found.Length; i += size)
        {
            if (found.Slice(i, size).SequenceEqual(expected.Slice(i, size))) continue;
            if (size == 4 && chunk.Type.IsFloating() && float.IsNaN(MemoryMarshal.Read<float>(found[i..]))
                && float.IsNaN(MemoryMarshal.Read<float>(expected[i..])))
                continue;
            if (first < 0) first = i / size;
            different++;
        }
        return different == 0 ? null
            : $"{different} of {window.Cells} cells, first band {first / (window.Rows * window.Columns)} row {first / window.Columns % window.Rows} column {first % window.Columns}: "
              + $"{Convert.ToHexString(found.Slice((int)first * size, size))}, GDAL {Convert.ToHexString(expected.Slice((int)first * size, size))}";
    }

    private static Process Start(string dump)
        => Process.Start(new ProcessStartInfo("/usr/bin/python3",
            ["-c", Peer.Replace("MOST", MostBytes.ToString(System.Globalization.CultureInfo.InvariantCulture)), dump])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
}
