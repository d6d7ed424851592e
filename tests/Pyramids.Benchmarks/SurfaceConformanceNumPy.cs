using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Pyramids.Tests;

namespace Pyramids.Benchmarks;

internal static partial class SurfaceConformance
{
    private static readonly (string Name, int Rows, int Columns, double Holes)[] Rasters =
        [("60 x 70", 60, 70, 0), ("with missing cells", 60, 70, 0.08), ("1 x 40", 1, 40, 0), ("40 x 1", 40, 1, 0), ("1 x 1", 1, 1, 0)];

    /// <summary>The operations of the tests' table, all options, by the papers' formulas in NumPy on every kind of
    /// raster and edge, and in theory.</summary>
    private static string NumPy(string folder)
    {
        var jobs = (from operation in SurfaceCases.Every from raster in Rasters from edges in operation.Edges
            select (Raster: raster.Name, Job: new SurfaceJob(operation, raster.Rows, raster.Columns, edges,
                Heights(raster.Rows * raster.Columns, raster.Holes)))).ToArray();
        string cells = Path.Combine(folder, "cells"), lines = Path.Combine(folder, "jobs"), made = Path.Combine(folder, "made");
        File.WriteAllBytes(cells, [.. jobs.SelectMany(each => MemoryMarshal.AsBytes<double>(each.Job.Cells).ToArray())]);
        File.WriteAllLines(lines, jobs.Select(each => each.Job.Line));
        using (var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", SurfaceCases.Python, cells, lines, made]))!)
        {
            process.WaitForExit();
            if (process.ExitCode != 0) throw new InvalidOperationException("NumPy failed; apt-get install python3-numpy.");
        }
        ReadOnlySpan<double> theirs = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(made));
        var largest = new Dictionary<(string Operation, string Raster), (double Difference, int OnlyOne, int Valid)>();
        foreach (var (raster, job) in jobs)
        {
            var (difference, onlyOne, valid) = largest.GetValueOrDefault((job.Operation.Name, raster));
            var ours = job.Operation.Cells(
                SurfaceCases.From(job.Rows, job.Columns, (row, column) => job.Cells[row * job.Columns + column]), job.Edges);
            for (var i = 0; i < ours.Length; i++)
            {
                if (double.IsNaN(ours[i]) != double.IsNaN(theirs[i])) onlyOne++;
                if (double.IsNaN(ours[i]) || double.IsNaN(theirs[i])) continue;
                valid++;
                difference = Math.Max(difference, Math.Abs(ours[i] - theirs[i]));
            }
            largest[(job.Operation.Name, raster)] = (difference, onlyOne, valid);
            theirs = theirs[ours.Length..];
        }

        var text = new StringBuilder("""
            Every operation with each of its options, radius 1, Float64 on cells of 10: largest difference from the papers' formulas in NumPy over all edges that the operation
            knows (terrain: extrapolated, missing; focal: mirrored, extrapolated, missing, nearest, periodic, constant), and from theory on a surface on which differences are exact
            (terrain: a quadratic one; focal: a plane). Cells that are missing in one only are counted; "missing" says that both have no value at all.

            | operation | theory |
            """.ReplaceLineEndings("\n"));
        text.Append(
            $" {string.Join(" | ", Rasters.Select(raster => raster.Name))} |\n|---|---|{string.Concat(Rasters.Select(_ => "---|"))}\n");
        foreach (var operation in SurfaceCases.Every)
        {
            var middle = operation.Cells(operation.IsTerrain ? SurfaceCases.Bent : SurfaceCases.Plane)[3 * 7 + 3];
            var columns = Rasters.Select(
                raster => largest[(operation.Name, raster.Name)] is var (difference, onlyOne, valid) && valid + onlyOne == 0
                    ? "missing" : Number(difference) + (onlyOne > 0 ? $" ({onlyOne} missing in one only)" : ""));
            text.AppendLine(Line([operation.Name, Number(Math.Abs(middle - operation.Theory)), .. columns]));
        }
        return text.ToString();
    }

    /// <summary>Whole heights, some of them level, so that windows hold equal cells.</summary>
    private static double[] Heights(int count, double holes)
    {
        var random = new Random(count);
        return [.. Enumerable.Range(0, count)
            .Select(i => random.NextDouble() < holes ? double.NaN : i % 90 > 75 ? 40 : (double)random.Next(30, 60))];
    }
}
