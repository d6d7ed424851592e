using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Pyramids.Tests;

/// <summary>The contract of reading over HTTP, against nginx.</summary>
public sealed class NginxStoreTests(NginxServer server) : ByteStoreContract, IClassFixture<NginxServer>
{
    private readonly string folder = Guid.NewGuid().ToString("n");

    private protected override int Many => 100;

    private protected override ValueTask<IByteStore> MakeAsync()
        => new(new HttpStore(new($"{server.Url}{folder}/"), new() { FirstPause = TimeSpan.FromMilliseconds(5) }));

    private protected override async ValueTask PutAsync(string key, ReadOnlyMemory<byte> content)
    {
        var path = Path.Combine(server.Root, folder, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllBytesAsync(path, content.ToArray());
    }

    [Fact]
    public async Task A_sharded_Zarr_store_is_read_by_ranges()
    {
        var schema = Stores.Schema(130, 90, 2, DType.Float32);
        var cells = Written.Cells(schema);
        Directory.CreateDirectory(Path.Combine(server.Root, folder));
        await Written.Write(ZarrSink.Create(Path.Combine(server.Root, folder, "a.zarr"), schema,
            new() { Chunks = new(1, 16, 16), Shards = new(2, 64, 64) }), schema, cells);
        using var dataset = Dataset.ReadFile($"{server.Url}{folder}/a.zarr");
        await Stores.Equal(cells, dataset.Source);
        Assert.Equal(Crs.FromEpsg(32633), dataset.Crs);
    }
}

/// <summary>nginx on a free port of loopback, serving a folder.</summary>
public sealed class NginxServer : IAsyncLifetime
{
    private const string Program = "/usr/sbin/nginx";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("pyramids-nginx-");
    private readonly int port;
    private Process? process;

    public NginxServer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        port = ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The folder that is served.</summary>
    public string Root => Path.Combine(folder.FullName, "www");

    private string LogFile => Path.Combine(folder.FullName, "access.log");

    /// <summary>Status and bytes of the body of each request for a path that was answered so far.</summary>
    public IReadOnlyList<(int Status, long Bytes)> Answered(string path)
        => [.. File.ReadLines(LogFile).Select(line => line.Split(' ')).Where(words => words is [var asked, _, _] && asked == path)
            .Select(words => (int.Parse(words[1]), long.Parse(words[2])))];

    /// <summary>Its address; skips the test when there is no nginx.</summary>
    public string Url
    {
        get
        {
            if (process is null) Assert.Skip("nginx is not installed; apt-get install nginx");
            return $"http://127.0.0.1:{port}/";
        }
    }

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Root);
        if (!File.Exists(Program)) return;
        if (!OperatingSystem.IsWindows())
            foreach (var path in (string[])[folder.FullName, Root]) File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        var settings = Path.Combine(folder.FullName, "nginx.conf");
        var temporary = string.Join(" ",
            new[] { "client_body", "proxy", "fastcgi", "uwsgi", "scgi" }.Select(name => $"{name}_temp_path {folder.FullName};"));
        await File.WriteAllTextAsync(settings, $$"""
            daemon off; pid {{folder.FullName}}/pid; error_log {{folder.FullName}}/error.log; worker_processes 2;
            events { worker_connections 512; }
            http { log_format plain '$request_uri $status $body_bytes_sent'; access_log {{LogFile}} plain; {{temporary}} server { listen 127.0.0.1:{{port}}; root {{Root}}; } }
            """);
        process = Process.Start(new ProcessStartInfo(Program, ["-c", settings, "-e", Path.Combine(folder.FullName, "error.log")]));
        for (var attempt = 0; attempt < 200; attempt++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(25);
            }
        }
        Assert.Fail($"nginx does not answer: {await File.ReadAllTextAsync(Path.Combine(folder.FullName, "error.log"))}");
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            Process.Start("kill", ["-TERM", $"{process.Id}"]).WaitForExit();      // its workers end with it
            await process.WaitForExitAsync();
            process.Dispose();
        }
        folder.Delete(recursive: true);
    }
}
