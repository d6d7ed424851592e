using System.Text.Json.Nodes;
using Pyramids.Interactive.Tests.Notebooks;
using Pyramids.Tool.Jupyter;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Kernel;

public sealed class KernelServerTests
{
    [Fact]
    public void A_front_end_executes_completes_inspects_and_asks()
    {
        using var kernel = new GivenKernel();
        var said = kernel.Drive("""
            said['info'] = ask(kc.kernel_info)
            said['sum'] = run('var x = 40; x + 2')
            said['streams'] = run('Console.Write("a"); Console.WriteLine("b"); Console.Error.WriteLine("e"); var d = display("one"); d.Update("two"); Console.WriteLine("ü😀");')
            said['later'] = run('d.Update(HTML("<b>three</b>"));')
            said['error'] = run('var y = 1;\nthrow new InvalidOperationException("no luck");')
            said['kept'] = run('x + y')
            said['silent'] = run('x = 41;', silent=True)
            said['expressions'] = run('x', user_expressions={'double': '2 * x', 'bad': 'nothing'})
            said['complete'] = ask(kc.complete, 'var s = "😀"; s.Len', 18)
            said['magic'] = ask(kc.complete, '#!ti', 4)
            said['variable'] = ask(kc.complete, 'x.ToStr', 7)
            said['inspect'] = ask(kc.inspect, 'x', 1)
            said['nothing'] = ask(kc.inspect, '', 0)
            said['whole'] = [ask(kc.is_complete, c)['status'] for c in ('1 + 1', 'if (true) {', 'foo(;', '#!time\n1')]
            said['history'] = ask(kc.history, hist_access_type='tail', n=2, raw=True, output=False)['history']
            said['input'] = run('$"{Console.ReadLine()}!{input("name")}"', allow_stdin=True, stdin_hook=lambda m: kc.input('typed' + m['content']['prompt']))
            said['refused'] = run('Console.ReadLine()', allow_stdin=False)
            said['comms'] = ask(kc.comm_info)
            sent = [kc.execute('throw new Exception();'), kc.execute('System.IO.File.WriteAllText("ran", "")')]
            said['aborted'] = [kc.get_shell_msg(timeout=60)['content']['status'] for _ in sent]
            """);
        Assert.Equal("5.4", said["info"]!["protocol_version"]!.GetValue<string>());
        Assert.Equal("42", Data(said["sum"]!, 0));
        Assert.Equal(1, said["sum"]!["count"]!.GetValue<int>());
        var streams = said["streams"]!["out"]!.AsArray();
        Assert.Equal(["stream", "stream", "display_data", "update_display_data", "stream"],
            streams.Select(o => o!["type"]!.GetValue<string>()));
        Assert.Equal(["ab\n", "e\n", "ü😀\n"], streams.Where(o => o!["text"] is not null).Select(o => o!["text"]!.GetValue<string>()));
        Assert.Equal(streams[2]!["transient"]!["display_id"]!.GetValue<string>(),
            said["later"]!["out"]![0]!["transient"]!["display_id"]!.GetValue<string>());
        Assert.Equal("error", said["error"]!["status"]!.GetValue<string>());
        Assert.Contains(said["error"]!["out"]![0]!["traceback"]!.AsArray(),
            l => AnsiText.Strip(l!.GetValue<string>()).Contains("at Cell 4, line 2"));
        Assert.Equal("41", Data(said["kept"]!, 0));
        Assert.Empty(said["silent"]!["out"]!.AsArray());
        Assert.Equal(said["kept"]!["count"]!.GetValue<int>() + 1, said["expressions"]!["count"]!.GetValue<int>());
        Assert.Equal("82", said["expressions"]!["reply"]!["user_expressions"]!["double"]!["data"]!["text/plain"]!.GetValue<string>());
        Assert.Equal("error", said["expressions"]!["reply"]!["user_expressions"]!["bad"]!["status"]!.GetValue<string>());
        Assert.Equal(["Length"], said["complete"]!["matches"]!.AsArray().Select(m => m!.GetValue<string>()));
        Assert.Equal((15, 18), (said["complete"]!["cursor_start"]!.GetValue<int>(), said["complete"]!["cursor_end"]!.GetValue<int>()));
        Assert.Equal(["#!time"], said["magic"]!["matches"]!.AsArray().Select(m => m!.GetValue<string>()));
        Assert.Equal(["ToString"], said["variable"]!["matches"]!.AsArray().Select(m => m!.GetValue<string>()));
        Assert.Contains("int x", said["inspect"]!["data"]!["text/plain"]!.GetValue<string>());
        Assert.False(said["nothing"]!["found"]!.GetValue<bool>());
        Assert.Equal(["complete", "incomplete", "invalid", "complete"], said["whole"]!.AsArray().Select(m => m!.GetValue<string>()));
        Assert.Equal("x", said["history"]![1]![2]!.GetValue<string>());
        Assert.Equal("typed!typedname", Data(said["input"]!, 0));
        Assert.Equal("error", said["refused"]!["status"]!.GetValue<string>());
        Assert.Empty(said["comms"]!["comms"]!.AsObject());
        Assert.Equal(["error", "aborted"], said["aborted"]!.AsArray().Select(m => m!.GetValue<string>()));
        Assert.False(File.Exists(Path.Combine(kernel.Folder, "ran")));
    }

