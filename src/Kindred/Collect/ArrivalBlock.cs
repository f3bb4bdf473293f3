using System.Runtime.InteropServices;
using Kindred.ClickHouse;
using Kindred.Events;

namespace Kindred.Collect;

/// <summary>The ids that an event carries, empty where there is none of a kind.</summary>
/// <param name="File">The number of the source; see <see cref="CollectedSources"/>.</param>
/// <param name="At">When it happened, in milliseconds since 1970 in UTC.</param>
public readonly record struct ArrivedIds(string UserId, string AnonymousId, string DeviceId, string Source, uint File, long At);

/// <summary>Events that arrived, gathered column by column to be stored at once; a message that is in it already is only counted.</summary>
public sealed class ArrivalBlock
{
    readonly HashSet<string> _known = [];
    readonly List<string> _messages = [], _sources = [], _flagged = [], _properties = [];
    readonly List<uint> _files = [], _repeated = [];
    readonly List<string?>?[] _texts = new List<string?>?[EventField.All.Count];
    readonly List<double?>?[] _numbers = new List<double?>?[EventField.All.Count];
    readonly List<long?>?[] _whole = new List<long?>?[EventField.All.Count];

    public int Rows => _messages.Count;

    /// <summary>The numbers of the sources of all messages, those included that came twice.</summary>
    internal IEnumerable<uint> Files => _files.Concat(_repeated);

    /// <summary>The fields that some event has.</summary>
    internal IReadOnlyList<string> Fields =>
    [
        .. EventField.All.Where((known, place) => known.Name != "message_id" && (_texts[place] ?? _numbers[place] ?? (object?)_whole[place]) is not null)
            .Select(known => known.Name),
    ];

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

    /// <summary>Adds an event, unless its message is there.</summary>
    /// <param name="message">The id of the message.</param>
    /// <param name="file">The number of its source; see <see cref="CollectedSources"/>.</param>
    public bool Add(EventRow row, string message, string source, uint file)
    {
        if (!_known.Add(message))
        {
            _repeated.Add(file);
            return false;
        }

        for (var place = 0; place < EventField.All.Count; place++)
        {
            if (row.Has(place))
            {
                Put(row, place);
            }
        }

        _messages.Add(message);
        _sources.Add(source);
        _files.Add(file);
        _flagged.Add(row.Flagged);
        _properties.Add(row.Properties);
        return true;
    }

    static int PlaceOf(string field) => EventField.All.Index().First(known => known.Item.Name == field).Index;

    string At(int place, int row) => _texts[place] is { } texts && row < texts.Count ? texts[row] ?? "" : "";

    void Put(EventRow row, int place)
    {
        switch (EventField.All[place].Type)
        {
            case EventFieldType.Text:
                Fill(_texts[place] ??= []).Add(row.TextAt(place));
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
        CollectionsMarshal.SetCount(column, Rows);
        return column;
    }

    /// <summary>The events as columns, with their place in the block.</summary>
    internal Block ToBlock() => new(
    [
        Column.Of("place", Enumerable.Range(0, Rows).ToArray()),
        Column.Of("message_id", _messages.ToArray()),
        Column.Of("source", _sources.ToArray()),
        Column.Of("file", _files.ToArray()),
        Column.Of("flagged", _flagged.ToArray()),
        Column.Of("properties", _properties.ToArray()),
        .. EventField.All.Index().Where(known => Fields.Contains(known.Item.Name)).Select(known => ColumnOf(known.Item.Name, known.Index)),
    ]);

    Column ColumnOf(string name, int place) => (_texts[place], _numbers[place]) switch
    {
        ({ } texts, _) => Column.Of(name, Fill(texts).Select(text => text ?? "").ToArray()),
        (_, { } numbers) => Column.OfNullable(name, Fill(numbers).ToArray()),
        _ => Column.OfNullable(name, Fill(_whole[place]!).ToArray()),
    };
}
