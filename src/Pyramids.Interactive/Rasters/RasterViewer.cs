using System.Globalization;
using System.Text;
using Pyramids.Interactive;

namespace Pyramids;

/// <summary>A picture that can be panned and zoomed where the page may run scripts: several sizes of it are within the
/// output, and no server is asked. Where no script runs, it is the picture.</summary>
[TypeFormatterSource(PreferredMimeTypes = ["text/html", "image/png", "text/plain"])]
public sealed class RasterViewer
{
    private const int MostCharacters = 236_000, LeastSide = 96;

    private readonly string id = $"pyramids-{Guid.NewGuid():n}";
    private readonly IReadOnlyList<RasterPicture> levels;
    private readonly PreviewData data;
    private readonly Colormap? ramp;
    private readonly Stretch? stretch;

    private RasterViewer(IReadOnlyList<RasterPicture> levels, PreviewData data, Colormap? ramp, Stretch? stretch)
        => (this.levels, this.data, this.ramp, this.stretch) = (levels, data, ramp, stretch);

    /// <summary>What is shown: the raster's name and the operation.</summary>
    public string Title => levels[^1].Title;

    /// <summary>The picture in words, for readers that cannot see it.</summary>
    public string Alt => levels[^1].Alt;

    /// <summary>Sizes of the picture that are there, smallest first: columns and rows of pixels.</summary>
    public IReadOnlyList<(int Columns, int Rows)> Levels => [.. levels.Select(l => (l.Width, l.Height))];

    /// <summary>The largest size as a PNG file.</summary>
    public byte[] Png => levels[^1].Png;

    /// <summary>Picture, script and caption as an HTML fragment that needs no network.</summary>
    public string Html
    {
        get
        {
            var buttons = Markup.Join(new[] { ("+", "Zoom in"), ("−", "Zoom out"), ("1:1", "Show all") }.Select(b =>
                Markup.Of($"""<button type="button" title="{b.Item2}" aria-label="{b.Item2}" style="font:inherit;min-width:32px;padding:0 8px;border:1px solid {Tone.Line};border-radius:4px;background:transparent;color:inherit;cursor:pointer">{b.Item1}</button>""")));
            // The buttons appear with the script that serves them.
            return Markup.Of($"""<div id="{id}" style="{Tone.Body}">{Markup.Raw(levels[^1].Html)}<div data-bar="1" style="display:none;gap:6px;align-items:center;margin-top:6px">{buttons}<span data-note="1" style="opacity:.7;font-variant-numeric:tabular-nums"></span></div><script>({Markup.Raw(Script)})(document.getElementById("{id}"),{Markup.Raw(Facts())});</script></div>""").ToString();
        }
    }

    /// <summary>Title and what <see cref="Alt"/> says.</summary>
    public override string ToString() => $"{Title}, to pan and zoom\n  {Alt}";

    internal static RasterViewer Of(PreviewData data, Colormap? colormap, int width)
    {
        data = data.NorthUp();
        var isClasses = colormap is null && Pictures.Of(data) is { Caption: var how }
            && (how.EndsWith("classes", StringComparison.Ordinal) || how.EndsWith("mask", StringComparison.Ordinal));
        var ramp = isClasses ? null : colormap ?? Colormap.Viridis;
        var stretch = ramp is null ? null : ramp.IsCyclic ? Stretch.Of(data.Cells, 0, 360) : Stretch.Robust(data.Cells, ramp);
        for (var finest = data; ; finest = Smaller(finest, .85))
        {
            var levels = new List<RasterPicture>();
            for (var level = finest; ; level = Smaller(level, .5))
            {
                levels.Insert(0, Pictures.Of(level, ramp, stretch, width));
                if (Math.Max(level.Rows, level.Columns) < 2 * LeastSide) break;
            }
            if (levels.Sum(l => l.Png.Length * 4 / 3) + levels[^1].Html.Length - levels[^1].Png.Length * 4 / 3 <= MostCharacters
                || Math.Max(finest.Rows, finest.Columns) < LeastSide)
                return new(levels, finest, ramp, stretch);
        }
    }

    private static PreviewData Smaller(PreviewData data, double factor)
    {
        var (rows, columns) = (Math.Max(1, (int)(data.Rows * factor)), Math.Max(1, (int)(data.Columns * factor)));
        var cells = new float[rows * columns];
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                cells[row * columns + column] =
                    data.Cells[(int)((row + .5) * data.Rows / rows) * data.Columns + (int)((column + .5) * data.Columns / columns)];
        var t = data.Grid.Transform;
        var (x, y) = ((double)data.Columns / columns, (double)data.Rows / rows);
        return data with { Cells = cells, Grid = new(rows, columns,
            new Affine(t.OriginX, t.XPerColumn * x, t.XPerRow * y, t.OriginY, t.YPerColumn * x, t.YPerRow * y), data.Grid.Crs) };
    }

    /// <summary>What the script needs to know: numbers and pictures, no string from a file.</summary>
    private string Facts()
    {
        var facts = new StringBuilder("{levels:[");
        // The last one is in the page already.
        facts.AppendJoin(',', levels.SkipLast(1).Select(l => $"\"data:image/png;base64,{Convert.ToBase64String(l.Png)}\""));
        var t = data.Grid.Transform;
        facts.Append(CultureInfo.InvariantCulture,
            $"],rows:{data.Rows},columns:{data.Columns},affine:[{t.OriginX:R},{t.XPerColumn:R},{t.XPerRow:R},{t.OriginY:R},{t.YPerColumn:R},{t.YPerRow:R}],digits:{(data.Grid.Crs is { IsGeographic: true } ? 5 : 1)}");
        if (ramp is not null && stretch is { Valid: > 0 })
        {
            facts.Append(CultureInfo.InvariantCulture, $",low:{stretch.Low:R},high:{stretch.High:R},ramp:\"");
            for (var i = 0; i < 255; i++) facts.Append(Colormap.Hex(ramp.Rgb(i / 254.0)).AsSpan(1));
            facts.Append('"');
        }
        return facts.Append('}').ToString();
    }

