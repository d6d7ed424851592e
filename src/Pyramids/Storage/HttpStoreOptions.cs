namespace Pyramids;

/// <summary>How a remote store asks.</summary>
internal sealed record HttpStoreOptions
{
    /// <summary>By the settings in force.</summary>
    public static HttpStoreOptions Default
    {
        get
        {
            var options = HttpOptions.Current;
            return new()
            {
                Timeout = options.Timeout, Attempts = options.Attempts, FirstPause = options.FirstPause, AllowPrivate =
                    options.AllowPrivate,
                AllowedHosts = options.AllowedHosts, Headers = options.Headers,
            };
        }
    }

    /// <summary>Time for one request, from its begin to the last byte.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Requests for one read before it is given up.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Pause before the second request; each further one is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan MaxPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Whether the address may be private or link-local: true when the user's own code named it, false when a file did.</summary>
    public bool AllowPrivate { get; init; } = true;

    /// <summary>Hosts that may be asked; null for any.</summary>
    public IReadOnlyCollection<string>? AllowedHosts { get; init; }

    /// <summary>Sent with each request to the store's own host, never to where it redirects.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Signs a request to the store's own host just before it is sent.</summary>
    public Func<HttpRequestMessage, CancellationToken, ValueTask>? Sign { get; init; }
}
