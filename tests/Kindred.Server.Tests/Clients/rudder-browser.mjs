import { RudderAnalytics } from '@rudderstack/analytics-js/bundled';

const asked = new URLSearchParams(location.search);
const client = new RudderAnalytics();
const originalTimestamp = '2026-03-01T12:00:00.000Z';
client.load(asked.get('key'), asked.get('host'), { configUrl: asked.get('host'), useBeacon: asked.has('beacon') });
client.track('Product Viewed', { product_id: 'p1', price: 9.5, colour: 'red' });
client.page('Home');
client.identify('anna', { plan: 'gold' });
client.group('acme', { size: 5 });
client.alias('anna', 'older');
client.track('Order Completed', { order_id: 'o1', revenue: 50, currency: 'EUR' }, { originalTimestamp });
client.reset({ entries: { anonymousId: true } });
client.track('Product Viewed', { product_id: 'p2', price: 5 });
window.sent = true;
