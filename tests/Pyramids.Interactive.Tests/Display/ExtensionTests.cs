using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;

namespace Pyramids.Interactive.Tests.Display;

/// <summary>The extension script and the magics against hand-written stand-ins for the few types of .NET Interactive
/// that they name.</summary>
[Collection("notebook host")]
public class ExtensionTests
{
    [Theory, InlineData("Current", true), InlineData("Legacy", false)]
    public async Task The_extension_attaches_the_host_and_registers_every_magic(string standIn, bool isCurrent)
    {
        var host = await LoadedAsync(standIn);
        try
        {
            Assert.True(NotebookHost.IsAttached);
            Assert.Empty(host.Shown);
            Assert.Equal(isCurrent, host.Submitted.Single().Contains("KernelDirectiveCommand"));
            Assert.Equal(MagicCommands.All.Select(m => "#!" + m.Name).Order(), host.Magics.Order());

            var update = Notebook.Display("first");
            Assert.Equal("first", host.Shown.Single());
            update("second");
            Assert.Equal("second", host.Updates.Single());
        }
        finally
        {
            host.Detach();
        }
    }

    [Fact]
    public async Task A_magic_of_a_current_host_submits_its_code()
    {
        var host = await LoadedAsync("Current");
        try
        {
            await host.CallAsync("preview", ("Text", "dem"), ("Width", "300"));
            Assert.Equal("Pyramids.Notebook.Preview(dem, width: 300)", host.Submitted[^1]);
            await host.CallLineAsync("preview", "#!preview dem > 500 --width 300");
            Assert.Equal("Pyramids.Notebook.Preview(dem > 500, width: 300)", host.Submitted[^1]);
            host.Fail("the cell failed");
            await host.CallAsync("graph", ("Text", "dem"));
            Assert.Equal("the cell failed", host.Failures.Single());
            await host.CallAsync("preview", ("Text", "dem"), ("Width", "wide"));
            Assert.StartsWith("--width of #!preview is a number; 'wide' is none. Usage:", host.Failures[^1]);
        }
        finally
        {
            host.Detach();
        }
    }

    [Fact]
    public async Task Variables_and_ramps_are_offered_in_a_current_host()
    {
        var host = await LoadedAsync("Current");
        try
        {
            Assert.Equal(["dem", "zones"], host.Completions("preview", "--text"));
            Assert.Equal(Colormap.All.Select(c => c.Name), host.Completions("preview", "--colormap"));
            Assert.Null(host.Completions("raster", "--text"));
        }
        finally
        {
            host.Detach();
        }
    }

    [Fact]
    public async Task A_magic_of_an_older_host_submits_its_code()
    {
        var host = await LoadedAsync("Legacy");
        try
        {
            await host.CallDelegateAsync("preview", (string[])["dem", ">", "500"], null, "300", null);
            Assert.Equal("Pyramids.Notebook.Preview(dem > 500, width: 300)", host.Submitted[^1]);
            await host.CallDelegateAsync("raster", (string[])["open", "my dem.tif"], "dem", null);
            Assert.Equal("var dem = Pyramids.Notebook.Open(\"my dem.tif\");\ndem", host.Submitted[^1]);
        }
        finally
        {
            host.Detach();
        }
    }

    [Fact]
    public async Task A_host_that_cannot_register_magics_shows_why()
    {
        var host = await LoadedAsync("Current", failure: "no such thing");
        try
        {
            Assert.Contains("no such thing", Assert.Single(host.Shown).ToString());
            Assert.True(NotebookHost.IsAttached);
        }
        finally
        {
            host.Detach();
        }
    }