    [Fact]
    public void An_interrupt_stops_the_cell_and_a_restart_forgets_its_variables()
    {
        using var kernel = new GivenKernel();
        var said = kernel.Drive("""
            run('var kept = 1;')
            said['stopped'] = []
            for code in ('while (true) { }', 'await Task.Delay(-1);', 'System.Threading.Thread.Sleep(-1);'):
                timer = threading.Timer(1, km.interrupt_kernel); timer.start()
                before = time.time()
                outcome = run(code)
                said['stopped'].append([outcome['status'], outcome['reply'].get('ename'), time.time() - before])
            said['kept'] = run('kept + 1')
            before = time.time()
            flood = run('for (var i = 0; i < 500000; i++) Console.WriteLine(new string((char)(97 + i % 26), 99));')
            said['flood'] = [sum(len(o['text']) for o in flood['out']), len(flood['out']), time.time() - before]
            km.restart_kernel(); kc.wait_for_ready(timeout=60)
            said['forgotten'] = run('kept')
            before = time.time()
            """);
        Assert.All(said["stopped"]!.AsArray(), s =>
        {
            Assert.Equal("error", s![0]!.GetValue<string>());
            Assert.Equal("Interrupted", s[1]!.GetValue<string>());
            Assert.InRange(s[2]!.GetValue<double>(), 0, 12);
        });
        Assert.Equal("2", Data(said["kept"]!, 0));
        Assert.Equal(50_000_000, said["flood"]![0]!.GetValue<int>());
        Assert.InRange(said["flood"]![1]!.GetValue<int>(), 1, 5000);
        Assert.Equal("error", said["forgotten"]!["status"]!.GetValue<string>());
    }

