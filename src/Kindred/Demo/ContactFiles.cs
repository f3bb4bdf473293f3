using System.Globalization;

namespace Kindred.Demo;

/// <summary>The files of the help desk (tickets as CSV, chats as JSON lines) and of the e-mail service (CSV).</summary>
static class ContactFiles
{
    const string Clock = "yyyy-MM-ddTHH:mm:ssZ";

    public static void WriteSupport(string folder, IReadOnlyList<Records> all)
    {
        using (var tickets = new TextRows(Path.Combine(folder, "support", "tickets.csv")))
        {
            var number = 40_000;
            tickets.Put("ticket,created_at,customer_no,topic,stars\n"u8);
            foreach (var ticket in all.SelectMany(records => records.Tickets).OrderBy(ticket => ticket.At))
            {
                tickets.Put("T"u8).Put(number++).Put(","u8).Time(ticket.At, Clock).Put(","u8).Put(ticket.Customer).Put(","u8).Put(ticket.Topic)
                    .Put(","u8).Put(Stars(ticket)).Put("\n"u8);
            }
        }

        using var chats = new TextRows(Path.Combine(folder, "support", "chats.jsonl"));
        var conversation = 9_000;
        foreach (var chat in all.SelectMany(records => records.Chats).OrderBy(chat => chat.At))
        {
            chats.Put("{\"conversation\":\"chat-"u8).Put(conversation++).Put("\",\"started_at\":\""u8).Time(chat.At, Clock)
                .Put("\",\"visitor\":\""u8).Put(chat.Visitor).Put("\",\"customer\":\""u8).Put(chat.Customer).Put("\",\"topic\":\""u8).Put(chat.Topic)
                .Put("\",\"stars\":\""u8).Put(Stars(chat)).Put("\"}\n"u8);
        }
    }

    public static void WriteMails(string folder, IReadOnlyList<Records> all)
    {
        using var rows = new TextRows(Path.Combine(folder, "email", "email_events.csv.gz"));
        rows.Put("at,customer_no,event,campaign,experiment,variation\n"u8);
        foreach (var mail in all.SelectMany(records => records.Mails).OrderBy(mail => mail.At))
        {
            rows.Time(mail.At, Clock).Put(","u8).Put(mail.Customer).Put(","u8).Put(mail.Event).Put(","u8).Put(mail.Campaign).Put(","u8)
                .Put(mail.Experiment).Put(","u8).Put(mail.Variation).Put("\n"u8);
        }
    }

    static string Stars(Contact contact) => contact.Rating > 0 ? contact.Rating.ToString(CultureInfo.InvariantCulture) : "";
}