    // Zooms with the wheel only after a click, so that a page can be scrolled past it.
    private const string Script = """
        function(root,facts){if(!root||root.dataset.on)return;root.dataset.on=1;
        var picture=root.querySelector("img"),bar=root.querySelector("[data-bar]"),note=root.querySelector("[data-note]"),canvas=document.createElement("canvas"),pen=canvas.getContext("2d"),ratio=window.devicePixelRatio||1,zoom=1,left=0,top=0,width,height,active=false,drag=null,probe=null;
        var levels=facts.levels.map(function(s){var i=new Image();i.onload=draw;i.src=s;return i}).concat([picture]);
        function start(){width=picture.clientWidth;height=picture.clientHeight;if(!width)return setTimeout(start,200);
        canvas.width=width*ratio;canvas.height=height*ratio;canvas.style.cssText="display:block;width:"+width+"px;height:"+height+"px;touch-action:pan-y;cursor:grab;outline:1px solid rgba(128,128,128,.35)";
        canvas.tabIndex=0;canvas.setAttribute("role","img");canvas.setAttribute("aria-label",picture.alt);picture.parentNode.insertBefore(canvas,picture);picture.style.display="none";bar.style.display="flex";draw()}
        function draw(){if(!width)return;var wanted=width*zoom*ratio,use=levels[levels.length-1];for(var i=levels.length-1;i>=0;i--)if(levels[i].naturalWidth>=wanted)use=levels[i];
        pen.clearRect(0,0,canvas.width,canvas.height);pen.imageSmoothingEnabled=wanted/use.naturalWidth<2;if(use.naturalWidth)pen.drawImage(use,left*ratio,top*ratio,width*zoom*ratio,height*zoom*ratio);root.dataset.zoom=zoom.toFixed(2);root.dataset.level=levels.indexOf(use)}
        function keep(){left=Math.min(0,Math.max(width-width*zoom,left));top=Math.min(0,Math.max(height-height*zoom,top))}
        function scale(by,x,y){var next=Math.min(32,Math.max(1,zoom*by));left=x-(x-left)*next/zoom;top=y-(y-top)*next/zoom;zoom=next;keep();draw()}
        function tell(x,y){var u=(x-left)/(width*zoom),v=(y-top)/(height*zoom),a=facts.affine,column=u*facts.columns,row=v*facts.rows;
        var text="x "+(a[0]+a[1]*column+a[2]*row).toFixed(facts.digits)+", y "+(a[3]+a[4]*column+a[5]*row).toFixed(facts.digits);
        if(facts.ramp&&picture.naturalWidth){if(!probe){var c=document.createElement("canvas");c.width=picture.naturalWidth;c.height=picture.naturalHeight;probe=c.getContext("2d");probe.drawImage(picture,0,0)}
        var p=probe.getImageData(Math.min(picture.naturalWidth-1,Math.max(0,Math.floor(u*picture.naturalWidth))),Math.min(picture.naturalHeight-1,Math.max(0,Math.floor(v*picture.naturalHeight))),1,1).data;
        if(p[3]<128)text+=": missing";else{var best=0,least=1e9;for(var i=0;i<255;i++){var c=parseInt(facts.ramp.substr(6*i,6),16),d=Math.abs((c>>16)-p[0])+Math.abs((c>>8&255)-p[1])+Math.abs((c&255)-p[2]);if(d<least){least=d;best=i}}
        text+=": about "+Number((facts.low+(facts.high-facts.low)*best/254).toPrecision(4))}}note.textContent=text}
        function at(e){var r=canvas.getBoundingClientRect();return[(e.clientX-r.left)*width/r.width,(e.clientY-r.top)*height/r.height]}
        canvas.addEventListener("pointerdown",function(e){active=true;canvas.focus({preventScroll:true});drag=[e.clientX-left,e.clientY-top];canvas.setPointerCapture(e.pointerId);canvas.style.cursor="grabbing"});
        canvas.addEventListener("pointermove",function(e){if(drag){left=e.clientX-drag[0];top=e.clientY-drag[1];keep();draw()}var p=at(e);tell(p[0],p[1])});
        canvas.addEventListener("pointerup",function(){drag=null;canvas.style.cursor="grab"});canvas.addEventListener("blur",function(){active=false});
        canvas.addEventListener("dblclick",function(e){var p=at(e);scale(2,p[0],p[1])});
        canvas.addEventListener("wheel",function(e){if(!active&&!e.ctrlKey)return;e.preventDefault();var p=at(e);scale(e.deltaY<0?1.25:.8,p[0],p[1])},{passive:false});
        canvas.addEventListener("keydown",function(e){var k={ArrowLeft:[40,0],ArrowRight:[-40,0],ArrowUp:[0,40],ArrowDown:[0,-40]}[e.key];if(k){left+=k[0];top+=k[1];keep();draw()}else if(e.key==="+")scale(1.5,width/2,height/2);else if(e.key==="-")scale(1/1.5,width/2,height/2);else return;e.preventDefault();e.stopPropagation()});
        var buttons=bar.querySelectorAll("button");buttons[0].onclick=function(){scale(1.6,width/2,height/2)};buttons[1].onclick=function(){scale(1/1.6,width/2,height/2)};buttons[2].onclick=function(){zoom=1;left=top=0;draw()};
        if(picture.complete)start();else picture.addEventListener("load",start)}
        """;
}
