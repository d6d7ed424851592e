using System.Globalization;
using System.Runtime.CompilerServices;
using System.Xml;

namespace Pyramids;

/// <summary>One item of GDAL's metadata tag.</summary>
/// <param name="Domain">Metadata domain; empty for the default one.</param>
/// <param name="Band">Band it belongs to, from 0; null for the whole image.</param>
/// <param name="Name">Key.</param>
/// <param name="Role">What GDAL uses it for: <c>description</c>, <c>scale</c>, <c>offset</c>, <c>unittype</c>,
/// <c>colorinterp</c>; empty otherwise.</param>
/// <param name="Value">Text.</param>
internal sealed record GdalItem(string Domain, int? Band, string Name, string Role, string Value);

/// <summary>GDAL's private metadata tag 42112: XML with one item for each fact.</summary>
internal static class GdalMetadata
{
    private const int MaxItems = 1_000_000;

    /// <summary>The items; empty when the text is absent or no XML.</summary>
    public static IReadOnlyList<GdalItem> Parse(string? xml) => string.IsNullOrWhiteSpace(xml) ? [] : Read(xml);

    [MethodImpl(MethodImplOptions.NoInlining)]                                // what reads XML is not loaded for images without it
    private static List<GdalItem> Read(string xml)
    {
        var items = new List<GdalItem>();
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new()
            {
                DtdProcessing = DtdProcessing.Prohibit,
                XmlResolver = null,
                IgnoreComments = true,
                ConformanceLevel = ConformanceLevel.Fragment,
            });
            while (reader.ReadToFollowing("Item") && items.Count < MaxItems)
            {
                var band = int.TryParse(reader.GetAttribute("sample"), NumberStyles.None, CultureInfo.InvariantCulture, out var sample)
                    ? sample
                    : (int?)null;
                var (domain, name, role) = (reader.GetAttribute("domain") ?? "", reader.GetAttribute("name") ?? "",
                    reader.GetAttribute("role") ?? "");
                items.Add(new(domain, band, name, role, Content(reader)));
            }
        }
        catch (XmlException)
        {
            // Damaged metadata takes no cells away: what was read before the damage is kept.
        }
        return items;
    }

    // The text of an item; some domains hold XML in it.
    private static string Content(XmlReader reader)
    {
        if (reader.IsEmptyElement) return "";
        using var inner = reader.ReadSubtree();
        inner.Read();
        var text = new System.Text.StringBuilder();
        while (inner.Read())
            if (inner.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace) text.Append(inner.Value);
        // GDAL escapes values once by itself and once more as XML.
        return text.Replace("&lt;", "<").Replace("&gt;", ">").Replace("&quot;", "\"").Replace("&apos;", "'")
            .Replace("&amp;", "&").ToString();
    }
}
