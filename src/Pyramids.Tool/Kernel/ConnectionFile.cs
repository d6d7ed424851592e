using System.Text.Json;
using Pyramids.Tool.Notebooks;

namespace Pyramids.Tool.Jupyter;

/// <summary>Where a Jupyter front end wants its kernel to listen, and the key that signs messages.</summary>
internal sealed record ConnectionFile(string Transport, string Ip, int ShellPort, int ControlPort, int StdinPort, int IopubPort, int HbPort,
    string Key, string SignatureScheme)
{
    public string Address(int port) => Transport == "ipc" ? $"ipc://{Ip}-{port}" : $"{Transport}://{Ip}:{port}";

    /// <exception cref="NotebookException">The file is missing, is not a connection file, or asks for another way of signing.</exception>
    public static ConnectionFile Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            int Port(string name) => root.GetProperty(name).GetInt32();
            string Text(string name, string otherwise)
                => root.TryGetProperty(name, out var value) ? value.GetString() ?? otherwise : otherwise;
            var file = new ConnectionFile(Text("transport", "tcp"), Text("ip", "127.0.0.1"), Port("shell_port"), Port("control_port"),
                Port("stdin_port"), Port("iopub_port"), Port("hb_port"),
                Text("key", ""), Text("signature_scheme", "hmac-sha256"));
            return file.SignatureScheme == "hmac-sha256" || file.Key.Length == 0 ? file
                : throw new NotebookException(
                    $"The connection file '{path}' asks for signatures by {file.SignatureScheme}; hmac-sha256 is known.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or KeyNotFoundException
            or InvalidOperationException or FormatException)
        {
            throw new NotebookException($"'{path}' cannot be read as a Jupyter connection file: {e.Message}", e);
        }
    }
}
