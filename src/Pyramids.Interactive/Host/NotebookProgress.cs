using Pyramids.Interactive;

namespace Pyramids;

public static partial class Notebook
{
    /// <summary>A new progress display in the running cell: a bar, and the grid of chunks that fills as they are done. It
    /// is updated in place at most five times a second, and its final state stays. Pass it to one computation.</summary>
    public static IProgress<ComputeProgress> Progress => ProgressFor("Computing");

    /// <summary>A new progress display with a label.</summary>
    /// <param name="label">What is computed.</param>
    public static IProgress<ComputeProgress> ProgressFor(string label)
        => NotebookHost.IsAttached ? new Bar(label, new(NotebookHost.Display, TimeProvider.System)) : new Line(label);

    private sealed class Bar(string label, ProgressDisplay display) : IProgress<ComputeProgress>
    {
        private readonly long budget = Engine.Options.MemoryBytes;

        public void Report(ComputeProgress value) => display.Report(new(label, value) { Budget = budget });
    }

    // Without a notebook only the end is told: a console has its own way of showing progress.
    private sealed class Line(string label) : IProgress<ComputeProgress>
    {
        public void Report(ComputeProgress value)
        {
            if (value.Finished || value.Stopped) Console.Error.WriteLine(new ProgressState(label, value).Taken());
        }
    }
}
