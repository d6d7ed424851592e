using Pyramids.Interactive;

namespace Pyramids;

public static partial class Notebook
{
    /// <summary>A new progress bar in the running cell, updated in place at most five times a second; its final state stays. Pass it to one computation.</summary>
    public static IProgress<ComputeProgress> Progress => ProgressFor("Computing");

    /// <summary>A new progress bar with a label.</summary>
    /// <param name="label">What is computed.</param>
    public static IProgress<ComputeProgress> ProgressFor(string label)
        => NotebookHost.IsAttached ? new Bar(label, new(NotebookHost.Display, TimeProvider.System)) : new Line(label);

    private sealed class Bar(string label, ProgressDisplay display) : IProgress<ComputeProgress>
    {
        private readonly long budget = Engine.Options.MemoryBytes;

        public void Report(ComputeProgress value) => display.Report(State(label, value) with { Budget = budget });
    }

    // Without a notebook only the end is told: a console has its own way of showing progress.
    private sealed class Line(string label) : IProgress<ComputeProgress>
    {
        public void Report(ComputeProgress value)
        {
            if (value.Finished) Console.Error.WriteLine(State(label, value));
        }
    }

    private static ProgressState State(string label, ComputeProgress value)
        => new(label, value.ChunksDone, value.ChunksTotal, value.BytesRead, value.Elapsed, value.MemoryPeak, value.Finished);
}
