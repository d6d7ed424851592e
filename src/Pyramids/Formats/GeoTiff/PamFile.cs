using System.Globalization;
using System.Xml.Linq;

namespace Pyramids;

/// <summary>What <c>x.tif.aux.xml</c> beside <c>x.tif</c> says of it: GDAL's persistent auxiliary metadata, where tools write what they
/// may not write into the image.</summary>
/// <remarks>As GDAL weighs it: its system, transform, nodata and metadata count before the image's own; names, units, scales and offsets
/// of bands where the image has none.</remarks>
internal sealed class PamFile
{
    private const int MostBytes = 16 << 20;
    private readonly XElement root;
    private readonly Crs? crs;

    private PamFile(XElement root, string path)
    {
        this.root = root;
        if ((string?)root.Element("GeoTransform") is { } transform && (Transform = GeoTransform.Of(transform)) is null)
            Problems = [new($"The transform '{Start(transform)}' is not used; six numbers with an inverse were expected.", path)];
        // ESRI's writers nest the system in metadata of their own.
        var system = ((string?)root.Element("SRS")
            ?? (string?)root.Descendants("SpatialReference").Elements("WKT").FirstOrDefault())?.Trim();
        if (system is { Length: > 0 } && !Crs.TryFromUserInput(system, out crs))
            Problems = [.. Problems, new($"The system '{Start(system)}' is not known and not used.", path)];
        Items = [.. ItemsOf(root, null), .. Bands.SelectMany(band => ItemsOf(band.Element, band.Number)),
            .. Bands.SelectMany(band => Facts(band.Element, band.Number))];
    }

    /// <summary>Null when it states none that has an inverse.</summary>
    public Affine? Transform { get; }

    /// <summary>Null when it states none, or one that is not known.</summary>
    public Crs? Crs => crs;

    /// <summary>Metadata of the image and of bands, with names, units, scales and offsets.</summary>
    public IReadOnlyList<GdalItem> Items { get; }

    /// <summary>What is stated and not used.</summary>
    public IReadOnlyList<RasterFormatException> Problems { get; } = [];

    private IEnumerable<BandElement> Bands => root.Elements("PAMRasterBand")
        .Select(band => new BandElement(int.TryParse((string?)band.Attribute("band"), NumberStyles.None, CultureInfo.InvariantCulture,
            out var number) ? number - 1 : -1, band))
        .Where(band => band.Number >= 0);

    /// <summary>The nodata value that all bands share; null when one has another, or none.</summary>
    public string? NoData(int bands)
    {
        var values = Bands.Where(band => band.Number < bands).DistinctBy(band => band.Number)
            .Select(band => (string?)band.Element.Element("NoDataValue")).ToArray();
        return values.Length == bands && values.Distinct().Count() == 1 ? values[0]?.Trim() : null;
    }

    /// <summary>The file beside an image; null when there is none.</summary>
    /// <exception cref="RasterFormatException">It is damaged.</exception>
    public static async ValueTask<PamFile?> ReadAsync(IByteStore store, string key, CancellationToken cancellation)
    {
        key += ".aux.xml";
        if (await store.LengthAsync(key, cancellation).ConfigureAwait(false) is not (> 0 and var length)) return null;
        if (length > MostBytes)
            throw new RasterFormatException($"The auxiliary metadata have {length} bytes; the limit is {MostBytes}.", key);
        var bytes = new byte[length];
        var count = await store.ReadAsync(key, 0, bytes, cancellation).ConfigureAwait(false);
        var root = PlainXml.Parse(bytes.AsMemory(0, count), MostBytes, "The auxiliary metadata file", key);
        return root.Name.LocalName == "PAMDataset" ? new(root, key) : null;
    }

    private static string Start(string text) => text[..Math.Min(text.Length, 200)].Trim();

    private sealed record BandElement(int Number, XElement Element);

    private static IEnumerable<GdalItem> ItemsOf(XElement element, int? band)
        => element.Elements("Metadata").Where(metadata => (string?)metadata.Attribute("format") is null)
            .SelectMany(metadata => metadata.Elements("MDI").Select(item => new GdalItem((string?)metadata.Attribute("domain") ?? "", band,
                (string?)item.Attribute("key") ?? "", "", item.Value)))
            .Where(item => item.Name.Length > 0);

    // As the tag of the image calls them: by the element's name, which is the role in small letters.
    private static IEnumerable<GdalItem> Facts(XElement band, int number)
        => new[] { "Description", "UnitType", "Scale", "Offset" }.Select(name => band.Element(name)).OfType<XElement>()
            .Select(fact => new GdalItem("", number, fact.Name.LocalName.ToUpperInvariant(), fact.Name.LocalName.ToLowerInvariant(),
                fact.Value.Trim()))
            .Where(item => item.Value.Length > 0);
}
