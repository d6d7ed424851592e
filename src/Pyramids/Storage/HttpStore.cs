using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace Pyramids;

/// <summary>Objects behind a URL, read by range requests (RFC 9110, section 14).</summary>
/// <remarks>
/// The first question about an object fetches its begin, so that a header and the length cost one request. Passing faults are asked again,
/// from where the answer broke off. An object whose ETag changes between two answers is an error: its parts would not fit together.
/// </remarks>
internal sealed class HttpStore : IByteStore
{
    private const int HeadBytes = 32 << 10, MaxKnown = 4096, MaxRedirects = 5, MaxSkip = 16 << 20;
    private readonly Uri root;
    private readonly HttpStoreOptions options;
    private readonly ConcurrentDictionary<string, Facts> known = new(StringComparer.Ordinal);

    public HttpStore(Uri root, HttpStoreOptions? options = null)
    {
        if (root.Scheme is not ("http" or "https"))
            throw new ArgumentException($"'{root.Scheme}' is no scheme this store reads; http and https are.");
        this.root = root.AbsolutePath.EndsWith('/') ? root : new UriBuilder(root) { Path = root.AbsolutePath + "/" }.Uri;
        this.options = options ?? HttpStoreOptions.Default;
        CheckHost(root);
    }

    public string Name => Shown(root);

    /// <summary>A store of the folder that a URL lies in, and its key there. A query goes with every request.</summary>
    public static (HttpStore Store, string Key) ForUrl(string url, HttpStoreOptions? options = null)
    {
        var uri = new Uri(url, UriKind.Absolute);
        var path = uri.AbsolutePath;
        var slash = path.LastIndexOf('/');
        if (slash == path.Length - 1) throw new ArgumentException($"The URL '{Shown(uri)}' names a folder; a file was expected.");
        return (new(new UriBuilder(uri) { Path = path[..(slash + 1)] }.Uri, options), Uri.UnescapeDataString(path[(slash + 1)..]));
    }

