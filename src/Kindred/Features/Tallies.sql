-- What is counted of every customer's events, in one pass over them. Nothing here asks how long ago something was, so an event alone makes
-- a tally another; TallyTable relies on it. What moves with the moment is counted in Lately.sql.
-- Innermost: the customer's events as aggregates and as one array of moments, each packed with four marks of the event
-- (1 order, 2 added to cart, 4 checkout, 8 odd local day) so that sorting moments sorts all.
-- Lambdas never capture an array: engines would copy it for every element. What is wanted of the few events that matter is filtered out
-- first, since a walk over every event of everyone is what this query costs.
SELECT
    customer_id,
    events,
    first_at,
    last_at,
    active_days,
    product_views,
    searches,
    cart_adds,
    support_contacts,
    feature_uses,
    features_used,
    email_opens,
    night, morning, afternoon, evening, weekend,
    desktop, mobile, app, devices_known,
    scroll_depth,
    page_seconds,
    rating,
    first_view_at,
    agent_is_robot,
    length(starts) AS sessions,
    arraySum((x, b) -> if(b, 0, x), steps, begins) AS session_ms,
    arrayCount(x -> x = 1, arrayPopFront(arrayDifference(arrayPushBack(places, toUInt32(events + 1))))) AS single_event_sessions,
    arrayReduce('max', starts) AS last_session_at,
    if(length(starts) > 1, (arrayReduce('max', starts) - arrayReduce('min', starts)) / (length(starts) - 1), NULL) AS ms_between_sessions,
    arrayUniq(arrayMap(v -> bitShiftRight(v, 2), arrayFilter(v -> bitAnd(v, 1) > 0, cart_or_order))) AS order_sessions,
    arrayUniq(arrayMap(v -> bitShiftRight(v, 2), arrayFilter(v -> bitAnd(v, 2) > 0, cart_or_order))) AS cart_sessions,
    arrayUniq(arrayMap(v -> bitShiftRight(v, 2), cart_or_order)) AS cart_or_order_sessions,
    arrayCount(x -> x <= first_order_at, starts) AS sessions_until_order,
    arrayExists((a, b) -> b - a < 60000, arraySlice(instants, 1, greatest(toInt64(length(instants)) - {most_a_minute}, 0)), arraySlice(instants, {most_a_minute} + 1)) AS too_fast,
    length(category_counts) AS categories,
    if(empty(category_counts), toInt64(0), arrayReduce('max', category_counts)) AS top_category_count,
    -arraySum(c -> (c / categorised) * log2(c / categorised), category_counts) AS category_entropy,
    if(empty(category_counts), toUInt64(0), arrayReduce('argMax', category_values, category_counts)) AS top_category_hash,
    orders, revenue, first_order_at, last_order_at, units, discounts, coupon_orders, refunds, refunded, ms_between_orders, ms_between_orders_spread,
    categorised{custom_names}
