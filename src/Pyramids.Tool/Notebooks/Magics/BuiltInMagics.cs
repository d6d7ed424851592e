using System.Diagnostics;
using System.Net;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Pyramids.Tool.Notebooks;

/// <summary>The magics that every session has. Language magics (<c>#!csharp</c>, <c>#!markdown</c>, <c>#!html</c>) are
/// not commands: they say in which language a cell goes on, and are read with the cell.</summary>
internal static class BuiltInMagics
{
    private static readonly string[] LanguageMagics = ["csharp", "markdown", "html"];

    public static void Register(MagicRegistry magics)
    {
        magics.Add(new Magic("time", "Shows how long the cell took, when it is done.", [], Time));
        magics.Add(new Magic("about", "Shows what this kernel is and what it runs on.", [], call => Show(call, About())));
        magics.Add(new Magic("lsmagic", "Lists the magics.", [], List));
        magics.Add(new Magic("who", "Lists the names of the variables.", [],
            call => Show(call, string.Join("  ", call.Session.Variables.Keys.Order(StringComparer.Ordinal)))));
        magics.Add(new Magic("whos", "Shows the variables with their types and values.", [], Whos));
        magics.Add(Refused("share", "values are shared between languages, and this kernel has C# only. Use the variable as it is"));
        magics.Add(Refused("set", "values are set by C#: var name = value;"));
        magics.Add(Refused("connect", "this kernel connects to no other; it runs C# only"));
        magics.Add(Refused("import", "files are imported by C#: #load \"file.csx\""));
    }

    private static Magic Refused(string name, string why) =>
        new(name, $"Not offered: {why}.", [],
            _ => throw new CellFailure("MagicError", $"#!{name} is not offered here: {why}.")) { IsOpen = true };

    private static Task Show(MagicCall call, object value)
    {
        call.Cell.Display(value);
        return Task.CompletedTask;
    }

    private static Task Time(MagicCall call)
    {
        var clock = Stopwatch.StartNew();
        call.Cell.OnEnd(() => call.Cell.Display($"Wall time: {clock.Elapsed.TotalMilliseconds:0.0} ms"));
        return Task.CompletedTask;
    }

    private static string About() => $"""
        Pyramids C# notebooks {typeof(BuiltInMagics).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]}
        C# 14 on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, {Environment.ProcessorCount} processors
        {string.Join(", ", HostPackages.Current.Closure("Pyramids.Interactive").Where(p => p.Assemblies.Count > 0).Select(p => $"{p.Id} {p.Version}"))}
        """;

    private static Task List(MagicCall call)
    {
        var all = call.Session.Magics.All.Select(m => (m.Usage, m.Description))
            .Concat(LanguageMagics.Select(l => (Usage: $"#!{l}", Description: $"The rest of the cell is {l}.")))
            .OrderBy(m => m.Usage, StringComparer.Ordinal)
            .ToList();
        var bundle = new MimeBundle("text/plain", string.Join('\n', all.Select(m => $"{m.Usage}\n    {m.Description}")))
        {
            ["text/html"] = "<table><thead><tr><th>magic</th><th>does</th></tr></thead><tbody>"
                + string.Concat(all.Select(
                    m => $"<tr><td><code>{WebUtility.HtmlEncode(m.Usage)}</code></td><td>{WebUtility.HtmlEncode(m.Description)}</td></tr>"))
                + "</tbody></table>",
        };
        call.Cell.Sink.Display(bundle, null);
        return Task.CompletedTask;
    }

    private static Task Whos(MagicCall call) => Show(call, call.Session.Variables.Values
        .OrderBy(v => v.Name, StringComparer.Ordinal)
        .Select(v => new { v.Name, Type = TypeNames.Short(v.Type), Value = call.Session.Formatter.Summary(v.Value) })
        .ToList());
}
