using System.Text;

namespace Pyramids.Tool.Notebooks;

/// <summary>Files that appear whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Makes the folder and tries to write there, so that a long run does not end in a file that cannot be written.</summary>
    /// <exception cref="IOException">The folder cannot be made or written to, or the path is a folder.</exception>
    public static void CheckTarget(string path)
    {
        if (Directory.Exists(path))
            throw new IOException($"'{path}' is a folder; a file was expected.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var probe = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        File.WriteAllText(probe, "");
        File.Delete(probe);
    }

    public static void WriteText(string path, string text)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var draft = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        try
        {
            File.WriteAllText(draft, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            File.Move(draft, path, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
