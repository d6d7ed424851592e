using System.Globalization;
using System.Text;

namespace Pyramids;

/// <summary>Which well-known text <see cref="Crs.ToWkt"/> writes.</summary>
public enum WktVersion
{
    /// <summary>Version 1 in GDAL's dialect, as GeoTIFF sidecars, Shapefile and older programs read it.</summary>
    Wkt1Gdal,
    /// <summary>ISO 19162:2019, which can say everything.</summary>
    Wkt2_2019,
}

/// <summary>Text in brackets, written part by part.</summary>
internal sealed class WktText
{
    private readonly StringBuilder text = new();
    private bool isFirst = true;

    public WktText Open(string keyword)
    {
        Part().Append(keyword).Append('[');
        isFirst = true;
        return this;
    }

    public WktText Close()
    {
        text.Append(']');
        isFirst = false;
        return this;
    }

    public WktText Quoted(string value)
    {
        Part().Append('"').Append(value.Replace("\"", "\"\"")).Append('"');
        return this;
    }

    public WktText Word(string value)
    {
        Part().Append(value);
        return this;
    }

    /// <summary>15 digits, as PROJ writes: 49.8333333333333, 500000, 1E-05.</summary>
    public WktText Number(double value) => Word(value.ToString("G15", CultureInfo.InvariantCulture));

    public override string ToString() => text.ToString();

    private StringBuilder Part()
    {
        if (!isFirst)
            text.Append(',');
        isFirst = false;
        return text;
    }
}
