using System.Diagnostics;
using System.Text.Json.Nodes;
using Pyramids.Interactive.Tests.Notebooks;
using Pyramids.Tool.Jupyter;

namespace Pyramids.Interactive.Tests.Kernel;

/// <summary>Drives the kernel by Jupyter's own client, in a folder of its own.</summary>
internal sealed class GivenKernel : IDisposable
{
    private const string Prelude = """
        import json, sys, threading, time
        from jupyter_client.manager import start_new_kernel
        km, kc = start_new_kernel(kernel_name='pyramids-csharp', startup_timeout=60)
        said = {}
        def run(code, **options):
            out = []
            reply = kc.execute_interactive(code, timeout=60, output_hook=lambda m: out.append(dict(m['content'], type=m['msg_type'])), **options)['content']
            return dict(status=reply['status'], count=reply.get('execution_count'), reply=reply, out=[o for o in out if o['type'] not in ('status', 'execute_input')])
        def ask(function, *arguments, **options):
            sent = function(*arguments, **options)
            while True:
                reply = kc.get_shell_msg(timeout=60)
                if reply['parent_header'].get('msg_id') == sent:
                    return reply['content']

        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pyramids-kernel");

    public GivenKernel()
    {
        Peer.Needs("import jupyter_client", "python3-jupyter-client");
        KernelSpec.Install(Path.Combine(folder.FullName, "kernels"));
    }

    public string Folder => folder.FullName;

    public void Dispose() => folder.Delete(recursive: true);

    /// <summary>Runs a Python program that fills <c>said</c>; the kernel is there as <c>kc</c> and <c>km</c>.</summary>
    public JsonNode Drive(string program)
    {
        var (code, output, errors) = Start("/usr/bin/python3", "-c",
            Prelude + program + "\nkc.stop_channels()\nkm.shutdown_kernel()\nprint('SAID' + json.dumps(said))\n");
        Assert.True(code == 0 && output.Contains("SAID", StringComparison.Ordinal), output + errors);
        return JsonNode.Parse(output[(output.LastIndexOf("SAID", StringComparison.Ordinal) + 4)..])!;
    }

    public (int Code, string Output, string Errors) Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program,
            arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["JUPYTER_DATA_DIR"] = Folder;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(Folder, "runtime");
        start.Environment["JUPYTER_CONFIG_DIR"] = Path.Combine(Folder, "config");
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(4)))
            process.Kill(entireProcessTree: true);
        return (process.ExitCode, output.Result, errors.Result);
    }
}
