using System.CommandLine;

namespace Pyramids.Tool.Commands.Raster;

/// <summary>Options that every raster command has.</summary>
internal sealed class RasterOptions
{
    /// <summary>What a raster may be.</summary>
    public const string InputDescription = "A GeoTIFF, a Zarr store or a .vrt: a path, or an https, s3 or gs address.";

    public Option<string?> Memory { get; } = Checked("--memory",
        "Most memory for chunks and working memory, such as 512MiB. A quarter of the machine's when not given.", text =>
    {
        if (ByteSize.Parse(text) < 1 << 20) throw new FormatException($"'{text}' is less than 1MiB; give at least that.");
    });

    public Option<int?> Threads { get; } = NumberOption.Optional<int>("--threads", "Workers. One for each processor when not given.",
        "a number from 1 to 4096", threads => threads is >= 1 and <= 4096);

    public Option<bool> Json { get; } = new("--json")
        { Description = "Print one line of JSON with the result, seconds, cells, bytes read and peak memory." };

    public void AddTo(Command command)
    {
        command.Options.Add(Memory);
        command.Options.Add(Threads);
        command.Options.Add(Json);
    }

    public EngineOptions Engine(ParseResult parsed)
    {
        // a context's thread has others to serve
        var options = new EngineOptions { CallerWorks = SynchronizationContext.Current is null };
        if (parsed.GetValue(Memory) is { } memory) options = options with { MemoryBytes = ByteSize.Parse(memory) };
        if (parsed.GetValue(Threads) is { } threads) options = options with { Threads = threads };
        return options;
    }

    /// <summary>An option whose text must parse; the parser's message is the error.</summary>
    public static Option<string?> Checked(string name, string description, Action<string> parse)
    {
        var option = new Option<string?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                try
                {
                    parse(token.Value);
                }
                catch (Exception problem) when (problem is FormatException or ArgumentException or OverflowException or CrsException)
                {
                    result.AddError($"{name}: {RasterRun.Message(problem)}");
                }
        });
        return option;
    }
}
