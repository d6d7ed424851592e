using System.Net;
using System.Net.Sockets;

namespace Pyramids;

/// <summary>The two clients that all remote stores share: one for addresses the user named, one that connects to public
/// addresses only.</summary>
internal static class HttpClients
{
    public static HttpClient Any { get; } = new(Handler(), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Checks the address it really connects to, so a name that resolves to a private address does not help.</summary>
    public static HttpClient PublicOnly { get; } = new(Restricted(), disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Whether an address belongs to this machine, a private network, a link, or to nobody.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        Span<byte> b = stackalloc byte[16];
        address.TryWriteBytes(b, out var length);
        if (length == 4)
            return b[0] is 0 or 10 or 127 or >= 224 || b[0] == 172 && (b[1] & 0xF0) == 16 || b[0] == 192 && b[1] == 168
                || b[0] == 169 && b[1] == 254 || b[0] == 100 && (b[1] & 0xC0) == 64 || b[0] == 198 && (b[1] & 0xFE) == 18
                || b[0] == 192 && b[1] == 0 && b[2] == 0;
        // Addresses that carry an IPv4 one: NAT64 and 6to4.
        if (b[..12].SequenceEqual<byte>([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0])) return IsPrivate(new IPAddress(b[12..]));
        if (b[0] == 0x20 && b[1] == 0x02) return IsPrivate(new IPAddress(b[2..6]));
        return b[0] == 0xFF || (b[0] & 0xFE) == 0xFC || b[0] == 0xFE && b[1] >= 0x80 || b[..12].IndexOfAnyExcept((byte)0) < 0;
    }

    private static SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 32,
        UseCookies = false,
    };

    private static SocketsHttpHandler Restricted()
    {
        var handler = Handler();
        handler.UseProxy = false;
        handler.ConnectCallback = async (context, cancellation) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellation).ConfigureAwait(false);
            if (addresses.Length == 0 || Array.Exists(addresses, IsPrivate))
                throw new RemoteException(
                    $"{context.DnsEndPoint.Host} is a private or link-local address; a file or a redirect may not send a reader there.");
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        };
        return handler;
    }
}

/// <summary>A remote object cannot be read, and asking again would not help.</summary>
internal sealed class RemoteException(string message, Exception? inner = null) : IOException(message, inner);
