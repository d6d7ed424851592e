namespace Pyramids;

/// <summary>How <c>s3://bucket/key</c> is reached. What is null is taken from where Amazon's tools keep it:
/// environment, profiles, the machine's role.</summary>
public sealed record AwsOptions
{
    private static readonly AsyncLocal<AwsOptions?> Scoped = new();

    /// <summary>Whether requests are sent without a signature, as public buckets allow.</summary>
    public bool Unsigned { get; init; }

    /// <summary>The bucket's region, such as <c>eu-central-1</c>; null for the profile's, or <c>us-east-1</c> where
    /// there is none.</summary>
    public string? Region { get; init; }

    /// <summary>A profile of the shared credentials file; null for the usual one.</summary>
    public string? Profile { get; init; }

    /// <summary>Address of a server that speaks S3, such as <c>http://127.0.0.1:9000</c>; null for Amazon's.</summary>
    public string? Endpoint { get; init; }

    /// <summary>Key that signs requests, with <see cref="SecretKey"/>; null to look it up.</summary>
    public string? AccessKey { get; init; }

    /// <summary>The secret of <see cref="AccessKey"/>. Never printed.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Token of temporary keys. Never printed.</summary>
    public string? SessionToken { get; init; }

    /// <summary>Whether the bucket is a part of the path instead of the host; null for yes where there is an
    /// <see cref="Endpoint"/>.</summary>
    public bool? PathStyle { get; init; }

    /// <summary>How often a request that failed in passing is sent in all.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Objects of more bytes are written in parts of so many, several at once; at least 5 MiB.</summary>
    public long PartBytes { get; init; } = 16L << 20;

    /// <summary>Time for one request.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The settings in force for this flow of control and what it starts; null where nothing was configured.</summary>
    internal static AwsOptions? Current
    {
        get => Scoped.Value;
        set => Scoped.Value = value;
    }

    /// <summary>Whether anything says how to sign: without it, buckets are read as the public has them.</summary>
    internal static bool IsConfigured
        => Current is not null || new[] { "AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_ENDPOINT_URL",
            "AWS_ENDPOINT_URL_S3" }.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 });

    /// <summary>The settings without secrets.</summary>
    public override string ToString()
        => $"AwsOptions {(Unsigned ? "unsigned" : AccessKey is not null ? "with keys" : $"profile {Profile ?? "default"}")}, region {Region ?? "default"}, {Endpoint ?? "Amazon"}";

    internal void Check()
    {
        if (Attempts is < 1 or > 100)
            throw new ArgumentOutOfRangeException(nameof(Attempts), Attempts, "The number of attempts must lie between 1 and 100.");
        if (PartBytes < 5 << 20)
            throw new ArgumentOutOfRangeException(nameof(PartBytes), PartBytes, "Parts of an upload have at least 5 MiB (5242880 bytes).");
        if (Timeout <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(nameof(Timeout), Timeout, "The time for a request must be positive.");
        if (AccessKey is null != SecretKey is null) throw new ArgumentException("AccessKey and SecretKey are given together, or neither.");
        if (Endpoint is not null && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            throw new ArgumentException($"The endpoint '{Endpoint}' is no http or https address, such as 'http://127.0.0.1:9000'.");
    }
}