FROM (
    SELECT
        *,
        arrayMap(p -> bitShiftRight(p, 4), moments) AS at,
        arrayDifference(at) AS steps,
        arrayMap((i, x{mark_names}) -> i = 1 OR {breaks}, arrayEnumerate(at), steps{marks}) AS begins,
        arrayFilter((x, b) -> b, at, begins) AS starts,
        arrayFilter((i, b) -> b, arrayEnumerate(begins), begins) AS places,
        arrayFilter(v -> bitAnd(v, 3) > 0, arrayMap((n, p) -> bitOr(bitShiftLeft(n, 2), bitAnd(p, 3)), arrayCumSum(begins), moments)) AS cart_or_order,
        arraySort(arrayDistinct(arraySlice(at, 1, if(events > {most_a_minute}, toInt64(events), toInt64(0))))) AS instants,
        arraySort(category_hashes) AS sorted_categories,
        length(sorted_categories) AS categorised,
        arrayDifference(sorted_categories) AS category_steps,
        arrayFilter((i, d) -> i = 1 OR d != 0, arrayEnumerate(category_steps), category_steps) AS category_begins,
        arrayFilter((c, i, d) -> i = 1 OR d != 0, sorted_categories, arrayEnumerate(category_steps), category_steps) AS category_values,
        arrayMap((a, b) -> toInt64(b) - toInt64(a), category_begins, arrayPopFront(arrayPushBack(category_begins, toUInt32(categorised + 1)))) AS category_counts
    FROM (
        SELECT *, {sorted} FROM (
            SELECT
                customer_id,
                count() AS events,
                min(occurred_at) AS first_at,
                max(occurred_at) AS last_at,
                uniqExact(toDate(local_time, {timezone})) AS active_days,
                countIf(event = 'Product Viewed') AS product_views,
                countIf(event = 'Products Searched') AS searches,
                countIf(event = 'Product Added') AS cart_adds,
                countIf(event IN {support_events}) AS support_contacts,
                countIf(feature != '') AS feature_uses,
                uniqExactIf(cityHash64(feature), feature != '') AS features_used,
                countIf(event = 'Email Opened' OR event = 'Email Link Clicked') AS email_opens,
                countIf(toHour(local_time, {timezone}) < 6) AS night,
                countIf(toHour(local_time, {timezone}) >= 6 AND toHour(local_time, {timezone}) < 12) AS morning,
                countIf(toHour(local_time, {timezone}) >= 12 AND toHour(local_time, {timezone}) < 18) AS afternoon,
                countIf(toHour(local_time, {timezone}) >= 18) AS evening,
                countIf(toDayOfWeek(toDate(local_time, {timezone})) > 5) AS weekend,
                countIf(lower(device_type) IN ('web', 'desktop', 'pc', 'computer', 'laptop')) AS desktop,
                countIf(lower(device_type) IN ('mobile', 'phone', 'smartphone', 'tablet')) AS mobile,
                countIf(lower(device_type) IN ('ios', 'android', 'app')) AS app,
                countIf(device_type != '') AS devices_known,
                avg(scroll_depth) AS scroll_depth,
                avgIf(duration_seconds, event = 'Page Viewed') AS page_seconds,
                avg(rating) AS rating,
                minIf(occurred_at, event = 'Product Viewed') AS first_view_at,
                max({is_robot}) AS agent_is_robot,
                groupArray(occurred_at * 16 + (event = 'Order Completed') + 2 * (event = 'Product Added') + 4 * (event = 'Checkout Started')
                    + 8 * (toRelativeDayNum(local_time, {timezone}) % 2)) AS packed{group_marks},
                groupArrayIf(cityHash64(category), category != '') AS category_hashes{custom}
            FROM (SELECT *, toDateTime(intDiv(occurred_at, 1000)) AS local_time FROM {events})
            GROUP BY customer_id
        )
    )
) AS a
ANY LEFT JOIN (
    SELECT
        customer_id,
        countIf(completed > 0) AS orders,
        sum(worth) AS revenue,
        minIf(ordered_at, completed > 0) AS first_order_at,
        maxIf(ordered_at, completed > 0) AS last_order_at,
        sum(pieces) AS units,
        sum(reduced) AS discounts,
        countIf(coupons > 0) AS coupon_orders,
        countIf(given_back > 0) AS refunds,
        sum(given_back) AS refunded,
        arrayPopFront(arrayDifference(arraySort(groupArrayIf(ordered_at, completed > 0)))) AS waits,
        if(empty(waits), NULL, arraySum(waits) / length(waits)) AS ms_between_orders,
        if(length(waits) < 2, NULL, sqrt(greatest(0, (arraySum(w -> toFloat64(w) * w, waits) - arraySum(waits) * (arraySum(waits) / length(waits))) / (length(waits) - 1)))) AS ms_between_orders_spread
    FROM {orders}
    GROUP BY customer_id
) AS o USING (customer_id)
