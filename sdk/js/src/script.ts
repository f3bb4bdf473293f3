import { automatic } from './automatic';
import type { Options } from './message';
import { Tracker } from './tracker';

// <script async src="https://shop.example/k/kindred.js" data-key="KEY"></script>
// Calls made before the script is there wait in an array: (window.kindred ||= []).push(['track', 'Product Viewed', {…}])

type Call = [name: string, ...values: unknown[]];

const tag = document.currentScript as HTMLScriptElement | null;
const page = window as unknown as { kindred?: unknown };
const early = Array.isArray(page.kindred) ? page.kindred as Call[] : [];

let tracker: Tracker | undefined;

/** Begins; done by the script itself where its tag has a data-key. */
function load(options: Options): void {
  if (tracker) {
    return;
  }
  const from = tag?.src ? tag.src.replace(/\/[^/]*$/, '') : location.origin;
  tracker = new Tracker({ ...options, endpoint: (options.endpoint ?? from).replace(/\/$/, '') });
  if (options.automatic !== false) {
    automatic(tracker);
  } else {
    const sending = tracker;
    addEventListener('pagehide', () => sending.leave());
  }
  early.splice(0).forEach(call);
}

function call([name, ...values]: Call): unknown {
  if (name === 'load') {
    return load(values[0] as Options);
  }
  if (!tracker) {
    early.push([name, ...values]);
    return undefined;
  }
  return (tracker as unknown as Record<string, (...values: unknown[]) => unknown>)[name]?.call(tracker, ...values);
}

const api: Record<string, unknown> = { push: call };
for (const name of ['load', 'track', 'page', 'identify', 'group', 'alias', 'reset', 'consent', 'anonymousId']) {
  api[name] = (...values: unknown[]) => call([name, ...values]);
}
page.kindred = api;

const data = tag?.dataset;
if (data?.key) {
  load({
    key: data.key,
    ...(data.endpoint ? { endpoint: data.endpoint } : {}),
    cookieless: 'cookieless' in data,
    automatic: data.automatic !== 'false',
    privacy: data.privacy !== 'false',
  });
} else {
  const asked = early.findIndex(([name]) => name === 'load');
  if (asked >= 0) {
    early.splice(asked, 1).forEach(call);
  }
}