    [Fact]
    public void An_interrupt_stops_a_computation_of_the_engine_and_keeps_what_was_there()
    {
        using var kernel = new GivenKernel();
        var said = kernel.Drive("""
            run('#r "nuget: Pyramids.Interactive"\nusing Pyramids;')
            run('var counter = new int[1]; var flat = NDArray.From(new GridSpec(8000, 2000, Affine.Identity), new float[16_000_000]).ToLazy(256).FocalApply(w => { System.Threading.Volatile.Write(ref counter[0], counter[0] + 1); System.Threading.Thread.SpinWait(100); return w[0]; }, 1);')
            said['runs'] = []
            for code in ('await flat.ComputeAsync(Notebook.Progress, Notebook.Cancellation)', 'flat.Compute()', '#!compute flat --name never'):
                timer = threading.Timer(2, km.interrupt_kernel); timer.start()
                before = time.time()
                outcome = run(code)
                elapsed = time.time() - before
                shown = [o['data']['text/plain'] for o in outcome['out'] if o['type'] in ('display_data', 'update_display_data')]
                counts = [0, 1]
                while counts[-1] != counts[-2] and len(counts) < 100:
                    counts.append(int(run('System.Threading.Thread.Sleep(400); System.Threading.Volatile.Read(ref counter[0])')['out'][-1]['data']['text/plain']))
                said['runs'].append([outcome['reply'].get('ename'), elapsed, shown, counts[-1], counts[-1] == counts[-2]])
                run('counter[0] = 0;')
            said['kept'] = run('flat.Schema.Bands + (int)(await flat[..4, ..4].ComputeAsync()).Count')
            """);
        Assert.All(said["runs"]!.AsArray(), run =>
        {
            Assert.Equal("Interrupted", run![0]!.GetValue<string>());
            Assert.InRange(run[1]!.GetValue<double>(), 1, 8);
            Assert.InRange(run[3]!.GetValue<int>(), 1, 14_000_000);                          // begun, not finished
            Assert.True(run[4]!.GetValue<bool>(), "workers go on");
        });
        foreach (var shown in said["runs"]!.AsArray().Select(run => run![2]!.AsArray()).Where(shown => shown.Count > 0))
            Assert.Contains("stopped after", shown[^1]!.GetValue<string>());
        Assert.Equal("17", Data(said["kept"]!, 0));
    }

    [Fact]
    public void Outputs_keep_their_order_with_many_threads_and_displays_update_from_later_cells()
    {
        using var kernel = new GivenKernel();
        var said = kernel.Drive("""
            said['threads'] = run('await Task.WhenAll(Enumerable.Range(0, 8).Select(t => Task.Run(() => { for (var i = 0; i < 200; i++) Console.WriteLine($"{t}:{i}"); }))); display(HTML("<b>end</b>"));')
            run('var shown = display("0");')
            said['updates'] = run('Parallel.For(1, 21, i => shown.Update(i)); shown.Update("last");')
            said['history'] = ask(kc.history, hist_access_type='search', pattern='*shown.Update*', n=5, raw=True, output=False)['history']
            said['range'] = ask(kc.history, hist_access_type='range', session=0, start=1, stop=3, raw=True, output=False)['history']
            kc.shell_channel.send(kc.session.msg('comm_open', {'comm_id': 'c1', 'target_name': 'nobody', 'data': {}}))
            closed = None
            while closed is None:
                message = kc.get_iopub_msg(timeout=30)
                if message['msg_type'] == 'comm_close': closed = message['content']['comm_id']
            said['closed'] = closed
            said['after'] = run('6 * 7')
            said['member'] = ask(kc.inspect, 'Console.WriteLine', 12)
            said['signature'] = ask(kc.inspect, 'Math.Max(', 7, detail_level=1)
            said['heart'] = kc.hb_channel.is_beating()
            """);
        var lines = string.Concat(said["threads"]!["out"]!.AsArray().Where(o => o!["text"] is not null)
            .Select(o => o!["text"]!.GetValue<string>())).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(1600, lines.Length);
        foreach (var thread in lines.GroupBy(l => l.Split(':')[0]))
            Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{thread.Key}:{i}"), thread);
        Assert.Equal("display_data", said["threads"]!["out"]!.AsArray()[^1]!["type"]!.GetValue<string>());
        var updates = said["updates"]!["out"]!.AsArray();
        Assert.Equal(21, updates.Count);
        Assert.All(updates, u => Assert.Equal("update_display_data", u!["type"]!.GetValue<string>()));
        Assert.Equal("last", updates[^1]!["data"]!["text/plain"]!.GetValue<string>());
        Assert.Contains("Parallel.For", Assert.Single(said["history"]!.AsArray())![2]!.GetValue<string>());
        Assert.Equal([1, 2], said["range"]!.AsArray().Select(h => h![1]!.GetValue<int>()));
        Assert.Equal("c1", said["closed"]!.GetValue<string>());
        Assert.Equal("42", Data(said["after"]!, 0));
        Assert.Contains("Console.WriteLine", said["member"]!["data"]!["text/plain"]!.GetValue<string>());
        Assert.Contains("Math.Max", said["signature"]!["data"]!["text/plain"]!.GetValue<string>());
    }

