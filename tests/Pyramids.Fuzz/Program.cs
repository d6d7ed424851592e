using System.Globalization;
using Pyramids.Fuzz;
using SharpFuzz;

const string usage = """
    Pyramids.Fuzz TARGET|all [--minutes M] [--inputs N] [--seed S]   changes seeds at random and counts what comes of it
    Pyramids.Fuzz TARGET FILE...                                     takes files in, such as one that a run kept
    Pyramids.Fuzz TARGET --corpus FOLDER                             writes the seeds, for a fuzzer to begin with
    Pyramids.Fuzz TARGET --afl | --libfuzzer                         is driven by afl-fuzz or libfuzzer-dotnet, see README.md
    """;

var chosen = args.Length == 0 ? [] : FuzzTargets.All.Where(target => args[0] == "all" || target.Name == args[0]).ToArray();
if (chosen.Length == 0 || (chosen.Length > 1 && args.Length > 1 && args[1] is "--afl" or "--libfuzzer"))
{
    Console.Error.WriteLine($"{usage}\nTargets: {string.Join(' ', FuzzTargets.All.Select(target => target.Name))}");
    return 2;
}
switch (args.ElementAtOrDefault(1))
{
    case "--afl":
        Fuzzer.OutOfProcess.Run(stream => chosen[0].Takes(Whole(stream)));
        return 0;
    case "--libfuzzer":
        Fuzzer.LibFuzzer.Run(input => chosen[0].Takes(input.ToArray()));
        return 0;
    case "--corpus" when args.Length == 3:
        foreach (var target in chosen)
        {
            var folder = Directory.CreateDirectory(Path.Combine(args[2], target.Name));
            foreach (var (i, seed) in target.Seeds.Index()) File.WriteAllBytes(Path.Combine(folder.FullName, $"{i:D3}"), seed);
            Console.WriteLine($"{target.Name}: {target.Seeds.Length} seeds in {folder.FullName}");
        }
        return 0;
    case null or "--minutes" or "--inputs" or "--seed":
        return Mutate();
    default:
        foreach (var file in args.Skip(1)) Console.WriteLine($"{file}: {(chosen[0].Takes(File.ReadAllBytes(file)) ? "taken" : "refused")}");
        return 0;
}

int Mutate()
{
    double Option(string name, double absent)
        => Array.IndexOf(args, name) is > 0 and var at ? double.Parse(args[at + 1], CultureInfo.InvariantCulture) : absent;
    var time = args.Contains("--inputs") ? (TimeSpan?)null : TimeSpan.FromMinutes(Option("--minutes", 1));
    var first = (int)Option("--seed", 1);
    var escaped = 0;
    foreach (var target in chosen)
    {
        try
        {
            Console.WriteLine($"{target.Name,-12} {MutationRun.Run(target, (long)Option("--inputs", long.MaxValue), first, time)}");
        }
        catch (FuzzException escape)
        {
            var kept = $"escaped-{target.Name}-{first}.bin";
            File.WriteAllBytes(kept, escape.Input);
            Console.Error.WriteLine($"{escape}\nThe input is kept in {kept}.");
            escaped++;
        }
    }
    return Math.Min(1, escaped);
}

static byte[] Whole(Stream stream)
{
    using var bytes = new MemoryStream();
    stream.CopyTo(bytes);
    return bytes.ToArray();
}
