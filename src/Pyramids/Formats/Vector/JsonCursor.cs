using System.Buffers;
using System.Text.Json;

namespace Pyramids;

/// <summary>A reader of JSON that can look at the text from its token on, and go on behind an array that was read by other means.</summary>
/// <param name="text">What is there of the text.</param>
/// <param name="isLast">Whether that is all of it.</param>
/// <param name="state">Of the reader where the text begins.</param>
/// <param name="quick">Whether what is written plainly is read by shorter ways. Those do not count lines: who meets an error reads again
/// without them to tell its place.</param>
internal ref struct JsonCursor(ReadOnlySpan<byte> text, bool isLast, JsonReaderState state, bool quick)
{
    private static readonly SearchValues<byte> Marks = SearchValues.Create("{}\"/"u8), InText = SearchValues.Create("\"\\"u8);
    private ReadOnlySpan<byte> text = text;
    private long passed;

    public Utf8JsonReader Reader = new(text, isLast, state);

    /// <summary>Bytes from the text's beginning to the end of the token.</summary>
    public readonly long BytesConsumed => passed + Reader.BytesConsumed;

    /// <summary>The text from the token on; nothing when there are to be no shorter ways.</summary>
    public readonly ReadOnlySpan<byte> Rest => quick ? text[(int)Reader.TokenStartIndex..] : [];

    /// <summary>Goes to the end of the array or object that the reader stands on.</summary>
    /// <param name="length">Of the array or object in bytes.</param>
    public void Pass(int length)
    {
        // For the reader's state it is the same whether there was something in between.
        var closing = new Utf8JsonReader(Reader.TokenType == JsonTokenType.StartArray ? "]"u8 : "}"u8, isFinalBlock: false,
            Reader.CurrentState);
        closing.Read();
        length += (int)Reader.TokenStartIndex;
        text = text[length..];
        passed += length;
        Reader = new(text, isLast, closing.CurrentState);
    }

    /// <summary>Length of the object that a text begins with, by its braces; 0 when it does not end here, below 0 when that is hard to
    /// tell.</summary>
    public static int LengthOfObject(ReadOnlySpan<byte> text)
    {
        var depth = 0;
        for (var at = 0; text[at..].IndexOfAny(Marks) is >= 0 and var next;)
        {
            at += next;
            switch (text[at++])
            {
                case (byte)'{':
                    depth++;
                    break;
                case (byte)'}':
                    if (--depth == 0) return at;
                    break;
                case (byte)'"':
                    at = EndOfText(text, at);
                    break;
                default:
                    return -1;      // a comment
            }
        }
        return 0;
    }

    private static int EndOfText(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length && text[at..].IndexOfAny(InText) is >= 0 and var next)
        {
            at += next;
            if (text[at] == '"') return at + 1;
            at += 2;
        }
        return text.Length;
    }
}
