namespace Kindred.ClickHouse;

/// <summary>A column of texts to insert, which are not copied.</summary>
public sealed class TextColumn : Column
{
    internal TextColumn(string name, TextList texts)
        : base(name, "String") => Texts = texts;

    public TextList Texts { get; }

    public override int Rows => Texts.Count;

    public override object? this[int row] => Texts.Text(row);

    public override bool IsMissing(int row) => false;

    public override T[] Values<T>() => [.. Enumerable.Range(0, Rows).Select(Value<T>)];

    public override T Value<T>(int row) => Texts.Text(row) is T text ? text : throw Mismatch<T>();

    internal override Column Join(IReadOnlyList<Column> parts) => new Column<string>(Name, Type, [.. parts.SelectMany(part => part.Values<string>())], null);
}
