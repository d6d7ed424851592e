using System.Numerics;
using System.Runtime.InteropServices;

namespace Pyramids.Tests;

public class PredictorTests
{
    public static TheoryData<int> Strides => new(1, 2, 3, 4, 5, 7, 8, 16);

    [Theory, MemberData(nameof(Strides))]
    public void Vectors_equal_scalars_and_undo_differences(int stride)
    {
        Check<byte>(stride);
        Check<ushort>(stride);
        Check<uint>(stride);
        Check<ulong>(stride);
    }

    [Theory, MemberData(nameof(Strides))]
    public void Floating_rows_come_back(int stride)
    {
        var random = new Random(stride);
        foreach (var size in (int[])[2, 4, 8])
        {
            for (var pixels = 0; pixels < 150; pixels++)
            {
                var samples = new byte[pixels * stride * size];
                random.NextBytes(samples);
                var row = new byte[samples.Length];
                var count = pixels * stride;
                for (var i = 0; i < count; i++)
                    for (var b = 0; b < size; b++) row[(size - 1 - b) * count + i] = samples[i * size + b];
                for (var i = row.Length - 1; i >= stride; i--) row[i] -= row[i - stride];
                var found = new byte[samples.Length];
                FloatingPredictor.Undo(row, found, size, stride);
                Assert.Equal(samples, found);
            }
        }
    }

    [Fact]
    public void Planes_of_two_floats_by_hand()
    {
        // 1.0f is 3F800000, -2.0f is C0000000: planes 3F C0 | 80 00 | 00 00 | 00 00, then differences.
        byte[] row = [0x3F, 0x81, 0xC0, 0x80, 0, 0, 0, 0];
        var found = new float[2];
        FloatingPredictor.Undo(row, MemoryMarshal.AsBytes(found.AsSpan()), 4, 1);
        Assert.Equal([1f, -2f], found);
    }

    private static void Check<T>(int stride) where T : unmanaged, IBinaryInteger<T>
    {
        var random = new Random(stride);
        for (var length = 0; length < 170; length++)
        {
            var cells = new T[length];
            random.NextBytes(MemoryMarshal.AsBytes(cells.AsSpan()));
            var differences = (T[])cells.Clone();
            for (var i = length - 1; i >= stride; i--) differences[i] -= differences[i - stride];
            var (vectors, scalars) = ((T[])differences.Clone(), (T[])differences.Clone());
            HorizontalPredictor.Undo<T>(vectors, stride);
            HorizontalPredictor.Scalar<T>(scalars, stride);
            Assert.Equal(cells, vectors);
            Assert.Equal(cells, scalars);
        }
    }

    [Fact]
    public void Bands_taken_apart_by_vectors_and_by_scalars_are_alike()
    {
        var random = new Random(9);
        foreach (var size in (int[])[1, 2, 4, 8])
        {
            for (var samples = 2; samples <= 6; samples++)
            {
                for (var count = 0; count < 80; count += 3)
                {
                    var cells = new byte[count * samples * size];
                    random.NextBytes(cells);
                    for (var sample = 0; sample < samples; sample++)
                    {
                        byte[] vectors = new byte[count * size], scalars = new byte[count * size];
                        Interleave.Take(cells, samples, sample, size, vectors);
                        Interleave.Scalar(cells, samples, sample, size, scalars);
                        Assert.Equal(scalars, vectors);
                        for (var i = 0; i < count * size; i++)
                            Assert.Equal(cells[(i / size * samples + sample) * size + i % size], scalars[i]);
                    }
                }
            }
        }
    }
}
