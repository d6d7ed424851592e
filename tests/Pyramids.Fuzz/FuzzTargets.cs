using System.Runtime.InteropServices;
using System.Text;

namespace Pyramids.Fuzz;

/// <summary>All that reads bytes of unknown origin. Tests and fuzzers share this list.</summary>
internal static class FuzzTargets
{
    private static readonly string[] Json = ["null", "-1", "0", "1e999", "2147483648", "9223372036854775807", "\"NaN\"", "[]", "{}", "true",
        "\"\"", "\"\\ud800\"", "[[[[", "[0]", "[1,1,1,1]"];

    public static FuzzTarget Tiff { get; } = new("tiff", () => [.. TiffSeeds.All()], TiffRun.Read, typeof(RasterFormatException));

    public static FuzzTarget GeoKeys { get; } = new("geokeys", GeoKeySeeds.All, GeoKeySeeds.Read, typeof(RasterFormatException));

    public static FuzzTarget Wkt { get; } = new("wkt", () => TextSeeds.Bytes(TextSeeds.Crs()), ReadCrs, typeof(CrsException))
    {
        Words = ["GEOGCS[", "PROJCRS[", "]]", "\"\"", "1e999", "-1", "NaN", "EPSG:4326", "AUTHORITY[\"EPSG\",\"4326\"]",
            "ID[\"EPSG\",9807]", "UNIT[\"\",0]", "+proj=utm +zone=33", "null", "{}"],
    };

    public static FuzzTarget Vrt { get; } = new("vrt", () => TextSeeds.Bytes([TextSeeds.Vrt]), VrtRun.Read, typeof(RasterFormatException),
        typeof(IOException))
    {
        Words = ["1e30", "-1", "0", "NaN", "inf", "0.5", "2147483648", "<SimpleSource>", "</SimpleSource>", "<VRTRasterBand>", "mask,1",
            "Int16", "Float64", "../a.tif", "&lt;", "<![CDATA[", "<!DOCTYPE a>"],
    };

    public static FuzzTarget GeoJson { get; } = new("geojson", () => TextSeeds.Bytes([TextSeeds.GeoJson]),
        text => Pyramids.GeoJson.Read(text, "fuzz.geojson"), typeof(RasterFormatException))
    {
        Words = [.. Json, "\"Polygon\"", "\"GeometryCollection\"", "\"FeatureCollection\"", "[[0,0],[1,1]]"],
    };

    public static FuzzTarget Zarr { get; } = new("zarr", ZarrSeeds.All, ZarrSeeds.Read, typeof(RasterFormatException))
    {
        Words = [.. Json, "\"<f8\"", "\">i2\"", "\"float16\"", "\"..\"", "{\"name\":\"bytes\"}", "{\"id\":\"blosc\"}", "\"zlib\"",
            "\"crc32c\"", "\"transpose\"", "\"packbits\"", "\"astype\"", "\"<M8[ns]\"", "\"|S9\""],
    };

    public static IReadOnlyList<FuzzTarget> All { get; } = [Tiff, .. CodecTargets.All, GeoKeys, Wkt, Vrt, GeoJson, Zarr];

    private static void ReadCrs(byte[] text)
    {
        var crs = Crs.FromUserInput(Encoding.UTF8.GetString(text));
        Crs.FromUserInput(crs.ToWkt());
        crs.ToWkt(WktVersion.Wkt1Gdal);
        crs.ToEpsg();
    }
}

/// <summary>GeoKeys as bytes: the number of shorts of the directory, the directory, the number of doubles, the doubles, text.</summary>
internal static class GeoKeySeeds
{
    public static byte[][] All()
        => [.. ((int[])[4326, 2263, 27572, 4979, 7405, 6200, 32633]).Select(Crs.FromEpsg).SelectMany(crs => (Crs[])[crs, Moved(crs)])
            .Select(crs => Pack(Pyramids.GeoKeys.Write(crs)))];

    public static void Read(byte[] input)
    {
        ReadOnlySpan<byte> rest = input;
        var directory = Take<ushort>(ref rest);
        var doubles = Take<double>(ref rest);
        var crs = Pyramids.GeoKeys.Read(directory, doubles, Encoding.Latin1.GetString(rest)).Crs;
        crs?.ToWkt();
        crs?.ToWkt(WktVersion.Wkt1Gdal);
        crs?.ToEpsg();
    }

    private static byte[] Pack((ushort[] Directory, double[] Doubles, string Ascii) keys)
        => [(byte)keys.Directory.Length, .. MemoryMarshal.AsBytes<ushort>(keys.Directory), (byte)keys.Doubles.Length,
            .. MemoryMarshal.AsBytes<double>(keys.Doubles), .. Encoding.Latin1.GetBytes(keys.Ascii)];

    private static T[] Take<T>(ref ReadOnlySpan<byte> rest) where T : unmanaged
    {
        if (rest.IsEmpty) return [];
        var values = new T[Math.Min(rest[0], (rest.Length - 1) / Marshal.SizeOf<T>())];
        rest.Slice(1, values.Length * Marshal.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        rest = rest[(1 + values.Length * Marshal.SizeOf<T>())..];
        return values;
    }

    // A projection that no code stands for, so that its parameters are written.
    private static Crs Moved(Crs crs)
        => crs.Projection is not { } projection || crs.Kind != CrsKind.Projected ? crs : new(CrsKind.Projected, "moved")
        {
            Base = crs.Base, Datum = crs.Datum, Axes = crs.Axes, Unit = crs.Unit,
            Projection = projection with { Parameters =
                [.. projection.Parameters.Select(p => p.EpsgCode is 8806 or 8816 or 8826 ? p with { Value = p.Value + 12345.25 } : p)] },
        };
}
