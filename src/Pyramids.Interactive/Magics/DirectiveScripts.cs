using System.Text;

namespace Pyramids.Interactive;

/// <summary>C# that registers the magics in .NET Interactive. Its way of declaring them changed in July 2024, so there are two scripts; the
/// extension runs the one that its host understands.</summary>
/// <remarks>Text, since neither host's assemblies are there when this library is built. The scripts name only what both
/// kinds of host are known to have.</remarks>
public static class DirectiveScripts
{
    /// <summary>A type that only hosts with the newer way have.</summary>
    public const string CurrentMarker = "Microsoft.DotNet.Interactive.Directives.KernelActionDirective";

    private const string Host = "PyramidsMagicsHost";

    /// <summary>For hosts since July 2024: directives with a command class each.</summary>
    public static string Current => Script("directives.current.csx", WriteCurrent);

    /// <summary>For older hosts, such as that of November 2023: commands of System.CommandLine.</summary>
    public static string Legacy => Script("directives.legacy.csx", WriteLegacy);

    private static string Script(string resource, Action<StringBuilder, MagicCommand> write)
    {
        using var stream = typeof(DirectiveScripts).Assembly.GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks {resource}.");
        var commands = new StringBuilder();
        foreach (var magic in MagicCommands.All) write(commands, magic);
        return new StreamReader(stream).ReadToEnd().Replace("/*commands*/", commands.ToString());
    }

    private static void WriteCurrent(StringBuilder script, MagicCommand magic)
    {
        // The short name of the class is a key for the whole process.
        var type = $"Pyramids{Pascal(magic.Name)}MagicCommand";
        script.AppendLine($"class {type} : Microsoft.DotNet.Interactive.Commands.KernelDirectiveCommand");
        script.AppendLine("{");
        script.AppendLine("    public string Text { get; set; }");
        foreach (var option in magic.Options) script.AppendLine($"    public string {Pascal(option.Name)} {{ get; set; }}");
        script.AppendLine("}");
        script.AppendLine("{");
        script.AppendLine($"    var directive = new Microsoft.DotNet.Interactive.Directives.KernelActionDirective({MagicUse.Literal("#!" + magic.Name)}) {{ Description = {MagicUse.Literal(magic.Description)} }};");
        if (magic.Text.Length > 0)
            script.AppendLine($"    directive.Parameters.Add(new Microsoft.DotNet.Interactive.Directives.KernelDirectiveParameter(\"--text\", {MagicUse.Literal(magic.Text)}) {{ AllowImplicitName = true{(magic.TextIsOptional ? "" : ", Required = true")} }}{(magic.TakesVariables ? $".AddCompletions({Host}.Variables)" : "")});");
        foreach (var option in magic.Options)
        {
            var completions = option.Values.Count > 0
                ? $".AddCompletions(() => new[] {{ {string.Join(", ", option.Values.Select(MagicUse.Literal))} }})"
                : "";
            script.AppendLine($"    directive.Parameters.Add(new Microsoft.DotNet.Interactive.Directives.KernelDirectiveParameter(\"--{option.Name}\", {MagicUse.Literal(option.Description)}){completions});");
        }
        var values = string.Join(", ", magic.Options.Select(o => $"(\"{o.Name}\", command.{Pascal(o.Name)})"));
        script.AppendLine($"    {Host}.Kernel.AddDirective<{type}>(directive, (command, context) => {Host}.Run({MagicUse.Literal(magic.Name)}, command.Text, new (string, string)[] {{ {values} }}, command, context));");
        script.AppendLine("}");
    }

    private static void WriteLegacy(StringBuilder script, MagicCommand magic)
    {
        script.AppendLine("{");
        script.AppendLine($"    var command = new System.CommandLine.Command({MagicUse.Literal("#!" + magic.Name)}, {MagicUse.Literal(magic.Description)});");
        script.AppendLine($"    command.AddArgument(new System.CommandLine.Argument<string[]>(\"text\", {MagicUse.Literal(magic.Text.Length > 0 ? magic.Text : "nothing")}) {{ Arity = System.CommandLine.ArgumentArity.ZeroOrMore }});");
        foreach (var option in magic.Options)
            script.AppendLine($"    command.AddOption(new System.CommandLine.Option<string>(\"--{option.Name}\", {MagicUse.Literal(option.Description)}));");
        var parameters = string.Concat(magic.Options.Select(o => $", string {o.Name}"));
        var values = string.Join(", ", magic.Options.Select(o => $"(\"{o.Name}\", {o.Name})"));
        script.AppendLine($"    command.Handler = System.CommandLine.NamingConventionBinder.CommandHandler.Create((string[] text{parameters}) => {Host}.Run({MagicUse.Literal(magic.Name)}, {Host}.Joined(text), new (string, string)[] {{ {values} }}));");
        script.AppendLine($"    {Host}.Kernel.AddDirective(command);");
        script.AppendLine("}");
    }

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