    [Fact]
    public void Nbconvert_executes_a_notebook_with_the_kernel()
    {
        Peer.Needs("import nbconvert, nbclient", "jupyter-nbconvert");
        using var kernel = new GivenKernel();
        var root = JsonNode.Parse(GivenNotebook.Json("md:# Told", "#r \"nuget: Pyramids.Interactive\"\nusing Pyramids;",
            "var u = display(\"before\");\nConsole.WriteLine(\"text\");\n40 + 2", "u.Update(\"after\");"))!;
        root["metadata"]!["kernelspec"] = new JsonObject
            { ["display_name"] = "C# (Pyramids)", ["language"] = "C#", ["name"] = KernelSpec.Name };
        File.WriteAllText(Path.Combine(kernel.Folder, "a.ipynb"), root.ToJsonString());
        var (code, output, errors) = kernel.Start("/usr/bin/python3", "-m", "nbconvert", "--to", "notebook", "--execute", "--output",
            "b.ipynb", "a.ipynb");
        Assert.True(code == 0, output + errors);
        var cells = NotebookDocument.Read(Path.Combine(kernel.Folder, "b.ipynb")).Cells;
        var outputs = GivenNotebook.Of(cells[2]);
        Assert.Equal(["after", "text\n", "42"], outputs.Select(o => o.Text()));
    }

    [Fact]
    public void A_connection_file_that_is_none_is_refused()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Throws<NotebookException>(() => ConnectionFile.Read(file));
            File.WriteAllText(file,
                """{"shell_port":1,"control_port":2,"stdin_port":3,"iopub_port":4,"hb_port":5,"key":"k","signature_scheme":"rot13"}""");
            Assert.Contains("rot13", Assert.Throws<NotebookException>(() => ConnectionFile.Read(file)).Message);
            Assert.Throws<NotebookException>(() => ConnectionFile.Read(file + ".none"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_message_with_a_wrong_signature_is_not_read()
    {
        var wire = new JupyterWire("secret");
        var message = wire.Write([[1, 2]], wire.Header("execute_request"), [], new JsonObject { ["code"] = "é" });
        var back = wire.Read(message)!;
        Assert.Equal(("execute_request", "é"), (back.Type, back.Content["code"]!.GetValue<string>()));
        Assert.Equal([1, 2], Assert.Single(back.Identities));
        Assert.Null(new JupyterWire("other").Read(message));
    }

    [Theory]
    [InlineData("a😀b", 2, 3)]
    [InlineData("a😀b", 3, 4)]
    [InlineData("abc", 9, 3)]
    [InlineData("", 0, 0)]
    public void Positions_count_code_points(string text, int points, int index)
    {
        Assert.Equal(index, CodePoints.ToIndex(text, points));
        Assert.Equal(Math.Min(points, index), CodePoints.FromIndex(text, index));
    }

    [Fact]
    public void The_kernel_is_registered_where_jupyter_looks()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(KernelSpec.Install(folder.FullName), "kernel.json")))!;
            Assert.Equal("message", spec["interrupt_mode"]!.GetValue<string>());
            Assert.Equal(["kernel", "start", "{connection_file}"], spec["argv"]!.AsArray().Select(a => a!.GetValue<string>()).TakeLast(3));
            Assert.True(File.Exists(spec["argv"]![0]!.GetValue<string>()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Data(JsonNode outcome, int index) => outcome["out"]![index]!["data"]!["text/plain"]!.GetValue<string>();
}
