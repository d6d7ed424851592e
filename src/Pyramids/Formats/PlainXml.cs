using System.Xml;
using System.Xml.Linq;

namespace Pyramids;

/// <summary>Elements, attributes and text of a document that nobody vouches for: no document type, no entities, no
/// other file, names without their spaces.</summary>
internal static class PlainXml
{
    /// <param name="xml">The document.</param>
    /// <param name="mostCharacters">How many characters it may have.</param>
    /// <param name="subject">What messages call it: <c>The virtual raster</c>.</param>
    /// <param name="path">Where it lies.</param>
    /// <exception cref="RasterFormatException">It is damaged.</exception>
    public static XElement Parse(ReadOnlyMemory<byte> xml, int mostCharacters, string subject, string path)
    {
        try
        {
            using var stream = new MemoryStream(xml.ToArray());
            using var reader = XmlReader.Create(stream, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null,
                IgnoreComments = true, IgnoreProcessingInstructions = true, MaxCharactersInDocument = mostCharacters });
            return Limited(reader, subject, path);
        }
        catch (XmlException damage)
        {
            throw new RasterFormatException($"{subject} is damaged: {damage.Message}", path, inner: damage);
        }
    }

    // Elements nested as deeply as no such document is would take the stack of whoever walks them.
    private static XElement Limited(XmlReader reader, string subject, string path)
    {
        const int MostDepth = 64;
        XElement? root = null, at = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    if (reader.Depth > MostDepth)
                        throw new RasterFormatException($"{subject} nests elements more than {MostDepth} deep.", path);
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
        return root ?? throw new RasterFormatException($"{subject} is empty.", path);
    }
}
