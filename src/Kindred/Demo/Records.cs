namespace Kindred.Demo;

/// <summary>What the tracker of the web shop notes.</summary>
enum WebEvent : byte
{
    PageView,
    ViewItemList,
    ViewItem,
    Search,
    AddToCart,
    BeginCheckout,
}

/// <summary>One note of the web tracker.</summary>
/// <param name="Customer">Empty where the visitor is not signed in.</param>
/// <param name="Product">A place in the assortment, or negative.</param>
/// <param name="Place">What is shown: a page, a category or a search term, by the event.</param>
/// <param name="Seconds">On the page; negative where not told, as is <paramref name="Scroll"/>, in hundredths.</param>
/// <param name="Agent">A place in <see cref="WebFiles.Agents"/>; likewise <paramref name="Origin"/> in its origins.</param>
readonly record struct WebHit(
    ulong Id, long At, string Visitor, string Customer, WebEvent Event, short Product, short Place, int Seconds, sbyte Scroll, byte Agent, byte Origin);

/// <summary>One note of the application.</summary>
readonly record struct AppUse(long At, string Device, string Customer, string Event, string Feature, int Product, bool Apple);

/// <summary>One line of an order, or of a receipt where <paramref name="Store"/> is not negative.</summary>
/// <param name="Price">Of one piece, in pence; likewise the discount on the line.</param>
readonly record struct OrderLine(
    long At, string Order, string Customer, short Product, int Price, int Quantity, int Discount, string Voucher, bool App, sbyte Store)
{
    /// <summary>What the line comes to, in pence.</summary>
    public int Amount => (Price * Quantity) - Discount;
}

/// <summary>Something that came back.</summary>
readonly record struct Return(long At, OrderLine Line, string Reason);

/// <summary>A letter to the help desk, or a chat where there is a visitor.</summary>
readonly record struct Contact(long At, string Customer, string Visitor, string Topic, sbyte Rating);

/// <summary>What became of an e-mail.</summary>
readonly record struct Mail(long At, string Customer, string Campaign, string Event, string Experiment, string Variation);

/// <summary>An id that was used, and by whom.</summary>
/// <param name="Kind">As in an event: user_id, anonymous_id or device_id.</param>
/// <param name="Person">0 where several people share it.</param>
/// <param name="Linked">Whether any event shows it together with the person's user id.</param>
readonly record struct UsedId(string Kind, string Value, int Person, bool Linked);

/// <summary>An event that came twice.</summary>
/// <param name="Of">The id of the first; its own where the whole message was sent again.</param>
readonly record struct Twice(string Source, string Kind, string Id, string Of);

/// <summary>What some of the people left behind, before it is sorted into files.</summary>
sealed class Records
{
    public List<Person> People { get; } = [];

    /// <summary>Web hits by the month of the year, counted from 0.</summary>
    public List<WebHit>[] Web { get; } = [.. Enumerable.Range(0, 12).Select(_ => new List<WebHit>())];

    public List<AppUse> App { get; } = [];

    public List<OrderLine> Orders { get; } = [];

    public List<Return> Returns { get; } = [];

    public List<Contact> Tickets { get; } = [];

    public List<Contact> Chats { get; } = [];

    public List<Mail> Mails { get; } = [];

    public List<UsedId> Ids { get; } = [];

    public List<Twice> Twice { get; } = [];

    /// <summary>Visitor ids of robots, with the kind of each.</summary>
    public List<(string Visitor, string Kind)> Robots { get; } = [];

    /// <summary>Files a web hit under its month; one after the end of the year is none of it.</summary>
    public void Add(WebHit hit)
    {
        if (hit.At < ShopYear.End)
        {
            Web[(ShopYear.DateOf(ShopYear.DayAt(hit.At)).Month + 5) % 12].Add(hit);
        }
    }

    public void Add(AppUse use)
    {
        if (use.At < ShopYear.End)
        {
            App.Add(use);
        }
    }
}
