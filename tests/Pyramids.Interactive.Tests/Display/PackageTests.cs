using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;

namespace Pyramids.Interactive.Tests.Display;

public class PackageTests
{
    [Fact]
    public async Task The_package_holds_the_extension_and_no_native_library()
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Given.Sample("x"))!, "..", ".."));
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            var start = new ProcessStartInfo("dotnet", ["pack", Path.Combine(root, "src", "Pyramids.Interactive"), "--no-restore", "-v", "q", "--nologo", "-o", folder.FullName]) { RedirectStandardOutput = true, RedirectStandardError = true };
            // A test host's own settings must not steer the build inside it.
            foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k.StartsWith("DOTNET_HOST", StringComparison.OrdinalIgnoreCase)).ToList()) start.Environment.Remove(name);
            using var pack = Process.Start(start)!;
            var output = pack.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            var errors = await pack.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await pack.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(pack.ExitCode == 0, await output + errors);
            var file = Assert.Single(folder.GetFiles("*.nupkg"));
            Assert.Single(folder.GetFiles("*.snupkg"));
            using var zip = ZipFile.OpenRead(file.FullName);
            var names = zip.Entries.Select(e => e.FullName).ToHashSet();
            foreach (var name in new[] { "interactive-extensions/dotnet/extension.dib", "lib/net10.0/Pyramids.Interactive.dll", "lib/net10.0/Pyramids.Interactive.xml", "README.md", "icon.png" })
                Assert.Contains(name, names);
            Assert.DoesNotContain(names, n => n.StartsWith("runtimes/", StringComparison.Ordinal));
            using var nuspec = zip.Entries.Single(e => e.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
            var metadata = XDocument.Load(nuspec).Descendants().ToLookup(e => e.Name.LocalName, e => e);
            Assert.Equal("Apache-2.0", metadata["license"].Single().Value);
            Assert.Equal("icon.png", metadata["icon"].Single().Value);
            Assert.Contains("dotnet-interactive", metadata["tags"].Single().Value);
            var dependencies = metadata["dependency"].Select(d => d.Attribute("id")!.Value).ToList();
            Assert.Contains("Pyramids", dependencies);
            Assert.DoesNotContain(dependencies, d => d.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal) || d.StartsWith("SkiaSharp", StringComparison.Ordinal));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
