using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace Pyramids.Tests;

/// <summary>Files that GDAL wrote, and what it reads from them.</summary>
internal static class GdalReadings
{
    /// <summary>What <see cref="Dump"/> adds to a script: <c>dump(path)</c> writes path.bin and path.json as GDAL reads the file.</summary>
    public const string Prelude = """
        import sys, os, json, math, random
        import numpy as np
        from osgeo import gdal
        gdal.UseExceptions()
        gdal.SetConfigOption('GDAL_PAM_ENABLED', 'NO')
        gdal.PushErrorHandler('CPLQuietErrorHandler')
        folder = sys.argv[1]
        def dump(path, name=None, close=True):
            d = gdal.Open(name or path)
            a = np.stack([d.GetRasterBand(b + 1).ReadAsArray() for b in range(d.RasterCount)])
            band = d.GetRasterBand(1)
            if band.GetMetadataItem('PIXELTYPE', 'IMAGE_STRUCTURE') == 'SIGNEDBYTE' and a.dtype == np.uint8:
                a = a.view(np.int8)
            nodata = band.GetNoDataValueAsInt64() if band.DataType == 13 else band.GetNoDataValueAsUInt64() if band.DataType == 12 else band.GetNoDataValue()
            a.tofile(path + '.bin')
            with open(path + '.json', 'w') as f:
                json.dump(dict(shape=a.shape, dtype=a.dtype.name, nodata=None if nodata is None else repr(nodata),
                               transform=d.GetGeoTransform(can_return_null=True), names=[d.GetRasterBand(b + 1).GetDescription() for b in range(d.RasterCount)], wkt=d.GetProjection(),
                               scales=[d.GetRasterBand(b + 1).GetScale() or 1 for b in range(d.RasterCount)], offsets=[d.GetRasterBand(b + 1).GetOffset() or 0 for b in range(d.RasterCount)],
                               items={k: v for k, v in d.GetMetadata().items() if (k, v) != ('AREA_OR_POINT', 'Area') and not k.startswith('TIFFTAG_')}), f)

        """;

