using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Pyramids;

/// <summary>Opens GDAL's virtual rasters (.vrt) that put GeoTIFFs together: simple and complex sources, stretched by
/// nearest cells, and masks.</summary>
internal static class VrtFile
{
    private const int MostBytes = 64 << 20;

    /// <summary>Reads the description; the files it names are opened when their cells are asked for.</summary>
    /// <exception cref="RasterFormatException">It is damaged, or uses what this reader does not know; the message names
    /// the element.</exception>
    public static async ValueTask<RasterFile> OpenAsync(VrtPlace place, HttpStoreOptions? options, CancellationToken cancellation)
    {
        var (store, key) = place.Store(options);
        await using var owned = store.ConfigureAwait(false);
        var length = await store.LengthAsync(key, cancellation).ConfigureAwait(false)
            ?? throw new FileNotFoundException($"There is no file '{place.Path}'.", place.Path);
        if (length > MostBytes)
            throw new RasterFormatException($"The virtual raster has {length} bytes; the limit is {MostBytes}.", place.Path);
        var bytes = new byte[length];
        var count = await store.ReadAsync(key, 0, bytes, cancellation).ConfigureAwait(false);
        return Parse(bytes.AsMemory(0, count), place);
    }

    /// <summary>The raster that a description means.</summary>
    internal static RasterFile Parse(ReadOnlyMemory<byte> xml, VrtPlace place)
    {
        XElement root;
        try
        {
            using var stream = new MemoryStream(xml.ToArray());
            // No document type, no entities, no other file.
            using var reader = XmlReader.Create(stream, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null,
                IgnoreComments = true, IgnoreProcessingInstructions = true, MaxCharactersInDocument = MostBytes });
            root = Limited(reader, place.Path);
        }
        catch (XmlException damage)
        {
            throw new RasterFormatException($"The virtual raster is damaged: {damage.Message}", place.Path, inner: damage);
        }
        return new VrtReader(root, place).Read();
    }

    // Elements nested as deeply as no virtual raster is would take the stack of whoever walks them.
    private static XElement Limited(XmlReader reader, string path)
    {
        const int MostDepth = 64;
        XElement? root = null, at = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth > MostDepth)
                        throw new RasterFormatException($"The virtual raster nests elements more than {MostDepth} deep.", path);
                    var element = new XElement(XName.Get(reader.LocalName));
                    for (var more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
                        if (reader.Prefix.Length == 0 && reader.LocalName != "xmlns")
                            element.SetAttributeValue(XName.Get(reader.LocalName), reader.Value);
                    reader.MoveToElement();
                    at?.Add(element);
                    root ??= element;
                    if (!reader.IsEmptyElement) at = element;
                    break;
                case XmlNodeType.EndElement:
                    at = at?.Parent;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    at?.Add(new XText(reader.Value));
                    break;
            }
        }
        return root ?? throw new RasterFormatException("The virtual raster is empty.", path);
    }
}
