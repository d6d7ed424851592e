using System.CommandLine;
using Pyramids.Tool.Commands;
using Pyramids.Tool.Commands.Raster;

var root = new RootCommand("Pyramids: C# notebooks and raster operations.")
{
    RunCommand.Create(),
    InfoCommand.Create(),
    StatsCommand.Create(),
    ZonalCommand.Create(),
    PreviewCommand.Create(),
    VerifyCommand.Create(),
    KernelCommand.Create(),
    PlanCommands.Plan(),
    PlanCommands.Execute(),
};
foreach (var command in DerivedCommands.Create()) root.Subcommands.Add(command);

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
        Console.Error.WriteLine($"pyramids: {error.Message}");
    Console.Error.WriteLine("Try: pyramids --help");
    return ExitCode.BadUsage;
}
return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
