namespace Pyramids.Fuzz;

/// <summary>Opens a TIFF from memory and reads what it says and some of its cells: image, overviews, mask, validity, colours.</summary>
internal static class TiffRun
{
    private const int MostBytes = 1 << 20;
    private static readonly TiffLimits Limits = new()
        { MaxBlockBytes = 4 << 20, MaxTagBytes = 4 << 20, MaxTags = 100_000, MaxDirectories = 1000 };

    public static void Read(byte[] input) => ReadAsync(input).GetAwaiter().GetResult();

    private static async Task ReadAsync(byte[] input)
    {
        try
        {
            var file = await GeoTiffFile.OpenAsync(MemoryStore.Of("fuzz.tif", input), "fuzz.tif", default, Limits);
            GeoTiffFacts.Of(file);
            foreach (var image in file.Images.Take(8))
            {
                foreach (var source in (IChunkSource?[])[image.Source, .. image.Overviews.Take(4), image.Mask,
                    image.Validity, image.Colours])
                    if (source is not null) await SomeAsync(source);
                foreach (var tag in image.Metadata.Tags)
                    if (tag.Value is null) throw new InvalidOperationException($"Tag {tag.Number} has no text.");
            }
        }
        catch (RasterFormatException error) when (error.Key != "fuzz.tif")
        {
            throw new InvalidOperationException($"The error names '{error.Key}'.", error);
        }
    }

    /// <summary>All cells of a small source, the first block of others.</summary>
    public static async Task SomeAsync(IChunkSource source)
    {
        var schema = source.Schema;
        var window = schema.Whole;
        if (schema.Bytes > MostBytes)
        {
            window = new(0, 0, 0, 1, Math.Min(schema.Grid.Rows, source.Block.Rows), Math.Min(schema.Grid.Columns, source.Block.Columns));
            if (window.Cells * schema.Type.Size() > MostBytes) window = new(0, 0, 0, 1, 1, Math.Min(window.Columns, MostBytes / 8));
        }
        if (source.ScratchBytes(window) is < 0 or > 64 << 20)
            throw new InvalidOperationException($"{source.Name} asks for {source.ScratchBytes(window)} bytes of working memory.");
        await source.ReadAsync(Chunk.Allocate(window, schema.Type), default);
    }
}
