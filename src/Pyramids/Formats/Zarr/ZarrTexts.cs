using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Pyramids;

/// <summary>Texts of fixed length along one axis (NumPy's <c>U</c> and <c>S</c>), as names of bands are kept.</summary>
internal static class ZarrTexts
{
    private const int MaxLength = 1 << 16, MaxBytes = 1 << 12, CharacterBytes = 4;

    /// <returns>Null when the array holds no such texts, or another number of them.</returns>
    public static async ValueTask<string[]?> ReadAsync(IByteStore store, ZarrNode node, long length, CancellationToken cancellation)
    {
        if (length > MaxLength || TypeOf(node) is not var (isWide, isBigEndian, size)) return null;
        var array = ZarrArray.Read(node);
        if (array.Rank != 1 || array.Shape[0] != length || (long)array.ChunkShape[0] * size > MaxLength * (long)CharacterBytes) return null;
        var type = new ZarrType(array.Type.Name, null, size, false);
        if (PipelineOf(node, type) is not { } pipeline) return null;
        isBigEndian |= pipeline.IsBigEndian;
        array = array with { Type = type, Pipeline = pipeline with { IsBigEndian = false }, Fill = new byte[size] };
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

    private static (bool IsWide, bool IsBigEndian, int Size)? TypeOf(ZarrNode node)
        => node.Version == 2 ? TypeOf2(node.Metadata) : TypeOf3(node.Metadata);

    private static (bool, bool, int)? TypeOf2(JsonElement metadata)
        => ZarrJson.TextOf(ZarrJson.Find(metadata, "dtype")) is [var order, var kind and ('U' or 'S'), .. var count]
            && int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var characters) && characters is > 0 and < MaxBytes
            ? (kind == 'U', order == '>', kind == 'U' ? CharacterBytes * characters : characters)
            : null;

    private static (bool, bool, int)? TypeOf3(JsonElement metadata)
    {
        if (ZarrJson.Find(metadata, "data_type") is not { ValueKind: JsonValueKind.Object } type) return null;
        bool? isWide = ZarrJson.TextOf(ZarrJson.Find(type, "name")) switch
        {
            "fixed_length_utf32" => true,
            "null_terminated_bytes" => false,
            _ => null,
        };
        return isWide is { } wide && ZarrJson.Find(ZarrCodecs.Settings(type), "length_bytes") is { ValueKind: JsonValueKind.Number } length
            && length.TryGetInt32(out var bytes) && bytes is > 0 and < CharacterBytes * MaxBytes && (!wide || bytes % CharacterBytes == 0)
            ? (wide, false, bytes)
            : null;
    }

    /// <returns>Null for texts in shards, which are not read.</returns>
    private static ZarrPipeline? PipelineOf(ZarrNode node, ZarrType type)
    {
        if (node.Version == 2) return ZarrCodecs.OfVersion2(node.Metadata, type, 1, node.Key);
        var codecs = ZarrArray3.Chain(node.Metadata, "codecs", node.Key);
        return codecs.Any(codec => ZarrCodecs.NameOf(codec, "name", "codecs", node.Key) == "sharding_indexed")
            ? null
            : ZarrCodecs.OfVersion3(codecs, "codecs", type with { Size = 1 }, 1, node.Key);
    }
}
