namespace Pyramids.Fuzz;

/// <summary>Reads a virtual raster beside a small file, <c>a.tif</c>, which it may name.</summary>
internal static class VrtRun
{
    private static readonly Lazy<string> Folder = new(() =>
    {
        var folder = Directory.CreateTempSubdirectory("pyramids-fuzz-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        new NDArray(new(new(10, 20, Affine.Identity), 1, DType.UInt8) { IsPlane = true },
            CodecTargets.Content(200, 1)).ToGeoTiff(Path.Combine(folder, "a.tif"), new() { BlockSize = 16 });
        return folder;
    });

    public static void Read(byte[] input) => ReadAsync(input).GetAwaiter().GetResult();

    private static async Task ReadAsync(byte[] input)
    {
        using var refused = Engine.Configure(http: new() { AllowedHosts = ["none.invalid"], Attempts = 1 });
        var raster = VrtFile.Parse(input, new(Path.Combine(Folder.Value, "m.vrt")));
        await using (raster.Owner)
        {
            foreach (var source in (IChunkSource?[])[raster.Source, raster.Validity, raster.Colours])
                if (source is not null) await TiffRun.SomeAsync(source);
        }
    }
}
