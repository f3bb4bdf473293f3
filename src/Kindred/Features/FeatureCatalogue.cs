using static Kindred.Events.Vocabulary;

namespace Kindred.Features;

/// <summary>The features that every project has.</summary>
/// <remarks>A feature without a value (no orders to average, no device named) is missing, never zero. "As of" is the moment of the snapshot.</remarks>
public static class FeatureCatalogue
{
    /// <summary>Features that one query measures from events, in the order of its columns.</summary>
    public static IReadOnlyList<Feature> Measured { get; } =
    [
        new("events", "Events", "Number of events.", FeatureUnit.Count),
        new("recency_days", "Days since last order", "Days from the last order to the as-of moment; missing without an order.", FeatureUnit.Days, OrderCompleted),
        new("orders", "Orders", "Number of distinct orders, each counted once.", FeatureUnit.Count, OrderCompleted),
        new("revenue", "Revenue", "Sum of the worth of all orders, before refunds.", FeatureUnit.Money, OrderCompleted),
        new("average_order_value", "Average order value", "Revenue divided by orders.", FeatureUnit.Money, OrderCompleted),
        new("units_per_order", "Units per order", "Pieces ordered divided by orders.", FeatureUnit.Number, OrderCompleted),
        new("tenure_days", "Days since first seen", "Days from the first event to the as-of moment.", FeatureUnit.Days),
        new("inactive_days", "Days since last event", "Days from the last event of any kind to the as-of moment.", FeatureUnit.Days),
        new("active_days", "Active days", "Number of distinct local days with an event.", FeatureUnit.Count),
        new("days_between_orders", "Days between orders", "Mean number of days from one order to the next; missing with fewer than two.", FeatureUnit.Days, OrderCompleted),
        new("days_between_orders_spread", "Spread of days between orders", "Standard deviation of the days between orders; missing with fewer than three.", FeatureUnit.Days, OrderCompleted),
        new("orders_per_month", "Orders per month", "Orders divided by months since first seen, at least one month.", FeatureUnit.Number, OrderCompleted),
        new("view_to_order_days", "Days from first view to first order", "Days from the first product view to the first order; missing where no view came before.", FeatureUnit.Days, OrderCompleted),
        new("sessions_to_order", "Sessions to first order", "Sessions begun up to the first order, that one included; missing without an order.", FeatureUnit.Count, OrderCompleted),
        new("sessions", "Sessions", "Number of sessions over all devices.", FeatureUnit.Count),
        new("sessions_per_week", "Sessions per week", "Sessions divided by weeks since first seen, at least one week.", FeatureUnit.Number),
        new("session_minutes", "Minutes per session", "Mean time from first to last event of a session, in minutes.", FeatureUnit.Minutes),
        new("session_events", "Events per session", "Events divided by sessions.", FeatureUnit.Number),
        new("single_event_share", "Share of one-event sessions", "Sessions with a single event divided by sessions.", FeatureUnit.Share),
        new("session_recency_days", "Days since last session", "Days from the beginning of the last session to the as-of moment.", FeatureUnit.Days),
        new("days_between_sessions", "Days between sessions", "Mean number of days from the beginning of one session to the next; missing with one session.", FeatureUnit.Days),
        new("product_views", "Product views", "Number of Product Viewed events.", FeatureUnit.Count, ProductViewed),
        new("searches", "Searches", "Number of Products Searched events.", FeatureUnit.Count, "Products Searched"),
        new("cart_adds", "Cart additions", "Number of Product Added events.", FeatureUnit.Count, ProductAdded),
        new("cart_abandonment", "Cart abandonment", "Share of sessions with something put in the cart that have no order; missing without such a session.", FeatureUnit.Share, OrderCompleted, ProductAdded),
        new("conversion", "Conversion", "Sessions with an order divided by sessions.", FeatureUnit.Share, OrderCompleted),
        new("categories", "Categories", "Number of distinct product categories met.", FeatureUnit.Count),
        new("category_entropy", "Category entropy", "Shannon entropy, in bits, of the categories met: 0 is one category only.", FeatureUnit.Number),
        new("top_category_share", "Share of top category", "Events of the most frequent category divided by events with a category.", FeatureUnit.Share),
        new("feature_breadth", "Features used", "Number of distinct application features used.", FeatureUnit.Count),
        new("feature_depth", "Uses per feature", "Feature uses divided by distinct features used; missing without any.", FeatureUnit.Number),
        new("discount_share", "Discount share", "Discounts divided by revenue plus discounts.", FeatureUnit.Share, OrderCompleted),
        new("coupon_share", "Orders with coupon", "Orders with a coupon divided by orders.", FeatureUnit.Share, OrderCompleted),
        new("refunds", "Refunds", "Number of orders refunded or cancelled, wholly or in part.", FeatureUnit.Count, OrderRefunded),
        new("return_share", "Return share", "Money given back divided by revenue.", FeatureUnit.Share, OrderRefunded, OrderCompleted),
        new("support_contacts", "Support contacts", "Tickets and chats begun.", FeatureUnit.Count),
        new("email_opens", "E-mails opened", "E-mails opened or clicked.", FeatureUnit.Count),
        new("night_share", "Night share", "Share of events from 0 to 6 h local time.", FeatureUnit.Share),
        new("morning_share", "Morning share", "Share of events from 6 to 12 h local time.", FeatureUnit.Share),
        new("afternoon_share", "Afternoon share", "Share of events from 12 to 18 h local time.", FeatureUnit.Share),
        new("evening_share", "Evening share", "Share of events from 18 to 24 h local time.", FeatureUnit.Share),
        new("weekend_share", "Weekend share", "Share of events on Saturday or Sunday, local time.", FeatureUnit.Share),
        new("desktop_share", "Desktop share", "Events from a web browser or desktop divided by events whose device is known.", FeatureUnit.Share),
        new("mobile_share", "Mobile share", "Events from a phone or tablet divided by events whose device is known.", FeatureUnit.Share),
        new("app_share", "App share", "Events from an application (ios, android) divided by events whose device is known.", FeatureUnit.Share),
        new("events_30d", "Events in 30 days", "Events in the 30 days before the as-of moment.", FeatureUnit.Count),
        new("activity_trend", "Activity trend", "Events of the last 30 days against the 30 before: (now − before) / (now + before), from −1 to 1.", FeatureUnit.Number),
        new("orders_90d", "Orders in 90 days", "Orders in the 90 days before the as-of moment.", FeatureUnit.Count, OrderCompleted),
        new("revenue_30d", "Revenue in 30 days", "Revenue of the 30 days before the as-of moment.", FeatureUnit.Money, OrderCompleted),
        new("revenue_trend", "Revenue trend", "Revenue of the last 30 days against the 30 before: (now − before) / (now + before), from −1 to 1.", FeatureUnit.Number, OrderCompleted),
        new("scroll_depth", "Scroll depth", "Mean share of the page scrolled, over events that say so.", FeatureUnit.Share),
        new("page_seconds", "Seconds per page", "Mean duration of page views that say so.", FeatureUnit.Seconds),
        new("rating", "Rating", "Mean rating given.", FeatureUnit.Number),
        new("refunded", "Money given back", "Sum of refunds and cancellations, as a positive amount.", FeatureUnit.Money, OrderRefunded),
    ];

