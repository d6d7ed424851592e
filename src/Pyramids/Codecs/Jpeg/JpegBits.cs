namespace Pyramids;

/// <summary>Reads the bits of an entropy-coded segment: high bit first, a zero byte stuffed after each 0xFF, ended by a
/// marker (ITU-T T.81, F.2.2.5).</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> data)
{
    private readonly ReadOnlySpan<byte> data = data;
    private ulong bits;
    private int count;
    private int at;
    private int lacking;

    /// <summary>Where the next byte would be read; the marker when the segment has ended.</summary>
    public readonly int Position => at;

    /// <summary>Whether bits were taken that the segment does not have.</summary>
    public readonly bool IsExhausted => lacking > count;

    /// <summary>The next 16 bits; zeros behind the end.</summary>
    public int Peek16()
    {
        if (count < 16) Fill();
        return (int)(bits >> 48);
    }

    public void Skip(int number)
    {
        bits <<= number;
        count -= number;
    }

    /// <summary>The next bits as the difference or coefficient that they stand for (EXTEND, F.2.2.1).</summary>
    public int Extended(int number)
    {
        if (number == 0) return 0;
        if (count < number) Fill();
        var value = (int)(bits >> (64 - number));
        Skip(number);
        return value < 1 << (number - 1) ? value - (1 << number) + 1 : value;
    }

    /// <summary>Goes on after a restart marker.</summary>
    /// <exception cref="InvalidDataException">Another marker, or none, stands here.</exception>
    public void Restart()
    {
        (bits, count, lacking) = (0, 0, 0);
        // Fill bytes may stand before a marker.
        while (at + 1 < data.Length && data[at] == 0xFF && data[at + 1] == 0xFF) at++;
        if (at + 1 >= data.Length || data[at] != 0xFF || data[at + 1] is < 0xD0 or > 0xD7)
            throw new InvalidDataException("A restart marker is missing in the JPEG data.");
        at += 2;
    }

    private void Fill()
    {
        while (count <= 56)
        {
            var value = 0;
            if (at < data.Length && data[at] != 0xFF) value = data[at++];
            else if (at + 1 < data.Length && data[at + 1] == 0)
            {
                value = 0xFF;
                at += 2;
            }
            else lacking += 8;
            bits |= (ulong)value << (56 - count);
            count += 8;
        }
    }
}
