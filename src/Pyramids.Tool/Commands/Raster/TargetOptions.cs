using System.CommandLine;
using System.Globalization;

namespace Pyramids.Tool.Commands.Raster;

/// <summary>How a result is written: a GeoTIFF or a Zarr store by the target's name.</summary>
internal sealed class TargetOptions
{
    private readonly Choice<Compression> compress = new("--compress", "Compression of a GeoTIFF.", Compression.Deflate);
    private readonly Option<int?> level = NumberOption.Optional<int>("--level",
        "Effort of compression; the codec's usual one when not given.");
    private readonly Choice<TiffPredictor> predictor = new("--predictor", "Predictor of a GeoTIFF.", TiffPredictor.Auto);
    private readonly Option<int> blockSize = NumberOption.Create("--blocksize",
        "Rows and columns of a GeoTIFF's tile, a multiple of 16.", 512);
    private readonly Option<bool> cog = new("--cog") { Description = "Write a cloud-optimized GeoTIFF, with overviews." };
    private readonly Choice<OverviewResampling> overviews = new("--overviews",
        "How the overviews of a cloud-optimized GeoTIFF are made; auto takes nearest where there is a colour table, else average.",
        OverviewResampling.Auto);
    private readonly Option<int> zarrVersion = NumberOption.Create("--zarr-version", "Version of a Zarr store, 2 or 3.", 3, "2 or 3",
        version => version is 2 or 3);
    private readonly Choice<ZarrCodec> codec = new("--codec", "Compression of a Zarr store.", new ZarrOptions().Codec);
    private readonly Option<string?> chunks = RasterOptions.Checked("--chunks",
        "Chunks: 1024, 512,2048 or 1,512,512 cells, auto, whole or bytes (64MiB).", text => Chunks.Parse(text));

