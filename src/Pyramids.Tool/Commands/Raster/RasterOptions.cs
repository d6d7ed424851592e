using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;

namespace Pyramids.Tool.Commands.Raster;

/// <summary>Options that every raster command has.</summary>
internal sealed class RasterOptions
{
    public Option<string?> Memory { get; } = Checked("--memory", "Most memory for chunks and working memory, such as 512MiB. A quarter of the machine's when not given.", text =>
    {
        if (ByteSize.Parse(text) < 1 << 20) throw new FormatException($"'{text}' is less than 1MiB; give at least that.");
    });

    public Option<int?> Threads { get; } = NumberOption.Optional<int>("--threads", "Workers. One for each processor when not given.", "a number from 1 to 4096", threads => threads is >= 1 and <= 4096);

    public Option<bool> Json { get; } = new("--json") { Description = "Print one line of JSON with the result, seconds, cells, bytes read and peak memory." };

    public void AddTo(Command command)
    {
        command.Options.Add(Memory);
        command.Options.Add(Threads);
        command.Options.Add(Json);
    }

    public EngineOptions Engine(ParseResult parsed)
    {
        var options = new EngineOptions();
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
                catch (Exception problem) when (problem is FormatException or ArgumentException or OverflowException)
                {
                    result.AddError($"{name}: {RasterRun.Message(problem)}");
                }
        });
        return option;
    }

    /// <summary>An option that takes one of an enumeration's names, in lower case with dashes.</summary>
    public static Option<T> Choice<T>(string name, string description, T usual) where T : struct, Enum
    {
        var names = Array.ConvertAll(Enum.GetNames<T>(), Dashed);
        var option = new Option<T>(name)
        {
            Description = $"{description} One of {string.Join(", ", names)}.",
            HelpName = name.TrimStart('-'),                                  // instead of all names in both spellings
            DefaultValueFactory = _ => usual,
            CustomParser = result => Parse(result),
        };
        option.CompletionSources.Add(names);
        return option;

        T Parse(ArgumentResult result)
        {
            var text = result.Tokens is [var only] ? only.Value : "";
            var plain = text.Replace("-", "", StringComparison.Ordinal);         // help shows the usual one without dashes
            if (Enum.GetNames<T>().Contains(plain, StringComparer.OrdinalIgnoreCase)) return Enum.Parse<T>(plain, ignoreCase: true);
            result.AddError($"{name} is '{text}'; it takes one of {string.Join(", ", names)}.");
            return usual;
        }
    }

    private static string Dashed(string value)
    {
        var text = new StringBuilder();
        foreach (var c in value)
            text.Append(char.IsUpper(c) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        return text.ToString();
    }
}
