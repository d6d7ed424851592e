namespace Pyramids.Tool.Jupyter;

/// <summary>Positions in a text: the protocol counts code points, .NET counts UTF-16 units.</summary>
internal static class CodePoints
{
    /// <summary>The index of a code point; a position past the end is the end.</summary>
    public static int ToIndex(string text, int position)
    {
        var index = 0;
        while (position-- > 0 && index < text.Length)
            index += char.IsSurrogatePair(text, index) ? 2 : 1;
        return index;
    }

    public static int FromIndex(string text, int index)
    {
        var position = 0;
        for (var i = 0; i < Math.Min(index, text.Length); i += char.IsSurrogatePair(text, i) ? 2 : 1)
            position++;
        return position;
    }
}
