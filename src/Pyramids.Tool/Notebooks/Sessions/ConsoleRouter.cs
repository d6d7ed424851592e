using System.Text;

namespace Pyramids.Tool.Notebooks;

/// <summary>Sends console text of a running cell to that cell, and all other text where it went before.</summary>
internal sealed class ConsoleRouter : TextWriter
{
    private static readonly Lock Gate = new();
    private static bool installed;

    private readonly string name;
    private readonly TextWriter original;

    private ConsoleRouter(string name, TextWriter original) => (this.name, this.original) = (name, original);

    /// <summary>The process's own console, for what the tool itself has to say while cells run.</summary>
    public static TextWriter Terminal { get; private set; } = Console.Out;

    public static void Install()
    {
        lock (Gate)
        {
            if (installed)
                return;
            installed = true;
            Terminal = Console.Out;
            Console.SetOut(new ConsoleRouter("stdout", Console.Out));
            Console.SetError(new ConsoleRouter("stderr", Console.Error));
            Console.SetIn(new ConsoleInput(Console.In));
        }
    }

    public override Encoding Encoding => original.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
            return;
        if (CellContext.Current is { } cell)
            cell.Sink.Stream(name, value);
        else
            original.Write(value);
    }

    public override void WriteLine() => Write("\n");

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void WriteLine(char[] buffer, int index, int count) => Write(new string(buffer, index, count) + "\n");

    public override void WriteLine(ReadOnlySpan<char> buffer) => Write(string.Concat(buffer, "\n"));

    public override void Flush()
    {
        if (CellContext.Current is null)
            original.Flush();
    }

    /// <summary>Console input of a running cell is asked from the notebook's front end.</summary>
    private sealed class ConsoleInput(TextReader original) : TextReader
    {
        private string rest = "";

        public override string? ReadLine()
        {
            if (CellContext.Current is not { } cell)
                return original.ReadLine();
            if (rest.Length > 0)
            {
                var line = rest.TrimEnd('\n');
                rest = "";
                return line;
            }
            return cell.Sink.ReadInput("", password: false);
        }

        public override int Peek() => CellContext.Current is null ? original.Peek() : rest.Length > 0 ? rest[0] : -1;

        public override int Read()
        {
            if (CellContext.Current is not { } cell)
                return original.Read();
            if (rest.Length == 0)
            {
                if (cell.Sink.ReadInput("", password: false) is not { } line)
                    return -1;
                rest = line + "\n";
            }
            var next = rest[0];
            rest = rest[1..];
            return next;
        }
    }
}
