using Pyramids.Interactive;

namespace Pyramids;

/// <summary>A picture of a raster: the cells as a PNG with a legend, a scale bar and a caption beside it. A notebook
/// shows it when it is the last expression of a cell.</summary>
[TypeFormatterSource(PreferredMimeTypes = ["text/html", "image/png", "text/plain"])]
public sealed class RasterPicture
{
    private readonly Painting painting;
    private readonly Drawing legend, scale;
    private readonly double width, height;

    internal RasterPicture(Painting painting, string title, string caption, string alt, Drawing legend, double width)
    {
        (this.painting, this.legend, Title, Caption, Alt) = (painting, legend, title, caption, alt);
        (this.width, height) = Size(painting, width);
        scale = ScaleBar.Draw(painting.Grid, this.width);
    }

    /// <summary>What is shown: the raster's name and the operation.</summary>
    public string Title { get; }

    /// <summary>How it is shown: cells kept, colours, lighting.</summary>
    public string Caption { get; }

    /// <summary>The picture in words, for readers that cannot see it.</summary>
    public string Alt { get; }

    /// <summary>The cells alone as a PNG file, north up; missing cells are transparent.</summary>
    public byte[] Png => painting.Png;

    /// <summary>Pixels in a row of <see cref="Png"/>.</summary>
    public int Width => painting.Width;

    /// <summary>Rows of <see cref="Png"/>.</summary>
    public int Height => painting.Height;

    /// <summary>Picture, legend and caption as an HTML fragment that needs no script and no network.</summary>
    public string Html
        => Markup.Of($"""<figure style="{Tone.Body};margin:0"><figcaption style="margin:2px 0 6px"><b>{Title}</b> <span style="opacity:.7">{Caption}</span></figcaption><div style="{Tone.Row}"><div style="max-width:100%;min-width:0"><img src="{Data}" width="{width}" height="{height}" alt="{Alt}" style="display:block;max-width:100%;height:auto;image-rendering:{Smooth};outline:1px solid {Tone.Line}">{scale.Alone("Scale bar and north arrow", "display:block")}</div><div style="max-width:100%">{legend.Alone("Legend")}</div></div></figure>""").ToString();

    /// <summary>Picture, legend and caption as one SVG file; text takes the colour of the page.</summary>
    public string Svg
    {
        get
        {
            const double top = 22, gap = 22;
            var right = legend.IsEmpty ? 0 : gap + legend.Width;
            var caption = Interactive.Svg.WidthOf($"{Title} {Caption}", 12) + 16;
            var content = Markup.Of($"""<text x="0" y="13" font-size="12"><tspan font-weight="600">{Title}</tspan> <tspan fill-opacity=".7">{Caption}</tspan></text><image href="{Data}" x="0" y="{top}" width="{width}" height="{height}" preserveAspectRatio="none"/><rect x="0" y="{top}" width="{width}" height="{height}" fill="none" stroke="{Tone.Line}"/>{scale.At(0, top + height)}{legend.At(width + gap, top)}""");
            return Interactive.Svg.Frame(Math.Ceiling(Math.Max(width + right, caption)),
                Math.Ceiling(top + Math.Max(height + scale.Height, legend.Height)), Alt, content).ToString();
        }
    }

    /// <summary>Writes the picture: <c>.png</c> the cells alone, <c>.svg</c> and <c>.html</c> with legend and caption.</summary>
    /// <exception cref="ArgumentException">The name ends otherwise.</exception>
    public void Save(string path)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".png": File.WriteAllBytes(path, Png); break;
            case ".svg": File.WriteAllText(path, Svg); break;
            case ".html" or ".htm":
                File.WriteAllText(path, Markup.Of($"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>{Title}</title><body>{Markup.Raw(Html)}</body></html>").ToString());
                break;
            case var other:
                throw new ArgumentException(
                    $"A picture is written as .png, .svg or .html; '{Path.GetFileName(path)}' ends in '{other}'. Give it one of these "
                        + "names.", nameof(path));
        }
    }

    /// <summary>Title, caption and what <see cref="Alt"/> says.</summary>
    public override string ToString() => $"{Title} ({Caption})\n  {Alt}";

    /// <summary>The cells alone as HTML, for a table's side.</summary>
    internal Markup Thumbnail
        => Markup.Of($"""<img src="{Data}" width="{width}" height="{height}" alt="{Alt}" style="display:block;max-width:100%;height:auto;image-rendering:{Smooth};outline:1px solid {Tone.Line}"><div style="opacity:.7;font-size:11px;margin-top:2px">{Title} · {Caption}</div>""");

    private string Smooth => width / painting.Width < 1.8 ? "auto" : "pixelated";

    private Markup Data => Markup.Raw("data:image/png;base64," + Convert.ToBase64String(painting.Png));

    private static (double, double) Size(Painting painting, double width)
    {
        var shape = (double)painting.Grid.Rows / painting.Grid.Columns / CellMetres.Of(painting.Grid).Shape;
        var most = Math.Max(width * 1.25, 200);
        var fits = Math.Min(width, most / shape);
        return (Math.Max(1, Math.Round(fits)), Math.Max(1, Math.Round(fits * shape)));
    }
}
