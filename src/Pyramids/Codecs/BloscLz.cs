namespace Pyramids;

/// <summary>Undoes BloscLZ, Blosc's own LZ77 after FastLZ: literal runs of up to 32 bytes and matches of 13-bit, or
/// escaped 16-bit, distance.</summary>
internal static class BloscLz
{
    private const int MaxDistance = 8191;

    /// <summary>Fills <paramref name="decoded"/> wholly.</summary>
    /// <exception cref="InvalidDataException">A run or match leaves the buffers, or the bytes end too early.</exception>
    public static void Decode(ReadOnlySpan<byte> encoded, Span<byte> decoded)
    {
        if (encoded.Length == 0) throw Damaged(0, decoded.Length);
        int at = 1, done = 0, control = encoded[0] & 31;
        while (true)
        {
            if (control < 32)
            {
                var run = control + 1;
                if (at + run > encoded.Length || done + run > decoded.Length) throw Damaged(done, decoded.Length);
                encoded.Slice(at, run).CopyTo(decoded[done..]);
                at += run;
                done += run;
            }
            else
            {
                var (length, distance) = Match(encoded, ref at, control, done, decoded.Length);
                if (length > decoded.Length - done || distance > done) throw Damaged(done, decoded.Length);
                Copy(decoded, done, length, distance);
                done += length;
            }
            if (at >= encoded.Length) break;
            control = encoded[at++];
        }
        if (done != decoded.Length) throw Damaged(done, decoded.Length);
    }

    private static (int Length, int Distance) Match(ReadOnlySpan<byte> encoded, ref int at, int control, int done, int expected)
    {
        long length = (control >> 5) - 1;
        var high = (control & 31) << 8;
        if (length == 6)
        {
            int more;
            do
            {
                if (at + 1 >= encoded.Length) throw Damaged(done, expected);
                length += more = encoded[at++];
            }
            while (more == 255);
        }
        if (at >= encoded.Length) throw Damaged(done, expected);
        int low = encoded[at++], distance = high + low + 1;
        if (low == 255 && high == 31 << 8)
        {
            if (at + 1 >= encoded.Length) throw Damaged(done, expected);
            distance = (encoded[at] << 8) + encoded[at + 1] + MaxDistance + 1;
            at += 2;
        }
        return ((int)Math.Min(length + 3, int.MaxValue), distance);
    }

    /// <summary>Copies bytes onto what follows them; a match longer than its distance repeats itself.</summary>
    private static void Copy(Span<byte> decoded, int done, int length, int distance)
    {
        var target = decoded.Slice(done, length);
        if (distance == 1)
        {
            target.Fill(decoded[done - 1]);
            return;
        }
        for (var copied = 0; copied < length;)
        {
            var count = Math.Min(distance + copied, length - copied);
            decoded.Slice(done - distance, count).CopyTo(target[copied..]);
            copied += count;
        }
    }

    private static InvalidDataException Damaged(int done, int expected)
        => new($"The BloscLZ block is damaged after {done} of {expected} bytes.");
}
