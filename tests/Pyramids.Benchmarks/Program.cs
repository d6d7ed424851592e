using Pyramids.Benchmarks;

var benchmarks = new Dictionary<string, Func<string[], Task<int>>>
{
    ["kernels"] = KernelBenchmark.Run,
    ["memory"] = MemoryBenchmark.Run,
    ["graph"] = GraphBenchmark.Run,
    ["fusion"] = FusionBenchmark.Run,
    ["chain"] = ChainBenchmark.Run,
    ["load"] = LoadBenchmark.Run,
    ["cancel"] = CancellationBenchmark.Run,
    ["focal-apply"] = FocalApplyBenchmark.Run,
    ["surfaces"] = SurfaceConformance.Run,
    ["read"] = ReadBenchmark.Run,
    ["decode"] = DecodeBenchmark.Run,
    ["encode"] = EncodeBenchmark.Run,
    ["conformance"] = TiffConformance.Run,
};
if (args is [var name, .. var rest] && benchmarks.TryGetValue(name, out var run)) return await run(rest);
Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", benchmarks.Keys)}.");
return 2;
