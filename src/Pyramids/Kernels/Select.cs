namespace Pyramids;

/// <summary>Picks cells by a mask.</summary>
internal static class Select
{
    public static void Rows<T>(ReadOnlySpan<byte> mask, ReadOnlySpan<T> x, ReadOnlySpan<T> y, Span<T> result) where T : unmanaged
    {
        x = x[..result.Length];
        y = y[..result.Length];
        mask = mask[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = mask[i] != 0 ? x[i] : y[i];
    }

    public static void Rows<T>(ReadOnlySpan<byte> mask, ReadOnlySpan<T> x, T y, Span<T> result) where T : unmanaged
    {
        x = x[..result.Length];
        mask = mask[..result.Length];
        for (var i = 0; i < result.Length; i++) result[i] = mask[i] != 0 ? x[i] : y;
    }
}
