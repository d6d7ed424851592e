namespace Pyramids;

/// <summary>How URLs are asked.</summary>
public sealed record HttpOptions
{
    private static readonly AsyncLocal<HttpOptions?> Scoped = new();
    private static readonly HttpOptions Usual = new();

    /// <summary>Time for one request, from its begin to the last byte.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request that failed in passing (5xx, a time limit, a short answer) is sent in all.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Pause before the second request; each further one is twice as long.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Hosts that may be asked, also by way of redirects; null for any.</summary>
    public IReadOnlyCollection<string>? AllowedHosts { get; init; }

    /// <summary>Whether addresses that the user's own code names may be private or link-local. Those that files and
    /// redirects name never may.</summary>
    public bool AllowPrivate { get; init; } = true;

    /// <summary>Sent with each request, but not to where a redirect leads: a bearer token, a key. Never printed.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The settings in force for this flow of control and what it starts.</summary>
    internal static HttpOptions Current
    {
        get => Scoped.Value ?? Usual;
        set => Scoped.Value = value;
    }

    /// <summary>The settings without secrets.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"HttpOptions {Timeout.TotalSeconds:0.###} s, {Attempts} attempts, {(AllowedHosts is null ? "any host" : string.Join(", ", AllowedHosts))}, {Headers.Count} headers");

    internal void Check()
    {
        if (Attempts is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(Attempts), Attempts, "The number of attempts must lie between 1 and 100.");
        if (Timeout <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(Timeout), Timeout, "The time for a request must be positive.");
        if (FirstPause < TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(FirstPause), FirstPause, "The pause must not be negative.");
    }
}
