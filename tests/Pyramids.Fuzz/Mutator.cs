using System.Text;

namespace Pyramids.Fuzz;

/// <summary>Changes seeds a little: bytes, bits, numbers at their limits, parts of the same or another seed, words, cuts.</summary>
internal static class Mutator
{
    private static readonly int[] Extremes = [0, 1, 2, 3, 7, 8, 12, 16, 32, 64, 127, 128, 255, 256, 257, 259, 273, 322, 324, 339,
        32767, 32768, 65535];

    public static byte[] Mutate(byte[][] seeds, IReadOnlyList<string> words, Random random)
    {
        var bytes = (byte[])seeds[random.Next(seeds.Length)].Clone();
        for (var n = random.Next(1, 6); n > 0 && bytes.Length > 0; n--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(words.Count > 0 ? 11 : 8))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when at + 2 <= bytes.Length:
                    BitConverter.TryWriteBytes(bytes.AsSpan(at), (ushort)Extremes[random.Next(Extremes.Length)]);
                    break;
                case 3 when at + 4 <= bytes.Length:
                    BitConverter.TryWriteBytes(bytes.AsSpan(at), random.Next(3) switch { 0
                        => random.Next(bytes.Length), 1 => uint.MaxValue - (uint)random.Next(3), _ => 1u << random.Next(32) });
                    break;
                case 4 when at + 8 <= bytes.Length:
                    BitConverter.TryWriteBytes(bytes.AsSpan(at),
                        random.Next(2) == 0 ? long.MaxValue - random.Next(9) : 1L << random.Next(64));
                    break;
                case 5:
                    var from = random.Next(bytes.Length);
                    var count = Math.Min(random.Next(1, 40), bytes.Length - Math.Max(at, from));
                    bytes.AsSpan(from, count).CopyTo(bytes.AsSpan(at));
                    break;
                case 6 when random.Next(4) == 0:
                    bytes = bytes[..at];
                    break;
                case 7 when random.Next(4) == 0:
                    var other = seeds[random.Next(seeds.Length)];
                    var part = other.AsSpan(random.Next(other.Length));
                    bytes = [.. bytes.AsSpan(0, at), .. part[..Math.Min(part.Length, random.Next(1, 100))],
                        .. bytes.AsSpan(Math.Min(bytes.Length, at + random.Next(20)))];
                    break;
                case 8 or 9:
                    bytes = Worded(bytes, at, Encoding.UTF8.GetBytes(words[random.Next(words.Count)]), random);
                    break;
                case 10:
                    bytes = [.. bytes.AsSpan(0, at), .. bytes.AsSpan(Math.Min(bytes.Length, at + random.Next(1, 30)))];
                    break;
            }
        }
        return bytes;
    }

    // In place of the value that follows the next colon or quote, or else just there.
    private static byte[] Worded(byte[] bytes, int at, byte[] word, Random random)
    {
        var begin = random.Next(3) switch { 0 => bytes.AsSpan(at).IndexOf((byte)':'), 1 => bytes.AsSpan(at).IndexOf((byte)'"'), _ => -1 };
        if (begin < 0) return [.. bytes.AsSpan(0, at), .. word, .. bytes.AsSpan(at)];
        begin += at + 1;
        var length = bytes.AsSpan(begin).IndexOfAny(",\n}\"]>"u8);
        return length < 0 ? bytes : [.. bytes.AsSpan(0, begin), .. word, .. bytes.AsSpan(begin + length)];
    }
}
