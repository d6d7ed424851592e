using System.CommandLine;

namespace Pyramids.Tool.Commands.Raster;

/// <summary>Commands that make one raster from another: <c>convert</c>, <c>warp</c>, <c>slope</c>, <c>aspect</c>,
/// <c>hillshade</c>, <c>curvature</c>, <c>tpi</c>, <c>tri</c>, <c>roughness</c>, <c>focal</c>.</summary>
internal static class DerivedCommands
{
    public static IReadOnlyDictionary<string, Func<Command>> All { get; } = new Dictionary<string, Func<Command>>
    {
        ["convert"] = Convert,
        ["warp"] = WarpCommand.Create,
        ["slope"] = Slope,
        ["aspect"] = Aspect,
        ["hillshade"] = Hillshade,
        ["curvature"] = Curvature,
        ["tpi"] = Tpi,
        ["tri"] = Tri,
        ["roughness"] = Roughness,
        ["focal"] = Focal,
    };

    private static Command Convert()
        => new DerivedCommand("convert", "Copy a raster to another format, chunk by chunk: .tif or .zarr by the output's name.",
            "converted", [],
            (dataset, chunks, parsed) => dataset.ReadCopy(chunks, maskBand: TargetOptions.IsTiff(parsed.GetValue<string>("out")!)));

    private static Command Slope()
    {
        var units = new Choice<SlopeUnits>("--units", "Unit of the slope.", SlopeUnits.Degrees);
        var (gradient, edges, zFactor) = (GradientOption(), EdgesOption(), ZFactor());
        return Derived("slope", "Steepest slope of a surface.", "slope", [units, gradient, edges, zFactor],
            (dem, chunks, parsed) => dem.ReadArray(chunks).Slope(parsed.GetValue(units), parsed.GetValue(gradient),
                Mode(parsed.GetValue(edges)), parsed.GetValue(zFactor)));
    }

    private static Command Aspect()
    {
        var (gradient, edges) = (GradientOption(), EdgesOption());
        var zero = new Choice<AspectZero>("--zero", "Where an aspect of 0 looks.", AspectZero.North);
        var direction = new Choice<AngleDirection>("--direction", "Which way angles grow.", AngleDirection.Clockwise);
        return Derived("aspect", "Direction of steepest descent in degrees.", "aspect", [gradient, edges, zero, direction],
            (dem, chunks, parsed) => dem.ReadArray(chunks).Aspect(parsed.GetValue(gradient), Mode(parsed.GetValue(edges)),
                zero: parsed.GetValue(zero), direction: parsed.GetValue(direction)));
    }

    private static Command Hillshade()
    {
        var azimuth = NumberOption.Create("--azimuth", "Where the light comes from, degrees clockwise from north.", 315.0);
        var altitude = NumberOption.Create("--altitude", "How high the light stands, degrees above the horizon.", 45.0);
        var shading = new Choice<Shading>("--shading", "How the surface is lit.", Shading.Plain);
        var floating = new Option<bool>("--float")
            { Description = "Write floating values from 0 to 255 instead of bytes 1 to 255 with 0 as nodata." };
        var (gradient, edges, zFactor) = (GradientOption(), EdgesOption(), ZFactor());
        return Derived("hillshade", "Shaded relief: bytes from 1 to 255, 0 where cells are missing.", "hillshade",
            [azimuth, altitude, shading, floating, gradient, edges, zFactor],
            (dem, chunks, parsed) =>
                dem.ReadArray(chunks).Hillshade(parsed.GetValue(azimuth), parsed.GetValue(altitude), parsed.GetValue(zFactor),
                    parsed.GetValue(shading), parsed.GetValue(gradient), Mode(parsed.GetValue(edges)), !parsed.GetValue(floating)));
    }

