using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Spectre.Console;

namespace Pyramids.Tool.Commands.Raster;

/// <summary>Runs one raster command: settings, Ctrl+C and the signals that end a process, a progress bar on a terminal,
/// one line at the end, errors as one line.</summary>
internal sealed class RasterRun : IProgress<ComputeProgress>
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Lock gate = new();
    private ComputeProgress last;
    private long bytesRead, peak;
    private ProgressTask? bar;

    public CancellationToken Cancellation { get; private init; }

    /// <summary>What the command says at its end: a line for people, values for machines.</summary>
    public sealed record Outcome(string Line, JsonLine? Values = null, long? Cells = null, int ExitCode = 0);

    public static async Task<int> RunAsync(EngineOptions options, bool json, string what, Func<RasterRun, Task<Outcome>> work)
    {
        using var stop = new CancellationTokenSource();
        var code = ExitCode.Interrupted;
        using var interrupt = On(PosixSignal.SIGINT, ExitCode.Interrupted);
        using var terminate = On(PosixSignal.SIGTERM, ExitCode.Terminated);
        using var hangUp = On(PosixSignal.SIGHUP, ExitCode.HungUp);
        var run = new RasterRun { Cancellation = stop.Token };
        try
        {
            using var scope = Engine.Configure(options);
            var outcome = json || Console.IsErrorRedirected
                ? await work(run).ConfigureAwait(false)
                : await run.WithBarAsync(what, work).ConfigureAwait(false);
            if (json) Console.Out.WriteLine(run.ToJson(outcome));
            else if (outcome.Line.Length > 0) Console.Out.WriteLine(outcome.Line);
            return outcome.ExitCode;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            Console.Error.WriteLine($"pyramids {what}: stopped; nothing was written");
            return code;
        }
        catch (Exception problem) when (IsExpected(problem))
        {
            Console.Error.WriteLine($"pyramids {what}: {Message(problem)}");
            return ExitCode.Failed;
        }

        // The first signal stops the work, which removes what it has begun; a second one ends the process.
        PosixSignalRegistration On(PosixSignal signal, int exitCode) => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = !stop.IsCancellationRequested;
            if (context.Cancel) code = exitCode;
            stop.Cancel();
        });
    }

    public double Seconds => watch.Elapsed.TotalSeconds;

    public void Report(ComputeProgress value)
    {
        lock (gate)
        {
            if (value.Finished)
            {
                bytesRead += value.BytesRead;
                peak = Math.Max(peak, value.MemoryPeak);
            }
            last = value;
            if (bar is not null) bar.Value = 100 * value.Fraction;
        }
    }

    /// <summary>As a line ends: <c>in 0.52 s, peak 61 MiB</c>.</summary>
    public string Took => string.Create(CultureInfo.InvariantCulture, $"in {Seconds:0.00} s, {ByteSize.Format(peak)} of chunks at most");

    private JsonLine ToJson(Outcome outcome)
    {
        var values = outcome.Values ?? new();
        values.Add("seconds", Math.Round(Seconds, 6));
        if (outcome.Cells is { } cells)
        {
            values.Add("cells", cells);
            values.Add("pixels", cells);
        }
        values.Add("bytesRead", bytesRead);
        values.Add("peakBytes", peak);
        values.Add("rss_mb", Math.Round(PeakResidentBytes() / 1048576.0, 1));
        return values;
    }

    /// <summary>Most memory of this process so far. Linux says so in a file that is read far sooner than all that
    /// <see cref="Process"/> knows.</summary>
    private static long PeakResidentBytes()
    {
        const string status = "/proc/self/status", field = "VmHWM:";
        if (File.Exists(status)
            && File.ReadLines(status).FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal)) is { } line
            && long.TryParse(line.AsSpan(field.Length, line.Length - field.Length - " kB".Length), CultureInfo.InvariantCulture,
                out var kilobytes))
            return kilobytes << 10;
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }

    private async Task<Outcome> WithBarAsync(string what, Func<RasterRun, Task<Outcome>> work)
    {
        var console = AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                bar = context.AddTask(what);
                return work(this);
            }).ConfigureAwait(false);
    }

    /// <summary>One line, without the name of a C# parameter that no one typed.</summary>
    public static string Message(Exception problem)
    {
        // The second line of some says the value again.
        var text = problem is ArgumentOutOfRangeException { ActualValue: not null }
            ? problem.Message.Split(Environment.NewLine)[0]
            : problem.Message.ReplaceLineEndings(" ");
        return problem is ArgumentException { ParamName: { } name }
            ? text.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal)
            : text;
    }

    /// <summary>Errors that have a message for people; anything else is a defect and shows its trace.</summary>
    private static bool IsExpected(Exception problem)
        => problem is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException or FormatException
            or GridException or CrsException
            or ComputeException or MemoryBudgetException or PlanException or InvalidOperationException or NotSupportedException
            or OperationCanceledException;
}
