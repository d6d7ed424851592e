using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Pyramids.Tool.Notebooks;

/// <summary>Finds packages and all they depend on, by a generated project and <c>dotnet restore</c>. A set that was resolved once is read
/// from the cache as long as its files are on disk.</summary>
internal sealed partial class PackageResolver(string cache, string configFolder)
{
    public static readonly string DefaultCache = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
            is { Length: > 0 } home ? home : Path.GetTempPath(),
        "pyramids", "packages");

    private static readonly string Framework = $"net{Environment.Version.Major}.{Environment.Version.Minor}";

    /// <summary>How many times a restore was run, for tests of the cache.</summary>
    public int Restores { get; private set; }

    public async Task<IReadOnlyList<ResolvedPackage>> ResolveAsync(IReadOnlyList<PackageRequest> requests, IReadOnlyList<string> sources,
        CancellationToken cancellation)
    {
        var project = Project(requests, sources);
        var home = Path.Combine(cache, Key(project, sources));
        var assets = Path.Combine(home, "obj", "project.assets.json");
        if (File.Exists(assets) && ResolvedPackage.ReadAssets(assets, RuntimeInformation.RuntimeIdentifier) is var known
            && known.All(p => p.IsOnDisk))
            return known;

        var draft = Path.Combine(cache, $".{Guid.NewGuid():n}");
        Directory.CreateDirectory(draft);
        try
        {
            foreach (var name in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
                await File.WriteAllTextAsync(Path.Combine(draft, name), "<Project />\n", cancellation).ConfigureAwait(false);
            var file = Path.Combine(draft, "notebook.csproj");
            await File.WriteAllTextAsync(file, project, cancellation).ConfigureAwait(false);
            await RestoreAsync(file, requests, cancellation).ConfigureAwait(false);
            if (Directory.Exists(home))
                Directory.Delete(home, recursive: true);
            Directory.Move(draft, home);
        }
        catch (IOException) when (File.Exists(assets))
        {
            // another process resolved the same set at the same moment; its answer is as good
        }
        finally
        {
            if (Directory.Exists(draft))
                Directory.Delete(draft, recursive: true);
        }
        return ResolvedPackage.ReadAssets(assets, RuntimeInformation.RuntimeIdentifier);
    }

    private string Project(IReadOnlyList<PackageRequest> requests, IReadOnlyList<string> sources)
    {
        var packages = string.Concat(requests.Select(r =>
            $"    <PackageReference Include=\"{SecurityElement.Escape(r.Id)}\" Version=\"{SecurityElement.Escape(r.Version ?? "*")}\" />\n"));
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>{Framework}</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <UseAppHost>false</UseAppHost>
                <EnableDefaultItems>false</EnableDefaultItems>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
                <NuGetAudit>false</NuGetAudit>
                <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
                <RestoreIgnoreFailedSources>true</RestoreIgnoreFailedSources>
                <RestoreRootConfigDirectory>{SecurityElement.Escape(configFolder)}</RestoreRootConfigDirectory>
                <RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
            {packages}  </ItemGroup>
            </Project>

            """;
    }

    /// <summary>The project says which packages, sources, framework and machine; folders add which packages lie there now.</summary>
    private static string Key(string project, IReadOnlyList<string> sources)
    {
        var text = new StringBuilder(project);
        foreach (var folder in sources.Where(Directory.Exists))
            foreach (var package in new DirectoryInfo(folder).EnumerateFiles("*.nupkg").OrderBy(f => f.Name, StringComparer.Ordinal))
                text.Append(package.Name).Append(' ').Append(package.Length).Append(' ')
                    .Append(package.LastWriteTimeUtc.Ticks).Append('\n');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..24];
    }

    private async Task RestoreAsync(string project, IReadOnlyList<PackageRequest> requests, CancellationToken cancellation)
    {
        Restores++;
        var start = new ProcessStartInfo(DotNet(), ["restore", project, "-v", "quiet", "--nologo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(project)!,
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new CellFailure("PackageError",
                $"Packages are restored by the .NET SDK, and '{start.FileName}' could not be started: {e.Message}. Install the SDK, or put dotnet on the PATH.");
        }
        using (process)
        {
            var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
            var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
            try
            {
                await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
            if (process.ExitCode != 0)
                throw new CellFailure("PackageError",
                    Message(await output.ConfigureAwait(false) + await errors.ConfigureAwait(false), requests));
        }
    }

    private static string Message(string log, IReadOnlyList<PackageRequest> requests)
    {
        var found = ErrorLine().Matches(log).Select(m => m.Groups[1].Value.Trim()).Distinct().Take(5).ToList();
        var what = $"Could not get {string.Join(", ", requests)}";
        return found.Count == 0 ? $"{what}:\n{log.Trim()}" : $"{what}:\n{string.Join('\n', found)}";
    }

    private static string DotNet()
    {
        var root = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH");
        if (root is not null && File.Exists(root))
            return root;
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        if (Environment.ProcessPath is { } own && Path.GetFileName(own) == name)
            return own;
        var beside = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(beside) ? beside : name;
    }

    [GeneratedRegex(@"error (NU\d+: .*?|[A-Z]+\d+: .*?)(?: \[[^\]]*\])?\r?$", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}