    private static async Task<StandIn> LoadedAsync(string name, string? failure = null)
    {
        var folder = Path.Combine(Path.GetDirectoryName(Given.Sample("x"))!, "..", "..");
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(p => !Path.GetFileName(p).StartsWith("System.CommandLine", StringComparison.Ordinal))
            .Select(p => (MetadataReference)MetadataReference.CreateFromFile(p)).ToList();
        var source = await File.ReadAllTextAsync(Path.Combine(folder, "tests", "Pyramids.Interactive.Tests", "Display", "StandIns",
            name + ".cs.txt"),
            TestContext.Current.CancellationToken);
        var compilation = CSharpCompilation.Create($"StandIn.{name}.{Guid.NewGuid():N}",
            [CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken)], references,
            new(OutputKind.DynamicallyLinkedLibrary));
        var image = new MemoryStream();
        var result = compilation.Emit(image, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        var assembly = AssemblyLoadContext.Default.LoadFromStream(new MemoryStream(image.ToArray()));
        var loader = new InteractiveAssemblyLoader();
        loader.RegisterDependency(assembly);
        var options = ScriptOptions.Default.WithReferences([.. references, MetadataReference.CreateFromImage(image.ToArray())])
            .WithImports("System", "System.Text", "System.Collections.Generic", "System.Threading.Tasks", "System.Linq");
        var dib = await File.ReadAllTextAsync(Path.Combine(folder, "src", "Pyramids.Interactive", "Package", "extension.dib"),
            TestContext.Current.CancellationToken);
        Assert.StartsWith("#!csharp\n", dib);
        var host = new StandIn(assembly) { Before = NotebookHost.Keep() };
        var state = await CSharpScript.Create("", options, assemblyLoader: loader)
            .RunAsync(cancellationToken: TestContext.Current.CancellationToken);
        host.Run(async code =>
        {
            if (failure is not null) return failure;
            await state.ContinueWithAsync(code, options);
            return null;
        });
        await state.ContinueWithAsync(dib["#!csharp\n".Length..], options, TestContext.Current.CancellationToken);
        host.Run(_ => Task.FromResult<string?>(null));
        return host;
    }

    private sealed class StandIn(Assembly assembly)
    {
        private readonly object root = assembly.GetType("Microsoft.DotNet.Interactive.Kernel")!.GetProperty("Root")!.GetValue(null)!;

        public List<string> Submitted => Get<List<string>>(root, "Submitted");

        public IEnumerable<string> Magics => ((System.Collections.IDictionary)Get<object>(root, "Magics")).Keys.Cast<string>();

        public List<object> Shown
            => Get<List<object>>(
                assembly.GetType("Microsoft.DotNet.Interactive.KernelInvocationContext")!.GetProperty("Current")!.GetValue(null)!, "Shown");

        public List<object> Updates
            => Get<List<object>>(assembly.GetType(
                "Microsoft.DotNet.Interactive.KernelInvocationContextExtensions")!.GetField("Last")!.GetValue(null)!, "Updates");

        public List<string> Failures => Get<List<string>>(
            assembly.GetType("Microsoft.DotNet.Interactive.KernelInvocationContext")!.GetProperty("Current")!.GetValue(null)!, "Failures");

        public IEnumerable<string>? Completions(string magic, string parameter)
        {
            dynamic entry = ((System.Collections.IDictionary)Get<object>(root, "Magics"))["#!" + magic]!;
            foreach (var candidate in Get<System.Collections.IEnumerable>((object)entry.Item1, "Parameters"))
                if (Get<string>(candidate, "Name") == parameter)
                    return ((Func<IEnumerable<string>>?)candidate.GetType().GetProperty("Completions")!.GetValue(candidate))?.Invoke();
            throw new ArgumentException(parameter);
        }

        public void Run(Func<string, Task<string?>> submit) => root.GetType().GetProperty("Submit")!.SetValue(root, submit);

        public void Fail(string message) => Run(_ => Task.FromResult<string?>(message));

        public required IDisposable Before { get; init; }

        public void Detach() => Before.Dispose();

        public Task CallAsync(string magic, params (string Name, string Value)[] values) => CallAsync(magic, command =>
        {
            foreach (var (name, value) in values) command.GetType().GetProperty(name)!.SetValue(command, value);
        });

        public Task CallLineAsync(string magic, string line)
            => CallAsync(magic, command => command.GetType().GetMethod("Read")!.Invoke(command, [line]));

        public Task CallDelegateAsync(string magic, params object?[] arguments)
        {
            var command = ((System.Collections.IDictionary)Get<object>(root, "Magics"))["#!" + magic]!;
            return (Task)Get<Delegate>(command, "Handler").DynamicInvoke(arguments)!;
        }

        private Task CallAsync(string magic, Action<object> fill)
        {
            dynamic entry = ((System.Collections.IDictionary)Get<object>(root, "Magics"))["#!" + magic]!;
            var handle = (Delegate)entry.Item2;
            var type = AppDomain.CurrentDomain.GetAssemblies()
                .SelectMany(a => a.IsDynamic || a.GetName().Name!.StartsWith('ℛ') ? a.GetTypes() : [])
                .Last(t => t.Name == $"Pyramids{char.ToUpperInvariant(magic[0])}{magic[1..]}MagicCommand"
                    && t.BaseType!.Assembly == assembly);
            var command = Activator.CreateInstance(type)!;
            fill(command);
            return (Task)handle.DynamicInvoke(command)!;
        }

        private static T Get<T>(object owner, string name) => (T)owner.GetType().GetProperty(name)!.GetValue(owner)!;
    }
}
