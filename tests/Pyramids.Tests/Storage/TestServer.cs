using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Pyramids.Tests;

/// <summary>A small HTTP server on loopback that answers range requests, and misbehaves when told to.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public TestServer()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public ConcurrentDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Path, first and last byte of every request.</summary>
    public ConcurrentQueue<(string Path, long From, long To)> Requests { get; } = [];

    public long BytesSent;

    public string Tag { get; set; } = "\"one\"";

    /// <summary>What to do instead for the n-th request, from 1; null for an honest answer.</summary>
    public Func<int, string?> Fault { get; set; } = _ => null;

    public string Url => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync(stop.Token);
                _ = Task.Run(() => AnswerAsync(client));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII);
            var path = Uri.UnescapeDataString((await reader.ReadLineAsync(stop.Token))!.Split(' ')[1][1..].Split('?')[0]);
            long from = 0, to = long.MaxValue;
            var ranged = false;
            while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 } header)
            {
                if (!header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)) continue;
                var parts = header["Range: bytes=".Length..].Split('-');
                (from, to, ranged) = (long.Parse(parts[0], CultureInfo.InvariantCulture),
                    long.Parse(parts[1], CultureInfo.InvariantCulture), true);
            }
            Requests.Enqueue((path, from, to));
            var fault = Fault(Requests.Count);
            if (fault == "stall")
            {
                await Task.Delay(Timeout.Infinite, stop.Token);
                return;
            }
            if (fault is not null && fault.StartsWith("http", StringComparison.Ordinal))
            {
                await SendAsync(stream, $"302 Found\r\nLocation: {fault}", [], 0);
                return;
            }
            if (fault is not null && int.TryParse(fault, out var status))
            {
                await SendAsync(stream, $"{status} Told", [], 0);
                return;
            }
            if (!Objects.TryGetValue(path, out var content))
            {
                await SendAsync(stream, "404 Not Found", [], 0);
                return;
            }
            if (ranged && from >= content.Length && fault != "whole")
            {
                await SendAsync(stream, $"416 Range Not Satisfiable\r\nContent-Range: bytes */{content.Length}", [], 0);
                return;
            }
            to = Math.Min(to, content.Length - 1);
            var body = ranged && fault != "whole" ? content[(int)from..((int)to + 1)] : content;
            var line = ranged && fault != "whole" ? $"206 Partial Content\r\nContent-Range: bytes {from}-{to}/{content.Length}" : "200 OK";
            await SendAsync(stream, $"{line}\r\nETag: {Tag}", fault == "cut" ? body[..(body.Length / 2)] : body, body.Length);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException)
        {
        }
    }

    private async Task SendAsync(NetworkStream stream, string line, byte[] body, int length)
    {
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 {line}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"), stop.Token);
        await stream.WriteAsync(body, stop.Token);
        Interlocked.Add(ref BytesSent, body.Length);
    }
}