    private readonly Option<string?> shards = RasterOptions.Checked("--shards",
        "Shards of a Zarr store of version 3, multiples of its chunks: 4096 or 1,4096,4096 cells.", text => Shape(text));

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { compress, level, predictor, blockSize, cog, overviews, zarrVersion, codec,
            chunks, shards })
            command.Options.Add(option);
    }

    /// <summary>The chunks asked for; null when none were.</summary>
    public Chunks? ChunksOf(ParseResult parsed) => parsed.GetValue(chunks) is { } text ? Chunks.Parse(text) : null;

    /// <summary>Computes an array into the target and says so.</summary>
    public async Task<RasterRun.Outcome> WriteAsync(ParseResult parsed, Dataset input, LazyArray array, string output,
        string what, RasterRun run)
    {
        await Defer(parsed, input, array, output).ComputeAsync(run, run.Cancellation).ConfigureAwait(false);
        var shape = array.Schema.Meaning?.MaskBand is { } bands
            ? $"{(bands == 1 ? "" : $"{bands} x ")}{array.Schema.Grid.Rows} x {array.Schema.Grid.Columns}"
            : string.Join(" x ", array.Shape);
        var type = array.DType.ToString();
        return new($"{output}: {what}, {shape} {type}, {run.Took}", new() { { "output", output }, { "dtype", type } },
            array.Schema.Whole.Cells);
    }

    /// <summary>Whether a target's name is that of a GeoTIFF.</summary>
    public static bool IsTiff(string output) => Extension(output) is ".tif" or ".tiff";

    /// <summary>The write of an array into the target, put off.</summary>
    public DeferredWrite Defer(ParseResult parsed, Dataset input, LazyArray array, string output)
    {
        if (SamePath(input.Path, output)) throw new ArgumentException($"The output '{output}' is the input itself; give another name.");
        var folder = Path.GetDirectoryName(input.Path) ?? "";
        if (input.Source is MosaicSource mosaic && mosaic.Pieces.Any(piece => SamePath(Path.Combine(folder, piece.Name), output)))
            throw new ArgumentException($"The output '{output}' is one of the files that '{input.Path}' is made of; give another name.");
        RefuseOthers(parsed, output);
        return Extension(output) switch
        {
            _ when IsTiff(output) => parsed.GetValue(cog)
                ? array.ToCog(output, Cog(parsed), compute: false)
                : array.ToGeoTiff(output, GeoTiff(parsed), compute: false),
            ".zarr" => array.ToZarr(output, Zarr(parsed, array), compute: false),
            var extension => throw new ArgumentException(
                $"'{output}' ends in '{extension}'; the output must end in .tif (GeoTIFF) or .zarr (Zarr store)."),
        };
    }

    // An option of the other format would be typed in vain.
    private void RefuseOthers(ParseResult parsed, string output)
    {
        var tiff = IsTiff(output);
        foreach (var option in (Option[])(tiff ? [zarrVersion, codec, shards] : [compress, predictor, blockSize, cog, overviews]))
            if (IsGiven(option))
                throw new ArgumentException($"{option.Name} is an option of {(tiff ? "Zarr stores" : "GeoTIFF files")}, and '{output}' is a {(tiff ? "GeoTIFF file" : "Zarr store")}. "
                    + $"Leave it out, or give the output a name that ends in {(tiff ? ".zarr" : ".tif")}.");
        if (IsGiven(overviews) && !parsed.GetValue(cog))
            throw new ArgumentException($"{overviews.Name} is an option of cloud-optimized files; give --cog too.");

        bool IsGiven(Option option) => parsed.GetResult(option) is { Implicit: false };
    }

    private static string Extension(string output) => Path.GetExtension(output.TrimEnd(Path.DirectorySeparatorChar)).ToLowerInvariant();

    private GeoTiffOptions GeoTiff(ParseResult parsed) => new()
    {
        Compression = parsed.GetValue(compress),
        Level = parsed.GetValue(level),
        Predictor = parsed.GetValue(predictor),
        BlockSize = parsed.GetValue(blockSize),
        Overwrite = true,
    };

    private CogOptions Cog(ParseResult parsed) => new()
    {
        Compression = parsed.GetValue(compress),
        Level = parsed.GetValue(level),
        Predictor = parsed.GetValue(predictor),
        BlockSize = parsed.GetValue(blockSize),
        Overviews = parsed.GetValue(overviews),
        Overwrite = true,
    };

    private ZarrOptions Zarr(ParseResult parsed, LazyArray array)
    {
        var options = new ZarrOptions
        {
            Version = parsed.GetValue(zarrVersion),
            Codec = parsed.GetValue(codec),
            Level = parsed.GetValue(level),
            Mode = ZarrMode.Overwrite,
        };
        if (parsed.GetValue(shards) is { } text) options = options with { Shards = Shape(text) };
        return ChunksOf(parsed) is not null ? options : options with { Chunks = Usual(array.Schema) };
    }

    /// <summary>Chunks of 1024 cells a side, unless the user asked for others.</summary>
    private static BlockShape Usual(ArraySchema schema) => new(1, Math.Min(1024, schema.Grid.Rows), Math.Min(1024, schema.Grid.Columns));

    /// <summary>One number for rows and columns, two for them, or three with bands in front.</summary>
    private static BlockShape Shape(string text)
    {
        int[] sizes = [.. text.Split(',')
            .Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : 0)];
        return sizes switch
        {
            _ when sizes.Contains(0) => throw new ArgumentException($"'{text}' is no shape; 4096 or 1,4096,4096 was expected."),
            [var side] => new(1, side, side),
            [var rows, var columns] => new(1, rows, columns),
            [var bands, var rows, var columns] => new(bands, rows, columns),
            _ => throw new ArgumentException($"'{text}' has {sizes.Length} sizes; one, two or three were expected."),
        };
    }

    // By links too: a result that replaces what a link named as its input would lose it.
    private static bool SamePath(string a, string b) => FolderLinks.Real(Path.GetFullPath(a)) == FolderLinks.Real(Path.GetFullPath(b));
}
