using System.CommandLine;
using System.Globalization;

namespace Pyramids.Tool.Commands.Raster;

/// <summary><c>pyramids plan VERB ... --out plan.json</c> writes down what a command would do, and <c>pyramids execute
/// plan.json</c> does it, whole or a range of chunks.</summary>
internal static class PlanCommands
{
    public static Command Plan()
    {
        var command = new Command("plan", "Write down what another command would do, as a plan that 'pyramids execute' runs.");
        foreach (var derived in DerivedCommands.All.Values.Select(create => create()).OfType<DerivedCommand>())
            command.Subcommands.Add(derived.Planned());
        return command;
    }

    public static Command Execute()
    {
        var file = new Argument<string>("plan") { Description = "A plan, as 'pyramids plan' writes it." };
        var chunks = RasterOptions.Checked("--chunks",
            "Chunks of the target to write: 100..199 for those from 100 to 199, or one number. All when not given. Ranges are for Zarr stores; "
                + "they are run by as many processes as you like, in any order, and the store appears with its last chunk.",
            text => Range(text));
        var shared = new RasterOptions();
        var command = new Command("execute", "Run a plan, or a range of its chunks.") { file, chunks };
        shared.AddTo(command);
        command.SetAction((parsed, _) => RasterRun.RunAsync(shared.Engine(parsed), parsed.GetValue(shared.Json), "execute", async run =>
        {
            var plan = PlanDocument.ReadFile(parsed.GetValue(file)!);
            var (first, last) = parsed.GetValue(chunks) is { } text ? Range(text) : (0, plan.Chunks - 1);
            await plan.RunAsync(first, last, run, run.Cancellation).ConfigureAwait(false);
            var complete = Directory.Exists(plan.Target) || File.Exists(plan.Target);
            return new(string.Create(CultureInfo.InvariantCulture,
                $"{plan.Target}: chunks {first}..{last} of {plan.Chunks}{(complete ? "" : ", others are still to come")}, {run.Took}"),
                new() { { "output", plan.Target }, { "first", first }, { "last", last }, { "chunks", plan.Chunks } });
        }));
        return command;
    }

    private static (long First, long Last) Range(string text)
    {
        var parts = text.Split("..");
        if (parts.Length > 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !long.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) || last < first)
            throw new FormatException($"'{text}' is no range of chunks; a first and a last one were expected, as in 100..199.");
        return (first, last);
    }
}
