using System.Text;
using System.Text.Json.Nodes;
using NetMQ;
using NetMQ.Sockets;

namespace Pyramids.Tool.Jupyter;

/// <summary>A socket of the kernel, by what it is for.</summary>
internal enum Channel
{
    Shell,
    Control,
    Stdin,
    Iopub,
}

/// <summary>The five sockets of a kernel. All of them live on one thread; what other threads send goes through one
/// queue, so it arrives in the order it was sent.</summary>
internal sealed class KernelSockets : IDisposable
{
    private readonly RouterSocket shell = new(), control = new(), stdin = new();
    private readonly PublisherSocket iopub = new();
    private readonly ResponseSocket heartbeat = new();
    private readonly NetMQQueue<(Channel Channel, NetMQMessage Message)> outgoing = new();
    private readonly NetMQPoller poller;
    private readonly JupyterWire wire;

    public KernelSockets(ConnectionFile connection)
    {
        wire = new JupyterWire(connection.Key);
        foreach (var socket in (NetMQSocket[])[shell, control, stdin, iopub])
            socket.Options.SendHighWatermark = 0; // a flood of output waits in memory; it is not dropped
        iopub.Options.Linger = shell.Options.Linger = control.Options.Linger = TimeSpan.FromSeconds(1);
        shell.Bind(connection.Address(connection.ShellPort));
        control.Bind(connection.Address(connection.ControlPort));
        stdin.Bind(connection.Address(connection.StdinPort));
        iopub.Bind(connection.Address(connection.IopubPort));
        heartbeat.Bind(connection.Address(connection.HbPort));

        shell.ReceiveReady += (_, e) => Receive(e.Socket, Channel.Shell);
        control.ReceiveReady += (_, e) => Receive(e.Socket, Channel.Control);
        stdin.ReceiveReady += (_, e) => Receive(e.Socket, Channel.Stdin);
        heartbeat.ReceiveReady += (_, e) => e.Socket.SendMultipartMessage(e.Socket.ReceiveMultipartMessage());
        outgoing.ReceiveReady += (_, e) =>
        {
            while (e.Queue.TryDequeue(out var next, TimeSpan.Zero))
                SocketOf(next.Channel).SendMultipartMessage(next.Message);
        };
        poller = [shell, control, stdin, heartbeat, outgoing];
    }

    /// <summary>Called on the sockets' own thread; must not take long.</summary>
    public event Action<Channel, JupyterMessage>? Received;

    public void Start() => poller.RunAsync("jupyter sockets");

    public void Reply(Channel channel, JupyterMessage request, string type, JsonObject content) =>
        outgoing.Enqueue((channel, wire.Write(request.Identities, wire.Header(type), (JsonObject)request.Header.DeepClone(), content)));

    public void Publish(JsonObject parent, string type, JsonObject content) =>
        outgoing.Enqueue((Channel.Iopub,
            wire.Write([Encoding.UTF8.GetBytes($"kernel.{type}")], wire.Header(type), (JsonObject)parent.DeepClone(), content)));

    public void Dispose()
    {
        poller.Stop();
        poller.Dispose();
        foreach (var socket in (IDisposable[])[shell, control, stdin, iopub, heartbeat, outgoing])
            socket.Dispose();
    }

    /// <summary>Waits until what was sent has left the queue.</summary>
    public void Flush()
    {
        for (var i = 0; i < 100 && outgoing.Count > 0; i++)
            Thread.Sleep(10);
        Thread.Sleep(20);
    }

    private NetMQSocket SocketOf(Channel channel) => channel switch
    {
        Channel.Shell => shell,
        Channel.Control => control,
        Channel.Stdin => stdin,
        _ => iopub,
    };

    private void Receive(NetMQSocket socket, Channel channel)
    {
        if (wire.Read(socket.ReceiveMultipartMessage()) is { } message)
            Received?.Invoke(channel, message);
    }
}
