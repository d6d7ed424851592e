namespace Pyramids;

/// <summary>A file or store is damaged, hostile, or uses what this reader does not know.</summary>
public class RasterFormatException : IOException
{
    /// <summary>What was found, what was expected and what to do; where it was found.</summary>
    public RasterFormatException(string message, string? key = null, long? offset = null, Exception? inner = null)
        : base(Where(message, key, offset), inner) => (Key, Offset) = (key, offset);

    /// <summary>The file, or the object in a store.</summary>
    public string? Key { get; }

    /// <summary>Byte position in it.</summary>
    public long? Offset { get; }

    private static string Where(string message, string? key, long? offset) => (key, offset) switch
    {
        (null, _) => message,
        (_, null) => $"{message} ({key})",
        _ => $"{message} ({key}, byte {offset})",
    };
}

/// <summary>What is there is of a format that no reader of the engine knows: another package's reader may.</summary>
internal sealed class UnknownFormatException(string reason, string? key = null, long? offset = null)
    : RasterFormatException($"{reason} Other formats open through GDAL, see Gdal.Enable of the Pyramids.Gdal package.", key, offset)
{
    /// <summary>The message without where, and without advice.</summary>
    public string Reason => reason;
}
