using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Xunit;

namespace Pyramids.Tests;

/// <summary>The same bits on machines with wide vectors and with narrow ones: the runtime is started anew with
/// instruction sets switched off.</summary>
public sealed class LaneWidthTests
{
    private const string Target = "PYRAMIDS_KERNEL_BITS";

    [Fact]
    public void Every_vector_width_gives_the_same_bits()
    {
        var here = Describe();
        if (Environment.GetEnvironmentVariable(Target) is { Length: > 0 } path)
        {
            File.WriteAllLines(path, here);
            return;
        }
        var widths = new HashSet<string> { here[0] };
        foreach (var off in new[] { "EnableAVX512;EnableAVX512F", "EnableAVX512;EnableAVX512F;EnableAVX2;EnableAVX", "EnableHWIntrinsic" })
        {
            var there = Child(off.Split(';'));
            widths.Add(there[0]);
            Assert.Equal(here[1..], there[1..]);
        }
        if (Vector256.IsHardwareAccelerated) Assert.True(widths.Count >= 3, $"only {string.Join(" and ", widths)} were compared");
    }

    private static string[] Describe()
    {
        var lines = new List<string>
            { $"Vector512 {Vector512.IsHardwareAccelerated}, Vector {Vector<byte>.Count}, accelerated {Vector.IsHardwareAccelerated}" };
        var grid = new GridSpec(23, 71, Affine.NorthUp(5, 47, 0.001, 0.0012));
        TestRaster<float> single = TestRaster<float>.Hills(23, 71, missing: 0.01);
        TestRaster<double> wide = TestRaster<double>.Hills(23, 71, missing: 0.01);
        foreach (var (name, kernel) in TerrainKernelsTests.Kernels(new(DType.Float32, grid, CellSizes.Geographic(grid, Ellipsoid.Wgs84))))
            lines.Add($"{name} {Hash(kernel.OutputType is DType.UInt8 ? single.Run<byte>(kernel, Outside.Extrapolated).Bits() : single.Run<float>(kernel, Outside.Extrapolated).Bits())}");
        foreach (var (name, kernel) in TerrainKernelsTests.Kernels(new(DType.Float64, grid, CellSizes.Projected(grid))))
            if (kernel.OutputType is DType.Float64) lines.Add($"{name} {Hash(wide.Run<double>(kernel, Outside.Extrapolated).Bits())}");
        foreach (var statistic in Enum.GetValues<FocalStatistic>())
            foreach (var shape in new[] { Footprint.Square(1), Footprint.Square(6), Footprint.Circle(2) })
                foreach (var policy in Enum.GetValues<NoDataPolicy>())
                {
                    lines.Add($"{statistic} {shape} {policy} {Hash(single.Run<float>(FocalKernels.Make(DType.Float32, statistic, shape, policy)).Bits())}");
                    lines.Add($"{statistic} {shape} {policy} {Hash(wide.Run<double>(FocalKernels.Make(DType.Float64, statistic, shape, policy)).Bits())}");
                }
        lines.Add(
            $"gaussian {Hash(single.Run<float>(new ConvolutionKernel<float>(FocalKernels.Gaussian(1, 4), NoDataPolicy.Skip)).Bits())}");
        return [.. lines];
    }

    private static string[] Child(string[] switchedOff)
    {
        var file = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
            if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet")
                start.ArgumentList.Add(typeof(LaneWidthTests).Assembly.Location);
            foreach (var argument in new[] { "--filter-method",
                $"*{nameof(LaneWidthTests)}.{nameof(Every_vector_width_gives_the_same_bits)}" })
                start.ArgumentList.Add(argument);
            start.Environment[Target] = file;
            foreach (var name in switchedOff) start.Environment[$"DOTNET_{name}"] = "0";
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, output + errors.Result);
            return File.ReadAllLines(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Hash(byte[] bits) => Convert.ToHexString(SHA256.HashData(bits));
}
