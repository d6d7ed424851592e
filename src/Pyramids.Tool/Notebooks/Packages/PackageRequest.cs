using System.Text.RegularExpressions;

namespace Pyramids.Tool.Notebooks;

/// <summary>A package that a cell asks for.</summary>
/// <param name="Id">The package's name.</param>
/// <param name="Version">As NuGet writes versions, ranges and wildcards; null for the latest stable one.</param>
internal sealed partial record PackageRequest(string Id, string? Version)
{
    private const string Prefix = "nuget:";

    public static bool IsPackage(string target) => target.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>What follows "nuget:" in a <c>#i</c> line: a folder or a URL.</summary>
    public static string Source(string target) => target[Prefix.Length..].Trim();

    /// <summary>Parses <c>nuget: Name</c> or <c>nuget: Name, version</c>.</summary>
    /// <exception cref="CellFailure">The text names no package.</exception>
    public static PackageRequest Parse(ReferenceDirective directive)
    {
        var text = directive.Target[Prefix.Length..];
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var id = (comma < 0 ? text : text[..comma]).Trim();
        var version = comma < 0 ? null : text[(comma + 1)..].Trim();
        if (!Name().IsMatch(id) || (version is not null && !VersionText().IsMatch(version)))
            throw new CellFailure("PackageError",
                $"#r \"{directive.Target}\" names no package; expected: #r \"nuget: Name, 1.2.3\" or #r \"nuget: Name\".", directive.Line);
        return new PackageRequest(id, version);
    }

    public override string ToString() => Version is null ? Id : $"{Id} {Version}";

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.\-]*$")]
    private static partial Regex Name();

    [GeneratedRegex(@"^[\[(]?[0-9A-Za-z.\-+*, ]+[\])]?$")]
    private static partial Regex VersionText();
}
