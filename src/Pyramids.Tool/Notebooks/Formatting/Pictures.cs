using System.Reflection;

namespace Pyramids.Tool.Notebooks;

/// <summary>Values that are pictures: encoded bytes, Skia images, ScottPlot plots. Libraries are met by the shape of
/// their types, so that any version of theirs works.</summary>
internal static class Pictures
{
    private const int PlotWidth = 800, PlotHeight = 500;

    /// <summary>MIME type and base64 content, or null when the value is no picture.</summary>
    public static (string MimeType, string Content)? Of(object value)
    {
        var bytes = value as byte[] ?? Plot(value) ?? Skia(value);
        return bytes is not null && Kind(bytes) is { } kind ? (kind, Convert.ToBase64String(bytes)) : null;
    }

    /// <summary>A picture in words, or null.</summary>
    public static string? Describe(object value)
    {
        if (value is byte[] bytes)
            return Kind(bytes) is { } kind ? $"{kind}, {bytes.Length} bytes" : null;
        return IsPlot(value.GetType()) ? $"ScottPlot.Plot, {PlotWidth} x {PlotHeight}"
            : value.GetType().FullName is "SkiaSharp.SKImage"
                or "SkiaSharp.SKBitmap" ? $"{value.GetType().Name}, {Number(value, "Width")} x {Number(value, "Height")}" : null;
    }

    private static string? Kind(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) ? "image/png"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg" : null;

    private static bool IsPlot(Type type)
    {
        for (var t = type; t is not null; t = t.BaseType)
            if (t.FullName == "ScottPlot.Plot")
                return true;
        return false;
    }

    /// <summary><c>plot.GetImageBytes(width, height, ImageFormat.Png)</c>; the library's default format is BMP.</summary>
    private static byte[]? Plot(object value)
    {
        if (!IsPlot(value.GetType()))
            return null;
        var method = value.GetType().GetMethods().FirstOrDefault(m => m.Name == "GetImageBytes"
            && m.GetParameters() is [{ ParameterType: var w }, { ParameterType: var h }, { ParameterType.IsEnum: true }] && w == typeof(int)
            && h == typeof(int));
        return method is null ? null
            : method.Invoke(value, [PlotWidth, PlotHeight, Enum.Parse(method.GetParameters()[2].ParameterType, "Png")]) as byte[];
    }

    private static byte[]? Skia(object value)
    {
        if (value.GetType().FullName is not ("SkiaSharp.SKImage" or "SkiaSharp.SKBitmap"))
            return null;
        var encode = value.GetType().GetMethods().FirstOrDefault(
            m => m.Name == "Encode" && m.GetParameters() is [{ ParameterType.IsEnum: true }, { ParameterType: var q }] && q == typeof(int));
        using var data = encode?.Invoke(value, [Enum.Parse(encode.GetParameters()[0].ParameterType, "Png"), 100]) as IDisposable;
        return data?.GetType().GetMethod("ToArray", BindingFlags.Instance | BindingFlags.Public, Type.EmptyTypes)?.Invoke(data, null)
            as byte[];
    }

    private static object? Number(object value, string property) => value.GetType().GetProperty(property)?.GetValue(value);
}
