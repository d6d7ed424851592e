using System.Collections.Concurrent;

namespace Pyramids.Tool.Notebooks;

/// <summary>The magics of a session. Anyone may add to it; a later magic takes the place of an earlier one of its name.</summary>
internal sealed class MagicRegistry
{
    private readonly ConcurrentDictionary<string, Magic> magics = new(StringComparer.Ordinal);

    public IEnumerable<Magic> All => magics.Values.OrderBy(m => m.Name, StringComparer.Ordinal);

    public void Add(Magic magic) => magics[magic.Name] = magic;

    public Magic? Find(string name) => magics.GetValueOrDefault(name);

    public async Task RunAsync(CellSegment segment, CellContext cell)
    {
        var name = MagicLine.NameOf(segment.Text);
        if (Find(name) is not { } magic)
            throw new CellFailure("MagicError", Unknown(name), segment.Line);
        var line = MagicLine.Parse(segment.Text, magic, segment.Line);
        try
        {
            await magic.Run(new MagicCall(line, cell)).ConfigureAwait(false);
        }
        catch (CellFailure failure) when (failure.Line is null)
        {
            throw new CellFailure(failure.Name, failure.Message, segment.Line);
        }
    }

    private string Unknown(string name)
    {
        var close = All.Select(m => m.Name)
            .Select(m => (Name: m, Distance: EditDistance.Between(name, m)))
            .Where(m => m.Distance <= Math.Max(2, name.Length / 3)
                || (name.Length > 1 && m.Name.StartsWith(name, StringComparison.Ordinal)))
            .OrderBy(m => m.Distance)
            .Take(3)
            .Select(m => "#!" + m.Name)
            .ToList();
        return $"There is no magic #!{name}. "
            + (close.Count > 0 ? $"Did you mean {string.Join(" or ", close)}?" : "#!lsmagic lists those there are.")
            + " Magics of a package are known once its #r has run, in an earlier cell.";
    }
}
