using System.Buffers.Text;
using System.Text;

namespace Pyramids;

/// <summary>The lines of the EPSG dataset in the assembly (epsg/README.md): fields parted by tabs, sorted by section
/// letter and code.</summary>
/// <remarks>They are searched where they lie: nothing is read, unpacked or indexed before the first question.</remarks>
internal sealed unsafe class EpsgLines
{
    private readonly UnmanagedMemoryStream resource;                    // keeps the pages of the assembly

    private EpsgLines(UnmanagedMemoryStream resource) => this.resource = resource;

    public static EpsgLines Read()
        => new((UnmanagedMemoryStream)typeof(EpsgLines).Assembly.GetManifestResourceStream("Pyramids.epsg.tsv")!);

    /// <summary>The first line, which names the dataset.</summary>
    public string[] Head => Fields(0);

    /// <summary>The fields of the line of a code, or null.</summary>
    public string[]? Find(char section, int code)
    {
        var at = First(section, code);
        return at < Text.Length && Key(at) == (section, code) ? Fields(at) : null;
    }

    /// <summary>All codes of a section, ascending.</summary>
    public IEnumerable<int> Codes(char section)
    {
        for (var at = First(section, 0); at < resource.Length && Key(at) is var (letter, code) && letter == section; at = Next(at))
            yield return code;
    }

    private ReadOnlySpan<byte> Text => new(resource.PositionPointer, (int)resource.Length);

    /// <summary>Where the first line begins that is not before a code.</summary>
    private int First(char section, int code)
    {
        int low = Next(0), high = Text.Length;                          // begins of lines, or the end
        while (low < high)
        {
            var middle = Begin((low + high) / 2);
            var (letter, number) = Key(middle);
            if (letter < section || letter == section && number < code) low = Next(middle);
            else high = middle;
        }
        return low;
    }

    private (char Section, int Code) Key(int line)
        => Utf8Parser.TryParse(Text[(line + 2)..], out int code, out _)
            ? ((char)Text[line], code)
            : throw new InvalidDataException($"The EPSG dataset has no code at byte {line}.");

    private int Begin(int at) => Text[..at].LastIndexOf((byte)'\n') + 1;

    private int Next(int line) => line + Text[line..].IndexOf((byte)'\n') + 1;

    private string[] Fields(int line) => Encoding.UTF8.GetString(Text[line..(Next(line) - 1)]).Split('\t');
}
