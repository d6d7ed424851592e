using System.CommandLine;
using System.CommandLine.Help;
using Pyramids;
using Pyramids.Tool.Commands;
using Pyramids.Tool.Commands.Raster;

// Before all else, for what computes at once: not notebooks, headers, plans and help. A mistyped command rehearses in vain.
if (args is [not ("run" or "kernel" or "info" or "plan" or ['-' or '/', ..]), _, ..] and not [.., "--help"]) Engine.Rehearse();
// Only the command that is asked for is made: most of a short run would go to the options of the others.
Dictionary<string, Func<Command>> commands = new()
{
    ["run"] = RunCommand.Create,
    ["info"] = InfoCommand.Create,
    ["stats"] = StatsCommand.Create,
    ["zonal"] = ZonalCommand.Create,
    ["preview"] = PreviewCommand.Create,
    ["verify"] = VerifyCommand.Create,
    ["kernel"] = KernelCommand.Create,
    ["plan"] = PlanCommands.Plan,
    ["execute"] = PlanCommands.Execute,
};
foreach (var (name, create) in DerivedCommands.All) commands.Add(name, create);
// No HelpOption: that one looks its description up in the user's language, which takes longer than all of the others.
var help = new Option<bool>("--help", "-h", "-?", "/h", "/?")
    { Description = "Show help and usage information", Recursive = true, Arity = ArgumentArity.Zero, Action = new HelpAction() };
// No RootCommand: that one calls itself by the name of the assembly.
var root = new Command("pyramids",
    "Pyramids: C# notebooks and raster operations.") { help };
if (args is [var verb, ..] && commands.TryGetValue(verb, out var asked)) root.Subcommands.Add(asked());
else
{
    root.Options.Add(new VersionOption());
    foreach (var create in commands.Values) root.Subcommands.Add(create());
}
Gdal.Enable();

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0 || UsageErrors.Mistyped(parsed) is not null)
{
    foreach (var line in UsageErrors.Of(parsed))
        Console.Error.WriteLine(line.StartsWith("Try:", StringComparison.Ordinal) ? line : $"pyramids: {line}");
    return ExitCode.BadUsage;
}
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
