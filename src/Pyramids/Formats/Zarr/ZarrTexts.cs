using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pyramids;

/// <summary>Texts of fixed length along one axis (NumPy's <c>U</c> and <c>S</c>), as version 2 keeps names of bands.</summary>
internal static class ZarrTexts
{
    private const int MaxLength = 1 << 16, MaxBytes = 1 << 12, CharacterBytes = 4;

    /// <returns>Null when the array holds no such texts, or another number of them.</returns>
    public static async ValueTask<string[]?> ReadAsync(IByteStore store, ZarrNode node, long length, CancellationToken cancellation)
    {
        if (node.Version != 2 || length > MaxLength || TypeOf(node.Metadata) is not var (isWide, isBigEndian, size)) return null;
        var array = ZarrArray.Read(node);
        if (array.Rank != 1 || array.Shape[0] != length || (long)array.ChunkShape[0] * size > MaxLength * (long)CharacterBytes) return null;
        var type = new ZarrType(array.Type.Name, null, size, false);
        array = array with { Type = type, Pipeline = ZarrCodecs.OfVersion2(node.Metadata, type, 1, node.Key), Fill = new byte[size] };
        var (reader, texts, cells) = (new ZarrReader(store, array), new string[length], new byte[array.ChunkBytes]);
        var encoding = isWide ? new UTF32Encoding(isBigEndian, byteOrderMark: false) : Encoding.UTF8;
        for (var start = 0L; start < length; start += array.ChunkShape[0])
        {
            if (!await reader.ReadAsync([start / array.ChunkShape[0]], cells, cancellation).ConfigureAwait(false)) Array.Clear(cells);
            for (var i = 0; i < array.ChunkShape[0] && start + i < length; i++)
                texts[start + i] = encoding.GetString(cells, i * size, size).TrimEnd('\0');
        }
        return texts;
    }

    private static (bool IsWide, bool IsBigEndian, int Size)? TypeOf(JsonElement metadata)
        => ZarrJson.TextOf(ZarrJson.Find(metadata, "dtype")) is [var order, var kind and ('U' or 'S'), .. var count]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var characters) && characters is > 0 and < MaxBytes
            ? (kind == 'U', order == '>', kind == 'U' ? CharacterBytes * characters : characters)
            : null;
}
