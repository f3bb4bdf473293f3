using System.Text;

namespace Kindred.ClickHouse;

/// <summary>Many texts, one after the other in UTF-8: few objects to the garbage collector, however many texts there are.</summary>
public sealed class TextList
{
    byte[] _bytes = new byte[1024];
    int[] _ends = new int[64];

    public int Count { get; private set; }

    /// <summary>A text in UTF-8; it holds until the list changes.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _bytes.AsSpan(EndOf(index)..EndOf(index + 1));
        }
    }

    /// <exception cref="OverflowException">All texts together would take more than two gigabytes.</exception>
    public void Add(string text)
    {
        var end = EndOf(Count);
        var most = checked(end + Encoding.UTF8.GetMaxByteCount(text.Length));
        if (most > _bytes.Length)
        {
            Array.Resize(ref _bytes, Larger(most));
        }

        Append(end + Encoding.UTF8.GetBytes(text, _bytes.AsSpan(end)));
    }

    /// <summary>Makes the list that long: with empty texts at its end, or without the last ones.</summary>
    public void SetCount(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        while (Count < count)
        {
            Append(EndOf(Count));
        }

        Count = count;
    }

    /// <summary>A text as a string.</summary>
    public string Text(int index) => Encoding.UTF8.GetString(this[index]);

    void Append(int end)
    {
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, Larger(Count + 1));
        }

        _ends[Count++] = end;
    }

    /// <summary>Where so many texts end.</summary>
    int EndOf(int count) => count == 0 ? 0 : _ends[count - 1];

    static int Larger(int least) => (int)Math.Min(Array.MaxLength, Math.Max(least, 2L * least));
}
