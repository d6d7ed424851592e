using Xunit;

namespace Pyramids.Tests;

/// <summary>Cases that are drawn from several axes of choices.</summary>
internal static class Pairs
{
    /// <summary>Asserts that each value of each axis stands beside each value of every other axis in some case.</summary>
    /// <param name="cases">Lines; the choices stand behind a bar, in the order of the axes.</param>
    /// <returns>How many pairs there are.</returns>
    public static int AllMeet(IEnumerable<string> cases)
    {
        var rows = cases.Select(line => line[(line.IndexOf('|') + 2)..].Split(' ')).ToList();
        var met = 0;
        for (var i = 0; i < rows[0].Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var pairs = rows.Select(row => (row[i], row[j])).Distinct().Count();
                Assert.Equal(rows.Select(row => row[i]).Distinct().Count() * rows.Select(row => row[j]).Distinct().Count(), pairs);
                met += pairs;
            }
        }
        return met;
    }
}
