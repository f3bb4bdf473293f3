using System.Globalization;
using Kindred.Project;

namespace Kindred.Rules;

/// <summary>Conditions in words.</summary>
public static class RuleWords
{
    /// <summary>The condition as one sentence without its full stop, a capital first.</summary>
    public static string Of(Condition condition, ProjectDefinition project)
    {
        var labels = RuleScope.Features(project).ToDictionary(feature => feature.Name, feature => feature.Label);
        var text = new Writer(labels).Tell(condition);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>What a condition looked at, for people; null where there is nothing to tell.</summary>
    /// <param name="values">What it looked at, each with the name it goes by in an expression.</param>
    internal static string? Value(Condition condition, IReadOnlyList<(string Name, double Value)> values) => condition switch
    {
        FeatureCondition => Measured(values[0].Value),
        ExpressionCondition => string.Join(", ", values.Select(one => $"{one.Name} {Measured(one.Value)}")),
        DidCondition { Then: null, ThenNot: null } or NeverCondition => Times((int)values[0].Value),
        DidCondition or FirstCondition or LastCondition => values[0].Value == 0 ? "never" : Time(values[0].Value),
        _ => null,
    };

    static string Measured(double value) => double.IsNaN(value) ? "missing" : Number(value);

    static string Time(double milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    static string Times(int number) => number == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{number:#,0} times");

    internal static string Number(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);

    sealed class Writer(IReadOnlyDictionary<string, string> labels)
    {
        public string Tell(Condition condition) => condition switch
        {
            AllCondition all => string.Join(" and ", all.All.Select(one => one is AnyCondition { Any.Count: > 1 } ? $"({Tell(one)})" : Tell(one))),
            AnyCondition any => string.Join(" or ", any.Any.Select(one => one is AllCondition { All.Count: > 1 } ? $"({Tell(one)})" : Tell(one))),
            NotCondition not => $"not ({Tell(not.Not)})",
            FeatureCondition feature => Feature(feature),
            ExpressionCondition expression => expression.Expression.Text,
            DidCondition did => Did(did),
            NeverCondition never => $"never did {Event(never.Never, never.Where)}",
            FirstCondition first => $"did {Event(first.First, first.Where)} for the first time{When(first.InLast, first.NotInLast)}",
            LastCondition last => $"did {Event(last.Last, last.Where)} for the last time{When(last.InLast, last.NotInLast)}",
            SegmentCondition segment => $"in the segment {segment.Segment}",
            ConsentCondition consent => $"consented to {consent.Consent}",
            _ => throw new ArgumentOutOfRangeException(nameof(condition)),
        };

        string Feature(FeatureCondition feature)
        {
            var label = labels.GetValueOrDefault(feature.Feature, feature.Feature);
            var name = label.Length > 1 && char.IsLower(label[1]) ? char.ToLowerInvariant(label[0]) + label[1..] : label;
            string?[] bounds =
            [
                feature.Missing switch { true => "missing", false => "known", null => null },
                feature.Above is { } above ? $"above {Number(above)}" : null,
                feature.AtLeast is { } least ? $"at least {Number(least)}" : null,
                feature.Below is { } below ? $"below {Number(below)}" : null,
                feature.AtMost is { } most ? $"at most {Number(most)}" : null,
                feature.Is is { } equal ? $"equal to {Number(equal)}" : null,
                feature.Top is { } top ? $"in the top {top}" : null,
                feature.Bottom is { } bottom ? $"in the bottom {bottom}" : null,
            ];
            return $"{name} {string.Join(" and ", bounds.OfType<string>())}";
        }

        static string Did(DidCondition did)
        {
            var event1 = Event(did.Did, did.Where);
            var when = When(did.InLast, did.NotInLast);
            if ((did.Then ?? did.ThenNot) is { } step)
            {
                var within = did.Within is { } span ? $" within {Span(span)}" : "";
                var without = did.Without is { } between ? $", without {Event(between.Did, between.Where)} between" : "";
                return $"did {event1}{when} and then{(did.Then is null ? " not" : "")} {Event(step.Did, step.Where)}{within}{without}";
            }

            var times = (did.AtLeast, did.AtMost, did.Exactly) switch
            {
                (_, _, { } exactly) => $" exactly {Times(exactly)}",
                ({ } least, { } most, _) => $" {least.ToString(CultureInfo.InvariantCulture)} to {Times(most)}",
                (_, { } most, _) => $" at most {Times(most)}",
                ({ } least, _, _) => $" at least {Times(least)}",
                _ => "",
            };
            return $"did {event1}{times}{when}";
        }

        static string Event(IReadOnlyList<string> events, Expressions.ExpressionText? where) =>
            string.Join(" or ", events) + (where is null ? "" : $" (where {where.Text})");

        static string When(TimeSpan? inLast, TimeSpan? notInLast) => (inLast, notInLast) switch
        {
            ({ } last, { } before) => $" between {Span(last)} and {Span(before)} ago",
            ({ } last, null) => $" in the last {Span(last)}",
            (null, { } before) => $" more than {Span(before)} ago",
            _ => "",
        };

        static string Span(TimeSpan span) => span switch
        {
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerDay == 0 => Plural(span.TotalDays, "day"),
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerHour == 0 => Plural(span.TotalHours, "hour"),
            { Ticks: var ticks } when ticks % TimeSpan.TicksPerMinute == 0 => Plural(span.TotalMinutes, "minute"),
            _ => Plural(span.TotalSeconds, "second"),
        };

        static string Plural(double number, string unit) => $"{Number(number)} {unit}{(number == 1 ? "" : "s")}";
    }
}
