using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;

namespace Pyramids.Tool.Commands.Raster;

/// <summary>An option that takes one of an enumeration's names, in lower case with dashes; help shows the usual one as
/// it is typed.</summary>
internal sealed class Choice<T> where T : struct, Enum
{
    private readonly Option<string> option;

    public Choice(string name, string description, T usual)
    {
        var names = Array.ConvertAll(Enum.GetNames<T>(), Dashed);
        option = new(name)
        {
            Description = $"{description} One of {string.Join(", ", names)}.",
            HelpName = name.TrimStart('-'),                                  // instead of all names again
            DefaultValueFactory = _ => Dashed(usual.ToString()),
        };
        option.CompletionSources.Add(names);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var only] && Value(only.Value) is null)
                result.AddError($"{name} is '{only.Value}'; it takes one of {string.Join(", ", names)}.");
        });
    }

    public static implicit operator Option(Choice<T> choice) => choice.option;

    public string Name => option.Name;

    public T Of(ParseResult parsed) => Value(parsed.GetValue(option)!)!.Value;

    private static T? Value(string text)
    {
        foreach (var value in Enum.GetValues<T>())
            if (string.Equals(text.Replace("-", "", StringComparison.Ordinal), value.ToString(), StringComparison.OrdinalIgnoreCase))
                return value;
        return null;
    }

    private static string Dashed(string name)
    {
        var text = new StringBuilder();
        foreach (var c in name)
            text.Append(char.IsUpper(c) && text.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        return text.ToString();
    }
}

/// <summary>What was chosen reads like any other option's value.</summary>
internal static class Choices
{
    public static T GetValue<T>(this ParseResult parsed, Choice<T> choice) where T : struct, Enum => choice.Of(parsed);
}
