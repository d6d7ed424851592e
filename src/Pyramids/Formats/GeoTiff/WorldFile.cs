using System.Globalization;
using System.Text;

namespace Pyramids;

/// <summary>A world file beside an image without geo tags: six lines that make a transform, written down by the centre
/// of the first cell.</summary>
internal static class WorldFile
{
    private const int MaxLength = 4096;

    /// <summary>The transform of <c>x.tfw</c>, <c>x.tifw</c> or <c>x.wld</c> beside <c>x.tif</c>; null when there is
    /// none that makes one.</summary>
    public static async ValueTask<Affine?> ReadAsync(IByteStore store, string key, CancellationToken cancellation)
    {
        foreach (var name in Names(key))
        {
            if (await store.LengthAsync(name, cancellation).ConfigureAwait(false) is not (> 0 and <= MaxLength)) continue;
            var bytes = new byte[MaxLength];
            var count = await store.ReadAsync(name, 0, bytes, cancellation).ConfigureAwait(false);
            if (Parse(Encoding.Latin1.GetString(bytes, 0, count)) is { } transform) return transform;
        }
        return null;
    }

    private static IEnumerable<string> Names(string key)
        => new[] { Path.ChangeExtension(key, ".tfw"), key + "w", Path.ChangeExtension(key, ".wld"), Path.ChangeExtension(key, ".TFW"),
            Path.ChangeExtension(key, ".WLD") };

    internal static Affine? Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 6) return null;
        var n = new double[6];
        for (var i = 0; i < 6; i++)
            if (!double.TryParse(lines[i].Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out n[i])) return null;
        double xPerColumn = n[0], yPerColumn = n[1], xPerRow = n[2], yPerRow = n[3];
        var transform = new Affine(n[4] - 0.5 * xPerColumn - 0.5 * xPerRow, xPerColumn, xPerRow, n[5] - 0.5 * yPerColumn - 0.5 * yPerRow,
            yPerColumn, yPerRow);
        return transform.HasInverse ? transform : null;
    }
}
