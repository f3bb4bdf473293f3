import posthog from 'posthog-js';

const asked = new URLSearchParams(location.search);
const timestamp = new Date('2026-03-01T12:00:00.000Z');
// The client drops what a browser without a window does, unless told not to.
posthog.init(asked.get('key'), { api_host: asked.get('host'), opt_out_useragent_filter: true });
posthog.capture('Product Viewed', { product_id: 'p1', price: 9.5, colour: 'red' });
posthog.identify('anna', { plan: 'gold' });
posthog.group('company', 'acme', { size: 5 });
posthog.alias('older');
posthog.capture('Order Completed', { order_id: 'o1', revenue: 50, currency: 'EUR' }, { timestamp });
posthog.reset(true);
posthog.capture('Product Viewed', { product_id: 'p2', price: 5 });
window.sent = true;
