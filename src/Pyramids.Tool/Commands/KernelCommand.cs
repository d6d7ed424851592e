using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Pyramids.Tool.Jupyter;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Tool.Commands;

/// <summary><c>pyramids kernel install</c> and <c>start</c>: the Jupyter kernel.</summary>
internal static class KernelCommand
{
    public static Command Create() => new("kernel", "The Jupyter kernel for C#.") { Install(), Start() };

    private static Command Install()
    {
        var prefix = new Option<string?>("--prefix")
            { Description = "Install below this folder (share/jupyter/kernels) instead of for the user." };
        var command = new Command("install", "Register the kernel with Jupyter.") { prefix };
        command.SetAction(parsed =>
        {
            try
            {
                var folder = KernelSpec.Install(parsed.GetValue(prefix) is { } root
                    ? Path.Combine(Path.GetFullPath(root), "share", "jupyter", "kernels")
                    : KernelSpec.UserFolder());
                Console.WriteLine($"Installed the kernel 'C# (Pyramids)' as {KernelSpec.Name} in {folder}");
                return ExitCode.Done;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine($"pyramids: the kernel cannot be registered: {e.Message} Give a folder that can be written: pyramids kernel install --prefix FOLDER");
                return ExitCode.BadUsage;
            }
        });
        return command;
    }

    private static Command Start()
    {
        var file = new Argument<string>("connection-file") { Description = "Made by the front end; says which ports to use." };
        var command = new Command("start", "Start the kernel. Front ends do this.") { file };
        command.SetAction((parsed, _) => ServeAsync(parsed.GetValue(file)!));
        return command;
    }

    private static async Task<int> ServeAsync(string file)
    {
        try
        {
            var connection = ConnectionFile.Read(file);
            var session = new ScriptSession(new SessionOptions());
            using var stop = new CancellationTokenSource();
            using var server = new KernelServer(connection, session);
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
            {
                signal.Cancel = true;
                server.Interrupt();
            });
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
            {
                signal.Cancel = true;
                stop.Cancel();
            });
            using var watch = new Timer(_ => EndWithParent(stop), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
            WarmUp();
            await server.RunAsync(stop.Token).ConfigureAwait(false);
        }
        catch (NotebookException e)
        {
            Console.Error.WriteLine($"pyramids: {e.Message}");
            return ExitCode.BadUsage;
        }
        Environment.Exit(ExitCode.Done); // threads that cells left behind must not keep the process
        return ExitCode.Done;
    }

    /// <summary>Compiles and shows something, so that the first cell need not wait for the compiler to be compiled.</summary>
    private static void WarmUp() => Task.Run(async () =>
    {
        var session = new ScriptSession(new SessionOptions());
        await session.ExecuteAsync("var warm = Enumerable.Range(0, 3).Select(i => new { i, s = $\"{i}\" }).ToList();\nwarm", "Warm-up",
            "csharp", new NotebookRecorder().NewCell(), default).ConfigureAwait(false);
        await new CodeAssistant(session).CompleteAsync("warm.", 5).ConfigureAwait(false);
    });

    /// <summary>A kernel whose front end was killed ends too.</summary>
    private static void EndWithParent(CancellationTokenSource stop)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("JPY_PARENT_PID"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var parent) || parent <= 1)
            return;
        try
        {
            using var process = Process.GetProcessById(parent);
        }
        catch (ArgumentException)
        {
            stop.Cancel();
        }
    }
}
