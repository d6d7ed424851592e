using System.CommandLine;
using System.Globalization;

namespace Pyramids.Tool.Commands.Raster;

/// <summary>A command that makes one raster from another: computes it, or writes down the plan for it.</summary>
internal sealed class DerivedCommand : Command
{
    private readonly Argument<string> input = new("in") { Description = RasterOptions.InputDescription };
    private readonly Argument<string> output = new("out")
        { Description = "The result: a .tif file or a .zarr store. It is replaced when it exists." };
    private readonly RasterOptions shared = new();
    private readonly TargetOptions target = new();
    private readonly Func<Dataset, Chunks, ParseResult, LazyArray> make;

    /// <param name="name">What is typed.</param>
    /// <param name="description">What the command does.</param>
    /// <param name="what">What was done, in the line at the end.</param>
    /// <param name="own">Options that no other command has.</param>
    /// <param name="make">The result.</param>
    /// <param name="computes">Whether the result is computed in the same way for any raster; that is rehearsed while the input is opened.
    /// <paramref name="make"/> is then called by two threads: it asks for options by themselves, never by name, and opens nothing.</param>
    public DerivedCommand(string name, string description, string what, Option[] own, Func<Dataset, Chunks, ParseResult, LazyArray> make,
        bool computes = false)
        : base(name, description)
    {
        this.make = make;
        Arguments.Add(input);
        Arguments.Add(output);
        foreach (var option in own) Options.Add(option);
        target.AddTo(this);
        shared.AddTo(this);
        Act(name, computes, async (parsed, dataset, array, run) =>
            await target.WriteAsync(parsed, dataset, array, parsed.GetValue(output)!, what, run).ConfigureAwait(false));
    }

    /// <summary>The same command under <c>pyramids plan</c>.</summary>
    public Command Planned()
    {
        var file = new Option<string>("--out") { Description = "The plan, a JSON file. It is replaced when it exists.", Required = true };
        Options.Add(file);
        Act($"plan {Name}", computes: false, (parsed, dataset, array, _) =>
        {
            var plan = target.Defer(parsed, dataset, array, parsed.GetValue(output)!).Plan();
            plan.Save(parsed.GetValue(file)!);
            return Task.FromResult(new RasterRun.Outcome(string.Create(CultureInfo.InvariantCulture,
                $"{parsed.GetValue(file)}: {plan.Chunks} chunks of {plan.Target}, plan {plan.Key}"),
                new() { { "plan", parsed.GetValue(file) }, { "key", plan.Key }, { "chunks", plan.Chunks }, { "output", plan.Target } }));
        });
        return this;
    }

    private void Act(string called, bool computes, Func<ParseResult, Dataset, LazyArray, RasterRun, Task<RasterRun.Outcome>> act)
        => SetAction((parsed, _) => RasterRun.RunAsync(shared.Engine(parsed), parsed.GetValue(shared.Json), called, async run =>
        {
            if (computes) Engine.Rehearse(heights => make(heights, Chunks.Auto, parsed));
            await using var dataset = await Dataset.ReadFileAsync(parsed.GetValue(input)!, run.Cancellation).ConfigureAwait(false);
            return await act(parsed, dataset, make(dataset, target.ChunksOf(parsed) ?? Chunks.Auto, parsed), run).ConfigureAwait(false);
        }));
}