    /// <summary>Runs a script in a folder of its own; skips the test when GDAL is not there.</summary>
    public static DirectoryInfo Dump(string script)
    {
        var folder = Directory.CreateTempSubdirectory("pyramids-gdal-");
        try
        {
            GdalPeer.Run(Prelude + script, folder.FullName);
            return folder;
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>Fails unless our reading of a dumped file equals GDAL's: cells, type, nodata, transform, names.</summary>
    public static async Task AssertEqual(string path)
    {
        var said = JsonDocument.Parse(await File.ReadAllTextAsync(path + ".json")).RootElement;
        var (store, key) = FileStore.ForFile(path);
        await using var owned = store;
        var image = (await GeoTiffFile.OpenAsync(store, key, default)).Main;
        var schema = image.Source.Schema;
        var shape = said.GetProperty("shape").EnumerateArray().Select(n => n.GetInt32()).ToArray();
        Assert.Equal(shape, new[] { schema.Bands, schema.Grid.Rows, schema.Grid.Columns });
        Assert.Equal(said.GetProperty("dtype").GetString(), schema.Type.ToString().ToLowerInvariant());
        if (said.GetProperty("nodata").GetString() is { } nodata) Assert.Equal(nodata, Shown(schema.NoData, schema.Type));
        else Assert.Null(schema.NoData);
        if (said.GetProperty("transform") is { ValueKind: JsonValueKind.Array } transform)
            Assert.Equal(transform.EnumerateArray().Select(n => n.GetDouble()), schema.Grid.Transform.ToGeoTransform());
        else Assert.False(image.Metadata.Reference.HasTransform);
        var names = said.GetProperty("names").EnumerateArray().Select(n => n.GetString()!).ToArray();
        if (names.Any(name => name != "")) Assert.Equal(names, schema.BandNames);
        AssertMeaning(said, schema);

        var expected = await File.ReadAllBytesAsync(path + ".bin");
        var chunk = Chunk.Allocate(schema.Whole, schema.Type);
        chunk.Bytes.Fill(0xEE);
        await image.Source.ReadAsync(chunk, default);
        SameBytes(expected, chunk.Bytes, path, schema.Whole, schema);
        await WindowsAgree(image.Source, chunk, path);
    }

    private static void AssertMeaning(JsonElement said, ArraySchema schema)
    {
        static double[] Numbers(JsonElement list) => [.. list.EnumerateArray().Select(n => n.GetDouble())];
        var meaning = schema.Meaning ?? new();
        Assert.Equal(Numbers(said.GetProperty("scales")),
            meaning.Scales.Count == 0 ? Enumerable.Repeat(1.0, schema.Bands) : meaning.Scales);
        Assert.Equal(Numbers(said.GetProperty("offsets")), meaning.Offsets.Count == 0 ? new double[schema.Bands] : meaning.Offsets);
        Assert.Equal(said.GetProperty("items").EnumerateObject().Select(item => (item.Name, item.Value.GetString()!)).Order(),
            meaning.Items.Where(item => item.Band is null).Select(item => (item.Name, item.Value)).Order());
        if (said.GetProperty("wkt").GetString() is { Length: > 0 } wkt && !wkt.StartsWith("LOCAL_CS", StringComparison.Ordinal))
            Assert.Equal(Crs.FromUserInput(wkt), schema.Grid.Crs);
    }

    /// <summary>Windows that cut blocks hold what the whole holds.</summary>
    public static async Task WindowsAgree(IChunkSource source, Chunk whole, string path)
    {
        var schema = source.Schema;
        var random = new Random(schema.Grid.Rows * 7919 + schema.Grid.Columns);
        for (var i = 0; i < 6; i++)
        {
            int band = random.Next(schema.Bands), row = random.Next(schema.Grid.Rows),
                column = i == 0 ? 0 : random.Next(schema.Grid.Columns);
            var window = new Window(band, row, column, random.Next(1, schema.Bands - band + 1), random.Next(1, schema.Grid.Rows - row + 1),
                i == 0 ? schema.Grid.Columns : random.Next(1, schema.Grid.Columns - column + 1));
            var part = Chunk.Allocate(window, schema.Type);
            part.Bytes.Fill(0xEE);
            await source.ReadAsync(part, default);
            SameBytes(Crop(whole, window), part.Bytes, path, window, schema);
            Assert.True(source.ScratchBytes(window) >= 0 && source.StoredBytes(window) <= source.StoredBytes(schema.Whole));
        }
    }

    private static byte[] Crop(Chunk whole, Window window)
    {
        var size = whole.Type.Size();
        var cells = new byte[window.Cells * size];
        var at = 0;
        for (var band = window.Band; band < window.BandEnd; band++)
            for (var row = window.Row; row < window.RowEnd; row++, at += window.Columns * size)
                whole.Bytes.Slice(((band * whole.Window.Rows + row) * whole.Window.Columns + window.Column) * size, window.Columns * size)
                    .CopyTo(cells.AsSpan(at));
        return cells;
    }

    private static string Shown(double? value, DType type)
        => value is not { } v ? "none" : type.IsFloating()
            ? double.IsNaN(v) ? "nan" : double.IsInfinity(v) ? v > 0 ? "inf" : "-inf" : Python3(v)
            : type is DType.Int64 or DType.UInt64 ? ((decimal)v).ToString() : Python3(v);

    private static string Python3(double value)
        => value == Math.Floor(value) && Math.Abs(value) < 1e16 ? $"{value:F1}" : value.ToString("R").Replace("E", "e");

    // Two NaNs are alike whatever their bits.
    private static void SameBytes(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> found, string path, Window window, ArraySchema schema)
    {
        if (expected.SequenceEqual(found)) return;
        Assert.Equal(expected.Length, found.Length);
        var size = schema.Type.Size();
        for (var i = 0; i < found.Length; i += size)
        {
            if (expected.Slice(i, size).SequenceEqual(found.Slice(i, size))) continue;
            if (schema.Type == DType.Float32 && float.IsNaN(MemoryMarshal.Read<float>(expected[i..]))
                && float.IsNaN(MemoryMarshal.Read<float>(found[i..])))
                continue;
            if (schema.Type == DType.Float64 && double.IsNaN(MemoryMarshal.Read<double>(expected[i..]))
                && double.IsNaN(MemoryMarshal.Read<double>(found[i..])))
                continue;
            var cell = i / size;
            Assert.Fail($"{Path.GetFileName(path)}, {window}: band {cell / (window.Rows * window.Columns)}, row {cell / window.Columns % window.Rows}, column {cell % window.Columns} "
                + $"of the window is {Convert.ToHexString(found.Slice(i, size))}; GDAL has {Convert.ToHexString(expected.Slice(i, size))}.");
        }
    }
}
