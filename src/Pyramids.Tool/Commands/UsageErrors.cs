using System.CommandLine;
using System.CommandLine.Parsing;

namespace Pyramids.Tool.Commands;

/// <summary>What is wrong with a command line, in words: what was found, what is expected, and where to read more.</summary>
internal static class UsageErrors
{
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var lines = Words(parsed).ToArray();
        return [.. lines.Length > 0 ? lines : parsed.Errors.Select(error => error.Message), $"Try: {Called(parsed.CommandResult)} --help"];
    }

    private static IEnumerable<string> Words(ParseResult parsed)
    {
        var at = parsed.CommandResult;
        var called = Called(at);
        if ((Mistyped(parsed) ?? parsed.UnmatchedTokens.FirstOrDefault()) is { } unknown)
        {
            // What follows an option that is none is mostly its value.
            yield return unknown.StartsWith(
                '-') ? $"'{called}' has no option '{unknown}'{Meant(unknown, at.Command.Options.Select(option => option.Name))}"
                : at.Command.Subcommands.Count
                    > 0 ? $"'{unknown}' is no command of '{called}'{Meant(unknown, at.Command.Subcommands.Select(command => command.Name))}"
                : $"'{called}' takes {Takes(at.Command)}; '{unknown}' is one too many.";
        }
        else if (at.Command.Subcommands.Count > 0 && at.Command.Action is null)
            yield return $"'{called}' needs a command: {string.Join(", ", at.Command.Subcommands.Select(command => command.Name))}.";
        var missing = at.Command.Arguments.Where(
            argument => argument.Arity.MinimumNumberOfValues > 0 && at.GetResult(argument) is not { Tokens.Count: > 0 }).ToArray();
        if (missing.Length > 0)
            yield return $"'{called}' takes {Takes(at.Command)}; {string.Join(" and ", missing.Select(argument => $"<{argument.Name}>"))} {(missing.Length == 1 ? "is" : "are")} missing.";
        foreach (var error in parsed.Errors)
            if (error.SymbolResult is OptionResult) yield return error.Message;
    }

    /// <summary>An option that is none, taken for an argument because it comes first; a file of such a name is written
    /// <c>./--name</c>.</summary>
    public static string? Mistyped(ParseResult parsed)
        => parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .FirstOrDefault(token => token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;

    private static string Called(CommandResult at)
        => at.Parent is CommandResult above ? $"{Called(above)} {at.Command.Name}" : at.Command.Name;

    private static string Takes(Command command) => string.Join(' ', command.Arguments.Select(argument => $"<{argument.Name}>"));

    private static string Meant(string word, IEnumerable<string> known)
        => known.Select(name => (Name: name, Changes: EditDistance.Between(word, name))).OrderBy(each => each.Changes).FirstOrDefault()
            is { Name: not null, Changes: <= 2 } near
            ? $"; did you mean '{near.Name}'?" : ".";
}
