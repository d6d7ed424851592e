using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Notebooks;

public sealed class PackageTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pyramids-packages");
    private readonly string unique = $"T{Guid.NewGuid():n}"[..12];

    private SessionOptions Options => new() { Folder = folder.FullName, PackageCache = Path.Combine(folder.FullName, "cache") };

    public void Dispose()
    {
        folder.Delete(recursive: true);
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        if (Directory.Exists(packages))
            foreach (var mine in Directory.GetDirectories(packages, unique.ToLowerInvariant() + "*"))
                Directory.Delete(mine, recursive: true);
    }

    [Fact]
    public async Task A_package_from_a_folder_is_loaded_with_its_dependency_extension_and_native_library()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the native library of the test is one of Linux");
        var feed = folder.CreateSubdirectory("feed").FullName;
        GivenPackage.Package(feed, $"{unique}Base", "1.0.0",
            $"namespace {unique}Base {{ public static class One {{ public static int Value = 1; }} }}");
        GivenPackage.Package(feed, unique, "2.3.4", $$"""
            using System.Runtime.InteropServices;
            namespace {{unique}}
            {
                public static class Tiny
                {
                    public static int Sum => {{unique}}Base_One() + 41;
                    private static int {{unique}}Base_One() => (int)System.Type.GetType("{{unique}}Base.One, {{unique}}Base", true).GetField("Value").GetValue(null);
                    [DllImport("{{unique}}native", EntryPoint = "CompressionNative_Crc32")] public static extern uint Crc(uint crc, byte[] data, int length);
                }
            }
            """,
            extension: $"#!meta\n{{}}\n#!markdown\n*loaded*\n#!csharp\nvar fromExtension = {unique}.Tiny.Sum;\n#!csharp\nMicrosoft.DotNet.Interactive.Kernel.Root.ToString();\n",
            dependencies: $"<dependency id=\"{unique}Base\" version=\"1.0.0\" />", native: true);

        var (notebook, report) = await GivenNotebook.Run(Options,
            $"#i \"nuget:feed\"\n#r \"nuget: {unique}, 2.3.4\"\n{unique}.Tiny.Sum", "fromExtension",
            $"{unique}.Tiny.Crc(0, new byte[] {{ 49, 50, 51, 52, 53, 54, 55, 56, 57 }}, 9).ToString(\"x\")");
        Assert.True(report.Failed is null, report.Failed?.Result.Error?.Message);
        var first = GivenNotebook.Of(notebook.Cells[0]);
        Assert.Contains(first, o => o.Text("text/markdown") == "*loaded*");
        Assert.Contains(first, o => o.Kind() == "stream" && o.Text()!.Contains("extension") && o.Text()!.Contains(unique));
        Assert.Equal("42", first[^1].Text());
        Assert.Equal("42", GivenNotebook.Of(notebook.Cells[1])[0].Text());
        Assert.Equal("cbf43926", GivenNotebook.Of(notebook.Cells[2])[0].Text());

        var resolver = new PackageResolver(Options.PackageCache, folder.FullName);
        await resolver.ResolveAsync([new PackageRequest(unique, "2.3.4")], [feed], default);
        Assert.Equal(0, resolver.Restores);
    }

    [Fact]
    public async Task A_package_that_is_not_there_fails_the_cell_and_is_forgotten()
    {
        folder.CreateSubdirectory("feed");
        GivenPackage.Package(Path.Combine(folder.FullName, "feed"), unique, "1.0.0",
            $"namespace {unique} {{ public static class Tiny {{ public static int Sum = 7; }} }}");
        var notebook = GivenNotebook.Of($"\n#i \"nuget:feed\"\n#r \"nuget: {unique}Missing, 1.0.0\"",
            $"#r \"nuget:{unique},1.0.0\"\n{unique}.Tiny.Sum");
        var report = await new NotebookRunner(new ScriptSession(Options), allowErrors: true).RunAsync(notebook, default);
        Assert.Equal(1, report.Failed!.Number);
        Assert.Equal("Cell 1, line 3", report.Failed.Result.Error!.Place);
        Assert.Contains($"{unique}Missing", report.Failed.Result.Error.Message);
        Assert.Equal("7", GivenNotebook.Of(notebook.Cells[1])[0].Text());
    }

    [Fact]
    public async Task What_the_tool_carries_needs_no_network_and_exists_once()
    {
        var version = HostPackages.Current.Find("Pyramids.Interactive")!.Version;
        var (notebook, report) = await GivenNotebook.Run(Options,
            $"#r \"nuget: Pyramids.Interactive\"\n#r \"nuget: Pyramids, {version}\"\n#r \"nuget: Microsoft.Data.Analysis\"\nusing Microsoft.Data.Analysis;",
            "AppDomain.CurrentDomain.GetAssemblies().Count(a => a.GetName().Name == \"Pyramids\" || a.GetName().Name == "
                + "\"Microsoft.Data.Analysis\")",
            "typeof(DataFrame).Assembly == AppDomain.CurrentDomain.GetAssemblies().Single(a => a.GetName().Name == "
                + "\"Microsoft.Data.Analysis\")");
        Assert.True(report.Failed is null, report.Failed?.Result.Error?.Message);
        Assert.Equal("2", GivenNotebook.Of(notebook.Cells[1])[0].Text());
        Assert.Equal("true", GivenNotebook.Of(notebook.Cells[2])[0].Text());
        Assert.False(Directory.Exists(Options.PackageCache));
    }

    [Fact]
    public async Task What_cells_can_call_stays_the_same_when_references_are_added()
    {
        var (notebook, report) = await GivenNotebook.Run(Options,
            "var d = display(1); var h = HTML(\"<i>x</i>\");", "#r \"nuget: Microsoft.Data.Analysis\"\ndisplay(2);",
            "#r \"nuget: Pyramids.Interactive\"\nh = HTML(\"<b>y</b>\"); d.Update(h); d = display(3);");
        Assert.True(report.Failed is null, report.Failed?.Result.Error?.Message);
        Assert.Equal("<b>y</b>", GivenNotebook.Of(notebook.Cells[0])[0].Text("text/html"));
    }

    [Theory]
    [InlineData("999.0.0", "carries")]
    [InlineData("[0.0.1]", "carries")]
    public async Task Another_version_of_what_the_tool_carries_is_refused(string version, string reason)
    {
        var (_, report) = await GivenNotebook.Run(Options, $"#r \"nuget: Pyramids.Interactive, {version}\"");
        Assert.Contains(reason, report.Failed!.Result.Error!.Message);
        Assert.Contains(version, report.Failed.Result.Error.Message);
    }

    [Fact]
    public async Task An_assembly_is_referenced_relative_to_the_notebook()
    {
        GivenPackage.Assembly(Path.Combine(folder.FullName, $"{unique}.dll"),
            $"public static class {unique} {{ public static string Hello = \"hello\"; }}");
        var (notebook, report) = await GivenNotebook.Run(Options, $"#r \"{unique}.dll\"\n{unique}.Hello", "#r \"nothing.dll\"");
        Assert.Equal("hello", GivenNotebook.Of(notebook.Cells[0])[0].Text());
        Assert.Equal(2, report.Failed!.Number);
        Assert.Contains("nothing.dll", report.Failed.Result.Error!.Message);
    }

    [Fact]
    public async Task The_tools_own_assembly_by_path_is_the_tools_own()
    {
        var copy = Path.Combine(folder.FullName, "Pyramids.dll");
        File.Copy(typeof(Window).Assembly.Location, copy);
        var (notebook, report) = await GivenNotebook.Run(Options, "#r \"Pyramids.dll\"\ntypeof(Pyramids.Window).Assembly.Location");
        Assert.True(report.Failed is null, report.Failed?.Result.Error?.Message);
        Assert.Equal(typeof(Window).Assembly.Location, GivenNotebook.Of(notebook.Cells[0])[0].Text());
    }

    [Theory]
    [InlineData("#r \"nuget: \"", "names no package")]
    [InlineData("#r \"nuget: a b, 1\"", "names no package")]
    [InlineData("#i \"nuget:nowhere\"", "no package folder")]
    [InlineData("#i \"feed\"", "names no source")]
    public async Task A_wrong_directive_says_what_was_expected(string line, string reason)
    {
        var (_, report) = await GivenNotebook.Run(Options, line);
        Assert.Contains(reason, report.Failed!.Result.Error!.Message);
        Assert.Equal("Cell 1, line 1", report.Failed.Result.Error.Place);
    }

    [Fact]
    public void Assets_give_the_files_of_this_machine()
    {
        var file = Path.Combine(folder.FullName, "project.assets.json");
        File.WriteAllText(file, new JsonObject
        {
            ["targets"] = new JsonObject
            {
                ["net10.0"] = new JsonObject { ["A/1.0.0"] = new JsonObject { ["type"] = "package" } },
                [$"net10.0/{RuntimeInformation.RuntimeIdentifier}"] = new JsonObject
                {
                    ["A/1.0.0"] = new JsonObject
                    {
                        ["type"] = "package",
                        ["compile"] = new JsonObject { ["ref/net8.0/A.dll"] = new JsonObject() },
                        ["runtime"] = new JsonObject { ["lib/net8.0/A.dll"] = new JsonObject(), ["lib/net8.0/_._"] = new JsonObject() },
                        ["native"] = new JsonObject { ["runtimes/x/native/libA.so"] = new JsonObject() },
                    },
                    ["P/1.0.0"] = new JsonObject { ["type"] = "project" },
                },
            },
            ["libraries"] = new JsonObject { ["A/1.0.0"] = new JsonObject { ["path"] = "a/1.0.0" } },
            ["packageFolders"] = new JsonObject { [folder.FullName] = new JsonObject() },
        }.ToJsonString());
        var package = Assert.Single(ResolvedPackage.ReadAssets(file, RuntimeInformation.RuntimeIdentifier));
        Assert.Equal(("A", "1.0.0"), (package.Id, package.Version));
        Assert.Equal(Path.Combine(folder.FullName, "a/1.0.0", "ref/net8.0/A.dll"), Assert.Single(package.References));
        Assert.EndsWith("lib/net8.0/A.dll", Assert.Single(package.Assemblies));
        Assert.EndsWith("libA.so", Assert.Single(package.Natives));
        Assert.False(package.IsOnDisk);
    }

    [Theory]
    [InlineData("1.0.0", "1.0.0-rc.1", 1)]
    [InlineData("1.0.0-rc.2", "1.0.0-rc.10", -1)]
    [InlineData("1.0", "1.0.0.0", 0)]
    [InlineData("1.2.10", "1.2.9", 1)]
    [InlineData("1.0.0-alpha", "1.0.0-1", 1)]
    [InlineData("1.0.0+a", "1.0.0+b", 0)]
    public void Versions_are_ordered_as_semantic_versions(string left, string right, int order) =>
        Assert.Equal(order, Math.Sign(PackageVersion.TryParse(left)!.CompareTo(PackageVersion.TryParse(right))));
}
