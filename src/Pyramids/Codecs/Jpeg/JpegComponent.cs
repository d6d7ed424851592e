namespace Pyramids;

/// <summary>A component of a JPEG frame: its sampling, its tables, and its samples once they are decoded.</summary>
internal sealed class JpegComponent(int id, int across, int down, int quantization)
{
    public int Id => id;

    /// <summary>Blocks of a unit of the scan, along rows and columns.</summary>
    public int Across => across;

    public int Down => down;

    /// <summary>Number of its quantization table.</summary>
    public int Quantization => quantization;

    public JpegHuffman? Dc { get; set; }

    public JpegHuffman? Ac { get; set; }

    /// <summary>The last constant coefficient; the next is told as a difference from it.</summary>
    public int Prediction { get; set; }

    /// <summary>Samples that count.</summary>
    public int Width { get; set; }

    public int Height { get; set; }

    /// <summary>Samples of a row of the plane, whole blocks and whole units.</summary>
    public int Stride { get; set; }

    /// <summary>Where the plane begins in the memory of all planes.</summary>
    public int Start { get; set; }
}