    /// <summary>Features that compare a customer with all others, made from the measured ones.</summary>
    public static IReadOnlyList<Feature> Compared { get; } =
    [
        new("rfm_recency", "RFM recency", "Quintile of recency among customers with an order: 5 is the latest fifth.", FeatureUnit.Number, OrderCompleted),
        new("rfm_frequency", "RFM frequency", "Quintile of the number of orders: 5 is the fifth with the most.", FeatureUnit.Number, OrderCompleted),
        new("rfm_monetary", "RFM monetary", "Quintile of revenue: 5 is the fifth that spends most.", FeatureUnit.Number, OrderCompleted),
        new("engagement", "Engagement score", "Weighted mean, from 0 to 100, of the customer's percentile in each feature that the project weighs.", FeatureUnit.Number),
        new("composite", "Composite index", "Position on the first principal component of the features, scaled to 0–100 by percentile.", FeatureUnit.Number, OrderCompleted),
    ];

    /// <summary>The weights of the engagement score where a project declares none.</summary>
    public static IReadOnlyDictionary<string, double> EngagementWeights { get; } = new Dictionary<string, double>
    {
        ["sessions_per_week"] = 0.3,
        ["session_events"] = 0.2,
        ["active_days"] = 0.2,
        ["events_30d"] = 0.2,
        ["categories"] = 0.1,
    };
}
