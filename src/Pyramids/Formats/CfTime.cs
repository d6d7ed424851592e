using System.Globalization;

namespace Pyramids;

/// <summary>Values of a time axis as dates: <c>days since 2000-01-01</c> in one of CF's calendars.</summary>
/// <remarks>CF conventions 1.10, section 4.4.</remarks>
internal static class CfTime
{
    private static readonly int[] MonthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>Dates as ISO 8601 has them, without a time where all are at midnight.</summary>
    /// <returns>Null when the units are no time, the calendar is not known, or a value lies outside the years 1 to 9999.</returns>
    public static string[]? Decode(IReadOnlyList<double> values, string? units, string? calendar)
    {
        if (units?.Split(" since ", 2, StringSplitOptions.TrimEntries) is not [var unit, var origin]) return null;
        double? seconds = unit.ToLowerInvariant() switch
        {
            "days" or "day" or "d" => 86_400,
            "hours" or "hour" or "hr" or "h" => 3_600,
            "minutes" or "minute" or "min" => 60,
            "seconds" or "second" or "sec" or "s" => 1,
            "milliseconds" or "millisecond" or "msec" or "ms" => 1e-3,
            "microseconds" or "microsecond" => 1e-6,
            "nanoseconds" or "nanosecond" => 1e-9,
            _ => null,
        };
        if (seconds is not { } scale || Moment(origin) is not { } start) return null;
        var moments = new (long Days, TimeSpan Time)[values.Count];
        for (var i = 0; i < moments.Length; i++)
        {
            var total = values[i] * scale + start.Time.TotalSeconds;
            if (!(Math.Abs(total) < 1e12)) return null;
            var days = Math.Floor(total / 86_400);
            // Milliseconds: what a double of days since a far origin still tells.
            moments[i] = ((long)days, TimeSpan.FromMilliseconds(Math.Round((total - days * 86_400) * 1e3)));
            if (moments[i].Time >= TimeSpan.FromDays(1)) moments[i] = (moments[i].Days + 1, TimeSpan.Zero);
        }
        var midnight = moments.All(moment => moment.Time == TimeSpan.Zero);
        var dates = new string[moments.Length];
        for (var i = 0; i < dates.Length; i++)
        {
            if (Date(start.Year, start.Month, start.Day, moments[i].Days, calendar ?? "standard") is not var (year, month, day))
                return null;
            dates[i] = string.Create(CultureInfo.InvariantCulture, $"{year:d4}-{month:d2}-{day:d2}")
                + (midnight ? "" : "T" + Clock(moments[i].Time));
        }
        return dates;
    }

    private static string Clock(TimeSpan time)
        => time.ToString(time.Milliseconds == 0 ? @"hh\:mm\:ss" : @"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);

    private static (int Year, int Month, int Day, TimeSpan Time)? Moment(string text)
    {
        text = text.Trim().TrimEnd('Z').Replace('T', ' ');
        if (text.EndsWith("UTC", StringComparison.Ordinal)) text = text[..^3].Trim();
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 3 || words.Length == 3 && words[2] is not ("+0:00" or "+00:00" or "0:00" or "00:00" or "0")) return null;
        var numbers = words[0].Split('-');
        if (numbers.Length != 3 || !int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out var month) || month is < 1 or > 12
            || !int.TryParse(numbers[2], NumberStyles.None, CultureInfo.InvariantCulture, out var day) || day is < 1 or > 31) return null;
        if (words.Length == 1) return (year, month, day, TimeSpan.Zero);
        var clock = words[1].Split(':');
        if (clock.Length > 3 || !double.TryParse(clock[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours))
            return null;
        double minutes = 0, seconds = 0;
        if (clock.Length > 1 && !double.TryParse(clock[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out minutes))
            return null;
        if (clock.Length > 2 && !double.TryParse(clock[2], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds))
            return null;
        return hours < 25 && minutes < 60 && seconds < 61
            ? (year, month, day, TimeSpan.FromSeconds(hours * 3600 + minutes * 60 + seconds))
            : null;
    }

    /// <summary>The date so many days after another.</summary>
    private static (int Year, int Month, int Day)? Date(int year, int month, int day, long after, string calendar)
    {
        switch (calendar.ToLowerInvariant())
        {
            case "standard" or "gregorian" or "proleptic_gregorian":
                if (year is < 1 or > 9999 || day > DateTime.DaysInMonth(year, month)) return null;
                var number = new DateTime(year, month, day).Ticks / TimeSpan.TicksPerDay + after;
                if (number < 0 || number > DateTime.MaxValue.Ticks / TimeSpan.TicksPerDay) return null;
                var date = new DateTime(number * TimeSpan.TicksPerDay);
                // Before the reform of 1582 the standard calendar is the Julian one, of which no raster tells.
                return date.Year < 1583 && !calendar.StartsWith('p') ? null : (date.Year, date.Month, date.Day);
            case "noleap" or "365_day":
                return Counted(MonthDays, year, month, day, after);
            case "all_leap" or "366_day":
                return Counted([31, 29, .. MonthDays[2..]], year, month, day, after);
            case "360_day":
                return Counted([.. Enumerable.Repeat(30, 12)], year, month, day, after);
            default:
                return null;
        }
    }

    private static (int, int, int)? Counted(int[] months, int year, int month, int day, long after)
    {
        var (ofYear, total) = (months.Sum(), months.Take(month - 1).Sum() + day - 1 + after);
        var years = Math.DivRem(total, ofYear, out var rest);
        if (rest < 0) (years, rest) = (years - 1, rest + ofYear);
        var at = 0;
        while (rest >= months[at]) rest -= months[at++];
        return year + years is >= 0 and <= 9999 ? ((int)(year + years), at + 1, (int)rest + 1) : null;
    }
}
