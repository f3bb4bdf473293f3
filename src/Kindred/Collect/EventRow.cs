using Kindred.Events;

namespace Kindred.Collect;

/// <summary>One event in the making: the fields of the vocabulary that have a value, and the rest as JSON. It is used again for the next event.</summary>
public sealed class EventRow
{
    static readonly Dictionary<string, int> Places = EventField.All.Index().ToDictionary(field => field.Item.Name, field => field.Index);

    readonly string[] _texts = new string[EventField.All.Count];
    readonly double[] _numbers = new double[EventField.All.Count];
    readonly long[] _whole = new long[EventField.All.Count];
    readonly bool[] _set = new bool[EventField.All.Count];

    /// <summary>What no field takes, as a JSON object, or empty.</summary>
    public string Properties { get; set; } = "";

    /// <summary>The names of missing fields that the project wants marked.</summary>
    public string Flagged { get; set; } = "";

    public bool Has(string field) => _set[Places[field]];

    /// <summary>A text, empty where there is none.</summary>
    public string Text(string field) => Has(field) ? _texts[Places[field]] : "";

    public double? Number(string field) => Has(field) ? _numbers[Places[field]] : null;

    /// <summary>A whole number or a time in milliseconds.</summary>
    public long? Whole(string field) => Has(field) ? _whole[Places[field]] : null;

    /// <summary>Gives a text to a field that has none yet; an empty one is none.</summary>
    public void Offer(string field, string? value)
    {
        if (!string.IsNullOrEmpty(value) && !Has(field))
        {
            Set(field, value);
        }
    }

    public void Set(string field, string value)
    {
        var place = Places[field];
        (_texts[place], _set[place]) = (value, value.Length > 0);
    }

    public void Set(string field, double value)
    {
        var place = Places[field];
        (_numbers[place], _set[place]) = (value, true);
    }

    public void Set(string field, long value)
    {
        var place = Places[field];
        (_whole[place], _set[place]) = (value, true);
    }

    /// <summary>Takes over what another event says in some fields.</summary>
    public void Take(EventRow other, IReadOnlyList<string> fields)
    {
        foreach (var field in fields)
        {
            var place = Places[field];
            (_texts[place], _numbers[place], _whole[place], _set[place]) = (other._texts[place], other._numbers[place], other._whole[place], other._set[place]);
        }
    }

    public void Clear()
    {
        _set.AsSpan().Clear();
        (Properties, Flagged) = ("", "");
    }

    /// <summary>The same by the place of a field, for <see cref="ArrivalBlock"/>.</summary>
    internal bool Has(int place) => _set[place];

    internal string TextAt(int place) => _texts[place];

    internal double NumberAt(int place) => _numbers[place];

    internal long WholeAt(int place) => _whole[place];
}