    public async ValueTask<long?> LengthAsync(string key, CancellationToken cancellation)
    {
        try
        {
            return (await HeadAsync(key, cancellation).ConfigureAwait(false)).Length;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public async ValueTask<string?> StampAsync(string key, CancellationToken cancellation)
    {
        try
        {
            return (await HeadAsync(key, cancellation).ConfigureAwait(false)).Tag;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    public async ValueTask<int> ReadAsync(string key, long offset, Memory<byte> destination, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var facts = await HeadAsync(key, cancellation).ConfigureAwait(false);
        var count = (int)Math.Min(destination.Length, Math.Max(0, facts.Length - offset));
        if (count == 0) return 0;
        if (offset + count <= facts.Head.Length) facts.Head.AsMemory((int)offset, count).CopyTo(destination);
        else await FetchAsync(key, offset, destination[..count], facts, cancellation).ConfigureAwait(false);
        return count;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<Facts> HeadAsync(string key, CancellationToken cancellation)
    {
        if (known.TryGetValue(key, out var facts)) return facts;
        var head = new byte[HeadBytes];
        var first = await FetchAsync(key, 0, head, null, cancellation).ConfigureAwait(false);
        Array.Resize(ref head, (int)Math.Min(HeadBytes, first.Total));
        if (known.Count >= MaxKnown) known.Clear();
        return known.GetOrAdd(key, new Facts(first.Total, first.Tag, head));
    }

    // Fills the destination as far as the object reaches.
    private async ValueTask<Answer> FetchAsync(string key, long offset, Memory<byte> destination, Facts? facts,
        CancellationToken cancellation)
    {
        var uri = UriOf(key);
        var answer = new Answer();
        for (var attempt = 1; ; attempt++)
        {
            Exception fault;
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                limit.CancelAfter(options.Timeout);
                await AskAsync(uri, key, offset, destination, facts, answer, limit.Token).ConfigureAwait(false);
                if (answer.Done >= Math.Min(destination.Length, answer.Total - offset)) return answer;
                fault = new IOException($"The answer broke off after {answer.Done} of {destination.Length} bytes.");
            }
            catch (OperationCanceledException stalled) when (!cancellation.IsCancellationRequested)
            {
                fault = new TimeoutException($"No whole answer within {options.Timeout.TotalSeconds:0.#} s.", stalled);
            }
            catch (HttpRequestException refused) when (refused.InnerException is RemoteException inner)
            {
                throw new RemoteException($"{Shown(uri)} cannot be read: {inner.Message}", inner);
            }
            catch (Exception passing) when (passing is HttpRequestException
                or IOException and not RemoteException and not FileNotFoundException)
            {
                fault = passing;
            }
            if (attempt >= options.Attempts)
                throw new RemoteException($"{Shown(uri)} could not be read in {attempt} attempts: {fault.Message}", fault);
            await Task.Delay(Pause(attempt, answer.RetryAfter), cancellation).ConfigureAwait(false);
        }
    }

    private async ValueTask AskAsync(Uri uri, string key, long offset, Memory<byte> destination, Facts? facts, Answer answer,
        CancellationToken cancellation)
    {
        var from = offset + answer.Done;
        using var response = await SendAsync(uri, from, offset + destination.Length - 1, cancellation).ConfigureAwait(false);
        answer.RetryAfter = response.Headers.RetryAfter?.Delta;
        var skip = 0L;
        switch (response.StatusCode)
        {
            case HttpStatusCode.PartialContent:
                if (response.Content.Headers.ContentRange is not { From: { } begin, Length: { } total } || begin != from)
                    throw new RemoteException(
                        $"{Shown(uri)} answers a request for byte {from} with Content-Range '{response.Content.Headers.ContentRange}'.");
                answer.Total = total;
                break;
            case HttpStatusCode.OK:
                answer.Total = response.Content.Headers.ContentLength ?? throw new RemoteException(
                    $"{Shown(uri)} answers without ranges and without a length; download it and open the file.");
                skip = from;
                if (skip > MaxSkip)
                    throw new RemoteException(
                        $"{Shown(uri)} answers with the whole object where a range was asked for; its server knows no range requests.");
                break;
            case HttpStatusCode.RequestedRangeNotSatisfiable:
                answer.Total = response.Content.Headers.ContentRange?.Length ?? 0;
                if (answer.Total > from) throw new RemoteException($"{Shown(uri)} refuses bytes {from} and on of {answer.Total}.");
                break;
            case HttpStatusCode.NotFound or HttpStatusCode.Gone:
                throw new FileNotFoundException($"There is no {Shown(uri)} ({(int)response.StatusCode}).", key);
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                throw new HttpRequestException($"The server answers {(int)response.StatusCode} ({response.ReasonPhrase}).", null,
                    response.StatusCode);
            default:
                throw new RemoteException(
                    $"{Shown(uri)} cannot be read: the server answers {(int)response.StatusCode} ({response.ReasonPhrase}).");
        }
        CheckSame(uri, response, facts, answer);
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable) return;
        await CopyAsync(response, skip, destination, offset, answer, cancellation).ConfigureAwait(false);
    }

    private static async ValueTask CopyAsync(HttpResponseMessage response, long skip, Memory<byte> destination, long offset, Answer answer,
        CancellationToken cancellation)
    {
        var wanted = (int)Math.Min(destination.Length, answer.Total - offset);
        using var body = await response.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false);
        var waste = skip > 0 ? new byte[(int)Math.Min(skip, 65_536)] : [];
        while (skip > 0)
        {
            var read = await body.ReadAsync(waste.AsMemory(0, (int)Math.Min(skip, waste.Length)), cancellation).ConfigureAwait(false);
            if (read == 0) return;
            skip -= read;
        }
        while (answer.Done < wanted)
        {
            var read = await body.ReadAsync(destination[answer.Done..wanted], cancellation).ConfigureAwait(false);
            if (read == 0) return;
            answer.Done += read;
        }
    }

    // Sends to where the redirects lead. Another host gets neither headers nor signature, and must be a public address.
    private async ValueTask<HttpResponseMessage> SendAsync(Uri uri, long from, long to, CancellationToken cancellation)
    {
        var client = options.AllowPrivate ? HttpClients.Any : HttpClients.PublicOnly;
        var target = uri;
        for (var hop = 0; ; hop++)
        {
            var own = target.Authority == uri.Authority && target.Scheme == uri.Scheme;
            using var request = new HttpRequestMessage(HttpMethod.Get, target);
            request.Headers.Range = new RangeHeaderValue(from, to);
            if (own) foreach (var (name, value) in options.Headers) request.Headers.TryAddWithoutValidation(name, value);
            if (own && options.Sign is { } sign) await sign(request, cancellation).ConfigureAwait(false);
            var response = await (own ? client : HttpClients.PublicOnly).SendAsync(request, HttpCompletionOption.ResponseHeadersRead,
                cancellation).ConfigureAwait(false);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308) || response.Headers.Location is not { } location)
                return response;
            response.Dispose();
            var next = new Uri(target, location);
            if (hop == MaxRedirects) throw new RemoteException($"{Shown(uri)} redirects more than {MaxRedirects} times.");
            if (next.Scheme != "https" && next.Scheme != target.Scheme)
                throw new RemoteException(
                    $"{Shown(uri)} redirects to {next.Scheme}; only http and https are followed, and https to https only.");
            CheckHost(next);
            target = next;
        }
    }

    private void CheckHost(Uri uri)
    {
        if (options.AllowedHosts is { } hosts && !hosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase))
            throw new RemoteException($"The host {uri.Host} is not among those allowed: {string.Join(", ", hosts)}.");
    }

    private static void CheckSame(Uri uri, HttpResponseMessage response, Facts? facts, Answer answer)
    {
        var tag = response.Headers.ETag?.ToString() ?? response.Content.Headers.LastModified?.ToString("R");
        var before = answer.Tag ?? facts?.Tag;
        if (before is not null && tag is not null && before != tag || facts is not null && facts.Length != answer.Total)
            throw new RemoteException(
                $"{Shown(uri)} changed while it was read: it was {before} of {facts?.Length ?? answer.Total} bytes and is {tag} of "
                    + $"{answer.Total}. Open it again.");
        answer.Tag ??= tag;
    }

    private TimeSpan Pause(int attempt, TimeSpan? asked)
    {
        var pause = options.FirstPause * Math.Pow(2, attempt - 1) * (0.75 + 0.5 * Random.Shared.NextDouble());
        if (asked > pause) pause = asked.Value;
        return pause < options.MaxPause ? pause : options.MaxPause;
    }

    private Uri UriOf(string key)
    {
        var path = string.Join('/', StoreKeys.Check(key, Name).Split('/').Select(Uri.EscapeDataString));
        return new UriBuilder(root) { Path = root.AbsolutePath + path }.Uri;
    }

    // Without query and user: they may hold secrets.
    private static string Shown(Uri uri) => $"{uri.Scheme}://{uri.Authority}{uri.AbsolutePath}";

    private sealed record Facts(long Length, string? Tag, byte[] Head);

    private sealed class Answer
    {
        public int Done { get; set; }

        public long Total { get; set; }

        public string? Tag { get; set; }

        public TimeSpan? RetryAfter { get; set; }
    }
}
