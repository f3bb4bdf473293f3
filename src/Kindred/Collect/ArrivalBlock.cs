using System.Runtime.InteropServices;
using Kindred.ClickHouse;
using Kindred.Events;

namespace Kindred.Collect;

/// <summary>The ids that an event carries, empty where there is none of a kind.</summary>
/// <param name="File">The number of the source; see <see cref="CollectedSources"/>.</param>
/// <param name="At">When it happened, in milliseconds since 1970 in UTC.</param>
public readonly record struct ArrivedIds(string UserId, string AnonymousId, string DeviceId, string Source, uint File, long At);

/// <summary>Events that arrived, gathered column by column to be stored at once; a message that is in it already is only counted.</summary>
/// <remarks>
/// It holds no object for each event: tens of thousands of them, alive for as long as a block is gathered and stored, would have the garbage
/// collector stop every request for a tenth of a second and more. It is used again for the next block for the same reason.
/// </remarks>
public sealed class ArrivalBlock
{
    static readonly EventField[] Known = [.. EventField.All];

    readonly TextList _messages = new(), _flagged = new(), _properties = new();
    readonly HashSet<int> _distinct;
    readonly List<string> _sources = [];
    readonly List<uint> _files = [], _repeated = [];
    readonly TextList?[] _texts = new TextList?[Known.Length];
    readonly List<double?>?[] _numbers = new List<double?>?[Known.Length];
    readonly List<long?>?[] _whole = new List<long?>?[Known.Length];

    public ArrivalBlock() => _distinct = new(new SameText(_messages));

    public int Rows => _sources.Count;

    /// <summary>The numbers of the sources of all messages, those included that came twice.</summary>
    internal IEnumerable<uint> Files => _files.Concat(_repeated);

    /// <summary>The fields that some event has.</summary>
    internal IReadOnlyList<string> Fields => [.. Places.Select(place => Known[place].Name)];

    /// <summary>The ids that each event carries, with where and when it came.</summary>
    public IEnumerable<ArrivedIds> Ids
    {
        get
        {
            var (user, anonymous, device, at) = (PlaceOf("user_id"), PlaceOf("anonymous_id"), PlaceOf("device_id"), _whole[PlaceOf("occurred_at")]);
            for (var row = 0; row < Rows; row++)
            {
                yield return new(At(user, row), At(anonymous, row), At(device, row), _sources[row], _files[row], at?[row] ?? 0);
            }
        }
    }

    /// <summary>Those fields by their place, the message's id left out, which every event has.</summary>
    IEnumerable<int> Places => Enumerable.Range(0, Known.Length).Where(place =>
        Known[place].Name != "message_id" && (_texts[place]?.Count ?? _numbers[place]?.Count ?? _whole[place]?.Count) > 0);

    /// <summary>Adds an event, unless its message is there.</summary>
    /// <param name="message">The id of the message.</param>
    /// <param name="file">The number of its source; see <see cref="CollectedSources"/>.</param>
    public bool Add(EventRow row, string message, string source, uint file)
    {
        _messages.Add(message);
        if (!_distinct.Add(Rows))
        {
            _messages.SetCount(Rows);
            _repeated.Add(file);
            return false;
        }

        for (var place = 0; place < Known.Length; place++)
        {
            if (row.Has(place))
            {
                Put(row, place);
            }
        }

        _flagged.Add(row.Flagged);
        _properties.Add(row.Properties);
        _files.Add(file);
        _sources.Add(source);
        return true;
    }

    /// <summary>Makes it empty for the next block.</summary>
    public void Clear()
    {
        _distinct.Clear();
        foreach (var texts in (TextList?[])[_messages, _flagged, _properties, .. _texts])
        {
            texts?.SetCount(0);
        }

        Array.ForEach(_numbers, column => column?.Clear());
        Array.ForEach(_whole, column => column?.Clear());
        _sources.Clear();
        _files.Clear();
        _repeated.Clear();
    }

    static int PlaceOf(string field) => Array.FindIndex(Known, known => known.Name == field);

    string At(int place, int row) => _texts[place] is { } texts && row < texts.Count ? texts.Text(row) : "";

    void Put(EventRow row, int place)
    {
        switch (Known[place].Type)
        {
            case EventFieldType.Text:
                Fill(_texts[place] ??= new()).Add(row.TextAt(place));
                break;
            case EventFieldType.Number:
                Fill(_numbers[place] ??= []).Add(row.NumberAt(place));
                break;
            default:
                Fill(_whole[place] ??= []).Add(row.WholeAt(place));
                break;
        }
    }

    /// <summary>Gives a column no value for the events that have none.</summary>
    List<T> Fill<T>(List<T> column)
    {
        var known = column.Count;
        CollectionsMarshal.SetCount(column, Rows);
        CollectionsMarshal.AsSpan(column)[known..].Clear(); // what an earlier block had there would show otherwise
        return column;
    }

    /// <summary>Gives a column an empty text for the events that have none.</summary>
    TextList Fill(TextList column)
    {
        column.SetCount(Rows);
        return column;
    }

    /// <summary>The events as columns, with their place in the block. They hold until this changes.</summary>
    internal Block ToBlock() => new(
    [
        Column.Of("place", Enumerable.Range(0, Rows).ToArray()),
        Column.Of("message_id", _messages),
        Column.Of("source", _sources.ToArray()),
        Column.Of("file", _files.ToArray()),
        Column.Of("flagged", _flagged),
        Column.Of("properties", _properties),
        .. Places.Select(place => ColumnOf(Known[place].Name, place)),
    ]);

    Column ColumnOf(string name, int place) => (_texts[place], _numbers[place]) switch
    {
        ({ } texts, _) => Column.Of(name, Fill(texts)),
        (_, { } numbers) => Column.OfNullable(name, Fill(numbers).ToArray()),
        _ => Column.OfNullable(name, Fill(_whole[place]!).ToArray()),
    };

    /// <summary>Holds two places for the same where the same text stands there.</summary>
    sealed class SameText(TextList texts) : IEqualityComparer<int>
    {
        public bool Equals(int x, int y) => texts[x].SequenceEqual(texts[y]);

        public int GetHashCode(int place)
        {
            var hash = default(HashCode);
            hash.AddBytes(texts[place]);
            return hash.ToHashCode();
        }
    }
}