    private static Command Curvature()
    {
        var kind = new Choice<CurvatureKind>("--kind",
            "Which curvature: of the line of steepest slope (profile), of the contour (plan), across the slope (tangential), or of "
                + "both ways (total).",
            CurvatureKind.Total);
        var (gradient, edges, zFactor) = (GradientOption(), EdgesOption(), ZFactor());
        return Derived("curvature", "How a surface bends, in one over the unit of length; convex is positive.", "curvature",
            [kind, gradient, edges, zFactor],
            (dem, chunks, parsed) => dem.ReadArray(chunks).Curvature(parsed.GetValue(kind), parsed.GetValue(gradient),
                Mode(parsed.GetValue(edges)), parsed.GetValue(zFactor)));
    }

    private static Command Tpi()
    {
        var edges = EdgesOption();
        return Derived("tpi", "Topographic position index: a height less the mean of its eight neighbours.", "position index", [edges],
            (dem, chunks, parsed) => dem.ReadArray(chunks).Tpi(Mode(parsed.GetValue(edges))));
    }

    private static Command Tri()
    {
        var index = new Choice<Ruggedness>("--index",
            "Which index: the root of the summed squared differences from the eight neighbours (Riley), or their mean absolute "
                + "difference (Wilson).",
            Ruggedness.Riley);
        var edges = EdgesOption();
        return Derived("tri", "Terrain ruggedness index.", "ruggedness index", [index, edges],
            (dem, chunks, parsed) => dem.ReadArray(chunks).Tri(parsed.GetValue(index), Mode(parsed.GetValue(edges))));
    }

    private static Command Roughness()
    {
        var edges = EdgesOption();
        return Derived("roughness", "Greatest less least height of a cell and its eight neighbours.", "roughness", [edges],
            (dem, chunks, parsed) => dem.ReadArray(chunks).Roughness(Mode(parsed.GetValue(edges))));
    }

    private static Command Focal()
    {
        var op = new Choice<FocalOperation>("--op", "What is made of the cells of a window.", FocalOperation.Mean);
        var radius = NumberOption.Create("--radius", "Cells from the centre to the window's side: the window has 2r+1 rows and columns.", 1,
            "0 or more cells", radius => radius >= 0);
        return Derived("focal", "A statistic of the square window around each cell; missing cells are left out.", "focal", [op, radius],
            (input, chunks, parsed) =>
            {
                var (array, cells) = (input.ReadArray(chunks), parsed.GetValue(radius));
                return parsed.GetValue(op) switch
                {
                    FocalOperation.Mean => array.FocalMean(cells),
                    FocalOperation.Std => array.FocalStd(cells),
                    FocalOperation.Var => array.FocalVar(cells),
                    FocalOperation.Min => array.FocalMin(cells),
                    FocalOperation.Max => array.FocalMax(cells),
                    FocalOperation.Range => array.FocalRange(cells),
                    FocalOperation.Median => array.FocalMedian(cells),
                    FocalOperation.Majority => array.FocalMajority(cells),
                    _ => array.FocalSum(cells),
                };
            });
    }

    private enum Edges
    {
        Extrapolate,
        Missing,
    }

    private enum FocalOperation
    {
        Mean,
        Std,
        Var,
        Sum,
        Min,
        Max,
        Range,
        Median,
        Majority,
    }

    private static Command Derived(string name, string description, string what, Option[] own,
        Func<Dataset, Chunks, ParseResult, LazyArray> make)
        => new DerivedCommand(name, description, what, own, make, computes: true);

    private static Choice<Gradient> GradientOption() => new("--gradient", "How slopes are taken from 3 by 3 heights.", Gradient.Horn);

    private static Choice<Edges> EdgesOption()
        => new("--edges", "The outer ring, where neighbours lie outside: extrapolated as gdaldem -compute_edges does, or missing.",
            Edges.Extrapolate);

    private static EdgeMode Mode(Edges edges) => edges is Edges.Missing ? EdgeMode.NoData : EdgeMode.Extrapolate;

    private static Option<double> ZFactor()
        => NumberOption.Create("--z-factor", "What heights are multiplied by to be in the unit of the cells.", 1.0);
}
