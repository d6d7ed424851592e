using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Pyramids.Interactive.Tests.Notebooks;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Interactive.Tests.Packages;

public sealed class PackagesTests(Feed feed) : IClassFixture<Feed>
{
    [Theory]
    [InlineData("Pyramids", "lib/net10.0/Pyramids.dll", "lib/net10.0/Pyramids.xml")]
    [InlineData("Pyramids.Interactive", "lib/net10.0/Pyramids.Interactive.dll", "lib/net10.0/Pyramids.Interactive.xml",
        "interactive-extensions/dotnet/extension.dib")]
    [InlineData("Pyramids.Tool", "tools/net10.0/any/Pyramids.Tool.dll", "tools/net10.0/any/DotnetToolSettings.xml")]
    public void A_package_tells_what_it_is_and_holds_what_it_needs(string id, params string[] files)
    {
        using var zip = ZipFile.OpenRead(feed.Package(id));
        var names = zip.Entries.Select(e => e.FullName).ToHashSet();
        Assert.All([.. files, "README.md", "icon.png"], file => Assert.Contains(file, names));
        Assert.True(File.Exists(Path.ChangeExtension(feed.Package(id), ".snupkg")));
        var metadata = Metadata(zip);
        Assert.Equal("Apache-2.0", metadata["license"].Single().Value);
        Assert.Equal(("icon.png", "README.md"), (metadata["icon"].Single().Value, metadata["readme"].Single().Value));
        Assert.Contains("raster", metadata["tags"].Single().Value.Split(' ', ';'));
        Assert.Matches("^[0-9a-f]{40}$", (string?)metadata["repository"].Single().Attribute("commit") ?? "");
        Assert.InRange(new FileInfo(feed.Package(id)).Length, 1, 30 << 20);
    }

    [Fact]
    public void The_extension_needs_no_host_and_no_native_library()
    {
        using var zip = ZipFile.OpenRead(feed.Package("Pyramids.Interactive"));
        Assert.DoesNotContain(zip.Entries, e => e.FullName.StartsWith("runtimes/", StringComparison.Ordinal));
        var dependencies = Metadata(zip)["dependency"].Select(d => d.Attribute("id")!.Value).ToList();
        Assert.Contains("Pyramids", dependencies);
        Assert.DoesNotContain(dependencies, d =>
            d.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal) || d.StartsWith("SkiaSharp", StringComparison.Ordinal));
    }

    [Fact]
    public void Symbols_of_the_libraries_are_beside_them()
    {
        foreach (var id in new[] { "Pyramids", "Pyramids.Interactive" })
        {
            using var zip = ZipFile.OpenRead(Path.ChangeExtension(feed.Package(id), ".snupkg"));
            Assert.Contains(zip.Entries, e => e.FullName == $"lib/net10.0/{id}.pdb");
        }
    }

    [Fact]
    public void The_tool_installs_from_a_folder_and_runs()
    {
        var (home, tools, work) = (feed.Below("home"), feed.Below("tools"), feed.Below("work"));
        File.WriteAllText(Path.Combine(work, "nuget.config"),
            $"""<configuration><packageSources><clear /><add key="here" value="{feed.Source}" /></packageSources></configuration>""");
        var (code, output) = feed.Dotnet(work, "tool", "install", "Pyramids.Tool", "--version", feed.Version, "--tool-path", tools,
            "--configfile", Path.Combine(work, "nuget.config"));
        Assert.True(code == 0, output);
        var pyramids = Path.Combine(tools, OperatingSystem.IsWindows() ? "pyramids.exe" : "pyramids");

        Assert.Contains(feed.Version, Run(pyramids, home, work, "--version"));
        Assert.Contains("pyramids-csharp", Run(pyramids, home, work, "kernel", "install", "--prefix", home));
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(home, "share", "jupyter", "kernels", "pyramids-csharp", "kernel.json")))!;
        Assert.StartsWith(tools, spec["argv"]![0]!.GetValue<string>());

        File.WriteAllText(Path.Combine(work, "a.ipynb"), GivenNotebook.Json("#r \"nuget: Pyramids.Interactive\"\nusing Pyramids;",
            "#!pyramids", "new GridSpec(4, 6, Affine.Identity).Columns"));
        Run(pyramids, home, work, "run", "a.ipynb", "--out", "b.ipynb", "--html", "b.html");
        var cells = NotebookDocument.Read(Path.Combine(work, "b.ipynb")).Cells;
        Assert.Contains($"Pyramids {feed.Version}", GivenNotebook.Of(cells[1])[0].Text());
        Assert.Equal("6", GivenNotebook.Of(cells[2])[0].Text());
    }

    [Fact]
    public async Task A_notebook_that_takes_the_package_from_a_folder_runs_unchanged()
    {
        var (notebook, report) = await GivenNotebook.Run(
            new SessionOptions { Folder = feed.Below("notebook"), PackageCache = feed.Below("cache") },
                $"#i \"nuget:{feed.Source}\"\n#r \"nuget: Pyramids.Interactive, {feed.Version}\"",
                $"#!raster open {Commands.Tool.Sample("jacksboro_geo.tif")} --name dem",
                "#!chunks dem");
        Assert.True(report.Failed is null, report.Failed?.Result.Error?.Message);
        Assert.StartsWith("Dataset jacksboro_geo.tif", GivenNotebook.Of(notebook.Cells[1])[0].Text());
        Assert.Contains("35 chunks", GivenNotebook.Of(notebook.Cells[2])[0].Text());
    }

    private static string Run(string program, string home, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program,
            arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["HOME"] = home;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output + errors.Result);
        return output;
    }

    private static ILookup<string, XElement> Metadata(ZipArchive zip)
    {
        using var nuspec = zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(nuspec).Descendants().ToLookup(e => e.Name.LocalName, e => e);
    }
}
