namespace Pyramids;

/// <summary>What a file's header may ask for. Everything is compared with the file's length as well, before it is allocated.</summary>
internal sealed record TiffLimits
{
    public static TiffLimits Default { get; } = new();

    /// <summary>Decoded bytes of one tile or strip.</summary>
    public int MaxBlockBytes { get; init; } = 1 << 30;

    /// <summary>Directories in one file.</summary>
    public int MaxDirectories { get; init; } = 65_536;

    /// <summary>Tags of all directories together.</summary>
    public int MaxTags { get; init; } = 4_000_000;

    /// <summary>Bytes of the values of all tags together: two numbers for each of 16 million tiles.</summary>
    public long MaxTagBytes { get; init; } = 256 << 20;
}
