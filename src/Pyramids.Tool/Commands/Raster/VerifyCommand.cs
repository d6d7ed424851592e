using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Pyramids.Tool.Commands.Raster;

/// <summary><c>pyramids verify STORE</c>: whether the objects of a Zarr store are those that were written.</summary>
internal static class VerifyCommand
{
    private const int Listed = 10;

    public static Command Create()
    {
        var input = new Argument<string>("store") { Description = "A Zarr store that Pyramids wrote." };
        var shared = new RasterOptions();
        var sample = NumberOption.Create("--sample", "Objects that are computed again from the plan in the store, chosen at random.", 3,
            "0 or more objects", count => count >= 0);
        var seed = NumberOption.Optional<int>("--seed", "Chooses the sample; another one each time when not given.");
        var command = new Command("verify",
            "Compare every object of a Zarr store with the digest its writer left, and compute some again from the plan in the store.")
                { input, sample, seed };
        shared.AddTo(command);
        command.SetAction((parsed, _) => RasterRun.RunAsync(shared.Engine(parsed), parsed.GetValue(shared.Json), "verify", async run =>
        {
            var path = parsed.GetValue(input)!;
            await using var store = await ZarrVerify.OpenAsync(path, run.Cancellation).ConfigureAwait(false);
            var found = await ZarrVerify.RunAsync(store, run.Cancellation).ConfigureAwait(false);
            var again = await Recomputation.RunAsync(store, parsed.GetValue(sample), parsed.GetValue(seed) ?? Random.Shared.Next(),
                run.Cancellation).ConfigureAwait(false);
            var isWhole = found.IsWhole && again.Different.Count == 0;
            var line = string.Create(CultureInfo.InvariantCulture, $"{path}: {found.Objects} objects, {ByteSize.Format(found.Bytes)}: ")
                + (found.IsWhole ? "all as written" : string.Join("; ", Problems(found)))
                + (!again.Plan ? "; no plan to compute any again" : again.Different.Count == 0 ? $"; {again.Objects} computed again, equal"
                    : $"; {again.Different.Count} of {again.Objects} computed again differ ({string.Join(", ", again.Different.Take(Listed))})");
            return new(line, new(Json(found, again)), ExitCode: isWhole ? 0 : ExitCode.Failed);
        }));
        return command;
    }

    private static IEnumerable<string> Problems(ZarrVerification found)
    {
        foreach (var (what, keys) in new[] { ("damaged", found.Damaged), ("missing", found.Missing), ("unknown", found.Unknown) })
        {
            if (keys.Count > 0)
                yield return $"{keys.Count} {what} ({string.Join(", ", keys.Take(Listed))}{(keys.Count > Listed ? ", ..." : "")})";
        }
    }

    private static JsonObject Json(ZarrVerification found, RecomputationReport again) => new()
    {
        ["objects"] = found.Objects,
        ["bytes"] = found.Bytes,
        ["damaged"] = Array(found.Damaged),
        ["missing"] = Array(found.Missing),
        ["unknown"] = Array(found.Unknown),
        ["recomputed"] = again.Objects,
        ["different"] = Array(again.Different),
    };

    private static JsonArray Array(IReadOnlyList<string> keys) => new([.. keys.Select(key => (JsonNode)key)]);
}
