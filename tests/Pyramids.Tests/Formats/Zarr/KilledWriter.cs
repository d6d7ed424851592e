using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pyramids.Tests;

/// <summary>A process that writes a Zarr store until it is killed: this program again, told by its environment to write
/// instead of testing.</summary>
internal sealed class KilledWriter : IDisposable
{
    private const string Folder = "PYRAMIDS_TEST_WRITER", Work = "PYRAMIDS_TEST_WRITER_WORK";
    private readonly Process process;

    /// <summary>Starts a writer in a folder and waits until it is about to write.</summary>
    public KilledWriter(string folder, string work)
    {
        var start = new ProcessStartInfo("dotnet",
            ["exec", typeof(KilledWriter).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment[Folder], start.Environment[Work]) = (folder, work);
        start.Environment["DOTNET_TieredPGO"] = "0";
        process = Process.Start(start)!;
        Told = process.StandardOutput.ReadLine()
            ?? throw new InvalidOperationException($"The writer says nothing: {process.StandardError.ReadToEnd()}");
    }

    /// <summary>What it said when it was about to write.</summary>
    public string Told { get; }

    /// <summary>Why it ended by itself.</summary>
    public string Error { get; private set; } = "";

    /// <summary>Ends it with signal 9 after so many milliseconds.</summary>
    /// <returns>False when it had ended by itself.</returns>
    public bool Kill(double after)
    {
        var wait = Stopwatch.StartNew();
        while (wait.Elapsed.TotalMilliseconds < after && !process.HasExited) Thread.SpinWait(200);
        var alive = !process.HasExited;
        if (!alive) Error = process.StandardError.ReadToEnd();
        process.Kill();
        process.WaitForExit();
        return alive;
    }

    public void Dispose() => process.Dispose();

    /// <summary>A raster of 256 chunks, and of what is known: the same in every process.</summary>
    public static LazyArray Hills() => Given.Terrain<float>(512, 512).ToLazy(64) * 2;

    public static ZarrOptions Resumed { get; } = new() { Chunks = new(1, 32, 32), Codec = ZarrCodec.Zstd, Resume = "hills" };

    [ModuleInitializer]
    internal static void WriteInstead()
    {
        if (Environment.GetEnvironmentVariable(Folder) is not { } folder) return;
        using (Engine.Configure(threads: 2))
        {
            if (Environment.GetEnvironmentVariable(Work) == "resume") Resume(folder);
            else Change(folder, int.Parse(Environment.GetEnvironmentVariable(Work)!));
        }
        Environment.Exit(0);
    }

    private static void Resume(string folder)
    {
        var array = Hills();
        var path = Path.Combine(folder, "a.zarr");
        var sink = ZarrSink.Create(path, array.Schema, Writing.Described(array, path, Resumed));
        Console.Out.WriteLine(sink.Resumed);
        Console.Out.Flush();
        Engine.RunAsync(array, sink, null, default).GetAwaiter().GetResult();
    }

    /// <summary>Replaces, changes and lengthens a store again and again; every write has a number, and its cells hold it.</summary>
    private static void Change(string folder, int number)
    {
        var path = Path.Combine(folder, "a.zarr");
        var options = new ZarrOptions { Chunks = new(1, 32, 32), Codec = ZarrCodec.Lz4, BandAxis = true, SkipEmptyChunks = true };
        var zero = Given.Terrain<float>(256, 256).ToLazy(64) * 0;
        (zero + number).ToZarr(path, options with { Mode = ZarrMode.Overwrite });
        Console.Out.WriteLine(number);
        Console.Out.Flush();
        for (; ; number += 3)
        {
            (zero + number).ToZarr(path, options with { Mode = ZarrMode.Overwrite });
            (zero + (number + 1))[..128, ..].ToZarr(path, new() { Mode = ZarrMode.Region });
            (zero + (number + 2)).ToZarr(path, new() { Mode = ZarrMode.Append });
        }
    }
}
