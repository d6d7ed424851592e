namespace Pyramids.Interactive;

/// <summary>The magics. Each has a method of <see cref="Notebook"/> as its twin, which a program can call as well.</summary>
public static class MagicCommands
{
    private const string Twin = "Pyramids.Notebook.";

    private static readonly MagicOption Width = new("width", "pixels", "How wide the picture is.");
    private static readonly MagicOption Band = new("band", "number", "Which band, from 0.");
    private static readonly MagicOption Colormap = new("colormap", "ramp",
        "Colours.") { Values = [.. Pyramids.Colormap.All.Select(c => c.Name)] };
    private static readonly MagicOption Azimuth = new("azimuth", "degrees", "Where the light comes from, clockwise from north.");
    private static readonly MagicOption Altitude = new("altitude", "degrees", "How high the light stands.");
    private static readonly MagicOption Name = new("name", "variable", "The variable that holds the result.");

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<MagicCommand> All { get; } =
    [
        Expression("chunks", "Draws how an array is cut, or how a file's cells are stored.", "ChunkGrid"),
        new("compute", "Computes an array into memory, with a progress bar.", "<expression>", [Name])
            { Write = call => $"var {call.Variable("result")} = await {Twin}ComputeAsync({call.Text});\n{call.Variable("result")}" },
        Expression("explain", "Shows what a computation will do: passes, chunks, bytes read, memory. No cell is read.", "Explain"),
        Expression("graph", "Draws the operations behind an array and what feeds which.", "Graph"),
        Expression("hillshade", "Shows a surface in light and shade.", "Hillshade", Azimuth, Altitude, Width, Band),
        Expression("histogram", "Shows how the cells of a band are spread.", "Histogram", Band),
        Expression("preview", "Shows a band of a raster in colours.", "Preview", Colormap, Width, Band),
        new("pyramids", "Shows versions, settings and all these commands.", "", []) { Write = _ => $"{Twin}About()" },
        new("raster", "Opens a raster file: #!raster open PATH --name dem", "open <path>",
            [Name, new("chunks", "size", "Make it a lazy array of such chunks: auto, whole, 512, 128MiB.")
                { Values = ["auto", "whole", "512", "1024"] }]) { Write = Open },
        Expression("relief", "Shows a surface in elevation colours under light and shade.", "Relief", Colormap, Azimuth,
            Altitude, Width, Band),
        Expression("slope", "Shows how steep a surface is, computed from all its cells.", "Slope",
            new MagicOption("units", "unit", "Unit of the slope.") { Values = ["degrees", "percent", "radians"] }, Colormap, Width, Band),
        Expression("viewer", "Shows a band in colours, to pan and zoom where the page runs scripts.", "Viewer", Colormap, Width, Band),
        new("zonal", "Statistics of a raster over zones: #!zonal dem zones --stats mean,max --name table", "<raster> <zones>", [
            new("stats", "list", "Statistics, parted by commas.") { Values = ["mean", "count,mean,std,min,max"] }, Name]) { Write = Zonal },
    ];

    /// <summary>The magic of a name, without <c>#!</c>; null when there is none.</summary>
    public static MagicCommand? Find(string name) => All.FirstOrDefault(m => m.Name == name);

    /// <summary>The C# that a line beginning with <c>#!</c> stands for; null when its name is none of ours.</summary>
    /// <exception cref="ArgumentException">A value is missing, unknown or no number where one is needed; the message
    /// shows the usage.</exception>
    public static string? ToCode(string line) => Find(MagicText.NameOf(line))?.ToCode(line);

    private static MagicCommand Expression(string name, string description, string method, params MagicOption[] options)
        => new(name, description, "<expression>", options) { Write = call => $"{Twin}{method}({call.Text}{call.Arguments()})" };

    private static string Open(MagicUse call)
    {
        const string open = "open";
        if (!call.Text.StartsWith(open, StringComparison.Ordinal) || call.Text.Length == open.Length
            || !char.IsWhiteSpace(call.Text[open.Length]))
            throw call.Command.Wrong("#!raster knows 'open' and a path after it.");
        var path = MagicUse.Unquoted(call.Text[open.Length..].Trim());
        // Both kinds of slash, wherever this runs.
        var file = path.TrimEnd('/', '\\').Split('/', '\\')[^1];
        var variable = call.Variable(Path.GetFileNameWithoutExtension(file));
        var chunks = call.Given.TryGetValue("chunks", out var size) ? $", {MagicUse.Literal(size)}" : "";
        return $"var {variable} = {Twin}Open{(chunks.Length > 0 ? "Lazy" : "")}({MagicUse.Literal(path)}{chunks});\n{variable}";
    }

    private static string Zonal(MagicUse call)
    {
        var (raster, zones) = call.Two();
        var unquoted = MagicUse.Unquoted(zones);
        if (unquoted != zones || zones.Contains('/') || zones.EndsWith("json", StringComparison.OrdinalIgnoreCase))
            zones = MagicUse.Literal(unquoted);
        var stats = call.Given.TryGetValue("stats", out var list) ? $", {MagicUse.Literal(MagicUse.Unquoted(list))}" : "";
        var variable = call.Variable("table");
        return $"var {variable} = await {Twin}ZonalAsync({raster}, {zones}{stats});\n{variable}";
    }
}
