import { AnalyticsBrowser } from '@segment/analytics-next';

const asked = new URLSearchParams(location.search);
const client = AnalyticsBrowser.load({ writeKey: asked.get('key'), cdnURL: asked.get('host') });
const timestamp = new Date('2026-03-01T12:00:00.000Z');
await client.track('Product Viewed', { product_id: 'p1', price: 9.5, colour: 'red' });
await client.page('Home');
await client.screen('Start');
await client.identify('anna', { plan: 'gold' });
await client.group('acme', { size: 5 });
await client.alias('anna', 'older');
await client.track('Order Completed', { order_id: 'o1', revenue: 50, currency: 'EUR' }, { timestamp });
await client.reset();
await client.track('Product Viewed', { product_id: 'p2', price: 5 });
window.sent = true;
