namespace Pyramids.Fuzz;

/// <summary>Something that takes bytes of unknown origin: it gives a result or one of its own errors, soon and within
/// little memory.</summary>
/// <param name="Name">What the command line and a corpus folder call it.</param>
/// <param name="MakeSeeds">Whole inputs that changes begin with.</param>
/// <param name="Run">Takes an input in.</param>
/// <param name="Refusals">The errors that may come of it.</param>
internal sealed record FuzzTarget(string Name, Func<byte[][]> MakeSeeds, Action<byte[]> Run, params Type[] Refusals)
{
    private readonly Lazy<byte[][]> seeds = new(MakeSeeds);

    /// <summary>Words that are put into an input, and for some formats whole values.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    public byte[][] Seeds => seeds.Value;

    /// <summary>Whether the input was taken; false when it was refused.</summary>
    /// <exception cref="FuzzException">Anything else came of it.</exception>
    public bool Takes(byte[] input)
    {
        try
        {
            Run(input);
            return true;
        }
        catch (Exception refusal) when (Array.Exists(Refusals, type => type.IsInstanceOfType(refusal)))
        {
            return false;
        }
        catch (Exception other)
        {
            throw new FuzzException($"{Name}: {other.GetType().Name}: {other.Message}", input, other);
        }
    }
}

/// <summary>An input that a target neither took nor refused as it should.</summary>
internal sealed class FuzzException(string message, byte[] input, Exception? inner = null) : Exception(message, inner)
{
    public byte[] Input => input;
}
